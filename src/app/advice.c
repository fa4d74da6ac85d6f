/* SPDX-License-Identifier: MIT */
#include "app/advice.h"

#include "base/i18n.h"

void
bp_advice_free (BpAdvice *self)
{
  if (!self)
    return;
  g_free (self->text);
  g_free (self);
}

static void
add (GPtrArray *list, const char *text, const char *button, const char *action)
{
  BpAdvice *advice = g_new0 (BpAdvice, 1);
  advice->text = g_strdup (text);
  advice->button = button;
  advice->action = action;
  g_ptr_array_add (list, advice);
}

static void
add_problem (GPtrArray *list, BpProblem problem, const char *text)
{
  switch (problem) {
  case BP_PROBLEM_DATA:
    add (list, text, _ ("_Try again"), "win.refresh");
    break;
  case BP_PROBLEM_START:
    add (list, text, _ ("_Start again"), "win.start-engine");
    break;
  case BP_PROBLEM_COPIED:
    add (list, text, _ ("_Use here…"), "win.adopt");
    break;
  default:
    break;
  }
}

/* What the engine's state alone tells. */
static void
add_engine (GPtrArray *list, const BpOverview *overview, BpProblem problem)
{
  if (!overview->auto_sync)
    add (list, _ ("Automatic synchronisation is switched off: nothing is transferred."), _ ("Exchange _settings"),
         "win.show-exchange");
  else if (!overview->running && problem != BP_PROBLEM_START && problem != BP_PROBLEM_COPIED)
    add (list, _ ("The sync is stopped: nothing is transferred."), _ ("_Start"), "win.start-engine");
  if (overview->running && !overview->stalled && problem != BP_PROBLEM_START && overview->connection_failed)
    add (list, overview->connection, _ ("Show _log"), "win.show-log");
}

static void
add_warning (GPtrArray *list, const BpWarning *warning)
{
  switch (warning->kind) {
  case BP_WARNING_STALLED:
    add (list, warning->text, _ ("_Restart"), "win.restart-engine");
    break;
  case BP_WARNING_EXPIRY:
  case BP_WARNING_SETTINGS:
    add (list, warning->text, _ ("Exchange _settings"), "win.show-exchange");
    break;
  case BP_WARNING_RESTART:
    add (list, warning->text, _ ("_Restart now"), "win.restart-engine");
    break;
  case BP_WARNING_HELD:
    add (list, warning->text, _ ("Re_view…"), "win.review-deletions");
    break;
  case BP_WARNING_PARKED:
    add (list, warning->text, _ ("Show re_cords"), "win.show-problems");
    break;
  default:
    add (list, warning->text, _ ("Show _users"), "win.show-users");
  }
}

GPtrArray *
bp_advice_list (const BpOverview *overview, BpProblem problem, const char *problem_text)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_advice_free);
  add_problem (list, problem, problem_text);
  if (!overview)
    return list;
  add_engine (list, overview, problem);
  for (guint i = 0; overview->warnings && i < overview->warnings->len; i++)
    add_warning (list, overview->warnings->pdata[i]);
  return list;
}
