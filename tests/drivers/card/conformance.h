/* What every card reader has to do, whatever is behind it. */
#ifndef MOTCUA_TESTS_DRIVERS_CARD_CONFORMANCE_H
#define MOTCUA_TESTS_DRIVERS_CARD_CONFORMANCE_H

#include "drivers/card/card_reader.h"

/* One back-end under test. */
struct conformance {
    struct card_reader *reader;
    /* A card with that profile (virtual/profile.h) is laid on; a card that was there is taken off.
     */
    void (*insert)(struct conformance *self, const char *json);
    void (*remove)(struct conformance *self);
};

#define CONFORMANCE_SOON_MS  50
#define CONFORMANCE_LATER_MS 30000
#define CONFORMANCE_CARD                                                                           \
    "{\"id_number\":\"001199000123\",\"old_id_number\":\"012345678\",\"name\":\"Lý Thị Ẩn\"," \
    "\"birth\":\"05/09/1999\",\"sex\":\"Nữ\",\"residence\":\"Xóm Ổi, Xã Bưởi Ngọt\","   \
    "\"issued\":\"01/02/2022\",\"expires\":\"05/09/2039\",\"portrait\":false,"                     \
    "\"chip_verified\":true"
#define CONFORMANCE_WHOLE CONFORMANCE_CARD "}"

void conformance_assert_event(struct conformance *self, enum card_event expected);
/* Reads with the keys of CONFORMANCE_CARD; *out is filled. */
enum card_outcome conformance_read(struct conformance *self, struct card_content *out);

/* Each begins and ends without a card. */
void conformance_a_card_comes_and_goes(struct conformance *self);
void conformance_a_card_is_read_twice(struct conformance *self);
void conformance_another_card_on_top(struct conformance *self);
void conformance_another_cards_key(struct conformance *self);
void conformance_torn_while_read(struct conformance *self);
void conformance_garbage(struct conformance *self);
void conformance_called_off(struct conformance *self);
void conformance_all(struct conformance *self);

#endif
