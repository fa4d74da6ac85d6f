/* SPDX-License-Identifier: MIT */
#include "core/recurrence.h"

#include <stdlib.h>
#include <string.h>

#include <libical/ical.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "core/zone.h"

#define DATE_LENGTH 10
#define NONE ICAL_RECURRENCE_ARRAY_MAX

static const char *const day_names[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };

static gboolean
refuse (GError **error, const char *words)
{
  bp_set_said_error (error, BP_ERROR_INVALID, NULL, bp_saying_new (words, NULL));
  return FALSE;
}

static guint
length_of (const short *list)
{
  guint length = 0;
  while (list[length] != NONE)
    length++;
  return length;
}

static gboolean
read_date (const char *text, GDate *date)
{
  int year, month, day;
  g_date_clear (date, 1);
  if (!text || sscanf (text, "%4d-%2d-%2d", &year, &month, &day) != 3 || month < 1 || day < 1 || year < 1
      || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_set_dmy (date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return TRUE;
}

static int
weekday_of (const GDate *date)
{
  return (int) g_date_get_weekday (date) % 7;
}

static guint
days_in_month (const GDate *date, int month)
{
  /* February of a leap year: a day of month is compared with the most that the month can have. */
  return month == 2 ? 29 : g_date_get_days_in_month ((GDateMonth) month, g_date_get_year (date));
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static gboolean
read_range (const struct icalrecurrencetype *rule, const char *start, const char *zone, BpRecurrence *ret,
            GError **error)
{
  ret->count = rule->count;
  if (rule->count > BP_RECURRENCE_MAX_COUNT)
    return refuse (error, N_ ("Exchange counts no more than 999 occurrences of a series."));
  if (icaltime_is_null_time (rule->until))
    return TRUE;
  g_autofree char *until = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d", rule->until.year, rule->until.month,
                                            rule->until.day, rule->until.hour, rule->until.minute, rule->until.second);
  if (!rule->until.is_date && icaltime_is_utc (rule->until)) {
    g_autofree char *utc = g_steal_pointer (&until);
    gint64 instant;
    until = bp_zone_to_instant (utc, "UTC", &instant) ? bp_zone_to_wall (instant, zone) : NULL;
  }
  if (!until)
    return refuse (error, N_ ("The end of the recurrence is no valid time."));
  /* The range ends before the day's occurrence begins: the day before is its last. */
  if (!rule->until.is_date && strlen (start) > DATE_LENGTH && strcmp (until + DATE_LENGTH, start + DATE_LENGTH) < 0) {
    GDate date;
    if (!read_date (until, &date))
      return refuse (error, N_ ("The end of the recurrence is no valid time."));
    g_date_subtract_days (&date, 1);
    g_date_strftime (ret->until, sizeof ret->until, "%Y-%m-%d", &date);
    return TRUE;
  }
  memcpy (ret->until, until, DATE_LENGTH);
  return TRUE;
}

/* The days named without a position; FALSE if one has a position. */
static gboolean
plain_days (const struct icalrecurrencetype *rule, guint *ret_days)
{
  *ret_days = 0;
  for (guint i = 0; rule->by_day[i] != NONE; i++) {
    if (icalrecurrencetype_day_position (rule->by_day[i]) != 0)
      return FALSE;
    *ret_days |= BP_DAY_BIT (icalrecurrencetype_day_day_of_week (rule->by_day[i]) - 1);
  }
  return TRUE;
}

static gboolean
read_weekly (const struct icalrecurrencetype *rule, const GDate *start, BpRecurrence *ret, GError **error)
{
  if (!plain_days (rule, &ret->days) || length_of (rule->by_month_day) || length_of (rule->by_set_pos)
      || length_of (rule->by_month))
    return refuse (error, N_ ("Exchange has no weekly recurrence like this one."));
  ret->pattern = BP_PATTERN_WEEKLY;
  if (!ret->days)
    ret->days = BP_DAY_BIT (weekday_of (start));
  /* Where the week begins matters only if weeks are skipped, and one holds several days or the start is on none of them. */
  ret->first_day = 1;
  if (ret->interval > 1 && rule->week_start != ICAL_NO_WEEKDAY
      && ((ret->days & (ret->days - 1)) || !(ret->days & BP_DAY_BIT (weekday_of (start)))))
    ret->first_day = (int) rule->week_start - 1;
  return TRUE;
}

static gboolean
read_daily (const struct icalrecurrencetype *rule, const GDate *start, BpRecurrence *ret, GError **error)
{
  if (length_of (rule->by_day) && ret->interval == 1)
    return read_weekly (rule, start, ret, error);
  if (length_of (rule->by_day) || length_of (rule->by_month_day) || length_of (rule->by_month)
      || length_of (rule->by_set_pos))
    return refuse (error, N_ ("Exchange has no daily recurrence like this one."));
  ret->pattern = BP_PATTERN_DAILY;
  return TRUE;
}

/* "BYMONTHDAY=28,29,30;BYSETPOS=-1": the 30th, or the month's last day. */
static gboolean
is_clamped_day (const struct icalrecurrencetype *rule, int *ret_day)
{
  guint count = length_of (rule->by_month_day);
  if (count < 2 || count > 4 || length_of (rule->by_set_pos) != 1 || rule->by_set_pos[0] != -1)
    return FALSE;
  for (guint i = 0; i < count; i++)
    if (rule->by_month_day[i] != (short) (28 + i))
      return FALSE;
  *ret_day = 27 + (int) count;
  return TRUE;
}

/* The day of a month, as Exchange counts it; month 0: of every month. */
static gboolean
read_month_day (const struct icalrecurrencetype *rule, const GDate *start, int month, BpRecurrence *ret, GError **error)
{
  int day;
  gboolean clamped = is_clamped_day (rule, &day);
  if (!clamped && (length_of (rule->by_month_day) > 1 || length_of (rule->by_set_pos)))
    return refuse (error, N_ ("Exchange cannot repeat on several days of the month."));
  if (!clamped)
    day = length_of (rule->by_month_day) ? rule->by_month_day[0] : (int) g_date_get_day (start);
  if (day == -1) {
    clamped = TRUE;
    day = 31;
  }
  if (day < 1)
    return refuse (error, N_ ("Exchange cannot count the days back from the end of the month."));
  if (month == 2 && day == 29 && !clamped)
    return refuse (error, N_ ("Exchange repeats 29 February in other years on the 28th; BYMONTHDAY=-1 says so."));
  if (!month && day > 28 && !clamped)
    return refuse (error, N_ ("In shorter months Exchange repeats on the last day; BYMONTHDAY=-1 says so."));
  if (month && day > (int) days_in_month (start, month) && !clamped)
    return refuse (error, N_ ("The recurrence has no occurrence."));
  ret->day_of_month = month ? MIN (day, (int) days_in_month (start, month)) : day;
  return TRUE;
}

/* "BYDAY=2TU", "BYDAY=-1FR", "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1". */
static gboolean
read_position (const struct icalrecurrencetype *rule, BpRecurrence *ret, GError **error)
{
  guint count = length_of (rule->by_day);
  int position = length_of (rule->by_set_pos) == 1 ? rule->by_set_pos[0] : 0;
  if (plain_days (rule, &ret->days)) {
    gboolean known =
      count == 1 || ret->days == BP_DAYS_ALL || ret->days == BP_DAYS_WORKING || ret->days == BP_DAYS_WEEKEND;
    if (!known)
      return refuse (error, N_ ("Exchange cannot repeat on this choice of weekdays in the month."));
  } else if (count == 1 && length_of (rule->by_set_pos) == 0) {
    position = icalrecurrencetype_day_position (rule->by_day[0]);
    ret->days = BP_DAY_BIT (icalrecurrencetype_day_day_of_week (rule->by_day[0]) - 1);
  } else {
    return refuse (error, N_ ("Exchange cannot repeat on several weekdays of the month."));
  }
  if (length_of (rule->by_month_day) || length_of (rule->by_set_pos) > 1)
    return refuse (error, N_ ("Exchange cannot repeat on this choice of weekdays in the month."));
  if (position != -1 && (position < 1 || position > 4))
    return refuse (error, N_ ("Exchange knows the first to fourth and the last weekday of a month only."));
  ret->position = position == -1 ? BP_POSITION_LAST : position;
  return TRUE;
}

/* Weekdays without a position, of all months or years: every one of them. */
static gboolean
is_every_such_day (const struct icalrecurrencetype *rule, const BpRecurrence *ret)
{
  guint days;
  return ret->interval == 1 && length_of (rule->by_day) && !length_of (rule->by_set_pos)
         && !length_of (rule->by_month_day) && plain_days (rule, &days);
}

/* Rules of the year that name no month: every one of its months or weeks, or the first and last weekdays of a year, which lie in
 * January and December. FALSE: it is none of these. */
static gboolean
read_month_of_year (const struct icalrecurrencetype *rule, const GDate *start, BpRecurrence *ret, gboolean *ret_done,
                    GError **error)
{
  if (length_of (rule->by_month_day) && !length_of (rule->by_day) && ret->interval == 1) {
    ret->pattern = BP_PATTERN_MONTHLY_DAY;
    *ret_done = read_month_day (rule, start, 0, ret, error);
  } else if (is_every_such_day (rule, ret)) {
    *ret_done = read_weekly (rule, start, ret, error);
  } else if (length_of (rule->by_day) == 1 && !length_of (rule->by_month_day)) {
    ret->pattern = BP_PATTERN_YEARLY_POSITION;
    *ret_done = read_position (rule, ret, error);
    ret->month = ret->position == BP_POSITION_LAST ? 12 : 1;
  } else {
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_yearly (const struct icalrecurrencetype *rule, const GDate *start, BpRecurrence *ret, GError **error)
{
  gboolean done;
  if (!length_of (rule->by_month) && read_month_of_year (rule, start, ret, &done, error))
    return done;
  if (length_of (rule->by_month) > 1
      || (length_of (rule->by_month) == 0 && (length_of (rule->by_day) || length_of (rule->by_month_day))))
    return refuse (error, N_ ("Exchange needs exactly one month for a yearly recurrence."));
  ret->month = length_of (rule->by_month) ? rule->by_month[0] : (int) g_date_get_month (start);
  if (ret->month < 1 || ret->month > 12)
    return refuse (error, N_ ("The recurrence's month is none."));
  if (length_of (rule->by_day)) {
    ret->pattern = BP_PATTERN_YEARLY_POSITION;
    return read_position (rule, ret, error);
  }
  ret->pattern = BP_PATTERN_YEARLY_DAY;
  return read_month_day (rule, start, ret->month, ret, error);
}

static gboolean
read_monthly (const struct icalrecurrencetype *rule, const GDate *start, BpRecurrence *ret, GError **error)
{
  if (length_of (rule->by_month) == 1 && ret->interval == 1)
    return read_yearly (rule, start, ret, error);
  if (length_of (rule->by_month))
    return refuse (error, N_ ("Exchange cannot repeat in some months of the year only."));
  if (is_every_such_day (rule, ret))
    return read_weekly (rule, start, ret, error);
  if (length_of (rule->by_day)) {
    ret->pattern = BP_PATTERN_MONTHLY_POSITION;
    return read_position (rule, ret, error);
  }
  ret->pattern = BP_PATTERN_MONTHLY_DAY;
  /* Every twelve months: the month is always the same. */
  return read_month_day (rule, start, ret->interval % 12 == 0 ? (int) g_date_get_month (start) : 0, ret, error);
}

/* Exchange's yearly patterns know neither an interval nor groups of days; its monthly ones do. And every twelve months is
 * every year. So each has one form. */
static gboolean
settle_form (BpRecurrence *ret, const GDate *start, GError **error)
{
  gboolean group = (ret->days & (ret->days - 1)) != 0;
  if ((ret->pattern == BP_PATTERN_YEARLY_DAY || ret->pattern == BP_PATTERN_YEARLY_POSITION)
      && (ret->interval > 1 || group)) {
    if (ret->month != (int) g_date_get_month (start))
      return refuse (error, N_ ("The series must begin in the month in which it recurs."));
    ret->pattern = ret->pattern == BP_PATTERN_YEARLY_DAY ? BP_PATTERN_MONTHLY_DAY : BP_PATTERN_MONTHLY_POSITION;
    ret->interval *= 12;
    ret->month = 0;
  } else if ((ret->pattern == BP_PATTERN_MONTHLY_DAY || ret->pattern == BP_PATTERN_MONTHLY_POSITION)
             && ret->interval == 12 && !group) {
    ret->pattern = ret->pattern == BP_PATTERN_MONTHLY_DAY ? BP_PATTERN_YEARLY_DAY : BP_PATTERN_YEARLY_POSITION;
    ret->interval = 1;
    ret->month = (int) g_date_get_month (start);
  }
  if (ret->interval < 1 || ret->interval > (ret->pattern == BP_PATTERN_DAILY ? 999 : 99))
    return refuse (error, N_ ("The recurrence's interval is longer than Exchange allows."));
  return TRUE;
}

static gboolean
has_only_known_parts (const struct icalrecurrencetype *rule)
{
  return !length_of (rule->by_second) && !length_of (rule->by_minute) && !length_of (rule->by_hour)
         && !length_of (rule->by_year_day) && !length_of (rule->by_week_no) && !rule->rscale;
}

gboolean
bp_recurrence_parse (const char *rrule, const char *start, const char *zone, BpRecurrence *ret, GError **error)
{
  g_autofree char *capital = g_ascii_strup (rrule, -1);
  struct icalrecurrencetype rule = icalrecurrencetype_from_string (capital);
  GDate date;
  gboolean read;
  memset (ret, 0, sizeof *ret);
  if (rule.freq == ICAL_NO_RECURRENCE || !read_date (start, &date))
    return refuse (error, N_ ("The recurrence is no valid rule."));
  if (!has_only_known_parts (&rule))
    return refuse (error, N_ ("Exchange knows no hours, minutes, week numbers or days of the year in a recurrence."));
  ret->interval = MAX (rule.interval, 1);
  switch (rule.freq) {
  case ICAL_DAILY_RECURRENCE:
    read = read_daily (&rule, &date, ret, error);
    break;
  case ICAL_WEEKLY_RECURRENCE:
    read = read_weekly (&rule, &date, ret, error);
    break;
  case ICAL_MONTHLY_RECURRENCE:
    read = read_monthly (&rule, &date, ret, error);
    break;
  case ICAL_YEARLY_RECURRENCE:
    read = read_yearly (&rule, &date, ret, error);
    break;
  default:
    return refuse (error, N_ ("Exchange knows no recurrence within a day."));
  }
  return read && read_range (&rule, start, zone, ret, error) && settle_form (ret, &date, error);
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static void
append_days (GString *out, const BpRecurrence *self)
{
  const char *comma = "";
  gboolean positioned = self->pattern != BP_PATTERN_WEEKLY;
  gboolean group = (self->days & (self->days - 1)) != 0;
  int position = self->position == BP_POSITION_LAST ? -1 : self->position;
  g_string_append (out, ";BYDAY=");
  for (int day = 0; day < 7; day++) {
    if (!(self->days & BP_DAY_BIT (day)))
      continue;
    g_string_append (out, comma);
    if (positioned && !group)
      g_string_append_printf (out, "%d", position);
    g_string_append (out, day_names[day]);
    comma = ",";
  }
  if (positioned && group)
    g_string_append_printf (out, ";BYSETPOS=%d", position);
}

/* Days that not every month has are the last one there; a rule that skipped those months would be another. */
static void
append_month_day (GString *out, const BpRecurrence *self)
{
  int most = self->month ? (self->month == 2 ? 29 : g_date_get_days_in_month ((GDateMonth) self->month, 2001)) : 31;
  gboolean fits = self->day_of_month <= 28 || (self->month && self->month != 2 && self->day_of_month <= most);
  if (fits)
    g_string_append_printf (out, ";BYMONTHDAY=%d", self->day_of_month);
  else if (self->day_of_month >= most)
    g_string_append (out, ";BYMONTHDAY=-1");
  else
    g_string_append_printf (out, ";BYMONTHDAY=28,29%s;BYSETPOS=-1", self->day_of_month == 30 ? ",30" : "");
}

char *
bp_recurrence_to_rrule (const BpRecurrence *self)
{
  static const char *const names[] = { "DAILY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY", "YEARLY" };
  GString *out = g_string_new (NULL);
  g_string_printf (out, "FREQ=%s", names[self->pattern]);
  if (self->count)
    g_string_append_printf (out, ";COUNT=%d", self->count);
  if (*self->until)
    g_string_append_printf (out, ";UNTIL=%.4s%.2s%.2s", self->until, self->until + 5, self->until + 8);
  if (self->interval > 1)
    g_string_append_printf (out, ";INTERVAL=%d", self->interval);
  if (self->month)
    g_string_append_printf (out, ";BYMONTH=%d", self->month);
  if (self->pattern == BP_PATTERN_MONTHLY_DAY || self->pattern == BP_PATTERN_YEARLY_DAY)
    append_month_day (out, self);
  else if (self->pattern != BP_PATTERN_DAILY)
    append_days (out, self);
  if (self->pattern == BP_PATTERN_WEEKLY && self->first_day != 1)
    g_string_append_printf (out, ";WKST=%s", day_names[self->first_day]);
  return g_string_free (out, FALSE);
}

/* --- expanding ---------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *time; /* of the day, with its T; "" */
  const char *last; /* "YYYY-MM-DD", or NULL */
  guint most;
  GPtrArray *found;
} Expansion;

/* FALSE once there is nothing more to find. */
static gboolean
add (Expansion *self, int year, int month, int day)
{
  g_autofree char *date = g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  if (year > 4500 || (self->last && strcmp (date, self->last) > 0))
    return FALSE;
  g_ptr_array_add (self->found, g_strconcat (date, self->time, NULL));
  return self->found->len < self->most;
}

/* Weeks that begin on whatever day: libical errs at the start of some (SYNC, last line). */
static void
expand_weekly (const BpRecurrence *self, const GDate *start, Expansion *out)
{
  GDate day = *start;
  guint at = (guint) ((weekday_of (start) - self->first_day + 7) % 7); /* in its week */
  for (guint week = 0;; week += (guint) self->interval, g_date_add_days (&day, 7 * (guint) (self->interval - 1))) {
    for (; at < 7; at++, g_date_add_days (&day, 1))
      if ((self->days & BP_DAY_BIT (weekday_of (&day)))
          && !add (out, g_date_get_year (&day), (int) g_date_get_month (&day), g_date_get_day (&day)))
        return;
    if (g_date_get_year (&day) > 4500)
      return;
    at = 0;
  }
}

/* Months are counted from the first of the start's: libical passes over a start that is the last such day of its month. */
static void
expand_by_libical (const BpRecurrence *self, const GDate *start, Expansion *out)
{
  BpRecurrence endless = *self;
  g_autofree char *text = NULL;
  struct icalrecurrencetype rule;
  struct icaltimetype next;
  icalrecur_iterator *iterator;
  char first[16], begin[16], day[16];
  gboolean more = TRUE;
  endless.count = 0;
  *endless.until = '\0';
  text = bp_recurrence_to_rrule (&endless);
  rule = icalrecurrencetype_from_string (text);
  g_date_strftime (first, sizeof first, "%Y%m%d", start);
  g_date_strftime (begin, sizeof begin, self->pattern == BP_PATTERN_DAILY ? "%Y%m%d" : "%Y%m01", start);
  /* Not made of libical's null date, of which the iterator makes wrong days. */
  iterator = icalrecur_iterator_new (rule, icaltime_from_string (begin));
  while (iterator && more) {
    next = icalrecur_iterator_next (iterator);
    g_snprintf (day, sizeof day, "%04d%02d%02d", next.year, next.month, next.day);
    more = !icaltime_is_null_time (next) && (strcmp (day, first) < 0 || add (out, next.year, next.month, next.day));
  }
  if (iterator)
    icalrecur_iterator_free (iterator);
}

GPtrArray *
bp_recurrence_expand (const BpRecurrence *self, const char *start, const char *last, guint most)
{
  g_autofree char *last_day = last ? g_strndup (last, DATE_LENGTH) : NULL;
  Expansion out = { .last = last_day, .most = most, .found = g_ptr_array_new_with_free_func (g_free) };
  GDate date;
  if (!read_date (start, &date) || most == 0)
    return out.found;
  out.time = start + DATE_LENGTH;
  if (self->count)
    out.most = MIN (most, (guint) self->count);
  if (*self->until && (!last || strcmp (self->until, last_day) < 0))
    out.last = self->until;
  if (self->pattern == BP_PATTERN_WEEKLY)
    expand_weekly (self, &date, &out);
  else
    expand_by_libical (self, &date, &out);
  return out.found;
}

guint
bp_recurrence_index (const BpRecurrence *self, const char *start, const char *original_start)
{
  g_autoptr (GPtrArray) starts = bp_recurrence_expand (self, start, original_start, BP_RECURRENCE_MOST);
  return starts->len > 0 && strncmp (starts->pdata[starts->len - 1], original_start, DATE_LENGTH) == 0 ? starts->len
                                                                                                       : 0;
}
