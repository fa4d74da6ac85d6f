/* SPDX-License-Identifier: MIT */
#include "ews/error.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"

/* How long to wait when a server is throttling without saying how long. */
#define DEFAULT_BACK_OFF_MS 10000

typedef struct {
  const char *code;
  BpError reaction;
  const char *text;
} CodeRow;

#define TEXT_BUSY N_ ("The server is busy and asked to wait")
#define TEXT_SUBSCRIPTION N_ ("The subscription is no longer known to the server; it is renewed")
#define TEXT_IMPERSONATION                                                                                             \
  N_ ("The administrative account may not act for this mailbox: give it the right to impersonate "                     \
      "(ApplicationImpersonation)")
#define TEXT_MAILBOX N_ ("There is no such mailbox on this server")
#define TEXT_UNAVAILABLE N_ ("The mailbox is not available at the moment")
#define TEXT_CHANGED N_ ("The item was changed in Exchange in the meantime")
#define TEXT_ITEM_GONE N_ ("The item no longer exists in Exchange")
#define TEXT_FOLDER_GONE N_ ("The folder does not exist in this mailbox")
#define TEXT_QUOTA N_ ("The mailbox is full")
#define TEXT_CONTENT N_ ("Exchange does not accept the content of this record")

static const CodeRow codes[] = {
  /* throttling and weather */
  { "ErrorServerBusy", BP_ERROR_BUSY_UNTIL, TEXT_BUSY },
  { "ErrorTooManyObjectsOpened", BP_ERROR_BUSY_UNTIL, TEXT_BUSY },
  { "ErrorExceededConnectionCount", BP_ERROR_BUSY_UNTIL, TEXT_BUSY },
  { "ErrorExceededSubscriptionCount", BP_ERROR_BUSY_UNTIL, TEXT_BUSY },
  { "ErrorMailboxStoreUnavailable", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorMailboxMoveInProgress", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorMailboxFailover", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorMailboxDataMoveInProgress", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorConnectionFailed", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorConnectionFailedTransientError", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorADUnavailable", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorADOperation", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorTimeoutExpired", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorInsufficientResources", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorCannotOpenFileAttachment", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorInternalServerError", BP_ERROR_TEMPORARY, N_ ("The server reports an internal error") },
  { "ErrorInternalServerTransientError", BP_ERROR_TEMPORARY, N_ ("The server reports an internal error") },
  { "ErrorBatchProcessingStopped", BP_ERROR_TEMPORARY, N_ ("The server stopped in the middle of the batch") },
  { "ErrorQuotaExceeded", BP_ERROR_TEMPORARY, TEXT_QUOTA },
  /* who may do what */
  { "ErrorImpersonateUserDenied", BP_ERROR_DENIED, TEXT_IMPERSONATION },
  { "ErrorImpersonationDenied", BP_ERROR_DENIED, TEXT_IMPERSONATION },
  { "ErrorImpersonationFailed", BP_ERROR_DENIED, TEXT_IMPERSONATION },
  { "ErrorAccessDenied", BP_ERROR_DENIED, N_ ("Access is denied") },
  { "ErrorAccountDisabled", BP_ERROR_DENIED, N_ ("The mailbox's account is disabled") },
  { "ErrorNonExistentMailbox", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorMissingEmailAddress", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorInvalidSmtpAddress", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorNoRespondingCASInDestinationSite", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorPasswordExpired", BP_ERROR_AUTH, N_ ("The account's password has expired") },
  { "ErrorPasswordChangeRequired", BP_ERROR_AUTH, N_ ("The account's password must be changed") },
  { "ErrorTokenSerializationDenied", BP_ERROR_DENIED, N_ ("Access is denied") },
  /* tokens and subscriptions */
  { "ErrorInvalidSyncStateData", BP_ERROR_TOKEN_EXPIRED, N_ ("The server no longer knows how far it was read") },
  { "ErrorInvalidWatermark", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  { "ErrorSubscriptionNotFound", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  { "ErrorInvalidSubscription", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  { "ErrorExpiredSubscription", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  { "ErrorSubscriptionAccessDenied", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  { "ErrorSubscriptionUnsubscribed", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  { "ErrorReadEventsFailed", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  { "ErrorMissedNotificationEvents", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  { "ErrorEventNotFound", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  { "ErrorNewEventStreamConnectionOpened", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  /* items and folders */
  { "ErrorItemNotFound", BP_ERROR_NOT_FOUND, TEXT_ITEM_GONE },
  { "ErrorFolderNotFound", BP_ERROR_NOT_FOUND, TEXT_FOLDER_GONE },
  { "ErrorSyncFolderNotFound", BP_ERROR_NOT_FOUND, TEXT_FOLDER_GONE },
  { "ErrorParentFolderNotFound", BP_ERROR_NOT_FOUND, TEXT_FOLDER_GONE },
  { "ErrorToFolderNotFound", BP_ERROR_NOT_FOUND, TEXT_FOLDER_GONE },
  { "ErrorIrresolvableConflict", BP_ERROR_CHANGED_MEANWHILE, TEXT_CHANGED },
  { "ErrorStaleObject", BP_ERROR_CHANGED_MEANWHILE, TEXT_CHANGED },
  { "ErrorChangeKeyRequired", BP_ERROR_CHANGED_MEANWHILE, TEXT_CHANGED },
  { "ErrorChangeKeyRequiredForWriteOperations", BP_ERROR_CHANGED_MEANWHILE, TEXT_CHANGED },
  { "ErrorItemSave", BP_ERROR_TEMPORARY, N_ ("The server could not save the item") },
  /* content */
  { "ErrorSchemaValidation", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidPropertySet", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidRequest", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidArgument", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorPropertyValidationFailure", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidIdMalformed", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorInvalidChangeKey", BP_ERROR_CHANGED_MEANWHILE, TEXT_CHANGED },
  { "ErrorCalendarEndDateIsEarlierThanStartDate", BP_ERROR_INVALID, N_ ("The end lies before the start") },
  { "ErrorCalendarDurationIsTooLong", BP_ERROR_INVALID, N_ ("The appointment lasts longer than five years") },
  { "ErrorCalendarOutOfRange", BP_ERROR_INVALID, N_ ("The time lies outside of what Exchange can store") },
  { "ErrorMessageSizeExceeded", BP_ERROR_INVALID, N_ ("The record is too large for Exchange") },
  { "ErrorTimeZone", BP_ERROR_INVALID, N_ ("The server does not know the time zone") },
  /* configuration */
  { "ErrorInvalidServerVersion", BP_ERROR_LOCAL, N_ ("This Exchange is too old: version 2013 SP1 or newer is needed") },
  { "ErrorIncorrectSchemaVersion", BP_ERROR_LOCAL,
    N_ ("This Exchange is too old: version 2013 SP1 or newer is needed") },
};

static const CodeRow *
find_code (const char *code)
{
  for (guint i = 0; code && i < G_N_ELEMENTS (codes); i++) {
    if (g_str_equal (codes[i].code, code))
      return &codes[i];
  }
  return NULL;
}

void
bp_ews_error_set (GError **error, const BpEwsProblem *problem, BpError otherwise)
{
  const CodeRow *row = find_code (problem->code);
  const char *code = problem->code ? problem->code : "";
  BpError reaction = problem->back_off_ms ? BP_ERROR_BUSY_UNTIL : row ? row->reaction : otherwise;
  const char *text = row ? _ (row->text) : _ ("The server refused the request");
  g_autofree char *words = problem->text && *problem->text ? g_strdup_printf ("%s (%s: %s)", text, code, problem->text)
                                                           : g_strdup_printf ("%s (%s)", text, code);
  if (reaction == BP_ERROR_BUSY_UNTIL)
    bp_set_busy_error (error, problem->back_off_ms ? problem->back_off_ms : DEFAULT_BACK_OFF_MS, problem->code, "%s.",
                       words);
  else
    bp_set_error (error, reaction, problem->code, "%s.", words);
}

gboolean
bp_ews_error_is_uncertain (const GError *error)
{
  static const char *const uncertain[] = { "ErrorInternalServerError",
                                           "ErrorInternalServerTransientError",
                                           "ErrorTimeoutExpired",
                                           "ErrorConnectionFailed",
                                           "ErrorConnectionFailedTransientError",
                                           "ErrorMailboxFailover",
                                           NULL };
  const char *code = bp_error_get_server_code (error);
  return g_error_matches (error, BP_ERROR, BP_ERROR_TEMPORARY) && (!code || g_strv_contains (uncertain, code));
}

/* -- HTTP ------------------------------------------------------------------------------------------------------- */

static gboolean
is_xml (const BpHttpResponse *response)
{
  const char *type = bp_http_response_get_header (response, "Content-Type");
  return type && (strstr (type, "text/xml") || strstr (type, "application/xml") || strstr (type, "soap+xml"));
}

gboolean
bp_ews_error_is_message (const BpHttpResponse *response)
{
  guint status = bp_http_response_get_status (response);
  return status == 200 || (status == 500 && is_xml (response));
}

static void
set_sign_in_error (GError **error, const BpHttpResponse *response, const char *user)
{
  const char *offers = bp_http_response_get_header (response, "WWW-Authenticate");
  if (offers && !(bp_http_response_get_auth_offered (response) & bp_http_auth_available ()))
    bp_set_error (error, BP_ERROR_AUTH, "sign-in scheme",
                  _ ("The server offers no sign-in that is possible here (Negotiate, NTLM, Basic), only: %s."), offers);
  else
    bp_set_error (error, BP_ERROR_AUTH, "HTTP 401",
                  _ ("The server refuses the sign-in of “%s”: the name or the password is wrong, or the account is "
                     "locked."),
                  user);
}

static void
set_forbidden_error (GError **error, const BpHttpResponse *response, const char *user)
{
  const char *reason = bp_http_response_get_header (response, "X-EWS-Policy-Reason");
  if (!reason)
    bp_set_error (error, BP_ERROR_DENIED, "HTTP 403",
                  _ ("The server denies “%s” the access to Exchange Web Services (HTTP 403)."), user);
  else if (strstr (reason, "blocked"))
    bp_set_error (
      error, BP_ERROR_DENIED, "EWS policy",
      _ ("Exchange Web Services are blocked by policy: enter the application in EwsAllowedAppIDs (it can take "
         "24 hours to have effect). The server says: %s"),
      reason);
  else
    bp_set_error (
      error, BP_ERROR_DENIED, "EWS policy",
      _ ("Exchange Web Services are switched off: check EwsEnabled of the organisation and of the mailbox. The "
         "server says: %s"),
      reason);
}

static guint
retry_after_ms (const BpHttpResponse *response)
{
  const char *text = bp_http_response_get_header (response, "Retry-After");
  guint64 seconds;
  if (!text || !g_ascii_string_to_unsigned (text, 10, 1, 24 * 3600, &seconds, NULL))
    return DEFAULT_BACK_OFF_MS;
  return (guint) seconds * 1000;
}

void
bp_ews_error_set_from_http (GError **error, const BpHttpResponse *response, const char *user)
{
  guint status = bp_http_response_get_status (response);
  const char *location = bp_http_response_get_header (response, "Location");
  g_autofree char *code = g_strdup_printf ("HTTP %u", status);
  if (status == 401)
    set_sign_in_error (error, response, user);
  else if (status == 403)
    set_forbidden_error (error, response, user);
  else if (status == 407)
    bp_set_error (error, BP_ERROR_AUTH, code, "%s", _ ("The proxy between here and the server demands a sign-in."));
  else if (status == 413)
    bp_set_error (error, BP_ERROR_INVALID, code, "%s", _ ("The request is too large for the server."));
  else if (status == 429 || status == 503)
    bp_set_busy_error (error, retry_after_ms (response), code, _ ("The server is busy or restarting (%s)."), code);
  else if (status >= 500 || status == 408)
    bp_set_error (error, BP_ERROR_TEMPORARY, code, _ ("The server reports an error of its own (%s)."), code);
  else if (status >= 300 && status < 400)
    bp_set_error (error, BP_ERROR_LOCAL, code,
                  _ ("This is not the address of Exchange Web Services: the server redirects to “%s”."),
                  location ? location : "?");
  else
    bp_set_error (error, BP_ERROR_LOCAL, code,
                  _ ("This is no Exchange server, or not the address of its Exchange Web Services (%s)."), code);
}
