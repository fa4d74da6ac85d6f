/* SPDX-License-Identifier: MIT */

/* The register "Exchange" as a form: controls against settings, what depends on what, and what is refused where. */

#include "app/application.h"
#include "app/exchange-form.h"
#include "app/exchange-page.h"
#include "app/field.h"

typedef struct {
  GtkWidget *page;
  BpExchangeForm *form;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->page = g_object_ref_sink (g_object_new (BP_TYPE_EXCHANGE_PAGE, NULL));
  f->form = bp_exchange_page_get_form (BP_EXCHANGE_PAGE (f->page));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->page);
}

static gpointer
control (Fixture *f, const char *id)
{
  gpointer widget = gtk_widget_get_template_child (f->page, BP_TYPE_EXCHANGE_PAGE, id);
  return BP_IS_FIELD (widget) ? bp_field_get_child (widget) : widget;
}

static const char *
error_of (Fixture *f, const char *id)
{
  return bp_field_get_error (BP_FIELD (gtk_widget_get_template_child (f->page, BP_TYPE_EXCHANGE_PAGE, id)));
}

/* The name that a screen reader says, and the eye sees. */
static const char *
label_of (Fixture *f, const char *id)
{
  g_autoptr (GList) labels = gtk_widget_list_mnemonic_labels (control (f, id));
  g_assert_nonnull (labels);
  return gtk_label_get_text (labels->data);
}

static BpSettings *
filled_settings (void)
{
  BpSettings *settings = bp_settings_new ();
  bp_settings_set (settings, BP_SETTING_AUTO_SYNC, "1");
  bp_settings_set (settings, BP_SETTING_USE_MAILBOXES, "0");
  bp_settings_set (settings, BP_SETTING_SKIP_INFO_TEXT, "1");
  bp_settings_set (settings, BP_SETTING_INFO_TEXT_FORMAT, "text");
  bp_settings_set (settings, BP_SETTING_IMPORT, "0");
  bp_settings_set (settings, BP_SETTING_SYNC_TASKS, "0");
  bp_settings_set (settings, BP_SETTING_EWS_HOST, "exchange.firma.local");
  bp_settings_set (settings, BP_SETTING_ADMIN_NAME, "svc-sync");
  bp_settings_set (settings, BP_SETTING_ADMIN_SECRET, "set");
  bp_settings_set (settings, BP_SETTING_TENANT, "firma.local");
  bp_settings_set (settings, BP_SETTING_LANES, "3");
  return settings;
}

/* What is shown and read back is the same, settings that have no control here included. */
static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) settings = filled_settings ();
  gboolean valid;
  bp_exchange_form_show (f->form, settings);
  g_autoptr (BpSettings) back = bp_exchange_form_read (f->form, settings, &valid);
  g_assert_true (valid);
  for (int i = 0; i < BP_SETTING_COUNT; i++)
    g_assert_cmpstr (bp_settings_get (back, (BpSetting) i), ==, bp_settings_get (settings, (BpSetting) i));
}

static void
test_bad_hosts (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "exchange firma", "http://exchange.firma.local/",
                                     "https://user:pass@exchange.firma.local/", "ftp://exchange.firma.local",
                                     "https://exchange.firma.local/?x=1" };
  g_autoptr (BpSettings) settings = filled_settings ();
  gboolean valid;
  bp_exchange_form_show (f->form, settings);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    gtk_editable_set_text (control (f, "ews_host"), bad[i]);
    g_autoptr (BpSettings) read = bp_exchange_form_read (f->form, settings, &valid);
    g_test_message ("%s", bad[i]);
    g_assert_false (valid);
    g_assert_nonnull (error_of (f, "ews_host"));
    g_assert_cmpstr (bp_settings_get (read, BP_SETTING_EWS_HOST), ==, "exchange.firma.local");
  }
  gtk_editable_set_text (control (f, "ews_host"), " mail.firma.de ");
  g_autoptr (BpSettings) read = bp_exchange_form_read (f->form, settings, &valid);
  g_assert_true (valid);
  g_assert_null (error_of (f, "ews_host"));
  g_assert_cmpstr (bp_settings_get (read, BP_SETTING_EWS_HOST), ==, "mail.firma.de");
}

/* R11: the row is there as soon as a host is set. */
static void
test_tenant_row (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) settings = bp_settings_new ();
  GtkWidget *row = GTK_WIDGET (gtk_widget_get_template_child (f->page, BP_TYPE_EXCHANGE_PAGE, "tenant"));
  bp_exchange_form_show (f->form, settings);
  g_assert_false (gtk_widget_get_visible (row));
  gtk_editable_set_text (control (f, "ews_host"), "exchange.firma.local");
  g_assert_true (gtk_widget_get_visible (row));
  gtk_editable_set_text (control (f, "ews_host"), "");
  g_assert_false (gtk_widget_get_visible (row));
  gtk_check_button_set_active (control (f, "use_oauth2"), TRUE);
  g_assert_true (gtk_widget_get_visible (row));
}

/* R9, R10: the host is locked and comes back, labels change, and the page says that signing in is missing. */
static void
test_oauth2 (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) settings = filled_settings ();
  GtkWidget *host = control (f, "ews_host");
  GtkWidget *notice = GTK_WIDGET (gtk_widget_get_template_child (f->page, BP_TYPE_EXCHANGE_PAGE, "oauth_notice"));
  gboolean valid;
  bp_exchange_form_show (f->form, settings);
  gtk_editable_set_text (GTK_EDITABLE (host), "typed.firma.local");
  g_assert_cmpstr (label_of (f, "admin_name"), ==, "Name");
  g_assert_false (gtk_widget_get_visible (notice));
  gtk_check_button_set_active (control (f, "use_oauth2"), TRUE);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (host)), ==, "outlook.office365.com");
  g_assert_false (gtk_widget_get_sensitive (host));
  g_assert_true (gtk_widget_get_visible (notice));
  g_assert_cmpstr (label_of (f, "admin_name"), ==, "Application (client) ID");
  g_assert_cmpstr (label_of (f, "admin_secret"), ==, "Client secret");
  g_autoptr (BpSettings) read = bp_exchange_form_read (f->form, settings, &valid);
  g_assert_cmpstr (bp_settings_get (read, BP_SETTING_EWS_HOST), ==, "typed.firma.local");
  gtk_check_button_set_active (control (f, "use_oauth2"), FALSE);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (host)), ==, "typed.firma.local");
  g_assert_true (gtk_widget_get_sensitive (host));
}

/* The secret is written, never shown. */
static void
test_secret (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) settings = filled_settings ();
  bp_exchange_form_show (f->form, settings);
  g_assert_cmpstr (bp_exchange_form_get_secret (f->form), ==, "");
  gtk_editable_set_text (control (f, "admin_secret"), "hunter2");
  g_assert_cmpstr (bp_exchange_form_get_secret (f->form), ==, "hunter2");
  bp_exchange_form_show (f->form, settings);
  g_assert_cmpstr (bp_exchange_form_get_secret (f->form), ==, "");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  bp_application_load_resources ();
  ADD ("/exchange-form/round-trip", test_round_trip);
  ADD ("/exchange-form/bad-hosts", test_bad_hosts);
  ADD ("/exchange-form/tenant-row", test_tenant_row);
  ADD ("/exchange-form/oauth2", test_oauth2);
  ADD ("/exchange-form/secret", test_secret);
  return g_test_run ();
}
