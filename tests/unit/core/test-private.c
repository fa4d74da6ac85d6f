/* SPDX-License-Identifier: MIT */
/* What a record may hold of a private item, field by field: a field that is added later is hidden until it is named here. */
#include "core/private.h"

static BpItem *
full_item (BpKind kind)
{
  BpItem *item = bp_item_new (kind);
  for (guint field = 0; field < BP_FIELD_COUNT; field++)
    if (bp_field_applies (field, kind))
      bp_item_set (item, field, "x");
  bp_item_set (item, BP_FIELD_SENSITIVITY, "confidential");
  return item;
}

static void
test_fields (gconstpointer data)
{
  static const BpField kept[] = { BP_FIELD_STARTS_AT,  BP_FIELD_ENDS_AT,    BP_FIELD_TIME_ZONE,  BP_FIELD_ALL_DAY,
                                  BP_FIELD_RECURRENCE, BP_FIELD_SHOW_AS,    BP_FIELD_START_DATE, BP_FIELD_DUE_DATE,
                                  BP_FIELD_REGENERATE, BP_FIELD_SENSITIVITY };
  BpKind kind = (BpKind) GPOINTER_TO_INT (data);
  g_autoptr (BpItem) item = full_item (kind);
  g_autoptr (BpItem) masked = bp_private_mask (item);
  for (guint field = 0; field < BP_FIELD_COUNT; field++) {
    gboolean is_kept = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
      is_kept |= kept[i] == field;
    g_test_message ("%s", bp_field_info (field)->name);
    if (field == BP_FIELD_SUBJECT)
      g_assert_cmpstr (bp_item_get (masked, field), ==, "Privat");
    else
      g_assert_cmpstr (bp_item_get (masked, field), ==, is_kept ? bp_item_get (item, field) : NULL);
  }
}

static void
add_exception (BpItem *item, const char *key, gboolean cancelled, const char *sensitivity, const char *subject,
               const char *start)
{
  BpException *exception = bp_exception_new (key);
  exception->cancelled = cancelled;
  exception->values[BP_FIELD_SENSITIVITY] = g_strdup (sensitivity);
  exception->values[BP_FIELD_SUBJECT] = g_strdup (subject);
  exception->values[BP_FIELD_STARTS_AT] = g_strdup (start);
  bp_item_take_exception (item, exception);
}

static void
test_exceptions (void)
{
  g_autoptr (BpItem) item = bp_item_new (BP_KIND_APPOINTMENT);
  g_autoptr (BpItem) whole = NULL, open = NULL;
  bp_item_set (item, BP_FIELD_SUBJECT, "Therapie");
  bp_item_set (item, BP_FIELD_SENSITIVITY, "private");
  add_exception (item, "a", TRUE, NULL, NULL, NULL);
  add_exception (item, "b", FALSE, NULL, "Befund", NULL);
  add_exception (item, "c", FALSE, NULL, "Befund", "2027-03-01T09:00:00");
  add_exception (item, "d", FALSE, "private", "Befund", NULL);
  whole = bp_private_mask (item);
  g_assert_true (bp_item_find_exception (whole, "a")->cancelled);
  g_assert_null (bp_item_find_exception (whole, "b"));
  g_assert_null (bp_item_find_exception (whole, "c")->values[BP_FIELD_SUBJECT]);
  g_assert_nonnull (bp_item_find_exception (whole, "c")->values[BP_FIELD_STARTS_AT]);
  /* A private occurrence of an open series. */
  bp_item_set (item, BP_FIELD_SENSITIVITY, "normal");
  open = bp_private_mask (item);
  g_assert_cmpstr (bp_item_get (open, BP_FIELD_SUBJECT), ==, "Therapie");
  g_assert_cmpstr (bp_item_find_exception (open, "b")->values[BP_FIELD_SUBJECT], ==, "Befund");
  g_assert_cmpstr (bp_item_find_exception (open, "d")->values[BP_FIELD_SUBJECT], ==, "Privat");
}

static void
test_setting (void)
{
  g_assert_cmpint (bp_private_items_parse ("full"), ==, BP_PRIVATE_FULL);
  g_assert_cmpint (bp_private_items_parse ("busy-only"), ==, BP_PRIVATE_BUSY_ONLY);
  g_assert_cmpint (bp_private_items_parse ("skip"), ==, BP_PRIVATE_SKIP);
  g_assert_cmpint (bp_private_items_parse (NULL), ==, BP_PRIVATE_FULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/private/fields/appointment", GINT_TO_POINTER (BP_KIND_APPOINTMENT), test_fields);
  g_test_add_data_func ("/private/fields/task", GINT_TO_POINTER (BP_KIND_TASK), test_fields);
  g_test_add_func ("/private/exceptions", test_exceptions);
  g_test_add_func ("/private/setting", test_setting);
  return g_test_run ();
}
