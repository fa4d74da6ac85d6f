/* SPDX-License-Identifier: MIT */
#include "core/progress.h"

#include <string.h>

static int
percent_of (const BpItem *task)
{
  return (int) g_ascii_strtoll (bp_item_get_or_default (task, BP_FIELD_PERCENT_COMPLETE), NULL, 10);
}

static const char *
status_of (const BpItem *task)
{
  return bp_item_get_or_default (task, BP_FIELD_STATUS);
}

static void
set (BpItem *task, const char *status, const char *percent, const char *date)
{
  bp_item_set (task, BP_FIELD_STATUS, status);
  if (percent)
    bp_item_set (task, BP_FIELD_PERCENT_COMPLETE, percent);
  bp_item_set (task, BP_FIELD_COMPLETED_DATE, date);
}

static void
complete (BpItem *task, const char *today)
{
  const char *date = bp_item_get (task, BP_FIELD_COMPLETED_DATE);
  set (task, "completed", "100", date ? date : today);
}

static void
follow_status (BpItem *task, const char *today)
{
  if (g_str_equal (status_of (task), "completed"))
    complete (task, today);
  else if (g_str_equal (status_of (task), "not-started") || percent_of (task) == 100)
    set (task, status_of (task), "0", NULL);
  else
    set (task, status_of (task), NULL, NULL);
}

static void
follow_percent (BpItem *task, const char *today)
{
  int percent = percent_of (task);
  gboolean begun = percent > 0;
  if (percent == 100)
    complete (task, today);
  else if (g_str_equal (status_of (task), "completed") || (begun && g_str_equal (status_of (task), "not-started")))
    set (task, begun ? "in-progress" : "not-started", NULL, NULL);
  else
    set (task, status_of (task), NULL, NULL);
}

static void
follow_date (BpItem *task, const char *today)
{
  if (bp_item_get (task, BP_FIELD_COMPLETED_DATE))
    complete (task, today);
  else if (g_str_equal (status_of (task), "completed"))
    set (task, "not-started", "0", NULL);
}

void
bp_progress_resolve (BpItem *task, const BpItem *before, const char *today)
{
  static const struct {
    BpField field;
    void (*follow) (BpItem *task, const char *today);
  } deciders[] = {
    { BP_FIELD_STATUS, follow_status },
    { BP_FIELD_PERCENT_COMPLETE, follow_percent },
    { BP_FIELD_COMPLETED_DATE, follow_date },
  };
  for (guint i = 0; i < G_N_ELEMENTS (deciders); i++) {
    const char *now = bp_item_get_or_default (task, deciders[i].field);
    const char *was =
      before ? bp_item_get_or_default (before, deciders[i].field) : bp_field_info (deciders[i].field)->default_value;
    if (g_strcmp0 (now, was) == 0)
      continue;
    deciders[i].follow (task, today);
    return;
  }
  if (before)
    bp_progress_resolve (task, NULL, today);
}
