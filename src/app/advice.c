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

static void
add_engine (GPtrArray *list, const BpOverview *overview, gboolean start_failed)
{
  if (!overview->auto_sync)
    add (list, _ ("Automatic synchronisation is switched off: nothing is transferred."), _ ("Exchange _settings"),
         "win.show-exchange");
  else if (!overview->running && !start_failed)
    add (list, _ ("The sync is stopped: nothing is transferred."), _ ("_Start"), "win.start-engine");
  if (!overview->running)
    return;
  if (overview->stalled)
    add (list, _ ("The sync has not answered for more than ten seconds."), _ ("_Restart"), "win.restart-engine");
  else if (overview->restart_needed)
    add (list, _ ("Changed settings take effect when the sync is restarted."), _ ("_Restart now"),
         "win.restart-engine");
  if (!overview->connected && overview->connection && *overview->connection)
    add (list, overview->connection, _ ("Show _log"), "win.show-log");
}

GPtrArray *
bp_advice_list (const BpOverview *overview, BpProblem problem, const char *problem_text)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_advice_free);
  add_problem (list, problem, problem_text);
  if (!overview)
    return list;
  add_engine (list, overview, problem == BP_PROBLEM_START || problem == BP_PROBLEM_COPIED);
  for (guint i = 0; overview->warnings && i < overview->warnings->len; i++)
    add (list, overview->warnings->pdata[i], _ ("Show _users"), "win.show-users");
  return list;
}
