/* SPDX-License-Identifier: MIT */
#include "core/task-series.h"

#include <stdlib.h>
#include <string.h>

#include <libical/ical.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"

#define DATE_LENGTH 10

const char *
bp_task_date (const BpItem *task)
{
  const char *start = bp_item_get (task, BP_FIELD_START_DATE);
  return start ? start : bp_item_get (task, BP_FIELD_DUE_DATE);
}

gboolean
bp_task_is_regenerating (const BpItem *task)
{
  return bp_item_is_series (task) && g_strcmp0 (bp_item_get (task, BP_FIELD_REGENERATE), "1") == 0;
}

/* --- the rule ----------------------------------------------------------------------------------------------------- */

static const struct {
  icalrecurrencetype_frequency frequency;
  BpPattern pattern;
  const char *name;
} regenerations[] = {
  { ICAL_DAILY_RECURRENCE, BP_PATTERN_DAILY, "DAILY" },
  { ICAL_WEEKLY_RECURRENCE, BP_PATTERN_WEEKLY, "WEEKLY" },
  { ICAL_MONTHLY_RECURRENCE, BP_PATTERN_MONTHLY_DAY, "MONTHLY" },
  { ICAL_YEARLY_RECURRENCE, BP_PATTERN_YEARLY_DAY, "YEARLY" },
};

/* Interval and range are those of a daily rule, which says nothing else; an interval of any length goes. */
static gboolean
parse_regeneration (const char *text, const char *date, const char *zone, BpRecurrence *ret, GError **error)
{
  struct icalrecurrencetype rule = icalrecurrencetype_from_string (text), plain;
  guint i = 0;
  char *daily;
  gboolean read;
  while (i < G_N_ELEMENTS (regenerations) && regenerations[i].frequency != rule.freq)
    i++;
  if (i == G_N_ELEMENTS (regenerations)) {
    bp_set_said_error (error, BP_ERROR_INVALID, NULL, bp_saying_new (N_ ("The recurrence is no valid rule."), NULL));
    return FALSE;
  }
  icalrecurrencetype_clear (&plain);
  plain.freq = ICAL_DAILY_RECURRENCE;
  plain.interval = rule.interval;
  plain.count = rule.count;
  plain.until = rule.until;
  daily = icalrecurrencetype_as_string_r (&plain);
  read = bp_recurrence_parse (daily, date, zone, ret, error);
  free (daily);
  ret->pattern = regenerations[i].pattern;
  return read;
}

gboolean
bp_task_parse_rule (const BpItem *task, const char *zone, BpRecurrence *ret, GError **error)
{
  const char *text = bp_item_get (task, BP_FIELD_RECURRENCE), *date = bp_task_date (task);
  if (!text || !date) {
    bp_set_said_error (error, BP_ERROR_INVALID, NULL,
                       bp_saying_new (N_ ("A recurring task needs a start date or a due date."), NULL));
    return FALSE;
  }
  return bp_task_is_regenerating (task) ? parse_regeneration (text, date, zone, ret, error)
                                        : bp_recurrence_parse (text, date, zone, ret, error);
}

char *
bp_task_rule (const BpRecurrence *rule, gboolean regenerating)
{
  GString *out;
  if (!regenerating)
    return bp_recurrence_to_rrule (rule);
  out = g_string_new ("FREQ=");
  for (guint i = 0; i < G_N_ELEMENTS (regenerations); i++)
    if (regenerations[i].pattern == rule->pattern)
      g_string_append (out, regenerations[i].name);
  if (rule->count)
    g_string_append_printf (out, ";COUNT=%d", rule->count);
  if (*rule->until)
    g_string_append_printf (out, ";UNTIL=%.4s%.2s%.2s", rule->until, rule->until + 5, rule->until + 8);
  if (rule->interval > 1)
    g_string_append_printf (out, ";INTERVAL=%d", rule->interval);
  return g_string_free (out, FALSE);
}

/* --- its dates ---------------------------------------------------------------------------------------------------- */

/* What follows on the day a regenerating task was completed. New. */
static char *
regenerated (const BpRecurrence *rule, const char *completed)
{
  GDate date;
  char text[DATE_LENGTH + 1];
  int year, month, day;
  if (sscanf (completed, "%4d-%2d-%2d", &year, &month, &day) != 3)
    return NULL;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  if (rule->pattern == BP_PATTERN_DAILY || rule->pattern == BP_PATTERN_WEEKLY)
    g_date_add_days (&date, (guint) rule->interval * (rule->pattern == BP_PATTERN_WEEKLY ? 7 : 1));
  else
    g_date_add_months (&date, (guint) rule->interval * (rule->pattern == BP_PATTERN_YEARLY_DAY ? 12 : 1));
  g_date_strftime (text, sizeof text, "%Y-%m-%d", &date);
  return g_strdup (text);
}

/* Whether anything follows the current one once it is completed. */
static gboolean
has_next (const BpItem *task, const BpRecurrence *rule)
{
  const char *date = bp_task_date (task), *completed = bp_item_get (task, BP_FIELD_COMPLETED_DATE);
  g_autoptr (GPtrArray) two = NULL;
  g_autofree char *next = NULL;
  if (rule->count == 1)
    return FALSE;
  if (bp_task_is_regenerating (task)) {
    next = *rule->until && completed ? regenerated (rule, completed) : NULL;
    return !next || strcmp (next, rule->until) <= 0;
  }
  two = bp_recurrence_expand (rule, date, NULL, 2);
  return two->len > 0 && strcmp (two->pdata[two->len - 1], date) > 0;
}

static gboolean
is_completed (const BpItem *task)
{
  return g_str_equal (bp_item_get_or_default (task, BP_FIELD_STATUS), "completed");
}

static void
drop_rule (BpItem *task)
{
  bp_item_set (task, BP_FIELD_RECURRENCE, NULL);
  bp_item_set (task, BP_FIELD_REGENERATE, NULL);
}

void
bp_task_normalise (BpItem *task, const char *zone)
{
  g_autofree char *text = NULL;
  BpRecurrence rule;
  if (!bp_item_is_series (task))
    drop_rule (task);
  if (!bp_item_is_series (task) || !bp_task_parse_rule (task, zone, &rule, NULL))
    return;
  text = bp_task_rule (&rule, bp_task_is_regenerating (task));
  bp_item_set (task, BP_FIELD_RECURRENCE, text);
  if (is_completed (task) && !has_next (task, &rule))
    drop_rule (task);
}

void
bp_task_count_from (BpRecurrence *rule, gboolean regenerating, const char *start, const char *date)
{
  g_autoptr (GPtrArray) all = NULL;
  guint before = 0;
  if (!rule->count || regenerating || strcmp (start, date) >= 0)
    return;
  all = bp_recurrence_expand (rule, start, date, BP_RECURRENCE_MOST);
  while (before < all->len && strcmp (all->pdata[before], date) < 0)
    before++;
  rule->count = MAX (1, rule->count - (int) before);
}

char *
bp_task_own_rule (const BpItem *task, const BpItem *record, const char *zone)
{
  const char *wanted = bp_item_get (task, BP_FIELD_RECURRENCE), *own = bp_item_get (record, BP_FIELD_RECURRENCE);
  g_autoptr (BpItem) made = NULL;
  struct icalrecurrencetype rule;
  BpRecurrence value, other;
  g_autofree char *text = NULL;
  char *counted, *copy;
  if (!own || !wanted || bp_task_is_regenerating (task) != bp_task_is_regenerating (record))
    return NULL;
  made = bp_item_copy (task);
  bp_item_set (made, BP_FIELD_RECURRENCE, own);
  if (!bp_task_parse_rule (task, zone, &value, NULL) || !bp_task_parse_rule (made, zone, &other, NULL)
      || !value.count != !other.count)
    return NULL;
  rule = icalrecurrencetype_from_string (own);
  rule.count = other.count = value.count;
  text = bp_task_rule (&other, bp_task_is_regenerating (task));
  if (strcmp (text, wanted) != 0)
    return NULL;
  counted = icalrecurrencetype_as_string_r (&rule);
  copy = g_strdup (counted);
  free (counted);
  return copy;
}

/* --- moving on ---------------------------------------------------------------------------------------------------- */

/* Whether an occurrence after that of `then` lies on the day. */
static gboolean
is_later_occurrence (const BpItem *then, const BpRecurrence *rule, const char *day)
{
  g_autoptr (GPtrArray) days = bp_recurrence_expand (rule, bp_task_date (then), day, BP_RECURRENCE_MOST);
  return days->len > 0 && strcmp (days->pdata[days->len - 1], day) == 0;
}

gboolean
bp_task_has_moved_on (const BpItem *then, const BpItem *now, gboolean strict, const char *zone)
{
  const char *before = bp_task_date (then), *after = bp_task_date (now);
  BpRecurrence rule, left;
  if (!before || !after || !bp_item_is_series (then) || strcmp (before, after) == 0
      || !bp_task_parse_rule (then, zone, &rule, NULL))
    return FALSE;
  if (bp_task_is_regenerating (then)) /* completed early, its next date may even be an earlier one */
    return bp_task_is_regenerating (now)
           && (!strict || !rule.count || (bp_task_parse_rule (now, zone, &left, NULL) && left.count < rule.count));
  return strcmp (after, before) > 0 && (!strict || is_later_occurrence (then, &rule, after));
}

gboolean
bp_task_is_to_move_on (const BpItem *task)
{
  /* In its one form a completed task has a rule only if there is a further date. */
  return bp_item_kind (task) == BP_KIND_TASK && bp_item_is_series (task) && is_completed (task);
}
