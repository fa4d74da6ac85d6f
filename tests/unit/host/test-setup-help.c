/* SPDX-License-Identifier: MIT */
/* The PowerShell that grants the rights: for every kind of value, and none of them gets out of its quotation marks. */
#include "host/setup-help.h"

#include <glib/gstdio.h>

static const char *const nobody[] = { NULL };
static const char *const two[] = { "anna@firma.de", "o'neill@firma.de", NULL };

static void
test_quote (void)
{
  static const char *const rows[][2] = {
    { "svc-sync", "'svc-sync'" },
    { "", "''" },
    { "FIRMA\\svc", "'FIRMA\\svc'" },
    { "O'Neill", "'O''Neill'" },
    { "O’Neill", "'O’’Neill'" },
    { "‘;Remove-Mailbox x;‛", "'‘‘;Remove-Mailbox x;‛‛'" },
    { "$(Remove-Mailbox x)`n\"", "'$(Remove-Mailbox x)`n\"'" },
    { "a\nRemove-Mailbox", "'aRemove-Mailbox'" },
    { "Müller", "'Müller'" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *quoted = bp_setup_help_quote (rows[i][0]);
    g_assert_cmpstr (quoted, ==, rows[i][1]);
  }
}

/* What the script must hold, and must not. */
static const struct {
  const char *name;
  BpSetupHelp values;
  const char *holds[6];
  const char *lacks[4];
} cases[] = {
  { "server",
    { FALSE, "svc-sync", "FIRMA", "", two },
    { "New-ManagementRoleAssignment -Name 'bpexchange' -Role 'ApplicationImpersonation' -User 'FIRMA\\svc-sync' "
      "-CustomRecipientWriteScope 'bpexchange'",
      "-RecipientRestrictionFilter \"MemberOfGroup -eq '$dn'\"", "  'anna@firma.de',\n  'o''neill@firma.de'\n)" },
    { "EwsEnabled", "Connect-", "Application EWS.AccessAsApp" } },
  { "server-domain-of-dns",
    { FALSE, "svc-sync", "firma.local", "", two },
    { "-User 'svc-sync@firma.local'" },
    { "\\" } },
  { "server-upn", { FALSE, "svc@firma.de", "FIRMA", "", two }, { "-User 'svc@firma.de'" }, { "FIRMA" } },
  { "server-down-level", { FALSE, "ALT\\svc", "FIRMA", "", two }, { "-User 'ALT\\svc'" }, { "FIRMA" } },
  { "server-nothing-entered",
    { FALSE, "", "", "", nobody },
    { "-User 'DOMAIN\\ACCOUNT'", "'MAILBOX@EXAMPLE.COM'" },
    { "@firma.de" } },
  { "server-quote", { FALSE, "o'neill", "", "", two }, { "-User 'o''neill'" }, { "o'neill'" } },
  { "online",
    { TRUE, "11111111-2222-3333-4444-555555555555", "firma.onmicrosoft.com", "", two },
    { "Connect-MgGraph -TenantId 'firma.onmicrosoft.com'",
      "-Filter 'appId eq ''11111111-2222-3333-4444-555555555555'''",
      "New-ManagementRoleAssignment -Name 'bpexchange' -App '11111111-2222-3333-4444-555555555555' -Role "
      "'Application EWS.AccessAsApp' -CustomResourceScope 'bpexchange'",
      "Set-OrganizationConfig -EwsEnabled $true",
      "Test-ServicePrincipalAuthorization -Identity '11111111-2222-3333-4444-555555555555' -Resource 'anna@firma.de'" },
    { "ApplicationImpersonation", "ExchangeEnvironmentName", "-Environment" } },
  { "online-china",
    { TRUE, "id", "t", "partner.outlook.cn", two },
    { "-ExchangeEnvironmentName O365China", "-Environment China" },
    { "USGov" } },
  { "online-us",
    { TRUE, "id", "t", "outlook.office365.us", two },
    { "O365USGovGCCHigh", "-Environment USGov" },
    { "China" } },
  { "online-nothing-entered",
    { TRUE, "", "", "", nobody },
    { "'APPLICATION-ID'", "-TenantId 'TENANT'" },
    { "@firma.de" } },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *script = bp_setup_help (&cases[i].values);
  for (guint k = 0; k < G_N_ELEMENTS (cases[i].holds) && cases[i].holds[k]; k++)
    if (!strstr (script, cases[i].holds[k]))
      g_error ("“%s” is missing in:\n%s", cases[i].holds[k], script);
  for (guint k = 0; k < G_N_ELEMENTS (cases[i].lacks) && cases[i].lacks[k]; k++)
    if (strstr (script, cases[i].lacks[k]))
      g_error ("“%s” should not stand in:\n%s", cases[i].lacks[k], script);
}

/* The list of applications comes before the switch that makes it count. */
static void
test_order (void)
{
  g_autofree char *script = bp_setup_help (&cases[6].values);
  const char *list = strstr (script, "-EwsAllowedAppIDs ("), *on = strstr (script, "-EwsEnabled $true");
  g_assert_true (list && on && list < on);
}

/* With the mailboxes of those who would take part, although nothing is switched on or entered yet. */
static void
test_data (void)
{
  g_autofree char *folder = g_dir_make_tmp ("bp-setup-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", folder);
  g_autoptr (BpData) data = NULL;
  g_autoptr (BpCompany) company = bp_company_new ();
  g_autofree char *script = NULL;
  static const struct {
    const char *login, *mailbox;
    gboolean sync;
  } users[] = { { "anna", "anna@firma.de", TRUE }, { "bernd", "bernd@firma.de", FALSE }, { "carla", NULL, TRUE } };
  g_assert_true (bp_data_init (folder, NULL, NULL));
  data = bp_data_open (folder, NULL);
  company->number = 1;
  g_assert_true (bp_data_add_company (data, company, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (users); i++) {
    g_autoptr (BpUser) user = bp_user_new ();
    g_free (user->login);
    user->login = g_strdup (users[i].login);
    user->exchange_mailbox = g_strdup (users[i].mailbox);
    user->exchange_sync = users[i].sync;
    user->start_company = 1;
    g_assert_true (bp_data_add_user (data, user, NULL));
  }
  script = bp_data_setup_help (data, NULL, NULL);
  g_assert_nonnull (strstr (script, "@(\n  'anna@firma.de'\n)"));
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setup-help/quote", test_quote);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/setup-help/case/", cases[i].name, NULL);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
  }
  g_test_add_func ("/setup-help/order", test_order);
  g_test_add_func ("/setup-help/data", test_data);
  return g_test_run ();
}
