/* SPDX-License-Identifier: MIT */
/* The field table: complete, each field once, and the normal form of every type. */
#include "core/field.h"

#include <string.h>

#include "base/error.h"

static void
test_table (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint field = 0; field < BP_FIELD_COUNT; field++) {
    const BpFieldInfo *info = bp_field_info (field);
    BpField back;
    g_assert_nonnull (info->name);
    g_assert_true (g_hash_table_add (names, (gpointer) info->name));
    g_assert_true (bp_field_by_name (info->name, &back));
    g_assert_cmpint (back, ==, field);
    g_assert_cmpuint (info->kinds & ~3u, ==, 0);
    g_assert_cmpuint (info->kinds, !=, 0);
    g_assert_cmpint (info->type == BP_TYPE_ENUM, ==, info->values != NULL);
    if (info->type == BP_TYPE_INT)
      g_assert_cmpint (info->min, <, info->max);
    /* The organizer and the attendees belong to the whole series; so does what says when it recurs. */
    if (info->in_exception)
      g_assert_true (bp_field_applies (field, BP_KIND_APPOINTMENT));
    if (info->default_value) {
      g_autofree char *normal = NULL;
      g_assert_true (bp_field_normalise (field, info->default_value, &normal, NULL));
      g_assert_cmpstr (normal, ==, info->default_value);
    }
  }
  g_assert_false (bp_field_by_name ("color", &(BpField){ 0 }));
  g_assert_false (bp_field_by_name (NULL, &(BpField){ 0 }));
}

static void
test_units (void)
{
  BpUnitSet used = BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  BpUnit unit;
  g_autofree char *described = bp_units_describe (BP_UNIT_BIT (BP_UNIT_SUBJECT) | BP_UNIT_BIT (BP_UNIT_WHEN));
  g_autofree char *nothing = bp_units_describe (0);
  for (guint kind = 0; kind < BP_KIND_COUNT; kind++)
    for (guint field = 0; field < BP_FIELD_COUNT; field++)
      if (bp_field_applies (field, kind))
        used |= BP_UNIT_BIT (bp_field_unit (field, kind));
  g_assert_cmphex (used, ==, BP_UNITS_ALL);
  for (guint i = 0; i < BP_UNIT_COUNT; i++) {
    g_assert_true (bp_unit_parse (bp_unit_name (i), &unit));
    g_assert_cmpint (unit, ==, i);
    g_assert_nonnull (bp_unit_label (i));
  }
  g_assert_false (bp_unit_parse ("what", &unit));
  g_assert_cmpstr (described, ==, "subject, time");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_kinds (void)
{
  BpKind kind;
  g_assert_true (bp_kind_parse ("task", &kind));
  g_assert_cmpint (kind, ==, BP_KIND_TASK);
  g_assert_cmpstr (bp_kind_name (BP_KIND_APPOINTMENT), ==, "appointment");
  g_assert_cmpint (bp_kind_letter (BP_KIND_APPOINTMENT), ==, 'a');
  g_assert_cmpint (bp_kind_letter (BP_KIND_TASK), ==, 't');
  g_assert_false (bp_kind_parse ("note", &kind));
}

static const struct {
  BpField field;
  const char *value;
  const char *normal; /* NULL: none */
} valid[] = {
  { BP_FIELD_SUBJECT, NULL, NULL },
  { BP_FIELD_SUBJECT, "", NULL },
  { BP_FIELD_SUBJECT, " Größe ", " Größe " },
  { BP_FIELD_INFO_TEXT, "a\r\nb\rc\n", "a\nb\nc\n" },
  { BP_FIELD_SHOW_AS, "out-of-office", "out-of-office" },
  { BP_FIELD_ALL_DAY, "1", "1" },
  { BP_FIELD_REMINDER_MINUTES, "015", "15" },
  { BP_FIELD_PERCENT_COMPLETE, "100", "100" },
  { BP_FIELD_START_DATE, "2028-02-29", "2028-02-29" },
  { BP_FIELD_STARTS_AT, "2026-03-29T02:30:00", "2026-03-29T02:30:00" },
  { BP_FIELD_STARTS_AT, "2026-03-29 02:30", "2026-03-29T02:30:00" },
  { BP_FIELD_TIME_ZONE, "Europe/Berlin", "Europe/Berlin" },
  { BP_FIELD_TIME_ZONE, "Asia/Calcutta", "Asia/Calcutta" },
  { BP_FIELD_CATEGORIES, "[]", NULL },
  { BP_FIELD_CATEGORIES, "[\"\", \" \"]", NULL },
  { BP_FIELD_CATEGORIES, "[ \"b\" , \" a \", \"b\"]", "[\"a\",\"b\"]" },
  { BP_FIELD_COMPANIES, "[\"Müller & Söhne\"]", "[\"Müller & Söhne\"]" },
  { BP_FIELD_ATTENDEES, "[ {\"b\":1, \"a\":2} ]", "[{\"a\":2,\"b\":1}]" },
  { BP_FIELD_RECURRENCE, "FREQ=DAILY", "FREQ=DAILY" },
  { BP_FIELD_RECURRENCE, "RRULE:INTERVAL=2;FREQ=DAILY", "FREQ=DAILY;INTERVAL=2" },
  { BP_FIELD_RECURRENCE, "FREQ=DAILY;INTERVAL=1", "FREQ=DAILY" },
  { BP_FIELD_RECURRENCE, "rrule:freq=daily;until=20270305t080000z", "FREQ=DAILY;UNTIL=20270305T080000Z" },
  { BP_FIELD_RECURRENCE, "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=1MO" },
  { BP_FIELD_RECURRENCE, "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR", "FREQ=MONTHLY;BYDAY=-1FR" },
  { BP_FIELD_RECURRENCE, "FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=1MO" },
  { BP_FIELD_RECURRENCE, "FREQ=MONTHLY;BYDAY=+1MO", "FREQ=MONTHLY;BYDAY=1MO" },
  { BP_FIELD_RECURRENCE, "FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYSETPOS=-1", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" },
};

static const struct {
  BpField field;
  const char *value;
} invalid[] = {
  { BP_FIELD_SUBJECT, "\xff" },
  { BP_FIELD_SHOW_AS, "Busy" },
  { BP_FIELD_SHOW_AS, "gone" },
  { BP_FIELD_ALL_DAY, "true" },
  { BP_FIELD_REMINDER_MINUTES, "-1" },
  { BP_FIELD_REMINDER_MINUTES, "15 min" },
  { BP_FIELD_REMINDER_MINUTES, "99999999999" },
  { BP_FIELD_PERCENT_COMPLETE, "101" },
  { BP_FIELD_START_DATE, "2026-02-29" },
  { BP_FIELD_START_DATE, "29.02.2028" },
  { BP_FIELD_START_DATE, "2028-02-29T00:00:00" },
  { BP_FIELD_START_DATE, "2028-2-9" },
  { BP_FIELD_STARTS_AT, "2026-03-29" },
  { BP_FIELD_STARTS_AT, "2026-03-29T24:00:00" },
  { BP_FIELD_STARTS_AT, "2026-03-29T02:30:00Z" },
  { BP_FIELD_STARTS_AT, "2026-03-29T02.30.00" },
  { BP_FIELD_TIME_ZONE, "Europe/Entenhausen" },
  { BP_FIELD_TIME_ZONE, "../../etc/passwd" },
  { BP_FIELD_TIME_ZONE, "/etc/localtime" },
  { BP_FIELD_CATEGORIES, "red" },
  { BP_FIELD_CATEGORIES, "{}" },
  { BP_FIELD_CATEGORIES, "[1]" },
  { BP_FIELD_ATTENDEES, "[" },
  { BP_FIELD_RECURRENCE, "every day" },
  { BP_FIELD_RECURRENCE, "INTERVAL=2" },
  { BP_FIELD_RECURRENCE, "FREQ=SOMETIMES" },
};

static void
test_normalise (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (valid); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *normal = NULL;
    g_autofree char *again = NULL;
    g_assert_true (bp_field_normalise (valid[i].field, valid[i].value, &normal, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (normal, ==, valid[i].normal);
    g_assert_true (bp_field_normalise (valid[i].field, normal, &again, NULL));
    g_assert_cmpstr (again, ==, normal);
  }
  for (guint i = 0; i < G_N_ELEMENTS (invalid); i++) {
    g_autoptr (GError) error = NULL;
    char *untouched = (char *) "untouched";
    if (bp_field_normalise (invalid[i].field, invalid[i].value, &untouched, &error))
      g_error ("%s: “%s” was taken", bp_field_info (invalid[i].field)->name, invalid[i].value);
    g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
    g_assert_true (g_str_has_prefix (error->message, bp_field_info (invalid[i].field)->name));
    g_assert_cmpstr (untouched, ==, "untouched");
  }
}

static void
test_in_exception (void)
{
  static const struct {
    BpField field;
    const char *value, *normal;
  } cases[] = {
    { BP_FIELD_SUBJECT, NULL, NULL },          { BP_FIELD_LOCATION, "", "" },
    { BP_FIELD_REMINDER_MINUTES, "-1", "-1" }, { BP_FIELD_REMINDER_MINUTES, "5", "5" },
    { BP_FIELD_CATEGORIES, "[]", "[]" },       { BP_FIELD_CATEGORIES, NULL, NULL },
    { BP_FIELD_SHOW_AS, "free", "free" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *normal = NULL;
    g_assert_true (bp_field_normalise_in_exception (cases[i].field, cases[i].value, &normal, NULL));
    g_assert_cmpstr (normal, ==, cases[i].normal);
  }
  g_assert_false (bp_field_normalise_in_exception (BP_FIELD_SHOW_AS, "gone", &(char *){ NULL }, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field/table", test_table);
  g_test_add_func ("/field/units", test_units);
  g_test_add_func ("/field/kinds", test_kinds);
  g_test_add_func ("/field/normalise", test_normalise);
  g_test_add_func ("/field/in-exception", test_in_exception);
  return g_test_run ();
}
