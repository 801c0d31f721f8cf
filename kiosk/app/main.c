#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/buffer.h"
#include "core/memory.h"
#include "drivers/camera/decoder_child.h"
#include "kiosk/app/app.h"
#include "kiosk/app/doctor.h"
#include "kiosk/app/identity_keeper.h"
#include "kiosk/app/options.h"
#include "kiosk/app/tools.h"

#define EXIT_USAGE     2
#define TEXT_MAX_BYTES 65536

enum {
    OPT_CONFIG = 1,
    OPT_SET,
    OPT_ROBOT,
    OPT_DOCK,
    OPT_SAMPLE,
    OPT_DECODE,
    OPT_SEARCH,
    OPT_IME,
    OPT_DOCTOR,
    OPT_LANGUAGE,
    OPT_MAKE_PIN,
    OPT_DECODER,
    OPT_ENROL,
    OPT_RENEW,
    OPT_HELP
};

static const struct option long_options[] = {
    {"config", required_argument, NULL, OPT_CONFIG},
    {"set", required_argument, NULL, OPT_SET},
#ifdef MOTCUA_ROBOT
    {"robot", required_argument, NULL, OPT_ROBOT},
#endif
    {"dock", no_argument, NULL, OPT_DOCK},
    {"print-sample", no_argument, NULL, OPT_SAMPLE},
    {"decode", no_argument, NULL, OPT_DECODE},
    {"search", no_argument, NULL, OPT_SEARCH},
    {"enrol", required_argument, NULL, OPT_ENROL},
    {"renew", no_argument, NULL, OPT_RENEW},
    {"ime", no_argument, NULL, OPT_IME},
    {"doctor", no_argument, NULL, OPT_DOCTOR},
    {"language", required_argument, NULL, OPT_LANGUAGE},
    {"make-pin", no_argument, NULL, OPT_MAKE_PIN},
    {"decode-frames", no_argument, NULL, OPT_DECODER}, /* DECODER_OPTION: for the kiosk itself */
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

static const char usage[] =
    "usage: motcua-kiosk --config FILE [--set NAME=VALUE]... [--dock]"
#ifdef MOTCUA_ROBOT
    " [--robot SOCKET]"
#endif
    "\n"
    "       motcua-kiosk --config FILE --doctor [--language vi|en]\n"
    "                                                what is plugged in, what is wrong, what to "
    "do,\n"
    "                                                in Vietnamese unless English is asked for\n"
    "       motcua-kiosk --make-pin                  reads a PIN, its hash for service.pin_hash\n"
    "       motcua-kiosk --config FILE --enrol CODE  becomes this kiosk, by the operator's code\n"
    "       motcua-kiosk --config FILE --renew       renews the certificate before it is due\n"
    "       motcua-kiosk --decode IMAGE...           what the camera would read\n"
    "       motcua-kiosk --search CATALOGUE.db QUERY [N]\n"
    "       motcua-kiosk --ime telex|vni [old|new]   what keys typed in lines become; < is "
    "Backspace\n"
    "       motcua-kiosk --print-sample              a configuration file with every option\n"
    "       motcua-kiosk --help\n";

static const char options_heading[] = "\nOptions of the configuration file, and of --set:\n";

static int print_table(void (*fill)(const struct mc_config_option *options, size_t count,
                                    struct mc_buffer *out))
{
    struct mc_buffer text;
    mc_buffer_init(&text, TEXT_MAX_BYTES);
    fill(options_table, options_count, &text);
    (void)fputs(mc_buffer_text(&text), stdout);
    mc_buffer_finish(&text);
    return 0;
}

static int refuse_usage(const char *text, const char *what)
{
    (void)fprintf(stderr, "motcua-kiosk: %s%s\n%s", text, what, usage);
    return EXIT_USAGE;
}

static int complain(const struct mc_error *err)
{
    (void)fprintf(stderr, "motcua-kiosk: %s\n", err->text);
    return EXIT_USAGE;
}

/* What the command line asks for. */
struct request {
    struct app_arguments app;
    const char *config;
    const char *settings[32];
    size_t setting_count;
    const char *code;          /* to enrol with */
    enum mc_language language; /* of the doctor's table */
    int tool;                  /* an option that is a program of its own, 0: the kiosk */
};

static bool read_language(struct request *request)
{
    bool known = mc_language_from_tag(optarg, &request->language);
    if (!known) {
        (void)fprintf(stderr, "motcua-kiosk: --language: vi or en expected\n");
    }
    return known;
}

/* False when it is none, which has been told. */
static bool read_option(struct request *request, int option)
{
    switch (option) {
    case OPT_CONFIG: request->config = optarg; return true;
    case OPT_SET:
        if (request->setting_count == sizeof request->settings / sizeof request->settings[0]) {
            (void)fprintf(stderr, "motcua-kiosk: too many --set: write them into the file\n");
            return false;
        }
        request->settings[request->setting_count++] = optarg;
        return true;
    case OPT_ROBOT: request->app.robot_socket = optarg; return true;
    case OPT_DOCK: request->app.dock = true; return true;
    case OPT_LANGUAGE: return read_language(request);
    case OPT_ENROL:
        request->code = optarg;
        request->tool = option;
        return true;
    case OPT_SAMPLE:
    case OPT_DECODE:
    case OPT_SEARCH:
    case OPT_IME:
    case OPT_DOCTOR:
    case OPT_MAKE_PIN:
    case OPT_DECODER:
    case OPT_RENEW:
    case OPT_HELP: request->tool = option; return true;
    default: return false;
    }
}

/* 0, or the exit status of what is wrong with it. */
static int read_configuration(struct request *request)
{
    struct mc_error err;
    if (request->config == NULL) {
        return refuse_usage("--config FILE is missing", "");
    }
    struct options *options = &request->app.options;
    if (mc_config_read(request->config, options_table, options_count, options, &err) != MC_OK) {
        return complain(&err);
    }
    for (size_t i = 0; i < request->setting_count; i++) {
        if (mc_config_set(request->settings[i], options_table, options_count, options, &err) !=
            MC_OK) {
            return complain(&err);
        }
    }
    if (options_check(request->config, options, &err) != MC_OK) {
        return complain(&err);
    }
    return 0;
}

static enum mc_err load_messages(const struct options *options, struct mc_messages **out,
                                 struct mc_error *err)
{
    char common[OPTIONS_PATH_BYTES + 32];
    char kiosk[OPTIONS_PATH_BYTES + 32];
    (void)snprintf(common, sizeof common, "%s/i18n/common", options->assets_dir);
    (void)snprintf(kiosk, sizeof kiosk, "%s/i18n/kiosk", options->assets_dir);
    const char *const dirs[] = {common, kiosk};
    return mc_messages_load(dirs, 2, out, err);
}

static int run_doctor(struct request *request)
{
    struct mc_error err;
    struct mc_messages *messages = NULL;
    int status = read_configuration(request);
    if (status != 0) {
        return status;
    }
    if (load_messages(&request->app.options, &messages, &err) != MC_OK) {
        return complain(&err);
    }
    struct doctor_report *report = MC_NEW(struct doctor_report);
    doctor_examine(&request->app.options, report);
    struct mc_buffer text;
    mc_buffer_init(&text, TEXT_MAX_BYTES);
    doctor_print(report, messages, request->language, &text);
    (void)fputs(mc_buffer_text(&text), stdout);
    status = doctor_finds_fault(report) ? EXIT_FAILURE : EXIT_SUCCESS;
    mc_buffer_finish(&text);
    free(report);
    mc_messages_destroy(messages);
    return status;
}

static int run_identity(struct request *request)
{
    struct mc_error err;
    int status = read_configuration(request);
    if (status != 0) {
        return status;
    }
    const struct options *options = &request->app.options;
    enum mc_err rc = request->tool == OPT_ENROL
                         ? identity_keeper_enrol(options, request->code, &err)
                         : identity_keeper_renew(options, &err);
    if (rc != MC_OK) {
        (void)complain(&err);
        return EXIT_FAILURE;
    }
    (void)printf("kiosk %s: certificate in %s\n", options->kiosk_id, options->identity_file);
    return EXIT_SUCCESS;
}

static int run_kiosk(struct request *request)
{
    struct mc_error err;
    int status = read_configuration(request);
    if (status != 0) {
        return status;
    }
    if (app_run(&request->app, &err) != MC_OK) {
        (void)complain(&err);
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

int main(int argc, char *argv[])
{
    struct request request = {0};
    int option = 0;
    while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (!read_option(&request, option)) {
            (void)fputs(usage, stderr);
            return EXIT_USAGE;
        }
    }
    bool takes_operands = request.tool == OPT_DECODE || request.tool == OPT_SEARCH ||
                          request.tool == OPT_IME || request.tool == OPT_DECODER;
    if (optind < argc && !takes_operands) {
        return refuse_usage("unknown: ", argv[optind]);
    }
    mc_secure_init();
    switch (request.tool) {
    case OPT_DECODER: decoder_child_run();
    case OPT_DECODE: return tools_decode(argc - optind, argv + optind);
    case OPT_SEARCH: return tools_search(argc - optind, argv + optind);
    case OPT_DOCTOR: return run_doctor(&request);
    case OPT_MAKE_PIN: return tools_make_pin();
    case OPT_ENROL:
    case OPT_RENEW: return run_identity(&request);
    case OPT_IME: return tools_ime(argc - optind, argv + optind);
    case OPT_SAMPLE: return print_table(mc_config_sample);
    case OPT_HELP: (void)printf("%s%s", usage, options_heading); return print_table(mc_config_help);
    default: return run_kiosk(&request);
    }
}
