/* SPDX-License-Identifier: MIT */
#include "app/overview-page.h"

#include "app/accessible.h"
#include "app/time-text.h"
#include "app/user-item.h"
#include "base/clock.h"
#include "base/i18n.h"

struct _BpOverviewPage {
  GtkBox parent_instance;
  GtkBox *warnings;
  GtkLabel *engine_state;
  GtkLabel *engine_detail;
  GtkLabel *connection;
  GtkLabel *counts;
  GtkStack *users_stack;
  GtkColumnView *users;
  BpMonitor *monitor;
  GPtrArray *advice; /* as shown */
};
G_DEFINE_FINAL_TYPE (BpOverviewPage, bp_overview_page, GTK_TYPE_BOX)

/* --- what needs attention ------------------------------------------------------------------------------------------- */

static GtkWidget *
advice_row (const BpAdvice *advice)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *label = gtk_label_new (advice->text);
  gtk_widget_add_css_class (row, "warning-row");
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_focusable (label, TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  if (advice->button) {
    GtkWidget *button = gtk_button_new_with_mnemonic (advice->button);
    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), advice->action);
    bp_accessible_name_button (button);
    gtk_box_append (GTK_BOX (row), button);
  }
  return row;
}

static gboolean
same_advice (GPtrArray *a, GPtrArray *b)
{
  if (!a || a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++) {
    const BpAdvice *x = a->pdata[i], *y = b->pdata[i];
    if (g_strcmp0 (x->text, y->text) != 0 || g_strcmp0 (x->action, y->action) != 0)
      return FALSE;
  }
  return TRUE;
}

/* Rebuilt only when it says something else: a button must not vanish under the pointer every second. */
static void
update_advice (BpOverviewPage *self)
{
  const char *text;
  BpProblem problem = bp_monitor_get_problem (self->monitor, &text);
  g_autoptr (GPtrArray) advice = bp_advice_list (bp_monitor_get_overview (self->monitor), problem, text);
  if (same_advice (self->advice, advice))
    return;
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->warnings))))
    gtk_box_remove (self->warnings, child);
  for (guint i = 0; i < advice->len; i++)
    gtk_box_append (self->warnings, advice_row (advice->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->warnings), advice->len > 0);
  g_clear_pointer (&self->advice, g_ptr_array_unref);
  self->advice = g_steal_pointer (&advice);
}

/* --- the engine in a line ------------------------------------------------------------------------------------------- */

static char *
engine_state_text (const BpOverview *overview, BpProblem problem)
{
  if (problem == BP_PROBLEM_START && overview->running)
    return g_strdup (_ ("ended by itself"));
  if (!overview->running)
    return g_strdup (_ ("stopped"));
  if (overview->stalled)
    return g_strdup (_ ("does not answer"));
  if (g_strcmp0 (overview->state, "running") != 0 || !overview->started_at)
    return g_strdup (overview->state_label);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *since = bp_time_text (overview->started_at, bp_clock_now ());
  if (bp_clock_now () - overview->started_at < G_TIME_SPAN_HOUR)
    g_string_append_printf (text, _ ("running, started %s"), since);
  else
    g_string_append_printf (text, _ ("running since %s"), since);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
host_of (const char *endpoint)
{
  g_autoptr (GUri) uri = endpoint ? g_uri_parse (endpoint, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *host = uri ? g_uri_get_host (uri) : NULL;
  return g_strdup (host ? host : endpoint);
}

static char *
engine_detail_text (const BpOverview *overview)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *host = host_of (overview->endpoint);
  if (host && *host)
    g_ptr_array_add (parts, g_steal_pointer (&host));
  if (overview->running && !overview->here)
    g_ptr_array_add (parts, g_strdup (_ ("in another process")));
  g_ptr_array_add (parts,
                   g_strdup_printf (ngettext ("%u of %u user in step", "%u of %u users in step", overview->users),
                                    overview->users_in_step, overview->users));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static void
update_engine (BpOverviewPage *self, const BpOverview *overview)
{
  g_autofree char *state = engine_state_text (overview, bp_monitor_get_problem (self->monitor, NULL));
  g_autofree char *detail = engine_detail_text (overview);
  g_autofree char *since = bp_time_text_full (overview->started_at);
  g_autofree char *counts =
    g_strdup_printf (_ ("%u to Exchange, %u from Exchange"), (guint) overview->count_out, (guint) overview->count_in);
  gtk_label_set_text (self->engine_state, state);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->engine_state), overview->running ? since : NULL);
  gtk_label_set_text (self->engine_detail, detail);
  gtk_label_set_text (self->connection,
                      overview->connection && *overview->connection ? overview->connection : _ ("not known yet"));
  gtk_label_set_text (self->counts, counts);
}

static void
monitor_updated_cb (BpOverviewPage *self)
{
  const BpOverview *overview = bp_monitor_get_overview (self->monitor);
  update_advice (self);
  if (!overview)
    return;
  update_engine (self, overview);
  gtk_stack_set_visible_child_name (self->users_stack, overview->users ? "list" : "empty");
}

/* --- users ------------------------------------------------------------------------------------------------------------ */

static void
user_activated_cb (BpOverviewPage *self, guint position)
{
  GListModel *model = G_LIST_MODEL (gtk_column_view_get_model (self->users));
  g_autoptr (BpUserItem) item = g_list_model_get_item (model, position);
  if (item)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-user", "s", bp_user_item_get_view (item)->user->login);
}

static void
help_clicked_cb (GtkListItem *list_item, GtkButton *button)
{
  BpUserItem *item = gtk_list_item_get_item (list_item);
  const char *action = item ? bp_user_item_get_help_action (item) : NULL;
  if (!action)
    return;
  if (bp_user_help_takes_login (action))
    gtk_widget_activate_action (GTK_WIDGET (button), action, "s", bp_user_item_get_view (item)->user->login);
  else
    gtk_widget_activate_action (GTK_WIDGET (button), action, NULL);
}

/* The button that helps this user; where there is none, the last error. */
static void
help_changed_cb (GtkListItem *list_item)
{
  BpUserItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  GtkWidget *button = gtk_widget_get_next_sibling (label);
  g_autofree char *help = NULL, *error = NULL;
  g_object_get (item, "help", &help, "last-error", &error, NULL);
  gtk_button_set_label (GTK_BUTTON (button), help);
  gtk_widget_set_visible (button, *help != '\0');
  gtk_label_set_text (GTK_LABEL (label), error);
  gtk_widget_set_tooltip_text (label, error);
  gtk_widget_set_visible (label, *help == '\0');
}

static void
help_setup_cb (BpOverviewPage *self, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new_with_label ("");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_list_item_set_child (list_item, box);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (help_clicked_cb), list_item);
}

static void
help_bind_cb (BpOverviewPage *self, GtkListItem *list_item)
{
  BpUserItem *item = gtk_list_item_get_item (list_item);
  g_signal_connect_object (item, "notify::help", G_CALLBACK (help_changed_cb), list_item, G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "notify::last-error", G_CALLBACK (help_changed_cb), list_item, G_CONNECT_SWAPPED);
  help_changed_cb (list_item);
}

static void
help_unbind_cb (BpOverviewPage *self, GtkListItem *list_item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), help_changed_cb, list_item);
}

/* --- object ----------------------------------------------------------------------------------------------------------- */

void
bp_overview_page_set_monitor (BpOverviewPage *self, BpMonitor *monitor)
{
  self->monitor = g_object_ref (monitor);
  g_autoptr (GtkNoSelection) model = gtk_no_selection_new (g_object_ref (bp_monitor_get_users (monitor)));
  gtk_column_view_set_model (self->users, GTK_SELECTION_MODEL (model));
  g_signal_connect_object (monitor, "updated", G_CALLBACK (monitor_updated_cb), self, G_CONNECT_SWAPPED);
  monitor_updated_cb (self);
}

static void
bp_overview_page_dispose (GObject *object)
{
  BpOverviewPage *self = BP_OVERVIEW_PAGE (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), BP_TYPE_OVERVIEW_PAGE);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->advice, g_ptr_array_unref);
  G_OBJECT_CLASS (bp_overview_page_parent_class)->dispose (object);
}

static void
bp_overview_page_class_init (BpOverviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_overview_page_dispose;
  g_type_ensure (BP_TYPE_USER_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BpOverviewPage, warnings);
  gtk_widget_class_bind_template_child (widget_class, BpOverviewPage, engine_state);
  gtk_widget_class_bind_template_child (widget_class, BpOverviewPage, engine_detail);
  gtk_widget_class_bind_template_child (widget_class, BpOverviewPage, connection);
  gtk_widget_class_bind_template_child (widget_class, BpOverviewPage, counts);
  gtk_widget_class_bind_template_child (widget_class, BpOverviewPage, users_stack);
  gtk_widget_class_bind_template_child (widget_class, BpOverviewPage, users);
  gtk_widget_class_bind_template_callback (widget_class, user_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, help_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, help_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, help_unbind_cb);
}

static void
bp_overview_page_init (BpOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bp_accessible_name_buttons (GTK_WIDGET (self));
}
