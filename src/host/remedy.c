/* SPDX-License-Identifier: MIT */
#include "host/remedy.h"

#include "base/error.h"
#include "base/i18n.h"

typedef struct {
  const char *code;
  const char *text;
} Row;

#define WAIT N_ ("Nothing has to be done: the sync waits and tries again by itself.")
#define IMPERSONATION                                                                                                  \
  N_ ("Give the administrative account the right to impersonate. On premises, in the Exchange Management Shell: "      \
      "New-ManagementRoleAssignment -Name bpexchange -Role ApplicationImpersonation -User ACCOUNT. It can take up to " \
      "an hour to have effect.")
#define MAILBOX                                                                                                        \
  N_ ("Check the mailbox at the user: it must be the primary address of a mailbox on this server that is not hidden "  \
      "or disabled.")
#define POLICY                                                                                                         \
  N_ (                                                                                                                 \
    "Have an administrator of Microsoft 365 set EWSEnabled to True (Set-OrganizationConfig, Set-CASMailbox) and list " \
    "the application id in EwsAllowedAppIDs. It can take 24 hours to have effect. On 2027-04-01 Exchange Web "         \
    "Services "                                                                                                        \
    "end in Exchange Online for everyone.")
#define ADDRESS                                                                                                        \
  N_ ("Check the Exchange host. The address of Exchange Web Services usually is https://HOST/EWS/Exchange.asmx.")
#define VERSION N_ ("Update the server: Exchange Server 2013 SP1 or newer is needed, 2019 or SE is recommended.")
#define SECRET                                                                                                         \
  N_ ("Make a new client secret for the application in Microsoft Entra, and enter its value (not its id) here.")
#define APPLICATION N_ ("Copy the application (client) id from the application's overview page in Microsoft Entra.")
#define TENANT N_ ("Copy the directory (tenant) id from the application's overview page in Microsoft Entra.")
#define CONSENT                                                                                                        \
  N_ ("Give the application the permission full_access_as_app (Office 365 Exchange Online), or the scoped role "       \
      "Application EWS.AccessAsApp, and have an administrator consent.")
#define CERTIFICATE                                                                                                    \
  N_ ("Upload the certificate at the application in Microsoft Entra (Certificates & secrets), and check that it has "  \
      "not expired.")

static const Row rows[] = {
  /* the way to the server */
  { "name-not-found", N_ ("Check the host for typing errors, and whether this machine's DNS server knows it.") },
  { "not-reachable", N_ ("Check that the server runs and that no firewall stands between here and its port.") },
  { "timed-out", N_ ("Check the network, the firewall and the proxy between here and the server.") },
  { "tls-failed", N_ ("Check that the server speaks TLS 1.2 or newer on this port, and that nothing in between "
                      "intercepts the connection.") },
  { "certificate-expired", N_ ("Renew the server's certificate, and check the clock of this machine.") },
  { "certificate-name", N_ ("Use a host name that stands in the certificate, or have a certificate made out for this "
                            "one.") },
  { "certificate-untrusted", N_ ("If the certificate comes from your company's own authority, enter that authority's "
                                 "file as certificate file (ca-file); else have the certificate replaced.") },
  { "ca-file-unreadable", N_ ("Check the certificate file (ca-file): it must exist and hold certificates as PEM.") },
  /* HTTP */
  { "HTTP 401", N_ ("Check name, password and domain (Mandant), and whether the account is locked. Enter the password "
                    "again.") },
  { "sign-in scheme", N_ ("Switch on Windows authentication (NTLM, Negotiate) or Basic for the EWS virtual directory: "
                          "Set-WebServicesVirtualDirectory -WindowsAuthentication $true.") },
  { "OAuth token", CONSENT },
  { "key-file",
    N_ ("Make a PEM file of the certificate and its private key, readable by the service only, and enter its path "
        "(oauth-certificate).") },
  { "HTTP 403",
    N_ ("Check that Exchange Web Services are allowed for this account, and that no filter of the server or "
        "a proxy refuses bpexchange.") },
  { "EWS policy", POLICY },
  { "HTTP 404", ADDRESS },
  { "HTTP 407", N_ ("Have the proxy let the connection to the Exchange server pass without a sign-in, or take the "
                    "Exchange host out of the proxy's settings.") },
  { "HTTP 429", WAIT },
  { "HTTP 503", WAIT },
  /* who may do what */
  { "ErrorImpersonateUserDenied", IMPERSONATION },
  { "ErrorImpersonationDenied", IMPERSONATION },
  { "ErrorImpersonationFailed", IMPERSONATION },
  { "ErrorNonExistentMailbox", MAILBOX },
  { "ErrorMissingEmailAddress", MAILBOX },
  { "ErrorInvalidSmtpAddress", MAILBOX },
  { "ErrorAccountDisabled", N_ ("Enable the mailbox's account, or switch off the sync of this user.") },
  { "ErrorAccessDenied", N_ ("Check the rights of the administrative account on this mailbox.") },
  { "ErrorPasswordExpired", N_ ("Set a new password for the account, let it never expire, and enter it here.") },
  { "ErrorPasswordChangeRequired", N_ ("Set a new password for the account, let it never expire, and enter it here.") },
  { "ErrorFolderNotFound", N_ ("Have the user open the mailbox in Outlook once, so that its folders are made.") },
  { "ErrorQuotaExceeded", N_ ("Make room in the mailbox, or raise its quota.") },
  { "ErrorExceededSubscriptionCount", N_ ("Wait half an hour until old subscriptions have expired, or raise "
                                          "EwsMaxSubscriptions in the throttling policy of the account.") },
  { "ErrorExceededConnectionCount", N_ ("Lower the setting lanes, or raise EwsMaxConcurrency in the throttling policy "
                                        "of the account.") },
  { "ErrorServerBusy", WAIT },
  { "ErrorMailboxStoreUnavailable", WAIT },
  { "ErrorMailboxMoveInProgress", WAIT },
  { "ErrorMailboxFailover", WAIT },
  { "ErrorTimeoutExpired", WAIT },
  { "ErrorInvalidServerVersion", VERSION },
  { "ErrorIncorrectSchemaVersion", VERSION },
  /* Microsoft Entra */
  { "AADSTS7000215", SECRET },
  { "AADSTS7000222", SECRET },
  { "AADSTS7000218", SECRET },
  { "AADSTS700016", APPLICATION },
  { "AADSTS700038", APPLICATION },
  { "AADSTS7000112", N_ ("Have an administrator of Microsoft Entra enable the application again.") },
  { "AADSTS90002", TENANT },
  { "AADSTS900023", TENANT },
  { "AADSTS90013", TENANT },
  { "AADSTS500011", N_ ("Check the host of Exchange Online in the settings: it must be that of your cloud.") },
  { "AADSTS1002012", N_ ("Check the host of Exchange Online in the settings: it must be that of your cloud.") },
  { "AADSTS65001", CONSENT },
  { "AADSTS501051", CONSENT },
  { "AADSTS700027", CERTIFICATE },
  { "AADSTS700024", N_ ("Set the clock of this machine right.") },
  { "AADSTS53003", N_ ("Take the application out of the Conditional Access policy that blocks it.") },
  { "AADSTS50196", WAIT },
  { "AADSTS90033", WAIT },
};

static const char *const by_reaction[] = {
  [BP_ERROR_TEMPORARY] =
    N_ ("Try again in a few minutes. If it stays so, the log of the Exchange server has the reason."),
  [BP_ERROR_BUSY_UNTIL] = WAIT,
  [BP_ERROR_AUTH] = N_ ("Check the account and enter its password again."),
  [BP_ERROR_DENIED] = N_ ("Check the rights of the administrative account."),
  [BP_ERROR_NOT_FOUND] = MAILBOX,
  [BP_ERROR_CHANGED_MEANWHILE] = N_ ("Run the test again."),
  [BP_ERROR_TOKEN_EXPIRED] = N_ ("Run the test again."),
  [BP_ERROR_INVALID] = N_ ("Save the log and report this: the server did not understand the request."),
  [BP_ERROR_CANCELLED] = N_ ("Run the test again."),
  [BP_ERROR_LOCAL] = N_ ("Check the settings of the connection."),
};

const char *
bp_remedy (const char *code, const GError *error)
{
  for (guint i = 0; code && i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].code, code))
      return _ (rows[i].text);
  /* A web server that is no Exchange refuses in many ways. */
  if (code && g_str_has_prefix (code, "HTTP ") && g_error_matches (error, BP_ERROR, BP_ERROR_LOCAL))
    return _ (ADDRESS);
  if (error && error->domain == BP_ERROR && (guint) error->code < G_N_ELEMENTS (by_reaction))
    return _ (by_reaction[error->code]);
  return _ (by_reaction[BP_ERROR_LOCAL]);
}
