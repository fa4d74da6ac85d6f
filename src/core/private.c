/* SPDX-License-Identifier: MIT */
#include "core/private.h"

#define SUBJECT "Privat" /* part of the contract, in every language */
#define KEPT (BP_PRIVATE_OUT | BP_UNIT_BIT (BP_UNIT_SENSITIVITY))

BpPrivateItems
bp_private_items_parse (const char *setting)
{
  if (g_strcmp0 (setting, "busy-only") == 0)
    return BP_PRIVATE_BUSY_ONLY;
  return g_strcmp0 (setting, "skip") == 0 ? BP_PRIVATE_SKIP : BP_PRIVATE_FULL;
}

static gboolean
is_private_word (const char *sensitivity)
{
  return g_strcmp0 (sensitivity, "private") == 0 || g_strcmp0 (sensitivity, "confidential") == 0;
}

gboolean
bp_private_is (const BpItem *item)
{
  return is_private_word (bp_item_get (item, BP_FIELD_SENSITIVITY));
}

/* is_named: it needs the subject, because its series says another. */
static void
mask_exception (BpItem *masked, const BpException *exception, gboolean is_named)
{
  BpException *kept = bp_exception_new (exception->original_start);
  gboolean says_something = exception->cancelled || is_named;
  kept->cancelled = exception->cancelled;
  for (int field = 0; field < BP_FIELD_COUNT; field++) {
    if (!exception->values[field] || !(KEPT & BP_UNIT_BIT (bp_field_unit (field, bp_item_kind (masked)))))
      continue;
    kept->values[field] = g_strdup (exception->values[field]);
    says_something = TRUE;
  }
  if (is_named && !exception->cancelled)
    kept->values[BP_FIELD_SUBJECT] = g_strdup (SUBJECT);
  if (says_something) {
    bp_item_take_exception (masked, kept);
    return;
  }
  bp_exception_free (kept);
}

BpItem *
bp_private_mask (const BpItem *item)
{
  gboolean whole = bp_private_is (item);
  BpItem *masked = whole ? bp_item_new (bp_item_kind (item)) : bp_item_copy (item);
  if (whole) {
    bp_item_copy_units (masked, item, KEPT);
    bp_item_set (masked, BP_FIELD_SUBJECT, SUBJECT);
  }
  for (guint i = 0; i < bp_item_n_exceptions (item); i++) {
    const BpException *exception = bp_item_nth_exception (item, i);
    if (whole || is_private_word (exception->values[BP_FIELD_SENSITIVITY]))
      mask_exception (masked, exception, !whole);
  }
  return masked;
}
