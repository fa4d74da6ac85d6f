/* SPDX-License-Identifier: MIT */
#include "ews/error.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/saying.h"

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
#define TEXT_PROXY N_ ("The server could not pass the request on to the one that has the mailbox")
#define TEXT_DENIED N_ ("Access is denied")
#define TEXT_ACCOUNT N_ ("Exchange does not know the administrative account, or cannot use it")
#define TEXT_SERIES N_ ("Exchange does not accept this series")
#define TEXT_TIME N_ ("The time lies outside of what Exchange can store")
#define TEXT_CORRUPT N_ ("The item is damaged in Exchange")
#define TEXT_CONTENT N_ ("Exchange does not accept the content of this record")

#define TEXT_INTERNAL N_ ("The server reports an internal error")
#define TEXT_QUESTION N_ ("Exchange does not accept this way of asking")
#define TEXT_NOT_OURS N_ ("Exchange lets only its organizer change this appointment")
#define TEXT_TOO_OLD N_ ("This Exchange is too old: version 2013 SP1 or newer is needed")

static const CodeRow codes[] = {
  /* throttling and weather */
  { "ErrorServerBusy", BP_ERROR_BUSY_UNTIL, TEXT_BUSY },
  { "ErrorTooManyObjectsOpened", BP_ERROR_BUSY_UNTIL, TEXT_BUSY },
  { "ErrorExceededConnectionCount", BP_ERROR_BUSY_UNTIL, TEXT_BUSY },
  { "ErrorExceededSubscriptionCount", BP_ERROR_BUSY_UNTIL, TEXT_BUSY },
  { "ErrorExceededFindCountLimit", BP_ERROR_BUSY_UNTIL, TEXT_BUSY },
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
  { "ErrorMailboxLogonFailed", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorMailboxConfiguration", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorNotEnoughMemory", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorRequestAborted", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorClientDisconnected", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorDataSourceOperation", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorLogonAsNetworkServiceFailed", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorGetServerSecurityDescriptorFailed", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorCrossSiteRequest", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorServiceDiscoveryFailed", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorProxyCallFailed", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorProxyRequestNotAllowed", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorProxyRequestProcessingFailed", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorProxyServiceDiscoveryFailed", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorProxySoapException", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorProxyTokenExpired", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorNoApplicableProxyCASServersAvailable", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorNoDestinationCASDueToKerberosRequirements", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorNoDestinationCASDueToSSLRequirements", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorNoDestinationCASDueToVersionMismatch", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorProxiedSubscriptionCallFailure", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorCannotOpenFileAttachment", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorInternalServerError", BP_ERROR_TEMPORARY, TEXT_INTERNAL },
  { "ErrorInternalServerTransientError", BP_ERROR_TEMPORARY, TEXT_INTERNAL },
  { "ErrorBatchProcessingStopped", BP_ERROR_TEMPORARY, N_ ("The server stopped in the middle of the batch") },
  { "ErrorADSessionFilter", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorLocalServerObjectNotFound", BP_ERROR_TEMPORARY, TEXT_UNAVAILABLE },
  { "ErrorAutoDiscoverFailed", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorAddressSpaceNotFound", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorInvalidInternetWebProxyOnLocalServer", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorNoOAuthServerAvailableForRequest", BP_ERROR_TEMPORARY, TEXT_PROXY },
  { "ErrorResponseSchemaValidation", BP_ERROR_TEMPORARY, TEXT_INTERNAL },
  { "ErrorParsingXMLResponse", BP_ERROR_TEMPORARY, TEXT_INTERNAL },
  { "ErrorWebRequestInInvalidState", BP_ERROR_TEMPORARY, TEXT_INTERNAL },
  { "ErrorWin32InteropError", BP_ERROR_TEMPORARY, TEXT_INTERNAL },
  { "ErrorMessagePerFolderCountReceiveQuotaExceeded", BP_ERROR_TEMPORARY, TEXT_QUOTA },
  { "ErrorQuotaExceeded", BP_ERROR_TEMPORARY, TEXT_QUOTA },
  { "ErrorIndividualMailboxLimitReached", BP_ERROR_TEMPORARY, TEXT_QUOTA },
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
  { "ErrorCreateItemAccessDenied", BP_ERROR_DENIED, TEXT_DENIED },
  { "ErrorUserNotAllowedByPolicy", BP_ERROR_DENIED, TEXT_DENIED },
  { "ErrorPermissionNotAllowedByPolicy", BP_ERROR_DENIED, TEXT_DENIED },
  { "ErrorOrganizationAccessBlocked", BP_ERROR_DENIED, TEXT_DENIED },
  { "ErrorSubscriptionDelegateAccessNotSupported", BP_ERROR_DENIED, TEXT_DENIED },
  { "ErrorCallerIsInvalidADAccount", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidClientSecurityContext", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidAuthorizationContext", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidExchangeImpersonationHeaderData", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidLogonType", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorProxyGroupSidLimitExceeded", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorAccountSuspend", BP_ERROR_DENIED, N_ ("The mailbox's account is disabled") },
  { "ErrorAccountSuspendShowTierUpgrade", BP_ERROR_DENIED, N_ ("The mailbox's account is disabled") },
  { "ErrorInvalidLicense", BP_ERROR_DENIED, N_ ("The mailbox has no licence for this") },
  { "ErrorTargetDomainNotSupported", BP_ERROR_DENIED, TEXT_DENIED },
  { "ErrorDistinguishedUserNotSupported", BP_ERROR_DENIED, TEXT_DENIED },
  { "ErrorAccessModeSpecified", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorMoreThanOneAccessModeSpecified", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorDuplicateSOAPHeader", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidManagementRoleHeader", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidCrossForestCredentials", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidNetworkServiceContext", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidProxySecurityContext", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidSecurityDescriptor", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidSerializedAccessToken", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidUserSidMissingUPN", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorInvalidClientAccessTokenRequest", BP_ERROR_DENIED, TEXT_ACCOUNT },
  { "ErrorEmailAddressMismatch", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorRecipientNotFound", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorDuplicateLegacyDistinguishedName", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorInvalidMailbox", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorNonPrimarySmtpAddress", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorInvalidUserPrincipalName", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorInvalidUserInfo", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorMissingExchangePrincipal", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorMissingUserIdInformation", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorCannotFindUser", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorInvalidSid", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorInvalidUserSid", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
  { "ErrorMailRecipientNotFound", BP_ERROR_NOT_FOUND, TEXT_MAILBOX },
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
  { "ErrorInvalidPullSubscriptionId", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  { "ErrorEventNotFound", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  { "ErrorNewEventStreamConnectionOpened", BP_ERROR_TOKEN_EXPIRED, TEXT_SUBSCRIPTION },
  /* items and folders */
  { "ErrorItemNotFound", BP_ERROR_NOT_FOUND, TEXT_ITEM_GONE },
  { "ErrorFolderNotFound", BP_ERROR_NOT_FOUND, TEXT_FOLDER_GONE },
  { "ErrorSyncFolderNotFound", BP_ERROR_NOT_FOUND, TEXT_FOLDER_GONE },
  { "ErrorParentFolderNotFound", BP_ERROR_NOT_FOUND, TEXT_FOLDER_GONE },
  { "ErrorToFolderNotFound", BP_ERROR_NOT_FOUND, TEXT_FOLDER_GONE },
  { "ErrorSavedItemFolderNotFound", BP_ERROR_NOT_FOUND, TEXT_FOLDER_GONE },
  { "ErrorNoCalendar", BP_ERROR_NOT_FOUND, TEXT_FOLDER_GONE },
  { "ErrorFolderCorrupt", BP_ERROR_TEMPORARY, TEXT_CORRUPT },
  { "ErrorFolderPropertRequestFailed", BP_ERROR_TEMPORARY, TEXT_CORRUPT },
  { "ErrorCalendarCannotUpdateDeletedItem", BP_ERROR_INVALID, TEXT_ITEM_GONE },
  { "ErrorCalendarIsNotOrganizer", BP_ERROR_INVALID, TEXT_NOT_OURS },
  { "ErrorSentMeetingRequestUpdate", BP_ERROR_INVALID, TEXT_NOT_OURS },
  { "ErrorSentTaskRequestUpdate", BP_ERROR_INVALID, TEXT_NOT_OURS },
  { "ErrorInvalidPropertyUpdateSentMessage", BP_ERROR_INVALID, TEXT_NOT_OURS },
  { "ErrorSendAsDenied", BP_ERROR_INVALID, TEXT_NOT_OURS },
  { "ErrorItemCorrupt", BP_ERROR_INVALID, TEXT_CORRUPT },
  { "ErrorCorruptData", BP_ERROR_INVALID, TEXT_CORRUPT },
  { "ErrorContentConversionFailed", BP_ERROR_INVALID, TEXT_CORRUPT },
  { "ErrorMimeContentConversionFailed", BP_ERROR_INVALID, TEXT_CORRUPT },
  { "ErrorItemPropertyRequestFailed", BP_ERROR_INVALID, TEXT_CORRUPT },
  { "ErrorObjectTypeChanged", BP_ERROR_CHANGED_MEANWHILE, TEXT_CHANGED },
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
  { "ErrorValueOutOfRange", BP_ERROR_INVALID, TEXT_TIME },
  { "ErrorInvalidTimeInterval", BP_ERROR_INVALID, TEXT_TIME },
  { "ErrorInvalidCompleteDate", BP_ERROR_INVALID, TEXT_TIME },
  { "ErrorCalendarInvalidRecurrence", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorCalendarInvalidDayForWeeklyRecurrence", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorCalendarInvalidDayForTimeChangePattern", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorUnsupportedRecurrence", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorRecurrenceHasNoOccurrence", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorRecurrenceEndDateTooBig", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorOccurrenceCrossingBoundary", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorOccurrenceTimeSpanTooBig", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorCalendarOccurrenceIsDeletedFromRecurrence", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorCalendarCannotMoveOrCopyOccurrence", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorCalendarCannotUseIdForOccurrenceId", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorCalendarCannotUseIdForRecurringMasterId", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorCannotDeleteTaskOccurrence", BP_ERROR_INVALID, TEXT_SERIES },
  { "ErrorCalendarInvalidPropertyState", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorCalendarInvalidPropertyValue", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorCalendarInvalidAttributeValue", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorCalendarInvalidTimeZone", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidPropertyForOperation", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidPropertyRequest", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidPropertyDelete", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidPropertyAppend", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidValueForProperty", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidExtendedProperty", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidExtendedPropertyValue", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidPercentCompleteValue", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorIncorrectUpdatePropertyCount", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorItemSavePropertyError", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorPropertyUpdate", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorRequiredPropertyMissing", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorUpdatePropertyMismatch", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorUnsupportedPropertyDefinition", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidItemForOperationCreateItem", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorCannotCreateCalendarItemInNonCalendarFolder", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorCannotCreateTaskInNonTaskFolder", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorSendMeetingInvitationsRequired", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorSendMeetingCancellationsRequired", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorSendMeetingInvitationsOrCancellationsRequired", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorAffectedTaskOccurrencesRequired", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorMessageDispositionRequired", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidReferenceItem", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidParentFolder", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorParentFolderIdRequired", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorNoFolderClassOverride", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidFolderTypeForOperation", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorNoPropertyTagForCustomProperties", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidRecipients", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorMissingRecipients", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidRoutingType", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorUnsupportedMapiPropertyType", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorUnsupportedTypeForConversion", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorUnsupportedCulture", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorAttachmentSizeLimitExceeded", BP_ERROR_INVALID, N_ ("The record is too large for Exchange") },
  { "ErrorAttachmentNestLevelLimitExceeded", BP_ERROR_INVALID, N_ ("The record is too large for Exchange") },
  { "ErrorContainsFilterWrongType", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorInvalidRestriction", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorRestrictionTooLong", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorRestrictionTooComplex", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorQueryFilterTooLong", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorUnsupportedQueryFilter", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorUnsupportedPathForQuery", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorUnsupportedPathForSortGroup", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorInvalidPropertyForExists", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorInvalidExcludesRestriction", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorInvalidIndexedPagingParameters", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorInvalidFractionalPagingParameters", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorInvalidPagingMaxRows", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorResultSetTooBig", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorCalendarViewRangeTooBig", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorCalendarFolderIsInvalidForCalendarView", BP_ERROR_INVALID, TEXT_QUESTION },
  { "ErrorMissingArgument", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorInvalidOperation", BP_ERROR_INVALID, TEXT_CONTENT },
  { "ErrorDataSizeLimitExceeded", BP_ERROR_INVALID, N_ ("The record is too large for Exchange") },
  { "ErrorRequestStreamTooBig", BP_ERROR_INVALID, N_ ("The record is too large for Exchange") },
  { "ErrorInvalidId", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorInvalidIdEmpty", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorInvalidIdXml", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorInvalidIdMonikerTooLong", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorInvalidIdStoreObjectIdTooLong", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorInvalidIdMalformedEwsLegacyIdFormat", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorInvalidIdNotAnItemAttachmentId", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorInvalidIdTooManyAttachmentLevels", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorInvalidFolderId", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorCannotUseFolderIdForItemId", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorCannotUseItemIdForFolderId", BP_ERROR_INVALID, N_ ("The server does not understand the item's id") },
  { "ErrorVirusDetected", BP_ERROR_INVALID,
    N_ ("A virus scanner or a filter of the server does not accept the record") },
  { "ErrorVirusMessageDeleted", BP_ERROR_INVALID,
    N_ ("A virus scanner or a filter of the server does not accept the record") },
  { "ErrorMessageBlocked", BP_ERROR_INVALID,
    N_ ("A virus scanner or a filter of the server does not accept the record") },
  { "ErrorCannotDeleteObject", BP_ERROR_TEMPORARY, N_ ("The server could not delete the item") },
  { "ErrorMoveCopyFailed", BP_ERROR_TEMPORARY, N_ ("The server could not delete the item") },
  { "ErrorDeleteItemsFailed", BP_ERROR_TEMPORARY, N_ ("The server could not delete the item") },
  { "ErrorInvalidSubscriptionRequest", BP_ERROR_INVALID, N_ ("The server does not offer these notifications") },
  { "ErrorMessageSizeExceeded", BP_ERROR_INVALID, N_ ("The record is too large for Exchange") },
  { "ErrorTimeZone", BP_ERROR_INVALID, N_ ("The server does not know the time zone") },
  /* configuration */
  { "ErrorInvalidServerVersion", BP_ERROR_LOCAL, TEXT_TOO_OLD },
  { "ErrorIncorrectSchemaVersion", BP_ERROR_LOCAL, TEXT_TOO_OLD },
  { "ErrorWrongServerVersion", BP_ERROR_LOCAL, TEXT_TOO_OLD },
  { "ErrorInvalidSchemaVersionForMailboxVersion", BP_ERROR_LOCAL, TEXT_TOO_OLD },
  { "ErrorWrongServerVersionDelegate", BP_ERROR_LOCAL, TEXT_TOO_OLD },
  { "ErrorMultiLegacyMailboxAccess", BP_ERROR_LOCAL, TEXT_TOO_OLD },
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
  const char *text = row ? row->text : N_ ("The server refused the request");
  g_autofree char *theirs = problem->text && *problem->text ? g_strdup_printf (" (%s: %s).", code, problem->text)
                                                            : g_strdup_printf (" (%s).", code);
  char *words = g_strconcat (text, BP_SAYING_THEN, theirs, NULL);
  if (reaction == BP_ERROR_BUSY_UNTIL)
    bp_set_busy_error (error, problem->back_off_ms ? problem->back_off_ms : DEFAULT_BACK_OFF_MS, problem->code, words);
  else
    bp_set_said_error (error, reaction, problem->code, words);
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
  if (offers && strstr (offers, "NTLM") && !(bp_http_auth_available () & BP_HTTP_AUTH_NTLM)
      && !(bp_http_response_get_auth_offered (response) & bp_http_auth_available ()))
    bp_set_error (
      error, BP_ERROR_AUTH, "sign-in scheme",
      N_ ("The server offers NTLM, which this machine's libcurl does not have any more. Switch on Negotiate "
          "or Basic at the server. It offers: %s."),
      offers);
  else if (offers && !(bp_http_response_get_auth_offered (response) & bp_http_auth_available ()))
    bp_set_error (error, BP_ERROR_AUTH, "sign-in scheme",
                  N_ ("The server offers no sign-in that is possible here (Negotiate, NTLM, Basic), only: %s."),
                  offers);
  else
    bp_set_error (error, BP_ERROR_AUTH, "HTTP 401",
                  N_ ("The server refuses the sign-in of “%s”: the name or the password is wrong, or the account is "
                      "locked."),
                  user);
}

static void
set_forbidden_error (GError **error, const BpHttpResponse *response, const char *user)
{
  const char *reason = bp_http_response_get_header (response, "X-EWS-Policy-Reason");
  if (!reason)
    bp_set_error (error, BP_ERROR_DENIED, "HTTP 403",
                  N_ ("The server denies “%s” the access to Exchange Web Services (HTTP 403)."), user);
  else if (strstr (reason, "blocked"))
    bp_set_error (
      error, BP_ERROR_DENIED, "EWS policy",
      N_ ("Exchange Web Services are blocked by policy: enter the application in EwsAllowedAppIDs (it can take "
          "24 hours to have effect). On 2027-04-01 they end in Exchange Online for everyone. The server says: %s"),
      reason);
  else
    bp_set_error (
      error, BP_ERROR_DENIED, "EWS policy",
      N_ ("Exchange Web Services are switched off: check EwsEnabled of the organisation and of the mailbox. On "
          "2027-04-01 they end in Exchange Online for everyone. The server says: %s"),
      reason);
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
    bp_set_error (error, BP_ERROR_AUTH, code, N_ ("The proxy between here and the server demands a sign-in."));
  else if (status == 413)
    bp_set_said_error (error, BP_ERROR_INVALID, code,
                       bp_saying_new (N_ ("The request is too large for the server."), NULL));
  else if (status == 429 || status == 503)
    bp_set_busy_error (error, bp_http_response_get_retry_after_ms (response, DEFAULT_BACK_OFF_MS), code,
                       bp_saying_new (N_ ("The server is busy or restarting (%s)."), code, NULL));
  else if (status >= 500 || status == 408)
    bp_set_error (error, BP_ERROR_TEMPORARY, code, N_ ("The server reports an error of its own (%s)."), code);
  else if (status >= 300 && status < 400)
    bp_set_error (
      error, BP_ERROR_LOCAL, code,
      N_ ("The server redirects to “%s”. The account is sent to no other host than the one that was entered; if "
          "that address is right, enter it as Exchange host."),
      location ? location : "?");
  else
    bp_set_error (error, BP_ERROR_LOCAL, code,
                  N_ ("This is no Exchange server, or not the address of its Exchange Web Services (%s)."), code);
}
