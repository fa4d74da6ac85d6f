/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/merge.h"
#include "engine/reason.h"

/* Every name that is stored has a sentence of its own; one that this version does not know is shown as it is. */

static void
assert_sentence (const char *name, const char *sentence)
{
  g_assert_cmpstr (sentence, !=, name);
  g_assert_nonnull (strchr (sentence, ' '));
}

static void
test_reasons (void)
{
  static const char *const names[] = { BP_REASON_EXPORT_OFF,   BP_REASON_IMPORT_OFF,     BP_REASON_WHILE_OFF,
                                       BP_REASON_INFO_TEXT,    BP_REASON_MEETING,        BP_REASON_COMPANY,
                                       BP_REASON_KEPT_PAST,    BP_REASON_PRIVATE,        BP_REASON_DISCARDED,
                                       BP_REASON_PRIVATE_BUSY, BP_REASON_PRIVATE_SERIES, BP_REASON_STRAY };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    assert_sentence (names[i], bp_reason_describe (names[i]));
    for (guint k = 0; k < i; k++)
      g_assert_cmpstr (bp_reason_describe (names[i]), !=, bp_reason_describe (names[k]));
  }
  g_assert_cmpstr (bp_reason_describe ("of-a-newer-version"), ==, "of-a-newer-version");
  g_assert_null (bp_reason_describe (NULL));
}

static void
test_rules (void)
{
  static const BpMergeRule rules[] = { BP_RULE_LATER, BP_RULE_EXCHANGE_ON_TIE, BP_RULE_OPEN_SIDE };
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    assert_sentence (bp_merge_rule_name (rules[i]), bp_rule_describe (bp_merge_rule_name (rules[i])));
  assert_sentence ("left-on-linking", bp_rule_describe ("left-on-linking"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reason/reasons", test_reasons);
  g_test_add_func ("/reason/rules", test_rules);
  return g_test_run ();
}
