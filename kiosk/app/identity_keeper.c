#include "kiosk/app/identity_keeper.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/log.h"
#include "core/memory.h"
#include "kiosk/net/enrolment.h"
#include "kiosk/net/identity.h"

#define CALL_TIMEOUT_MS 30000
#define LOOK_AGAIN_MS   ((int64_t)6 * 3600 * 1000)
#define TRY_AGAIN_MS    ((int64_t)10 * 60 * 1000)

struct identity_keeper {
    const struct options *options;
    struct net_client *client;
    pthread_t thread;
    pthread_mutex_t lock; /* over the next two */
    pthread_cond_t stopped;
    bool stopping;
};

static enum mc_err enrol(const struct options *options, struct net_client *client, const char *code,
                         struct mc_error *err)
{
    char waiting[OPTIONS_PATH_BYTES + 8];
    (void)snprintf(waiting, sizeof waiting, "%s.key", options->identity_file);
    struct identity_key key = {0};
    char *certificate = NULL;
    enum mc_err rc = identity_key_keep(waiting, options->kiosk_id, &key, err);
    if (rc == MC_OK) {
        rc = net_enrol(client, options->kiosk_id, code, key.request, CALL_TIMEOUT_MS, &certificate,
                       err);
    }
    if (rc == MC_OK) {
        rc = identity_write(options->identity_file, &key, certificate, options->kiosk_id, err);
    }
    if (rc == MC_OK) {
        (void)unlink(waiting);
    }
    free(certificate);
    identity_key_finish(&key);
    return rc;
}

/* Enrolling, without the certificate of before, if there is one. */
static struct net_settings settings_of(const struct options *options, bool known)
{
    return (struct net_settings){.base_url = options->central_url,
                                 .ca_file = options->central_ca_file,
                                 .certificate_file = known ? options->identity_file : NULL,
                                 .key_file = known ? options->identity_file : NULL};
}

enum mc_err identity_keeper_enrol(const struct options *options, const char *code,
                                  struct mc_error *err)
{
    struct net_settings net = settings_of(options, false);
    struct net_client *client = NULL;
    enum mc_err rc = net_client_create(&net, &client, err);
    if (rc == MC_OK) {
        rc = enrol(options, client, code, err);
    }
    net_client_destroy(client);
    return rc;
}

static enum mc_err renew(const struct options *options, struct net_client *client,
                         struct mc_error *err)
{
    struct identity_key key = {0};
    char *certificate = NULL;
    enum mc_err rc = identity_key_make(options->kiosk_id, &key, err);
    if (rc == MC_OK) {
        rc = net_renew(client, key.request, CALL_TIMEOUT_MS, &certificate, err);
    }
    if (rc == MC_OK) {
        rc = identity_write(options->identity_file, &key, certificate, options->kiosk_id, err);
    }
    free(certificate);
    identity_key_finish(&key);
    return rc;
}

enum mc_err identity_keeper_renew(const struct options *options, struct mc_error *err)
{
    struct net_settings net = settings_of(options, true);
    struct net_client *client = NULL;
    enum mc_err rc = net_client_create(&net, &client, err);
    if (rc == MC_OK) {
        rc = renew(options, client, err);
    }
    net_client_destroy(client);
    return rc;
}

/* When to look again. */
static int64_t look(const struct identity_keeper *keeper)
{
    const struct options *options = keeper->options;
    struct identity_dates dates;
    struct mc_error err;
    enum mc_err rc = identity_read_dates(options->identity_file, options->kiosk_id, &dates, &err);
    if (rc == MC_OK && !identity_is_due(&dates, mc_clock_unix_s())) {
        return LOOK_AGAIN_MS;
    }
    if (rc == MC_OK) {
        rc = renew(options, keeper->client, &err);
    }
    if (rc != MC_OK) {
        mc_log_error("identity", "certificate", &err);
        return TRY_AGAIN_MS;
    }
    mc_log(MC_LOG_INFO, "identity", "certificate renewed");
    return LOOK_AGAIN_MS;
}

static void *run(void *context)
{
    struct identity_keeper *keeper = context;
    (void)pthread_mutex_lock(&keeper->lock);
    while (!keeper->stopping) {
        (void)pthread_mutex_unlock(&keeper->lock);
        int64_t until_ms = look(keeper);
        until_ms += mc_clock_monotonic_ms();
        struct timespec until = {.tv_sec = (time_t)(until_ms / 1000),
                                 .tv_nsec = (long)(until_ms % 1000) * 1000000};
        (void)pthread_mutex_lock(&keeper->lock);
        int rc = 0;
        while (!keeper->stopping && rc == 0) {
            rc = pthread_cond_timedwait(&keeper->stopped, &keeper->lock, &until);
        }
    }
    (void)pthread_mutex_unlock(&keeper->lock);
    return NULL;
}

enum mc_err identity_keeper_start(const struct options *options, struct identity_keeper **out,
                                  struct mc_error *err)
{
    struct net_settings net = settings_of(options, true);
    struct net_client *client = NULL;
    *out = NULL;
    if (access(options->identity_file, R_OK) != 0) {
        return MC_OK;
    }
    enum mc_err rc = net_client_create(&net, &client, err);
    if (rc != MC_OK) {
        return rc;
    }
    struct identity_keeper *keeper = MC_NEW(struct identity_keeper);
    pthread_condattr_t attributes;
    keeper->options = options;
    keeper->client = client;
    MC_CHECK(pthread_mutex_init(&keeper->lock, NULL) == 0);
    MC_CHECK(pthread_condattr_init(&attributes) == 0);
    MC_CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    MC_CHECK(pthread_cond_init(&keeper->stopped, &attributes) == 0);
    (void)pthread_condattr_destroy(&attributes);
    MC_CHECK(pthread_create(&keeper->thread, NULL, run, keeper) == 0);
    *out = keeper;
    return MC_OK;
}

void identity_keeper_stop(struct identity_keeper *keeper)
{
    if (keeper == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&keeper->lock);
    keeper->stopping = true;
    (void)pthread_cond_broadcast(&keeper->stopped);
    (void)pthread_mutex_unlock(&keeper->lock);
    net_client_cancel(keeper->client);
    (void)pthread_join(keeper->thread, NULL);
    net_client_destroy(keeper->client);
    (void)pthread_cond_destroy(&keeper->stopped);
    (void)pthread_mutex_destroy(&keeper->lock);
    free(keeper);
}
