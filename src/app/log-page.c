/* SPDX-License-Identifier: MIT */
#include "app/log-page.h"

#include "app/accessible.h"
#include "app/cell.h"
#include "app/log-export.h"
#include "app/log-filter.h"
#include "app/log-row.h"
#include "app/login-list.h"
#include "app/time-text.h"
#include "base/clock.h"
#include "base/i18n.h"

struct _BpLogPage {
  GtkBox parent_instance;
  GtkDropDown *level, *user;
  GtkSearchEntry *search;
  GtkToggleButton *pause, *follow;
  GtkColumnView *view;
  GtkStack *stack;
  GtkLabel *empty;
  GtkLabel *detail, *summary;
  BpMonitor *monitor;
  BpLogFilter *filter;
  GtkFilterListModel *filtered;
  GtkSelectionModel *selection;
  BpLoginList *logins;
  GListModel *frozen; /* while paused: the lines as they were */
  guint scroll;       /* tick callback that goes to the end, 0: none */
};
G_DEFINE_FINAL_TYPE (BpLogPage, bp_log_page, GTK_TYPE_BOX)

/* --- cells ------------------------------------------------------------------------------------------------------------------ */

static void
time_setup_cb (BpLogPage *self, GtkListItem *list_item)
{
  bp_cell_setup (list_item, 23);
}

static void
level_setup_cb (BpLogPage *self, GtkListItem *list_item)
{
  bp_cell_setup (list_item, 9);
}

static void
user_setup_cb (BpLogPage *self, GtkListItem *list_item)
{
  bp_cell_setup (list_item, 12);
}

static void
message_setup_cb (BpLogPage *self, GtkListItem *list_item)
{
  bp_cell_setup (list_item, 20);
}

static const BpLogLine *
line_of (GtkListItem *list_item)
{
  return bp_log_row_get_line (gtk_list_item_get_item (list_item));
}

static void
time_bind_cb (BpLogPage *self, GtkListItem *list_item)
{
  g_autofree char *text = bp_time_text_log (line_of (list_item)->at, bp_clock_now ());
  bp_cell_set_text (list_item, text);
}

static void
level_bind_cb (BpLogPage *self, GtkListItem *list_item)
{
  const BpLogLine *line = line_of (list_item);
  const char *classes[] = { "level", bp_log_level_name (line->level), NULL };
  bp_cell_set_text (list_item, bp_log_level_label (line->level));
  gtk_widget_set_css_classes (gtk_list_item_get_child (list_item), classes);
}

static void
user_bind_cb (BpLogPage *self, GtkListItem *list_item)
{
  const BpLogLine *line = line_of (list_item);
  bp_cell_set_text (list_item, line->user);
}

static void
message_bind_cb (BpLogPage *self, GtkListItem *list_item)
{
  bp_cell_set_text (list_item, line_of (list_item)->text);
}

/* --- following the end --------------------------------------------------------------------------------------------------------- */

/* The list inside the column view knows how to go to a row; up to GTK 4.10 only this way. */
static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  BpLogPage *self = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  self->scroll = 0;
  if (n == 0)
    return G_SOURCE_REMOVE;
#if GTK_CHECK_VERSION(4, 12, 0)
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_column_view_scroll_to (self->view, n - 1, NULL, GTK_LIST_SCROLL_NONE, NULL);
  G_GNUC_END_IGNORE_DEPRECATIONS
#else
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->view)), "list.scroll-to-item", "u", n - 1);
#endif
  return G_SOURCE_REMOVE;
}

static void
follow_end (BpLogPage *self)
{
  if (!self->scroll && gtk_toggle_button_get_active (self->follow))
    self->scroll = gtk_widget_add_tick_callback (GTK_WIDGET (self->view), scroll_cb, self, NULL);
}

/* Looking at older lines ends following, the end of the list resumes it. */
static gboolean
scrolled_cb (BpLogPage *self, double dx, double dy)
{
  if (dy < 0)
    gtk_toggle_button_set_active (self->follow, FALSE);
  return GDK_EVENT_PROPAGATE;
}

static void
edge_reached_cb (BpLogPage *self, GtkPositionType edge)
{
  if (edge == GTK_POS_BOTTOM)
    gtk_toggle_button_set_active (self->follow, TRUE);
}

static void
follow_toggled_cb (BpLogPage *self)
{
  follow_end (self);
}

/* --- what is shown --------------------------------------------------------------------------------------------------------------- */

static void
update_summary (BpLogPage *self)
{
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  guint all = g_list_model_get_n_items (G_LIST_MODEL (bp_monitor_get_log (self->monitor)));
  guint dropped = bp_monitor_get_dropped (self->monitor);
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, ngettext ("%u of %u line", "%u of %u lines", all), shown, all);
  if (self->frozen)
    g_string_append_printf (text, " · %s", _ ("paused"));
  if (dropped)
    g_string_append_printf (text, _ (" · %u left out here, they are in the log file"), dropped);
  gtk_label_set_text (self->summary, text->str);
  g_string_free (text, TRUE);
  gtk_label_set_text (self->empty,
                      all ? _ ("No line matches the filters.")
                          : _ ("What the sync does appears here, line by line, as soon as it is switched on."));
  gtk_stack_set_visible_child_name (self->stack, shown ? "list" : "empty");
}

static void
items_changed_cb (BpLogPage *self)
{
  update_summary (self);
  follow_end (self);
}

static void
filter_changed_cb (BpLogPage *self)
{
  if (!self->filter || !self->logins)
    return;
  bp_log_filter_set_level (self->filter, (BpLogLevel) gtk_drop_down_get_selected (self->level));
  bp_log_filter_set_text (self->filter, gtk_editable_get_text (GTK_EDITABLE (self->search)));
  bp_log_filter_set_user (self->filter, bp_login_list_get_selected (self->logins));
}

/* A copy of the list's rows is cheap: they share their lines. */
static void
pause_toggled_cb (BpLogPage *self)
{
  GListModel *log = G_LIST_MODEL (bp_monitor_get_log (self->monitor));
  g_clear_object (&self->frozen);
  if (gtk_toggle_button_get_active (self->pause)) {
    self->frozen = G_LIST_MODEL (bp_log_model_copy (BP_LOG_MODEL (log)));
    gtk_toggle_button_set_active (self->follow, FALSE);
  } else {
    gtk_toggle_button_set_active (self->follow, TRUE);
  }
  gtk_filter_list_model_set_model (self->filtered, self->frozen ? self->frozen : log);
  update_summary (self);
}

void
bp_log_page_find (BpLogPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* --- the selected lines -------------------------------------------------------------------------------------------------------------- */

static char *
detail_text (const BpLogLine *line)
{
  g_autofree char *at = bp_time_text_full (line->at);
  GString *text = g_string_new (line->text);
  g_string_append_printf (text, "\n%s · %s", at, bp_log_level_label (line->level));
  if (line->user)
    g_string_append_printf (text, " · %s", line->user);
  if (line->id)
    g_string_append_printf (text, " · %s", line->id);
  if (line->detail)
    g_string_append_printf (text, "\n%s", line->detail);
  return g_string_free (text, FALSE);
}

static void
selection_changed_cb (BpLogPage *self)
{
  g_autoptr (GtkBitset) rows = gtk_selection_model_get_selection (self->selection);
  guint64 n = gtk_bitset_get_size (rows);
  g_autofree char *text = NULL;
  if (n == 1) {
    g_autoptr (BpLogRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (rows));
    text = detail_text (bp_log_row_get_line (row));
  } else if (n > 1) {
    text = g_strdup_printf (ngettext ("%u line selected", "%u lines selected", (gulong) n), (guint) n);
  }
  gtk_label_set_text (self->detail, text ? text : _ ("Select a line to see all of it."));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "log.copy", n > 0);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BpLogPage *self = BP_LOG_PAGE (widget);
  g_autoptr (GtkBitset) rows = gtk_selection_model_get_selection (self->selection);
  g_autofree char *text = bp_log_export_text (G_LIST_MODEL (self->selection), rows);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BpLogPage *self = BP_LOG_PAGE (widget);
  bp_log_export_save (GTK_WINDOW (gtk_widget_get_root (widget)), G_LIST_MODEL (self->filtered));
}

static void
folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BpLogPage *self = BP_LOG_PAGE (widget);
  bp_log_export_open_folder (GTK_WINDOW (gtk_widget_get_root (widget)), bp_monitor_get_dir (self->monitor));
}

/* --- object ------------------------------------------------------------------------------------------------------------------------------ */

void
bp_log_page_set_monitor (BpLogPage *self, BpMonitor *monitor)
{
  GListModel *log = G_LIST_MODEL (bp_monitor_get_log (monitor));
  self->monitor = g_object_ref (monitor);
  self->filter = bp_log_filter_new ();
  self->filtered = gtk_filter_list_model_new (g_object_ref (log), g_object_ref (GTK_FILTER (self->filter)));
  gtk_filter_list_model_set_incremental (self->filtered, TRUE);
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->filtered))));
  gtk_column_view_set_model (self->view, self->selection);
  self->logins = bp_login_list_new (self->user, bp_monitor_get_users (monitor));
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  filter_changed_cb (self);
  items_changed_cb (self);
  selection_changed_cb (self);
}

static void
bp_log_page_dispose (GObject *object)
{
  BpLogPage *self = BP_LOG_PAGE (object);
  if (self->scroll)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->scroll);
  self->scroll = 0;
  g_clear_pointer (&self->logins, bp_login_list_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), BP_TYPE_LOG_PAGE);
  g_clear_object (&self->filter);
  g_clear_object (&self->filtered);
  g_clear_object (&self->selection);
  g_clear_object (&self->frozen);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (bp_log_page_parent_class)->dispose (object);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, time_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, level_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, user_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, message_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, time_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, level_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, user_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, message_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, scrolled_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_reached_cb);
  gtk_widget_class_bind_template_callback (widget_class, follow_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, pause_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
}

static void
bp_log_page_class_init (BpLogPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_log_page_dispose;
  gtk_widget_class_install_action (widget_class, "log.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "log.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "log.folder", NULL, folder_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/log-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BpLogPage, level);
  gtk_widget_class_bind_template_child (widget_class, BpLogPage, user);
  gtk_widget_class_bind_template_child (widget_class, BpLogPage, search);
  gtk_widget_class_bind_template_child (widget_class, BpLogPage, pause);
  gtk_widget_class_bind_template_child (widget_class, BpLogPage, follow);
  gtk_widget_class_bind_template_child (widget_class, BpLogPage, view);
  gtk_widget_class_bind_template_child (widget_class, BpLogPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BpLogPage, empty);
  gtk_widget_class_bind_template_child (widget_class, BpLogPage, detail);
  gtk_widget_class_bind_template_child (widget_class, BpLogPage, summary);
  bind_callbacks (widget_class);
}

static void
bp_log_page_init (BpLogPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bp_accessible_name_buttons (GTK_WIDGET (self));
}
