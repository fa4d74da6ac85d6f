/* SPDX-License-Identifier: MIT */
/* JSON of others: shadows, lists, attendees, and the hashes of a baseline row. */
#include <string.h>

#include "core/field.h"
#include "core/form.h"
#include "core/item.h"
#include "core/list.h"
#include "fuzz.h"

static void
check_item (BpKind kind, const char *text)
{
  const BpSite site = { "Europe/Berlin" };
  g_autoptr (GError) error = NULL;
  g_autoptr (BpItem) item = bp_item_from_json (kind, text, &error);
  g_autoptr (BpItem) again = NULL, remote = NULL, local = NULL;
  g_autofree char *json = NULL, *hashes = NULL, *key = NULL;
  g_assert_true (!item == (error != NULL));
  if (!item)
    return;
  json = bp_item_to_json (item);
  again = bp_item_from_json (kind, json, NULL);
  g_assert_nonnull (again);
  g_assert_cmphex (bp_item_diff (item, again), ==, 0);
  hashes = bp_item_unit_hashes (item);
  g_assert_cmphex (bp_item_diff_hashes (hashes, hashes), ==, 0);
  key = bp_item_match_key (item);
  remote = bp_form_to_remote (item, &site);
  local = bp_form_to_local (remote, item, BP_UNITS_ALL, &site);
}

/* The normal form of a normal form is itself. */
static void
check_value (BpField field, const char *text)
{
  g_autofree char *normal = NULL, *again = NULL;
  if (!bp_field_normalise (field, text, &normal, NULL))
    return;
  g_assert_true (bp_field_normalise (field, normal, &again, NULL));
  g_assert_cmpstr (normal, ==, again);
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
  g_autofree char *text = fuzz_take_rest (data, size), *list = NULL;
  g_auto (GStrv) entries = bp_list_to_strv (text);
  list = bp_list_from_strv ((const char *const *) entries);
  for (BpField field = 0; field < BP_FIELD_COUNT; field++)
    check_value (field, text);
  check_item (BP_KIND_APPOINTMENT, text);
  check_item (BP_KIND_TASK, text);
  bp_item_diff_hashes (text, text);
  return 0;
}
