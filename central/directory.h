/* The city's directory of agencies (domain/agency.h), from the files of an installation. */
#ifndef MOTCUA_CENTRAL_DIRECTORY_H
#define MOTCUA_CENTRAL_DIRECTORY_H

#include "domain/agency.h"
#include "domain/calendar.h"

/* Reads the directory of `path`, and adds the wards of the assets' places/wards.json, numbered as
 * they stand there: 001, 002, … *out freed with agency_directory_destroy(). */
enum mc_err directory_load(const char *path, const char *assets, struct agency_directory **out,
                           struct mc_error *err) MC_MUST_CHECK;
/* Public holidays: of the file, or if it is "" of the assets' folder. */
enum mc_err directory_load_calendar(const char *file, const char *assets, struct calendar *out,
                                    struct mc_error *err) MC_MUST_CHECK;

#endif
