/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "engine/plan.h"

/* A row is a pair and what the plan must answer. What it does not say is the ordinary case: both sides there and unchanged
 * since they were last dealt with, both directions open, the user's own company. */

#define T(seconds) ((gint64) (seconds) *G_USEC_PER_SEC)

typedef struct {
  const char *name;
  /* given */
  gboolean link, record_gone, item_gone, meeting, no_record, record_deleted, inbox, inbox_deleted, known, discarded;
  const char *local_subject, *local_location, *local_info, *local_reminder; /* NULL: as seen */
  const char *remote_subject, *remote_location, *remote_reminder;
  gint64 local_at, remote_at;
  gboolean export_closed, import_closed, skip_info, no_clock;
  gint64 company;
  /* expected */
  BpRemoteOp remote;
  BpLocalOp local;
  BpUnitSet to_remote, to_local;
  guint conflicts;
  const char *reason_out, *reason_in;
  const char *subject_in_shadow; /* of seen_local afterwards; NULL: not checked */
} Row;

#define S BP_UNIT_BIT (BP_UNIT_SUBJECT)
#define L BP_UNIT_BIT (BP_UNIT_LOCATION)
#define I BP_UNIT_BIT (BP_UNIT_INFO)
#define R BP_UNIT_BIT (BP_UNIT_REMINDER)

static const Row rows[] = {
  /* Linked, both there. */
  { "nothing changed", .link = TRUE },
  { "an echo", .link = TRUE, .inbox = TRUE },
  { "local edit goes out", .link = TRUE, .local_subject = "new", .local_at = T (10), .remote = BP_REMOTE_UPDATE,
    .to_remote = S, .subject_in_shadow = "new" },
  { "remote edit comes in", .link = TRUE, .inbox = TRUE, .remote_subject = "new", .remote_at = T (10),
    .local = BP_LOCAL_UPDATE, .to_local = S, .subject_in_shadow = "new" },
  { "different units merge", .link = TRUE, .inbox = TRUE, .local_subject = "new", .local_at = T (10),
    .remote_location = "hall", .remote_at = T (11), .remote = BP_REMOTE_UPDATE, .local = BP_LOCAL_UPDATE,
    .to_remote = S, .to_local = L },
  { "clash, local later", .link = TRUE, .inbox = TRUE, .local_subject = "l", .local_at = T (20), .remote_subject = "r",
    .remote_at = T (10), .remote = BP_REMOTE_UPDATE, .to_remote = S, .conflicts = 1, .subject_in_shadow = "l" },
  { "clash, remote later", .link = TRUE, .inbox = TRUE, .local_subject = "l", .local_at = T (10), .remote_subject = "r",
    .remote_at = T (20), .local = BP_LOCAL_UPDATE, .to_local = S, .conflicts = 1, .subject_in_shadow = "r" },
  { "clash within two seconds: Exchange", .link = TRUE, .inbox = TRUE, .local_subject = "l", .local_at = T (11),
    .remote_subject = "r", .remote_at = T (10), .local = BP_LOCAL_UPDATE, .to_local = S, .conflicts = 1 },
  { "clash, local later, but the server's clock is not known: Exchange", .link = TRUE, .inbox = TRUE,
    .local_subject = "l", .local_at = T (20), .remote_subject = "r", .remote_at = T (10), .no_clock = TRUE,
    .local = BP_LOCAL_UPDATE, .to_local = S, .conflicts = 1, .subject_in_shadow = "r" },
  { "both changed to the same", .link = TRUE, .inbox = TRUE, .local_subject = "x", .local_at = T (10),
    .remote_subject = "x", .remote_at = T (20), .subject_in_shadow = "x" },
  { "info text goes out", .link = TRUE, .local_info = "text", .local_at = T (10), .remote = BP_REMOTE_UPDATE,
    .to_remote = I },
  { "info text kept (R3)", .link = TRUE, .local_info = "text", .local_at = T (10), .skip_info = TRUE,
    .reason_out = BP_REASON_INFO_TEXT },
  { "R3 holds back the text only", .link = TRUE, .local_info = "text", .local_subject = "s", .local_at = T (10),
    .skip_info = TRUE, .remote = BP_REMOTE_UPDATE, .to_remote = S, .reason_out = BP_REASON_INFO_TEXT },
  { "export closed: local edit only advances", .link = TRUE, .local_subject = "l", .local_at = T (10),
    .export_closed = TRUE, .reason_out = BP_REASON_EXPORT_OFF, .subject_in_shadow = "l" },
  { "export closed after the edit: it waits", .link = TRUE, .local_subject = "l", .local_at = T (1) / 2,
    .export_closed = TRUE, .reason_out = BP_REASON_EXPORT_OFF, .subject_in_shadow = "seen" },
  { "import closed: remote edit only advances", .link = TRUE, .inbox = TRUE, .remote_subject = "r", .remote_at = T (10),
    .import_closed = TRUE, .reason_in = BP_REASON_IMPORT_OFF, .subject_in_shadow = "seen" },
  { "other company", .link = TRUE, .local_subject = "l", .local_at = T (10), .company = 2,
    .reason_out = BP_REASON_COMPANY },
  { "other company, edited there", .link = TRUE, .inbox = TRUE, .remote_subject = "r", .remote_at = T (10),
    .company = 2, .reason_in = BP_REASON_COMPANY, .subject_in_shadow = "seen" },
  { "meeting: subject stays", .link = TRUE, .meeting = TRUE, .local_subject = "l", .local_at = T (10),
    .reason_out = BP_REASON_MEETING },
  { "meeting: reminder goes", .link = TRUE, .meeting = TRUE, .local_reminder = "30", .local_at = T (10),
    .remote = BP_REMOTE_UPDATE, .to_remote = R },
  { "meeting: subject on both sides, what stays here is kept", .link = TRUE, .meeting = TRUE, .inbox = TRUE,
    .local_subject = "l", .local_at = T (20), .remote_subject = "r", .remote_at = T (10), .local = BP_LOCAL_UPDATE,
    .to_local = S, .conflicts = 1, .reason_out = BP_REASON_MEETING },
  { "meeting: the same subject on both sides", .link = TRUE, .meeting = TRUE, .inbox = TRUE, .local_subject = "x",
    .local_at = T (20), .remote_subject = "x", .remote_at = T (10), .local = BP_LOCAL_UPDATE, .to_local = S,
    .reason_out = BP_REASON_MEETING },
  { "meeting: subject here, place there", .link = TRUE, .meeting = TRUE, .inbox = TRUE, .local_subject = "l",
    .local_at = T (20), .remote_location = "hall", .remote_at = T (10), .local = BP_LOCAL_UPDATE, .to_local = L,
    .reason_out = BP_REASON_MEETING },
  { "import only: a clash is Exchange's, the loser is kept", .link = TRUE, .inbox = TRUE, .local_subject = "l",
    .local_at = T (20), .remote_subject = "r", .remote_at = T (10), .export_closed = TRUE, .local = BP_LOCAL_UPDATE,
    .to_local = S, .conflicts = 1, .reason_out = BP_REASON_EXPORT_OFF },
  { "export only: a clash is buero+'s, the loser is kept", .link = TRUE, .inbox = TRUE, .local_subject = "l",
    .local_at = T (10), .remote_subject = "r", .remote_at = T (20), .import_closed = TRUE, .remote = BP_REMOTE_UPDATE,
    .to_remote = S, .conflicts = 1, .reason_in = BP_REASON_IMPORT_OFF },
  /* Deletions. */
  { "local deletion", .link = TRUE, .record_deleted = TRUE, .local_at = T (10), .remote = BP_REMOTE_DELETE },
  { "local deletion of a record of another company", .link = TRUE, .record_deleted = TRUE, .local_at = T (10),
    .company = 2, .reason_out = BP_REASON_COMPANY },
  { "local deletion, export closed", .link = TRUE, .record_deleted = TRUE, .local_at = T (10), .export_closed = TRUE,
    .reason_out = BP_REASON_EXPORT_OFF },
  { "local deletion, export closed after it: it waits", .link = TRUE, .record_deleted = TRUE, .local_at = T (1) / 2,
    .export_closed = TRUE },
  { "local deletion, export closed, edited there", .link = TRUE, .record_deleted = TRUE, .inbox = TRUE,
    .remote_subject = "r", .local_at = T (10), .remote_at = T (5), .export_closed = TRUE, .local = BP_LOCAL_RESTORE },
  { "local deletion of a meeting", .link = TRUE, .record_deleted = TRUE, .meeting = TRUE, .local_at = T (10),
    .reason_out = BP_REASON_MEETING },
  { "local deletion against a remote edit", .link = TRUE, .record_deleted = TRUE, .inbox = TRUE, .remote_subject = "r",
    .local_at = T (10), .remote_at = T (5), .local = BP_LOCAL_RESTORE },
  { "local deletion against a reminder", .link = TRUE, .record_deleted = TRUE, .inbox = TRUE, .remote_reminder = "5",
    .local_at = T (10), .remote_at = T (5), .remote = BP_REMOTE_DELETE },
  { "remote deletion", .link = TRUE, .inbox_deleted = TRUE, .local = BP_LOCAL_DELETE },
  { "remote deletion, import closed", .link = TRUE, .inbox_deleted = TRUE, .import_closed = TRUE,
    .reason_in = BP_REASON_IMPORT_OFF },
  { "remote deletion of a record of another company", .link = TRUE, .inbox_deleted = TRUE, .company = 2,
    .reason_in = BP_REASON_COMPANY },
  { "remote deletion against a local edit", .link = TRUE, .inbox_deleted = TRUE, .local_subject = "l",
    .local_at = T (10), .remote = BP_REMOTE_CREATE },
  { "remote deletion against a local reminder", .link = TRUE, .inbox_deleted = TRUE, .local_reminder = "5",
    .local_at = T (10), .local = BP_LOCAL_DELETE },
  { "local deletion, held and discarded", .link = TRUE, .record_deleted = TRUE, .local_at = T (10), .discarded = TRUE,
    .local = BP_LOCAL_RESTORE },
  { "local deletion, discarded, edited there", .link = TRUE, .record_deleted = TRUE, .inbox = TRUE,
    .remote_reminder = "5", .local_at = T (10), .remote_at = T (5), .discarded = TRUE, .local = BP_LOCAL_RESTORE,
    .to_local = R },
  { "local deletion, discarded, edited before it", .link = TRUE, .record_deleted = TRUE, .local_subject = "l",
    .local_at = T (10), .discarded = TRUE, .local = BP_LOCAL_RESTORE, .remote = BP_REMOTE_UPDATE, .to_remote = S },
  { "local deletion, discarded, import closed", .link = TRUE, .record_deleted = TRUE, .local_at = T (10),
    .discarded = TRUE, .import_closed = TRUE, .reason_out = BP_REASON_DISCARDED },
  { "remote deletion, held and discarded", .link = TRUE, .inbox_deleted = TRUE, .discarded = TRUE,
    .remote = BP_REMOTE_CREATE },
  { "remote deletion, discarded, export closed", .link = TRUE, .inbox_deleted = TRUE, .discarded = TRUE,
    .export_closed = TRUE, .reason_in = BP_REASON_DISCARDED },
  { "remote deletion, discarded, other company", .link = TRUE, .inbox_deleted = TRUE, .discarded = TRUE, .company = 2,
    .reason_in = BP_REASON_COMPANY },
  { "both gone, the record is restored", .link = TRUE, .record_gone = TRUE, .item_gone = TRUE, .local_at = T (10),
    .remote = BP_REMOTE_CREATE },
  { "record gone, restored while the item lives", .link = TRUE, .record_gone = TRUE, .local_at = T (10) },
  { "both deleted", .link = TRUE, .record_deleted = TRUE, .inbox_deleted = TRUE, .local_at = T (10) },
  { "item gone, then a local edit", .link = TRUE, .item_gone = TRUE, .local_subject = "l", .local_at = T (10),
    .remote = BP_REMOTE_CREATE },
  { "item gone, touched but unchanged", .link = TRUE, .item_gone = TRUE, .local_at = T (10) },
  { "item of a meeting gone, then a local edit", .link = TRUE, .item_gone = TRUE, .meeting = TRUE, .local_subject = "l",
    .local_at = T (10), .reason_out = BP_REASON_MEETING },
  { "record gone, then a remote edit", .link = TRUE, .record_gone = TRUE, .no_record = TRUE, .inbox = TRUE,
    .remote_subject = "r", .remote_at = T (10), .local = BP_LOCAL_RESTORE },
  { "record gone, an echo", .link = TRUE, .record_gone = TRUE, .no_record = TRUE, .inbox = TRUE },
  { "both gone, the item is back", .link = TRUE, .record_gone = TRUE, .item_gone = TRUE, .no_record = TRUE,
    .inbox = TRUE, .remote_at = T (10), .local = BP_LOCAL_RESTORE },
  /* Not linked. */
  { "new record", .local_at = T (10), .remote = BP_REMOTE_CREATE },
  { "new record, export closed", .local_at = T (10), .export_closed = TRUE },
  { "new record of another company", .local_at = T (10), .company = 2 },
  { "new item", .no_record = TRUE, .inbox = TRUE, .remote_at = T (10), .local = BP_LOCAL_INSERT },
  { "new item, import closed", .no_record = TRUE, .inbox = TRUE, .import_closed = TRUE },
  { "known item, unchanged", .no_record = TRUE, .inbox = TRUE, .known = TRUE },
  { "known item, changed", .no_record = TRUE, .inbox = TRUE, .known = TRUE, .remote_subject = "r", .remote_at = T (10),
    .local = BP_LOCAL_INSERT },
  { "unknown item deleted", .no_record = TRUE, .inbox_deleted = TRUE },
  { "match, equal", .inbox = TRUE, .local_at = T (10), .remote_at = T (10) },
  { "match, an empty unit is filled", .inbox = TRUE, .local_location = "", .local_at = T (10), .remote_at = T (10),
    .remote_location = "hall", .local = BP_LOCAL_UPDATE, .to_local = L },
};

static BpItem *
item_new (const char *subject, const char *location, const char *info, const char *reminder)
{
  BpItem *item = bp_item_new (BP_KIND_APPOINTMENT);
  bp_item_set (item, BP_FIELD_SUBJECT, subject ? subject : "seen");
  bp_item_set (item, BP_FIELD_LOCATION, location ? (*location ? location : NULL) : "room");
  bp_item_set (item, BP_FIELD_STARTS_AT, "2026-06-01T09:00:00");
  bp_item_set (item, BP_FIELD_ENDS_AT, "2026-06-01T10:00:00");
  bp_item_set (item, BP_FIELD_TIME_ZONE, "Europe/Berlin");
  bp_item_set (item, BP_FIELD_REMINDER_MINUTES, reminder ? reminder : "15");
  if (info)
    bp_item_set (item, BP_FIELD_INFO_TEXT, info);
  return item;
}

static void
check_shadow (const Row *row, const BpAction *action)
{
  g_autoptr (BpItem) shadow = NULL;
  if (!row->subject_in_shadow)
    return;
  g_assert_nonnull (action->link);
  shadow = bp_item_from_json (BP_KIND_APPOINTMENT, action->link->seen_local, NULL);
  g_assert_cmpstr (bp_item_get (shadow, BP_FIELD_SUBJECT), ==, row->subject_in_shadow);
}

static void
check_action (const Row *row, const BpAction *action)
{
  g_assert_cmpint (action->remote_op, ==, row->remote);
  g_assert_cmpint (action->local_op, ==, row->local);
  if (row->remote == BP_REMOTE_UPDATE)
    g_assert_cmphex (action->remote_units, ==, row->to_remote);
  if (row->local == BP_LOCAL_UPDATE)
    g_assert_cmphex (action->local_units, ==, row->to_local);
  /* What comes in beside it is no longer in what is sent: a driver may have to write more than the units that changed. */
  if (row->remote == BP_REMOTE_UPDATE && (row->to_local & L))
    g_assert_cmpstr (bp_item_get (action->remote_item, BP_FIELD_LOCATION), ==, row->remote_location);
  g_assert_cmpint (action->conflicts->len, ==, row->conflicts);
  if (row->link) {
    g_assert_cmpstr (action->link ? action->link->reason_out : NULL, ==, row->reason_out);
    g_assert_cmpstr (action->link ? action->link->reason_in : NULL, ==, row->reason_in);
  }
  check_shadow (row, action);
}

/* A closed direction is an off period that has not ended (SYNC 13). */
static GArray *
closed_directions (const Row *row)
{
  GArray *off = g_array_new (FALSE, FALSE, sizeof (BpOffPeriod));
  BpOffPeriod out = { BP_KIND_COUNT, BP_OUT, T (1), 0 }, in = { BP_KIND_COUNT, BP_IN, T (1), 0 };
  if (row->export_closed)
    g_array_append_val (off, out);
  if (row->import_closed)
    g_array_append_val (off, in);
  return off;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GArray) off = closed_directions (row);
  BpPlanContext context = { .site = { "Europe/Berlin" },
                            .export_open = !row->export_closed,
                            .import_open = !row->import_closed,
                            .skip_info = row->skip_info,
                            .no_clock = row->no_clock,
                            .now = T (1000),
                            .start_company = 1,
                            .off = off };
  g_autoptr (BpItem) seen = item_new (NULL, NULL, NULL, NULL);
  g_autoptr (BpItem) seen_remote = bp_form_to_remote (seen, &context.site);
  g_autoptr (BpItem) remote_raw = item_new (row->remote_subject, row->remote_location, NULL, row->remote_reminder);
  g_autoptr (BpItem) remote = bp_form_to_remote (remote_raw, &context.site);
  g_autoptr (BpItem) local = item_new (row->local_subject, row->local_location, row->local_info, row->local_reminder);
  g_autofree char *seen_json = bp_item_to_json (seen), *seen_remote_json = bp_item_to_json (seen_remote),
                  *hashes = bp_item_unit_hashes (seen_remote);
  BpLink link = { .id = 1,
                  .kind = BP_KIND_APPOINTMENT,
                  .user = 1,
                  .record = 7,
                  .record_gone = row->record_gone,
                  .item_id = (char *) "item",
                  .item_gone = row->item_gone,
                  .is_meeting = row->meeting,
                  .change_key = (char *) "key",
                  .seen_local = seen_json,
                  .seen_remote = seen_remote_json };
  BpRecord record = { .kind = BP_KIND_APPOINTMENT,
                      .id = 7,
                      .user = 1,
                      .company = row->company ? row->company : 1,
                      .uid = (char *) "uid",
                      .last_seq = 5,
                      .item = local };
  BpInboxRow inbox = { .item_id = (char *) "item",
                       .deleted = row->inbox_deleted,
                       .change_key = (char *) "key2",
                       .uid = (char *) "uid",
                       .is_meeting = row->meeting,
                       .modified_at = row->remote_at,
                       .item = row->inbox_deleted ? NULL : remote,
                       .seq = 3 };
  BpBaseline baseline = { .item_id = (char *) "item", .hashes = hashes };
  BpPlanInput input = { .kind = BP_KIND_APPOINTMENT,
                        .record_seq = 5,
                        .record_id = row->no_record && !row->link ? 0 : 7 };
  g_autoptr (BpAction) action = NULL;

  if (row->link) {
    input.link = &link;
    input.seen_local = seen;
    input.seen_remote = seen_remote;
  }
  if (!row->no_record && !row->record_deleted)
    input.record = &record;
  if (row->inbox || row->inbox_deleted)
    input.inbox = &inbox;
  input.discarded = row->discarded;
  if (row->discarded && row->record_deleted)
    input.deleted_copy = &record;
  if (row->known)
    input.baseline = &baseline;
  if (row->local_at) {
    input.local.seq = 5;
    input.local.last_at = row->local_at;
    input.local.deleted = row->record_deleted;
    input.local.deleted_at = row->local_at;
    input.local.company = row->record_deleted ? (row->company ? row->company : 1) : 0;
    input.local.inserted = !row->link;
    for (int unit = 0; unit < BP_UNIT_COUNT; unit++)
      input.local.changed_at[unit] = row->local_at;
  }
  action = bp_plan (&input, &context);
  check_action (row, action);
  if (row->remote == BP_REMOTE_DELETE && row->inbox) {
    /* The execution reads the item once more and deletes it only if it is still what the plan had seen; what was not taken over of it is news
     * if it ever comes back. */
    g_assert_cmpstr (action->change_key, ==, inbox.change_key);
    g_assert_cmpstr (action->link->seen_remote, ==, seen_remote_json);
  }
}

/* What was changed in an off period only advances its shadow; what was changed before or after is carried over (SYNC 13). */
static void
test_off_period (void)
{
  g_autoptr (GArray) off = g_array_new (FALSE, FALSE, sizeof (BpOffPeriod));
  BpOffPeriod period = { BP_KIND_COUNT, -1, T (100), T (200) };
  BpPlanContext context = {
    .site = { "Europe/Berlin" }, .export_open = TRUE, .import_open = TRUE, .start_company = 1, .off = off
  };
  g_autoptr (BpItem) seen = item_new (NULL, NULL, NULL, NULL);
  g_autoptr (BpItem) seen_remote = bp_form_to_remote (seen, &context.site);
  g_autoptr (BpItem) local = item_new ("new", "elsewhere", NULL, NULL);
  g_autofree char *seen_json = bp_item_to_json (seen), *seen_remote_json = bp_item_to_json (seen_remote);
  BpLink link = { .id = 1,
                  .record = 7,
                  .item_id = (char *) "item",
                  .change_key = (char *) "key",
                  .seen_local = seen_json,
                  .seen_remote = seen_remote_json };
  BpRecord record = { .id = 7, .company = 1, .item = local };
  BpPlanInput input = {
    .link = &link, .seen_local = seen, .seen_remote = seen_remote, .record = &record, .local = { .seq = 5 }
  };
  g_autoptr (BpAction) action = NULL;
  g_autoptr (BpItem) shadow = NULL;
  g_array_append_val (off, period);
  input.local.changed_at[BP_UNIT_SUBJECT] = T (150);
  input.local.changed_at[BP_UNIT_LOCATION] = T (99);
  action = bp_plan (&input, &context);
  g_assert_cmpint (action->remote_op, ==, BP_REMOTE_UPDATE);
  g_assert_cmphex (action->remote_units, ==, L);
  g_assert_cmpstr (action->link->reason_out, ==, BP_REASON_WHILE_OFF);
  shadow = bp_item_from_json (BP_KIND_APPOINTMENT, action->link->seen_local, NULL);
  g_assert_cmpstr (bp_item_get (shadow, BP_FIELD_SUBJECT), ==, "new");
  g_clear_pointer (&shadow, bp_item_unref);
  shadow = bp_item_from_json (BP_KIND_APPOINTMENT, action->link->seen_remote, NULL);
  g_assert_cmpstr (bp_item_get (shadow, BP_FIELD_SUBJECT), ==, "seen");
}

/* A record that is there but cannot be understood is parked, whatever else is known of it (SYNC 15). */
static void
test_unreadable (void)
{
  BpPlanContext context = { .site = { "Europe/Berlin" }, .export_open = TRUE, .import_open = TRUE, .start_company = 1 };
  BpPlanInput input = {
    .record_id = 7, .record_seq = 5, .local = { .seq = 5 }, .unreadable = "recurrence: not understood"
  };
  g_autoptr (BpAction) action = bp_plan (&input, &context);
  g_assert_false (bp_action_writes (action));
  g_assert_cmpstr (action->park_reason, ==, "recurrence: not understood");
  g_assert_cmpint (action->park_direction, ==, BP_OUT);
  g_assert_cmpint (action->record, ==, 7);
}

/* A stamp cut to the second lies before the end of the off period: whether the change does is told by the pass that it was
 * reported after, else by the stamp. */
static void
test_off_period_in_the_same_second (void)
{
  static const struct {
    gint64 modified_at, last_pass;
    gboolean taken;
  } cases[] = {
    { T (150), T (99), FALSE }, { T (198), T (99), FALSE }, { T (200), T (99), FALSE },
    { T (99), T (98), TRUE },   { T (198), T (201), TRUE }, { 0, T (99), TRUE },
  };
  g_autoptr (GArray) off = g_array_new (FALSE, FALSE, sizeof (BpOffPeriod));
  BpOffPeriod period = { BP_KIND_COUNT, -1, T (100), T (200) + 1000 };
  BpPlanContext context = {
    .site = { "Europe/Berlin" }, .export_open = TRUE, .import_open = TRUE, .start_company = 1, .off = off
  };
  g_autoptr (BpItem) seen = item_new (NULL, NULL, NULL, NULL);
  g_autoptr (BpItem) seen_remote = bp_form_to_remote (seen, &context.site);
  g_autoptr (BpItem) remote = item_new ("new", NULL, NULL, NULL);
  g_autofree char *seen_json = bp_item_to_json (seen), *seen_remote_json = bp_item_to_json (seen_remote);
  BpLink link = { .id = 1,
                  .record = 7,
                  .item_id = (char *) "item",
                  .change_key = (char *) "key",
                  .seen_local = seen_json,
                  .seen_remote = seen_remote_json };
  BpRecord record = { .id = 7, .company = 1, .item = seen };
  BpInboxRow inbox = { .item_id = (char *) "item", .change_key = (char *) "new", .item = remote };
  BpPlanInput input = {
    .link = &link, .seen_local = seen, .seen_remote = seen_remote, .record = &record, .inbox = &inbox
  };
  g_array_append_val (off, period);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BpAction) action = NULL;
    inbox.modified_at = cases[i].modified_at;
    context.last_pass = cases[i].last_pass;
    action = bp_plan (&input, &context);
    g_test_message ("case %u", i);
    g_assert_cmpint (action->local_op, ==, cases[i].taken ? BP_LOCAL_UPDATE : BP_LOCAL_NOTHING);
  }
}

/* A deletion has no time: the first pass after an off period takes it for one of that period, a later one does not (SYNC 13). */
static void
test_deleted_while_off (void)
{
  static const struct {
    gint64 last_pass;
    gboolean taken;
  } cases[] = { { T (99), FALSE }, { T (199), FALSE }, { T (201), TRUE }, { 0, TRUE } };
  g_autoptr (GArray) off = g_array_new (FALSE, FALSE, sizeof (BpOffPeriod));
  BpOffPeriod period = { BP_KIND_APPOINTMENT, -1, T (100), T (200) };
  BpPlanContext context = {
    .site = { "Europe/Berlin" }, .export_open = TRUE, .import_open = TRUE, .start_company = 1, .off = off
  };
  g_autoptr (BpItem) seen = item_new (NULL, NULL, NULL, NULL);
  g_autofree char *json = bp_item_to_json (seen);
  BpLink link = { .id = 1, .record = 7, .item_id = (char *) "item", .seen_local = json, .seen_remote = json };
  BpRecord record = { .id = 7, .company = 1, .item = seen };
  BpInboxRow inbox = { .item_id = (char *) "item", .deleted = TRUE };
  BpPlanInput input = { .link = &link, .seen_local = seen, .seen_remote = seen, .record = &record, .inbox = &inbox };
  g_array_append_val (off, period);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BpAction) action = NULL;
    context.last_pass = cases[i].last_pass;
    action = bp_plan (&input, &context);
    g_test_message ("case %u", i);
    g_assert_cmpint (action->local_op, ==, cases[i].taken ? BP_LOCAL_DELETE : BP_LOCAL_NOTHING);
    g_assert_true (action->link->item_gone);
    g_assert_cmpstr (action->link->reason_in, ==, cases[i].taken ? NULL : BP_REASON_WHILE_OFF);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/plan/%02u %s", i, rows[i].name);
    g_strdelimit (path + 6, "/", '-');
    g_test_add_data_func (path, &rows[i], test_row);
  }
  g_test_add_func ("/plan/off-period", test_off_period);
  g_test_add_func ("/plan/deleted while off", test_deleted_while_off);
  g_test_add_func ("/plan/unreadable", test_unreadable);
  g_test_add_func ("/plan/off-period in the same second", test_off_period_in_the_same_second);
  return g_test_run ();
}
