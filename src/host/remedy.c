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

#define OWN_DIRECTORY                                                                                                  \
  N_ ("Use the directory (tenant) in which the application is registered, or register an application of its own in "   \
      "this one.")
#define CLOUD N_ ("Check the host of Exchange Online in the settings: it must be that of your cloud.")
#define ENTRIES                                                                                                        \
  N_ ("Check application (client) id, directory (tenant) and secret for missing or additional characters.")
#define LICENCE N_ ("Check that the organisation has Exchange Online, and that it is enabled in Microsoft Entra.")
#define CLOCK N_ ("Set the clock of this machine right.")
#define CONDITIONAL N_ ("Take the application out of the Conditional Access policy that blocks it.")
#define RESTRICTED N_ ("Have the network's proxy allow the sign-in to this directory (tenant restrictions).")
#define NO_USER                                                                                                        \
  N_ ("Enter an application of Microsoft Entra (its application id and a client secret), not the account of a user.")
#define TOKEN_URL N_ ("Leave the setting token-url empty, or enter the address of your cloud's sign-in service.")
#define ENABLED N_ ("Have an administrator of Microsoft Entra enable the application again.")
#define SERVICES                                                                                                       \
  N_ ("Nothing has to be done if it passes by itself. If it stays so, check the services of the Exchange server "      \
      "(Test-ServiceHealth) and its event log.")
#define ROUTING                                                                                                        \
  N_ ("Check which server has the mailbox (Get-Mailbox | Format-List ServerName), and enter that server, or the one "  \
      "in front of all, as Exchange host.")
#define DAMAGED                                                                                                        \
  N_ ("Have the item opened and saved again in Outlook; if that fails, repair the mailbox "                            \
      "(New-MailboxRepairRequest).")
#define FOLDERS N_ ("Have the user open the mailbox in Outlook once, so that its folders are made.")
#define QUOTA N_ ("Make room in the mailbox, or raise its quota.")
#define DISABLED N_ ("Enable the mailbox's account, or switch off the sync of this user.")
#define ACCOUNT                                                                                                        \
  N_ ("Use an account of this domain that is enabled and no built-in one (not SYSTEM, no service of a machine).")
#define FILTER                                                                                                         \
  N_ ("Have the filter of the server (virus scanner, transport rule) let the record pass, or change its text.")

static const Row rows[] = {
  /* the way to the server */
  { "name-not-found", N_ ("Check the host for typing errors, and whether this machine's DNS server knows it.") },
  { "not-reachable", N_ ("Check that the server runs and that no firewall stands between here and its port.") },
  { "proxy-not-found", N_ ("Check the setting proxy (or https_proxy of this machine) for typing errors.") },
  { "proxy-refused",
    N_ ("Have an administrator of the proxy allow the host and port of the Exchange server, or set proxy "
        "to none if this machine reaches the server without it.") },
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
  { "no-exchange", ADDRESS },
  { "token-url", TOKEN_URL },
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
  { "ErrorAccountDisabled", DISABLED },
  { "ErrorAccountSuspend", DISABLED },
  { "ErrorAccountSuspendShowTierUpgrade", DISABLED },
  { "ErrorInvalidLicense", N_ ("Give the user a licence that contains Exchange.") },
  { "ErrorAccessDenied", N_ ("Check the rights of the administrative account on this mailbox.") },
  { "ErrorPasswordExpired", N_ ("Set a new password for the account, let it never expire, and enter it here.") },
  { "ErrorPasswordChangeRequired", N_ ("Set a new password for the account, let it never expire, and enter it here.") },
  { "ErrorFolderNotFound", FOLDERS },
  { "ErrorSyncFolderNotFound", FOLDERS },
  { "ErrorParentFolderNotFound", FOLDERS },
  { "ErrorToFolderNotFound", FOLDERS },
  { "ErrorSavedItemFolderNotFound", FOLDERS },
  { "ErrorNoCalendar", FOLDERS },
  { "ErrorQuotaExceeded", QUOTA },
  { "ErrorIndividualMailboxLimitReached", QUOTA },
  { "ErrorMessagePerFolderCountReceiveQuotaExceeded", QUOTA },
  { "ErrorCallerIsInvalidADAccount", ACCOUNT },
  { "ErrorInvalidClientSecurityContext", ACCOUNT },
  { "ErrorInvalidAuthorizationContext", ACCOUNT },
  { "ErrorInvalidLogonType", ACCOUNT },
  { "ErrorInvalidNetworkServiceContext", ACCOUNT },
  { "ErrorInvalidCrossForestCredentials", ACCOUNT },
  { "ErrorItemCorrupt", DAMAGED },
  { "ErrorCorruptData", DAMAGED },
  { "ErrorContentConversionFailed", DAMAGED },
  { "ErrorItemPropertyRequestFailed", DAMAGED },
  { "ErrorFolderCorrupt", DAMAGED },
  { "ErrorFolderPropertRequestFailed", DAMAGED },
  { "ErrorCrossSiteRequest", ROUTING },
  { "ErrorServiceDiscoveryFailed", ROUTING },
  { "ErrorProxyCallFailed", ROUTING },
  { "ErrorProxyRequestNotAllowed", ROUTING },
  { "ErrorProxyRequestProcessingFailed", ROUTING },
  { "ErrorProxyServiceDiscoveryFailed", ROUTING },
  { "ErrorNoApplicableProxyCASServersAvailable", ROUTING },
  { "ErrorNoDestinationCASDueToKerberosRequirements", ROUTING },
  { "ErrorNoDestinationCASDueToSSLRequirements", ROUTING },
  { "ErrorNoDestinationCASDueToVersionMismatch", ROUTING },
  { "ErrorNoRespondingCASInDestinationSite", ROUTING },
  { "ErrorAutoDiscoverFailed", ROUTING },
  { "ErrorInternalServerError", SERVICES },
  { "ErrorInternalServerTransientError", SERVICES },
  { "ErrorADUnavailable", SERVICES },
  { "ErrorADOperation", SERVICES },
  { "ErrorConnectionFailed", SERVICES },
  { "ErrorConnectionFailedTransientError", SERVICES },
  { "ErrorMailboxLogonFailed", SERVICES },
  { "ErrorInsufficientResources", SERVICES },
  { "ErrorNotEnoughMemory", SERVICES },
  { "ErrorDataSourceOperation", SERVICES },
  { "ErrorWin32InteropError", SERVICES },
  { "ErrorVirusDetected", FILTER },
  { "ErrorVirusMessageDeleted", FILTER },
  { "ErrorMessageBlocked", FILTER },
  { "ErrorExceededSubscriptionCount", N_ ("Wait half an hour until old subscriptions have expired, or raise "
                                          "EwsMaxSubscriptions in the throttling policy of the account.") },
  { "ErrorExceededConnectionCount", N_ ("Lower the setting lanes, or raise EwsMaxConcurrency in the throttling policy "
                                        "of the account.") },
  { "ErrorServerBusy", WAIT },
  { "ErrorMailboxStoreUnavailable", WAIT },
  { "ErrorMailboxMoveInProgress", WAIT },
  { "ErrorMailboxDataMoveInProgress", WAIT },
  { "ErrorTooManyObjectsOpened", WAIT },
  { "ErrorMailboxFailover", WAIT },
  { "ErrorTimeoutExpired", WAIT },
  { "ErrorInvalidServerVersion", VERSION },
  { "ErrorIncorrectSchemaVersion", VERSION },
  { "ErrorWrongServerVersion", VERSION },
  { "ErrorInvalidSchemaVersionForMailboxVersion", VERSION },
  /* Microsoft Entra */
  { "AADSTS7000215", SECRET },
  { "AADSTS7000222", SECRET },
  { "AADSTS7000218", SECRET },
  { "AADSTS7000216", SECRET },
  { "AADSTS70002", SECRET },
  { "AADSTS700016", APPLICATION },
  { "AADSTS70001", APPLICATION },
  { "AADSTS700011", APPLICATION },
  { "AADSTS700038", APPLICATION },
  { "AADSTS900144", APPLICATION },
  { "AADSTS7000112", ENABLED },
  { "AADSTS7000229", CONSENT },
  { "AADSTS50194", OWN_DIRECTORY },
  { "AADSTS7000012", OWN_DIRECTORY },
  { "AADSTS90002", TENANT },
  { "AADSTS900023", TENANT },
  { "AADSTS90019", TENANT },
  { "AADSTS50059", TENANT },
  { "AADSTS50128", TENANT },
  { "AADSTS50049", TENANT },
  { "AADSTS50020", TENANT },
  { "AADSTS90038", CLOUD },
  { "AADSTS900382", CLOUD },
  { "AADSTS900439", CLOUD },
  { "AADSTS90013", ENTRIES },
  { "AADSTS90014", ENTRIES },
  { "AADSTS9002313", ENTRIES },
  { "AADSTS90004", ENTRIES },
  { "AADSTS500011", CLOUD },
  { "AADSTS1002012", CLOUD },
  { "AADSTS50001", CLOUD },
  { "AADSTS70011", CLOUD },
  { "AADSTS650057", CLOUD },
  { "AADSTS90056", CLOUD },
  { "AADSTS650052", LICENCE },
  { "AADSTS500014", LICENCE },
  { "AADSTS65001", CONSENT },
  { "AADSTS501051", CONSENT },
  { "AADSTS50105", CONSENT },
  { "AADSTS650056", CONSENT },
  { "AADSTS65004", CONSENT },
  { "AADSTS700027", CERTIFICATE },
  { "AADSTS50012", CERTIFICATE },
  { "AADSTS50013", CERTIFICATE },
  { "AADSTS700021", CERTIFICATE },
  { "AADSTS700023", TOKEN_URL },
  { "AADSTS700030", CERTIFICATE },
  { "AADSTS1000502", CERTIFICATE },
  { "AADSTS220501", CERTIFICATE },
  { "AADSTS700024", CLOCK },
  { "AADSTS500133", CLOCK },
  { "AADSTS53003", CONDITIONAL },
  { "AADSTS53000", CONDITIONAL },
  { "AADSTS53001", CONDITIONAL },
  { "AADSTS530034", CONDITIONAL },
  { "AADSTS530035", CONDITIONAL },
  { "AADSTS500021", RESTRICTED },
  { "AADSTS50034", NO_USER },
  { "AADSTS50126", NO_USER },
  { "AADSTS50053", NO_USER },
  { "AADSTS50055", NO_USER },
  { "AADSTS50057", NO_USER },
  { "AADSTS50076", NO_USER },
  { "AADSTS50079", NO_USER },
  { "AADSTS50158", NO_USER },
  { "AADSTS70003", TOKEN_URL },
  { "AADSTS90010", TOKEN_URL },
  { "AADSTS50196", WAIT },
  { "AADSTS90055", WAIT },
  { "AADSTS90024", WAIT },
  { "AADSTS90033", WAIT },
  { "AADSTS90012", WAIT },
  { "AADSTS90006", WAIT },
  { "AADSTS90025", WAIT },
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
