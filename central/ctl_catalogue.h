/*
 * motcua-ctl catalogue …: the operator's commands for the catalogue of procedures, and for the keys
 * it is signed with. They name their files themselves; exit codes as in central/ctl.h.
 */
#ifndef MOTCUA_CENTRAL_CTL_CATALOGUE_H
#define MOTCUA_CENTRAL_CTL_CATALOGUE_H

#include <stdint.h>
#include <stdio.h>

#include "central/ctl.h"

/* What follows "motcua-ctl catalogue". */
enum ctl_exit ctl_catalogue_run(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                FILE *complaints);
/* What follows "motcua-ctl keygen": makes a pair of key files. */
enum ctl_exit ctl_keygen_run(int argc, const char *const *argv, FILE *out, FILE *complaints);
/* What follows "motcua-ctl catalogue publish": DIR --db FILE --key FILE. */
enum ctl_exit ctl_publish_run(int argc, const char *const *argv, int64_t now_s, FILE *out,
                              FILE *complaints);
/* What follows "motcua-ctl catalogue import", "list" and so on. */
enum ctl_exit ctl_import_run(int argc, const char *const *argv, int64_t now_s, FILE *out,
                             FILE *complaints);
enum ctl_exit ctl_catalogue_list(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                 FILE *complaints);
enum ctl_exit ctl_catalogue_show(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                 FILE *complaints);
enum ctl_exit ctl_catalogue_diff(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                 FILE *complaints);
enum ctl_exit ctl_catalogue_verify(int argc, const char *const *argv, int64_t now_s, FILE *out,
                                   FILE *complaints);

#endif
