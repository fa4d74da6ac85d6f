/* SPDX-License-Identifier: MIT */
#include "app/actions.h"

#include "app/companies-window.h"
#include "app/confirm.h"
#include "app/held-window.h"
#include "app/user-editor.h"
#include "base/i18n.h"

#define ACTION(name) static void name (GSimpleAction *action, GVariant *parameter, gpointer window)

/* --- pages ------------------------------------------------------------------------------------------------------------------ */

ACTION (show_overview)
{
  bp_window_show_page (window, "overview");
}

ACTION (show_exchange)
{
  bp_window_show_page (window, "exchange");
}

ACTION (show_users)
{
  bp_window_show_page (window, "users");
}

ACTION (show_records)
{
  bp_window_show_page (window, "records");
}

ACTION (show_problems)
{
  bp_window_show_problems (window);
}

ACTION (show_log)
{
  bp_window_show_page (window, "log");
}

ACTION (save)
{
  bp_window_save (window);
}

ACTION (find)
{
  bp_window_find (window);
}

/* --- the engine --------------------------------------------------------------------------------------------------------------- */

ACTION (start_engine)
{
  bp_monitor_start_engine (bp_window_get_monitor (window), FALSE);
}

ACTION (stop_engine)
{
  bp_monitor_stop_engine (bp_window_get_monitor (window));
}

ACTION (restart_engine)
{
  bp_monitor_restart_engine (bp_window_get_monitor (window));
}

ACTION (sync_now)
{
  bp_monitor_sync_now (bp_window_get_monitor (window), NULL);
}

ACTION (refresh)
{
  bp_monitor_refresh (bp_window_get_monitor (window));
}

static void
adopt_answered_cb (BpAnswer answer, gpointer data)
{
  g_autoptr (BpWindow) window = data;
  if (answer == BP_ANSWER_YES)
    bp_monitor_start_engine (bp_window_get_monitor (window), TRUE);
}

ACTION (adopt)
{
  BpQuestion question = {
    .heading = _ ("Use this database here?"),
    .body =
      _ ("It was copied from another machine or folder. If the original is still in use, both write into the same "
         "mailboxes and appointments may be doubled or lost. Use it here only if the original is gone."),
    .yes = _ ("_Use here"),
    .destructive = TRUE,
  };
  bp_confirm (window, &question, adopt_answered_cb, g_object_ref (window));
}

/* --- users and companies -------------------------------------------------------------------------------------------------------- */

ACTION (new_user)
{
  bp_user_editor_new (window, bp_window_get_monitor (window), NULL);
}

ACTION (edit_user)
{
  bp_user_editor_new (window, bp_window_get_monitor (window), g_variant_get_string (parameter, NULL));
}

ACTION (check_user)
{
  bp_window_check_user (window, g_variant_get_string (parameter, NULL));
}

ACTION (companies)
{
  bp_companies_window_new (window, bp_window_get_monitor (window));
}

ACTION (review_deletions)
{
  bp_held_window_new (window, bp_window_get_monitor (window));
}

/* --- help ------------------------------------------------------------------------------------------------------------------------ */

ACTION (show_error)
{
  const char *heading, *text;
  g_variant_get (parameter, "(&s&s)", &heading, &text);
  bp_window_show_error (window, heading, text);
}

ACTION (shortcuts)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/bpexchange/ui/shortcuts.ui");
  GtkWindow *help = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  gtk_window_set_transient_for (help, window);
  gtk_window_present (help);
}

ACTION (about)
{
  gtk_show_about_dialog (window, "program-name", _ ("Exchange sync"), "version", BP_VERSION, "comments",
                         _ ("Keeps appointments and tasks of büro+ users in step with Microsoft Exchange."),
                         "license-type", GTK_LICENSE_MIT_X11, "logo-icon-name", "org.bpexchange.Bpexchange", NULL);
}

static const GActionEntry entries[] = {
  { "show-overview", show_overview },
  { "show-exchange", show_exchange },
  { "show-users", show_users },
  { "show-records", show_records },
  { "show-problems", show_problems },
  { "show-log", show_log },
  { "save", save },
  { "find", find },
  { "start-engine", start_engine },
  { "stop-engine", stop_engine },
  { "restart-engine", restart_engine },
  { "sync-now", sync_now },
  { "refresh", refresh },
  { "adopt", adopt },
  { "new-user", new_user },
  { "edit-user", edit_user, "s" },
  { "check-user", check_user, "s" },
  { "companies", companies },
  { "review-deletions", review_deletions },
  { "show-error", show_error, "(ss)" },
  { "shortcuts", shortcuts },
  { "about", about },
};

/* ui/shortcuts.ui shows the same to the administrator. */
static const struct {
  const char *action, *key;
} keys[] = {
  { "win.show-overview", "<Control>1" }, { "win.show-exchange", "<Control>2" },
  { "win.show-users", "<Control>3" },    { "win.show-records", "<Control>4" },
  { "win.show-log", "<Control>5" },      { "win.sync-now", "F5" },
  { "win.find", "<Control>f" },          { "win.save", "<Control>s" },
  { "win.new-user", "<Control>n" },      { "win.shortcuts", "<Control>question" },
  { "window.close", "<Control>w" },      { "app.quit", "<Control>q" },
};

void
bp_actions_install (BpWindow *window)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  for (guint i = 0; application && i < G_N_ELEMENTS (keys); i++) {
    const char *accels[] = { keys[i].key, NULL };
    gtk_application_set_accels_for_action (application, keys[i].action, accels);
  }
  bp_actions_update (window);
}

static void
enable (BpWindow *window, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
bp_actions_update (BpWindow *window)
{
  BpMonitor *monitor = bp_window_get_monitor (window);
  const BpOverview *overview = bp_monitor_get_overview (monitor);
  BpProblem problem = bp_monitor_get_problem (monitor, NULL);
  gboolean copied = problem == BP_PROBLEM_COPIED;
  gboolean running = overview && overview->running;
  enable (window, "start-engine",
          overview && (!running || problem == BP_PROBLEM_START) && overview->auto_sync && !copied);
  enable (window, "stop-engine", running);
  enable (window, "restart-engine", running);
  enable (window, "sync-now", running && !overview->stalled);
  enable (window, "adopt", copied);
}
