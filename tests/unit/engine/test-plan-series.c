/* SPDX-License-Identifier: MIT */
/* What the plan makes of a series: entries of its exceptions each for itself, and what becomes of them under another rule (SYNC 5). */
#include <string.h>

#include "engine/plan.h"

#define T(seconds) ((gint64) (seconds) *G_USEC_PER_SEC)
#define W BP_UNIT_BIT (BP_UNIT_WHEN)
#define E BP_UNIT_BIT (BP_UNIT_EXCEPTIONS)
#define WEEKLY "FREQ=WEEKLY;BYDAY=MO"

/* Exceptions are named by letters, one a week: 'a' the first Monday …; a capital is cancelled, a small one has another subject,
 * '1' … the same with a third one. The series was seen with "bC" on both sides. */
typedef struct {
  const char *name, *local, *remote, *rule, *start;
  gint64 local_at, remote_at;
  BpUnitSet to_remote, to_local;
  const char *after; /* on both sides */
  guint conflicts;
  const char *remote_rule; /* NULL: weekly */
  const char *there;       /* unlike here, this is what is there afterwards; NULL: the same */
  gboolean meeting, import_closed;
} Row;

static const Row rows[] = {
  { "nothing", "bC", "bC", WEEKLY, "10", 0, 0, 0, 0, "bC" },
  { "one cancelled here", "bCD", "bC", WEEKLY, "10", T (10), 0, E, 0, "bCD" },
  { "one cancelled there", "bC", "bCD", WEEKLY, "10", 0, T (10), 0, E, "bCD" },
  { "one here, another there", "bCD", "bCe", WEEKLY, "10", T (10), T (11), E, E, "bCDe" },
  { "the same here and there", "bCD", "bCD", WEEKLY, "10", T (10), T (11), 0, 0, "bCD" },
  { "one taken back here, another added there", "C", "bCD", WEEKLY, "10", T (10), T (11), E, E, "CD" },
  { "one taken back there, another added here", "bCD", "C", WEEKLY, "10", T (10), T (11), E, E, "CD" },
  { "the same one, here later", "BC", "2C", WEEKLY, "10", T (20), T (10), E, 0, "BC", 1 },
  { "the same one, there later", "BC", "2C", WEEKLY, "10", T (10), T (20), 0, E, "2C", 1 },
  { "only the end moves: they stay, and are written again", "bC", "bC", WEEKLY ";COUNT=20", "10", T (10), 0, W | E, 0,
    "bC" },
  { "only the end moves, one more there", "bC", "bCD", WEEKLY ";COUNT=20", "10", T (10), T (11), W | E, E, "bCD" },
  { "only the end moves, the same one there before", "BC", "2C", WEEKLY ";COUNT=20", "10", T (20), T (10), W | E, 0,
    "BC", 1 },
  { "only the end moves, another rule there before", "bC", "", WEEKLY ";COUNT=20", "10", T (20), T (10), W | E, E, "",
    1, "FREQ=DAILY" },
  { "export only: the same one there", "BC", "2C", WEEKLY, "10", T (10), T (20), E, 0, "BC", 1, .import_closed = TRUE },
  { "another time of day: they go", "bC", "bC", WEEKLY, "11", T (10), 0, W | E, E, "" },
  { "another rule: they go", "bC", "bC", "FREQ=DAILY", "10", T (10), 0, W | E, E, "" },
  { "another rule, one edited with it", "bCD", "bC", "FREQ=DAILY", "10", T (10), 0, W | E, E, "D" },
  { "only the end moves there: what Exchange forgot is given back", "bC", "", WEEKLY, "10", 0, T (10), E, W, "bC", 0,
    WEEKLY ";COUNT=20" },
  { "only the end moves there, past one of them", "bC", "", WEEKLY, "10", 0, T (10), E, W | E, "b", 0,
    WEEKLY ";COUNT=2" },
  { "only the end moves there, another is cancelled there", "bC", "D", WEEKLY, "10", 0, T (10), E, W | E, "bCD", 0,
    WEEKLY ";COUNT=20" },
  { "only the end moves there, one edited here, another there", "bCe", "D", WEEKLY, "10", T (10), T (11), E, W | E,
    "bCDe", 0, WEEKLY ";COUNT=20" },
  { "only the end moves, here and there", "bC", "", WEEKLY ";COUNT=10", "10", T (10), T (20), E, W, "bC", 1,
    WEEKLY ";COUNT=20" },
  { "only the end moves there while it is off", "bC", "D", WEEKLY, "10", 0, T (3), 0, 0, "bC", 0, WEEKLY ";COUNT=20",
    "D" },
  { "a meeting: what was edited here stays here, beside what comes in", "bCD", "bCe", WEEKLY, "10", T (10), T (11), 0,
    E, "bCDe", 0, NULL, "bCe", TRUE },
  { "another rule there, one edited here before: it gives way and is kept", "bCD", "", WEEKLY, "10", T (10), T (20), 0,
    W | E, "", 1, "FREQ=DAILY" },
  { "another rule there, one edited here later that it has, too", "bCD", "", WEEKLY, "10", T (30), T (20), E, W | E,
    "D", 0, "FREQ=DAILY" },
  { "another rule there, one edited here later that it has not", "bCD", "", WEEKLY, "10", T (30), T (20), 0, W | E, "",
    1, "FREQ=WEEKLY;BYDAY=TU" },
  { "another rule here, one edited there before: it gives way and is kept", "bC", "bCe", "FREQ=DAILY", "10", T (20),
    T (10), W | E, E, "", 1 },
  { "another rule here, one edited there later", "bC", "bCe", "FREQ=DAILY", "10", T (20), T (30), W | E, E, "e" },
  { "another rule there: they go", "bC", "", WEEKLY, "10", 0, T (10), 0, W | E, "", 0, "FREQ=DAILY" },
};

static BpItem *
series (const char *exceptions, const char *rule, const char *hour)
{
  BpItem *item = bp_item_new (BP_KIND_APPOINTMENT);
  g_autofree char *start = g_strdup_printf ("2026-06-01T%s:00:00", hour),
                  *end = g_strdup_printf ("2026-06-01T%s:30:00", hour);
  bp_item_set (item, BP_FIELD_SUBJECT, "seen");
  bp_item_set (item, BP_FIELD_STARTS_AT, start);
  bp_item_set (item, BP_FIELD_ENDS_AT, end);
  bp_item_set (item, BP_FIELD_TIME_ZONE, "Europe/Berlin");
  bp_item_set (item, BP_FIELD_RECURRENCE, rule);
  for (; *exceptions; exceptions++) {
    int week = g_ascii_isdigit (*exceptions) ? *exceptions - '1' : g_ascii_tolower (*exceptions) - 'a';
    g_autofree char *key = g_strdup_printf ("2026-06-%02dT10:00:00", 1 + 7 * week);
    BpException *exception = bp_exception_new (key);
    exception->cancelled = g_ascii_isupper (*exceptions);
    if (!exception->cancelled)
      exception->values[BP_FIELD_SUBJECT] = g_strdup (g_ascii_isdigit (*exceptions) ? "third" : "other");
    bp_item_take_exception (item, exception);
  }
  return item;
}

static void
assert_exceptions (const char *shadow, const char *expected)
{
  g_autoptr (BpItem) is = bp_item_from_json (BP_KIND_APPOINTMENT, shadow, NULL),
                     wanted = series (expected, WEEKLY, "10");
  g_assert_cmpuint (bp_item_n_exceptions (is), ==, bp_item_n_exceptions (wanted));
  for (guint i = 0; i < bp_item_n_exceptions (is); i++)
    g_assert_true (bp_exception_equal (bp_item_nth_exception (is, i), bp_item_nth_exception (wanted, i)));
}

/* Cut off after what comes before the sending, and planned again with the record as it is by then: what is there afterwards, which both
 * sides agree upon. */
static char *
plan_after_first (const BpAction *before, const BpPlanInput *given, BpPlanContext *context, const BpItem *record_now)
{
  BpLink link = *given->link;
  BpRecord record = *given->record;
  BpPlanInput input = *given;
  g_autoptr (BpAction) action = NULL;
  g_autoptr (BpItem) seen = bp_item_from_json (BP_KIND_APPOINTMENT, before->first_local, NULL),
                     there = bp_item_from_json (BP_KIND_APPOINTMENT, before->first_remote, NULL), here = NULL;
  link.seen_local = before->first_local;
  link.seen_remote = before->first_remote;
  record.item = (BpItem *) record_now;
  input.link = &link;
  input.seen_local = seen;
  input.seen_remote = there;
  input.record = &record;
  input.inbox = NULL;
  input.local.seq++;
  action = bp_plan (&input, context);
  if (action->remote_op == BP_REMOTE_UPDATE) {
    g_autoptr (BpItem) sent = bp_form_to_remote (action->remote_item, &context->site);
    bp_item_copy_units (there, sent, action->remote_units);
  }
  here = bp_form_to_remote (action->local_op == BP_LOCAL_UPDATE ? action->local_item : record_now, &context->site);
  g_assert_cmphex (bp_item_diff (here, there), ==, 0);
  return bp_item_to_json (there);
}

/* Whatever becomes of the sending, what was planned comes of it; and what is set back meanwhile to what it was is so on both sides. What
 * went with another rule does not come back with the former one. */
static void
check_first (const Row *row, const BpAction *action, const BpPlanInput *input, BpPlanContext *context)
{
  gboolean is_other = !g_str_has_prefix (row->rule, WEEKLY) || !g_str_equal (row->start, "10");
  g_autoptr (BpItem) was = series (is_other ? row->after : "bC", WEEKLY, "10");
  g_autofree char *kept = NULL, *back = NULL;
  if (!action->first_local || row->meeting)
    return;
  kept = plan_after_first (action, input, context, action->local_op ? action->local_item : input->record->item);
  assert_exceptions (kept, row->after);
  back = plan_after_first (action, input, context, was);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GArray) off = g_array_new (FALSE, FALSE, sizeof (BpOffPeriod));
  BpOffPeriod period = { BP_KIND_COUNT, -1, T (1), T (5) };
  BpPlanContext context = { .site = { "Europe/Berlin" },
                            .export_open = TRUE,
                            .import_open = !row->import_closed,
                            .now = T (1000),
                            .start_company = 1,
                            .off = off };
  g_autoptr (BpItem) seen = series ("bC", WEEKLY, "10"), local = series (row->local, row->rule, row->start),
                     raw = series (row->remote, row->remote_rule ? row->remote_rule : WEEKLY, "10"),
                     seen_remote = bp_form_to_remote (seen, &context.site),
                     remote = bp_form_to_remote (raw, &context.site);
  g_autofree char *seen_json = bp_item_to_json (seen), *seen_remote_json = bp_item_to_json (seen_remote);
  BpLink link = { .id = 1,
                  .user = 1,
                  .record = 7,
                  .item_id = (char *) "item",
                  .change_key = (char *) "key",
                  .is_meeting = row->meeting,
                  .seen_local = seen_json,
                  .seen_remote = seen_remote_json };
  BpRecord record = { .id = 7, .user = 1, .company = 1, .uid = (char *) "uid", .last_seq = 5, .item = local };
  BpInboxRow inbox = { .item_id = (char *) "item",
                       .change_key = (char *) "key2",
                       .uid = (char *) "uid",
                       .modified_at = row->remote_at,
                       .is_meeting = row->meeting,
                       .item = remote,
                       .seq = 3 };
  BpPlanInput input = { .record_seq = 5,
                        .link = &link,
                        .seen_local = seen,
                        .seen_remote = seen_remote,
                        .record = &record,
                        .inbox = row->remote_at ? &inbox : NULL };
  g_autoptr (BpAction) action = NULL;
  g_array_append_val (off, period);
  if (row->local_at) {
    input.local.seq = 5;
    for (guint unit = 0; unit < BP_UNIT_COUNT; unit++)
      input.local.changed_at[unit] = row->local_at;
  }
  action = bp_plan (&input, &context);
  g_assert_cmphex (action->remote_op == BP_REMOTE_UPDATE ? action->remote_units : 0, ==, row->to_remote);
  g_assert_cmphex (action->local_op == BP_LOCAL_UPDATE ? action->local_units : 0, ==, row->to_local);
  g_assert_cmpuint (action->conflicts->len, ==, row->conflicts);
  assert_exceptions (action->link->seen_local, row->after);
  assert_exceptions (action->link->seen_remote, row->there ? row->there : row->after);
  /* What is written is what will be there. */
  if (row->to_remote & E) {
    g_autoptr (BpItem) sent = bp_form_to_remote (action->remote_item, &context.site);
    g_autofree char *written = bp_item_to_json (sent);
    assert_exceptions (written, row->after);
  }
  for (guint i = 0; i < action->conflicts->len; i++) {
    const BpPlanConflict *conflict = action->conflicts->pdata[i];
    g_assert_cmpstr (conflict->local_value, !=, conflict->remote_value);
  }
  if (row->to_local & E)
    g_assert_cmpuint (bp_item_n_exceptions (action->local_item), ==, strlen (row->after));
  check_first (row, action, &input, &context);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/plan/series/%s", rows[i].name);
    g_test_add_data_func (path, &rows[i], test_row);
  }
  return g_test_run ();
}
