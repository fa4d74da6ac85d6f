/* SPDX-License-Identifier: MIT */
#include "core/series.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "core/recurrence.h"
#include "core/zone.h"

static const char *
start_of (const BpItem *item)
{
  return bp_item_get (item, BP_FIELD_STARTS_AT);
}

static gboolean
parse (const BpItem *item, const char *zone, BpRecurrence *ret)
{
  return bp_item_kind (item) == BP_KIND_APPOINTMENT && bp_item_is_series (item) && start_of (item)
         && bp_recurrence_parse (bp_item_get (item, BP_FIELD_RECURRENCE), start_of (item), zone, ret, NULL);
}

/* The wall clock that is as long after `from` as `b` is after `a`, counted without any zone. New; NULL if one is no time. */
static char *
add_distance (const char *from, const char *a, const char *b)
{
  gint64 base, first, second;
  if (!from || !a || !b || !bp_zone_to_instant (from, "UTC", &base) || !bp_zone_to_instant (a, "UTC", &first)
      || !bp_zone_to_instant (b, "UTC", &second))
    return NULL;
  return bp_zone_to_wall (base + second - first, "UTC");
}

char *
bp_series_dup_value (const BpItem *series, const BpException *exception, BpField field)
{
  const char *value = exception->values[field];
  if (value
      && (*value == '\0' || strcmp (value, "[]") == 0
          || (field == BP_FIELD_REMINDER_MINUTES && strcmp (value, "-1") == 0)))
    return NULL;
  if (value)
    return g_strdup (value);
  if (field == BP_FIELD_STARTS_AT)
    return g_strdup (exception->original_start);
  if (field == BP_FIELD_ENDS_AT) {
    /* Of an occurrence that was moved, too: a moved start alone moves the end along. */
    g_autofree char *start = bp_series_dup_value (series, exception, BP_FIELD_STARTS_AT);
    return add_distance (start, start_of (series), bp_item_get (series, BP_FIELD_ENDS_AT));
  }
  return g_strdup (bp_item_get_or_default (series, field));
}

/* What the field of an untouched occurrence would be. */
static char *
inherited (const BpItem *series, const BpException *exception, BpField field)
{
  BpException plain = { .original_start = exception->original_start };
  return bp_series_dup_value (series, &plain, field);
}

/* "None" as a value of its own. */
static const char *
nothing (BpField field)
{
  if (field == BP_FIELD_REMINDER_MINUTES)
    return "-1";
  return bp_field_info (field)->type == BP_TYPE_LIST ? "[]" : "";
}

/* Only what differs; NULL if nothing does. New. */
static BpException *
normal_exception (const BpItem *series, const BpException *exception)
{
  g_autoptr (BpException) normal = bp_exception_new (exception->original_start);
  gboolean differs = FALSE;
  normal->cancelled = exception->cancelled;
  for (int field = 0; !exception->cancelled && field < BP_FIELD_COUNT; field++) {
    g_autofree char *own = NULL, *plain = NULL;
    if (!bp_field_info (field)->in_exception || field == BP_FIELD_INFO_TEXT)
      continue;
    own = bp_series_dup_value (series, exception, field);
    plain = inherited (series, exception, field);
    if (g_strcmp0 (own, plain) == 0)
      continue;
    normal->values[field] = g_strdup (own ? own : nothing (field));
    differs = TRUE;
  }
  return differs || normal->cancelled ? g_steal_pointer (&normal) : NULL;
}

BpItem *
bp_series_occurrence (const BpItem *series, const BpException *exception)
{
  BpItem *item = bp_item_new (bp_item_kind (series));
  bp_item_set (item, BP_FIELD_TIME_ZONE, bp_item_get (series, BP_FIELD_TIME_ZONE));
  for (int field = 0; field < BP_FIELD_COUNT; field++) {
    g_autofree char *value = NULL;
    if (!bp_field_info (field)->in_exception || field == BP_FIELD_INFO_TEXT)
      continue;
    value = bp_series_dup_value (series, exception, field);
    bp_item_set (item, field, value);
  }
  return item;
}

BpException *
bp_series_exception (const BpItem *occurrence, const char *original_start)
{
  BpException *exception = bp_exception_new (original_start);
  for (int field = 0; field < BP_FIELD_COUNT; field++) {
    const char *value = bp_item_get_or_default (occurrence, field);
    if (bp_field_info (field)->in_exception && field != BP_FIELD_INFO_TEXT)
      exception->values[field] = g_strdup (value ? value : nothing (field));
  }
  return exception;
}

/* The days on which occurrences begin, up to the last exception. New. */
static GHashTable *
occurrences (const BpItem *series, const BpRecurrence *rule)
{
  guint count = bp_item_n_exceptions (series);
  const char *last = bp_item_nth_exception (series, count - 1)->original_start;
  g_autoptr (GPtrArray) starts = bp_recurrence_expand (rule, start_of (series), last, BP_RECURRENCE_MOST);
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_set_free_func (starts, NULL);
  for (guint i = 0; i < starts->len; i++)
    g_hash_table_add (set, starts->pdata[i]);
  return set;
}

static void
normalise_exceptions (BpItem *series, const BpRecurrence *rule)
{
  g_autoptr (GHashTable) starts = NULL;
  if (bp_item_n_exceptions (series) == 0)
    return;
  starts = occurrences (series, rule);
  for (guint i = bp_item_n_exceptions (series); i-- > 0;) {
    const BpException *exception = bp_item_nth_exception (series, i);
    g_autofree char *key = g_strdup (exception->original_start);
    BpException *normal = g_hash_table_contains (starts, key) ? normal_exception (series, exception) : NULL;
    if (normal)
      bp_item_take_exception (series, normal);
    else
      bp_item_remove_exception (series, key);
  }
}

void
bp_series_normalise (BpItem *series, const char *zone)
{
  BpRecurrence rule;
  g_autoptr (GPtrArray) first = NULL;
  g_autofree char *text = NULL, *end = NULL;
  if (!parse (series, zone, &rule))
    return;
  text = bp_recurrence_to_rrule (&rule);
  first = bp_recurrence_expand (&rule, start_of (series), NULL, 1);
  if (first->len > 0 && strcmp (first->pdata[0], start_of (series)) != 0) {
    end = add_distance (first->pdata[0], start_of (series), bp_item_get (series, BP_FIELD_ENDS_AT));
    bp_item_set (series, BP_FIELD_STARTS_AT, first->pdata[0]);
    bp_item_set (series, BP_FIELD_ENDS_AT, end);
    /* From there on less may matter of it, such as where the week begins. */
    if (parse (series, zone, &rule)) {
      g_free (text);
      text = bp_recurrence_to_rrule (&rule);
    }
  }
  bp_item_set (series, BP_FIELD_RECURRENCE, text);
  normalise_exceptions (series, &rule);
}

gboolean
bp_series_has_occurrence (const BpItem *series, const char *zone, const char *original_start)
{
  BpRecurrence rule;
  const char *start = start_of (series);
  return parse (series, zone, &rule) && strlen (original_start) == strlen (start)
         && strcmp (original_start + strlen ("YYYY-MM-DD"), start + strlen ("YYYY-MM-DD")) == 0
         && bp_recurrence_index (&rule, start, original_start) > 0;
}

static void
refuse (GError **error, const char *english, const BpException *exception)
{
  g_autofree char *day = g_strndup (exception->original_start, strlen ("YYYY-MM-DD"));
  bp_set_said_error (error, BP_ERROR_INVALID, NULL, bp_saying_new (english, day, NULL));
}

/* FALSE with an error that names the day if the earlier one reaches to the later one. */
static gboolean
check_pair (const BpItem *series, const BpException *earlier, const BpException *later, GError **error)
{
  g_autofree char *start = bp_series_dup_value (series, earlier, BP_FIELD_STARTS_AT);
  g_autofree char *end = bp_series_dup_value (series, earlier, BP_FIELD_ENDS_AT);
  g_autofree char *next = bp_series_dup_value (series, later, BP_FIELD_STARTS_AT);
  if (g_strcmp0 (start, next) >= 0)
    refuse (error, N_ ("Occurrence %.10s: Exchange moves no occurrence of a series past its neighbour."), earlier);
  else if (g_strcmp0 (end, next) > 0)
    refuse (error, N_ ("Occurrence %.10s: it lasts longer than until the next one."), earlier);
  else
    return TRUE;
  return FALSE;
}

gboolean
bp_series_check_order (const BpItem *series, const char *zone, GError **error)
{
  guint n = bp_item_n_exceptions (series), most = 2, slot = 0;
  gboolean is_plain = FALSE, was_plain;
  BpRecurrence rule;
  g_autoptr (GPtrArray) starts = NULL;
  BpException plain[2] = { 0 };
  const BpException *before = NULL;
  if (!parse (series, zone, &rule))
    return TRUE;
  if (n > 0) /* the neighbour of the last exception, too */
    most = bp_recurrence_index (&rule, start_of (series), bp_item_nth_exception (series, n - 1)->original_start) + 1;
  starts = bp_recurrence_expand (&rule, start_of (series), NULL, MAX (most, 2));
  for (guint i = 0; i < starts->len; i++) {
    const BpException *one = bp_item_find_exception (series, starts->pdata[i]);
    if (one && one->cancelled)
      continue;
    was_plain = is_plain;
    is_plain = !one;
    if (is_plain) {
      slot ^= 1;
      plain[slot].original_start = starts->pdata[i];
      one = &plain[slot];
    }
    /* Of those that are as the rule has them only the first two are looked at: the others are alike. */
    if (before && (i == 1 || !was_plain || !is_plain) && !check_pair (series, before, one, error))
      return FALSE;
    before = one;
  }
  return TRUE;
}

static gboolean
same_clocks (const BpItem *a, const BpItem *b)
{
  static const BpField times[] = { BP_FIELD_STARTS_AT, BP_FIELD_ENDS_AT, BP_FIELD_ALL_DAY, BP_FIELD_TIME_ZONE };
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (g_strcmp0 (bp_item_get_or_default (a, times[i]), bp_item_get_or_default (b, times[i])) != 0)
      return FALSE;
  return TRUE;
}

gboolean
bp_series_same_times (const BpItem *a, const BpItem *b, const char *zone)
{
  const char *start = bp_item_get (a, BP_FIELD_STARTS_AT);
  BpRecurrence one, other;
  g_autoptr (GPtrArray) all = NULL, all_other = NULL;
  if (!same_clocks (a, b) || !parse (a, zone, &one) || !parse (b, zone, &other))
    return FALSE;
  all = bp_recurrence_expand (&one, start, NULL, BP_RECURRENCE_MOST);
  all_other = bp_recurrence_expand (&other, start, NULL, BP_RECURRENCE_MOST);
  for (guint i = 0; i < MIN (all->len, all_other->len); i++)
    if (strcmp (all->pdata[i], all_other->pdata[i]) != 0)
      return FALSE;
  return all->len == all_other->len;
}

gboolean
bp_series_only_end_differs (const BpItem *a, const BpItem *b, const char *zone)
{
  BpRecurrence one, other;
  g_autofree char *text = NULL, *other_text = NULL;
  if (!same_clocks (a, b) || !parse (a, zone, &one) || !parse (b, zone, &other))
    return FALSE;
  one.count = other.count = 0;
  *one.until = *other.until = '\0';
  text = bp_recurrence_to_rrule (&one);
  other_text = bp_recurrence_to_rrule (&other);
  return strcmp (text, other_text) == 0;
}
