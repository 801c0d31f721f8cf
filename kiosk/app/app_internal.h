/* What the files of kiosk/app share: the app itself. UI thread only. */
#ifndef MOTCUA_KIOSK_APP_APP_INTERNAL_H
#define MOTCUA_KIOSK_APP_APP_INTERNAL_H

#include "core/messages.h"
#include "core/queue.h"
#include "kiosk/app/app.h"
#include "kiosk/app/card_watcher.h"
#include "kiosk/app/catalogue_sync.h"
#include "kiosk/app/device_reporter.h"
#include "kiosk/app/devices.h"
#include "kiosk/app/dock.h"
#include "kiosk/app/headphones_watch.h"
#include "kiosk/app/hotplug.h"
#include "kiosk/app/identity_keeper.h"
#include "kiosk/app/net_worker.h"
#include "kiosk/app/printer_worker.h"
#include "kiosk/app/reader_aloud.h"
#include "kiosk/app/readers.h"
#include "kiosk/app/requests.h"
#include "kiosk/app/robot_link.h"
#include "kiosk/app/sender.h"
#include "kiosk/app/store_worker.h"
#include "kiosk/app/suggestions.h"
#include "kiosk/flow/flow.h"
#include "kiosk/screens/screens.h"

struct app {
    struct options options;
    int64_t started_ms;
    int lock_fd;    /* of the data folder, -1: not held */
    int startup_ms; /* from start to the first picture */
    struct mc_messages *messages;
    struct mc_messages *receipt_messages;
    struct ui *ui;
    struct screens *screens;
    struct suggest suggest;
    struct flow_settings settings;
    struct flow *flow;
    struct mc_queue *inbox;
    struct devices devices;
    struct readers *readers;
    struct card_watcher *card_watcher;
    bool reader_works[INBOX_READERS];
    struct printer_worker *printer; /* NULL: none configured */
    enum printer_state printer_state;
    int printer_width_px; /* 0 until one is there */
    struct hotplug *hotplug;
    struct worker *pin; /* NULL: staff have none */
    int64_t service_ms; /* when to tell the service screen next */
    struct reader_aloud *aloud;
    struct headphones_watch *headphones; /* NULL: none to watch for */
    struct store_worker *store;
    struct net_worker *net;
    struct sender sender;
    struct device_reporter reporter;
    struct identity_keeper *identity; /* NULL: not enrolled */
    struct catalogue_sync *catalogue; /* NULL: the shipped one only */
    struct requests requests;
    /* The dossier between FLOW_FX_COMMIT and its ids; the flow keeps the draft still until it is
     * answered. */
    const struct dossier_draft *draft;
    char committed_key[MC_UUID_CHARS + 1];
    struct flow_query lookup; /* what is looked up, to be asked of the outbox, too */
    struct dock *dock;
    struct robot_link *robot;
    int64_t minute_ms; /* monotonic: when the clock on the screen changes */
    bool disk_low;
    bool describe; /* the view model may have changed */
    bool stopping;
};

/* app.c: one step of the flow at the current time, and its effects. */
void app_step(struct app *app, struct flow_event *event);
/* effects.c */
void app_effect(struct app *app, const struct flow_effect *effect);
/* answers.c: everything that has arrived. */
void app_drain_inbox(struct app *app);
/* A request that nobody answered in time. */
void app_answer_expired(struct app *app, const struct request *request);
/* answers.c: tells the flow what works. */
void app_tell_devices(struct app *app);

#endif
