/* Rows of a record's table of ways to hand in, becoming one channel a kind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buffer.h"
#include "core/memory.h"
#include "domain/import_build.h"

#define NOTE_MAX_BYTES ((size_t)64 * 1024)

void import_way_finish(struct import_way *way)
{
    for (size_t i = 0; i < way->fee_count; i++) {
        mc_text_finish(&way->fees[i].note);
    }
    free(way->fees);
    free(way->time);
    free(way->note);
    free(way->fee_note);
    *way = (struct import_way){0};
}

void import_way_add_fee(struct import_way *way, enum procedure_fee_kind kind, int64_t amount_dong,
                        char *note)
{
    way->fees = import_grow(way->fees, way->fee_count, sizeof *way->fees);
    struct procedure_fee *fee = &way->fees[way->fee_count++];
    fee->kind = kind;
    fee->amount_dong = amount_dong;
    import_set_text(&fee->note, note);
}

void import_way_add_fee_note(struct import_way *way, char *note)
{
    if (way->fee_note == NULL) {
        way->fee_note = note;
        return;
    }
    size_t size = strlen(way->fee_note) + strlen(note) + 2;
    char *joined = mc_calloc(size, 1);
    (void)snprintf(joined, size, "%s\n%s", way->fee_note, note);
    free(way->fee_note);
    free(note);
    way->fee_note = joined;
}

static bool filled(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* A further line, unless it is there already. */
static void put_line(struct mc_buffer *lines, const char *line)
{
    if (!filled(line) || strstr(mc_buffer_text(lines), line) != NULL) {
        return;
    }
    if (lines->len > 0) {
        mc_buffer_put_byte(lines, '\n');
    }
    mc_buffer_put_text(lines, line);
}

static void take_lines(struct mc_text *text, struct mc_buffer *lines, const char *path,
                       struct import_report *report)
{
    if (lines->overflowed) {
        import_remark(report, IMPORT_TOO_MUCH, path, "notes of more than %zu bytes",
                      NOTE_MAX_BYTES);
    }
    if (lines->len > 0) {
        import_set_text(text, mc_buffer_take(lines));
    }
    mc_buffer_finish(lines);
}

struct times {
    struct procedure_channel *channel;
    bool differ;
    struct mc_buffer lines;
};

static void merge_time(struct times *times, struct duration duration)
{
    struct procedure_channel *channel = times->channel;
    if (channel->duration_unknown) {
        channel->duration_unknown = false;
        channel->duration = duration;
        channel->duration_max = duration;
        return;
    }
    int64_t weight = import_duration_weight(duration);
    if (duration.amount != channel->duration.amount || duration.unit != channel->duration.unit) {
        times->differ = true;
    }
    if (weight < import_duration_weight(channel->duration)) {
        channel->duration = duration;
    }
    if (weight > import_duration_weight(channel->duration_max)) {
        channel->duration_max = duration;
    }
}

static void put_time_line(struct mc_buffer *lines, const struct import_way *way)
{
    if (lines->len > 0) {
        mc_buffer_put_byte(lines, '\n');
    }
    mc_buffer_put_text(lines, way->time);
    if (filled(way->note)) {
        mc_buffer_put_text(lines, ": ");
        mc_buffer_put_text(lines, way->note);
    }
}

static void merge_times(struct procedure_channel *channel, const struct import_way *ways,
                        size_t count, const char *path, struct import_report *report)
{
    struct times times = {.channel = channel};
    mc_buffer_init(&times.lines, NOTE_MAX_BYTES);
    channel->duration_unknown = true;
    bool odd = false;
    for (size_t i = 0; i < count; i++) {
        struct duration duration;
        if (ways[i].kind != channel->kind || !filled(ways[i].time)) {
            continue;
        }
        if (import_duration(ways[i].time, &duration)) {
            merge_time(&times, duration);
        } else {
            import_remark(report, IMPORT_TIME, path, "\"%s\"", ways[i].time);
            odd = true;
        }
        put_time_line(&times.lines, &ways[i]);
    }
    if (times.differ) {
        import_remark(report, IMPORT_TIME, path, "several for one channel: %s",
                      mc_buffer_text(&times.lines));
    }
    if (times.lines.len == 0) {
        import_remark(report, IMPORT_MISSING, path, "no time limit");
    }
    channel->has_duration_max = times.differ;
    if (times.differ || odd) {
        take_lines(&channel->duration_note, &times.lines, path, report);
    }
    mc_buffer_finish(&times.lines);
}

static bool fee_there(const struct procedure_channel *channel, const struct procedure_fee *fee)
{
    for (size_t i = 0; i < channel->fee_count; i++) {
        const struct procedure_fee *other = &channel->fees[i];
        if (other->kind == fee->kind && other->amount_dong == fee->amount_dong &&
            strcmp(mc_text_in(&other->note, MC_LANGUAGE_VI),
                   mc_text_in(&fee->note, MC_LANGUAGE_VI)) == 0) {
            return true;
        }
    }
    return false;
}

static void merge_way_fees(struct procedure_channel *channel, const struct import_way *way,
                           const char *path, struct import_report *report)
{
    for (size_t i = 0; i < way->fee_count; i++) {
        const struct procedure_fee *fee = &way->fees[i];
        if (fee_there(channel, fee)) {
            continue;
        }
        if (channel->fee_count == PROCEDURE_FEES_MAX) {
            import_remark(report, IMPORT_TOO_MUCH, path, "more than %d fees", PROCEDURE_FEES_MAX);
            return;
        }
        channel->fees = import_grow(channel->fees, channel->fee_count, sizeof *channel->fees);
        struct procedure_fee *copy = &channel->fees[channel->fee_count++];
        copy->kind = fee->kind;
        copy->amount_dong = fee->amount_dong;
        copy->note.in[MC_LANGUAGE_VI] = mc_strdup(fee->note.in[MC_LANGUAGE_VI]);
    }
}

/* Free only if every row says so. */
static void merge_fees(struct procedure_channel *channel, const struct import_way *ways,
                       size_t count, const char *path, struct import_report *report)
{
    struct mc_buffer notes;
    mc_buffer_init(&notes, NOTE_MAX_BYTES);
    bool silent = false;
    for (size_t i = 0; i < count; i++) {
        if (ways[i].kind != channel->kind) {
            continue;
        }
        merge_way_fees(channel, &ways[i], path, report);
        put_line(&notes, ways[i].fee_note);
        silent = silent || (!ways[i].free && ways[i].fee_count == 0);
    }
    channel->fees_unknown = silent && channel->fee_count == 0;
    if (channel->fees_unknown && notes.len == 0) {
        import_remark(report, IMPORT_MISSING, path, "no fee, and not said to be free");
    }
    take_lines(&channel->fee_note, &notes, path, report);
}

static void merge_notes(struct procedure_channel *channel, const struct import_way *ways,
                        size_t count, const char *path, struct import_report *report)
{
    /* With several times the notes stand beside them already. */
    if (channel->duration_note.in[MC_LANGUAGE_VI] != NULL) {
        return;
    }
    struct mc_buffer notes;
    mc_buffer_init(&notes, NOTE_MAX_BYTES);
    for (size_t i = 0; i < count; i++) {
        if (ways[i].kind == channel->kind) {
            put_line(&notes, ways[i].note);
        }
    }
    take_lines(&channel->note, &notes, path, report);
}

void import_channels(struct procedure *procedure, const struct import_way *ways, size_t count,
                     const char *path, struct import_report *report)
{
    for (size_t i = 0; i < count; i++) {
        if (procedure_channel_of(procedure, ways[i].kind) != NULL) {
            continue;
        }
        procedure->channels =
            import_grow(procedure->channels, procedure->channel_count, sizeof *procedure->channels);
        struct procedure_channel *channel = &procedure->channels[procedure->channel_count++];
        channel->kind = ways[i].kind;
        merge_times(channel, ways, count, path, report);
        merge_fees(channel, ways, count, path, report);
        merge_notes(channel, ways, count, path, report);
    }
}
