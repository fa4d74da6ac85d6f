/* SPDX-License-Identifier: MIT */
/* Tasks against the Exchange simulator: every field, created, changed and cleared, is read back as it was sent. */
#include "core/progress.h"
#include "core/task-series.h"
#include "ews/fixture.h"
#include "ews/time.h"

#define TODAY "2026-11-23"

static const char *
pick (const char *const *words)
{
  return words[g_test_rand_int_range (0, (gint32) g_strv_length ((char **) words))];
}

static void
set_or_not (BpItem *item, BpField field, const char *const *words)
{
  bp_item_set (item, field, g_test_rand_bit () ? pick (words) : NULL);
}

/* All patterns, ranges and regenerations; what is completed moves on by itself, which other tests are about. */
static void
add_rule (BpItem *item)
{
  static const char *const rules[] = { "FREQ=DAILY;INTERVAL=3",
                                       "FREQ=WEEKLY;COUNT=7;BYDAY=MO,TH",
                                       "FREQ=WEEKLY;UNTIL=20990101;INTERVAL=2;BYDAY=SU,FR;WKST=SU",
                                       "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=17",
                                       "FREQ=MONTHLY;BYDAY=-1FR",
                                       "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
                                       "FREQ=YEARLY;COUNT=3;BYMONTH=2;BYMONTHDAY=-1",
                                       "FREQ=YEARLY;BYMONTH=11;BYDAY=2TU",
                                       NULL };
  static const char *const regenerations[] = { "FREQ=DAILY;INTERVAL=5", "FREQ=WEEKLY;COUNT=4",
                                               "FREQ=MONTHLY;UNTIL=20990101", "FREQ=YEARLY;INTERVAL=2", NULL };
  gboolean regenerates = g_test_rand_bit ();
  if (g_test_rand_bit () || !bp_task_date (item)
      || g_str_equal (bp_item_get_or_default (item, BP_FIELD_STATUS), "completed"))
    return;
  bp_item_set (item, BP_FIELD_RECURRENCE, pick (regenerates ? regenerations : rules));
  bp_item_set (item, BP_FIELD_REGENERATE, regenerates ? "1" : "0");
}

/* In local form, its progress made whole as the plan does it. */
static BpItem *
random_task (void)
{
  static const char *const texts[] = { "Angebot", "Größe < 5 & > 3", "日本語 🎉", "]]>", "%s &amp;", NULL };
  static const char *const dates[] = { "2026-03-29", "2026-10-25", "2026-01-01", "2024-02-29", "2026-07-15", NULL };
  static const char *const reminders[] = { "2026-03-29T02:30:00", "2026-10-25T02:30:00", "2026-07-15T08:00:00", NULL };
  static const char *const percents[] = { "0", "33", "75", "100", NULL };
  static const char *const minutes[] = { "0", "1", "480", "2147483647", NULL };
  static const char *const lists[] = { "[\"Rot\"]", "[\"Blau\",\"Größe\"]", "[\"<a>\",\"b & c\",\"z\"]", NULL };
  static const BpField words[] = { BP_FIELD_STATUS, BP_FIELD_SENSITIVITY, BP_FIELD_IMPORTANCE };
  BpItem *item = bp_item_new (BP_KIND_TASK);
  set_or_not (item, BP_FIELD_SUBJECT, texts);
  set_or_not (item, BP_FIELD_INFO_TEXT, texts);
  set_or_not (item, BP_FIELD_MILEAGE, texts);
  set_or_not (item, BP_FIELD_BILLING_INFORMATION, texts);
  set_or_not (item, BP_FIELD_START_DATE, dates);
  set_or_not (item, BP_FIELD_DUE_DATE, dates);
  set_or_not (item, BP_FIELD_COMPLETED_DATE, dates);
  set_or_not (item, BP_FIELD_REMINDER_AT, reminders);
  set_or_not (item, BP_FIELD_PERCENT_COMPLETE, percents);
  set_or_not (item, BP_FIELD_TOTAL_WORK_MINUTES, minutes);
  set_or_not (item, BP_FIELD_ACTUAL_WORK_MINUTES, minutes);
  set_or_not (item, BP_FIELD_CATEGORIES, lists);
  set_or_not (item, BP_FIELD_COMPANIES, lists);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    set_or_not (item, words[i], bp_field_info (words[i])->values);
  bp_progress_resolve (item, NULL, TODAY);
  add_rule (item);
  return item;
}

static void
test_echo (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 100; round++) {
    g_autoptr (BpItem) item = random_task ();
    BpItemResult *created = fixture_create (fixture, item), *read = fixture_read (fixture, created->id);
    g_assert_cmpstr (read->item->folder_id, ==, fixture->folder_id);
    g_assert_nonnull (read->item->create_token);
    g_assert_null (read->item->unsupported);
    g_assert_null (read->item->uid);
    g_assert_cmpint (read->item->modified_at, >, 0);
    fixture_assert_same (item, read->item->item);
    bp_item_result_free (created);
    bp_item_result_free (read);
  }
}

static void
test_update (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpItem) open_task = bp_item_new (BP_KIND_TASK);
  for (guint round = 0; round < 150; round++) {
    g_autoptr (BpItem) item = random_task (), other = random_task ();
    BpItemResult *created = fixture_create (fixture, item), *updated, *read;
    BpUnitSet units = (BpUnitSet) g_test_rand_int () & BP_UNITS_ALL & ~BP_UNIT_BIT (BP_UNIT_INFO);
    BpItemWrite write = { .id = created->id,
                          .change_key = created->change_key,
                          .item = item,
                          .was_series = bp_item_is_series (item),
                          .units = units };
    bp_item_copy_units (item, other, units);
    if (bp_task_is_to_move_on (item)) { /* another test's */
      bp_item_copy_units (item, open_task, BP_UNIT_BIT (BP_UNIT_PROGRESS));
      write.units |= BP_UNIT_BIT (BP_UNIT_PROGRESS);
    }
    updated = fixture_update (fixture, &write);
    read = fixture_read (fixture, created->id);
    fixture_assert_same (item, read->item->item);
    g_assert_cmpstr (read->change_key, ==, updated->change_key);
    bp_item_result_free (created);
    bp_item_result_free (updated);
    bp_item_result_free (read);
  }
}

/* A completed one moves on, and the answer's id is that of the copy left behind: it is not taken for the task's (EWS-BEHAVIOUR 56). */
static void
test_completed (Fixture *fixture, gconstpointer data)
{
  for (guint regenerates = 0; regenerates < 2; regenerates++) {
    g_autoptr (BpItem) item = bp_item_new (BP_KIND_TASK);
    BpItemResult *created, *updated, *read;
    BpItemWrite write = { .item = item, .was_series = TRUE, .units = BP_UNIT_BIT (BP_UNIT_PROGRESS) };
    bp_item_set (item, BP_FIELD_DUE_DATE, "2027-03-01");
    bp_item_set (item, BP_FIELD_RECURRENCE, "FREQ=DAILY;COUNT=3;INTERVAL=2");
    bp_item_set (item, BP_FIELD_REGENERATE, regenerates ? "1" : "0");
    created = fixture_create (fixture, item);
    write.id = created->id;
    write.change_key = created->change_key;
    bp_item_set (item, BP_FIELD_STATUS, "completed");
    bp_item_set (item, BP_FIELD_PERCENT_COMPLETE, "100");
    bp_item_set (item, BP_FIELD_COMPLETED_DATE, "2027-03-02");
    updated = fixture_update (fixture, &write);
    g_assert_cmpstr (updated->id, ==, created->id);
    g_assert_true (updated->reread);
    g_assert_null (updated->change_key);
    read = fixture_read (fixture, created->id);
    bp_item_set (item, BP_FIELD_STATUS, NULL);
    bp_item_set (item, BP_FIELD_PERCENT_COMPLETE, NULL);
    bp_item_set (item, BP_FIELD_COMPLETED_DATE, NULL);
    bp_item_set (item, BP_FIELD_DUE_DATE, regenerates ? "2027-03-04" : "2027-03-03");
    bp_item_set (item, BP_FIELD_RECURRENCE, "FREQ=DAILY;COUNT=2;INTERVAL=2");
    fixture_assert_same (item, read->item->item);
    bp_item_result_free (created);
    bp_item_result_free (updated);
    bp_item_result_free (read);
  }
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpItem) item = random_task ();
  BpItemResult *created = fixture_create (fixture, item);
  BpItemWrite write = { .id = created->id, .change_key = created->change_key };
  g_autoptr (BpChangePage) page = NULL;
  GError *error = NULL;
  GPtrArray *results = bp_driver_remove (fixture->driver, fixture->account, BP_KIND_TASK, &write, 1, NULL, &error);
  bp_item_result_free (fixture_only (results, error));
  bp_item_result_free (created);
  page =
    bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_TASK, fixture->folder_id, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->changes->len, ==, 0);
}

/* What Exchange cannot hold is said before it is sent. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (256, 'x');
  g_autofree char *long_list = g_strdup_printf ("[\"%s\"]", long_text);
  const struct {
    BpField field;
    const char *value, *words;
  } rows[] = {
    { BP_FIELD_SUBJECT, long_text, "subject" },          { BP_FIELD_MILEAGE, long_text, "mileage" },
    { BP_FIELD_BILLING_INFORMATION, long_text, "bill" }, { BP_FIELD_COMPANIES, long_list, "company" },
    { BP_FIELD_DUE_DATE, "0999-01-01", "outside" },      { BP_FIELD_REMINDER_AT, "4600-01-01T00:00:00", "outside" },
    { BP_FIELD_MILEAGE, "a\001b", "mileage" },           { BP_FIELD_RECURRENCE, "FREQ=DAILY", "start date" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpItem) item = bp_item_new (BP_KIND_TASK);
    BpItemWrite write = { .item = item, .units = BP_UNITS_ALL };
    g_autoptr (GError) error = NULL;
    bp_item_set (item, rows[i].field, rows[i].value);
    g_assert_false (bp_driver_check (fixture->driver, BP_KIND_TASK, &write, &error));
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, rows[i].words));
  }
}

/* SYNC 18: whoever wrote the date, in whichever zone, it is that date. */
static void
test_dates (void)
{
  static const struct {
    const char *instant, *zone, *date;
  } rows[] = {
    { "2026-06-30T22:00:00Z", "Europe/Berlin", "2026-07-01" },      /* midnight of the site */
    { "2026-07-01T00:00:00Z", "Europe/Berlin", "2026-07-01" },      /* midnight UTC */
    { "2026-07-01T00:00:00+02:00", "Europe/Berlin", "2026-07-01" }, /* with an offset */
    { "2026-07-01T04:00:00Z", "Europe/Berlin", "2026-07-01" },      /* of a site in New York: the nearest */
    { "2026-06-30T15:00:00Z", "Europe/Berlin", "2026-07-01" },      /* of one in Tokyo */
    { "2026-07-01T00:00:00Z", "America/New_York", "2026-07-01" },
    { "2026-07-01T04:00:00Z", "America/New_York", "2026-07-01" },
    { "nonsense", "Europe/Berlin", NULL },
    { NULL, "Europe/Berlin", NULL },
  };
  static const char *const zones[] = { "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "UTC" };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *date = bp_ews_time_to_date (rows[i].instant, rows[i].zone);
    g_test_message ("%s", rows[i].instant);
    g_assert_cmpstr (date, ==, rows[i].date);
  }
  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    for (guint day = 0; day < 5000; day++) {
      g_autoptr (GDateTime) first = g_date_time_new_utc (2015, 1, 1, 0, 0, 0);
      g_autoptr (GDateTime) at = g_date_time_add_days (first, (int) day);
      g_autofree char *date = g_date_time_format (at, "%Y-%m-%d");
      g_autofree char *instant = g_strconcat (date, "T00:00:00Z", NULL);
      g_autofree char *back = bp_ews_time_to_date (instant, zones[i]);
      g_assert_cmpstr (back, ==, date);
    }
}

#define ADD(name, function)                                                                                            \
  g_test_add (name, Fixture, GINT_TO_POINTER (BP_KIND_TASK), fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tasks/dates", test_dates);
  ADD ("/tasks/echo", test_echo);
  ADD ("/tasks/update", test_update);
  ADD ("/tasks/completed", test_completed);
  ADD ("/tasks/remove", test_remove);
  ADD ("/tasks/refused", test_refused);
  return g_test_run ();
}
