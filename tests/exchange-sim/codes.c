/* SPDX-License-Identifier: MIT */
#include "codes.h"

#include <glib.h>
#include <string.h>

static const struct {
  const char *code;
  const char *text;
} table[] = {
  { "ErrorAccessDenied", "Access is denied. Check credentials and try again." },
  { "ErrorAffectedTaskOccurrencesRequired", "AffectedTaskOccurrences attribute must be specified." },
  { "ErrorCalendarCannotMoveOrCopyOccurrence",
    "An occurrence of a recurring calendar item cannot be moved or copied." },
  { "ErrorCalendarCannotUseIdForOccurrenceId", "The Id is not of an occurrence." },
  { "ErrorCalendarCannotUseIdForRecurringMasterId", "The Id is not of a recurring master." },
  { "ErrorCalendarDurationIsTooLong", "The duration of the calendar item is longer than five years." },
  { "ErrorCalendarEndDateIsEarlierThanStartDate", "EndDate is earlier than StartDate" },
  { "ErrorCalendarFolderIsInvalidForCalendarView", "Folder is not a calendar folder." },
  { "ErrorCalendarInvalidDayForWeeklyRecurrence", "Invalid day of the week for a weekly recurrence." },
  { "ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange", "Occurrence with this index was not found." },
  { "ErrorCalendarOccurrenceIsDeletedFromRecurrence",
    "Occurrence with this index was previously deleted from the recurrence." },
  { "ErrorCalendarViewRangeTooBig", "The calendar view's range is longer than two years." },
  { "ErrorCannotCreateCalendarItemInNonCalendarFolder",
    "Cannot create a calendar item in a folder other than a calendar folder." },
  { "ErrorCannotCreateTaskInNonTaskFolder", "Cannot create a task in a folder other than a tasks folder." },
  { "ErrorCannotDeleteTaskOccurrence", "Cannot delete this occurrence of the task." },
  { "ErrorChangeKeyRequiredForWriteOperations", "A change key is required for this operation." },
  { "ErrorExceededConnectionCount",
    "You have exceeded the available concurrent connections for your account. Try again once your other requests "
    "have completed." },
  { "ErrorExceededSubscriptionCount", "You have exceeded the available subscriptions for your account. Remove "
                                      "unnecessary subscriptions and try your request again." },
  { "ErrorFolderNotFound", "The specified folder could not be found in the store." },
  { "ErrorFolderExists", "A folder with the specified name already exists." },
  { "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted." },
  { "ErrorImpersonateUserDenied", "The account does not have permission to impersonate the requested user." },
  { "ErrorIncorrectSchemaVersion",
    "The request is not valid for the version of the schema that it names: it uses something newer." },
  { "ErrorIncorrectUpdatePropertyCount",
    "An object within a change description must contain one and only one property to modify." },
  { "ErrorInternalServerError", "An internal server error occurred. The operation failed." },
  { "ErrorInvalidArgument", "The argument is invalid." },
  { "ErrorInvalidChangeKey", "The change key is invalid." },
  { "ErrorInvalidIdEmpty", "Id must be non-empty." },
  { "ErrorInvalidIdMalformed", "Id is malformed." },
  { "ErrorInvalidPropertyForOperation", "The property can not be used with this type of request." },
  { "ErrorInvalidPropertyRequest", "Property is not valid for this object type." },
  { "ErrorInvalidPropertySet", "Set action is invalid for property." },
  { "ErrorInvalidPropertyDelete", "Property is not valid for delete." },
  { "ErrorInvalidPropertyAppend", "Property is not valid for append." },
  { "ErrorInvalidRequest", "The request is invalid." },
  { "ErrorInvalidServerVersion", "The specified server version is invalid." },
  { "ErrorInvalidSubscription", "Subscription is invalid." },
  { "ErrorInvalidSyncStateData", "The synchronization state data is corrupt or otherwise invalid." },
  { "ErrorInvalidWatermark", "The watermark used for creating this subscription was not found." },
  { "ErrorIrresolvableConflict", "The send or update operation could not be performed because the change key passed in "
                                 "the request does not match the current change key for the item." },
  { "ErrorItemNotFound", "The specified object was not found in the store." },
  { "ErrorMessageDispositionRequired", "MessageDisposition attribute must be specified for message." },
  { "ErrorMissingEmailAddress", "When making a request as an account that does not have a mailbox, you must specify "
                                "the mailbox primary SMTP address for any distinguished folder Ids." },
  { "ErrorMissingInformationEmailAddress", "The e-mail address is missing." },
  { "ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it." },
  { "ErrorNameResolutionMultipleResults", "Multiple results were found." },
  { "ErrorNameResolutionNoResults", "No results were found." },
  { "ErrorObjectTypeChanged", "Object type cannot be changed." },
  { "ErrorOccurrenceCrossingBoundary", "Occurrence is crossing or overlapping adjacent occurrence." },
  { "ErrorOccurrenceTimeSpanTooBig", "Duration of the occurrence is too long: it overlaps the next one." },
  { "ErrorRecurrenceEndDateTooBig", "The end date of the recurrence is too far in the future." },
  { "ErrorRecurrenceHasNoOccurrence", "Occurrences of this series have no valid date." },
  { "ErrorSchemaValidation", "The request failed schema validation." },
  { "ErrorSendMeetingCancellationsRequired", "SendMeetingCancellations attribute is required for Calendar items." },
  { "ErrorSendMeetingInvitationsOrCancellationsRequired",
    "SendMeetingInvitationsOrCancellations attribute is required for calendar items." },
  { "ErrorSendMeetingInvitationsRequired", "SendMeetingInvitations attribute is required for Calendar items." },
  { "ErrorServerBusy", "The server cannot service this request right now. Try again later." },
  { "ErrorSubscriptionNotFound", "The specified subscription was not found." },
  { "ErrorSyncFolderNotFound", "The folder to synchronize was not found." },
  { "ErrorToFolderNotFound", "The destination folder was not found." },
  { "ErrorTimeZone", "The time zone is invalid." },
  { "ErrorUnsupportedMimeConversion", "The conversion to MIME is not supported for this item." },
  { "ErrorUnsupportedPathForQuery", "The property cannot be used in a restriction." },
  { "ErrorUpdatePropertyMismatch", "A change description's path and payload do not match." },
};

const char *
code_text (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].code, code) == 0)
      return table[i].text;
  return "The request could not be completed.";
}
