/* One file of a chip, to its end and no further. */
#ifndef MOTCUA_DRIVERS_CARD_EMRTD_FILE_READING_H
#define MOTCUA_DRIVERS_CARD_EMRTD_FILE_READING_H

#include "drivers/card/emrtd/channel.h"

#define FILE_INS_SELECT      0xA4
#define FILE_INS_READ        0xB0
#define FILE_INS_READ_ODD    0xB1 /* with the offset in a data object: beyond 32 KB */
#define FILE_P1_BY_ID        0x02
#define FILE_P1_BY_NAME      0x04
#define FILE_P2_NO_ANSWER    0x0C
#define FILE_OFFSET_EVEN_MAX 0x7FFF
#define FILE_DO_OFFSET       0x54
#define FILE_DO_DATA         0x53

struct file_part {
    void (*read)(void *context, size_t bytes, size_t of); /* progress; NULL is fine */
    void *context;
};

/*
 * *out in secret memory, freed with mc_secret_free(); NULL when there is no such file or it is
 * closed. Its length is what its first element says. MC_EPARSE when the file ends before,
 * MC_ETOOBIG over max_bytes; else channel_send()'s.
 */
enum mc_err file_read(struct channel *channel, uint16_t id, size_t max_bytes,
                      const struct file_part *part, uint8_t **out, size_t *out_len,
                      struct mc_error *err) MC_MUST_CHECK;
/* Selects the application; *out_found false: there is none. */
enum mc_err file_select_application(struct channel *channel, bool *out_found,
                                    struct mc_error *err) MC_MUST_CHECK;
extern const uint8_t file_application[7];

#endif
