/* Catalogues that motcua-ctl reads: a folder of procedure files, or the service's database. */
#ifndef MOTCUA_CENTRAL_CTL_FOLDER_H
#define MOTCUA_CENTRAL_CTL_FOLDER_H

#include <stdbool.h>
#include <stdio.h>

#include "central/ctl.h"
#include "domain/catalogue_bundle.h"

#define CTL_POPULAR_FILE "popular.json"

/* The code a procedure file is named by: "1.001193.json". */
bool ctl_folder_file_code(const char *name, char out[PROCEDURE_CODE_BYTES]);
/* Calls `each` with every JSON file of the folder that is not hidden, by name. */
enum ctl_exit ctl_folder_visit(const char *dir, void (*each)(void *context, const char *name),
                               void *context, FILE *complaints);
/* The file's content, freed with free(). */
enum mc_err ctl_folder_file(const char *dir, const char *name, char **out, size_t *out_len,
                            struct mc_error *err) MC_MUST_CHECK;
/* Names every bad file, not only the first, and to `out` every one that is left out. The bundle
 * (zeroed before) is to be finished in any case. */
enum ctl_exit ctl_folder_read(const char *dir, struct catalogue_bundle *bundle, FILE *out,
                              FILE *complaints);
/* The same of a folder, or of the newest version in a database. */
enum ctl_exit ctl_catalogue_open(const char *path, struct catalogue_bundle *bundle,
                                 FILE *complaints);

#endif
