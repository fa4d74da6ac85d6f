/* SPDX-License-Identifier: MIT */
/* Every call of the driver against a server with prepared answers: what leaves is valid by Microsoft's schema and obeys
 * our rules; what comes back is understood. */
#include "ews/driver.h"

#include <string.h>

#include "base/error.h"
#include "ews/names.h"
#include "ews/schema.h"
#include "ews/soap.h"
#include "net/test-server.h"

typedef struct {
  TestServer *server;
  BpDriver *driver;
  BpAccount *account;
  GMutex lock;
  GPtrArray *requests; /* bodies */
  GPtrArray *heads;
  const char *answer; /* of the next requests; the operation's own when NULL */
  const char *headers;
  guint status;
} Fixture;

/* -- prepared answers ------------------------------------------------------------------------------------------- */

#define ITEM_ID "<t:ItemId Id=\"item-1\" ChangeKey=\"key-1\"/>"
#define FULL_ITEM                                                                                                      \
  "<m:Items><t:CalendarItem>" ITEM_ID "<t:ParentFolderId Id=\"calendar\" ChangeKey=\"x\"/>"                            \
  "<t:Subject>Besuch</t:Subject><t:Sensitivity>Private</t:Sensitivity>"                                                \
  "<t:Categories><t:String>B</t:String><t:String> A </t:String><t:String>B</t:String></t:Categories>"                  \
  "<t:Importance>High</t:Importance><t:DateTimeCreated>2026-06-01T08:00:00Z</t:DateTimeCreated>"                       \
  "<t:ReminderIsSet>false</t:ReminderIsSet><t:ReminderMinutesBeforeStart>15</t:ReminderMinutesBeforeStart>"            \
  "<t:ExtendedProperty><t:ExtendedFieldURI PropertySetId=\"7B0E4F3C-5A94-4F0E-9D53-6C1F2A8BE7D1\""                     \
  " PropertyName=\"" BP_EWS_PROPERTY_CREATE_TOKEN "\" PropertyType=\"String\"/><t:Value>token-1</t:Value>"             \
  "</t:ExtendedProperty><t:LastModifiedTime>2026-06-01T10:00:00.250+02:00</t:LastModifiedTime>"                        \
  "<t:UID>uid-1</t:UID><t:Start>2026-07-01T07:00:00Z</t:Start><t:End>2026-07-01T08:30:00Z</t:End>"                     \
  "<t:IsAllDayEvent>false</t:IsAllDayEvent><t:LegacyFreeBusyStatus>OOF</t:LegacyFreeBusyStatus>"                       \
  "<t:Location></t:Location><t:IsMeeting>false</t:IsMeeting><t:CalendarItemType>Single</t:CalendarItemType>"           \
  "<t:MyResponseType>Organizer</t:MyResponseType><t:AppointmentState>0</t:AppointmentState>"                           \
  "<t:StartTimeZoneId>W. Europe Standard Time</t:StartTimeZoneId></t:CalendarItem></m:Items>"

static const struct {
  const char *operation, *message, *content;
  guint n; /* messages */
} answers[] = {
  { "GetFolder", "GetFolder", "<m:Folders><t:CalendarFolder><t:FolderId Id=\"folder\"/></t:CalendarFolder></m:Folders>",
    2 },
  { "SyncFolderItems", "SyncFolderItems",
    "<m:SyncState>token-2</m:SyncState><m:IncludesLastItemInRange>false</m:IncludesLastItemInRange><m:Changes>"
    "<t:Create><t:CalendarItem>" ITEM_ID
    "</t:CalendarItem></t:Create><t:Update><t:CalendarItem><t:ItemId Id=\"item-2\"/>"
    "</t:CalendarItem></t:Update><t:Create><t:Message><t:ItemId Id=\"mail\"/></t:Message></t:Create>"
    "<t:ReadFlagChange><t:ItemId Id=\"item-3\"/><t:IsRead>true</t:IsRead></t:ReadFlagChange>"
    "<t:Delete><t:ItemId Id=\"item-4\"/></t:Delete></m:Changes>",
    1 },
  { "GetItem", "GetItem", FULL_ITEM, 2 },
  { "CreateItem", "CreateItem", "<m:Items><t:CalendarItem>" ITEM_ID "</t:CalendarItem></m:Items>", 2 },
  { "UpdateItem", "UpdateItem", "<m:Items><t:CalendarItem>" ITEM_ID "</t:CalendarItem></m:Items>", 2 },
  { "DeleteItem", "DeleteItem", "", 2 },
  { "FindItem", "FindItem",
    "<m:RootFolder TotalItemsInView=\"1\" IncludesLastItemInRange=\"true\"><t:Items><t:CalendarItem>" ITEM_ID
    "</t:CalendarItem></t:Items></m:RootFolder>",
    2 },
  { "Subscribe", "Subscribe", "<m:SubscriptionId>sub-1</m:SubscriptionId><m:Watermark>mark-1</m:Watermark>", 1 },
  { "GetEvents", "GetEvents",
    "<m:Notification><t:SubscriptionId>sub-1</t:SubscriptionId><t:PreviousWatermark>mark-1</t:PreviousWatermark>"
    "<t:MoreEvents>false</t:MoreEvents><t:CreatedEvent><t:Watermark>mark-2</t:Watermark></t:CreatedEvent>"
    "<t:ModifiedEvent><t:Watermark>mark-3</t:Watermark></t:ModifiedEvent></m:Notification>",
    1 },
  { "Unsubscribe", "Unsubscribe", "", 1 },
};

static char *
prepared_answer (const char *request)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autofree char *element = g_strdup_printf ("<m:%s", answers[i].operation);
    g_autofree char *message = NULL;
    g_autoptr (GString) messages = g_string_new (NULL);
    if (!strstr (request, element))
      continue;
    message = soap_success (answers[i].message, answers[i].content);
    for (guint k = 0; k < answers[i].n; k++)
      g_string_append (messages, message);
    return soap_response (answers[i].operation, messages->str);
  }
  return NULL;
}

static gboolean
serve (const TestRequest *request, GOutputStream *out, GCancellable *stop, gpointer data)
{
  Fixture *fixture = data;
  g_autofree char *prepared = prepared_answer (request->body);
  g_mutex_lock (&fixture->lock);
  g_ptr_array_add (fixture->requests, g_strdup (request->body));
  g_ptr_array_add (fixture->heads, g_strdup (request->head));
  g_mutex_unlock (&fixture->lock);
  test_server_answer (out, fixture->status, fixture->headers, fixture->answer ? fixture->answer : prepared);
  return TRUE;
}

static BpDriver *
new_driver (Fixture *fixture)
{
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password ("FIRMA", "sync", "geheim");
  g_autofree char *url = test_server_dup_url (fixture->server);
  BpEwsConfig config = { .url = url, .credentials = credentials, .time_zone = (char *) "Europe/Berlin" };
  g_autoptr (GError) error = NULL;
  BpDriver *driver = bp_ews_driver_new (&config, &error);
  g_assert_no_error (error);
  return driver;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_mutex_init (&fixture->lock);
  fixture->requests = g_ptr_array_new_with_free_func (g_free);
  fixture->heads = g_ptr_array_new_with_free_func (g_free);
  fixture->status = 200;
  fixture->headers = "Content-Type: text/xml; charset=utf-8\r\nDate: Mon, 23 Nov 2026 08:14:00 GMT\r\n";
  fixture->server = test_server_new (serve, fixture);
  fixture->driver = new_driver (fixture);
  fixture->account = bp_account_new ("anna", "anna@firma.de", FALSE);
}

/* Whatever a test sent, it was valid, asked for no body and mailed nobody. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  bp_driver_free (fixture->driver);
  test_server_free (fixture->server);
  for (guint i = 0; i < fixture->requests->len; i++) {
    const char *request = g_ptr_array_index (fixture->requests, i);
    const char *head = g_ptr_array_index (fixture->heads, i);
    schema_assert_valid (request);
    g_assert_null (strstr (request, "SendToAll"));
    g_assert_true (!strstr (request, "Shape") || (strstr (request, "IdOnly") && !strstr (request, "item:Body")));
    g_assert_nonnull (strstr (head, "X-AnchorMailbox: anna"));
    g_assert_nonnull (strstr (head, "Content-Type: text/xml; charset=utf-8"));
  }
  if (!schema_folder ())
    g_test_message ("skipped: no EWS schema (BP_EWS_SCHEMA)");
  g_ptr_array_unref (fixture->requests);
  g_ptr_array_unref (fixture->heads);
  bp_account_free (fixture->account);
  g_mutex_clear (&fixture->lock);
}

static const char *
last_request (Fixture *fixture)
{
  return g_ptr_array_index (fixture->requests, fixture->requests->len - 1);
}

/* -- the calls -------------------------------------------------------------------------------------------------- */

static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpAccount) login = bp_account_new ("anna", "anna@firma.local", TRUE);
  g_autoptr (GError) error = NULL;
  BpFolders folders = { 0 };
  guint both = 1u << BP_KIND_APPOINTMENT | 1u << BP_KIND_TASK;
  gint64 offset;
  g_assert_false (bp_driver_clock_offset (fixture->driver, &offset));
  g_assert_true (bp_driver_open (fixture->driver, fixture->account, both, &folders, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (folders.folder_id[BP_KIND_APPOINTMENT], ==, "folder");
  g_assert_cmpstr (folders.folder_id[BP_KIND_TASK], ==, "folder");
  g_assert_nonnull (strstr (last_request (fixture), "<t:PrimarySmtpAddress>anna@firma.de</t:PrimarySmtpAddress>"));
  g_assert_true (bp_driver_clock_offset (fixture->driver, &offset));
  bp_folders_clear (&folders);
  g_assert_true (bp_driver_open (fixture->driver, login, 1u << BP_KIND_APPOINTMENT, &folders, NULL, &error));
  g_assert_null (folders.folder_id[BP_KIND_TASK]);
  g_assert_nonnull (strstr (last_request (fixture), "<t:PrincipalName>anna@firma.local</t:PrincipalName>"));
  bp_folders_clear (&folders);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  static const char *const ids[] = { "item-1", "item-2", "item-4" };
  g_autoptr (GError) error = NULL;
  g_autoptr (BpChangePage) page =
    bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, "folder", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (page->token, ==, "token-2");
  g_assert_true (page->more);
  g_assert_cmpuint (page->changes->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    BpChange *change = g_ptr_array_index (page->changes, i);
    g_assert_cmpstr (change->id, ==, ids[i]);
    g_assert_cmpint (change->deleted, ==, i == 2);
  }
  g_assert_null (strstr (last_request (fixture), "SyncState"));
  /* the same token with more to come would be an endless loop */
  g_assert_null (
    bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, "folder", "token-2", NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "item-1", "item-2" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results =
    bp_driver_read (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, ids, 2, NULL, &error);
  BpRemoteItem *item;
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 2);
  item = ((BpItemResult *) g_ptr_array_index (results, 0))->item;
  g_assert_cmpstr (item->id, ==, "item-1");
  g_assert_cmpstr (item->change_key, ==, "key-1");
  g_assert_cmpstr (item->folder_id, ==, "calendar");
  g_assert_cmpstr (item->uid, ==, "uid-1");
  g_assert_cmpstr (item->create_token, ==, "token-1");
  g_assert_cmpint (item->created_at, ==, G_GINT64_CONSTANT (1780300800) * G_USEC_PER_SEC);
  g_assert_cmpint (item->modified_at, ==, G_GINT64_CONSTANT (1780300800250) * 1000);
  g_assert_false (item->is_meeting);
  g_assert_false (item->is_probe);
  g_assert_null (item->unsupported);
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_SUBJECT), ==, "Besuch");
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_SENSITIVITY), ==, "private");
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_CATEGORIES), ==, "[\"A\",\"B\"]");
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_IMPORTANCE), ==, "high");
  g_assert_null (bp_item_get (item->item, BP_FIELD_REMINDER_MINUTES));
  g_assert_null (bp_item_get (item->item, BP_FIELD_LOCATION));
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_STARTS_AT), ==, "2026-07-01T09:00:00");
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_ENDS_AT), ==, "2026-07-01T10:30:00");
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_TIME_ZONE), ==, "Europe/Berlin");
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_SHOW_AS), ==, "out-of-office");
}

static BpItem *
full_item (void)
{
  BpItem *item = bp_item_new (BP_KIND_APPOINTMENT);
  bp_item_set (item, BP_FIELD_SUBJECT, "Besuch <Müller> & \"Söhne\"");
  bp_item_set (item, BP_FIELD_LOCATION, "Büro\t1");
  bp_item_set (item, BP_FIELD_INFO_TEXT, "Zeile 1\nZeile 2");
  bp_item_set (item, BP_FIELD_STARTS_AT, "2026-07-01T09:00:00");
  bp_item_set (item, BP_FIELD_ENDS_AT, "2026-07-01T10:30:00");
  bp_item_set (item, BP_FIELD_SHOW_AS, "working-elsewhere");
  bp_item_set (item, BP_FIELD_REMINDER_MINUTES, "30");
  bp_item_set (item, BP_FIELD_CATEGORIES, "[\"A\",\"<B>\"]");
  return item;
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpItem) item = full_item (), empty = bp_item_new (BP_KIND_APPOINTMENT);
  BpItemWrite writes[] = {
    { .uid = "uid-1", .create_token = "token-1", .item = item, .units = BP_UNITS_ALL },
    { .uid = "uid-2", .create_token = "token-2", .item = empty, .units = BP_UNITS_ALL & ~BP_UNIT_BIT (BP_UNIT_INFO) },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = NULL;
  const char *sent;
  bp_item_set (empty, BP_FIELD_STARTS_AT, "2026-07-01T00:00:00");
  bp_item_set (empty, BP_FIELD_ENDS_AT, "2026-07-02T00:00:00");
  bp_item_set (empty, BP_FIELD_ALL_DAY, "1");
  bp_item_set (empty, BP_FIELD_INFO_TEXT, "not to be sent");
  bp_item_set (item, BP_FIELD_ORGANIZER, "{\"name\":\"Chefin\",\"email\":\"chefin@firma.example\"}");
  bp_item_set (item, BP_FIELD_ATTENDEES, "[{\"name\":\"Bert\",\"email\":\"bert@firma.example\"}]");
  results =
    bp_driver_create (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, "folder", writes, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 2);
  g_assert_cmpstr (((BpItemResult *) g_ptr_array_index (results, 0))->id, ==, "item-1");
  g_assert_cmpstr (((BpItemResult *) g_ptr_array_index (results, 0))->change_key, ==, "key-1");
  sent = last_request (fixture);
  g_assert_nonnull (strstr (sent, "SendMeetingInvitations=\"SendToNone\""));
  g_assert_nonnull (strstr (sent, "<t:Value>token-1</t:Value>"));
  g_assert_nonnull (strstr (sent, "<t:UID>uid-1</t:UID>"));
  g_assert_nonnull (strstr (sent, "<t:ReminderIsSet>false</t:ReminderIsSet>")); /* of the second */
  g_assert_nonnull (strstr (sent, "<t:Body BodyType=\"Text\">Zeile 1\nZeile 2</t:Body>"));
  g_assert_null (strstr (sent, "not to be sent"));
  /* nobody is invited: it stays an appointment */
  g_assert_null (strstr (sent, "Attendee"));
  g_assert_null (strstr (sent, "Organizer"));
  g_assert_null (strstr (sent, "bert@"));
}

static void
test_update (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpItem) item = full_item (), empty = bp_item_new (BP_KIND_APPOINTMENT);
  BpItemWrite writes[] = {
    { .id = "item-0",
      .change_key = "key-0",
      .item = item,
      .units = BP_UNIT_BIT (BP_UNIT_MEETING) }, /* nothing to send */
    { .id = "item-1", .change_key = "key-0", .item = item, .units = BP_UNITS_ALL },
    { .id = "item-2", .change_key = "key-0", .item = empty, .units = BP_UNITS_ALL & ~BP_UNIT_BIT (BP_UNIT_WHEN) },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results =
    bp_driver_update (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, writes, 3, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 3);
  g_assert_cmpstr (((BpItemResult *) g_ptr_array_index (results, 0))->change_key, ==, "key-0");
  g_assert_cmpstr (((BpItemResult *) g_ptr_array_index (results, 1))->change_key, ==, "key-1");
  g_assert_nonnull (strstr (last_request (fixture), "ConflictResolution=\"NeverOverwrite\""));
  g_assert_nonnull (strstr (last_request (fixture), "SendMeetingInvitationsOrCancellations=\"SendToNone\""));
  g_assert_null (strstr (last_request (fixture), "item-0"));
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  BpItemWrite writes[] = { { .id = "item-1", .change_key = "key-1" }, { .id = "item-2", .change_key = "key-2" } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results =
    bp_driver_remove (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, writes, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 2);
  g_assert_nonnull (strstr (last_request (fixture), "DeleteType=\"MoveToDeletedItems\""));
  g_assert_nonnull (strstr (last_request (fixture), "SendMeetingCancellations=\"SendToNone\""));
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found =
    bp_driver_find_created (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, "folder", "token-1", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2); /* one of each folder */
  g_assert_cmpstr (((BpRemoteItem *) g_ptr_array_index (found, 0))->create_token, ==, "token-1");
}

static void
test_notify (Fixture *fixture, gconstpointer data)
{
  BpFolders folders = { .folder_id = { (char *) "calendar", (char *) "tasks" } };
  g_autoptr (GError) error = NULL;
  g_autoptr (BpSubscription) one = bp_driver_subscribe (fixture->driver, fixture->account, &folders, NULL, &error);
  g_autoptr (BpSubscription) two = bp_driver_subscribe (fixture->driver, fixture->account, &folders, NULL, &error);
  BpSubscription *both[] = { one, two };
  BpPollResult results[2] = { 0 };
  g_assert_no_error (error);
  g_assert_cmpstr (one->id, ==, "sub-1");
  g_assert_cmpstr (one->watermark, ==, "mark-1");
  bp_driver_poll (fixture->driver, both, 2, results, NULL);
  for (guint i = 0; i < 2; i++) {
    g_assert_no_error (results[i].error);
    g_assert_true (results[i].changed);
    g_assert_cmpstr (both[i]->watermark, ==, "mark-3");
  }
  bp_driver_unsubscribe (fixture->driver, one, NULL);
  g_assert_nonnull (strstr (last_request (fixture), "<m:SubscriptionId>sub-1</m:SubscriptionId>"));
  g_assert_nonnull (strstr (g_ptr_array_index (fixture->heads, 0), "X-PreferServerAffinity: true"));
}

/* -- trouble ---------------------------------------------------------------------------------------------------- */

static void
test_http_errors (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint status;
    const char *headers, *body;
    BpError code;
    const char *words;
  } rows[] = {
    { 401, "WWW-Authenticate: Basic realm=\"x\"\r\n", "", BP_ERROR_AUTH, "FIRMA\\sync" },
    { 401, "WWW-Authenticate: Digest\r\nWWW-Authenticate: Bearer\r\n", "", BP_ERROR_AUTH, "Digest, Bearer" },
    { 403, "X-EWS-Policy-Reason: EWS is disabled for this user or tenant\r\n", "", BP_ERROR_DENIED, "EwsEnabled" },
    { 403, "X-EWS-Policy-Reason: EWS is blocked by policy for this user or tenant\r\n", "", BP_ERROR_DENIED,
      "EwsAllowedAppIDs" },
    { 403, "", "", BP_ERROR_DENIED, "403" },
    { 404, "Content-Type: text/html\r\n", "<html>", BP_ERROR_LOCAL, "no Exchange" },
    { 200, "Content-Type: text/html\r\n", "<html>Sign in", BP_ERROR_LOCAL, "no Exchange" },
    { 200, "Content-Type: text/xml\r\n", "<s:Envelope", BP_ERROR_TEMPORARY, "damaged" },
    { 302, "Location: https://mail.firma.de/owa\r\n", "", BP_ERROR_LOCAL, "https://mail.firma.de/owa" },
    { 503, "", "", BP_ERROR_BUSY_UNTIL, "busy" },
    { 503, "Retry-After: 7\r\n", "", BP_ERROR_BUSY_UNTIL, "busy" },
    { 500, "Content-Type: text/html\r\n", "oops", BP_ERROR_TEMPORARY, "HTTP 500" },
    { 502, "", "", BP_ERROR_TEMPORARY, "HTTP 502" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BpDriver) driver = new_driver (fixture);
    BpFolders folders = { 0 };
    fixture->status = rows[i].status;
    fixture->headers = rows[i].headers;
    fixture->answer = rows[i].body;
    g_assert_false (bp_driver_open (driver, fixture->account, 1, &folders, NULL, &error));
    g_test_message ("%u: %s", rows[i].status, error->message);
    g_assert_true (g_error_matches (error, BP_ERROR, (int) rows[i].code));
    g_assert_nonnull (strstr (error->message, rows[i].words));
    g_assert_null (strstr (error->message, "geheim"));
    g_assert_cmpuint (bp_error_get_retry_ms (error), ==,
                      rows[i].code != BP_ERROR_BUSY_UNTIL ? 0
                      : *rows[i].headers                  ? 7000
                                                          : 10000);
  }
}

/* A password that is refused is not tried for each subscription again: that would lock the account. */
static void
test_refused_once (Fixture *fixture, gconstpointer data)
{
  enum { N = 50 };
  BpSubscription *subscriptions[N];
  BpPollResult results[N] = { 0 };
  fixture->status = 401;
  fixture->answer = "";
  for (guint i = 0; i < N; i++)
    subscriptions[i] = bp_subscription_new (fixture->account, "sub", "mark");
  bp_driver_poll (fixture->driver, subscriptions, N, results, NULL);
  for (guint i = 0; i < N; i++) {
    g_assert_error (results[i].error, BP_ERROR, BP_ERROR_AUTH);
    g_clear_error (&results[i].error);
    bp_subscription_free (subscriptions[i]);
  }
  g_assert_cmpuint (fixture->requests->len, <=, 8);
}

static void
test_items_fail_alone (Fixture *fixture, gconstpointer data)
{
  BpItemWrite writes[] = { { .id = "item-1", .change_key = "k" }, { .id = "item-2", .change_key = "k" } };
  g_autofree char *good = soap_success ("DeleteItem", ""), *bad = soap_failure ("DeleteItem", "ErrorItemNotFound", "");
  g_autofree char *both = g_strconcat (bad, good, NULL), *answer = soap_response ("DeleteItem", both);
  g_autofree char *short_answer = soap_response ("DeleteItem", good);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = NULL;
  fixture->answer = answer;
  results = bp_driver_remove (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, writes, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_error (((BpItemResult *) g_ptr_array_index (results, 0))->error, BP_ERROR, BP_ERROR_NOT_FOUND);
  g_assert_no_error (((BpItemResult *) g_ptr_array_index (results, 1))->error);
  fixture->answer = short_answer; /* fewer answers than questions: nothing is known */
  g_assert_null (bp_driver_remove (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, writes, 2, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
}

/* A server that fails in the middle of an item may have written it: that is no answer of that item. */
static void
test_uncertain (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *code;
    gboolean certain;
  } rows[] = {
    { "ErrorInternalServerError", FALSE },   { "ErrorTimeoutExpired", FALSE },       { "ErrorServerBusy", TRUE },
    { "ErrorBatchProcessingStopped", TRUE }, { "ErrorMailboxMoveInProgress", TRUE }, { "ErrorInvalidRequest", TRUE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BpItemWrite writes[] = { { .id = "item-1", .change_key = "k" }, { .id = "item-2", .change_key = "k" } };
    g_autofree char *good = soap_success ("DeleteItem", ""), *bad = soap_failure ("DeleteItem", rows[i].code, "");
    g_autofree char *both = g_strconcat (good, bad, NULL), *answer = soap_response ("DeleteItem", both);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) results = NULL;
    fixture->answer = answer;
    results = bp_driver_remove (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, writes, 2, NULL, &error);
    g_assert_cmpint (results != NULL, ==, rows[i].certain);
    g_assert_true (results || g_error_matches (error, BP_ERROR, BP_ERROR_TEMPORARY));
  }
}

static void
test_meetings (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *is_meeting, *response, *state;
    gboolean expected;
  } rows[] = {
    { "false", "Unknown", "0", FALSE },           { "false", "Organizer", "0", FALSE },
    { "true", "Organizer", "1", TRUE },           { "false", "Accept", "0", TRUE },
    { "false", "NoResponseReceived", "0", TRUE }, { "false", "Unknown", "3", TRUE },
    { "false", "Unknown", "4", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const char *const ids[] = { "item-1" };
    g_autofree char *content = g_strdup_printf (
      "<m:Items><t:CalendarItem>" ITEM_ID "<t:Start>2026-07-01T07:00:00Z</t:Start><t:End>2026-07-01T08:30:00Z</t:End>"
      "<t:IsMeeting>%s</t:IsMeeting><t:CalendarItemType>Single</t:CalendarItemType><t:MyResponseType>%s</"
      "t:MyResponseType>"
      "<t:AppointmentState>%s</t:AppointmentState></t:CalendarItem></m:Items>",
      rows[i].is_meeting, rows[i].response, rows[i].state);
    g_autofree char *message = soap_success ("GetItem", content), *answer = soap_response ("GetItem", message);
    g_autoptr (GPtrArray) results = NULL;
    fixture->answer = answer;
    results = bp_driver_read (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, ids, 1, NULL, NULL);
    g_assert_cmpint (((BpItemResult *) g_ptr_array_index (results, 0))->item->is_meeting, ==, rows[i].expected);
  }
}

/* Start, end and zone as servers give them, and the wall clocks they stand for. */
static void
test_times (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *start, *end, *all_day, *zone, *starts_at, *ends_at, *time_zone;
  } rows[] = {
    { "2026-01-15T23:00:00Z", "2026-01-16T23:00:00Z", "true",
      "<t:StartTimeZoneId>W. Europe Standard Time</t:StartTimeZoneId>", "2026-01-16T00:00:00", "2026-01-17T00:00:00",
      "Europe/Berlin" },
    /* made in another zone: not midnight here */
    { "2026-01-15T05:00:00Z", "2026-01-16T05:00:00Z", "true",
      "<t:StartTimeZoneId>W. Europe Standard Time</t:StartTimeZoneId>", "2026-01-15T00:00:00", "2026-01-16T00:00:00",
      "Europe/Berlin" },
    { "2026-01-15T15:00:00Z", "2026-01-16T15:00:00Z", "true",
      "<t:StartTimeZoneId>W. Europe Standard Time</t:StartTimeZoneId>", "2026-01-16T00:00:00", "2026-01-17T00:00:00",
      "Europe/Berlin" },
    { "2026-01-15T15:00:00+09:00", "2026-01-15T16:00:00+09:00", "false",
      "<t:StartTimeZoneId>Tokyo Standard Time</t:StartTimeZoneId>", "2026-01-15T15:00:00", "2026-01-15T16:00:00",
      "Asia/Tokyo" },
    { "2026-01-15T12:00:00Z", "2026-01-15T13:00:00Z", "false", "<t:StartTimeZone Id=\"GMT Standard Time\"/>",
      "2026-01-15T12:00:00", "2026-01-15T13:00:00", "Europe/London" },
    { "2026-01-15T12:00:00Z", "2026-01-15T13:00:00Z", "false", "<t:StartTimeZoneId>Customised Zone</t:StartTimeZoneId>",
      "2026-01-15T13:00:00", "2026-01-15T14:00:00", "Europe/Berlin" },
    { "2026-01-15T12:00:00Z", "2026-01-15T13:00:00Z", "false", "", "2026-01-15T13:00:00", "2026-01-15T14:00:00",
      "Europe/Berlin" },
    /* a zone of the server's own, with rules like those of New York */
    { "2026-07-15T12:00:00Z", "2026-07-15T13:00:00Z", "false",
      "<t:StartTimeZone Id=\"Own\"><t:Periods><t:Period Bias=\"PT5H\" Name=\"Standard\" Id=\"s\"/>"
      "<t:Period Bias=\"PT4H\" Name=\"Daylight\" Id=\"d\"/></t:Periods><t:TransitionsGroups><t:TransitionsGroup "
      "Id=\"0\">"
      "<t:RecurringDayTransition><t:To Kind=\"Period\">d</t:To><t:TimeOffset>PT2H</t:TimeOffset><t:Month>3</t:Month>"
      "<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>2</t:Occurrence></t:RecurringDayTransition>"
      "<t:RecurringDayTransition><t:To Kind=\"Period\">s</t:To><t:TimeOffset>PT2H</t:TimeOffset><t:Month>11</t:Month>"
      "<t:DayOfWeek>Sunday</t:DayOfWeek><t:Occurrence>1</t:Occurrence></t:RecurringDayTransition>"
      "</t:TransitionsGroup></t:TransitionsGroups><t:Transitions><t:Transition><t:To "
      "Kind=\"Group\">0</t:To></t:Transition>"
      "</t:Transitions></t:StartTimeZone>",
      "2026-07-15T08:00:00", "2026-07-15T09:00:00", "America/New_York" },
    /* the clocks are put back in between */
    { "2027-10-31T00:45:00Z", "2027-10-31T01:15:00Z", "false",
      "<t:StartTimeZoneId>W. Europe Standard Time</t:StartTimeZoneId>", "2027-10-31T02:45:00", "2027-10-31T03:15:00",
      "Europe/Berlin" },
    { "2026-07-15T12:00:00.500Z", "2026-07-15T13:00:00Z", "false",
      "<t:StartTimeZoneId>Europe/Vienna</t:StartTimeZoneId>", "2026-07-15T14:00:00", "2026-07-15T15:00:00",
      "Europe/Berlin" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const char *const ids[] = { "item-1" };
    g_autofree char *content = g_strdup_printf (
      "<m:Items><t:CalendarItem>" ITEM_ID "<t:Start>%s</t:Start><t:End>%s</t:End><t:IsAllDayEvent>%s</t:IsAllDayEvent>"
      "%s</t:CalendarItem></m:Items>",
      rows[i].start, rows[i].end, rows[i].all_day, rows[i].zone);
    g_autofree char *message = soap_success ("GetItem", content), *answer = soap_response ("GetItem", message);
    g_autoptr (GPtrArray) results = NULL;
    BpItem *item;
    fixture->answer = answer;
    results = bp_driver_read (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, ids, 1, NULL, NULL);
    item = ((BpItemResult *) g_ptr_array_index (results, 0))->item->item;
    g_assert_cmpstr (bp_item_get (item, BP_FIELD_STARTS_AT), ==, rows[i].starts_at);
    g_assert_cmpstr (bp_item_get (item, BP_FIELD_ENDS_AT), ==, rows[i].ends_at);
    g_assert_cmpstr (bp_item_get (item, BP_FIELD_TIME_ZONE), ==, rows[i].time_zone);
  }
}

static void
test_unsupported (Fixture *fixture, gconstpointer data)
{
  static const char *const contents[] = {
    "<m:Items><t:CalendarItem>" ITEM_ID "<t:Start>2026-07-01T07:00:00Z</t:Start><t:End>2026-07-01T08:30:00Z</t:End>"
    "<t:CalendarItemType>RecurringMaster</t:CalendarItemType></t:CalendarItem></m:Items>",
    "<m:Items><t:CalendarItem>" ITEM_ID "<t:Start>soon</t:Start></t:CalendarItem></m:Items>",
    "<m:Items><t:Message>" ITEM_ID "</t:Message></m:Items>",
  };
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++) {
    const char *const ids[] = { "item-1" };
    g_autofree char *message = soap_success ("GetItem", contents[i]), *answer = soap_response ("GetItem", message);
    g_autoptr (GPtrArray) results = NULL;
    fixture->answer = answer;
    results = bp_driver_read (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, ids, 1, NULL, NULL);
    g_assert_nonnull (((BpItemResult *) g_ptr_array_index (results, 0))->item->unsupported);
  }
}

static void
test_poll_results (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *message;
    gboolean changed, expired;
    const char *watermark;
  } rows[] = {
    { "<m:Notification><t:MoreEvents>false</t:MoreEvents><t:StatusEvent><t:Watermark>w2</t:Watermark></t:StatusEvent>"
      "</m:Notification>",
      FALSE, FALSE, "w2" },
    { "<m:Notification><t:MoreEvents>true</t:MoreEvents><t:MovedEvent><t:Watermark>w3</t:Watermark></t:MovedEvent>"
      "</m:Notification>",
      TRUE, FALSE, "w3" },
    { "", FALSE, TRUE, "w1" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *message = soap_success ("GetEvents", rows[i].message);
    g_autofree char *answer = soap_response ("GetEvents", message);
    g_autoptr (BpSubscription) subscription = bp_subscription_new (fixture->account, "sub", "w1");
    BpPollResult result = { 0 };
    fixture->answer = answer;
    bp_driver_poll (fixture->driver, &subscription, 1, &result, NULL);
    g_assert_cmpint (result.changed, ==, rows[i].changed);
    g_assert_cmpint (g_error_matches (result.error, BP_ERROR, BP_ERROR_TOKEN_EXPIRED), ==, rows[i].expired);
    g_assert_cmpstr (subscription->watermark, ==, rows[i].watermark);
    g_clear_error (&result.error);
  }
}

/* -- what is refused beforehand --------------------------------------------------------------------------------- */

static void
test_check (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_line = g_strnfill (256, 'x');
  const struct {
    BpField field;
    const char *value;
    gboolean allowed;
  } rows[] = {
    { BP_FIELD_SUBJECT, long_line + 1, TRUE },
    { BP_FIELD_SUBJECT, long_line, FALSE },
    { BP_FIELD_LOCATION, long_line, FALSE },
    { BP_FIELD_SUBJECT, "a\x01", FALSE },
    { BP_FIELD_INFO_TEXT, "a\x1b", FALSE },
    { BP_FIELD_CATEGORIES, "[\"a\\u0001\"]", FALSE },
    { BP_FIELD_ENDS_AT, "2026-07-01T08:59:59", FALSE },
    { BP_FIELD_ENDS_AT, "2026-07-01T09:00:00", TRUE },
    { BP_FIELD_ENDS_AT, "2031-07-01T09:00:00", TRUE },
    { BP_FIELD_ENDS_AT, "2031-08-01T09:00:00", FALSE },
    { BP_FIELD_ENDS_AT, NULL, FALSE },
    { BP_FIELD_STARTS_AT, "1500-07-01T09:00:00", FALSE },
    { BP_FIELD_TIME_ZONE, "Europe/Atlantis", FALSE },
    { BP_FIELD_TIME_ZONE, "Asia/Tokyo", TRUE },
    { BP_FIELD_ALL_DAY, "1", FALSE }, /* but not at midnight */
    { BP_FIELD_RECURRENCE, "FREQ=DAILY", TRUE },
    { BP_FIELD_RECURRENCE, "FREQ=DAILY;BYHOUR=9,15", FALSE },
    { BP_FIELD_RECURRENCE, "FREQ=DAILY;UNTIL=20200101", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpItem) item = full_item ();
    BpItemWrite write = { .item = item, .units = BP_UNITS_ALL };
    g_autoptr (GError) error = NULL;
    gboolean allowed;
    bp_item_set (item, rows[i].field, rows[i].value);
    allowed = bp_driver_check (fixture->driver, BP_KIND_APPOINTMENT, &write, &error);
    g_test_message ("%s: %s", bp_field_info (rows[i].field)->name, error ? error->message : "fine");
    g_assert_cmpint (allowed, ==, rows[i].allowed);
    g_assert_true (allowed || g_error_matches (error, BP_ERROR, BP_ERROR_INVALID));
  }
}

/* What is not written may be longer than it could come from here. */
static void
test_check_units (Fixture *fixture, gconstpointer data)
{
  static const struct {
    BpUnit unit;
    gboolean allowed;
  } rows[] = {
    { BP_UNIT_LOCATION, FALSE }, { BP_UNIT_CATEGORIES, FALSE }, { BP_UNIT_SUBJECT, TRUE },
    { BP_UNIT_WHEN, TRUE },      { BP_UNIT_REMINDER, TRUE },    { BP_UNIT_EXCEPTIONS, TRUE },
  };
  g_autofree char *long_line = g_strnfill (256, 'x'), *list = g_strdup_printf ("[\"%s\"]", long_line);
  g_autoptr (BpItem) item = full_item ();
  bp_item_set (item, BP_FIELD_LOCATION, long_line);
  bp_item_set (item, BP_FIELD_CATEGORIES, list);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BpItemWrite write = { .id = "item-1", .item = item, .units = BP_UNIT_BIT (rows[i].unit) };
    g_assert_cmpint (bp_driver_check (fixture->driver, BP_KIND_APPOINTMENT, &write, NULL), ==, rows[i].allowed);
  }
}

/* An occurrence is looked at like an appointment, in what it says itself. */
static void
test_check_occurrence (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_line = g_strnfill (256, 'x');
  const struct {
    BpField field;
    const char *value;
    gboolean allowed;
  } rows[] = {
    { BP_FIELD_SUBJECT, "fine", TRUE },
    { BP_FIELD_SUBJECT, long_line, FALSE },
    { BP_FIELD_SUBJECT, "a\x02", FALSE },
    { BP_FIELD_INFO_TEXT, "a\x02", FALSE },
    { BP_FIELD_INFO_TEXT, long_line, TRUE },
    { BP_FIELD_LOCATION, long_line, FALSE },
    { BP_FIELD_CATEGORIES, "[\"a\\u0001\"]", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpItem) item = full_item ();
    BpException *exception = bp_exception_new ("2026-07-02T09:00:00");
    BpItemWrite write = { .item = item, .units = BP_UNITS_ALL };
    g_autoptr (GError) error = NULL;
    bp_item_set (item, BP_FIELD_RECURRENCE, "FREQ=DAILY");
    exception->values[rows[i].field] = g_strdup (rows[i].value);
    bp_item_take_exception (item, exception);
    g_assert_cmpint (bp_driver_check (fixture->driver, BP_KIND_APPOINTMENT, &write, &error), ==, rows[i].allowed);
    g_assert_true (rows[i].allowed || g_str_has_prefix (error->message, "Occurrence 2026-07-02: "));
  }
}

static void
test_config (void)
{
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password (NULL, "sync", "geheim");
  const BpEwsConfig rows[] = {
    { .credentials = credentials, .time_zone = (char *) "Europe/Berlin" },
    { .url = (char *) "https://x/", .time_zone = (char *) "Europe/Berlin" },
    { .url = (char *) "https://x/", .credentials = credentials, .time_zone = (char *) "Europe/Atlantis" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (bp_ews_driver_new (&rows[i], &error));
    g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  }
}

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/requests/open", test_open);
  ADD ("/requests/list", test_list);
  ADD ("/requests/read", test_read);
  ADD ("/requests/create", test_create);
  ADD ("/requests/update", test_update);
  ADD ("/requests/remove", test_remove);
  ADD ("/requests/find", test_find);
  ADD ("/requests/notify", test_notify);
  ADD ("/requests/http-errors", test_http_errors);
  ADD ("/requests/refused-once", test_refused_once);
  ADD ("/requests/items-fail-alone", test_items_fail_alone);
  ADD ("/requests/uncertain", test_uncertain);
  ADD ("/requests/meetings", test_meetings);
  ADD ("/requests/times", test_times);
  ADD ("/requests/unsupported", test_unsupported);
  ADD ("/requests/poll-results", test_poll_results);
  ADD ("/requests/check", test_check);
  ADD ("/requests/check-units", test_check_units);
  ADD ("/requests/check-occurrence", test_check_occurrence);
  g_test_add_func ("/requests/config", test_config);
  return g_test_run ();
}
