#include "central/schema.h"

#include "central/sql_driver.h"

/* What leads from each version to the next; the first makes an empty database into version 1. A
 * step that was released is never changed: what it should have been is a new step. */
static const char *const steps[] = {
    "CREATE TABLE sequences ("
    "  agency {text} NOT NULL,"
    "  day {text} NOT NULL,"
    "  last {int} NOT NULL CHECK (last >= 1),"
    "  PRIMARY KEY (agency, day)"
    ") {strict_keyed};"
    "CREATE TABLE dossiers ("
    "  id {id},"
    "  code {text} NOT NULL UNIQUE,"
    "  provisional_code {text} NOT NULL,"
    "  agency {text} NOT NULL,"
    "  day {text} NOT NULL,"
    "  kiosk {text} NOT NULL,"
    "  procedure_code {text} NOT NULL,"
    "  procedure_name {text} NOT NULL,"
    "  initials {text} NOT NULL,"
    "  token_hash {text} NOT NULL CHECK (length(token_hash) = 64),"
    "  media_type {text} NOT NULL,"
    "  body {bytes} NOT NULL,"
    "  status {int} NOT NULL CHECK (status BETWEEN 1 AND 10),"
    "  note {text} NOT NULL,"
    "  received_s {int} NOT NULL,"
    "  appointed_s {int} NOT NULL,"
    "  updated_s {int} NOT NULL"
    ") {strict};"
    /* Not unique: two kiosks set up with one id must not make the service refuse a dossier. */
    "CREATE INDEX dossiers_provisional ON dossiers (provisional_code);"
    "CREATE INDEX dossiers_day ON dossiers (day, agency);"
    "CREATE TABLE history ("
    "  id {id},"
    "  dossier_id {int} NOT NULL REFERENCES dossiers (id),"
    "  status {int} NOT NULL CHECK (status BETWEEN 1 AND 10),"
    "  at_s {int} NOT NULL,"
    "  note {text} NOT NULL"
    ") {strict};"
    "CREATE INDEX history_dossier ON history (dossier_id);"
    "CREATE TABLE idempotency ("
    "  key {text} NOT NULL PRIMARY KEY,"
    "  body_hash {text} NOT NULL,"
    "  dossier_id {int} NOT NULL REFERENCES dossiers (id),"
    "  received_s {int} NOT NULL,"
    "  appointed_s {int} NOT NULL"
    ") {strict_keyed};",

    "CREATE TABLE catalogue_versions ("
    "  version {int} NOT NULL PRIMARY KEY,"
    "  published_s {int} NOT NULL,"
    "  sha256 {text} NOT NULL CHECK (length(sha256) = 64)"
    ") {strict};"
    /* from_version 0: the full bundle. */
    "CREATE TABLE catalogue_bundles ("
    "  version {int} NOT NULL REFERENCES catalogue_versions (version),"
    "  from_version {int} NOT NULL,"
    "  bytes {int} NOT NULL,"
    "  key_id {text} NOT NULL,"
    "  signature {text} NOT NULL,"
    "  gzip {bytes} NOT NULL,"
    "  PRIMARY KEY (version, from_version)"
    ") {strict};"
    "CREATE TABLE catalogue_procedures ("
    "  code {text} NOT NULL PRIMARY KEY,"
    "  json {bytes} NOT NULL"
    ") {strict};",

    /* The office: who decides, what is due when, officers, their trail, ratings. */
    "ALTER TABLE dossiers ADD COLUMN deciding_agency {text} NOT NULL DEFAULT '';"
    "ALTER TABLE dossiers ADD COLUMN channel {text} NOT NULL DEFAULT 'counter';"
    "ALTER TABLE dossiers ADD COLUMN due_s {int} NOT NULL DEFAULT 0;"
    "ALTER TABLE dossiers ADD COLUMN apologies {int} NOT NULL DEFAULT 0;"
    "ALTER TABLE dossiers ADD COLUMN wait_since_s {int} NOT NULL DEFAULT 0;"
    "ALTER TABLE dossiers ADD COLUMN wait_appointed_s {int} NOT NULL DEFAULT 0;"
    "ALTER TABLE dossiers ADD COLUMN wait_due_s {int} NOT NULL DEFAULT 0;"
    "ALTER TABLE dossiers ADD COLUMN decided_s {int} NOT NULL DEFAULT 0;"
    "ALTER TABLE dossiers ADD COLUMN decided_day {text} NOT NULL DEFAULT '';"
    "UPDATE dossiers SET deciding_agency = agency, due_s = appointed_s;"
    "CREATE INDEX dossiers_due ON dossiers (due_s, id);"
    "CREATE INDEX dossiers_decided ON dossiers (decided_day);"
    "ALTER TABLE history ADD COLUMN action {text} NOT NULL DEFAULT '';"
    "CREATE TABLE appointments ("
    "  id {id},"
    "  dossier_id {int} NOT NULL REFERENCES dossiers (id),"
    "  at_s {int} NOT NULL,"
    "  cause {text} NOT NULL,"
    "  previous_s {int} NOT NULL,"
    "  appointed_s {int} NOT NULL,"
    "  reason {text} NOT NULL"
    ") {strict};"
    "CREATE INDEX appointments_dossier ON appointments (dossier_id);"
    "CREATE TABLE officers ("
    "  id {text} NOT NULL PRIMARY KEY,"
    "  name {text} NOT NULL,"
    "  role {text} NOT NULL,"
    "  agency {text} NOT NULL,"
    "  token_hash {text} NOT NULL UNIQUE CHECK (length(token_hash) = 64),"
    "  created_s {int} NOT NULL,"
    "  revoked_s {int} NOT NULL"
    ") {strict};"
    "CREATE TABLE audit ("
    "  number {int} NOT NULL PRIMARY KEY,"
    "  at_s {int} NOT NULL,"
    "  officer {text} NOT NULL,"
    "  act {text} NOT NULL,"
    "  subject {text} NOT NULL,"
    "  detail {text} NOT NULL,"
    "  previous {text} NOT NULL,"
    "  hash {text} NOT NULL"
    ") {strict};"
    "{audit_append_only}"
    "CREATE TABLE ratings ("
    "  dossier_id {int} NOT NULL PRIMARY KEY REFERENCES dossiers (id),"
    "  at_s {int} NOT NULL,"
    "  day {text} NOT NULL,"
    "  answers {text} NOT NULL CHECK (length(answers) = 9),"
    "  points {int} NOT NULL,"
    "  most {int} NOT NULL"
    ") {strict};"
    "CREATE INDEX ratings_day ON ratings (day);",
    /* Kiosks' certificates; a code's hash, and what it was used for, so that a lost answer can be
     * given again. */
    "CREATE TABLE enrolments ("
    "  code_hash {text} NOT NULL PRIMARY KEY CHECK (length(code_hash) = 64),"
    "  kiosk {text} NOT NULL,"
    "  created_s {int} NOT NULL,"
    "  expires_s {int} NOT NULL,"
    "  used_s {int} NOT NULL,"
    "  key_hash {text} NOT NULL,"
    "  certificate {text} NOT NULL"
    ") {strict_keyed};"
    "CREATE INDEX enrolments_kiosk ON enrolments (kiosk);"
    "CREATE TABLE certificates ("
    "  serial {text} NOT NULL PRIMARY KEY,"
    "  kiosk {text} NOT NULL,"
    "  issued_s {int} NOT NULL,"
    "  expires_s {int} NOT NULL,"
    "  revoked_s {int} NOT NULL"
    ") {strict_keyed};"
    "CREATE INDEX certificates_kiosk ON certificates (kiosk);",

    /* Sealed dossiers: what stands outside of the box; uploads in parts; tries by hand. */
    "CREATE TABLE envelopes ("
    "  dossier_id {int} NOT NULL PRIMARY KEY REFERENCES dossiers (id),"
    "  sequence {int} NOT NULL,"
    "  boot {text} NOT NULL,"
    "  residence_area {text} NOT NULL,"
    "  assurance {int} NOT NULL,"
    "  id_check {text} NOT NULL CHECK (length(id_check) = 64)"
    ") {strict};"
    "CREATE TABLE uploads ("
    "  key {text} NOT NULL PRIMARY KEY,"
    "  bytes {int} NOT NULL CHECK (bytes >= 1),"
    "  expires_s {int} NOT NULL"
    ") {strict_keyed};"
    "CREATE INDEX uploads_expires ON uploads (expires_s);"
    "CREATE TABLE upload_parts ("
    "  key {text} NOT NULL REFERENCES uploads (key) ON DELETE CASCADE,"
    "  start {int} NOT NULL,"
    "  bytes {bytes} NOT NULL,"
    "  PRIMARY KEY (key, start)"
    ") {strict};"
    "CREATE TABLE tries ("
    "  subject {text} NOT NULL PRIMARY KEY,"
    "  failed {int} NOT NULL,"
    "  last_s {int} NOT NULL,"
    "  blocked_until_s {int} NOT NULL"
    ") {strict_keyed};",

    /* An upload is its kiosk's own. */
    "ALTER TABLE uploads ADD COLUMN kiosk {text} NOT NULL DEFAULT '';"
    "CREATE INDEX uploads_kiosk ON uploads (kiosk);",

    /* How often the key's answer was given. */
    "ALTER TABLE idempotency ADD COLUMN answers {int} NOT NULL DEFAULT 1;",

    /* How the kiosks' devices are: enum device_report_kind and _state. */
    "CREATE TABLE kiosk_devices ("
    "  kiosk {text} NOT NULL,"
    "  kind {int} NOT NULL,"
    "  state {int} NOT NULL,"
    "  problem {text} NOT NULL,"
    "  since_s {int} NOT NULL,"
    "  reported_s {int} NOT NULL,"
    "  PRIMARY KEY (kiosk, kind)"
    ") {strict};",
};
#define VERSION ((int64_t)(sizeof steps / sizeof steps[0]))

struct bring_up {
    const char *name;
    bool create;
    int64_t target;
};

static enum mc_err bring_up(struct sql_session *session, void *context, struct mc_error *err)
{
    const struct bring_up *job = context;
    const struct sql_driver *driver = sql_driver_of(session);
    int64_t version = 0;
    bool foreign = false;
    enum mc_err rc = sql_lock(session, "schema", err);
    if (rc == MC_OK) {
        rc = driver->version(session, &version, &foreign, err);
    }
    if (rc != MC_OK) {
        return rc;
    }
    if (version > job->target) {
        return mc_fail(err, MC_EUNSUPPORTED, "%s: written by a newer version (%d)", job->name,
                       (int)version);
    }
    if (foreign || (version < 1 && !job->create)) {
        return mc_fail(err, MC_ECORRUPT, "%s: not a database of motcua-central", job->name);
    }
    if (version == job->target) {
        return MC_OK;
    }
    for (; version < job->target && rc == MC_OK; version++) {
        rc = sql_script(session, steps[version], err);
    }
    return rc == MC_OK ? driver->set_version(session, job->target, err) : rc;
}

enum mc_err schema_bring_up_to(struct sql *sql, const char *name, bool create, int version,
                               struct mc_error *err)
{
    struct bring_up job = {name, create, version};
    MC_CHECK(version >= 1 && version <= VERSION);
    return sql_write(sql, bring_up, &job, err);
}

enum mc_err schema_bring_up(struct sql *sql, const char *name, bool create, struct mc_error *err)
{
    return schema_bring_up_to(sql, name, create, (int)VERSION, err);
}

int schema_version(void)
{
    return (int)VERSION;
}
