/* SPDX-License-Identifier: MIT */
#include "host/setup-help.h"

#include <string.h>

#include "base/i18n.h"
#include "engine/roster.h"
#include "host/data-private.h"
#include "store/setting.h"

#define NAME "bpexchange" /* of group, scope and assignment */

/* --- words for PowerShell ----------------------------------------------------------------------------------------- */

/* PowerShell takes typographic quotation marks for the plain one. */
static gboolean
is_quote (gunichar c)
{
  return c == '\'' || (c >= 0x2018 && c <= 0x201B);
}

char *
bp_setup_help_quote (const char *text)
{
  GString *quoted = g_string_new ("'");
  for (const char *c = text; *c; c = g_utf8_next_char (c)) {
    gunichar character = g_utf8_get_char (c);
    if (g_unichar_iscntrl (character))
      continue;
    if (is_quote (character))
      g_string_append_unichar (quoted, character);
    g_string_append_unichar (quoted, character);
  }
  g_string_append_c (quoted, '\'');
  return g_string_free (quoted, FALSE);
}

/* Inside a filter, which has quotation marks of its own, and that as a value for PowerShell. */
static char *
quote_filter (const char *property, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "'", -1);
  g_autofree char *doubled = g_strjoinv ("''", parts);
  g_autofree char *filter = g_strdup_printf ("%s eq '%s'", property, doubled);
  return bp_setup_help_quote (filter);
}

static void
comment (GString *script, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    g_string_append_printf (script, "# %s\n", lines[i]);
}

static void
step (GString *script, const char *text)
{
  g_string_append_c (script, '\n');
  comment (script, text);
}

/* --- what both worlds have ---------------------------------------------------------------------------------------- */

static const char *
first_mailbox (const BpSetupHelp *values)
{
  return values->mailboxes && values->mailboxes[0] ? values->mailboxes[0] : "MAILBOX@EXAMPLE.COM";
}

static void
add_group (GString *script, const BpSetupHelp *values)
{
  const char *const placeholder[] = { first_mailbox (values), NULL };
  const char *const *mailboxes = values->mailboxes && values->mailboxes[0] ? values->mailboxes : placeholder;
  step (script, _ ("A group of the mailboxes that are synced. Run this again when users have changed."));
  g_string_append (script, "if (-not (Get-DistributionGroup -Identity '" NAME "' -ErrorAction SilentlyContinue)) {\n"
                           "  New-DistributionGroup -Name '" NAME "' -Type Security\n"
                           "}\n"
                           "Set-DistributionGroup -Identity '" NAME "' -HiddenFromAddressListsEnabled $true\n"
                           "Update-DistributionGroupMember -Identity '" NAME "' -Confirm:$false -Members @(\n");
  for (guint i = 0; mailboxes[i]; i++) {
    g_autofree char *mailbox = bp_setup_help_quote (mailboxes[i]);
    g_string_append_printf (script, "  %s%s\n", mailbox, mailboxes[i + 1] ? "," : "");
  }
  g_string_append (script, ")\n");
}

static void
add_scope (GString *script)
{
  step (script, _ ("The scope: the members of this group, and nobody else."));
  g_string_append (script,
                   "$dn = (Get-DistributionGroup -Identity '" NAME "').DistinguishedName.Replace(\"'\", \"''\")\n"
                   "if (-not (Get-ManagementScope -Identity '" NAME "' -ErrorAction SilentlyContinue)) {\n"
                   "  New-ManagementScope -Name '" NAME "' -RecipientRestrictionFilter \"MemberOfGroup -eq '$dn'\"\n"
                   "}\n");
}

/* role and scope: parameters, complete. */
static void
add_assignment (GString *script, const char *parameters)
{
  g_string_append_printf (script,
                          "if (-not (Get-ManagementRoleAssignment -Identity '" NAME
                          "' -ErrorAction SilentlyContinue)) {\n"
                          "  New-ManagementRoleAssignment -Name '" NAME "' %s\n"
                          "}\n",
                          parameters);
}

/* --- an Exchange Server ------------------------------------------------------------------------------------------- */

/* As Exchange finds the account: DOMAIN\name, or name@domain where the domain is one of DNS. */
static char *
complete_account (const BpSetupHelp *values)
{
  if (!*values->account)
    return g_strdup ("DOMAIN\\ACCOUNT");
  if (!*values->tenant || strpbrk (values->account, "@\\"))
    return g_strdup (values->account);
  return strchr (values->tenant, '.') ? g_strconcat (values->account, "@", values->tenant, NULL)
                                      : g_strconcat (values->tenant, "\\", values->account, NULL);
}

static void
add_server (GString *script, const BpSetupHelp *values)
{
  g_autofree char *account = complete_account (values);
  g_autofree char *quoted = bp_setup_help_quote (account);
  g_autofree char *parameters =
    g_strdup_printf ("-Role 'ApplicationImpersonation' -User %s -CustomRecipientWriteScope '" NAME "'", quoted);
  comment (script, _ ("In the Exchange Management Shell, as a member of Organization Management."));
  add_group (script, values);
  add_scope (script);
  step (script, _ ("The right to impersonate within this scope. It can take up to an hour to have effect."));
  add_assignment (script, parameters);
  step (script, _ ("What was granted:"));
  g_string_append (script, "Get-ManagementRoleAssignment -Identity '" NAME
                           "' | Format-List Role, RoleAssigneeName, CustomRecipientWriteScope\n");
}

/* --- Exchange Online ---------------------------------------------------------------------------------------------- */

static const struct {
  const char *host, *exchange, *graph;
} clouds[] = {
  { "outlook.office365.us", " -ExchangeEnvironmentName O365USGovGCCHigh", " -Environment USGov" },
  { "partner.outlook.cn", " -ExchangeEnvironmentName O365China", " -Environment China" },
};

static void
add_connect (GString *script, const BpSetupHelp *values)
{
  g_autofree char *tenant = bp_setup_help_quote (*values->tenant ? values->tenant : "TENANT");
  const char *exchange = "", *graph = "";
  for (guint i = 0; i < G_N_ELEMENTS (clouds); i++)
    if (strstr (values->online_host, clouds[i].host)) {
      exchange = clouds[i].exchange;
      graph = clouds[i].graph;
    }
  g_string_append_printf (script,
                          "Connect-ExchangeOnline%s\n"
                          "Connect-MgGraph%s -TenantId %s -Scopes 'Application.Read.All' -NoWelcome\n",
                          exchange, graph, tenant);
}

static void
add_application (GString *script, const char *application, const char *quoted)
{
  g_autofree char *filter = quote_filter ("appId", application);
  g_autofree char *parameters =
    g_strdup_printf ("-App %s -Role 'Application EWS.AccessAsApp' -CustomResourceScope '" NAME "'", quoted);
  step (script, _ ("Makes the application known to Exchange."));
  g_string_append_printf (script, "$app = Get-MgServicePrincipal -Filter %s\n", filter);
  g_string_append_printf (script,
                          "if (-not (Get-ServicePrincipal -Identity %s -ErrorAction SilentlyContinue)) {\n"
                          "  New-ServicePrincipal -AppId %s -ObjectId $app.Id -DisplayName '" NAME "'\n"
                          "}\n",
                          quoted, quoted);
  step (script,
        _ ("The right to act for these mailboxes. Rights only add up: do not also consent to full_access_as_app in "
           "Microsoft Entra,\nwhich would open every mailbox."));
  add_assignment (script, parameters);
}

/* The list before the switch: with the switch on, nothing but the list may use EWS. */
static void
add_policy (GString *script, const char *quoted, const char *mailbox)
{
  step (script,
        _ ("Allows Exchange Web Services for this application, until they end there on 2027-04-01.\nOnce EwsEnabled is "
           "True, every other application that uses EWS must stand in the list as well.\nIt can take 24 hours to "
           "have effect."));
  g_string_append_printf (script,
                          "$list = (Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy).EwsAllowedAppIDs\n"
                          "$ids = @(\"$list\" -split '[,;\\s]+' | Where-Object { $_ }) + %s | Sort-Object -Unique\n"
                          "Set-OrganizationConfig -EwsAllowedAppIDs ($ids -join ',')\n"
                          "Set-OrganizationConfig -EwsEnabled $true\n",
                          quoted);
  step (script, _ ("What was granted: InScope must be True, and EwsEnabled must not be False."));
  g_string_append_printf (script,
                          "Test-ServicePrincipalAuthorization -Identity %s -Resource %s | Format-Table\n"
                          "Get-CASMailbox -Identity %s | Format-List EwsEnabled\n",
                          quoted, mailbox, mailbox);
}

static void
add_online (GString *script, const BpSetupHelp *values)
{
  const char *application = *values->account ? values->account : "APPLICATION-ID";
  g_autofree char *quoted = bp_setup_help_quote (application);
  g_autofree char *mailbox = bp_setup_help_quote (first_mailbox (values));
  comment (script, _ ("In PowerShell 7 with the modules ExchangeOnlineManagement and Microsoft.Graph.Applications, as "
                      "an administrator of "
                      "Exchange."));
  add_connect (script, values);
  add_group (script, values);
  add_scope (script);
  add_application (script, application, quoted);
  add_policy (script, quoted, mailbox);
}

char *
bp_setup_help (const BpSetupHelp *values)
{
  GString *script = g_string_new (NULL);
  if (values->online)
    add_online (script, values);
  else
    add_server (script, values);
  return g_string_free (script, FALSE);
}

/* --- from the data ------------------------------------------------------------------------------------------------ */

/* As if all else were entered: who would take part. */
static GPtrArray *
load_mailboxes (BpData *self, const BpSettings *settings, GError **error)
{
  g_autoptr (BpSettings) complete = bp_settings_copy (settings);
  g_autoptr (GPtrArray) roster = NULL;
  GPtrArray *mailboxes;
  bp_settings_set (complete, BP_SETTING_AUTO_SYNC, "1");
  bp_settings_set (complete, BP_SETTING_EWS_HOST, "localhost");
  bp_settings_set (complete, BP_SETTING_ADMIN_NAME, "x");
  bp_settings_set (complete, BP_SETTING_ADMIN_SECRET, "set");
  roster = bp_roster_load (self->store, complete, error);
  if (!roster)
    return NULL;
  mailboxes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < roster->len; i++) {
    const BpRosterEntry *entry = roster->pdata[i];
    if (entry->eligibility->code == BP_ELIGIBLE)
      g_ptr_array_add (mailboxes, g_strdup (entry->eligibility->address));
  }
  g_ptr_array_add (mailboxes, NULL);
  return mailboxes;
}

char *
bp_data_setup_help (BpData *self, const BpSettings *settings, GError **error)
{
  g_autoptr (BpSettings) stored = settings ? bp_settings_copy (settings) : bp_store_settings (self->store, error);
  g_autoptr (GPtrArray) mailboxes = stored ? load_mailboxes (self, stored, error) : NULL;
  BpSetupHelp values;
  if (!mailboxes)
    return NULL;
  values = (BpSetupHelp){ .online = bp_settings_get_bool (stored, BP_SETTING_USE_OAUTH2),
                          .account = bp_settings_get (stored, BP_SETTING_ADMIN_NAME),
                          .tenant = bp_settings_get (stored, BP_SETTING_TENANT),
                          .online_host = bp_settings_get (stored, BP_SETTING_ONLINE_HOST_NAME),
                          .mailboxes = (const char *const *) mailboxes->pdata };
  return bp_setup_help (&values);
}
