/* SPDX-License-Identifier: MIT */
#include "ews/zone.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "core/zone.h"
#include "ews/fields.h"
#include "ews/time.h"

#define BASE_YEAR 1970
#define NO_OFFSET G_MININT

/* A change of the clocks once a year. */
typedef struct {
  int offset; /* seconds ahead of UTC, from then on */
  int month, time;
  int weekday;    /* 0 = Sunday; -1: on `day` */
  int occurrence; /* 1..4, -1: the last */
  int day;
} Change;

/* "-PT1H30M" in seconds; NO_OFFSET if it is no duration of hours. */
static int
read_duration (const char *text)
{
  int sign = 1, total = 0;
  if (!text)
    return NO_OFFSET;
  if (*text == '-') {
    sign = -1;
    text++;
  }
  if (strncmp (text, "PT", 2) != 0)
    return NO_OFFSET;
  for (text += 2; *text;) {
    char *end;
    double number = g_ascii_strtod (text, &end);
    int unit = *end == 'H' ? 3600 : *end == 'M' ? 60 : *end == 'S' ? 1 : 0;
    if (end == text || !unit || number < 0 || number > 100000)
      return NO_OFFSET;
    total += (int) (number * unit + 0.5);
    text = end + 1;
  }
  return sign * total;
}

/* The child of `parent` with that Id. */
static xmlNode *
find_by_id (xmlNode *parent, const char *id)
{
  for (xmlNode *one = bp_ews_first (parent); one; one = bp_ews_next (one)) {
    g_autofree char *own = bp_ews_dup_attribute (one, "Id");
    if (g_strcmp0 (own, id) == 0)
      return one;
  }
  return NULL;
}

static int
offset_of_period (xmlNode *zone, const char *id)
{
  xmlNode *period = find_by_id (bp_ews_child (zone, "Periods"), id);
  g_autofree char *bias = period ? bp_ews_dup_attribute (period, "Bias") : NULL;
  int seconds = read_duration (bias);
  return seconds == NO_OFFSET || abs (seconds) > 24 * 3600 ? NO_OFFSET : -seconds;
}

/* The group of rules in force now: the last that has begun. */
static xmlNode *
current_group (xmlNode *zone)
{
  xmlNode *found = NULL;
  for (xmlNode *one = bp_ews_first (bp_ews_child (zone, "Transitions")); one; one = bp_ews_next (one)) {
    g_autofree char *group = bp_ews_dup_child_text (one, "To"), *from = bp_ews_dup_child_text (one, "DateTime");
    g_autofree char *instant = from && !strpbrk (from, "Z+") ? g_strconcat (from, "Z", NULL) : g_strdup (from);
    gint64 begins = G_MININT64;
    if (instant && !bp_clock_parse (instant, &begins))
      begins = G_MININT64;
    if (!found || begins <= bp_clock_now ())
      found = find_by_id (bp_ews_child (zone, "TransitionsGroups"), group);
  }
  return found ? found : bp_ews_first (bp_ews_child (zone, "TransitionsGroups"));
}

static int
child_number (xmlNode *node, const char *name, int otherwise)
{
  g_autofree char *text = bp_ews_dup_child_text (node, name);
  gint64 number;
  return text && g_ascii_string_to_signed (g_strstrip (text), 10, -1, 31, &number, NULL) ? (int) number : otherwise;
}

static gboolean
read_change (xmlNode *zone, xmlNode *node, Change *ret)
{
  static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };
  g_autofree char *target = bp_ews_dup_child_text (node, "To"), *time = bp_ews_dup_child_text (node, "TimeOffset");
  g_autofree char *weekday = bp_ews_dup_child_text (node, "DayOfWeek");
  ret->offset = offset_of_period (zone, target);
  ret->month = child_number (node, "Month", 0);
  ret->time = time ? read_duration (time) : 0;
  ret->day = child_number (node, "Day", 0);
  ret->occurrence = child_number (node, "Occurrence", 0);
  ret->weekday = -1;
  for (int day = 0; weekday && day < 7; day++)
    if (strcmp (days[day], weekday) == 0)
      ret->weekday = day;
  return ret->offset != NO_OFFSET && ret->month >= 1 && ret->month <= 12 && ret->time >= 0 && ret->time <= 24 * 3600
         && (ret->weekday >= 0 ? ret->occurrence == -1 || (ret->occurrence >= 1 && ret->occurrence <= 4)
                               : ret->day >= 1);
}

/* The day of the change in the year from which the rule is told. */
static GDate
first_day (const Change *change)
{
  guint days = g_date_get_days_in_month ((GDateMonth) change->month, BASE_YEAR);
  GDate date;
  g_date_clear (&date, 1);
  if (change->weekday < 0) {
    g_date_set_dmy (&date, (GDateDay) MIN ((guint) change->day, days), (GDateMonth) change->month, BASE_YEAR);
    return date;
  }
  g_date_set_dmy (&date, change->occurrence < 0 ? (GDateDay) (days - 6) : (GDateDay) (7 * change->occurrence - 6),
                  (GDateMonth) change->month, BASE_YEAR);
  while ((int) g_date_get_weekday (&date) % 7 != change->weekday)
    g_date_add_days (&date, 1);
  return date;
}

static void
put_offset (GString *out, const char *name, int offset)
{
  g_string_append_printf (out, "%s:%c%02d%02d\r\n", name, offset < 0 ? '-' : '+', abs (offset) / 3600,
                          abs (offset) / 60 % 60);
}

static void
put_change (GString *out, const Change *change, int before)
{
  static const char *const days[] = { "SU", "MO", "TU", "WE", "TH", "FR", "SA" };
  const char *kind = change->offset > before ? "DAYLIGHT" : "STANDARD";
  GDate date = first_day (change);
  int time = MIN (change->time, 24 * 3600 - 1);
  char day[16];
  g_date_strftime (day, sizeof day, "%Y%m%d", &date);
  g_string_append_printf (out, "BEGIN:%s\r\nDTSTART:%sT%02d%02d%02d\r\nRRULE:FREQ=YEARLY;BYMONTH=%d", kind, day,
                          time / 3600, time / 60 % 60, time % 60, change->month);
  if (change->weekday >= 0)
    g_string_append_printf (out, ";BYDAY=%d%s", change->occurrence, days[change->weekday]);
  g_string_append (out, "\r\n");
  put_offset (out, "TZOFFSETFROM", before);
  put_offset (out, "TZOFFSETTO", change->offset);
  g_string_append_printf (out, "END:%s\r\n", kind);
}

/* One offset all the year. */
static gboolean
put_constant (xmlNode *zone, xmlNode *group, GString *out)
{
  xmlNode *period = bp_ews_first (bp_ews_child (zone, "Periods"));
  g_autofree char *target = bp_ews_dup_child_text (bp_ews_first (group), "To");
  g_autofree char *only = period ? bp_ews_dup_attribute (period, "Id") : NULL;
  int offset = offset_of_period (zone, target ? target : only);
  if (offset == NO_OFFSET)
    return FALSE;
  g_string_append (out, "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n");
  put_offset (out, "TZOFFSETFROM", offset);
  put_offset (out, "TZOFFSETTO", offset);
  g_string_append (out, "END:STANDARD\r\n");
  return TRUE;
}

char *
bp_ews_zone_definition (xmlNode *zone)
{
  g_autoptr (GString) out = g_string_new ("BEGIN:VTIMEZONE\r\nTZID:Custom\r\n");
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (Change));
  xmlNode *group = zone ? current_group (zone) : NULL;
  for (xmlNode *one = group ? bp_ews_first (group) : NULL; one; one = bp_ews_next (one)) {
    Change change;
    if (!bp_ews_is (one, "RecurringDayTransition") && !bp_ews_is (one, "RecurringDateTransition"))
      continue;
    if (!read_change (zone, one, &change))
      return NULL;
    g_array_append_val (changes, change);
  }
  if (!zone || (changes->len == 0 && !put_constant (zone, group, out)))
    return NULL;
  for (guint i = 0; i < changes->len; i++)
    put_change (out, &g_array_index (changes, Change, i),
                g_array_index (changes, Change, (i + changes->len - 1) % changes->len).offset);
  g_string_append (out, "END:VTIMEZONE\r\n");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* --- asking for them ------------------------------------------------------------------------------------------------------ */

static gboolean
has_unknown_zone (xmlNode *item)
{
  g_autofree char *name = bp_ews_dup_child_text (item, "StartTimeZoneId");
  return name && !bp_ews_time_is_known_zone (name);
}

static GPtrArray *
ask (BpEwsConnection *connection, const BpAccount *account, const GPtrArray *results, const GArray *which,
     BpEwsResponse **ret_response, GCancellable *cancellable, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (account, NULL);
  GPtrArray *zones;
  bp_ews_envelope_open (out, "m:GetItem");
  bp_ews_envelope_open (out, "m:ItemShape");
  bp_ews_envelope_element (out, "t:BaseShape", "IdOnly");
  bp_ews_envelope_open (out, "t:AdditionalProperties");
  bp_ews_envelope_field_uri (out, "calendar:StartTimeZone");
  bp_ews_envelope_close (out);
  bp_ews_envelope_close (out);
  bp_ews_envelope_open (out, "m:ItemIds");
  for (guint i = 0; i < which->len; i++)
    bp_ews_envelope_item_id (out, ((BpItemResult *) results->pdata[g_array_index (which, guint, i)])->id, NULL);
  *ret_response = bp_ews_send (connection, account, out, FALSE, cancellable, error);
  if (!*ret_response)
    return NULL;
  zones = g_ptr_array_new ();
  for (guint i = 0; i < which->len; i++) {
    xmlNode *message = bp_ews_response_nth_message (*ret_response, i);
    g_ptr_array_add (zones, bp_ews_child (bp_ews_first (bp_ews_child (message, "Items")), "StartTimeZone"));
  }
  return zones;
}

gboolean
bp_ews_zones_settle (BpEwsConnection *connection, const BpAccount *account, BpKind kind, xmlNode *const *items,
                     GPtrArray *results, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) which = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (BpEwsResponse) response = NULL;
  g_autoptr (GPtrArray) zones = NULL;
  const BpEwsSite *site = bp_ews_connection_get_site (connection);
  for (guint i = 0; i < results->len; i++)
    if (items[i] && has_unknown_zone (items[i]))
      g_array_append_val (which, i);
  if (which->len == 0)
    return TRUE;
  zones = ask (connection, account, results, which, &response, cancellable, error);
  for (guint i = 0; zones && i < zones->len; i++) {
    guint at = g_array_index (which, guint, i);
    BpItemResult *result = results->pdata[at];
    xmlNode *definition = zones->pdata[i] ? xmlDocCopyNode (zones->pdata[i], items[at]->doc, 1) : NULL;
    if (!definition)
      continue;
    xmlAddChild (items[at], definition);
    bp_remote_item_free (result->item);
    result->item = bp_ews_fields_read (kind, items[at], site);
  }
  return zones != NULL;
}
