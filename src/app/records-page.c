/* SPDX-License-Identifier: MIT */
#include "app/records-page.h"

#include "app/accessible.h"
#include "app/cell.h"
#include "app/login-list.h"
#include "app/record-detail-view.h"
#include "app/record-model.h"
#include "app/record-requests.h"
#include "app/time-text.h"
#include "app/value-text.h"
#include "base/clock.h"
#include "base/i18n.h"

/* What was read is asked about again so often, and longer pauses follow long readings. */
#define RELOAD_MS 1500
#define RELOAD_LOAD 10
/* Not everything shows in the stamp. */
#define RELOAD_ANYWAY_US (20 * G_USEC_PER_SEC)
#define SPINNER_MS 500

struct _BpRecordsPage {
  GtkBox parent_instance;
  GtkSearchEntry *search;
  GtkDropDown *kind, *user, *shown;
  GtkStack *stack;
  GtkColumnView *list;
  GtkLabel *empty_title, *empty_text, *summary, *problem;
  GtkSpinner *spinner;
  BpRecordDetailView *detail;
  BpMonitor *monitor;
  BpRecordModel *model;
  BpLoginList *logins;
  GtkSelectionModel *selection;
  GHashTable *times; /* bound GtkListItem of the column whose texts age */
  BpRecordView *shown_view;
  char *stamp;
  gint64 asked_at, read_at; /* monotonic */
  guint reload, spin;
  gboolean reading, replacing;
};
G_DEFINE_FINAL_TYPE (BpRecordsPage, bp_records_page, GTK_TYPE_BOX)

/* --- cells -------------------------------------------------------------------------------------------------------------- */

static void
set_cell (GtkListItem *list_item, const char *text)
{
  bp_cell_set_text (list_item, text && *text ? text : "–");
}

static const BpRecordView *
view_of (GtkListItem *list_item)
{
  return bp_record_item_get_view (gtk_list_item_get_item (list_item));
}

static void
kind_setup_cb (BpRecordsPage *self, GtkListItem *list_item)
{
  bp_cell_setup (list_item, 8);
}

static void
subject_setup_cb (BpRecordsPage *self, GtkListItem *list_item)
{
  bp_cell_setup (list_item, 20);
}

static void
start_setup_cb (BpRecordsPage *self, GtkListItem *list_item)
{
  bp_cell_setup (list_item, 16);
}

static void
short_setup_cb (BpRecordsPage *self, GtkListItem *list_item)
{
  bp_cell_setup (list_item, 12);
}

static void
kind_bind_cb (BpRecordsPage *self, GtkListItem *list_item)
{
  set_cell (list_item, bp_kind_label (view_of (list_item)->kind));
}

static void
subject_bind_cb (BpRecordsPage *self, GtkListItem *list_item)
{
  const BpRecordView *view = view_of (list_item);
  set_cell (list_item, view->subject);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (list_item), view->subject);
}

static void
start_bind_cb (BpRecordsPage *self, GtkListItem *list_item)
{
  g_autofree char *text = bp_wall_text (view_of (list_item)->starts_at);
  set_cell (list_item, text);
}

static void
user_bind_cb (BpRecordsPage *self, GtkListItem *list_item)
{
  set_cell (list_item, view_of (list_item)->login);
}

static void
state_bind_cb (BpRecordsPage *self, GtkListItem *list_item)
{
  const BpRecordView *view = view_of (list_item);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  const char *classes[] = { "state", bp_record_state_class (view), NULL };
  set_cell (list_item, view->state_label);
  gtk_widget_set_css_classes (cell, classes);
  gtk_widget_set_tooltip_text (cell, view->reason);
}

static void
update_time (GtkListItem *list_item)
{
  gint64 at = view_of (list_item)->last_transfer_at;
  g_autofree char *text = bp_time_text (at, bp_clock_now ());
  g_autofree char *full = bp_time_text_full (at);
  set_cell (list_item, text);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (list_item), full);
}

static void
time_bind_cb (BpRecordsPage *self, GtkListItem *list_item)
{
  g_hash_table_add (self->times, list_item);
  update_time (list_item);
}

static void
time_unbind_cb (BpRecordsPage *self, GtkListItem *list_item)
{
  g_hash_table_remove (self->times, list_item);
}

static void
update_times (BpRecordsPage *self)
{
  GHashTableIter iter;
  gpointer list_item;
  g_hash_table_iter_init (&iter, self->times);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    update_time (list_item);
}

/* --- selection ------------------------------------------------------------------------------------------------------------ */

/* The selected records (BpRecordItem). */
static GPtrArray *
selected_items (BpRecordsPage *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GtkBitset) rows = gtk_selection_model_get_selection (self->selection);
  GtkBitsetIter iter;
  guint position;
  for (gboolean more = gtk_bitset_iter_init_first (&iter, rows, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (self->selection), position));
  return items;
}

static gboolean
is_parked (const BpRecordView *view)
{
  return g_strcmp0 (view->state, "parked") == 0;
}

static gboolean
is_deleted (const BpRecordView *view)
{
  return view->deleted && view->name;
}

/* What `act` needs of those selected records for which it is meant. */
static char **
selected_names (BpRecordsPage *self, gboolean (*meant) (const BpRecordView *view))
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GPtrArray) items = selected_items (self);
  for (guint i = 0; i < items->len; i++) {
    const BpRecordView *view = bp_record_item_get_view (items->pdata[i]);
    if (meant (view))
      g_strv_builder_add (names, view->name ? view->name : view->item_id);
  }
  return g_strv_builder_end (names);
}

static void
show_selected (BpRecordsPage *self)
{
  g_autoptr (GtkBitset) rows = gtk_selection_model_get_selection (self->selection);
  guint64 n = gtk_bitset_get_size (rows);
  g_autoptr (BpRecordItem) item =
    n == 1 ? g_list_model_get_item (G_LIST_MODEL (self->selection), gtk_bitset_get_minimum (rows)) : NULL;
  BpRecordView *view = item ? bp_record_item_get_view (item) : NULL;
  if (view && view == self->shown_view)
    return;
  g_autofree char *many =
    n > 1 ? g_strdup_printf (ngettext ("%u record selected", "%u records selected", (gulong) n), (guint) n) : NULL;
  if (view)
    bp_record_view_ref (view);
  bp_record_view_free (self->shown_view);
  self->shown_view = view;
  bp_record_detail_view_show (self->detail, view,
                              many ? many : _ ("Select a record to see why it was transferred or not."));
}

/* With everything selected, looking at each row would take a while: the first thousand tell. */
static void
selection_changed_cb (BpRecordsPage *self)
{
  gboolean retry = FALSE, restore = FALSE;
  g_autoptr (GtkBitset) rows = gtk_selection_model_get_selection (self->selection);
  GtkBitsetIter iter;
  guint position, looked = 0;
  if (self->replacing)
    return;
  for (gboolean more = gtk_bitset_iter_init_first (&iter, rows, &position); more && looked < 1000;
       more = gtk_bitset_iter_next (&iter, &position), looked++) {
    g_autoptr (BpRecordItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
    retry = retry || is_parked (bp_record_item_get_view (item));
    restore = restore || is_deleted (bp_record_item_get_view (item));
  }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "records.retry", retry);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "records.restore", restore);
  show_selected (self);
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static void
update_summary (BpRecordsPage *self)
{
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint all = bp_record_model_get_total (self->model);
  g_autofree char *text = g_strdup_printf (ngettext ("%u of %u record", "%u of %u records", all), shown, all);
  gtk_label_set_text (self->summary, text);
  if (!self->stamp)
    return;
  gtk_label_set_text (self->empty_title, all ? _ ("No such record") : _ ("No records yet"));
  gtk_label_set_text (self->empty_text,
                      all
                        ? _ ("No record matches search and filters.")
                        : _ ("The appointments and tasks of the users appear here, each with its state and the reason "
                             "why it was transferred or not."));
  gtk_stack_set_visible_child_name (self->stack, shown ? "list" : "empty");
}

static char *
key_of (const BpRecordView *view)
{
  return g_strdup (view->name ? view->name : view->item_id);
}

/* New views lose the selection of the rows that changed: it belongs to the record, not to the row. */
static void
reselect (BpRecordsPage *self, GHashTable *keys)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  if (!g_hash_table_size (keys))
    return;
  for (guint i = 0; i < n; i++) {
    g_autoptr (BpRecordItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);
    g_autofree char *key = key_of (bp_record_item_get_view (item));
    if (key && g_hash_table_contains (keys, key) && !gtk_selection_model_is_selected (self->selection, i))
      gtk_selection_model_select_item (self->selection, i, FALSE);
  }
}

static void
take_views (BpRecordsPage *self, GPtrArray *views)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) items = selected_items (self);
  for (guint i = 0; i < items->len; i++) {
    char *key = key_of (bp_record_item_get_view (items->pdata[i]));
    if (key)
      g_hash_table_add (keys, key);
  }
  self->replacing = TRUE;
  bp_record_model_take_views (self->model, views);
  reselect (self, keys);
  self->replacing = FALSE;
  selection_changed_cb (self);
  update_summary (self);
}

static void schedule_reload (BpRecordsPage *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpRecordsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  BpRecordList *list = bp_session_call_finish (result, &error);
  self->reading = FALSE;
  if (!self->monitor) {
    bp_record_list_free (list);
    return;
  }
  g_clear_handle_id (&self->spin, g_source_remove);
  gtk_spinner_stop (self->spinner);
  gtk_label_set_text (self->problem, error ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), error != NULL);
  if (list && list->views) {
    g_free (self->stamp);
    self->stamp = g_steal_pointer (&list->stamp);
    self->read_at = g_get_monotonic_time ();
    take_views (self, g_steal_pointer (&list->views));
  }
  bp_record_list_free (list);
  update_times (self);
  schedule_reload (self);
}

static gboolean
spin_cb (gpointer user_data)
{
  BpRecordsPage *self = user_data;
  self->spin = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static void
read_records (BpRecordsPage *self)
{
  gboolean anyway = g_get_monotonic_time () - self->read_at > RELOAD_ANYWAY_US;
  if (self->reading || !self->monitor)
    return;
  self->reading = TRUE;
  self->asked_at = g_get_monotonic_time ();
  if (!self->stamp && !self->spin)
    self->spin = g_timeout_add (SPINNER_MS, spin_cb, self);
  bp_monitor_call (self->monitor, bp_request_records, anyway ? NULL : g_strdup (self->stamp), g_free,
                   (GDestroyNotify) bp_record_list_free, read_cb, g_object_ref (self));
}

static gboolean
reload_cb (gpointer user_data)
{
  BpRecordsPage *self = user_data;
  self->reload = 0;
  read_records (self);
  return G_SOURCE_REMOVE;
}

/* Only while somebody looks. */
static void
schedule_reload (BpRecordsPage *self)
{
  guint took_ms = (guint) ((g_get_monotonic_time () - self->asked_at) / 1000);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && !self->reload)
    self->reload = g_timeout_add (MAX (RELOAD_MS, took_ms * RELOAD_LOAD), reload_cb, self);
}

static void
mapped_cb (BpRecordsPage *self)
{
  g_clear_handle_id (&self->reload, g_source_remove);
  read_records (self);
}

static void
unmapped_cb (BpRecordsPage *self)
{
  g_clear_handle_id (&self->reload, g_source_remove);
}

/* --- filters -------------------------------------------------------------------------------------------------------------- */

static void
filter_changed_cb (BpRecordsPage *self)
{
  if (!self->logins)
    return;
  guint kind = gtk_drop_down_get_selected (self->kind);
  BpRecordFilter filter = {
    .shown = (BpRecordsShown) gtk_drop_down_get_selected (self->shown),
    .kind = kind == 1   ? BP_KIND_APPOINTMENT
            : kind == 2 ? BP_KIND_TASK
                        : BP_KIND_COUNT,
    .login = bp_login_list_get_selected (self->logins),
    .text = gtk_editable_get_text (GTK_EDITABLE (self->search)),
  };
  bp_record_model_set_filter (self->model, &filter);
  update_summary (self);
}

void
bp_records_page_find (BpRecordsPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

void
bp_records_page_show_problems (BpRecordsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (self->kind, 0);
  gtk_drop_down_set_selected (self->user, 0);
  gtk_drop_down_set_selected (self->shown, BP_RECORDS_PROBLEMS);
}

/* --- what is done about them ---------------------------------------------------------------------------------------------- */

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpRecordsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  bp_session_call_finish (result, &error);
  if (!self->monitor)
    return;
  read_records (self);
  bp_monitor_refresh (self->monitor);
  if (error)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-error", "(ss)", _ ("Not everything could be done."),
                                error->message);
}

static void
act (BpRecordsPage *self, BpDataFunc func, gboolean (*meant) (const BpRecordView *view))
{
  bp_monitor_call (self->monitor, func, selected_names (self, meant), (GDestroyNotify) g_strfreev, NULL, acted_cb,
                   g_object_ref (self));
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  act (BP_RECORDS_PAGE (widget), bp_request_retry, is_parked);
}

static void
restore_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  act (BP_RECORDS_PAGE (widget), bp_request_restore, is_deleted);
}

/* --- object ----------------------------------------------------------------------------------------------------------------- */

void
bp_records_page_set_monitor (BpRecordsPage *self, BpMonitor *monitor)
{
  self->monitor = g_object_ref (monitor);
  bp_record_detail_view_set_monitor (self->detail, monitor);
  self->logins = bp_login_list_new (self->user, bp_monitor_get_users (monitor));
  GtkSortListModel *sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->model)),
                                                      g_object_ref (gtk_column_view_get_sorter (self->list)));
  gtk_sort_list_model_set_incremental (sorted, TRUE);
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (sorted)));
  gtk_column_view_set_model (self->list, self->selection);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  filter_changed_cb (self);
  selection_changed_cb (self);
}

static void
bp_records_page_dispose (GObject *object)
{
  BpRecordsPage *self = BP_RECORDS_PAGE (object);
  g_clear_handle_id (&self->reload, g_source_remove);
  g_clear_handle_id (&self->spin, g_source_remove);
  g_clear_pointer (&self->logins, bp_login_list_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), BP_TYPE_RECORDS_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->shown_view, bp_record_view_free);
  g_clear_pointer (&self->stamp, g_free);
  G_OBJECT_CLASS (bp_records_page_parent_class)->dispose (object);
}

static void
bp_records_page_finalize (GObject *object)
{
  g_hash_table_unref (BP_RECORDS_PAGE (object)->times);
  G_OBJECT_CLASS (bp_records_page_parent_class)->finalize (object);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, kind_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, subject_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, short_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, kind_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, subject_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, user_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, state_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, time_bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, time_unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, mapped_cb);
  gtk_widget_class_bind_template_callback (widget_class, unmapped_cb);
}

static void
bp_records_page_class_init (BpRecordsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_records_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = bp_records_page_finalize;
  g_type_ensure (BP_TYPE_RECORD_ITEM);
  g_type_ensure (BP_TYPE_RECORD_DETAIL_VIEW);
  gtk_widget_class_install_action (widget_class, "records.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "records.restore", NULL, restore_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/records-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, search);
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, kind);
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, user);
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, shown);
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, list);
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, empty_title);
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, empty_text);
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, summary);
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, problem);
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, BpRecordsPage, detail);
  bind_callbacks (widget_class);
}

static void
bp_records_page_init (BpRecordsPage *self)
{
  self->times = g_hash_table_new (NULL, NULL);
  self->model = bp_record_model_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  bp_accessible_name_buttons (GTK_WIDGET (self));
}
