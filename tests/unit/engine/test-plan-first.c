/* SPDX-License-Identifier: MIT */
/* A task's progress was changed on both sides, here later: who lost is settled before anything is sent. If the sending is cut off, what was
 * entered here is sent all the same, and what is taken back meanwhile is so on both sides (SYNC 6-8). */
#include "core/zone.h"
#include "engine/plan.h"

#define T(seconds) ((gint64) (seconds) *G_USEC_PER_SEC)
#define PROGRESS BP_UNIT_BIT (BP_UNIT_PROGRESS)
#define TODAY "2026-06-02"

typedef struct {
  const char *status, *percent, *date;
} Progress;

/* sent: what is there in the end, if nothing is taken back. */
typedef struct {
  const char *name;
  Progress seen, local, remote, sent;
} Row;

static const Row rows[] = {
  { "a percentage here, completed there",
    { NULL },
    { NULL, "50" },
    { "completed", "100", "2026-06-01" },
    { "in-progress", "50" } },
  { "a percentage here, waiting there", { NULL }, { NULL, "50" }, { "waiting" }, { "in-progress", "50" } },
  { "completed here, a percentage there",
    { NULL },
    { "completed" },
    { "in-progress", "20" },
    { "completed", "100", TODAY } },
  { "reopened here by its date, by its percentage there",
    { "completed", "100", "2026-06-01" },
    { "completed", "100" },
    { "in-progress", "50" },
    { "not-started" } },
  { "reopened here by its percentage, another date there",
    { "completed", "100", "2026-06-01" },
    { "completed", "30", "2026-06-01" },
    { "completed", "100", "2026-05-01" },
    { "in-progress", "30" } },
  { "deferred here, begun there",
    { "in-progress", "10" },
    { "deferred", "10" },
    { "in-progress", "60" },
    { "deferred", "10" } },
};

static BpItem *
task (const Progress *progress)
{
  BpItem *item = bp_item_new (BP_KIND_TASK);
  bp_item_set (item, BP_FIELD_SUBJECT, "seen");
  bp_item_set (item, BP_FIELD_STATUS, progress->status ? progress->status : "not-started");
  bp_item_set (item, BP_FIELD_PERCENT_COMPLETE, progress->percent ? progress->percent : "0");
  bp_item_set (item, BP_FIELD_COMPLETED_DATE, progress->date);
  return item;
}

/* Cut off, and planned again with the record as it is by then. */
static void
check_again (const BpPlanInput *given, const BpPlanContext *context, const BpAction *first, const BpItem *record_now,
             const Progress *expected)
{
  g_autoptr (BpItem) seen = bp_item_from_json (BP_KIND_TASK, first->first_local, NULL),
                     there = bp_item_from_json (BP_KIND_TASK, first->first_remote, NULL), wanted = task (expected);
  BpLink link = *given->link;
  BpRecord record = *given->record;
  BpPlanInput input = *given;
  g_autoptr (BpAction) action = NULL;
  link.seen_local = first->first_local;
  link.seen_remote = first->first_remote;
  record.item = (BpItem *) record_now;
  input.link = &link;
  input.record = &record;
  input.seen_local = seen;
  input.seen_remote = there;
  input.inbox = NULL;
  action = bp_plan (&input, context);
  g_assert_cmpint (action->remote_op, ==, BP_REMOTE_UPDATE);
  g_assert_cmpint (action->local_op, ==, BP_LOCAL_NOTHING);
  g_assert_cmphex (bp_item_diff (action->remote_item, wanted) & PROGRESS, ==, 0);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  BpPlanContext context = { .site = { "Europe/Berlin" }, .export_open = TRUE, .import_open = TRUE, .start_company = 1 };
  g_autoptr (BpItem) seen = task (&row->seen), local = task (&row->local), remote = task (&row->remote),
                     wanted = task (&row->sent), seen_remote = bp_form_to_remote (seen, &context.site);
  g_autofree char *seen_json = bp_item_to_json (seen), *seen_remote_json = bp_item_to_json (seen_remote);
  BpLink link = { .id = 1,
                  .kind = BP_KIND_TASK,
                  .user = 1,
                  .record = 7,
                  .item_id = (char *) "item",
                  .seen_local = seen_json,
                  .seen_remote = seen_remote_json };
  BpRecord record = { .kind = BP_KIND_TASK, .id = 7, .user = 1, .company = 1, .last_seq = 5, .item = local };
  BpInboxRow inbox = { .item_id = (char *) "item", .modified_at = T (10), .item = remote, .seq = 3 };
  BpPlanInput input = { .kind = BP_KIND_TASK,
                        .record_seq = 5,
                        .link = &link,
                        .seen_local = seen,
                        .seen_remote = seen_remote,
                        .record = &record,
                        .before = seen,
                        .local = { .seq = 5 },
                        .inbox = &inbox };
  g_autoptr (BpAction) action = NULL;
  bp_zone_to_instant (TODAY "T12:00:00", "Europe/Berlin", &context.now);
  input.local.changed_at[BP_UNIT_PROGRESS] = T (20);
  action = bp_plan (&input, &context);
  g_assert_cmphex (action->remote_units, ==, PROGRESS);
  g_assert_cmpint (action->local_op, ==, BP_LOCAL_NOTHING);
  g_assert_cmpuint (action->conflicts->len, ==, 1);
  g_assert_cmphex (bp_item_diff (action->remote_item, wanted) & PROGRESS, ==, 0);
  check_again (&input, &context, action, local, &row->sent);
  check_again (&input, &context, action, seen, &row->seen);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/plan/first/%s", rows[i].name);
    g_test_add_data_func (path, &rows[i], test_row);
  }
  return g_test_run ();
}
