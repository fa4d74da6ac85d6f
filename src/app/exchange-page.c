/* SPDX-License-Identifier: MIT */
#include "app/exchange-page.h"

#include "app/accessible.h"
#include "app/check-panel.h"
#include "app/clamp.h"
#include "app/discover-window.h"
#include "app/exchange-trust.h"
#include "app/field.h"
#include "app/requests.h"
#include "app/setup-window.h"
#include "base/error.h"
#include "base/i18n.h"

struct _BpExchangePage {
  GtkBox parent_instance;
  GtkWidget *ok;
  GtkWidget *notice_bar;
  GtkLabel *notice;
  GtkButton *notice_button;
  GtkLabel *problem;
  GtkWidget *content;
  BpCheckPanel *check;
  BpExchangeForm *form;
  BpMonitor *monitor;
  BpSettings *stored; /* NULL: not read yet */
  gboolean valid, changed, saving, unread;
  char *meanwhile; /* what somebody else has changed in another way: told until it is saved or dropped; NULL */
};
G_DEFINE_FINAL_TYPE (BpExchangePage, bp_exchange_page, GTK_TYPE_BOX)

/* --- state ---------------------------------------------------------------------------------------------------------------- */

/* Why nothing can be saved, or what it takes for the saved to work, with the button that helps. */
static void
update_notice (BpExchangePage *self)
{
  const BpOverview *overview = self->monitor ? bp_monitor_get_overview (self->monitor) : NULL;
  const char *text = NULL, *button = NULL, *action = NULL;
  if (self->changed && !self->valid) {
    text = _ ("An entry is not valid yet.");
    button = _ ("Sho_w");
    action = "exchange.show-error";
  } else if (overview && overview->running && overview->restart_needed) {
    text = _ ("Takes effect when the sync is restarted.");
    button = _ ("Restart no_w");
    action = "win.restart-engine";
  } else if (overview && !overview->running && overview->auto_sync && !self->changed) {
    text = _ ("The sync is stopped.");
    button = _ ("Start no_w");
    action = "win.start-engine";
  }
  gtk_widget_set_visible (self->notice_bar, text != NULL);
  if (!text)
    return;
  gtk_label_set_text (self->notice, text);
  gtk_button_set_label (self->notice_button, button);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->notice_button), action);
  bp_accessible_name_button (GTK_WIDGET (self->notice_button));
}

static void
update (BpExchangePage *self)
{
  gboolean ready = self->stored && !self->saving;
  gtk_widget_set_sensitive (self->content, self->stored != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "exchange.cancel", ready && self->changed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "exchange.apply", ready && self->changed && self->valid);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "exchange.ok", ready && (!self->changed || self->valid));
  update_notice (self);
}

/* NULL: none at the moment. */
static void
show_problem (BpExchangePage *self, const char *text)
{
  if (!text)
    text = self->meanwhile;
  gtk_label_set_text (self->problem, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static void
form_changed_cb (gpointer data)
{
  BpExchangePage *self = data;
  if (!self->stored)
    return;
  g_autoptr (BpSettings) now = bp_exchange_form_read (self->form, self->stored, &self->valid);
  self->changed = !self->valid || *bp_exchange_form_get_secret (self->form) || !bp_settings_equal (now, self->stored);
  show_problem (self, NULL);
  update (self);
}

static void
take_settings (BpExchangePage *self, BpSettings *settings)
{
  bp_settings_free (self->stored);
  self->stored = settings;
  bp_exchange_page_revert (self);
}

/* What somebody is just entering is not overwritten by what somebody else has saved, and that not without a word. */
static void
follow_settings (BpExchangePage *self, BpSettings *settings)
{
  g_autofree char *clashes = bp_exchange_form_follow (self->form, self->stored, settings);
  if (clashes) {
    g_free (self->meanwhile);
    self->meanwhile =
      g_strdup_printf (_ ("Changed elsewhere meanwhile. Saving overwrites it, Cancel takes it over:\n%s"), clashes);
  }
  bp_settings_free (self->stored);
  self->stored = settings;
  form_changed_cb (self);
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpExchangePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BpSettings) settings = bp_session_call_finish (result, &error);
  if (!self->monitor || self->saving)
    return;
  if (!error && self->unread)
    show_problem (self, NULL);
  self->unread = error != NULL;
  if (error)
    show_problem (self, error->message);
  else if (settings && self->stored && bp_settings_equal (settings, self->stored))
    return;
  else if (settings && self->stored && self->changed)
    follow_settings (self, g_steal_pointer (&settings));
  else if (settings)
    take_settings (self, g_steal_pointer (&settings));
}

static void
load (BpExchangePage *self)
{
  bp_monitor_call (self->monitor, bp_request_settings, NULL, NULL, (GDestroyNotify) bp_settings_free, loaded_cb,
                   g_object_ref (self));
}

/* --- saving --------------------------------------------------------------------------------------------------------------- */

typedef struct {
  BpExchangePage *page;
  BpSaved saved;
  gpointer data;
} Saving;

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Saving *saving = user_data;
  g_autoptr (BpExchangePage) self = saving->page;
  g_autoptr (GError) error = NULL;
  BpSettings *settings = bp_session_call_finish (result, &error);
  self->saving = FALSE;
  if (!self->monitor) {
    bp_settings_free (settings);
    return;
  }
  if (settings)
    take_settings (self, settings);
  else
    show_problem (self, error ? error->message : NULL);
  if (g_error_matches (error, BP_ERROR, BP_ERROR_CHANGED_MEANWHILE))
    load (self);
  update (self);
  bp_monitor_refresh (self->monitor);
  if (settings && saving->saved)
    saving->saved (saving->data);
}

void
bp_exchange_page_save (BpExchangePage *self, BpSaved saved, gpointer data)
{
  if (!self->stored || self->saving)
    return;
  if (!self->changed) {
    if (saved)
      saved (data);
    return;
  }
  g_autoptr (BpSettings) settings = bp_exchange_form_read (self->form, self->stored, &self->valid);
  if (!self->valid) {
    bp_exchange_form_focus_error (self->form);
    return;
  }
  Saving *saving = g_new0 (Saving, 1);
  saving->page = g_object_ref (self);
  saving->saved = saved;
  saving->data = data;
  self->saving = TRUE;
  update (self);
  bp_monitor_call (self->monitor, bp_request_save_settings,
                   bp_settings_change_new (self->stored, settings, bp_exchange_form_get_secret (self->form)),
                   (GDestroyNotify) bp_settings_change_free, (GDestroyNotify) bp_settings_free, saved_cb, saving);
}

void
bp_exchange_page_revert (BpExchangePage *self)
{
  if (!self->stored)
    return;
  g_clear_pointer (&self->meanwhile, g_free);
  bp_exchange_form_show (self->form, self->stored);
  form_changed_cb (self);
  /* Stored settings may have problems of their own; they are marked, but nothing was changed. */
  self->changed = FALSE;
  update (self);
}

gboolean
bp_exchange_page_is_changed (BpExchangePage *self)
{
  return self->changed;
}

gboolean
bp_exchange_page_is_valid (BpExchangePage *self)
{
  return self->valid;
}

GtkWidget *
bp_exchange_page_get_default (BpExchangePage *self)
{
  return self->ok;
}

static void
ok_saved_cb (gpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (data), "win.show-overview", NULL);
}

static void
ok_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bp_exchange_page_save (BP_EXCHANGE_PAGE (widget), ok_saved_cb, widget);
}

static void
apply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bp_exchange_page_save (BP_EXCHANGE_PAGE (widget), NULL, NULL);
}

static void
show_error_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bp_exchange_form_focus_error (BP_EXCHANGE_PAGE (widget)->form);
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  bp_exchange_page_revert (BP_EXCHANGE_PAGE (widget));
}

BpExchangeForm *
bp_exchange_page_get_form (BpExchangePage *self)
{
  return self->form;
}

/* --- the connection test -------------------------------------------------------------------------------------------------- */

/* With what is entered, saved or not. */
static gboolean
check_source (gpointer data, BpSettings **ret_settings, char **ret_secret)
{
  BpExchangePage *self = data;
  const char *secret = bp_exchange_form_get_secret (self->form);
  gboolean valid;
  g_autoptr (BpSettings) settings = self->stored ? bp_exchange_form_read (self->form, self->stored, &valid) : NULL;
  if (!settings || !valid) {
    bp_exchange_form_focus_error (self->form);
    return FALSE;
  }
  *ret_settings = g_steal_pointer (&settings);
  *ret_secret = *secret ? g_strdup (secret) : NULL;
  return TRUE;
}

static void
trusted_cb (const char *path, const GError *error, gpointer data)
{
  BpExchangePage *self = data;
  if (!self->monitor || !self->form)
    return;
  if (!path) {
    show_problem (self, error->message);
    return;
  }
  bp_exchange_form_enter (self->form, BP_SETTING_CA_FILE, path);
  bp_check_panel_start (self->check, NULL);
}

static void
trust_cb (BpExchangePage *self, const BpCheckCertificate *certificate)
{
  gboolean valid;
  g_autoptr (BpSettings) settings = bp_exchange_form_read (self->form, self->stored, &valid);
  bp_exchange_trust (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->monitor, certificate,
                     bp_settings_get (settings, BP_SETTING_CA_FILE), trusted_cb, g_object_ref (self), g_object_unref);
}

/* --- help to set up --------------------------------------------------------------------------------------------------------- */

static void
setup_help_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BpExchangePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *script = bp_session_call_finish (result, &error);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  if (!self->monitor || !root)
    return;
  if (script)
    bp_setup_window_show (GTK_WINDOW (root), script);
  else
    show_problem (self, error->message);
}

/* For what is entered, as far as it is valid. */
static void
setup_help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BpExchangePage *self = BP_EXCHANGE_PAGE (widget);
  gboolean valid;
  if (self->stored)
    bp_monitor_call (self->monitor, bp_request_setup_help, bp_exchange_form_read (self->form, self->stored, &valid),
                     (GDestroyNotify) bp_settings_free, g_free, setup_help_cb, g_object_ref (self));
}

static void
discovered_cb (const char *url, gpointer data)
{
  BpExchangePage *self = data;
  if (self->form)
    bp_exchange_form_enter (self->form, BP_SETTING_EWS_HOST, url);
}

/* For what is entered, as far as it is valid. */
static void
discover_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BpExchangePage *self = BP_EXCHANGE_PAGE (widget);
  gboolean valid;
  g_autoptr (BpSettings) settings = self->stored ? bp_exchange_form_read (self->form, self->stored, &valid) : NULL;
  if (settings)
    bp_discover_window_show (GTK_WINDOW (gtk_widget_get_root (widget)), self->monitor, settings,
                             bp_exchange_form_get_secret (self->form), discovered_cb, g_object_ref (self),
                             g_object_unref);
}

void
bp_exchange_page_check (BpExchangePage *self, const char *login)
{
  bp_check_panel_start (self->check, login);
}

/* --- object ---------------------------------------------------------------------------------------------------------------- */

void
bp_exchange_page_set_monitor (BpExchangePage *self, BpMonitor *monitor)
{
  self->monitor = g_object_ref (monitor);
  bp_check_panel_set_monitor (self->check, monitor);
  g_signal_connect_object (monitor, "updated", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "settings-changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
}

static void
bp_exchange_page_dispose (GObject *object)
{
  BpExchangePage *self = BP_EXCHANGE_PAGE (object);
  g_clear_pointer (&self->form, bp_exchange_form_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), BP_TYPE_EXCHANGE_PAGE);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->stored, bp_settings_free);
  g_clear_pointer (&self->meanwhile, g_free);
  G_OBJECT_CLASS (bp_exchange_page_parent_class)->dispose (object);
}

static void
bp_exchange_page_class_init (BpExchangePageClass *klass)
{
  static const char *const controls[] = { "auto_sync",      "use_mailboxes",    "skip_info_text",    "info_text_format",
                                          "export_data",    "import_data",      "sync_appointments", "sync_tasks",
                                          "ews_host",       "use_oauth2",       "admin_name",        "admin_secret",
                                          "tenant",         "ca_file",          "oauth_notice",      "discover",
                                          "secret_expires", "oauth_certificate" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_exchange_page_dispose;
  g_type_ensure (BP_TYPE_FIELD);
  g_type_ensure (BP_TYPE_CLAMP);
  g_type_ensure (BP_TYPE_CHECK_PANEL);
  gtk_widget_class_install_action (widget_class, "exchange.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "exchange.apply", NULL, apply_action);
  gtk_widget_class_install_action (widget_class, "exchange.ok", NULL, ok_action);
  gtk_widget_class_install_action (widget_class, "exchange.show-error", NULL, show_error_action);
  gtk_widget_class_install_action (widget_class, "exchange.setup-help", NULL, setup_help_action);
  gtk_widget_class_install_action (widget_class, "exchange.discover", NULL, discover_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "exchange.cancel", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/exchange-page.ui");
  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    gtk_widget_class_bind_template_child_full (widget_class, controls[i], FALSE, 0);
  gtk_widget_class_bind_template_child (widget_class, BpExchangePage, ok);
  gtk_widget_class_bind_template_child (widget_class, BpExchangePage, notice_bar);
  gtk_widget_class_bind_template_child (widget_class, BpExchangePage, notice);
  gtk_widget_class_bind_template_child (widget_class, BpExchangePage, notice_button);
  gtk_widget_class_bind_template_child (widget_class, BpExchangePage, problem);
  gtk_widget_class_bind_template_child (widget_class, BpExchangePage, content);
  gtk_widget_class_bind_template_child (widget_class, BpExchangePage, check);
}

static void
bp_exchange_page_init (BpExchangePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bp_accessible_name_buttons (GTK_WIDGET (self));
  self->form = bp_exchange_form_new (GTK_WIDGET (self), BP_TYPE_EXCHANGE_PAGE, form_changed_cb, self);
  self->valid = TRUE;
  bp_check_panel_set_source (self->check, check_source, self);
  g_signal_connect_swapped (self->check, "trust", G_CALLBACK (trust_cb), self);
  update (self);
}
