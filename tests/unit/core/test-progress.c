/* SPDX-License-Identifier: MIT */
/* Status, percent and completed date of a task: whichever a program stores, the three agree afterwards. */
#include "core/progress.h"

typedef struct {
  const char *status, *percent, *date;
} Progress;

static BpItem *
task (const Progress *progress)
{
  BpItem *item = bp_item_new (BP_KIND_TASK);
  bp_item_set (item, BP_FIELD_STATUS, progress->status);
  bp_item_set (item, BP_FIELD_PERCENT_COMPLETE, progress->percent);
  bp_item_set (item, BP_FIELD_COMPLETED_DATE, progress->date);
  return item;
}

static void
assert_progress (const BpItem *item, const Progress *expected)
{
  g_assert_cmpstr (bp_item_get_or_default (item, BP_FIELD_STATUS), ==, expected->status);
  g_assert_cmpstr (bp_item_get_or_default (item, BP_FIELD_PERCENT_COMPLETE), ==, expected->percent);
  g_assert_cmpstr (bp_item_get (item, BP_FIELD_COMPLETED_DATE), ==, expected->date);
}

static const struct {
  Progress before, now, expected;
} rows[] = {
  /* new tasks: what is not the default decides */
  { { NULL }, { NULL }, { "not-started", "0", NULL } },
  { { NULL }, { "completed", NULL, NULL }, { "completed", "100", "2026-11-23" } },
  { { NULL }, { "completed", "40", "2026-11-20" }, { "completed", "100", "2026-11-20" } },
  { { NULL }, { NULL, "100", NULL }, { "completed", "100", "2026-11-23" } },
  { { NULL }, { NULL, "40", NULL }, { "in-progress", "40", NULL } },
  { { NULL }, { NULL, NULL, "2026-11-20" }, { "completed", "100", "2026-11-20" } },
  { { NULL }, { "waiting", "30", NULL }, { "waiting", "30", NULL } },
  { { NULL }, { "in-progress", "100", NULL }, { "in-progress", "0", NULL } },
  { { NULL }, { "deferred", NULL, "2026-11-20" }, { "deferred", "0", NULL } },
  /* edits: what changed decides */
  { { "in-progress", "40", NULL }, { "in-progress", "100", NULL }, { "completed", "100", "2026-11-23" } },
  { { "in-progress", "40", NULL }, { "in-progress", "40", "2026-11-21" }, { "completed", "100", "2026-11-21" } },
  { { "in-progress", "40", NULL }, { "completed", "40", NULL }, { "completed", "100", "2026-11-23" } },
  { { "completed", "100", "2026-11-20" }, { "in-progress", "100", "2026-11-20" }, { "in-progress", "0", NULL } },
  { { "completed", "100", "2026-11-20" }, { "not-started", "100", "2026-11-20" }, { "not-started", "0", NULL } },
  { { "completed", "100", "2026-11-20" }, { "completed", "50", "2026-11-20" }, { "in-progress", "50", NULL } },
  { { "completed", "100", "2026-11-20" }, { "completed", "0", "2026-11-20" }, { "not-started", "0", NULL } },
  { { "completed", "100", "2026-11-20" }, { "completed", "100", NULL }, { "not-started", "0", NULL } },
  { { "completed", "100", "2026-11-20" }, { "completed", "100", "2026-11-01" }, { "completed", "100", "2026-11-01" } },
  /* nothing of it changed: as for a new one */
  { { "completed", "10", NULL }, { "completed", "10", NULL }, { "completed", "100", "2026-11-23" } },
  { { "waiting", "10", NULL }, { "waiting", "10", NULL }, { "waiting", "10", NULL } },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpItem) before = task (&rows[i].before), now = task (&rows[i].now);
    g_test_message ("%u", i);
    bp_progress_resolve (now, before, "2026-11-23");
    assert_progress (now, &rows[i].expected);
  }
}

/* What agrees already stays as it is. */
static void
test_settled (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpItem) once = task (&rows[i].expected);
    bp_progress_resolve (once, NULL, NULL);
    assert_progress (once, &rows[i].expected);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/progress/rows", test_rows);
  g_test_add_func ("/progress/settled", test_settled);
  return g_test_run ();
}
