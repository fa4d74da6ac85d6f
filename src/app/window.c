/* SPDX-License-Identifier: MIT */
#include "app/window.h"

#include "app/accessible.h"
#include "app/actions.h"
#include "app/confirm.h"
#include "app/exchange-page.h"
#include "app/log-page.h"
#include "app/overview-page.h"
#include "app/records-page.h"
#include "app/users-page.h"
#include "app/window-state.h"
#include "base/i18n.h"

struct _BpWindow {
  GtkApplicationWindow parent_instance;
  GtkListBox *sidebar;
  GtkStack *stack;
  GtkMenuButton *state_button;
  GtkWidget *state_dot;
  GtkLabel *state_label;
  BpOverviewPage *overview;
  BpExchangePage *exchange;
  BpUsersPage *users;
  BpRecordsPage *records;
  BpLogPage *log;
  BpMonitor *monitor;
  char *wanted_page; /* where to go once the question about unsaved settings is answered; NULL: close the window */
  gboolean asking, leaving;
};
G_DEFINE_FINAL_TYPE (BpWindow, bp_window, GTK_TYPE_APPLICATION_WINDOW)

/* --- pages ------------------------------------------------------------------------------------------------------------------ */

static const char *const page_names[] = { "overview", "exchange", "users", "records", "log", NULL };
#define N_PAGES (G_N_ELEMENTS (page_names) - 1)

static const char *
shown_page (BpWindow *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

static void
select_row (BpWindow *self, const char *name)
{
  for (guint i = 0; i < N_PAGES; i++)
    if (g_strcmp0 (page_names[i], name) == 0)
      gtk_list_box_select_row (self->sidebar, gtk_list_box_get_row_at_index (self->sidebar, (int) i));
}

/* Enter means OK on the page that has one. */
static void
switch_page (BpWindow *self, const char *name)
{
  gboolean form = g_strcmp0 (name, "exchange") == 0;
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  gboolean in_sidebar = focus && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->sidebar));
  gtk_stack_set_visible_child_name (self->stack, name);
  select_row (self, name);
  if (in_sidebar)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (self->sidebar)));
  gtk_window_set_default_widget (GTK_WINDOW (self), form ? bp_exchange_page_get_default (self->exchange) : NULL);
}

static void
leave (BpWindow *self)
{
  g_autofree char *page = g_steal_pointer (&self->wanted_page);
  if (page) {
    switch_page (self, page);
    return;
  }
  self->leaving = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
saved_cb (gpointer data)
{
  leave (BP_WINDOW (data));
}

static void
leave_answered_cb (BpAnswer answer, gpointer data)
{
  g_autoptr (BpWindow) self = data;
  self->asking = FALSE;
  if (answer == BP_ANSWER_YES) {
    bp_exchange_page_save (self->exchange, saved_cb, self);
  } else if (answer == BP_ANSWER_OTHER) {
    bp_exchange_page_revert (self->exchange);
    leave (self);
  }
}

static void
ask_to_leave (BpWindow *self, const char *wanted_page)
{
  gboolean valid = bp_exchange_page_is_valid (self->exchange);
  BpQuestion question = {
    .heading = _ ("Save the changed settings?"),
    .body = valid ? _ ("What you have changed on the page “Exchange” is lost otherwise.")
                  : _ ("Something on the page “Exchange” is not valid and cannot be saved yet."),
    .yes = valid ? _ ("_Save") : NULL,
    .other = _ ("_Discard"),
  };
  if (self->asking)
    return;
  self->asking = TRUE;
  g_free (self->wanted_page);
  self->wanted_page = g_strdup (wanted_page);
  bp_confirm (GTK_WINDOW (self), &question, leave_answered_cb, g_object_ref (self));
}

static gboolean
has_unsaved (BpWindow *self)
{
  return bp_exchange_page_is_changed (self->exchange);
}

void
bp_window_show_page (BpWindow *self, const char *name)
{
  if (g_strcmp0 (shown_page (self), name) == 0)
    return;
  if (g_strcmp0 (shown_page (self), "exchange") != 0 || !has_unsaved (self)) {
    switch_page (self, name);
    return;
  }
  select_row (self, "exchange");
  ask_to_leave (self, name);
}

static void
row_selected_cb (BpWindow *self, GtkListBoxRow *row)
{
  int index = row ? gtk_list_box_row_get_index (row) : -1;
  if (index >= 0 && index < (int) N_PAGES)
    bp_window_show_page (self, page_names[index]);
}

void
bp_window_save (BpWindow *self)
{
  if (g_strcmp0 (shown_page (self), "exchange") == 0)
    bp_exchange_page_save (self->exchange, NULL, NULL);
}

void
bp_window_find (BpWindow *self)
{
  if (g_strcmp0 (shown_page (self), "log") == 0) {
    bp_log_page_find (self->log);
    return;
  }
  if (g_strcmp0 (shown_page (self), "records") == 0) {
    bp_records_page_find (self->records);
    return;
  }
  bp_window_show_page (self, "users");
  if (g_strcmp0 (shown_page (self), "users") == 0)
    bp_users_page_find (self->users);
}

void
bp_window_show_problems (BpWindow *self)
{
  bp_window_show_page (self, "records");
  bp_records_page_show_problems (self->records);
}

void
bp_window_check_user (BpWindow *self, const char *login)
{
  bp_window_show_page (self, "exchange");
  bp_exchange_page_check (self->exchange, login);
}

static void
error_closed_cb (BpAnswer answer, gpointer data)
{
}

void
bp_window_show_error (BpWindow *self, const char *heading, const char *text)
{
  BpQuestion question = { .heading = heading, .body = text, .cancel = _ ("_Close") };
  bp_confirm (GTK_WINDOW (self), &question, error_closed_cb, NULL);
}

/* --- state -------------------------------------------------------------------------------------------------------------------- */

static void
update_title (BpWindow *self)
{
  GPtrArray *companies = bp_monitor_get_companies (self->monitor);
  const BpCompany *only = companies && companies->len == 1 ? companies->pdata[0] : NULL;
  g_autofree char *title = only && only->name && *only->name
                             ? g_strdup_printf ("%s · %s", _ ("Exchange sync"), only->name)
                             : g_strdup (_ ("Exchange sync"));
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static const char *
state_word (const BpOverview *overview, BpProblem problem, const char **ret_class)
{
  *ret_class = "state-off";
  if (!overview)
    return problem == BP_PROBLEM_NONE ? "…" : _ ("Problem");
  if (problem == BP_PROBLEM_START || (!overview->running && problem != BP_PROBLEM_NONE)) {
    *ret_class = "state-error";
    return _ ("Problem");
  }
  if (!overview->running)
    return overview->auto_sync ? _ ("Stopped") : C_ ("sync engine", "Off");
  *ret_class = "state-error";
  if (overview->stalled)
    return _ ("Does not answer");
  *ret_class = "state-busy";
  if (g_strcmp0 (overview->state, "running") != 0)
    return g_strcmp0 (overview->state, "stopping") == 0 ? _ ("Stopping") : _ ("Starting");
  *ret_class = overview->connected ? "state-ok" : "state-warning";
  return _ ("Running");
}

static void
update_state (BpWindow *self)
{
  const char *style;
  const char *word =
    state_word (bp_monitor_get_overview (self->monitor), bp_monitor_get_problem (self->monitor, NULL), &style);
  const char *classes[] = { "state-dot", style, NULL };
  g_autofree char *name = g_strdup_printf (_ ("Sync: %s"), word);
  gtk_label_set_text (self->state_label, word);
  gtk_widget_set_css_classes (self->state_dot, classes);
  bp_accessible_set_label (GTK_WIDGET (self->state_button), name);
}

static void
monitor_updated_cb (BpWindow *self)
{
  update_title (self);
  update_state (self);
  bp_actions_update (self);
}

/* --- object -------------------------------------------------------------------------------------------------------------------- */

static void
remember (BpWindow *self)
{
  BpWindowState state = { .maximized = gtk_window_is_maximized (GTK_WINDOW (self)),
                          .page = (char *) shown_page (self) };
  gtk_window_get_default_size (GTK_WINDOW (self), &state.width, &state.height);
  bp_window_state_save (&state);
}

static gboolean
bp_window_close_request (GtkWindow *window)
{
  BpWindow *self = BP_WINDOW (window);
  if (!self->leaving && has_unsaved (self)) {
    bp_window_show_page (self, "exchange");
    ask_to_leave (self, NULL);
    return TRUE;
  }
  remember (self);
  return GTK_WINDOW_CLASS (bp_window_parent_class)->close_request (window);
}

BpMonitor *
bp_window_get_monitor (BpWindow *self)
{
  return self->monitor;
}

BpWindow *
bp_window_new (GtkApplication *application, BpMonitor *monitor)
{
  BpWindow *self = g_object_new (BP_TYPE_WINDOW, "application", application, NULL);
  g_autoptr (BpWindowState) state = bp_window_state_load ();
  self->monitor = g_object_ref (monitor);
  gtk_window_set_default_size (GTK_WINDOW (self), state->width, state->height);
  if (state->maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  bp_overview_page_set_monitor (self->overview, monitor);
  bp_exchange_page_set_monitor (self->exchange, monitor);
  bp_users_page_set_monitor (self->users, monitor);
  bp_records_page_set_monitor (self->records, monitor);
  bp_log_page_set_monitor (self->log, monitor);
  g_signal_connect_object (monitor, "updated", G_CALLBACK (monitor_updated_cb), self, G_CONNECT_SWAPPED);
  bp_actions_install (self);
  switch_page (self, g_strv_contains (page_names, state->page ? state->page : "") ? state->page : page_names[0]);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (self->sidebar)));
  monitor_updated_cb (self);
  return self;
}

static void
bp_window_dispose (GObject *object)
{
  BpWindow *self = BP_WINDOW (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), BP_TYPE_WINDOW);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->wanted_page, g_free);
  G_OBJECT_CLASS (bp_window_parent_class)->dispose (object);
}

static void
bp_window_class_init (BpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = bp_window_close_request;
  g_type_ensure (BP_TYPE_OVERVIEW_PAGE);
  g_type_ensure (BP_TYPE_EXCHANGE_PAGE);
  g_type_ensure (BP_TYPE_USERS_PAGE);
  g_type_ensure (BP_TYPE_RECORDS_PAGE);
  g_type_ensure (BP_TYPE_LOG_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, BpWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, BpWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, BpWindow, state_button);
  gtk_widget_class_bind_template_child (widget_class, BpWindow, state_dot);
  gtk_widget_class_bind_template_child (widget_class, BpWindow, state_label);
  gtk_widget_class_bind_template_child (widget_class, BpWindow, overview);
  gtk_widget_class_bind_template_child (widget_class, BpWindow, exchange);
  gtk_widget_class_bind_template_child (widget_class, BpWindow, users);
  gtk_widget_class_bind_template_child (widget_class, BpWindow, records);
  gtk_widget_class_bind_template_child (widget_class, BpWindow, log);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}

static void
bp_window_init (BpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bp_accessible_name_buttons (GTK_WIDGET (self));
}
