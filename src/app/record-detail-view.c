/* SPDX-License-Identifier: MIT */
#include "app/record-detail-view.h"

#include "app/accessible.h"
#include "app/comparison.h"
#include "app/record-model.h"
#include "app/record-requests.h"
#include "app/time-text.h"
#include "app/user-item.h"
#include "app/value-text.h"
#include "base/i18n.h"

struct _BpRecordDetailView {
  GtkBox parent_instance;
  GtkLabel *title, *state, *reason;
  GtkButton *help;
  GtkWidget *body, *head, *sides, *conflicts_title, *history_title;
  GtkListBox *fields, *conflicts, *history;
  BpMonitor *monitor;
  BpRecordView *view; /* as shown; NULL: none */
  guint serial;       /* of the last question; older answers are late */
};
G_DEFINE_FINAL_TYPE (BpRecordDetailView, bp_record_detail_view, GTK_TYPE_BOX)

/* --- rows --------------------------------------------------------------------------------------------------------------- */

static GtkWidget *
text_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_set_hexpand (label, TRUE);
  if (style)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
value_new (const char *text, gboolean changed)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), text_new (text, changed ? "changed" : NULL));
  if (changed)
    gtk_box_append (GTK_BOX (box), text_new (_ ("changed, not transferred"), "hint"));
  return box;
}

static void
add_row (GtkListBox *list, GtkWidget *child, const char *name)
{
  GtkWidget *row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  bp_accessible_set_label (row, name);
  gtk_list_box_append (list, row);
}

static void
clear_list (GtkListBox *list)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))))
    gtk_list_box_remove (list, child);
}

static void
add_field (BpRecordDetailView *self, const BpComparisonRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *values = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = text_new (row->label, row->differs ? "changed" : "hint");
  g_autofree char *name =
    g_strdup_printf (_ ("%s: büro+ %s, Exchange %s, last agreed %s"), row->label, row->local, row->remote, row->agreed);
  gtk_label_set_width_chars (GTK_LABEL (label), 16);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 16);
  gtk_widget_set_hexpand (label, FALSE);
  gtk_box_set_homogeneous (GTK_BOX (values), TRUE);
  gtk_box_append (GTK_BOX (values), value_new (row->local, row->local_changed));
  gtk_box_append (GTK_BOX (values), value_new (row->remote, row->remote_changed));
  gtk_box_append (GTK_BOX (values), value_new (row->agreed, FALSE));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), values);
  add_row (self->fields, box, name);
}

static void
add_event (GtkListBox *list, gint64 at, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *time = bp_time_text_full (at);
  g_autofree char *name = g_strdup_printf ("%s: %s", time ? time : "–", text);
  GtkWidget *label = text_new (time ? time : "–", "hint");
  GtkWidget *what = text_new (text, NULL);
  gtk_widget_set_hexpand (label, FALSE);
  gtk_label_set_width_chars (GTK_LABEL (label), 20);
  gtk_label_set_max_width_chars (GTK_LABEL (what), 80);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), what);
  add_row (list, box, name);
}

/* --- what was read -------------------------------------------------------------------------------------------------------- */

static void
show_detail (BpRecordDetailView *self, const BpRecordDetail *detail)
{
  g_autoptr (GPtrArray) rows = bp_comparison_new (self->view->kind, detail);
  clear_list (self->fields);
  clear_list (self->conflicts);
  clear_list (self->history);
  for (guint i = 0; i < rows->len; i++)
    add_field (self, rows->pdata[i]);
  for (guint i = 0; i < detail->conflicts->len; i++) {
    const BpConflictView *conflict = detail->conflicts->pdata[i];
    g_autofree char *text = bp_comparison_conflict_text (conflict, self->view->kind);
    add_event (self->conflicts, conflict->at, text);
  }
  for (guint i = 0; i < detail->history->len; i++) {
    const BpHistoryEntry *entry = detail->history->pdata[i];
    g_autofree char *text =
      entry->pending ? g_strdup_printf (_ ("%s (not dealt with yet)"), entry->text) : g_strdup (entry->text);
    add_event (self->history, entry->at, text);
  }
  gtk_widget_set_visible (self->sides, rows->len > 0);
  gtk_widget_set_visible (self->conflicts_title, detail->conflicts->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->conflicts), detail->conflicts->len > 0);
  gtk_widget_set_visible (self->history_title, detail->history->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->history), detail->history->len > 0);
  gtk_widget_set_visible (self->body, TRUE);
}

typedef struct {
  BpRecordDetailView *view;
  guint serial;
} Question;

static void
detail_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (BpRecordDetailView) self = question->view;
  g_autoptr (GError) error = NULL;
  g_autoptr (BpRecordDetail) detail = bp_session_call_finish (result, &error);
  if (question->serial != self->serial || !self->view || !self->monitor)
    return;
  if (detail) {
    show_detail (self, detail);
    return;
  }
  gtk_widget_set_visible (self->body, FALSE);
  gtk_label_set_text (self->reason, error ? error->message : "");
}

static void
ask (BpRecordDetailView *self)
{
  Question *question = g_new0 (Question, 1);
  question->view = g_object_ref (self);
  question->serial = ++self->serial;
  bp_monitor_call (self->monitor, bp_request_record_detail, g_strdup (self->view->name), g_free,
                   (GDestroyNotify) bp_record_detail_free, detail_cb, question);
}

/* --- the record at hand ---------------------------------------------------------------------------------------------------- */

/* What helps where a setting or the user keeps a record back. */
static void
update_help (BpRecordDetailView *self)
{
  static const struct {
    const char *code, *label, *action;
  } helps[] = {
    { "kind-off", N_ ("Exchange settings"), "win.show-exchange" },
    { "export-off", N_ ("Exchange settings"), "win.show-exchange" },
    { "import-off", N_ ("Exchange settings"), "win.show-exchange" },
    { "held-out", N_ ("Review…"), "win.review-deletions" },
    { "held-in", N_ ("Review…"), "win.review-deletions" },
  };
  const char *label = NULL, *action = NULL;
  gboolean for_user = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (helps); i++)
    if (g_strcmp0 (helps[i].code, self->view->reason_code) == 0) {
      label = _ (helps[i].label);
      action = helps[i].action;
    }
  if (!action && g_strcmp0 (self->view->state, "not-transferred") == 0)
    action = bp_user_help_for_reason (self->view->reason_code, &label);
  for_user = bp_user_help_takes_login (action);
  gtk_widget_set_visible (GTK_WIDGET (self->help), action && (!for_user || self->view->login));
  if (!action)
    return;
  gtk_button_set_label (self->help, label);
  gtk_actionable_set_action_target_value (
    GTK_ACTIONABLE (self->help), for_user && self->view->login ? g_variant_new_string (self->view->login) : NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->help), action);
}

static void
update_head (BpRecordDetailView *self)
{
  const BpRecordView *view = self->view;
  const char *classes[] = { "state", bp_record_state_class (view), NULL };
  GString *title = g_string_new (bp_kind_label (view->kind));
  if (view->name)
    g_string_append_printf (title, " %s", view->name);
  if (view->subject && *view->subject)
    g_string_append_printf (title, " · %s", view->subject);
  if (view->login)
    g_string_append_printf (title, " · %s", view->login);
  gtk_label_set_text (self->title, title->str);
  g_string_free (title, TRUE);
  gtk_label_set_text (self->state, view->state_label);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state), classes);
  gtk_label_set_text (self->reason, view->reason);
  update_help (self);
}

void
bp_record_detail_view_show (BpRecordDetailView *self, BpRecordView *view, const char *hint)
{
  if (view)
    bp_record_view_ref (view);
  bp_record_view_free (self->view);
  self->view = view;
  self->serial++;
  gtk_widget_set_visible (self->head, view != NULL);
  if (!view) {
    gtk_label_set_text (self->title, hint);
    gtk_widget_set_visible (self->body, FALSE);
    return;
  }
  update_head (self);
  if (view->name)
    ask (self);
  else
    gtk_widget_set_visible (self->body, FALSE);
}

void
bp_record_detail_view_set_monitor (BpRecordDetailView *self, BpMonitor *monitor)
{
  g_set_object (&self->monitor, monitor);
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
bp_record_detail_view_dispose (GObject *object)
{
  BpRecordDetailView *self = BP_RECORD_DETAIL_VIEW (object);
  gtk_widget_dispose_template (GTK_WIDGET (self), BP_TYPE_RECORD_DETAIL_VIEW);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->view, bp_record_view_free);
  G_OBJECT_CLASS (bp_record_detail_view_parent_class)->dispose (object);
}

static void
bp_record_detail_view_class_init (BpRecordDetailViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_record_detail_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/record-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, title);
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, state);
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, reason);
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, help);
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, head);
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, body);
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, sides);
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, conflicts_title);
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, history_title);
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, fields);
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, conflicts);
  gtk_widget_class_bind_template_child (widget_class, BpRecordDetailView, history);
}

static void
bp_record_detail_view_init (BpRecordDetailView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bp_accessible_name_buttons (GTK_WIDGET (self));
}
