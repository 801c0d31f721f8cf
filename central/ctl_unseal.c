#include "central/ctl_unseal.h"

#include <string.h>

#include "central/ctl_usage.h"
#include "central/opening.h"
#include "core/memory.h"
#include "domain/sealed_dossier.h"

static enum mc_err read_keys(int argc, const char *const *argv, struct opening_keys *out,
                             bool *usage, struct mc_error *err)
{
    enum mc_err rc = MC_OK;
    *usage = argc < 2 || argc % 2 != 0;
    for (int i = 0; i < argc && !*usage && rc == MC_OK; i += 2) {
        *usage = strcmp(argv[i], "--key") != 0;
        rc = *usage ? MC_OK : opening_keys_add(out, argv[i + 1], err);
    }
    return rc;
}

enum ctl_exit ctl_unseal_run(int argc, const char *const *argv, FILE *in, FILE *out,
                             FILE *complaints)
{
    struct opening_keys keys = {0};
    char *opened = NULL;
    size_t len = 0;
    bool usage = false;
    struct mc_error err;
    char *body = mc_secret_alloc(SEALED_MAX_BYTES + 1);
    enum mc_err rc = read_keys(argc, argv, &keys, &usage, &err);
    if (!usage && rc == MC_OK) {
        len = fread(body, 1, SEALED_MAX_BYTES + 1, in);
        rc = len > SEALED_MAX_BYTES ? mc_fail(&err, MC_ETOOBIG, "the body is too large")
                                    : opening_json(&keys, body, len, &opened, &len, &err);
    }
    if (usage) {
        (void)ctl_usage_refuse(complaints, "unseal", NULL, "");
    } else if (rc != MC_OK) {
        (void)fprintf(complaints, "motcua-ctl: %s\n", err.text);
    } else {
        (void)fwrite(opened, 1, len, out);
        (void)fputc('\n', out);
    }
    opening_keys_finish(&keys);
    mc_secret_free(opened);
    mc_secret_free(body);
    return usage ? CTL_USAGE : rc == MC_OK ? CTL_DONE : CTL_FAILED;
}
