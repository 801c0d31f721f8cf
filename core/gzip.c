#include "core/gzip.h"

#include <limits.h>
#include <stdlib.h>
#define ZLIB_CONST /* next_in is const then */
#include <zlib.h>

#include "core/memory.h"

#define GZIP_WINDOW_BITS  (15 + 16) /* zlib: the largest window, in a gzip wrapper */
#define GZIP_MEMORY_LEVEL 8
#define FIRST_CHUNK_BYTES ((size_t)64 * 1024)

void mc_gzip_pack(const void *bytes, size_t len, uint8_t **out, size_t *out_len)
{
    MC_CHECK(len < UINT_MAX / 2);
    z_stream stream = {.next_in = bytes, .avail_in = (uInt)len};
    MC_CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW_BITS,
                          GZIP_MEMORY_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK);
    uLong most = deflateBound(&stream, (uLong)len);
    uint8_t *packed = mc_calloc(1, most);
    stream.next_out = packed;
    stream.avail_out = (uInt)most;
    MC_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    *out_len = stream.total_out;
    *out = packed;
    (void)deflateEnd(&stream);
}

/* Unpacks into a text that grows up to max_bytes and one more, which tells that it is too long. */
static int inflate_all(z_stream *stream, size_t max_bytes, char **text)
{
    size_t capacity = 0;
    int rc = Z_OK;
    while (rc == Z_OK && stream->total_out <= max_bytes) {
        if (stream->total_out == capacity) {
            size_t wanted = capacity == 0 ? FIRST_CHUNK_BYTES : 2 * capacity;
            capacity = wanted < max_bytes + 1 ? wanted : max_bytes + 1;
            *text = mc_realloc(*text, capacity + 1);
        }
        stream->next_out = (Bytef *)*text + stream->total_out;
        stream->avail_out = (uInt)(capacity - stream->total_out);
        rc = inflate(stream, Z_NO_FLUSH);
        MC_CHECK(rc != Z_MEM_ERROR && rc != Z_STREAM_ERROR);
    }
    return rc;
}

enum mc_err mc_gzip_unpack(const void *bytes, size_t len, size_t max_bytes, char **out,
                           size_t *out_len, struct mc_error *err)
{
    MC_CHECK(max_bytes < UINT_MAX / 2);
    if (len >= UINT_MAX) {
        return mc_fail(err, MC_ETOOBIG, "packed data too large");
    }
    z_stream stream = {.next_in = bytes, .avail_in = (uInt)len};
    MC_CHECK(inflateInit2(&stream, GZIP_WINDOW_BITS) == Z_OK);
    char *text = NULL;
    int end = inflate_all(&stream, max_bytes, &text);
    enum mc_err rc = MC_OK;
    if (stream.total_out > max_bytes) {
        rc = mc_fail(err, MC_ETOOBIG, "unpacked data over %zu bytes", max_bytes);
    } else if (end != Z_STREAM_END) {
        rc = mc_fail(err, MC_EPARSE, "packed data cut or damaged");
    } else if (stream.avail_in > 0) {
        rc = mc_fail(err, MC_EPARSE, "something follows the packed data");
    }
    if (rc == MC_OK) {
        MC_CHECK(text != NULL); /* the stream's end came out of a buffer */
        text[stream.total_out] = '\0';
        *out = text;
        *out_len = stream.total_out;
        text = NULL;
    }
    free(text);
    (void)inflateEnd(&stream);
    return rc;
}
