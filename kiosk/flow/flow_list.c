/* What to bring, on paper: from the procedure's page, with nothing of a citizen on it. */
#include <stdio.h>

#include "kiosk/flow/flow_internal.h"

void flow_print_list(struct flow *flow)
{
    struct flow_view *view = &flow->view;
    struct flow_session *session = &flow->session;
    if (view->procedure == NULL || view->list_print == FLOW_PRINT_RUNNING) {
        return;
    }
    const char *base = flow->settings.public_base != NULL ? flow->settings.public_base : "";
    int len = snprintf(session->list_url, sizeof session->list_url, "%s/p/%s", base,
                       view->procedure->code);
    if (!view->devices.printer || len < 0 || (size_t)len >= sizeof session->list_url) {
        view->list_print = FLOW_PRINT_FAILED;
        return;
    }
    view->list_print = FLOW_PRINT_RUNNING;
    struct flow_effect *effect = flow_ask(flow, FLOW_REQUEST_PRINT_LIST, FLOW_FX_PRINT_LIST);
    effect->text = session->list_url;
    effect->procedure = view->procedure;
    effect->case_index = view->case_index;
}

void flow_list_printed(struct flow *flow, bool ok)
{
    flow->view.list_print = ok ? FLOW_PRINT_DONE : FLOW_PRINT_FAILED;
    flow_touch(flow); /* time to take it */
}

void flow_list_forget(struct flow *flow)
{
    flow_cancel(flow, FLOW_REQUEST_PRINT_LIST);
    flow->view.list_print = FLOW_PRINT_NONE;
}
