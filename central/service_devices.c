/* /v1/device-reports: how a kiosk's devices are, for whoever looks after forty of them. */
#include "central/service_internal.h"
#include "central/storage_devices.h"
#include "core/log.h"

void service_post_device_report(const struct service *service, const struct http_request *request,
                                const char *code, struct http_answer *answer)
{
    (void)code;
    struct authority_identity identity;
    struct device_report report;
    struct mc_error err;
    if (!service_type_is(request->content_type, HTTP_TYPE_JSON)) {
        http_set_problem(answer, &http_media_type, "Expected application/json.", NULL);
        return;
    }
    if (!service_authorise(service, request, &identity, answer)) {
        return;
    }
    if (device_report_parse(request->body, request->body_len, &report, &err) != MC_OK) {
        service_refuse_member(answer, &err, "body");
        return;
    }
    enum mc_err rc =
        storage_devices_set(service->storage, &identity, &report, request->now_s, &err);
    if (rc == MC_OK) {
        http_set_empty(answer, 204);
    } else if (rc == MC_EDENIED) {
        http_set_problem(answer, &http_unknown_kiosk, NULL, NULL);
    } else {
        service_fail(answer, &err);
    }
}

/* Without a database the rest is still worth telling. */
void service_count_devices(const struct service *service, int64_t now_s)
{
    struct storage_device_counts counts;
    struct mc_error err;
    if (storage_devices_count(service->storage, now_s, &counts, &err) == MC_OK) {
        metrics_set_devices(service->metrics, &counts);
    } else {
        mc_log_error("service", "kiosks' devices", &err);
        metrics_set_devices(service->metrics, NULL);
    }
}
