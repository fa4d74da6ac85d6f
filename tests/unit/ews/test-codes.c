/* SPDX-License-Identifier: MIT */
/* Every code that Exchange may answer to what we send has words of ours. */
#include "ews/error.h"

#include <string.h>

#include "base/error.h"
#include "ews/schema.h"

/* What belongs to things that are never asked for here. */
static const char *const not_asked_for[] = {
  "AccessLevel",
  "Archiv",
  "Delegat",
  "ManagedFolder",
  "UnifiedMessaging",
  "UnifiedGroup",
  "Unified",
  "TeamMailbox",
  "Extension",
  "PublicFolder",
  "Sharing",
  "Federat",
  "OrganizationRelationship",
  "FreeBusy",
  "Availability",
  "MailTips",
  "MessageTracking",
  "NameResolution",
  "ResolveNames",
  "ForAccept",
  "ForDecline",
  "ForRemove",
  "ForTentative",
  "ForSuppress",
  "MeetingRequestIsOutOfDate",
  "AcceptItem",
  "DeclineItem",
  "CancelItem",
  "RemoveItem",
  "OperationTentative",
  "OperationSendItem",
  "SendItemSave",
  "ItemAttachment",
  "InvalidAttachment",
  "ExpandDL",
  "DistributionList",
  "Contact",
  "ImGroup",
  "ImDistribution",
  "Oof",
  "WorkingHours",
  "MeetingSuggestion",
  "Subfilter",
  "SubFilter",
  "Permission",
  "UserIdsSpecified",
  "Retention",
  "Sweep",
  "Rule",
  "Conversation",
  "Speech",
  "Recognizer",
  "Phone",
  "SIPUri",
  "IPGateway",
  "UMServer",
  "VoiceMail",
  "PromptPublishing",
  "PromptFailed",
  "DialPlan",
  "Location",
  "Longitude",
  "Latitude",
  "Weather",
  "PhotoSize",
  "Search",
  "KeywordDefinition",
  "MailboxScope",
  "MailboxHold",
  "KeepN",
  "BulkAction",
  "InstantSearch",
  "SenderRestriction",
  "MessageLimit",
  "RecipientLimit",
  "MessageSubmission",
  "Submission",
  "ReportMessage",
  "MailboxDataArray",
  "CreateSubfolder",
  "FolderSave",
  "FolderExists",
  "EmptyFolder",
  "DeleteDistinguishedFolder",
  "MoveDistinguishedFolder",
  "SourceFolder",
  "InputFolderNames",
  "CrossMailboxMoveCopy",
  "PostItem",
  "PushSubscription",
  "InternetHeader",
  "MimeContentInvalid",
  "UnsupportedMimeConversion",
  "ReadReceipt",
  "LikeRequest",
  "ClientIntent",
  "ExternalEcpUrl",
  "MergedFreeBusy",
  "TimeIntervalTooBig",
  "ContentIndexing",
  "SeekToCondition",
  "ReferenceItemId",
  "InformationEmailAddress",
  "IdReturnedByResolveNames",
};

static gboolean
is_asked_for (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (not_asked_for); i++)
    if (strstr (code, not_asked_for[i]))
      return FALSE;
  return !g_str_equal (code, "NoError");
}

static guint
check_code (const char *code)
{
  g_autoptr (GError) error = NULL;
  BpEwsProblem problem = { .code = code, .text = "Words of the server" };
  if (!is_asked_for (code))
    return 0;
  bp_ews_error_set (&error, &problem, BP_ERROR_TEMPORARY);
  if (strstr (error->message, "The server refused the request"))
    g_printerr ("%s has no words\n", code);
  g_assert_null (strstr (error->message, "The server refused the request"));
  g_assert_cmpstr (bp_error_get_server_code (error), ==, code);
  g_assert_nonnull (strstr (error->message, code));
  return 1;
}

/* From the schema's own list. */
static void
test_all (void)
{
  g_autofree char *path = schema_folder () ? g_build_filename (schema_folder (), "messages.xsd", NULL) : NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  char *list;
  guint n = 0;
  if (!path || !g_file_get_contents (path, &text, NULL, NULL)) {
    g_test_skip ("skipped: no EWS schema");
    return;
  }
  list = strstr (text, "name=\"ResponseCodeType\"");
  *strstr (list, "</xs:simpleType>") = '\0';
  parts = g_strsplit (list, "enumeration value=\"", -1);
  for (guint i = 1; parts[i]; i++) {
    *strchr (parts[i], '"') = '\0';
    n += check_code (parts[i]);
  }
  g_test_message ("%u codes", n);
  g_assert_cmpuint (n, >, 200);
}

/* One that nobody has heard of: the reaction that the caller names, with the server's words. */
static void
test_unknown (void)
{
  g_autoptr (GError) error = NULL;
  BpEwsProblem problem = { .code = "ErrorOfTheFuture", .text = "Words of the server" };
  bp_ews_error_set (&error, &problem, BP_ERROR_INVALID);
  g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "ErrorOfTheFuture: Words of the server"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/codes/all", test_all);
  g_test_add_func ("/codes/unknown", test_unknown);
  return g_test_run ();
}
