/* SPDX-License-Identifier: MIT */
/* The merge (SYNC 5, 6 and 14): a table of what happened on each side, and where it goes. */
#include "core/merge.h"

#define S BP_UNIT_BIT (BP_UNIT_SUBJECT)
#define W BP_UNIT_BIT (BP_UNIT_WHEN)
#define L BP_UNIT_BIT (BP_UNIT_LOCATION)
#define SECOND ((gint64) G_USEC_PER_SEC)
#define NOW (G_GINT64_CONSTANT (1795421640) * SECOND)

enum { NONE = 0, EXPORT = 1, IMPORT = 2, BOTH = 3 };

static const struct {
  const char *what;
  guint open;
  BpUnitSet local, remote, equal;
  gint64 local_at, remote_at; /* of every unit */
  BpUnitSet to_remote, to_local, clash, local_lost;
  BpMergeRule rule; /* of every clash */
} cases[] = {
  { "nothing changed", BOTH, 0, 0, 0, NOW, NOW, 0, 0, 0, 0, 0 },
  { "changed here", BOTH, S, 0, 0, NOW, NOW, S, 0, 0, 0, 0 },
  { "changed there", BOTH, 0, S, 0, NOW, NOW, 0, S, 0, 0, 0 },
  { "different units on both sides", BOTH, S, W, 0, NOW, NOW, S, W, 0, 0, 0 },
  { "the same edit on both sides", BOTH, S, S, S, NOW, NOW, 0, 0, 0, 0, 0 },
  { "clash, here later", BOTH, S, S, 0, NOW + 3 * SECOND, NOW, S, 0, S, 0, BP_RULE_LATER },
  { "clash, there later", BOTH, S, S, 0, NOW, NOW + 3 * SECOND, 0, S, S, S, BP_RULE_LATER },
  { "clash within two seconds, here later", BOTH, S, S, 0, NOW + 2 * SECOND, NOW, 0, S, S, S, BP_RULE_EXCHANGE_ON_TIE },
  { "clash just over two seconds", BOTH, S, S, 0, NOW + 2 * SECOND + 1, NOW, S, 0, S, 0, BP_RULE_LATER },
  { "clash within two seconds, there later", BOTH, S, S, 0, NOW, NOW + 1, 0, S, S, S, BP_RULE_EXCHANGE_ON_TIE },
  { "clash, time there unknown", BOTH, S, S, 0, NOW, 0, 0, S, S, S, BP_RULE_EXCHANGE_ON_TIE },
  { "clash, time here unknown", BOTH, S, S, 0, 0, NOW, 0, S, S, S, BP_RULE_EXCHANGE_ON_TIE },
  { "clash, no times at all", BOTH, S, S, 0, 0, 0, 0, S, S, S, BP_RULE_EXCHANGE_ON_TIE },
  { "clash on one of three", BOTH, S | W, S | L, 0, NOW + 9 * SECOND, NOW, S | W, L, S, 0, BP_RULE_LATER },
  { "two clashes, one of them equal", BOTH, S | W, S | W, W, NOW, NOW + 9 * SECOND, 0, S, S, S, BP_RULE_LATER },
  { "export only: changed here", EXPORT, S, 0, 0, NOW, NOW, S, 0, 0, 0, 0 },
  { "export only: changed there", EXPORT, 0, S, 0, NOW, NOW, 0, 0, 0, 0, 0 },
  { "export only: clash, there later", EXPORT, S, S, 0, NOW, NOW + 9 * SECOND, S, 0, S, 0, BP_RULE_OPEN_SIDE },
  { "export only: the same edit", EXPORT, S, S, S, NOW, NOW, 0, 0, 0, 0, 0 },
  { "export only: different units", EXPORT, S, W, 0, NOW, NOW, S, 0, 0, 0, 0 },
  { "import only: changed here", IMPORT, S, 0, 0, NOW, NOW, 0, 0, 0, 0, 0 },
  { "import only: changed there", IMPORT, 0, S, 0, NOW, NOW, 0, S, 0, 0, 0 },
  { "import only: clash, here later", IMPORT, S, S, 0, NOW + 9 * SECOND, NOW, 0, S, S, S, BP_RULE_OPEN_SIDE },
  { "import only: different units", IMPORT, S, W, 0, NOW, NOW, 0, W, 0, 0, 0 },
  { "both closed: changed here and there", NONE, S | W, S, 0, NOW, NOW, 0, 0, 0, 0, 0 },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    BpMergeInput input = { .changed_local = cases[i].local,
                           .changed_remote = cases[i].remote,
                           .equal = cases[i].equal,
                           .remote_at = cases[i].remote_at,
                           .export_open = (cases[i].open & EXPORT) != 0,
                           .import_open = (cases[i].open & IMPORT) != 0 };
    BpMergeResult result;
    g_test_message ("%s", cases[i].what);
    for (guint unit = 0; unit < BP_UNIT_COUNT; unit++)
      input.local_at[unit] = cases[i].local_at;
    result = bp_merge (&input);
    g_assert_cmphex (result.to_remote, ==, cases[i].to_remote);
    g_assert_cmphex (result.to_local, ==, cases[i].to_local);
    g_assert_cmphex (result.clash, ==, cases[i].clash);
    g_assert_cmphex (result.local_lost, ==, cases[i].local_lost);
    for (guint unit = 0; unit < BP_UNIT_COUNT; unit++)
      if (result.clash & BP_UNIT_BIT (unit))
        g_assert_cmpint (result.rule[unit], ==, cases[i].rule);
  }
}

/* Each unit is judged by its own time. */
static void
test_times_per_unit (void)
{
  BpMergeInput input = {
    .changed_local = S | W, .changed_remote = S | W, .remote_at = NOW, .export_open = TRUE, .import_open = TRUE
  };
  BpMergeResult result;
  input.local_at[BP_UNIT_SUBJECT] = NOW - 9 * SECOND;
  input.local_at[BP_UNIT_WHEN] = NOW + 9 * SECOND;
  result = bp_merge (&input);
  g_assert_cmphex (result.to_local, ==, S);
  g_assert_cmphex (result.to_remote, ==, W);
  g_assert_cmphex (result.local_lost, ==, S);
}

/* Whatever happened: no unit goes both ways, only changed units go, and never through a closed direction. */
static void
test_invariants (void)
{
  for (guint round = 0; round < 20000; round++) {
    BpMergeInput input = { .changed_local = g_test_rand_int () & BP_UNITS_ALL,
                           .changed_remote = g_test_rand_int () & BP_UNITS_ALL,
                           .remote_at = g_test_rand_int_range (0, 5) * SECOND,
                           .export_open = g_test_rand_bit (),
                           .import_open = g_test_rand_bit () };
    BpMergeResult result;
    input.equal = input.changed_local & input.changed_remote & (BpUnitSet) g_test_rand_int ();
    for (guint unit = 0; unit < BP_UNIT_COUNT; unit++)
      input.local_at[unit] = g_test_rand_int_range (0, 9) * SECOND;
    result = bp_merge (&input);
    g_assert_cmphex (result.to_remote & result.to_local, ==, 0);
    g_assert_cmphex (result.to_remote & ~input.changed_local, ==, 0);
    g_assert_cmphex (result.to_local & ~input.changed_remote, ==, 0);
    g_assert_cmphex ((result.to_remote | result.to_local) & input.equal, ==, 0);
    g_assert_cmphex (result.local_lost, ==, result.clash & result.to_local);
    g_assert_true (input.export_open || result.to_remote == 0);
    g_assert_true (input.import_open || result.to_local == 0);
  }
}

static void
test_names (void)
{
  g_assert_cmpstr (bp_merge_rule_name (BP_RULE_LATER), ==, "later");
  g_assert_cmpstr (bp_merge_rule_name (BP_RULE_EXCHANGE_ON_TIE), ==, "exchange-on-tie");
  g_assert_cmpstr (bp_merge_rule_name (BP_RULE_OPEN_SIDE), ==, "open-side");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merge/table", test_table);
  g_test_add_func ("/merge/times-per-unit", test_times_per_unit);
  g_test_add_func ("/merge/invariants", test_invariants);
  g_test_add_func ("/merge/names", test_names);
  return g_test_run ();
}
