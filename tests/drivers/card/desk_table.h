/* The fixtures of a file of tests at one table. */
#ifndef MOTCUA_TESTS_DRIVERS_CARD_DESK_TABLE_H
#define MOTCUA_TESTS_DRIVERS_CARD_DESK_TABLE_H

#include "core/memory.h"
#include "tests/drivers/card/desk.h"

static struct desk desk;

static inline int desk_group_set_up(void **state)
{
    (void)state;
    mc_secure_init();
    return 0;
}

static inline int desk_set_up(void **state)
{
    (void)state;
    desk_create(&desk);
    return 0;
}

static inline int desk_tear_down(void **state)
{
    (void)state;
    desk_destroy(&desk);
    return 0;
}

#endif
