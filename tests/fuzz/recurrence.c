/* SPDX-License-Identifier: MIT */
/* Recurrence rules as other programs write them. A line each: the rule, the first start, the zone, an original start. */
#include <string.h>

#include "core/field.h"
#include "core/recurrence.h"
#include "core/series.h"
#include "fuzz.h"

/* What a day of another rule costs is the expansion's affair; here it must only end. */
#define MOST 50

/* A rule that is understood says the same when it is written and read again. */
static void
check_rule (const char *text, const char *start, const char *zone, const char *original)
{
  BpRecurrence rule, again;
  g_autofree char *written = NULL, *rewritten = NULL;
  g_autoptr (GPtrArray) starts = NULL;
  g_autoptr (GError) error = NULL;
  if (!bp_recurrence_parse (text, start, zone, &rule, &error)) {
    g_assert_nonnull (error);
    return;
  }
  written = bp_recurrence_to_rrule (&rule);
  g_assert_true (bp_recurrence_parse (written, start, zone, &again, NULL));
  rewritten = bp_recurrence_to_rrule (&again);
  g_assert_cmpstr (written, ==, rewritten);
  starts = bp_recurrence_expand (&rule, start, NULL, MOST);
  for (guint i = 1; i < starts->len; i++)
    g_assert_cmpstr (starts->pdata[i - 1], <, starts->pdata[i]);
  if (original)
    bp_recurrence_index (&rule, start, original);
}

static void
check_series (const char *rule, const char *start, const char *zone, const char *original)
{
  g_autoptr (BpItem) item = bp_item_new (BP_KIND_APPOINTMENT);
  g_autofree char *normal = NULL, *from = NULL, *key = NULL;
  if (!bp_field_normalise (BP_FIELD_RECURRENCE, rule, &normal, NULL) || !normal
      || !bp_field_normalise (BP_FIELD_STARTS_AT, start, &from, NULL) || !from)
    return;
  bp_item_set (item, BP_FIELD_STARTS_AT, from);
  bp_item_set (item, BP_FIELD_ENDS_AT, from);
  bp_item_set (item, BP_FIELD_RECURRENCE, normal);
  if (original && bp_field_normalise (BP_FIELD_STARTS_AT, original, &key, NULL) && key)
    bp_item_take_exception (item, bp_exception_new (key));
  bp_series_normalise (item, zone);
  check_rule (normal, from, zone, key ? key : from);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_be_strict ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *rule = fuzz_take_line (&data, &size), *start = fuzz_take_line (&data, &size),
                  *zone = fuzz_take_line (&data, &size), *original = fuzz_take_line (&data, &size);
  if (!rule)
    return 0;
  if (!start)
    start = g_strdup ("2027-03-01T09:00:00");
  check_rule (rule, start, zone ? zone : "Europe/Berlin", original);
  check_series (rule, start, zone ? zone : "Europe/Berlin", original);
  return 0;
}
