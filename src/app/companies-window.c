/* SPDX-License-Identifier: MIT */
#include "app/companies-window.h"

#include "app/accessible.h"
#include "app/confirm.h"
#include "app/field.h"
#include "app/requests.h"
#include "app/time-text.h"
#include "base/i18n.h"

struct _BpCompaniesWindow {
  GtkWindow parent_instance;
  GtkListBox *list;
  BpField *number, *name, *maintenance;
  GtkLabel *problem;
  GtkWidget *save, *remove;
  BpMonitor *monitor;
  GPtrArray *companies; /* as shown */
  gint64 selected;      /* number of the company being edited, 0: a new one */
  gboolean loading, closing;
};
G_DEFINE_FINAL_TYPE (BpCompaniesWindow, bp_companies_window, GTK_TYPE_WINDOW)

static GtkEditable *
entry_of (BpField *field)
{
  return GTK_EDITABLE (bp_field_get_child (field));
}

/* --- checking -------------------------------------------------------------------------------------------------------- */

static gint64
read_number (BpCompaniesWindow *self)
{
  guint64 number = 0;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry_of (self->number))));
  return g_ascii_string_to_unsigned (text, 10, 1, 999999999, &number, NULL) ? (gint64) number : 0;
}

static gboolean
number_is_known (BpCompaniesWindow *self, gint64 number)
{
  for (guint i = 0; self->companies && i < self->companies->len; i++)
    if (((BpCompany *) self->companies->pdata[i])->number == number)
      return TRUE;
  return FALSE;
}

static void
changed_cb (BpCompaniesWindow *self)
{
  if (self->loading)
    return;
  g_autoptr (GError) error = NULL;
  gint64 number = read_number (self);
  gboolean taken = !self->selected && number_is_known (self, number);
  const char *typed = gtk_editable_get_text (entry_of (self->number));
  bp_field_set_error (self->number, taken               ? _ ("This number is already in use.")
                                    : *typed && !number ? _ ("A company number is a whole number from 1.")
                                                        : NULL);
  g_autofree char *until = bp_date_parse (gtk_editable_get_text (entry_of (self->maintenance)));
  gboolean date_ok = bp_check_date (until, &error);
  bp_field_set_error (self->maintenance, date_ok ? NULL : error->message);
  gtk_label_set_text (self->problem, "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_widget_set_sensitive (self->save, number && !taken && date_ok && *gtk_editable_get_text (entry_of (self->name)));
}

/* --- the list -------------------------------------------------------------------------------------------------------- */

static void
show_company (BpCompaniesWindow *self, const BpCompany *company)
{
  g_autofree char *number = company ? g_strdup_printf ("%" G_GINT64_FORMAT, company->number) : g_strdup ("");
  g_autofree char *until = bp_date_text (company ? company->maintenance_until : NULL);
  self->loading = TRUE;
  self->selected = company ? company->number : 0;
  gtk_editable_set_text (entry_of (self->number), number);
  gtk_editable_set_text (entry_of (self->name), company && company->name ? company->name : "");
  gtk_editable_set_text (entry_of (self->maintenance), until);
  gtk_widget_set_sensitive (GTK_WIDGET (entry_of (self->number)), !company);
  gtk_widget_set_sensitive (self->remove, company != NULL);
  self->loading = FALSE;
  changed_cb (self);
}

static void
row_selected_cb (BpCompaniesWindow *self, GtkListBoxRow *row)
{
  int index = row ? gtk_list_box_row_get_index (row) : -1;
  show_company (self, index >= 0 && self->companies ? self->companies->pdata[index] : NULL);
}

static GtkWidget *
company_row (const BpCompany *company)
{
  g_autofree char *title = g_strdup_printf ("%" G_GINT64_FORMAT " %s", company->number, company->name);
  g_autofree char *date = bp_date_text (company->maintenance_until);
  g_autofree char *until =
    company->maintenance_until ? g_strdup_printf (_ ("maintained until %s"), date) : g_strdup (_ ("unlimited"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (title);
  GtkWidget *detail = gtk_label_new (until);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (detail, "hint");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), detail);
  GtkWidget *row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  bp_accessible_set_label (row, title);
  bp_accessible_set_description (row, until);
  return row;
}

static void
show_list (BpCompaniesWindow *self, GPtrArray *companies)
{
  GtkWidget *child;
  gint64 selected = self->selected;
  g_clear_pointer (&self->companies, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) && GTK_IS_LIST_BOX_ROW (child))
    gtk_list_box_remove (self->list, child);
  self->companies = companies;
  for (guint i = 0; i < companies->len; i++) {
    GtkWidget *row = company_row (companies->pdata[i]);
    gtk_list_box_append (self->list, row);
    if (((BpCompany *) companies->pdata[i])->number == selected)
      gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
  }
  changed_cb (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpCompaniesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *companies = bp_session_call_finish (result, &error);
  if (companies && !self->closing)
    show_list (self, companies);
  else
    g_clear_pointer (&companies, g_ptr_array_unref);
}

static void
load (BpCompaniesWindow *self)
{
  bp_monitor_call (self->monitor, bp_request_companies, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, loaded_cb,
                   g_object_ref (self));
}

/* --- changing -------------------------------------------------------------------------------------------------------- */

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpCompaniesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  bp_session_call_finish (result, &error);
  if (self->closing)
    return;
  bp_monitor_refresh (self->monitor);
  if (error) {
    gtk_label_set_text (self->problem, error->message);
    gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
    return;
  }
  gtk_list_box_unselect_all (self->list);
  show_company (self, NULL);
  load (self);
}

static void
change (BpCompaniesWindow *self, BpCompanyVerb verb)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry_of (self->name))));
  g_autofree char *until = bp_date_parse (gtk_editable_get_text (entry_of (self->maintenance)));
  gint64 number = self->selected ? self->selected : read_number (self);
  bp_monitor_call (self->monitor, bp_request_change_company, bp_company_change_new (verb, number, name, until),
                   (GDestroyNotify) bp_company_change_free, NULL, stored_cb, g_object_ref (self));
}

static void
save_clicked_cb (BpCompaniesWindow *self)
{
  change (self, self->selected ? BP_COMPANY_UPDATE : BP_COMPANY_ADD);
}

static void
new_clicked_cb (BpCompaniesWindow *self)
{
  gtk_list_box_unselect_all (self->list);
  show_company (self, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (entry_of (self->number)));
}

static void
remove_answered_cb (BpAnswer answer, gpointer data)
{
  g_autoptr (BpCompaniesWindow) self = data;
  if (answer == BP_ANSWER_YES && !self->closing && self->selected)
    change (self, BP_COMPANY_REMOVE);
}

static void
remove_clicked_cb (BpCompaniesWindow *self)
{
  BpQuestion question = {
    .heading = _ ("Delete this company?"),
    .body = _ ("Its users are then no longer synced. Nothing is deleted in Exchange. A company that still has "
               "appointments or tasks is not deleted."),
    .yes = _ ("_Delete company"),
    .destructive = TRUE,
  };
  bp_confirm (GTK_WINDOW (self), &question, remove_answered_cb, g_object_ref (self));
}

/* --- object ---------------------------------------------------------------------------------------------------------- */

BpCompaniesWindow *
bp_companies_window_new (GtkWindow *parent, BpMonitor *monitor)
{
  BpCompaniesWindow *self = g_object_new (BP_TYPE_COMPANIES_WINDOW, "transient-for", parent, NULL);
  self->monitor = g_object_ref (monitor);
  show_company (self, NULL);
  load (self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

static void
bp_companies_window_dispose (GObject *object)
{
  BpCompaniesWindow *self = BP_COMPANIES_WINDOW (object);
  self->closing = TRUE;
  self->loading = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), BP_TYPE_COMPANIES_WINDOW);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->companies, g_ptr_array_unref);
  G_OBJECT_CLASS (bp_companies_window_parent_class)->dispose (object);
}

static void
bp_companies_window_class_init (BpCompaniesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_companies_window_dispose;
  g_type_ensure (BP_TYPE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/companies-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BpCompaniesWindow, list);
  gtk_widget_class_bind_template_child (widget_class, BpCompaniesWindow, number);
  gtk_widget_class_bind_template_child (widget_class, BpCompaniesWindow, name);
  gtk_widget_class_bind_template_child (widget_class, BpCompaniesWindow, maintenance);
  gtk_widget_class_bind_template_child (widget_class, BpCompaniesWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, BpCompaniesWindow, save);
  gtk_widget_class_bind_template_child (widget_class, BpCompaniesWindow, remove);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
}

static void
bp_companies_window_init (BpCompaniesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bp_accessible_name_buttons (GTK_WIDGET (self));
}
