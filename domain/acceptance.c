#include "domain/acceptance.h"

#include <stdio.h>
#include <string.h>

#include "core/memory.h"

void acceptance_format(const struct acceptance *acceptance, char out[ACCEPTANCE_BYTES])
{
    char received[LOCAL_TIME_TEXT_BYTES];
    char appointed[LOCAL_TIME_TEXT_BYTES] = "";
    local_time_format_rfc3339(acceptance->received, received);
    if (date_is_set(acceptance->appointed.date)) {
        local_time_format_rfc3339(acceptance->appointed, appointed);
    }
    int n = snprintf(out, ACCEPTANCE_BYTES,
                     "motcua-acceptance-1\nkey %s\nbody %s\ncode %s\nprovisional %s\nagency %s\n"
                     "received %s\nappointed %s\nend\n",
                     acceptance->key, acceptance->body_hash, acceptance->code,
                     acceptance->provisional_code, acceptance->agency, received, appointed);
    MC_CHECK(n > 0 && n < ACCEPTANCE_BYTES);
}

/* The line's value after "name "; false if the line is another one or does not fit. */
static bool take_line(const char **text, const char *name, char *out, size_t size)
{
    size_t name_len = strlen(name);
    const char *end = strchr(*text, '\n');
    if (end == NULL || strncmp(*text, name, name_len) != 0 || (*text)[name_len] != ' ') {
        return false;
    }
    const char *value = *text + name_len + 1;
    size_t len = (size_t)(end - value);
    if (len >= size) {
        return false;
    }
    memcpy(out, value, len);
    out[len] = '\0';
    *text = end + 1;
    return true;
}

static bool take_time(const char **text, const char *name, bool required, struct local_time *out)
{
    char value[LOCAL_TIME_TEXT_BYTES];
    if (!take_line(text, name, value, sizeof value)) {
        return false;
    }
    return local_time_parse_rfc3339(value, out) || (!required && value[0] == '\0');
}

static bool take_lines(const char *text, struct acceptance *found)
{
    return take_line(&text, "key", found->key, sizeof found->key) && mc_uuid_valid(found->key) &&
           take_line(&text, "body", found->body_hash, sizeof found->body_hash) &&
           strspn(found->body_hash, "0123456789abcdef") == MC_SHA256_CHARS &&
           take_line(&text, "code", found->code, sizeof found->code) &&
           dossier_code_kind(found->code) == DOSSIER_CODE_OFFICIAL &&
           take_line(&text, "provisional", found->provisional_code,
                     sizeof found->provisional_code) &&
           dossier_code_kind(found->provisional_code) == DOSSIER_CODE_PROVISIONAL &&
           take_line(&text, "agency", found->agency, sizeof found->agency) &&
           dossier_agency_valid(found->agency) &&
           take_time(&text, "received", true, &found->received) &&
           take_time(&text, "appointed", false, &found->appointed) && strcmp(text, "end\n") == 0;
}

/* A time, say, can be written in more ways than one. */
static bool as_we_write(const struct acceptance *acceptance, const char *text)
{
    char written[ACCEPTANCE_BYTES];
    acceptance_format(acceptance, written);
    return strcmp(written, text) == 0;
}

enum mc_err acceptance_parse(const char *text, struct acceptance *out, struct mc_error *err)
{
    static const char first[] = "motcua-acceptance-1\n";
    struct acceptance found = {0};
    if (strncmp(text, first, sizeof first - 1) != 0) {
        return mc_fail(err, MC_EPARSE, "receipt: not a statement of acceptance");
    }
    if (!take_lines(text + sizeof first - 1, &found) || !as_we_write(&found, text)) {
        return mc_fail(err, MC_EPARSE, "receipt: the statement of acceptance is malformed");
    }
    *out = found;
    return MC_OK;
}
