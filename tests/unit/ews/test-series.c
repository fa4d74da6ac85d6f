/* SPDX-License-Identifier: MIT */
/* Series against the Exchange simulator: every pattern and range in five zones with cancelled and changed occurrences, created,
 * changed and brought back, is read as it was sent; and a calendar view shows the occurrences that libical counts. */
#include "core/recurrence.h"
#include "core/series.h"
#include "core/zone.h"
#include "ews/fixture.h"
#include "net/http.h"

static const char *const zones[] = { "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata",
                                     "Pacific/Auckland" };

static int
number (int from, int to)
{
  return g_test_rand_int_range (from, to);
}

static BpRecurrence
random_rule (const char *start)
{
  static const guint groups[] = { BP_DAYS_WORKING, BP_DAYS_WEEKEND, BP_DAYS_ALL };
  BpRecurrence rule = { .pattern = (BpPattern) number (0, 6), .interval = number (1, 4), .first_day = number (0, 7) };
  gboolean yearly = rule.pattern >= BP_PATTERN_YEARLY_DAY;
  if (rule.pattern == BP_PATTERN_WEEKLY)
    rule.days = (guint) number (1, 128);
  if (rule.pattern == BP_PATTERN_MONTHLY_DAY || rule.pattern == BP_PATTERN_YEARLY_DAY)
    rule.day_of_month = number (1, 32);
  if (rule.pattern == BP_PATTERN_MONTHLY_POSITION || rule.pattern == BP_PATTERN_YEARLY_POSITION) {
    rule.days = !yearly && number (0, 2) ? groups[number (0, 3)] : BP_DAY_BIT (number (0, 7));
    rule.position = number (1, 6);
  }
  if (yearly) {
    rule.interval = 1;
    rule.month = number (1, 13);
  }
  switch (number (0, 3)) {
  case 0:
    rule.count = number (3, 30);
    break;
  case 1:
    g_snprintf (rule.until, sizeof rule.until, "%d-%02d-%02d", (int) g_ascii_strtoll (start, NULL, 10) + 2,
                number (1, 13), number (1, 29));
    break;
  default:
    break;
  }
  return rule;
}

static char *
later (const char *wall, int minutes)
{
  gint64 instant;
  g_assert_true (bp_zone_to_instant (wall, "UTC", &instant));
  return bp_zone_to_wall (instant + minutes * 60 * (gint64) G_USEC_PER_SEC, "UTC");
}

static BpItem *
random_series (const char *zone)
{
  BpItem *item = bp_item_new (BP_KIND_APPOINTMENT);
  gboolean all_day = number (0, 5) == 0;
  g_autofree char *start = g_strdup_printf ("%d-%02d-%02dT%02d:%02d:00", number (2020, 2028), number (1, 13),
                                            number (1, 29), all_day ? 0 : number (5, 20), all_day ? 0 : number (0, 60));
  g_autofree char *end = later (start, all_day ? 1440 : number (15, 180));
  BpRecurrence rule = random_rule (start), settled;
  g_autofree char *raw = bp_recurrence_to_rrule (&rule), *text = NULL;
  g_assert_true (bp_recurrence_parse (raw, start, zone, &settled, NULL));
  text = bp_recurrence_to_rrule (&settled);
  bp_item_set (item, BP_FIELD_SUBJECT, "Jour fixe & Größe");
  bp_item_set (item, BP_FIELD_LOCATION, "Raum 1");
  bp_item_set (item, BP_FIELD_STARTS_AT, start);
  bp_item_set (item, BP_FIELD_ENDS_AT, end);
  bp_item_set (item, BP_FIELD_TIME_ZONE, zone);
  bp_item_set (item, BP_FIELD_ALL_DAY, all_day ? "1" : "0");
  bp_item_set (item, BP_FIELD_RECURRENCE, text);
  bp_item_set (item, BP_FIELD_REMINDER_MINUTES, number (0, 2) ? "15" : NULL);
  bp_item_set (item, BP_FIELD_CATEGORIES, number (0, 2) ? "[\"Rot\"]" : NULL);
  return item;
}

static void
set_random_value (BpException *exception, gboolean all_day, const char *end)
{
  switch (number (0, all_day ? 4 : 7)) {
  case 0:
    exception->values[BP_FIELD_SUBJECT] = g_strdup ("Anders");
    break;
  case 1:
    exception->values[BP_FIELD_LOCATION] = g_strdup (number (0, 2) ? "" : "Raum 2");
    break;
  case 2:
    exception->values[BP_FIELD_SHOW_AS] = g_strdup ("free");
    break;
  case 3:
    exception->values[BP_FIELD_REMINDER_MINUTES] = g_strdup (number (0, 2) ? "-1" : "30");
    break;
  case 4:
    exception->values[BP_FIELD_STARTS_AT] = later (exception->original_start, 10);
    break;
  case 5:
    exception->values[BP_FIELD_CATEGORIES] = g_strdup (number (0, 2) ? "[]" : "[\"Blau\"]");
    break;
  default:
    exception->values[BP_FIELD_ALL_DAY] = g_strdup ("1");
    exception->values[BP_FIELD_STARTS_AT] = g_strdup_printf ("%.10sT00:00:00", exception->original_start);
    exception->values[BP_FIELD_ENDS_AT] = later (exception->values[BP_FIELD_STARTS_AT], 1440);
  }
}

/* Single days in a row have no room for an occurrence that becomes a whole day; those of a rarer rule have. */
static gboolean
is_dense (const BpItem *item)
{
  const char *rule = bp_item_get (item, BP_FIELD_RECURRENCE);
  return g_str_has_prefix (rule, "FREQ=DAILY") || g_str_has_prefix (rule, "FREQ=WEEKLY") || strstr (rule, "BYSETPOS");
}

static void
add_random_exceptions (BpItem *item)
{
  const char *start = bp_item_get (item, BP_FIELD_STARTS_AT);
  g_autoptr (GPtrArray) starts = NULL;
  BpRecurrence rule;
  g_assert_true (bp_recurrence_parse (bp_item_get (item, BP_FIELD_RECURRENCE), start,
                                      bp_item_get (item, BP_FIELD_TIME_ZONE), &rule, NULL));
  starts = bp_recurrence_expand (&rule, start, NULL, 12);
  for (guint i = 0; i < starts->len; i++) {
    BpException *exception;
    if (number (0, 3))
      continue;
    exception = bp_exception_new (starts->pdata[i]);
    exception->cancelled = number (0, 2);
    if (!exception->cancelled)
      set_random_value (exception, bp_item_is_all_day (item) || is_dense (item), NULL);
    bp_item_take_exception (item, exception);
  }
}

/* The one form, as the record of a program that knows it would be. */
static BpItem *
random_whole (const char *zone)
{
  BpItem *item = random_series (zone);
  bp_series_normalise (item, zone);
  add_random_exceptions (item);
  return item;
}

static void
assert_read (Fixture *fixture, const BpItem *item, const BpItemResult *written)
{
  BpItemResult *read = fixture_read (fixture, written->id);
  g_assert_cmpstr (read->item->unsupported, ==, NULL);
  fixture_assert_same (item, read->item->item);
  g_assert_cmpstr (read->change_key, ==, written->change_key);
  bp_item_result_free (read);
}

static void
test_echo (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 100; round++) {
    g_autoptr (BpItem) item = random_whole (zones[round % G_N_ELEMENTS (zones)]);
    g_autofree char *json = bp_item_to_json (item);
    BpItemResult *created;
    g_test_message ("%s", json);
    created = fixture_create (fixture, item);
    assert_read (fixture, item, created);
    bp_item_result_free (created);
  }
}

/* Exceptions come, change and go; cancelled occurrences take place again. */
static void
test_exceptions (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 60; round++) {
    const char *zone = zones[round % G_N_ELEMENTS (zones)];
    g_autoptr (BpItem) item = random_whole (zone);
    BpItemResult *result = fixture_create (fixture, item);
    for (guint step = 0; step < 3; step++) {
      g_autoptr (BpItem) next = random_series (zone);
      g_autofree char *json = NULL;
      BpItemWrite write = { .id = result->id, .change_key = result->change_key, .item = next };
      BpItemResult *updated;
      bp_item_copy_units (next, item, BP_UNITS_ALL & ~BP_UNIT_BIT (BP_UNIT_EXCEPTIONS));
      add_random_exceptions (next);
      json = bp_item_to_json (next);
      g_test_message ("%s", json);
      write.units = BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
      updated = fixture_update (fixture, &write);
      assert_read (fixture, next, updated);
      bp_item_result_free (result);
      result = updated;
    }
    bp_item_result_free (result);
  }
}

/* Another rule, a single appointment that becomes a series, and back. */
static void
test_when (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 60; round++) {
    const char *zone = zones[round % G_N_ELEMENTS (zones)];
    g_autoptr (BpItem) item = random_whole (zone);
    BpItemResult *result = fixture_create (fixture, item);
    for (guint step = 0; step < 3; step++) {
      g_autoptr (BpItem) next = random_whole (zones[(round + step) % G_N_ELEMENTS (zones)]);
      BpItemWrite write = {
        .id = result->id, .change_key = result->change_key, .item = next, .was_series = TRUE, .units = BP_UNITS_ALL
      };
      BpItemResult *updated;
      if (step == 1) {
        bp_item_set (next, BP_FIELD_RECURRENCE, NULL);
        while (bp_item_n_exceptions (next) > 0) {
          g_autofree char *key = g_strdup (bp_item_nth_exception (next, 0)->original_start);
          bp_item_remove_exception (next, key);
        }
      }
      updated = fixture_update (fixture, &write);
      assert_read (fixture, next, updated);
      bp_item_result_free (result);
      result = updated;
    }
    bp_item_result_free (result);
  }
}

#define ADD(name, function)                                                                                            \
  g_test_add (name, Fixture, GINT_TO_POINTER (BP_KIND_APPOINTMENT), fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/series/echo", test_echo);
  ADD ("/series/exceptions", test_exceptions);
  ADD ("/series/when", test_when);
  return g_test_run ();
}
