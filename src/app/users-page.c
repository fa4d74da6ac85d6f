/* SPDX-License-Identifier: MIT */
#include "app/users-page.h"

#include "app/accessible.h"
#include "app/confirm.h"
#include "app/requests.h"
#include "app/user-item.h"
#include "base/i18n.h"

struct _BpUsersPage {
  GtkBox parent_instance;
  GtkSearchEntry *search;
  GtkDropDown *filter;
  GtkStack *stack;
  GtkColumnView *list;
  GtkColumnViewColumn *login_column;
  GtkLabel *empty_title, *empty_text;
  GtkWidget *empty_button;
  GtkFilter *matcher;
  GtkSelectionModel *selection;
  BpMonitor *monitor;
};
G_DEFINE_FINAL_TYPE (BpUsersPage, bp_users_page, GTK_TYPE_BOX)

/* --- selection -------------------------------------------------------------------------------------------------------- */

/* Logins of the selected users. */
static char **
selected_logins (BpUsersPage *self)
{
  g_autoptr (GStrvBuilder) logins = g_strv_builder_new ();
  g_autoptr (GtkBitset) rows = gtk_selection_model_get_selection (self->selection);
  GtkBitsetIter iter;
  guint position;
  for (gboolean more = gtk_bitset_iter_init_first (&iter, rows, &position); more;
       more = gtk_bitset_iter_next (&iter, &position)) {
    g_autoptr (BpUserItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
    g_strv_builder_add (logins, bp_user_item_get_view (item)->user->login);
  }
  return g_strv_builder_end (logins);
}

static void
selection_changed_cb (BpUsersPage *self)
{
  g_autoptr (GtkBitset) rows = gtk_selection_model_get_selection (self->selection);
  guint64 n = gtk_bitset_get_size (rows);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "users.edit", n == 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "users.check", n == 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "users.delete", n > 0);
}

/* Hands the one selected user to an action of the window. */
static void
with_selected (GtkWidget *widget, const char *action)
{
  g_auto (GStrv) logins = selected_logins (BP_USERS_PAGE (widget));
  if (g_strv_length (logins) == 1)
    gtk_widget_activate_action (widget, action, "s", logins[0]);
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  with_selected (widget, "win.edit-user");
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  with_selected (widget, "win.check-user");
}

static void
user_activated_cb (BpUsersPage *self, guint position)
{
  g_autoptr (BpUserItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  if (item)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-user", "s", bp_user_item_get_view (item)->user->login);
}

/* --- deleting --------------------------------------------------------------------------------------------------------- */

typedef struct {
  BpUsersPage *page;
  char **logins;
} Deletion;

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpUsersPage) self = user_data;
  g_autoptr (GError) error = NULL;
  bp_session_call_finish (result, &error);
  bp_monitor_refresh (self->monitor);
  if (error)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-error", "(ss)", _ ("The user could not be deleted."),
                                error->message);
}

static void
deletion_answered_cb (BpAnswer answer, gpointer data)
{
  Deletion *deletion = data;
  if (answer == BP_ANSWER_YES && deletion->page->monitor)
    bp_monitor_call (deletion->page->monitor, bp_request_remove_users, g_steal_pointer (&deletion->logins),
                     (GDestroyNotify) g_strfreev, NULL, removed_cb, g_object_ref (deletion->page));
  g_strfreev (deletion->logins);
  g_object_unref (deletion->page);
  g_free (deletion);
}

/* What SYNC 12 says will happen is said before. */
static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BpUsersPage *self = BP_USERS_PAGE (widget);
  Deletion *deletion = g_new0 (Deletion, 1);
  deletion->page = g_object_ref (self);
  deletion->logins = selected_logins (self);
  guint n = g_strv_length (deletion->logins);
  g_autofree char *names = g_strjoinv (", ", deletion->logins);
  g_autofree char *heading = g_strdup_printf (ngettext ("Delete %u user?", "Delete %u users?", n), n);
  g_autofree char *verb = g_strdup_printf (ngettext ("_Delete %u user", "_Delete %u users", n), n);
  g_autofree char *body = g_strdup_printf (
    _ ("%s\n\nNothing is deleted in Exchange. The appointments and tasks stored here move to the deleted records, from "
       "which they can be restored for 90 days. They are no longer kept in step."),
    names);
  BpQuestion question = { .heading = heading, .body = body, .yes = verb, .destructive = TRUE };
  bp_confirm (GTK_WINDOW (gtk_widget_get_root (widget)), &question, deletion_answered_cb, deletion);
}

/* --- search and filter ------------------------------------------------------------------------------------------------ */

static gboolean
match_cb (gpointer item, gpointer user_data)
{
  BpUsersPage *self = user_data;
  return bp_user_item_matches (item, (BpUserFilter) gtk_drop_down_get_selected (self->filter),
                               gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

/* An empty list says why, and offers what belongs there. */
static void
update_stack (BpUsersPage *self)
{
  gboolean shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0;
  gboolean any = g_list_model_get_n_items (bp_monitor_get_users (self->monitor)) > 0;
  gtk_label_set_text (self->empty_title, any ? _ ("No such user") : _ ("No users yet"));
  gtk_label_set_text (self->empty_text,
                      any ? _ ("No user matches search and filter.")
                          : _ ("Users whose appointments and tasks are to be kept in step appear here."));
  gtk_widget_set_visible (self->empty_button, !any);
  gtk_stack_set_visible_child_name (self->stack, shown ? "list" : "empty");
}

static void
filter_changed_cb (BpUsersPage *self)
{
  if (self->matcher)
    gtk_filter_changed (self->matcher, GTK_FILTER_CHANGE_DIFFERENT);
}

/* A user's state may have changed, so he may now match or not. */
static void
monitor_updated_cb (BpUsersPage *self)
{
  if (gtk_drop_down_get_selected (self->filter) != BP_USER_FILTER_ALL)
    filter_changed_cb (self);
  update_stack (self);
}

void
bp_users_page_find (BpUsersPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* --- object ----------------------------------------------------------------------------------------------------------- */

void
bp_users_page_set_monitor (BpUsersPage *self, BpMonitor *monitor)
{
  self->monitor = g_object_ref (monitor);
  self->matcher = GTK_FILTER (gtk_custom_filter_new (match_cb, self, NULL));
  GtkFilterListModel *filtered =
    gtk_filter_list_model_new (g_object_ref (bp_monitor_get_users (monitor)), g_object_ref (self->matcher));
  GtkSortListModel *sorted =
    gtk_sort_list_model_new (G_LIST_MODEL (filtered), g_object_ref (gtk_column_view_get_sorter (self->list)));
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (sorted)));
  gtk_column_view_set_model (self->list, self->selection);
  gtk_column_view_sort_by_column (self->list, self->login_column, GTK_SORT_ASCENDING);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (update_stack), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "updated", G_CALLBACK (monitor_updated_cb), self, G_CONNECT_SWAPPED);
  selection_changed_cb (self);
  update_stack (self);
}

static void
bp_users_page_dispose (GObject *object)
{
  BpUsersPage *self = BP_USERS_PAGE (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), BP_TYPE_USERS_PAGE);
  g_clear_object (&self->matcher);
  g_clear_object (&self->selection);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (bp_users_page_parent_class)->dispose (object);
}

static void
bp_users_page_class_init (BpUsersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_users_page_dispose;
  g_type_ensure (BP_TYPE_USER_ITEM);
  gtk_widget_class_install_action (widget_class, "users.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "users.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "users.check", NULL, check_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/users-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BpUsersPage, search);
  gtk_widget_class_bind_template_child (widget_class, BpUsersPage, filter);
  gtk_widget_class_bind_template_child (widget_class, BpUsersPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BpUsersPage, list);
  gtk_widget_class_bind_template_child (widget_class, BpUsersPage, login_column);
  gtk_widget_class_bind_template_child (widget_class, BpUsersPage, empty_title);
  gtk_widget_class_bind_template_child (widget_class, BpUsersPage, empty_text);
  gtk_widget_class_bind_template_child (widget_class, BpUsersPage, empty_button);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, user_activated_cb);
}

static void
bp_users_page_init (BpUsersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bp_accessible_name_buttons (GTK_WIDGET (self));
}
