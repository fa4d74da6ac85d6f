/* SPDX-License-Identifier: MIT */
#include "core/form.h"

#include <string.h>

#include "core/progress.h"
#include "core/recurrence.h"
#include "core/series.h"
#include "core/task-series.h"
#include "core/zone.h"

/* A zone as it comes back from Exchange: through its Windows name. */
static const char *
remote_zone (const char *local, const BpSite *site)
{
  const char *zone = local ? local : site->time_zone;
  const char *windows = bp_zone_to_windows (zone);
  const char *canonical = windows ? bp_zone_from_windows (windows) : NULL;
  return canonical ? canonical : zone;
}

/* A wall clock that does not exist in its zone comes back as the one that the server made of it. */
static void
pass_through_instant (BpItem *remote, BpField field, const char *zone)
{
  g_autofree char *wall = NULL;
  gint64 instant;
  if (!bp_zone_to_instant (bp_item_get (remote, field), zone, &instant))
    return;
  wall = bp_zone_to_wall (instant, zone);
  bp_item_set (remote, field, wall);
}

static void
to_remote_times (BpItem *remote, const BpSite *site)
{
  const char *zone = remote_zone (bp_item_get (remote, BP_FIELD_TIME_ZONE), site);
  bp_item_set (remote, BP_FIELD_TIME_ZONE, zone);
  bp_series_normalise (remote, zone);
  if (bp_item_is_all_day (remote))
    return;
  zone = bp_item_get (remote, BP_FIELD_TIME_ZONE);
  pass_through_instant (remote, BP_FIELD_STARTS_AT, zone);
  pass_through_instant (remote, BP_FIELD_ENDS_AT, zone);
}

static void
drop_info (BpItem *item)
{
  bp_item_set (item, BP_FIELD_INFO_TEXT, NULL);
  bp_item_set (item, BP_FIELD_INFO_FORMAT, NULL);
  for (guint i = 0; i < bp_item_n_exceptions (item); i++) {
    BpException *exception;
    if (!bp_item_nth_exception (item, i)->values[BP_FIELD_INFO_TEXT])
      continue;
    exception = bp_exception_copy (bp_item_nth_exception (item, i));
    g_clear_pointer (&exception->values[BP_FIELD_INFO_TEXT], g_free);
    bp_item_take_exception (item, exception);
  }
}

/* A task's dates, rule, progress and reminder, as Exchange makes them agree. It has no start without a due date, and none is
 * due before it starts (SYNC 18). */
static void
to_remote_task (BpItem *remote, const BpSite *site)
{
  const char *start = bp_item_get (remote, BP_FIELD_START_DATE), *due = bp_item_get (remote, BP_FIELD_DUE_DATE);
  if (start && g_strcmp0 (due, start) < 0)
    bp_item_set (remote, BP_FIELD_DUE_DATE, start);
  bp_progress_resolve (remote, NULL, NULL);
  bp_task_normalise (remote, site->time_zone);
  pass_through_instant (remote, BP_FIELD_REMINDER_AT, site->time_zone);
}

BpItem *
bp_form_to_remote (const BpItem *local, const BpSite *site)
{
  BpItem *remote = bp_item_copy (local);
  drop_info (remote);
  if (bp_item_kind (local) == BP_KIND_APPOINTMENT)
    to_remote_times (remote, site);
  else
    to_remote_task (remote, site);
  return remote;
}

/* The name under which a remote zone is kept here: the record's own or the site's, if it is the same zone. */
static const char *
local_zone (const char *remote, const BpItem *local, const BpSite *site)
{
  const char *own = local ? bp_item_get (local, BP_FIELD_TIME_ZONE) : NULL;
  if (local && bp_zone_equal (own, remote, site->time_zone))
    return own;
  return bp_zone_equal (NULL, remote, site->time_zone) ? site->time_zone : remote;
}

/* SYNC 18: a due date that only exists because Exchange wants one is not taken over. */
static gboolean
is_due_filled_in (const BpItem *remote, const BpItem *local)
{
  const char *start = bp_item_get (remote, BP_FIELD_START_DATE),
             *local_start = bp_item_get (local, BP_FIELD_START_DATE);
  const char *local_due = bp_item_get (local, BP_FIELD_DUE_DATE);
  gboolean filled_in =
    local_start && g_strcmp0 (local_due, local_start) < 0 && (!local_due || g_strcmp0 (start, local_start) == 0);
  return start && g_strcmp0 (start, bp_item_get (remote, BP_FIELD_DUE_DATE)) == 0 && filled_in;
}

/* Info texts of exceptions never come from Exchange: those that are here stay. */
static void
keep_exception_infos (BpItem *made, const BpItem *local)
{
  for (guint i = 0; i < bp_item_n_exceptions (local); i++) {
    const BpException *old = bp_item_nth_exception (local, i);
    const BpException *taken = bp_item_find_exception (made, old->original_start);
    BpException *kept;
    if (!taken || !old->values[BP_FIELD_INFO_TEXT])
      continue;
    kept = bp_exception_copy (taken);
    g_free (kept->values[BP_FIELD_INFO_TEXT]);
    kept->values[BP_FIELD_INFO_TEXT] = g_strdup (old->values[BP_FIELD_INFO_TEXT]);
    bp_item_take_exception (made, kept);
  }
}

/* The rule as it is kept here: the record's own if it means the same, else with an end that every reader of rules
 * understands in the series' own time. */
static void
keep_rule (BpItem *made, const BpItem *remote, const BpItem *local, const char *zone)
{
  const char *rule = bp_item_get (remote, BP_FIELD_RECURRENCE);
  const char *own = local ? bp_item_get (local, BP_FIELD_RECURRENCE) : NULL;
  const char *until = rule ? strstr (rule, "UNTIL=") : NULL;
  g_autofree char *text = NULL;
  BpRecurrence value;
  if (rule && own && bp_recurrence_parse (own, bp_item_get (remote, BP_FIELD_STARTS_AT), zone, &value, NULL)) {
    text = bp_recurrence_to_rrule (&value);
    if (strcmp (text, rule) == 0) {
      bp_item_set (made, BP_FIELD_RECURRENCE, own);
      return;
    }
  }
  if (until && !bp_item_is_all_day (remote)) {
    gsize end = (gsize) (until - rule) + strlen ("UNTIL=YYYYMMDD");
    g_autofree char *head = g_strndup (rule, end);
    g_autofree char *whole = g_strconcat (head, "T235959", rule + end, NULL);
    bp_item_set (made, BP_FIELD_RECURRENCE, whole);
  }
}

/* The due date that only Exchange wants, and the rule in the record's own words. */
static void
keep_task_dates (BpItem *made, const BpItem *remote, const BpItem *local, const BpSite *site)
{
  g_autofree char *rule = bp_task_own_rule (remote, local, site->time_zone);
  if (rule)
    bp_item_set (made, BP_FIELD_RECURRENCE, rule);
  if (is_due_filled_in (remote, local))
    bp_item_set (made, BP_FIELD_DUE_DATE, bp_item_get (local, BP_FIELD_DUE_DATE));
}

/* Rows that other programs stored and that say nothing of any occurrence, or say the same in more words, stay. */
static void
keep_exceptions (BpItem *made, const BpItem *local, const BpSite *site)
{
  const char *own_zone = bp_item_get (local, BP_FIELD_TIME_ZONE);
  g_autoptr (BpItem) was = bp_form_to_remote (local, site);
  for (guint i = 0; i < bp_item_n_exceptions (local); i++) {
    const BpException *row = bp_item_nth_exception (local, i);
    const BpException *then = bp_item_find_exception (was, row->original_start);
    const BpException *now = bp_item_find_exception (made, row->original_start);
    gboolean ignored =
      !then && !bp_series_has_occurrence (local, own_zone ? own_zone : site->time_zone, row->original_start);
    if (now ? then && bp_exception_equal (then, now) : ignored)
      bp_item_take_exception (made, bp_exception_copy (row));
  }
}

BpItem *
bp_form_to_local (const BpItem *remote, const BpItem *local, BpUnitSet units, const BpSite *site)
{
  BpItem *made = local ? bp_item_copy (local) : bp_item_new (bp_item_kind (remote));
  bp_item_copy_units (made, remote, units & ~BP_UNIT_BIT (BP_UNIT_INFO));
  if (local && (units & BP_UNIT_BIT (BP_UNIT_EXCEPTIONS))) {
    keep_exceptions (made, local, site);
    keep_exception_infos (made, local);
  }
  if (bp_item_kind (remote) == BP_KIND_APPOINTMENT) {
    if (units & BP_UNIT_BIT (BP_UNIT_WHEN)) {
      const char *zone = bp_item_get (remote, BP_FIELD_TIME_ZONE);
      bp_item_set (made, BP_FIELD_TIME_ZONE, local_zone (zone, local, site));
      keep_rule (made, remote, local, zone ? zone : site->time_zone);
    }
  } else if (local && (units & BP_UNIT_BIT (BP_UNIT_TASK_DATES))) {
    keep_task_dates (made, remote, local, site);
  }
  return made;
}
