#include "central/storage.h"

#include <stdlib.h>

void storage_dossier_finish(struct storage_dossier *dossier)
{
    if (dossier != NULL) {
        free(dossier->history);
        *dossier = (struct storage_dossier){0};
    }
}

void storage_bundle_finish(struct storage_bundle *bundle)
{
    if (bundle != NULL) {
        free(bundle->gzip);
        *bundle = (struct storage_bundle){0};
    }
}

void storage_close(struct storage *storage)
{
    if (storage != NULL) {
        storage->ops->close(storage);
    }
}

enum mc_err storage_accept(struct storage *storage, const struct storage_submission *submission,
                           enum storage_outcome *outcome, struct storage_acceptance *out,
                           struct mc_error *err)
{
    return storage->ops->accept(storage, submission, outcome, out, err);
}

enum mc_err storage_find(struct storage *storage, const char *code, const char *token_hash,
                         struct storage_dossier *out, struct mc_error *err)
{
    return storage->ops->find(storage, code, token_hash, out, err);
}

enum mc_err storage_body(struct storage *storage, const char *code, char **out, size_t *out_len,
                         struct mc_error *err)
{
    return storage->ops->body(storage, code, out, out_len, err);
}

enum mc_err storage_move(struct storage *storage, const struct storage_move *move,
                         struct mc_error *err)
{
    return storage->ops->move(storage, move, err);
}

enum mc_err storage_list(struct storage *storage, const struct storage_filter *filter,
                         const struct storage_visitor *visitor, struct mc_error *err)
{
    return storage->ops->list(storage, filter, visitor, err);
}

enum mc_err storage_check(struct storage *storage, struct mc_error *err)
{
    return storage->ops->check(storage, err);
}

enum mc_err storage_catalogue_state(struct storage *storage, struct storage_catalogue *out,
                                    struct mc_error *err)
{
    return storage->ops->catalogue_state(storage, out, err);
}

enum mc_err storage_catalogue_bundle(struct storage *storage, int64_t version, int64_t from,
                                     struct storage_bundle *out, struct mc_error *err)
{
    return storage->ops->catalogue_bundle(storage, version, from, out, err);
}

enum mc_err storage_catalogue_procedure(struct storage *storage, const char *code, char **out,
                                        size_t *out_len, struct mc_error *err)
{
    return storage->ops->catalogue_procedure(storage, code, out, out_len, err);
}

enum mc_err storage_catalogue_publish(struct storage *storage,
                                      const struct storage_publication *publication,
                                      struct mc_error *err)
{
    return storage->ops->catalogue_publish(storage, publication, err);
}
