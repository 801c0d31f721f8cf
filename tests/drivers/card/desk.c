#include "tests/drivers/card/desk.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/memory.h"
#include "drivers/card/emrtd/atr.h"
#include "tests/unit/cmocka_all.h"

#define PATIENCE_MS           60000
#define INS_EXTERNAL          0x82
#define INS_GENERAL           0x86
#define OBJECT_TOKEN_AT       7 /* header, Lc, 7C, length, tag */
#define OBJECT_TOKEN          0x85
#define CERTIFICATE_MAX_BYTES 4096

static enum mc_err transmit(struct card_transport *base, const uint8_t *command, size_t len,
                            uint8_t *out, size_t size, size_t *out_len, struct mc_error *err)
{
    struct desk *desk = (struct desk *)base;
    bool token = len > OBJECT_TOKEN_AT && command[0] == 0 && command[1] == INS_GENERAL &&
                 command[OBJECT_TOKEN_AT] == OBJECT_TOKEN;
    desk->keys_asked += token || (command[0] == 0 && command[1] == INS_EXTERNAL);
    return desk->inner.base.ops->transmit(&desk->inner.base, command, len, out, size, out_len, err);
}

static int cancelled(struct card_transport *base)
{
    struct desk *desk = (struct desk *)base;
    return desk->inner.base.ops->cancelled(&desk->inner.base);
}

void desk_create(struct desk *desk)
{
    static const struct card_transport_ops ops = {.transmit = transmit, .cancelled = cancelled};
    struct mc_buffer certificate;
    bool stale = false;
    memset(desk, 0, sizeof *desk);
    desk->base.ops = &ops;
    desk->timeout_ms = PATIENCE_MS;
    mc_waiter_init(&desk->waiter);
    chip_transport_init(&desk->inner, &desk->chip, &desk->waiter);
    desk->issuer = issuer_create(mc_clock_unix_s());
    desk->stranger = issuer_create(mc_clock_unix_s());
    desk->trust = trust_create();
    mc_buffer_init(&certificate, CERTIFICATE_MAX_BYTES);
    issuer_certificate(desk->issuer, &certificate);
    assert_int_equal(trust_add(desk->trust, certificate.bytes, certificate.len, NULL), MC_OK);
    mc_buffer_clear(&certificate);
    issuer_revocations(desk->issuer, mc_clock_unix_s() + 86400, false, &certificate);
    assert_int_equal(trust_add_revocations(desk->trust, certificate.bytes, certificate.len,
                                           mc_clock_unix_s(), &stale, NULL),
                     MC_OK);
    mc_buffer_finish(&certificate);
    desk->access = (struct card_access){
        .id_number = DESK_NUMBER, .birth = "030815", .expiry = {"280815"}, .expiry_count = 1};
}

void desk_destroy(struct desk *desk)
{
    chip_destroy(desk->chip);
    card_content_destroy(desk->content);
    issuer_destroy(desk->issuer);
    issuer_destroy(desk->stranger);
    trust_destroy(desk->trust);
    mc_waiter_finish(&desk->waiter);
}

void desk_lay(struct desk *desk, const char *more)
{
    char json[2048];
    struct profile profile;
    int n =
        snprintf(json, sizeof json,
                 "{\"id_number\":\"" DESK_NUMBER "\",\"old_id_number\":\"025123456\","
                 "\"name\":\"Nguyễn Thị Ánh Tuyết\",\"birth\":\"15/08/2003\",\"sex\":\"Nữ\","
                 "\"residence\":\"12 Lê Lợi, Bến Thành, Quận 1, TP. Hồ Chí Minh\","
                 "\"issued\":\"10/05/2021\",\"expires\":\"15/08/2028\",\"chip_verified\":true%s}",
                 more);
    if (strstr(more, "expires") != NULL) { /* said twice is refused */
        char *first = strstr(json, ",\"expires\":\"15/08/2028\"");
        size_t skip = strlen(",\"expires\":\"15/08/2028\"");
        memmove(first, first + skip, strlen(first + skip) + 1);
        n -= (int)skip;
    }
    assert_int_equal(profile_parse(json, (size_t)n, &profile, &desk->err), MC_OK);
    chip_destroy(desk->chip);
    desk->chip = chip_create(&profile, profile.chip_verified ? desk->issuer : desk->stranger);
    size_t atr_len = 0;
    const uint8_t *atr = chip_atr(desk->chip, &atr_len);
    desk->base.extended_length = atr_extended_length(atr, atr_len);
}

static void tell(void *context, int percent)
{
    struct desk *desk = context;
    assert_true(percent > desk->percent && percent <= 100);
    desk->percent = percent;
}

enum mc_err desk_read(struct desk *desk)
{
    const struct reading_options options = {.trust = desk->trust,
                                            .unix_s = mc_clock_unix_s(),
                                            .timeout_ms = desk->timeout_ms,
                                            .progress = tell,
                                            .context = desk};
    card_content_destroy(desk->content);
    desk->content = card_content_create();
    desk->keys_asked = 0;
    desk->percent = 0;
    enum mc_err rc = reading_run(&desk->base, &desk->access, &options, desk->content,
                                 &desk->outcome, &desk->err);
    assert_true(desk->keys_asked <= READING_KEYS_MAX);
    return rc;
}

void desk_expect(struct desk *desk, const char *more, enum card_verdict verdict)
{
    desk_lay(desk, more);
    assert_int_equal(desk_read(desk), MC_OK);
    if (desk->outcome != CARD_READ || desk->content->verdict != verdict) {
        print_error("%s: %s, %s: %s\n", more, card_outcome_name(desk->outcome),
                    card_verdict_name(desk->content->verdict), desk->content->reason);
    }
    assert_int_equal(desk->outcome, CARD_READ);
    assert_int_equal(desk->content->verdict, verdict);
    assert_int_equal(desk->percent, 100);
    assert_string_equal(desk->content->id_number, DESK_NUMBER);
}

void desk_expect_outcome(struct desk *desk, const char *more, enum card_outcome outcome)
{
    desk_lay(desk, more);
    assert_int_equal(desk_read(desk), MC_OK);
    if (desk->outcome != outcome) {
        print_error("%s: %s: %s\n", more, card_outcome_name(desk->outcome), desk->content->reason);
    }
    assert_int_equal(desk->outcome, outcome);
    assert_string_equal(desk->content->id_number, "");
    assert_string_equal(desk->content->name, "");
    assert_null(desk->content->portrait);
}
