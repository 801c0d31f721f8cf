#include "domain/wire_reader.h"

struct wire_reader wire_reader_over(const cJSON *object, const char *where, const char *const *keys,
                                    struct mc_error *err)
{
    struct wire_reader reader = {object, where, MC_OK, err};
    if (!cJSON_IsObject(object)) {
        reader.rc = mc_fail(err, MC_EPARSE, "%s: expected an object", where);
    } else {
        reader.rc = mc_json_only_keys(object, where, keys, err);
    }
    return reader;
}

void wire_refuse(struct wire_reader *reader, const char *key, const char *what)
{
    if (reader->rc == MC_OK) {
        reader->rc = mc_fail(reader->err, MC_EPARSE, "%s.%s: %s", reader->where, key, what);
    }
}

void wire_read_into(struct wire_reader *reader, const char *key, char *out, size_t size)
{
    if (reader->rc == MC_OK) {
        reader->rc = mc_json_text_into(reader->object, reader->where, key, out, size, reader->err);
    }
}

/* "" after a failure, so that what follows need not ask. */
const char *wire_read_text(struct wire_reader *reader, const char *key)
{
    const char *text = "";
    if (reader->rc == MC_OK) {
        reader->rc = mc_json_text(reader->object, reader->where, key, &text, reader->err);
    }
    return text;
}

int64_t wire_read_number(struct wire_reader *reader, const char *key, int64_t most)
{
    int64_t number = 0;
    if (reader->rc == MC_OK) {
        reader->rc =
            mc_json_integer(reader->object, reader->where, key, 0, most, &number, reader->err);
    }
    return number;
}

int wire_read_word(struct wire_reader *reader, const char *key, const struct dossier_words *words)
{
    int found = dossier_word_find(words, wire_read_text(reader, key));
    if (found < 0) {
        wire_refuse(reader, key, "none of the known words");
    }
    return found;
}

struct date wire_read_date(struct wire_reader *reader, const char *key, bool required)
{
    struct date date = {0};
    const char *text = wire_read_text(reader, key);
    if (!date_parse_iso(text, &date) && (required || text[0] != '\0')) {
        wire_refuse(reader, key, "expected a day, YYYY-MM-DD");
    }
    return date;
}

const cJSON *wire_read_list(struct wire_reader *reader, const char *key, size_t most)
{
    const cJSON *list = NULL;
    if (reader->rc == MC_OK) {
        reader->rc = mc_json_array(reader->object, reader->where, key, most, &list, reader->err);
    }
    return list;
}

const cJSON *wire_read_object(struct wire_reader *reader, const char *key)
{
    const cJSON *object = NULL;
    if (reader->rc == MC_OK) {
        reader->rc = mc_json_object(reader->object, reader->where, key, &object, reader->err);
    }
    return object;
}

void wire_require(struct wire_reader *reader, const char *key, bool fits)
{
    if (!fits) {
        wire_refuse(reader, key, "malformed");
    }
}
