/* SPDX-License-Identifier: MIT */
/* Items: comparing, copying, JSON and hashes, for every field of the table. */
#include "core/item.h"

#include <string.h>

#include "base/error.h"

/* Two different values in normal form, neither the default. */
static const char *
sample (BpField field, guint which)
{
  const BpFieldInfo *info = bp_field_info (field);
  static const char *const samples[][2] = {
    [BP_TYPE_TEXT] = { "Größe \"1\"\n\t<&>", "other" },
    [BP_TYPE_BOOL] = { "1", "1" },
    [BP_TYPE_INT] = { "7", "8" },
    [BP_TYPE_DATE] = { "2026-11-23", "2026-11-24" },
    [BP_TYPE_DATETIME] = { "2026-11-23T08:00:00", "2026-11-23T09:00:00" },
    [BP_TYPE_ZONE] = { "Europe/Berlin", "Asia/Tokyo" },
    [BP_TYPE_LIST] = { "[\"a\",\"b\"]", "[\"c\"]" },
    [BP_TYPE_RRULE] = { "FREQ=DAILY", "FREQ=WEEKLY" },
    [BP_TYPE_JSON] = { "[{\"a\":1}]", "[]" },
  };
  if (info->type != BP_TYPE_ENUM)
    return samples[info->type][which];
  for (guint i = 0; info->values[i]; i++)
    if (strcmp (info->values[i], info->default_value) != 0 && which-- == 0)
      return info->values[i];
  return NULL;
}

static BpItem *
full_item (BpKind kind)
{
  BpItem *item = bp_item_new (kind);
  for (guint field = 0; field < BP_FIELD_COUNT; field++)
    if (bp_field_applies (field, kind))
      bp_item_set (item, field, sample (field, 0));
  return item;
}

static void
add_exception (BpItem *item, const char *original_start, gboolean cancelled, const char *subject)
{
  BpException *exception = bp_exception_new (original_start);
  exception->cancelled = cancelled;
  exception->values[BP_FIELD_SUBJECT] = g_strdup (subject);
  bp_item_take_exception (item, exception);
}

/* Equal by comparing, by hash and as JSON; or different by both in exactly the units. */
static void
assert_differ (const BpItem *a, const BpItem *b, BpUnitSet units)
{
  g_autofree char *hashes_a = bp_item_unit_hashes (a);
  g_autofree char *hashes_b = bp_item_unit_hashes (b);
  g_assert_cmphex (bp_item_diff (a, b), ==, units);
  g_assert_cmphex (bp_item_diff (b, a), ==, units);
  g_assert_cmphex (bp_item_diff_hashes (hashes_a, hashes_b), ==, units);
}

static void
assert_json_round_trip (const BpItem *item)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = bp_item_to_json (item);
  g_autoptr (BpItem) back = bp_item_from_json (bp_item_kind (item), json, &error);
  g_autofree char *again = NULL;
  g_assert_no_error (error);
  assert_differ (item, back, 0);
  again = bp_item_to_json (back);
  g_assert_cmpstr (again, ==, json);
}

static void
test_every_field (gconstpointer data)
{
  BpKind kind = GPOINTER_TO_UINT (data);
  g_autoptr (BpItem) full = full_item (kind);
  assert_json_round_trip (full);
  for (guint field = 0; field < BP_FIELD_COUNT; field++) {
    g_autoptr (BpItem) changed = bp_item_copy (full);
    g_autoptr (BpItem) lacking = bp_item_copy (full);
    BpUnitSet unit = BP_UNIT_BIT (bp_field_unit (field, kind));
    if (!bp_field_applies (field, kind))
      continue;
    bp_item_set (lacking, field, NULL);
    g_assert_cmpstr (bp_item_get (lacking, field), ==, NULL);
    g_assert_cmpstr (bp_item_get_or_default (lacking, field), ==, bp_field_info (field)->default_value);
    assert_differ (full, lacking, unit);
    assert_json_round_trip (lacking);
    bp_item_set (changed, field, sample (field, 1));
    assert_differ (full, changed, bp_field_info (field)->type == BP_TYPE_BOOL ? 0 : unit);
    bp_item_copy_units (lacking, full, unit);
    assert_differ (full, lacking, 0);
  }
}

static void
test_defaults (void)
{
  for (guint kind = 0; kind < BP_KIND_COUNT; kind++) {
    g_autoptr (BpItem) empty = bp_item_new (kind);
    g_autoptr (BpItem) defaults = bp_item_new (kind);
    g_autofree char *json = bp_item_to_json (empty);
    for (guint field = 0; field < BP_FIELD_COUNT; field++)
      if (bp_field_applies (field, kind))
        bp_item_set (defaults, field, bp_field_info (field)->default_value);
    assert_differ (empty, defaults, 0);
    assert_json_round_trip (defaults);
    g_assert_cmpstr (json, ==, "{}");
    g_assert_cmphex (bp_item_empty_units (empty), ==, bp_item_empty_units (defaults));
    g_assert_true (bp_item_empty_units (empty) & BP_UNIT_BIT (BP_UNIT_SUBJECT));
    g_assert_true (bp_item_empty_units (empty) & BP_UNIT_BIT (BP_UNIT_EXCEPTIONS));
  }
}

static void
test_empty_units (void)
{
  g_autoptr (BpItem) full = full_item (BP_KIND_APPOINTMENT);
  g_assert_cmphex (bp_item_empty_units (full), ==, BP_UNIT_BIT (BP_UNIT_EXCEPTIONS));
  bp_item_set (full, BP_FIELD_LOCATION, NULL);
  bp_item_set (full, BP_FIELD_TIME_ZONE, NULL);
  g_assert_cmphex (bp_item_empty_units (full), ==, BP_UNIT_BIT (BP_UNIT_EXCEPTIONS) | BP_UNIT_BIT (BP_UNIT_LOCATION));
}

static void
test_exceptions (void)
{
  g_autoptr (BpItem) series = full_item (BP_KIND_APPOINTMENT);
  g_autoptr (BpItem) same = NULL;
  add_exception (series, "2026-11-25T08:00:00", TRUE, NULL);
  add_exception (series, "2026-11-23T08:00:00", FALSE, "");
  add_exception (series, "2026-11-24T08:00:00", FALSE, "moved");
  g_assert_cmpuint (bp_item_n_exceptions (series), ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (bp_item_nth_exception (series, i)->original_start[9], ==, '3' + (char) i);
  g_assert_true (bp_item_find_exception (series, "2026-11-25T08:00:00")->cancelled);
  g_assert_null (bp_item_find_exception (series, "2026-11-26T08:00:00"));
  assert_json_round_trip (series);
  same = bp_item_copy (series);
  assert_differ (series, same, 0);
  add_exception (same, "2026-11-24T08:00:00", FALSE, "moved again");
  g_assert_cmpuint (bp_item_n_exceptions (same), ==, 3);
  assert_differ (series, same, BP_UNIT_BIT (BP_UNIT_EXCEPTIONS));
  bp_item_copy_units (same, series, BP_UNIT_BIT (BP_UNIT_EXCEPTIONS));
  assert_differ (series, same, 0);
  bp_item_remove_exception (same, "2026-11-24T08:00:00");
  bp_item_remove_exception (same, "2026-11-24T08:00:00");
  assert_differ (series, same, BP_UNIT_BIT (BP_UNIT_EXCEPTIONS));
}

static void
test_json_shape (void)
{
  g_autoptr (BpItem) item = bp_item_new (BP_KIND_APPOINTMENT);
  g_autoptr (BpItem) unknown = NULL;
  g_autofree char *json = NULL;
  g_autofree char *unit = NULL;
  bp_item_set (item, BP_FIELD_ENDS_AT, "2026-11-23T09:00:00");
  bp_item_set (item, BP_FIELD_SUBJECT, "ä");
  add_exception (item, "2026-11-24T08:00:00", TRUE, NULL);
  json = bp_item_to_json (item);
  g_assert_cmpstr (json, ==,
                   "{\"subject\":\"ä\",\"ends_at\":\"2026-11-23T09:00:00\","
                   "\"exceptions\":{\"2026-11-24T08:00:00\":{\"cancelled\":\"1\"}}}");
  unit = bp_item_unit_to_json (item, BP_UNIT_WHEN);
  g_assert_cmpstr (unit, ==, "{\"ends_at\":\"2026-11-23T09:00:00\"}");
  unknown = bp_item_from_json (BP_KIND_APPOINTMENT, "{\"subject\":\"x\",\"colour\":7}", NULL);
  g_assert_nonnull (unknown);
  g_assert_cmpstr (bp_item_get (unknown, BP_FIELD_SUBJECT), ==, "x");
}

/* Each sign alone and all together; what is no UTF-8 is kept as far as it can be. */
static void
test_json_signs (void)
{
  g_autoptr (BpItem) item = bp_item_new (BP_KIND_APPOINTMENT);
  g_autoptr (BpItem) back = NULL;
  g_autofree char *json = NULL;
  char all[128] = "";
  for (int sign = 1; sign < 128; sign++) {
    const char one[] = { 'a', (char) sign, 'z', '\0' };
    all[sign - 1] = (char) sign;
    bp_item_set (item, BP_FIELD_SUBJECT, one);
    assert_json_round_trip (item);
  }
  bp_item_set (item, BP_FIELD_LOCATION, all);
  add_exception (item, "2026-11-24T08:00:00", FALSE, "\"\\/\b\f\n\r\t\u2028 \U0001f4c5");
  assert_json_round_trip (item);
  bp_item_set (item, BP_FIELD_LOCATION, "cut off \xc3");
  json = bp_item_to_json (item);
  back = bp_item_from_json (BP_KIND_APPOINTMENT, json, NULL);
  g_assert_nonnull (back);
  g_assert_cmpstr (bp_item_get (back, BP_FIELD_LOCATION), ==, "cut off \uFFFD");
}

static void
test_damaged_json (void)
{
  static const char *const damaged[] = { "",
                                         "{",
                                         "[]",
                                         "7",
                                         "{\"subject\":7}",
                                         "{\"exceptions\":[]}",
                                         "{\"exceptions\":{\"x\":1}}",
                                         "{\"exceptions\":{\"x\":{\"subject\":1}}}" };
  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (bp_item_from_json (BP_KIND_APPOINTMENT, damaged[i], &error));
    g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  }
  g_assert_null (bp_item_from_json (BP_KIND_TASK, NULL, NULL));
}

static void
test_hashes (void)
{
  g_autoptr (BpItem) a = bp_item_new (BP_KIND_TASK);
  g_autoptr (BpItem) b = bp_item_new (BP_KIND_TASK);
  g_autofree char *hashes = NULL;
  g_autofree char *cut = NULL;
  /* The same text in another field of the same unit is another value. */
  bp_item_set (a, BP_FIELD_START_DATE, "2026-11-23");
  bp_item_set (b, BP_FIELD_DUE_DATE, "2026-11-23");
  assert_differ (a, b, BP_UNIT_BIT (BP_UNIT_TASK_DATES));
  hashes = bp_item_unit_hashes (a);
  g_assert_cmphex (bp_item_diff_hashes (hashes, hashes), ==, 0);
  cut = g_strndup (hashes, strlen (hashes) - 1);
  g_assert_cmphex (bp_item_diff_hashes (hashes, cut), ==, BP_UNITS_ALL);
  g_assert_cmphex (bp_item_diff_hashes (hashes, ""), ==, BP_UNITS_ALL);
  g_assert_cmphex (bp_item_diff_hashes (NULL, hashes), ==, BP_UNITS_ALL);
  g_assert_cmphex (bp_item_diff_hashes ("garbage", "garbage"), ==, BP_UNITS_ALL);
}

static void
test_match_key (void)
{
  g_autoptr (BpItem) a = bp_item_new (BP_KIND_APPOINTMENT);
  g_autoptr (BpItem) b = NULL;
  g_autofree char *key = NULL;
  bp_item_set (a, BP_FIELD_SUBJECT, "Jour fixe");
  bp_item_set (a, BP_FIELD_STARTS_AT, "2026-11-23T08:00:00");
  bp_item_set (a, BP_FIELD_ENDS_AT, "2026-11-23T09:00:00");
  key = bp_item_match_key (a);
  b = bp_item_copy (a);
  bp_item_set (b, BP_FIELD_SUBJECT, " Jour fixe\n");
  bp_item_set (b, BP_FIELD_ALL_DAY, "0");
  bp_item_set (b, BP_FIELD_LOCATION, "elsewhere");
  for (guint i = 0; i < 6; i++) {
    static const struct {
      BpField field;
      const char *value;
    } changes[] = {
      { BP_FIELD_LOCATION, "x" }, { BP_FIELD_SUBJECT, "Jour fix" }, { BP_FIELD_STARTS_AT, "2026-11-23T08:30:00" },
      { BP_FIELD_ENDS_AT, NULL }, { BP_FIELD_ALL_DAY, "1" },        { BP_FIELD_RECURRENCE, "FREQ=DAILY" }
    };
    g_autoptr (BpItem) changed = bp_item_copy (b);
    g_autofree char *other = NULL;
    bp_item_set (changed, changes[i].field, changes[i].value);
    other = bp_item_match_key (changed);
    g_assert_cmpint (g_str_equal (key, other), ==, changes[i].field == BP_FIELD_LOCATION);
  }
}

/* 100,000 records are read, compared and hashed in seconds, not minutes. */
static void
test_speed (void)
{
  g_autoptr (BpItem) item = full_item (BP_KIND_APPOINTMENT);
  guint rounds = g_test_perf () ? 100000 : 1000;
  g_test_timer_start ();
  for (guint i = 0; i < rounds; i++) {
    g_autofree char *json = bp_item_to_json (item);
    g_autoptr (BpItem) back = bp_item_from_json (BP_KIND_APPOINTMENT, json, NULL);
    g_autofree char *hashes = bp_item_unit_hashes (back);
    g_assert_cmphex (bp_item_diff (item, back), ==, 0);
  }
  g_test_minimized_result (g_test_timer_elapsed (), "%u items to JSON, back, hashed and compared", rounds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/item/every-field/appointment", GUINT_TO_POINTER (BP_KIND_APPOINTMENT), test_every_field);
  g_test_add_data_func ("/item/every-field/task", GUINT_TO_POINTER (BP_KIND_TASK), test_every_field);
  g_test_add_func ("/item/defaults", test_defaults);
  g_test_add_func ("/item/empty-units", test_empty_units);
  g_test_add_func ("/item/exceptions", test_exceptions);
  g_test_add_func ("/item/json-shape", test_json_shape);
  g_test_add_func ("/item/json-signs", test_json_signs);
  g_test_add_func ("/item/damaged-json", test_damaged_json);
  g_test_add_func ("/item/hashes", test_hashes);
  g_test_add_func ("/item/match-key", test_match_key);
  g_test_add_func ("/item/speed", test_speed);
  return g_test_run ();
}
