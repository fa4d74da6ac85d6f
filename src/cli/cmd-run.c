/* SPDX-License-Identifier: MIT */
/* run */
#include <stdio.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/platform.h"
#include "cli/commands.h"
#include "host/pump.h"
#include "host/session.h"

#define UNTIL_IDLE_SECONDS 120

typedef struct {
  BpSession *session;
  BpChannel *events;
  GMainLoop *loop;
  BpEndedHow how;
  char *why; /* BpEvent.text of the end */
} Run;

static void
print_event (const BpEvent *event)
{
  g_autofree char *text = bp_log_line_format (event->line);
  puts (text);
}

static void
take_events (gpointer data)
{
  Run *run = data;
  BpEvent *event;
  while ((event = bp_channel_receive (run->events, 0))) {
    if (event->type == BP_EVENT_LOG)
      print_event (event);
    /* After a failure the engine is started again; `--for` limits how often. */
    if (event->type == BP_EVENT_ENDED && event->how != BP_ENDED_FAILED) {
      run->how = event->how;
      g_free (run->why);
      run->why = g_strdup (event->text);
      g_main_loop_quit (run->loop);
    }
    bp_event_free (event);
  }
  fflush (stdout);
}

static gboolean
supervise_cb (gpointer data)
{
  bp_session_supervise (data);
  return G_SOURCE_CONTINUE;
}

static void
stop_cb (gpointer data)
{
  bp_session_stop_engine (data);
}

/* Runs the engine until it ends; its log goes to standard output. ret_why: what is wrong all the same, NULL. */
static gboolean
run_engine (BpCli *cli, const BpRunOptions *options, BpEndedHow *ret_how, char **ret_why, GError **error)
{
  Run run = { .session = bp_session_new (cli->dir, error) };
  BpPump *pump;
  gboolean started;
  if (!run.session)
    return FALSE;
  run.events = bp_channel_ref (bp_session_get_events (run.session));
  run.loop = g_main_loop_new (NULL, FALSE);
  pump = bp_pump_new (run.events, NULL, take_events, &run);
  /* Before the engine runs, so that no moment is left at which a signal would end us in the middle; it waits for the loop. */
  bp_platform_on_stop_signal (stop_cb, run.session);
  started = bp_session_start_engine (run.session, options, error);
  if (started) {
    g_timeout_add_seconds (1, supervise_cb, run.session);
    g_main_loop_run (run.loop);
  }
  bp_session_free (run.session);
  if (started)
    take_events (&run);
  bp_pump_free (pump);
  bp_channel_unref (run.events);
  g_main_loop_unref (run.loop);
  *ret_how = run.how;
  *ret_why = run.why;
  return started;
}

/* --- until idle --------------------------------------------------------------------------------------------------- */

static gboolean
is_settled_well (const BpUserView *view)
{
  return g_strcmp0 (view->last_state, "in-step") == 0 && view->parked == 0 && view->held == 0;
}

static char *
describe (const BpUserView *view, const char *why)
{
  if (view->parked)
    return g_strdup_printf (
      ngettext ("%u record could not be transferred.", "%u records could not be transferred.", (gulong) view->parked),
      (guint) view->parked);
  if (view->held)
    return g_strdup_printf (ngettext ("%u deletion is held until you decide.",
                                      "%u deletions are held until you decide.", (gulong) view->held),
                            (guint) view->held);
  if (g_strcmp0 (view->last_state, "error") == 0 && view->last_error)
    return g_strdup (view->last_error);
  return g_strdup (view->last_reason ? view->last_reason : why ? why : view->reason);
}

/* A line for everybody who is not in step, and for those who do not take part. why: what is stored of them is not up to date. */
static int
report_users (BpData *data, gboolean idle, const char *why)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) views = bp_data_users (data, &error);
  int code = idle ? BP_CLI_DONE : BP_CLI_FAILED;
  if (!views)
    return bp_cli_fail (error);
  if (!idle)
    fprintf (stderr, "%s\n", _ ("The time was up before every user was in step."));
  if (why)
    fprintf (stderr, "%s\n", why);
  for (guint i = 0; i < views->len; i++) {
    const BpUserView *view = g_ptr_array_index (views, i);
    g_autofree char *reason = NULL;
    if (view->eligibility->code != BP_ELIGIBLE) {
      printf (_ ("%s is not synced: %s\n"), view->user->login, view->reason);
      continue;
    }
    if (is_settled_well (view))
      continue;
    reason = describe (view, why);
    fprintf (stderr, _ ("%s is not in step: %s\n"), view->user->login, reason);
    code = BP_CLI_FAILED;
  }
  return code;
}

/* TRUE if there is nothing to run for; says so. */
static gboolean
nothing_to_do (BpData *data, gboolean adopt, int *ret_code)
{
  GError *error = NULL;
  g_autoptr (BpOverview) overview = bp_data_overview (data, &error);
  if (overview && overview->auto_sync && overview->users_eligible > 0)
    return FALSE;
  /* An engine asks for itself whose database it is, which reads all of it: here only where none is started. */
  if (!overview || !bp_data_claim (data, adopt, &error)) {
    *ret_code = bp_cli_fail (error);
    return TRUE;
  }
  printf ("%s\n", overview->auto_sync ? _ ("No user takes part in the sync: nothing to do.")
                                      : _ ("Automatic sync is switched off: nothing to do."));
  *ret_code = BP_CLI_DONE;
  return TRUE;
}

static int
run_until_idle (BpCli *cli, BpData *data, BpRunOptions *options)
{
  BpEndedHow how = BP_ENDED_STOPPED;
  GError *error = NULL;
  g_autofree char *why = NULL;
  int code;
  if (options->for_seconds == 0)
    options->for_seconds = UNTIL_IDLE_SECONDS;
  if (nothing_to_do (data, options->adopt, &code))
    return code;
  if (!run_engine (cli, options, &how, &why, &error))
    return bp_cli_fail (error);
  return report_users (data, how == BP_ENDED_IDLE, why);
}

int
bp_cmd_run (BpCli *cli)
{
  BpRunOptions options = { 0 };
  const GOptionEntry entries[] = {
    { "until-idle", 0, 0, G_OPTION_ARG_NONE, &options.until_idle, N_ ("end when every user is in step"), NULL },
    { "for", 0, 0, G_OPTION_ARG_INT64, &options.for_seconds,
      N_ ("end after this time at the latest (with --until-idle 120)"), N_ ("SECONDS") },
    { "adopt", 0, 0, G_OPTION_ARG_NONE, &options.adopt,
      N_ ("take over a database that was copied from another machine or folder"), NULL },
    { NULL },
  };
  BpEndedHow how = BP_ENDED_STOPPED;
  GError *error = NULL;
  g_autofree char *why = NULL;
  g_autoptr (BpData) data = NULL;
  if (!bp_cli_parse (cli, entries, 0, 0))
    return cli->exit_code;
  if (options.for_seconds < 0)
    return bp_cli_usage (cli, "%s", _ ("--for takes a number of seconds."));
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  if (options.until_idle)
    return run_until_idle (cli, data, &options);
  g_clear_pointer (&data, bp_data_close);
  return run_engine (cli, &options, &how, &why, &error) ? BP_CLI_DONE : bp_cli_fail (error);
}
