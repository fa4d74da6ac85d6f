/* SPDX-License-Identifier: MIT */
#include "app/advice.h"

typedef struct {
  const char *what;
  BpOverview overview;
  gboolean unknown; /* no overview yet */
  BpProblem problem;
  const char *actions; /* of the advice, in order */
} Row;

/* What the window offers for each thing that can be wrong. */
static const Row rows[] = {
  { "all is well", { .running = TRUE, .auto_sync = TRUE, .connected = TRUE }, .actions = "" },
  { "not read yet", .unknown = TRUE, .actions = "" },
  { "data gone", .unknown = TRUE, .problem = BP_PROBLEM_DATA, .actions = "win.refresh" },
  { "switched off", { .running = FALSE }, .actions = "win.show-exchange" },
  { "stopped", { .auto_sync = TRUE }, .actions = "win.start-engine" },
  { "could not start", { .auto_sync = TRUE }, .problem = BP_PROBLEM_START, .actions = "win.start-engine" },
  { "copied", { .auto_sync = TRUE }, .problem = BP_PROBLEM_COPIED, .actions = "win.adopt" },
  { "not connected",
    { .running = TRUE, .auto_sync = TRUE, .connection_failed = TRUE, .connection = (char *) "The server is busy." },
    .actions = "win.show-log" },
  { "just started", { .running = TRUE, .auto_sync = TRUE, .connection = (char *) "Not yet." }, .actions = "" },
  { "ended by itself, with another attempt to come",
    { .running = TRUE, .auto_sync = TRUE, .connection_failed = TRUE, .connection = (char *) "No." },
    .problem = BP_PROBLEM_START,
    .actions = "win.start-engine" },
  { "switched off while it runs", { .running = TRUE, .connected = TRUE }, .actions = "win.show-exchange" },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GPtrArray) list =
      bp_advice_list (rows[i].unknown ? NULL : &rows[i].overview, rows[i].problem, "It failed.");
    g_autoptr (GString) actions = g_string_new (NULL);
    for (guint j = 0; j < list->len; j++) {
      const BpAdvice *advice = list->pdata[j];
      g_string_append_printf (actions, "%s%s", j ? " " : "", advice->action);
      g_assert_true (advice->text && *advice->text);
      g_assert_true (advice->button && *advice->button);
    }
    g_test_message ("%s", rows[i].what);
    g_assert_cmpstr (actions->str, ==, rows[i].actions);
  }
}

/* Each kind of warning has the button that helps. */
static void
test_warnings (void)
{
  static const char *const actions[] = {
    [BP_WARNING_STALLED] = "win.restart-engine", [BP_WARNING_EXPIRY] = "win.show-exchange",
    [BP_WARNING_SETTINGS] = "win.show-exchange", [BP_WARNING_RESTART] = "win.restart-engine",
    [BP_WARNING_USERS] = "win.show-users",       [BP_WARNING_HELD] = "win.review-deletions",
    [BP_WARNING_PARKED] = "win.show-problems"
  };
  for (guint kind = 0; kind < G_N_ELEMENTS (actions); kind++) {
    g_autoptr (GPtrArray) warnings = g_ptr_array_new ();
    BpWarning warning = { .kind = (BpWarningKind) kind, .text = (char *) "Something." };
    BpOverview overview = { .running = TRUE, .auto_sync = TRUE, .connected = TRUE, .warnings = warnings };
    g_ptr_array_add (warnings, &warning);
    g_autoptr (GPtrArray) list = bp_advice_list (&overview, BP_PROBLEM_NONE, NULL);
    g_assert_cmpuint (list->len, ==, 1);
    g_assert_cmpstr (((BpAdvice *) list->pdata[0])->text, ==, "Something.");
    g_assert_cmpstr (((BpAdvice *) list->pdata[0])->action, ==, actions[kind]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/advice/table", test_table);
  g_test_add_func ("/advice/warnings", test_warnings);
  return g_test_run ();
}
