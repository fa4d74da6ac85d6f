/* SPDX-License-Identifier: MIT */
#include "app/exchange-form.h"

#include "app/accessible.h"
#include "app/field.h"
#include "base/i18n.h"
#include "base/platform.h"

/* R9: what Microsoft 365 always uses; shown while the host is locked. */
#define ONLINE_HOST "outlook.office365.com"

typedef enum { SWITCH, CHECK, CHOICE, TEXT, SECRET } Kind;

/* In bpconfig's order. */
static const struct {
  BpSetting setting;
  Kind kind;
  const char *id;
} rows[] = {
  { BP_SETTING_AUTO_SYNC, SWITCH, "auto_sync" },
  { BP_SETTING_USE_MAILBOXES, CHECK, "use_mailboxes" },
  { BP_SETTING_SKIP_INFO_TEXT, CHECK, "skip_info_text" },
  { BP_SETTING_INFO_TEXT_FORMAT, CHOICE, "info_text_format" },
  { BP_SETTING_EXPORT, CHECK, "export_data" },
  { BP_SETTING_IMPORT, CHECK, "import_data" },
  { BP_SETTING_SYNC_APPOINTMENTS, CHECK, "sync_appointments" },
  { BP_SETTING_SYNC_TASKS, CHECK, "sync_tasks" },
  { BP_SETTING_EWS_HOST, TEXT, "ews_host" },
  { BP_SETTING_USE_OAUTH2, CHECK, "use_oauth2" },
  { BP_SETTING_ADMIN_NAME, TEXT, "admin_name" },
  { BP_SETTING_ADMIN_SECRET, SECRET, "admin_secret" },
  { BP_SETTING_SECRET_EXPIRES, TEXT, "secret_expires" },
  { BP_SETTING_OAUTH_CERTIFICATE, TEXT, "oauth_certificate" },
  { BP_SETTING_TENANT, TEXT, "tenant" },
  { BP_SETTING_CA_FILE, TEXT, "ca_file" },
};
#define N_ROWS G_N_ELEMENTS (rows)

struct _BpExchangeForm {
  GtkWidget *widgets[N_ROWS]; /* the BpField for CHOICE, TEXT and SECRET; borrowed from the page */
  GtkLabel *oauth_notice;
  GtkWidget *discover;
  char *typed_host; /* what comes back when OAuth2 is switched off */
  gboolean secret_stored;
  gboolean loading;
  void (*changed) (gpointer data);
  gpointer data;
};

static GtkWidget *
find (BpExchangeForm *self, BpSetting setting)
{
  for (guint i = 0; i < N_ROWS; i++)
    if (rows[i].setting == setting)
      return self->widgets[i];
  return NULL;
}

static GtkEditable *
entry_of (GtkWidget *field)
{
  return GTK_EDITABLE (bp_field_get_child (BP_FIELD (field)));
}

static gboolean
is_checked (BpExchangeForm *self, BpSetting setting)
{
  return gtk_check_button_get_active (GTK_CHECK_BUTTON (find (self, setting)));
}

/* --- what depends on what (R9-R11) -------------------------------------------------------------------------------------- */

static void
update_host (BpExchangeForm *self, gboolean oauth2)
{
  GtkWidget *field = find (self, BP_SETTING_EWS_HOST);
  GtkWidget *entry = GTK_WIDGET (entry_of (field));
  gboolean was_locked = !gtk_widget_get_sensitive (entry);
  if (oauth2 != was_locked) {
    gboolean loading = self->loading;
    self->loading = TRUE;
    if (oauth2) {
      g_free (self->typed_host);
      self->typed_host = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
    }
    gtk_editable_set_text (GTK_EDITABLE (entry), oauth2 ? ONLINE_HOST : self->typed_host ? self->typed_host : "");
    gtk_widget_set_sensitive (entry, !oauth2);
    self->loading = loading;
  }
  bp_field_set_hint (BP_FIELD (field), oauth2 ? _ ("Exchange Online always uses this host.")
                                              : _ ("For example exchange.firma.local, or the whole address."));
}

static void
update_account (BpExchangeForm *self, gboolean oauth2)
{
  BpField *name = BP_FIELD (find (self, BP_SETTING_ADMIN_NAME));
  BpField *secret = BP_FIELD (find (self, BP_SETTING_ADMIN_SECRET));
  BpField *tenant = BP_FIELD (find (self, BP_SETTING_TENANT));
  bp_field_set_label (name, oauth2 ? _ ("Application (client) I_D") : _ ("_Name"));
  bp_field_set_hint (name, oauth2 ? _ ("From the app registration in Microsoft Entra ID.")
                                  : _ ("The account with the right to impersonate."));
  bp_field_set_label (secret, oauth2 ? _ ("Client sec_ret") : _ ("_Password"));
  bp_field_set_hint (secret, self->secret_stored ? _ ("Stored. Leave empty to keep it.") : _ ("Not stored yet."));
  bp_field_set_hint (tenant, oauth2 ? _ ("Directory (tenant) ID or domain.")
                                    : _ ("The Windows domain. With a dot it also completes login names without @."));
}

/* Seldom needed, so there only where it says something; not taken away from under the cursor. */
static void
update_ca_file (BpExchangeForm *self)
{
  GtkWidget *field = find (self, BP_SETTING_CA_FILE);
  gboolean has_text = *gtk_editable_get_text (entry_of (field)) != '\0';
  if (has_text || self->loading)
    gtk_widget_set_visible (field, has_text);
}

static void
update_dependent (BpExchangeForm *self)
{
  gboolean oauth2 = is_checked (self, BP_SETTING_USE_OAUTH2);
  update_host (self, oauth2);
  update_account (self, oauth2);
  const char *host = gtk_editable_get_text (entry_of (find (self, BP_SETTING_EWS_HOST)));
  gtk_widget_set_visible (find (self, BP_SETTING_TENANT), oauth2 || *host);
  gtk_widget_set_visible (GTK_WIDGET (self->oauth_notice), oauth2);
  gtk_widget_set_visible (self->discover, !oauth2);
  gtk_widget_set_visible (find (self, BP_SETTING_SECRET_EXPIRES), oauth2);
  gtk_widget_set_visible (find (self, BP_SETTING_OAUTH_CERTIFICATE), oauth2);
  update_ca_file (self);
}

static void
control_changed_cb (BpExchangeForm *self)
{
  if (self->loading)
    return;
  update_dependent (self);
  self->changed (self->data);
}

/* --- controls <-> settings ---------------------------------------------------------------------------------------------- */

static guint
index_of (const char *const *values, const char *value)
{
  for (guint i = 0; values && values[i]; i++)
    if (g_strcmp0 (values[i], value) == 0)
      return i;
  return 0;
}

/* The host is kept apart while it is locked. */
static void
show_text (BpExchangeForm *self, guint i, const char *text)
{
  gboolean locked =
    rows[i].setting == BP_SETTING_EWS_HOST && !gtk_widget_get_sensitive (GTK_WIDGET (entry_of (self->widgets[i])));
  if (locked) {
    g_free (self->typed_host);
    self->typed_host = g_strdup (text);
  } else {
    gtk_editable_set_text (entry_of (self->widgets[i]), text ? text : "");
  }
}

static void
show_row (BpExchangeForm *self, guint i, const BpSettings *settings)
{
  GtkWidget *widget = self->widgets[i];
  BpSetting setting = rows[i].setting;
  switch (rows[i].kind) {
  case SWITCH:
    gtk_switch_set_active (GTK_SWITCH (widget), bp_settings_get_bool (settings, setting));
    break;
  case CHECK:
    gtk_check_button_set_active (GTK_CHECK_BUTTON (widget), bp_settings_get_bool (settings, setting));
    break;
  case CHOICE:
    gtk_drop_down_set_selected (GTK_DROP_DOWN (bp_field_get_child (BP_FIELD (widget))),
                                index_of (bp_setting_info (setting)->values, bp_settings_get (settings, setting)));
    break;
  default:
    show_text (self, i, rows[i].kind == SECRET ? NULL : bp_settings_get (settings, setting));
  }
}

void
bp_exchange_form_show (BpExchangeForm *self, const BpSettings *settings)
{
  const char *secret = bp_settings_get (settings, BP_SETTING_ADMIN_SECRET);
  self->loading = TRUE;
  self->secret_stored = secret && *secret;
  gtk_widget_set_sensitive (GTK_WIDGET (entry_of (find (self, BP_SETTING_EWS_HOST))), TRUE);
  for (guint i = 0; i < N_ROWS; i++)
    show_row (self, i, settings);
  update_dependent (self);
  self->loading = FALSE;
}

static char *
dup_value (BpExchangeForm *self, guint i)
{
  GtkWidget *widget = self->widgets[i];
  switch (rows[i].kind) {
  case SWITCH:
    return g_strdup (gtk_switch_get_active (GTK_SWITCH (widget)) ? "1" : "0");
  case CHECK:
    return g_strdup (gtk_check_button_get_active (GTK_CHECK_BUTTON (widget)) ? "1" : "0");
  case CHOICE: {
    guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (bp_field_get_child (BP_FIELD (widget))));
    return g_strdup (bp_setting_info (rows[i].setting)->values[selected]);
  }
  case TEXT:
    if (rows[i].setting == BP_SETTING_EWS_HOST && is_checked (self, BP_SETTING_USE_OAUTH2))
      return g_strdup (self->typed_host ? self->typed_host : "");
    return g_strdup (gtk_editable_get_text (entry_of (widget)));
  default:
    return NULL;
  }
}

static char *
dup_row_label (BpExchangeForm *self, guint i)
{
  GtkWidget *widget =
    BP_IS_FIELD (self->widgets[i]) ? bp_field_get_child (BP_FIELD (self->widgets[i])) : self->widgets[i];
  g_autoptr (GList) labels = gtk_widget_list_mnemonic_labels (widget);
  if (GTK_IS_CHECK_BUTTON (widget))
    return bp_mnemonic_strip (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)));
  return g_strdup (labels ? gtk_label_get_text (labels->data) : bp_setting_info (rows[i].setting)->key);
}

static char *
dup_shown_value (const BpSettings *settings, BpSetting setting)
{
  const char *value = bp_settings_get (settings, setting);
  if (bp_setting_info (setting)->type == BP_SETTING_BOOL)
    return g_strdup (g_str_equal (value, "1") ? C_ ("setting", "on") : C_ ("setting", "off"));
  return g_strdup (*value ? value : C_ ("setting", "empty"));
}

char *
bp_exchange_form_follow (BpExchangeForm *self, const BpSettings *base, const BpSettings *theirs)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  self->loading = TRUE;
  self->secret_stored = *bp_settings_get (theirs, BP_SETTING_ADMIN_SECRET) != '\0';
  for (guint i = 0; i < N_ROWS; i++) {
    g_autofree char *here = dup_value (self, i);
    const char *before = bp_settings_get (base, rows[i].setting), *now = bp_settings_get (theirs, rows[i].setting);
    if (!here || g_str_equal (before, now) || g_str_equal (here, now))
      continue;
    if (g_str_equal (here, before)) {
      show_row (self, i, theirs);
    } else {
      g_autofree char *label = dup_row_label (self, i);
      g_autofree char *value = dup_shown_value (theirs, rows[i].setting);
      g_string_append_printf (lines, "%s%s: %s", lines->len ? "\n" : "", label, value);
    }
  }
  update_dependent (self);
  self->loading = FALSE;
  return lines->len ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}

/* What is said against a secret at its field; anything else of it stays unseen. */
static void
check_secret (BpExchangeForm *self, GError **error)
{
  const char *secret = bp_exchange_form_get_secret (self);
  char *normal = *secret ? bp_setting_normalise (BP_SETTING_ADMIN_SECRET, secret, error) : NULL;
  if (normal)
    bp_platform_wipe (normal, strlen (normal));
  g_free (normal);
}

/* Values first, then what they must be together. */
BpSettings *
bp_exchange_form_read (BpExchangeForm *self, const BpSettings *base, gboolean *ret_valid)
{
  BpSettings *settings = bp_settings_copy (base);
  gboolean refused[N_ROWS] = { FALSE };
  *ret_valid = TRUE;
  for (guint i = 0; i < N_ROWS; i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *typed = dup_value (self, i);
    g_autofree char *normal = typed ? bp_setting_normalise (rows[i].setting, typed, &error) : NULL;
    if (rows[i].kind == SECRET)
      check_secret (self, &error);
    if (BP_IS_FIELD (self->widgets[i]))
      bp_field_set_check (BP_FIELD (self->widgets[i]), bp_setting_info (rows[i].setting)->key, error);
    refused[i] = error != NULL;
    if (error)
      *ret_valid = FALSE;
    else if (typed)
      bp_settings_set (settings, rows[i].setting, normal);
  }
  if (*bp_exchange_form_get_secret (self))
    bp_settings_set (settings, BP_SETTING_ADMIN_SECRET, "set");
  for (guint i = 0; i < N_ROWS; i++) {
    const char *problem = refused[i] ? NULL : bp_settings_problem (settings, rows[i].setting);
    if (problem && BP_IS_FIELD (self->widgets[i]))
      bp_field_set_error (BP_FIELD (self->widgets[i]), _ (problem));
    *ret_valid = *ret_valid && !problem;
  }
  return settings;
}

const char *
bp_exchange_form_get_secret (BpExchangeForm *self)
{
  return gtk_editable_get_text (entry_of (find (self, BP_SETTING_ADMIN_SECRET)));
}

void
bp_exchange_form_enter (BpExchangeForm *self, BpSetting setting, const char *text)
{
  gtk_editable_set_text (entry_of (find (self, setting)), text);
}

void
bp_exchange_form_focus_error (BpExchangeForm *self)
{
  for (guint i = 0; i < N_ROWS; i++)
    if (BP_IS_FIELD (self->widgets[i]) && bp_field_get_error (BP_FIELD (self->widgets[i]))) {
      gtk_widget_grab_focus (bp_field_get_child (BP_FIELD (self->widgets[i])));
      return;
    }
}

/* --- making --------------------------------------------------------------------------------------------------------------- */

static void
connect_row (BpExchangeForm *self, guint i)
{
  GtkWidget *widget = self->widgets[i];
  switch (rows[i].kind) {
  case SWITCH:
    g_signal_connect_swapped (widget, "notify::active", G_CALLBACK (control_changed_cb), self);
    break;
  case CHECK:
    g_signal_connect_swapped (widget, "toggled", G_CALLBACK (control_changed_cb), self);
    break;
  case CHOICE:
    g_signal_connect_swapped (bp_field_get_child (BP_FIELD (widget)), "notify::selected",
                              G_CALLBACK (control_changed_cb), self);
    break;
  default:
    g_signal_connect_swapped (entry_of (widget), "changed", G_CALLBACK (control_changed_cb), self);
  }
}

BpExchangeForm *
bp_exchange_form_new (GtkWidget *page, GType page_type, void (*changed) (gpointer data), gpointer data)
{
  BpExchangeForm *self = g_new0 (BpExchangeForm, 1);
  self->changed = changed;
  self->data = data;
  self->oauth_notice = GTK_LABEL (gtk_widget_get_template_child (page, page_type, "oauth_notice"));
  self->discover = GTK_WIDGET (gtk_widget_get_template_child (page, page_type, "discover"));
  for (guint i = 0; i < N_ROWS; i++) {
    self->widgets[i] = GTK_WIDGET (gtk_widget_get_template_child (page, page_type, rows[i].id));
    connect_row (self, i);
  }
  return self;
}

/* The controls may live a little longer than the form. */
void
bp_exchange_form_free (BpExchangeForm *self)
{
  if (!self)
    return;
  for (guint i = 0; i < N_ROWS; i++) {
    GtkWidget *control =
      BP_IS_FIELD (self->widgets[i]) ? bp_field_get_child (BP_FIELD (self->widgets[i])) : self->widgets[i];
    g_signal_handlers_disconnect_by_data (control, self);
  }
  g_free (self->typed_host);
  g_free (self);
}
