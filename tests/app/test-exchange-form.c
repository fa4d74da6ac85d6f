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

/* What is refused is marked at its field, and what was there before stays. */
static void
assert_refused (Fixture *f, const char *id, BpSetting setting, const char *text, const BpSettings *before)
{
  gboolean valid;
  g_autoptr (BpSettings) read = NULL;
  gtk_editable_set_text (control (f, id), text);
  read = bp_exchange_form_read (f->form, before, &valid);
  g_test_message ("%s: %.60s", id, text);
  g_assert_false (valid);
  g_assert_nonnull (error_of (f, id));
  if (text[strspn (text, " ")]) /* what is only missing is a problem of the whole */
    g_assert_cmpstr (bp_settings_get (read, setting), ==, bp_settings_get (before, setting));
}

static void
test_bad_input (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *id;
    BpSetting setting;
    const char *text;
  } bad[] = {
    { "ews_host", BP_SETTING_EWS_HOST, "" },
    { "ews_host", BP_SETTING_EWS_HOST, "   " },
    { "ews_host", BP_SETTING_EWS_HOST, "exchange firma" },
    { "ews_host", BP_SETTING_EWS_HOST,
      "exchange.firma.local\t"
      "x" },
    { "ews_host", BP_SETTING_EWS_HOST, "exchange.firma.local\r\nX-Y: z" },
    { "ews_host", BP_SETTING_EWS_HOST, "exchange\x1b[1m" },
    { "ews_host", BP_SETTING_EWS_HOST, "http://exchange.firma.local/" },
    { "ews_host", BP_SETTING_EWS_HOST, "http://127.0.0.1.firma.de/" },
    { "ews_host", BP_SETTING_EWS_HOST, "http://localhost.firma.de/" },
    { "ews_host", BP_SETTING_EWS_HOST, "https://user:pass@exchange.firma.local/" },
    { "ews_host", BP_SETTING_EWS_HOST, "user:pass@exchange.firma.local" },
    { "ews_host", BP_SETTING_EWS_HOST, "admin@firma.de" },
    { "ews_host", BP_SETTING_EWS_HOST, "ftp://exchange.firma.local" },
    { "ews_host", BP_SETTING_EWS_HOST, "https://exchange.firma.local/?x=1" },
    { "ews_host", BP_SETTING_EWS_HOST, "https://exchange.firma.local/#x" },
    { "ews_host", BP_SETTING_EWS_HOST, "https://" },
    { "ews_host", BP_SETTING_EWS_HOST, "https:///EWS/Exchange.asmx" },
    { "ews_host", BP_SETTING_EWS_HOST, "exchange..firma" },
    { "ews_host", BP_SETTING_EWS_HOST, "exchange.firma.local:0" },
    { "ews_host", BP_SETTING_EWS_HOST, "exchange.firma.local:99999" },
    { "ews_host", BP_SETTING_EWS_HOST, "\\\\server\\share" },
    { "admin_name", BP_SETTING_ADMIN_NAME, "" },
    { "admin_name", BP_SETTING_ADMIN_NAME, "svc\nsync" },
    { "admin_name", BP_SETTING_ADMIN_NAME, "svc\x07" },
    { "tenant", BP_SETTING_TENANT, "fir ma" },
    { "tenant", BP_SETTING_TENANT, "FIRMA\\svc" },
    { "tenant", BP_SETTING_TENANT, "svc@firma.de" },
    { "tenant", BP_SETTING_TENANT, "firma\n.de" },
  };
  g_autoptr (BpSettings) settings = filled_settings ();
  g_autofree char *long_text = g_strnfill (5000, 'x');
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    bp_exchange_form_show (f->form, settings);
    assert_refused (f, bad[i].id, bad[i].setting, bad[i].text, settings);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    bp_exchange_form_show (f->form, settings);
    assert_refused (f, bad[i].id, bad[i].setting, long_text, settings);
  }
}

/* A secret is refused without being repeated. */
static void
test_bad_secrets (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) settings = filled_settings ();
  g_autofree char *long_text = g_strnfill (5000, 'x');
  const char *const bad[] = { "geheim\n", "ge\theim", long_text };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    bp_exchange_form_show (f->form, settings);
    assert_refused (f, "admin_secret", BP_SETTING_ADMIN_SECRET, bad[i], settings);
    g_assert_null (strstr (error_of (f, "admin_secret"), "heim"));
  }
}

static void
test_good_hosts (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *typed, *stored, *url;
  } good[] = {
    { " mail.firma.de ", "mail.firma.de", "https://mail.firma.de/EWS/Exchange.asmx" },
    { "https://mail.firma.de", "https://mail.firma.de", "https://mail.firma.de/EWS/Exchange.asmx" },
    { "mail.firma.de/ews/exchange.asmx", "mail.firma.de/ews/exchange.asmx", "https://mail.firma.de/ews/exchange.asmx" },
    { "mail.müller.de", "mail.müller.de", "https://mail.xn--mller-kva.de/EWS/Exchange.asmx" },
    { "mail.firma.de:4443", "mail.firma.de:4443", "https://mail.firma.de:4443/EWS/Exchange.asmx" },
    { "http://localhost:8080", "http://localhost:8080", "http://localhost:8080/EWS/Exchange.asmx" },
    { "[::1]", "[::1]", "https://[::1]/EWS/Exchange.asmx" },
    { "::1", "::1", "https://[::1]/EWS/Exchange.asmx" },
    { "[2001:db8::5]:444", "[2001:db8::5]:444", "https://[2001:db8::5]:444/EWS/Exchange.asmx" },
  };
  g_autoptr (BpSettings) settings = filled_settings ();
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    gboolean valid;
    g_autofree char *url = NULL;
    bp_exchange_form_show (f->form, settings);
    gtk_editable_set_text (control (f, "ews_host"), good[i].typed);
    g_autoptr (BpSettings) read = bp_exchange_form_read (f->form, settings, &valid);
    g_test_message ("%s", good[i].typed);
    g_assert_true (valid);
    g_assert_null (error_of (f, "ews_host"));
    g_assert_cmpstr (bp_settings_get (read, BP_SETTING_EWS_HOST), ==, good[i].stored);
    url = bp_settings_endpoint (read, NULL);
    g_assert_cmpstr (url, ==, good[i].url);
  }
}

/* Somebody else saves while something is being entered here. */
static void
test_follow (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) settings = filled_settings ();
  g_autoptr (BpSettings) theirs = filled_settings ();
  g_autofree char *clashes = NULL;
  bp_exchange_form_show (f->form, settings);
  gtk_editable_set_text (control (f, "ews_host"), "mine.firma.de");
  gtk_editable_set_text (control (f, "admin_secret"), "hunter2");
  bp_settings_set (theirs, BP_SETTING_ADMIN_NAME, "other");
  bp_settings_set (theirs, BP_SETTING_EXPORT, "0");
  g_assert_null (bp_exchange_form_follow (f->form, settings, theirs));
  g_assert_cmpstr (gtk_editable_get_text (control (f, "admin_name")), ==, "other");
  g_assert_false (gtk_check_button_get_active (control (f, "export_data")));
  g_assert_cmpstr (gtk_editable_get_text (control (f, "ews_host")), ==, "mine.firma.de");
  g_assert_cmpstr (bp_exchange_form_get_secret (f->form), ==, "hunter2");
  g_autoptr (BpSettings) again = bp_settings_copy (theirs);
  bp_settings_set (again, BP_SETTING_EWS_HOST, "theirs.firma.de");
  clashes = bp_exchange_form_follow (f->form, theirs, again);
  g_assert_cmpstr (clashes, ==, "Exchange host for EWS: theirs.firma.de");
  g_assert_cmpstr (gtk_editable_get_text (control (f, "ews_host")), ==, "mine.firma.de");
}

/* The host that comes back when OAuth2 is switched off is the one stored now. */
static void
test_follow_locked_host (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) settings = filled_settings ();
  g_autoptr (BpSettings) theirs = NULL;
  bp_settings_set (settings, BP_SETTING_USE_OAUTH2, "1");
  theirs = bp_settings_copy (settings);
  bp_settings_set (theirs, BP_SETTING_EWS_HOST, "theirs.firma.de");
  bp_exchange_form_show (f->form, settings);
  g_assert_null (bp_exchange_form_follow (f->form, settings, theirs));
  g_assert_cmpstr (gtk_editable_get_text (control (f, "ews_host")), ==, "outlook.office365.com");
  gtk_check_button_set_active (control (f, "use_oauth2"), FALSE);
  g_assert_cmpstr (gtk_editable_get_text (control (f, "ews_host")), ==, "theirs.firma.de");
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

/* What only one of the two ways to sign in needs is there only then. */
static void
test_only_with_oauth2 (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) settings = filled_settings ();
  GtkWidget *expires = GTK_WIDGET (gtk_widget_get_template_child (f->page, BP_TYPE_EXCHANGE_PAGE, "secret_expires"));
  GtkWidget *discover = GTK_WIDGET (gtk_widget_get_template_child (f->page, BP_TYPE_EXCHANGE_PAGE, "discover"));
  gboolean valid;
  bp_exchange_form_show (f->form, settings);
  g_assert_false (gtk_widget_get_visible (expires));
  g_assert_true (gtk_widget_get_visible (discover));
  gtk_check_button_set_active (control (f, "use_oauth2"), TRUE);
  g_assert_true (gtk_widget_get_visible (expires));
  g_assert_false (gtk_widget_get_visible (discover));
  assert_refused (f, "secret_expires", BP_SETTING_SECRET_EXPIRES, "30.2.2027", settings);
  gtk_editable_set_text (control (f, "secret_expires"), "28.2.2027");
  g_autoptr (BpSettings) read = bp_exchange_form_read (f->form, settings, &valid);
  g_assert_true (valid);
  g_assert_cmpstr (bp_settings_get (read, BP_SETTING_SECRET_EXPIRES), ==, "2027-02-28");
}

/* With a certificate the secret is not asked for. */
static void
test_certificate (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) settings = filled_settings ();
  GtkWidget *row = GTK_WIDGET (gtk_widget_get_template_child (f->page, BP_TYPE_EXCHANGE_PAGE, "oauth_certificate"));
  gboolean valid;
  bp_settings_set (settings, BP_SETTING_ADMIN_SECRET, "");
  bp_settings_set (settings, BP_SETTING_TENANT, "firma.example");
  bp_exchange_form_show (f->form, settings);
  g_assert_false (gtk_widget_get_visible (row));
  gtk_check_button_set_active (control (f, "use_oauth2"), TRUE);
  g_assert_true (gtk_widget_get_visible (row));
  bp_settings_free (bp_exchange_form_read (f->form, settings, &valid));
  g_assert_false (valid);
  assert_refused (f, "oauth_certificate", BP_SETTING_OAUTH_CERTIFICATE, "app.pem", settings);
  gtk_editable_set_text (control (f, "oauth_certificate"), "/etc/bpexchange/app.pem");
  g_autoptr (BpSettings) read = bp_exchange_form_read (f->form, settings, &valid);
  g_assert_true (valid);
  g_assert_cmpstr (bp_settings_get (read, BP_SETTING_OAUTH_CERTIFICATE), ==, "/etc/bpexchange/app.pem");
}

/* R8, L4: a file of certificates is shown where there is one. */
static void
test_ca_file (Fixture *f, gconstpointer data)
{
  g_autoptr (BpSettings) settings = filled_settings ();
  GtkWidget *row = GTK_WIDGET (gtk_widget_get_template_child (f->page, BP_TYPE_EXCHANGE_PAGE, "ca_file"));
  gboolean valid;
  bp_exchange_form_show (f->form, settings);
  g_assert_false (gtk_widget_get_visible (row));
  bp_exchange_form_enter (f->form, BP_SETTING_CA_FILE, "/data/trusted.pem");
  g_assert_true (gtk_widget_get_visible (row));
  bp_exchange_form_enter (f->form, BP_SETTING_CA_FILE, "");
  g_assert_true (gtk_widget_get_visible (row)); /* not taken away from under the cursor */
  g_autoptr (BpSettings) read = bp_exchange_form_read (f->form, settings, &valid);
  g_assert_cmpstr (bp_settings_get (read, BP_SETTING_CA_FILE), ==, "");
  bp_exchange_form_show (f->form, settings);
  g_assert_false (gtk_widget_get_visible (row));
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
  ADD ("/exchange-form/bad-input", test_bad_input);
  ADD ("/exchange-form/bad-secrets", test_bad_secrets);
  ADD ("/exchange-form/good-hosts", test_good_hosts);
  ADD ("/exchange-form/follow", test_follow);
  ADD ("/exchange-form/follow-locked-host", test_follow_locked_host);
  ADD ("/exchange-form/tenant-row", test_tenant_row);
  ADD ("/exchange-form/oauth2", test_oauth2);
  ADD ("/exchange-form/only-with-oauth2", test_only_with_oauth2);
  ADD ("/exchange-form/certificate", test_certificate);
  ADD ("/exchange-form/ca-file", test_ca_file);
  ADD ("/exchange-form/secret", test_secret);
  return g_test_run ();
}
