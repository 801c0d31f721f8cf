#include "kiosk/screens/screens_internal.h"

void screen_sending_head(const struct screens_context *c, struct screens_head *head)
{
    (void)c;
    (void)head; /* the message stands in the middle */
}

void screen_sending_show(const struct screens_context *c)
{
    screens_content_begin(c);
    if (c->view->committed) {
        screens_notice(c, "sending.saved", UI_SUCCESS, screens_text(c, "sending.saved"), NULL);
    }
    screens_waiting(c, "sending.progress",
                    screens_text(c, c->view->committed ? "sending.sending" : "sending.saving"),
                    screens_text(c, "sending.wait"));
    screens_content_end(c);
}
