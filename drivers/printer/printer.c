#include "drivers/printer/printer.h"

const char *printer_state_name(enum printer_state state)
{
    switch (state) {
    case PRINTER_OK: return "ok";
    case PRINTER_NEAR_END: return "near_end";
    case PRINTER_PAPER_OUT: return "paper_out";
    case PRINTER_COVER_OPEN: return "cover_open";
    case PRINTER_CUTTER: return "cutter";
    case PRINTER_OFFLINE: return "offline";
    case PRINTER_GONE: return "gone";
    case PRINTER_ERROR: return "error";
    }
    return "error";
}

int printer_state_ready(enum printer_state state)
{
    return state == PRINTER_OK || state == PRINTER_NEAR_END;
}
