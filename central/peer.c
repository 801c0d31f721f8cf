#include "central/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "core/ident.h"
#include "core/memory.h"
#include "core/text.h"

/* In the one spelling inet_ntop() has. */
static bool normalise(const char *text, char out[PEER_ADDRESS_BYTES])
{
    struct in_addr four;
    struct in6_addr six;
    if (inet_pton(AF_INET, text, &four) == 1) {
        return inet_ntop(AF_INET, &four, out, PEER_ADDRESS_BYTES) != NULL;
    }
    return inet_pton(AF_INET6, text, &six) == 1 &&
           inet_ntop(AF_INET6, &six, out, PEER_ADDRESS_BYTES) != NULL;
}

enum mc_err peer_parse_addresses(const char *text, struct peer_addresses *out, struct mc_error *err)
{
    struct peer_addresses addresses = {0};
    char *copy = mc_strdup(text);
    char *rest = copy;
    enum mc_err rc = MC_OK;
    for (char *entry = strtok_r(copy, ";", &rest); entry != NULL && rc == MC_OK;
         entry = strtok_r(NULL, ";", &rest)) {
        mc_text_trim(entry);
        if (entry[0] == '\0') {
            continue;
        }
        if (addresses.count == PEER_ADDRESSES_MAX) {
            rc = mc_fail(err, MC_ETOOBIG, "more than %d addresses", PEER_ADDRESSES_MAX);
        } else if (!normalise(entry, addresses.addresses[addresses.count++])) {
            rc = mc_fail(err, MC_EPARSE, "\"%s\" is no IP address", entry);
        }
    }
    free(copy);
    if (rc == MC_OK) {
        *out = addresses;
    }
    return rc;
}

bool peer_is_one_of(const struct peer_addresses *addresses, const char *address)
{
    for (size_t i = 0; i < addresses->count; i++) {
        if (strcmp(addresses->addresses[i], address) == 0) {
            return true;
        }
    }
    return false;
}

void peer_format_address(const struct sockaddr *from, char out[PEER_ADDRESS_BYTES])
{
    const char *text = NULL;
    if (from->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)from;
        text = inet_ntop(AF_INET, &four->sin_addr, out, PEER_ADDRESS_BYTES);
    } else if (from->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)from;
        text = IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)
                   ? inet_ntop(AF_INET, &six->sin6_addr.s6_addr[12], out, PEER_ADDRESS_BYTES)
                   : inet_ntop(AF_INET6, &six->sin6_addr, out, PEER_ADDRESS_BYTES);
    }
    if (text == NULL) {
        mc_copy_text(out, PEER_ADDRESS_BYTES, "unknown");
    }
}

bool peer_is_proxy(const struct peer_proxies *proxies, const char *address, const char *secret)
{
    return proxies->secret != NULL && secret != NULL &&
           peer_is_one_of(&proxies->addresses, address) && mc_same_secret(proxies->secret, secret);
}

static int hex(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at != NULL ? (int)(at - digits) % 16 : -1;
}

char *peer_decode_certificate(const char *header)
{
    size_t len = header != NULL ? strlen(header) : 0;
    if (len == 0 || len > PEER_PEM_MAX_BYTES) {
        return NULL;
    }
    char *out = mc_calloc(1, len + 1);
    size_t used = 0;
    for (size_t i = 0; i < len; i++) {
        if (header[i] != '%') {
            out[used++] = header[i];
            continue;
        }
        int high = hex(header[i + 1]);
        int low = high >= 0 ? hex(header[i + 2]) : -1;
        if (low < 0 || high * 16 + low == 0) {
            free(out);
            return NULL;
        }
        out[used++] = (char)(high * 16 + low);
        i += 2;
    }
    return out;
}
