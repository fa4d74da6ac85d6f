/* SPDX-License-Identifier: MIT */
/* The engine as a whole, whichever process has it, and commands to it. */
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "core/expiry.h"
#include "host/data-private.h"
#include "host/paths.h"
#include "store/setting.h"
#include "store/status.h"

#define STALLED_US (10 * G_TIME_SPAN_SECOND)
#define COMMAND_POLL_US (20 * G_TIME_SPAN_MILLISECOND)

void
bp_overview_free (BpOverview *self)
{
  if (!self)
    return;
  g_free (self->state);
  g_free (self->state_label);
  g_free (self->endpoint);
  g_free (self->connection);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_free (self);
}

static void
free_warning (gpointer data)
{
  BpWarning *warning = data;
  g_free (warning->text);
  g_free (warning);
}

static const char *
state_label (const char *state)
{
  if (g_str_equal (state, "starting"))
    return _ ("starting");
  if (g_str_equal (state, "running"))
    return _ ("running");
  if (g_str_equal (state, "stopping"))
    return _ ("stopping");
  return _ ("stopped");
}

/* A crash leaves the last state in the database: the lock tells. */
static void
fill_engine (BpOverview *self, const BpEngineStatus *status)
{
  const char *state = self->running && status->state && !g_str_equal (status->state, "stopped") ? status->state : NULL;
  self->state = g_strdup (!self->running ? "stopped" : state ? state : "starting");
  self->state_label = g_strdup (state_label (self->state));
  self->endpoint = g_strdup (status->endpoint);
  if (!self->running) {
    self->connection = g_strdup (_ ("The sync engine is not running."));
    return;
  }
  self->started_at = status->started_at;
  self->connected = status->connected;
  self->connection_failed = !status->connected && status->connection;
  self->restart_needed = status->restart_needed;
  self->stalled = state && status->heartbeat_at && bp_clock_now () - status->heartbeat_at > STALLED_US;
  self->connection = bp_saying_say (status->connection  ? status->connection
                                    : status->connected ? N_ ("Connected.")
                                                        : N_ ("No connection was made yet."));
}

static void add_warning (BpOverview *self, BpWarningKind kind, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
add_warning (BpOverview *self, BpWarningKind kind, const char *format, ...)
{
  BpWarning *warning = g_new0 (BpWarning, 1);
  va_list args;
  va_start (args, format);
  warning->kind = kind;
  warning->text = g_strdup_vprintf (format, args);
  g_ptr_array_add (self->warnings, warning);
  va_end (args);
}

static void
warn_about_settings (BpOverview *self, const BpSettings *settings)
{
  for (int i = 0; i < BP_SETTING_COUNT; i++) {
    const char *problem = bp_settings_problem (settings, (BpSetting) i);
    if (problem)
      add_warning (self, BP_WARNING_SETTINGS, "%s", _ (problem));
  }
}

static void
warn_about_expiry (BpOverview *self, const BpSettings *settings)
{
  g_autofree char *today = bp_clock_today ();
  g_autofree char *text = bp_expiry_describe (settings, today);
  if (text)
    add_warning (self, BP_WARNING_EXPIRY, "%s", text);
}

/* Counts, and what of the users needs attention. */
static void
fill_users (BpOverview *self, const GPtrArray *views)
{
  guint failing = 0;
  gint64 parked = 0, held = 0;
  self->users = views->len;
  for (guint i = 0; i < views->len; i++) {
    const BpUserView *view = g_ptr_array_index (views, i);
    self->count_out += view->count_out;
    self->count_in += view->count_in;
    if (view->eligibility->code != BP_ELIGIBLE)
      continue;
    self->users_eligible++;
    self->users_in_step += g_str_equal (view->state, "in-step");
    failing += g_str_equal (view->state, "error");
    parked += view->parked;
    held += view->held;
  }
  if (failing)
    add_warning (self, BP_WARNING_USERS, ngettext ("%u user cannot be synced.", "%u users cannot be synced.", failing),
                 failing);
  if (held)
    add_warning (
      self, BP_WARNING_HELD,
      ngettext ("%u deletion is held until you decide.", "%u deletions are held until you decide.", (gulong) held),
      (guint) held);
  if (parked)
    add_warning (
      self, BP_WARNING_PARKED,
      ngettext ("%u record could not be transferred.", "%u records could not be transferred.", (gulong) parked),
      (guint) parked);
}

BpOverview *
bp_data_overview (BpData *self, GError **error)
{
  g_autoptr (BpSettings) settings =
    bp_store_check_place (self->store, error) ? bp_store_settings (self->store, error) : NULL;
  g_autoptr (BpEngineStatus) status = settings ? bp_store_engine_status (self->store, error) : NULL;
  g_autoptr (GPtrArray) views = status ? bp_data_users (self, error) : NULL;
  BpOverview *overview;
  if (!views)
    return NULL;
  overview = g_new0 (BpOverview, 1);
  overview->warnings = g_ptr_array_new_with_free_func (free_warning);
  overview->here = bp_data_engine_is_here (self);
  overview->running = overview->here || bp_paths_engine_runs (self->dir);
  overview->auto_sync = bp_settings_get_bool (settings, BP_SETTING_AUTO_SYNC);
  fill_engine (overview, status);
  if (overview->stalled)
    add_warning (overview, BP_WARNING_STALLED, "%s", _ ("The sync engine does not respond."));
  warn_about_expiry (overview, settings);
  if (overview->auto_sync)
    warn_about_settings (overview, settings);
  if (overview->restart_needed)
    add_warning (overview, BP_WARNING_RESTART, "%s", _ ("Changed settings take effect when the engine is restarted."));
  fill_users (overview, views);
  return overview;
}

/* --- commands ----------------------------------------------------------------------------------------------------- */

static gboolean
fail_not_running (GError **error)
{
  bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("No sync engine is running for this data folder."));
  return FALSE;
}

typedef enum { COMMAND_STOP, COMMAND_RESTART, COMMAND_OTHER } CommandKind;

/* When the engine was started that runs now; 0 if it has not come up. */
static gint64
running_since (BpData *self)
{
  g_autoptr (BpEngineStatus) status = bp_store_engine_status (self->store, NULL);
  return status && g_strcmp0 (status->state, "running") == 0 ? status->started_at : 0;
}

/* TRUE when there is an answer, which may be an error. before: running_since () when a restart was asked for. */
static gboolean
command_answered (BpData *self, gint64 id, CommandKind kind, gint64 before, gboolean *ret_ok, GError **error)
{
  g_autofree char *result = NULL;
  gboolean running = bp_paths_engine_runs (self->dir);
  gboolean done = bp_store_command_is_done (self->store, id, &result);
  *ret_ok = TRUE;
  if (done && result) {
    bp_set_said_error (error, BP_ERROR_INVALID, NULL, g_steal_pointer (&result));
    *ret_ok = FALSE;
    return TRUE;
  }
  if (kind == COMMAND_STOP)
    return !running;
  if (!running) {
    *ret_ok = done && kind == COMMAND_OTHER ? TRUE : fail_not_running (error);
    return TRUE;
  }
  return kind == COMMAND_RESTART ? running_since (self) > before : done;
}

gboolean
bp_data_command (BpData *self, const char *command, const char *argument, guint timeout_ms, GError **error)
{
  gint64 deadline = bp_clock_monotonic () + (gint64) timeout_ms * 1000;
  CommandKind kind = g_str_equal (command, "stop")      ? COMMAND_STOP
                     : g_str_equal (command, "restart") ? COMMAND_RESTART
                                                        : COMMAND_OTHER;
  gint64 before = running_since (self);
  gboolean ok;
  gint64 id;
  if (!bp_paths_engine_runs (self->dir))
    return fail_not_running (error);
  if (!bp_store_command_add (self->store, command, argument, &id, error))
    return FALSE;
  if (timeout_ms == 0)
    return TRUE;
  while (!command_answered (self, id, kind, before, &ok, error)) {
    if (bp_clock_monotonic () >= deadline) {
      bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("The sync engine does not respond."));
      return FALSE;
    }
    bp_channel_receive (self->ending, COMMAND_POLL_US);
    if (bp_channel_is_closed (self->ending)) {
      bp_set_error (error, BP_ERROR_CANCELLED, NULL, N_ ("The operation was cancelled."));
      return FALSE;
    }
  }
  return ok;
}
