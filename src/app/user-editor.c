/* SPDX-License-Identifier: MIT */
#include "app/user-editor.h"

#include "app/accessible.h"
#include "app/companies-window.h"
#include "app/confirm.h"
#include "app/field.h"
#include "app/requests.h"
#include "app/time-text.h"
#include "base/error.h"
#include "base/i18n.h"

/* Typing is not asked about letter by letter. */
#define PREVIEW_MS 150

struct _BpUserEditor {
  GtkWindow parent_instance;
  BpField *login, *name, *email, *birth_date, *bank_name, *iban, *mailbox, *company;
  GtkCheckButton *sync;
  GtkLabel *why, *problem;
  GtkWidget *problem_bar;
  BpMonitor *monitor;
  BpUser *stored; /* as loaded; id 0: a new one */
  gint64 revision;
  guint preview;
  GPtrArray *companies; /* as shown in the drop-down, below its first entry */
  gboolean loading, saving, closing;
};
G_DEFINE_FINAL_TYPE (BpUserEditor, bp_user_editor, GTK_TYPE_WINDOW)

/* The text fields: which value of the user, on which register. */
typedef struct {
  gsize field;
  const char *key;
  gboolean is_date;
} Row;
#define ROW(member, key, is_date)                                                                                      \
  {                                                                                                                    \
    G_STRUCT_OFFSET (BpUserEditor, member), key, is_date                                                               \
  }
static const Row rows[] = {
  ROW (login, "login", FALSE),
  ROW (name, "name", FALSE),
  ROW (email, "email", FALSE),
  ROW (birth_date, "birth-date", TRUE),
  ROW (bank_name, "bank-name", FALSE),
  ROW (iban, "iban", FALSE),
  ROW (mailbox, "exchange-mailbox", FALSE),
};

static BpField *
row_field (BpUserEditor *self, const Row *row)
{
  return G_STRUCT_MEMBER (BpField *, self, row->field);
}

/* --- controls -> user --------------------------------------------------------------------------------------------------- */

/* The user as entered. Every value that is refused is marked at its field; *ret_valid says whether there was none. */
static BpUser *
read_user (BpUserEditor *self, gboolean *ret_valid)
{
  g_autoptr (BpUser) user = bp_user_copy (self->stored);
  *ret_valid = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BpField *field = row_field (self, &rows[i]);
    g_autoptr (GError) error = NULL;
    const char *typed = gtk_editable_get_text (GTK_EDITABLE (bp_field_get_child (field)));
    g_autofree char *value = rows[i].is_date ? bp_date_parse (typed) : g_strstrip (g_strdup (typed));
    gboolean valid = bp_user_set (user, rows[i].key, value, &error);
    bp_field_set_check (field, rows[i].key, error);
    *ret_valid = *ret_valid && valid;
  }
  GtkDropDown *companies = GTK_DROP_DOWN (bp_field_get_child (self->company));
  guint selected = gtk_drop_down_get_selected (companies);
  if (self->companies && selected != GTK_INVALID_LIST_POSITION)
    user->start_company = selected ? ((BpCompany *) self->companies->pdata[selected - 1])->number : 0;
  user->exchange_sync = gtk_check_button_get_active (self->sync);
  return g_steal_pointer (&user);
}

static gboolean
is_changed (BpUserEditor *self, const BpUser *user)
{
  guint n;
  const BpUserKey *keys = bp_user_keys (&n);
  for (guint i = 0; i < n; i++) {
    g_autofree char *old = bp_user_get (self->stored, keys[i].key);
    g_autofree char *now = bp_user_get (user, keys[i].key);
    if (g_strcmp0 (old ? old : "", now ? now : "") != 0)
      return TRUE;
  }
  return FALSE;
}

/* --- why --------------------------------------------------------------------------------------------------------------- */

static void
preview_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpUserEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BpEligibility) eligibility = bp_session_call_finish (result, &error);
  if (self->closing || !eligibility)
    return;
  g_autofree char *text = bp_eligibility_describe (eligibility);
  gtk_label_set_text (self->why, text);
  if (eligibility->code == BP_ELIGIBLE)
    gtk_widget_remove_css_class (GTK_WIDGET (self->why), "state-warning");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->why), "state-warning");
}

static gboolean
preview_timeout_cb (gpointer user_data)
{
  BpUserEditor *self = user_data;
  gboolean valid;
  self->preview = 0;
  g_autoptr (BpUser) user = read_user (self, &valid);
  bp_monitor_call (self->monitor, bp_request_preview_user, g_steal_pointer (&user), (GDestroyNotify) bp_user_free,
                   (GDestroyNotify) bp_eligibility_free, preview_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
changed_cb (BpUserEditor *self)
{
  gboolean valid;
  if (self->loading || !self->stored)
    return;
  g_autoptr (BpUser) user = read_user (self, &valid);
  /* A new user's empty form is not an accusation, but cannot be saved either. */
  gboolean has_login = user->login && *user->login;
  if (!has_login)
    bp_field_set_error (self->login, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.save", valid && has_login && is_changed (self, user));
  gtk_widget_set_visible (self->problem_bar, FALSE);
  if (!self->preview)
    self->preview = g_timeout_add (PREVIEW_MS, preview_timeout_cb, self);
}

/* The keyboard goes back to the window below, also when a question above this one closed at the same moment. */
static void
close_window (BpUserEditor *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  gtk_window_destroy (GTK_WINDOW (self));
  if (parent)
    gtk_window_present (parent);
}

/* --- user -> controls --------------------------------------------------------------------------------------------------- */

/* A company that does not exist stays visible as what it is. */
static void
fill_companies (BpUserEditor *self, gint64 selected)
{
  GtkDropDown *drop_down = GTK_DROP_DOWN (bp_field_get_child (self->company));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GPtrArray *known = bp_monitor_get_companies (self->monitor);
  guint position = 0;
  g_clear_pointer (&self->companies, g_ptr_array_unref);
  self->companies = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_company_free);
  gtk_string_list_append (names, _ ("none"));
  for (guint i = 0; known && i < known->len; i++) {
    const BpCompany *company = known->pdata[i];
    BpCompany *copy = bp_company_new ();
    copy->number = company->number;
    g_ptr_array_add (self->companies, copy);
    gtk_string_list_take (names, g_strdup_printf ("%" G_GINT64_FORMAT " %s", company->number, company->name));
    if (company->number == selected)
      position = self->companies->len;
  }
  if (selected && !position) {
    BpCompany *unknown = bp_company_new ();
    unknown->number = selected;
    g_ptr_array_add (self->companies, unknown);
    g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, selected);
    gtk_string_list_take (names, g_strdup_printf (_ ("%s (does not exist)"), number));
    position = self->companies->len;
  }
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (drop_down, position);
}

static void
fill (BpUserEditor *self)
{
  self->loading = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *value = bp_user_get (self->stored, rows[i].key);
    g_autofree char *text = rows[i].is_date ? bp_date_text (value) : g_strdup (value ? value : "");
    gtk_editable_set_text (GTK_EDITABLE (bp_field_get_child (row_field (self, &rows[i]))), text);
  }
  gtk_check_button_set_active (self->sync, self->stored->exchange_sync);
  fill_companies (self, self->stored->start_company);
  self->loading = FALSE;
  g_autofree char *title =
    self->stored->id ? g_strdup_printf (_ ("Edit user %s"), self->stored->login) : g_strdup (_ ("New user"));
  gtk_window_set_title (GTK_WINDOW (self), title);
  changed_cb (self);
}

/* The list of companies was changed in its own window: show it, keep what is selected. */
static void
monitor_updated_cb (BpUserEditor *self)
{
  GPtrArray *known = bp_monitor_get_companies (self->monitor);
  if (!self->companies || !known)
    return;
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (bp_field_get_child (self->company)));
  gint64 number =
    selected && selected <= self->companies->len ? ((BpCompany *) self->companies->pdata[selected - 1])->number : 0;
  gboolean same = known->len == self->companies->len;
  for (guint i = 0; same && i < known->len; i++)
    same = ((BpCompany *) known->pdata[i])->number == ((BpCompany *) self->companies->pdata[i])->number;
  if (same)
    return;
  self->loading = TRUE;
  fill_companies (self, number);
  self->loading = FALSE;
  changed_cb (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpUserEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  BpUserView *view = bp_session_call_finish (result, &error);
  if (self->closing) {
    bp_user_view_free (view);
    return;
  }
  if (!view) {
    gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))), "win.show-error", "(ss)",
                                _ ("The user cannot be edited."), error ? error->message : "");
    gtk_window_destroy (GTK_WINDOW (self));
    return;
  }
  bp_user_free (self->stored);
  self->stored = bp_user_copy (view->user);
  self->revision = view->revision;
  bp_user_view_free (view);
  fill (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (bp_field_get_child (self->login));
}

static void
load (BpUserEditor *self, const char *login)
{
  bp_monitor_call (self->monitor, bp_request_user, g_strdup (login), g_free, (GDestroyNotify) bp_user_view_free,
                   loaded_cb, g_object_ref (self));
}

/* --- saving ---------------------------------------------------------------------------------------------------------------- */

static void
changed_meanwhile_cb (BpAnswer answer, gpointer data)
{
  g_autoptr (BpUserEditor) self = data;
  if (self->closing || answer == BP_ANSWER_CANCEL)
    return;
  if (answer == BP_ANSWER_OTHER) {
    load (self, self->stored->login);
    return;
  }
  /* Known now, and still wanted: whatever the revision is. */
  self->revision = 0;
  gtk_widget_activate_action (GTK_WIDGET (self), "editor.save", NULL);
}

static void
ask_about_change (BpUserEditor *self)
{
  BpQuestion question = {
    .heading = _ ("Another program has changed this user meanwhile"),
    .body = _ ("Your changes are not saved yet. You can overwrite the other change with yours, or load the user again "
               "and lose what you have entered."),
    .yes = _ ("_Overwrite"),
    .other = _ ("_Load again"),
    .destructive = TRUE,
  };
  bp_confirm (GTK_WINDOW (self), &question, changed_meanwhile_cb, g_object_ref (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpUserEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  bp_session_call_finish (result, &error);
  self->saving = FALSE;
  if (self->closing)
    return;
  bp_monitor_refresh (self->monitor);
  if (!error) {
    close_window (self);
    return;
  }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.save", TRUE);
  if (g_error_matches (error, BP_ERROR, BP_ERROR_CHANGED_MEANWHILE)) {
    ask_about_change (self);
    return;
  }
  gtk_label_set_text (self->problem, error->message);
  gtk_widget_set_visible (self->problem_bar, TRUE);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BpUserEditor *self = BP_USER_EDITOR (widget);
  gboolean valid;
  if (!self->stored || self->saving)
    return;
  g_autoptr (BpUser) user = read_user (self, &valid);
  if (!valid || !user->login || !*user->login)
    return;
  self->saving = TRUE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "editor.save", FALSE);
  bp_monitor_call (self->monitor, bp_request_save_user, bp_user_change_new (user, self->revision),
                   (GDestroyNotify) bp_user_change_free, NULL, saved_cb, g_object_ref (self));
}

static void
companies_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BpUserEditor *self = BP_USER_EDITOR (widget);
  bp_companies_window_new (GTK_WINDOW (self), self->monitor);
}

/* --- closing --------------------------------------------------------------------------------------------------------------- */

static void
discard_answered_cb (BpAnswer answer, gpointer data)
{
  g_autoptr (BpUserEditor) self = data;
  if (self->closing)
    return;
  if (answer == BP_ANSWER_YES)
    gtk_widget_activate_action (GTK_WIDGET (self), "editor.save", NULL);
  else if (answer == BP_ANSWER_OTHER)
    close_window (self);
}

static gboolean
bp_user_editor_close_request (GtkWindow *window)
{
  BpUserEditor *self = BP_USER_EDITOR (window);
  gboolean valid = TRUE;
  g_autoptr (BpUser) user = self->stored ? read_user (self, &valid) : NULL;
  if (!user || self->saving || (valid && !is_changed (self, user)))
    return FALSE;
  BpQuestion question = {
    .heading = _ ("Save the changes to this user?"),
    .body = valid ? _ ("What you have entered is lost otherwise.")
                  : _ ("Something you have entered is not valid and cannot be saved yet."),
    .yes = valid && user->login && *user->login ? _ ("_Save") : NULL,
    .other = _ ("_Discard"),
  };
  bp_confirm (window, &question, discard_answered_cb, g_object_ref (self));
  return TRUE;
}

/* --- object ----------------------------------------------------------------------------------------------------------------- */

static void
connect_controls (BpUserEditor *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    GtkWidget *entry = bp_field_get_child (row_field (self, &rows[i]));
    g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  }
  g_signal_connect_object (bp_field_get_child (self->company), "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

BpUserEditor *
bp_user_editor_new (GtkWindow *parent, BpMonitor *monitor, const char *login)
{
  BpUserEditor *self = g_object_new (BP_TYPE_USER_EDITOR, "transient-for", parent, NULL);
  self->monitor = g_object_ref (monitor);
  g_signal_connect_object (monitor, "updated", G_CALLBACK (monitor_updated_cb), self, G_CONNECT_SWAPPED);
  if (login) {
    load (self, login);
    return self;
  }
  self->stored = bp_user_new ();
  fill (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (bp_field_get_child (self->login));
  return self;
}

static void
bp_user_editor_dispose (GObject *object)
{
  BpUserEditor *self = BP_USER_EDITOR (object);
  self->closing = TRUE;
  g_clear_handle_id (&self->preview, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), BP_TYPE_USER_EDITOR);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->stored, bp_user_free);
  g_clear_pointer (&self->companies, g_ptr_array_unref);
  G_OBJECT_CLASS (bp_user_editor_parent_class)->dispose (object);
}

static void
bp_user_editor_class_init (BpUserEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_user_editor_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = bp_user_editor_close_request;
  g_type_ensure (BP_TYPE_FIELD);
  gtk_widget_class_install_action (widget_class, "editor.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "editor.companies", NULL, companies_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/user-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, login);
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, name);
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, email);
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, birth_date);
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, bank_name);
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, iban);
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, mailbox);
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, company);
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, sync);
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, why);
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, BpUserEditor, problem_bar);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
bp_user_editor_init (BpUserEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bp_accessible_name_buttons (GTK_WIDGET (self));
  connect_controls (self);
}
