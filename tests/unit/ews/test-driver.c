/* SPDX-License-Identifier: MIT */
/* The driver against the Exchange simulator: every call, and that what is read is what was sent, in remote form. */
#include "ews/driver.h"

#include <string.h>

#include "base/error.h"
#include "core/form.h"
#include "ews/items.h"
#include "ews/names.h"
#include "ews/sim.h"

#define SITE_ZONE "Europe/Berlin"
#define MS (G_USEC_PER_SEC / 1000)

typedef struct {
  Sim *sim;
  BpDriver *driver;
  BpAccount *account;
  char *folder_id;
} Fixture;

static BpDriver *
new_driver (Sim *sim, const char *password)
{
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password ("FIRMA", "sync", password);
  BpEwsConfig config = {
    .url = sim->url, .credentials = credentials, .time_zone = (char *) SITE_ZONE, .timeout_ms = 5000
  };
  g_autoptr (GError) error = NULL;
  BpDriver *driver = bp_ews_driver_new (&config, &error);
  g_assert_no_error (error);
  return driver;
}

/* data: further arguments of the simulator. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  static const char *const fixed[] = { "--mailbox", "anna@firma.de=a",    "--mailbox",          "bernd@firma.de=b",
                                       "--admin",   "FIRMA\\sync=geheim", "--no-impersonation", "bernd@firma.de" };
  g_autoptr (GError) error = NULL;
  BpFolders folders = { 0 };
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_ptr_array_add (args, (gpointer) fixed[i]);
  for (const char *const *arg = data; arg && *arg; arg++)
    g_ptr_array_add (args, (gpointer) *arg);
  g_ptr_array_add (args, NULL);
  fixture->sim = sim_start ((const char *const *) args->pdata);
  g_assert_nonnull (fixture->sim);
  fixture->driver = new_driver (fixture->sim, "geheim");
  fixture->account = bp_account_new ("anna", "anna@firma.de", FALSE);
  bp_driver_open (fixture->driver, fixture->account, 1u << BP_KIND_APPOINTMENT, &folders, NULL, &error);
  g_assert_no_error (error);
  fixture->folder_id = folders.folder_id[BP_KIND_APPOINTMENT];
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  bp_driver_free (fixture->driver);
  bp_account_free (fixture->account);
  g_free (fixture->folder_id);
  sim_free (fixture->sim);
}

/* -- random items ----------------------------------------------------------------------------------------------- */

static const char *
pick (const char *const *words)
{
  return words[g_test_rand_int_range (0, (gint32) g_strv_length ((char **) words))];
}

static void
set_random_times (BpItem *item)
{
  static const char *const zones[] = { "Europe/Berlin",    "Europe/Vienna", "Europe/London",    "America/New_York",
                                       "Asia/Tokyo",       "Asia/Kolkata",  "Australia/Sydney", "America/Sao_Paulo",
                                       "Pacific/Auckland", "UTC",           "Asia/Kathmandu",   NULL };
  gboolean all_day = g_test_rand_int_range (0, 4) == 0;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) start = g_date_time_new (
    utc, g_test_rand_int_range (2005, 2036), g_test_rand_int_range (1, 13), g_test_rand_int_range (1, 29),
    all_day ? 0 : g_test_rand_int_range (0, 24), all_day ? 0 : g_test_rand_int_range (0, 60), 0);
  gint32 length = g_test_rand_int_range (1, 40);
  g_autoptr (GDateTime) end =
    all_day ? g_date_time_add_days (start, length) : g_date_time_add_minutes (start, length * 61);
  g_autofree char *starts_at = g_date_time_format (start, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *ends_at = g_date_time_format (end, "%Y-%m-%dT%H:%M:%S");
  bp_item_set (item, BP_FIELD_STARTS_AT, starts_at);
  bp_item_set (item, BP_FIELD_ENDS_AT, ends_at);
  bp_item_set (item, BP_FIELD_ALL_DAY, all_day ? "1" : "0");
  bp_item_set (item, BP_FIELD_TIME_ZONE, g_test_rand_bit () ? pick (zones) : NULL);
}

static BpItem *
random_item (void)
{
  static const char *const texts[] = {
    "Besprechung", "Größe < 5 & > 3", "\"Zitat\" 'x'", "日本語 🎉", "a,b;c", "]]>", "%s &amp;", NULL
  };
  static const char *const infos[] = { "Text", "Zeile 1\nZeile 2", "<b>kein HTML</b>", NULL };
  static const char *const minutes[] = { "0", "15", "1440", "10080", NULL };
  static const char *const lists[] = { "[\"Rot\"]", "[\"Blau\",\"Größe\"]", "[\"<a>\",\"b & c\",\"z\"]", NULL };
  static const BpField words[] = { BP_FIELD_SHOW_AS, BP_FIELD_SENSITIVITY, BP_FIELD_IMPORTANCE };
  BpItem *item = bp_item_new (BP_KIND_APPOINTMENT);
  bp_item_set (item, BP_FIELD_SUBJECT, g_test_rand_int_range (0, 10) ? pick (texts) : NULL);
  bp_item_set (item, BP_FIELD_LOCATION, g_test_rand_bit () ? pick (texts) : NULL);
  bp_item_set (item, BP_FIELD_INFO_TEXT, g_test_rand_bit () ? pick (infos) : NULL);
  bp_item_set (item, BP_FIELD_REMINDER_MINUTES, g_test_rand_bit () ? pick (minutes) : NULL);
  bp_item_set (item, BP_FIELD_CATEGORIES, g_test_rand_bit () ? pick (lists) : NULL);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    bp_item_set (item, words[i], g_test_rand_bit () ? pick (bp_field_info (words[i])->values) : NULL);
  set_random_times (item);
  return item;
}

/* -- calls ------------------------------------------------------------------------------------------------------ */

/* Creates one item and gives its id and change key. */
static BpItemResult *
create (Fixture *fixture, BpItem *item, const char *uid, const char *token)
{
  BpItemWrite write = { .uid = uid, .create_token = token, .item = item, .units = BP_UNITS_ALL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = bp_driver_create (fixture->driver, fixture->account, BP_KIND_APPOINTMENT,
                                                    fixture->folder_id, &write, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_error (((BpItemResult *) g_ptr_array_index (results, 0))->error);
  return g_ptr_array_steal_index (results, 0);
}

static BpItemResult *
read_one (Fixture *fixture, const char *id)
{
  const char *const ids[] = { id };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results =
    bp_driver_read (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, ids, 1, NULL, &error);
  g_assert_no_error (error);
  return g_ptr_array_steal_index (results, 0);
}

static void
assert_same (const BpItem *sent, const BpItem *read)
{
  BpSite site = { .time_zone = SITE_ZONE };
  g_autoptr (BpItem) expected = bp_form_to_remote (sent, &site);
  if (bp_item_diff (expected, read)) {
    g_autofree char *local = bp_item_to_json (sent), *wanted = bp_item_to_json (expected),
                    *got = bp_item_to_json (read);
    g_error ("sent %s\nexpected %s\nread %s", local, wanted, got);
  }
}

/* What makes the sync quiet: an echo equals what was sent. */
static void
test_echo (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 12; round++) {
    BpItemWrite writes[BP_EWS_WRITE_BATCH];
    const char *ids[BP_EWS_WRITE_BATCH];
    g_autoptr (GPtrArray) created = NULL, read = NULL;
    g_autoptr (GError) error = NULL;
    for (guint i = 0; i < BP_EWS_WRITE_BATCH; i++)
      writes[i] = (BpItemWrite){ .uid = g_uuid_string_random (),
                                 .create_token = g_uuid_string_random (),
                                 .item = random_item (),
                                 .units = BP_UNITS_ALL };
    created = bp_driver_create (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id, writes,
                                BP_EWS_WRITE_BATCH, NULL, &error);
    g_assert_no_error (error);
    for (guint i = 0; i < BP_EWS_WRITE_BATCH; i++) {
      BpItemResult *result = g_ptr_array_index (created, i);
      g_assert_no_error (result->error);
      ids[i] = result->id;
    }
    read =
      bp_driver_read (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, ids, BP_EWS_WRITE_BATCH, NULL, &error);
    g_assert_no_error (error);
    for (guint i = 0; i < BP_EWS_WRITE_BATCH; i++) {
      BpRemoteItem *item = ((BpItemResult *) g_ptr_array_index (read, i))->item;
      g_assert_cmpstr (item->id, ==, ids[i]);
      g_assert_cmpstr (item->folder_id, ==, fixture->folder_id);
      g_assert_cmpstr (item->uid, ==, writes[i].uid);
      g_assert_cmpstr (item->create_token, ==, writes[i].create_token);
      g_assert_null (item->unsupported);
      g_assert_false (item->is_meeting);
      g_assert_cmpint (item->created_at, >, 0);
      assert_same (writes[i].item, item->item);
      g_free ((char *) writes[i].uid);
      g_free ((char *) writes[i].create_token);
      bp_item_unref ((BpItem *) writes[i].item);
    }
  }
}

static void
test_update (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 60; round++) {
    g_autoptr (BpItem) item = random_item (), other = random_item ();
    g_autofree char *uid = g_uuid_string_random ();
    BpItemResult *created = create (fixture, item, uid, uid), *read;
    BpUnitSet units =
      ((BpUnitSet) g_test_rand_int () & BP_UNITS_ALL & ~BP_UNIT_BIT (BP_UNIT_INFO)) | BP_UNIT_BIT (BP_UNIT_SUBJECT);
    BpItemWrite write = { .id = created->id, .change_key = created->change_key, .item = item, .units = units };
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) results = NULL;
    bp_item_copy_units (item, other, units);
    results = bp_driver_update (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, &write, 1, NULL, &error);
    g_assert_no_error (error);
    g_assert_no_error (((BpItemResult *) g_ptr_array_index (results, 0))->error);
    read = read_one (fixture, created->id);
    assert_same (item, read->item->item);
    g_assert_cmpstr (read->change_key, ==, ((BpItemResult *) g_ptr_array_index (results, 0))->change_key);
    g_assert_cmpstr (read->change_key, !=, created->change_key);
    bp_item_result_free (read);
    bp_item_result_free (created);
  }
}

static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpItem) item = random_item ();
  BpItemResult *created = create (fixture, item, "uid-1", "token-1");
  BpItemWrite write = {
    .id = created->id, .change_key = created->change_key, .item = item, .units = BP_UNIT_BIT (BP_UNIT_SUBJECT)
  };
  for (guint round = 0; round < 2; round++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) results = NULL;
    bp_item_set (item, BP_FIELD_SUBJECT, round ? "zweimal" : "einmal");
    results = bp_driver_update (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, &write, 1, NULL, &error);
    g_assert_no_error (error);
    if (round == 0)
      g_assert_no_error (((BpItemResult *) g_ptr_array_index (results, 0))->error);
    else
      g_assert_error (((BpItemResult *) g_ptr_array_index (results, 0))->error, BP_ERROR, BP_ERROR_CHANGED_MEANWHILE);
  }
  bp_item_result_free (created);
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpItem) item = random_item ();
  BpItemResult *created, *read;
  g_autoptr (GError) error = NULL;
  g_autoptr (BpChangePage) before = NULL, after = NULL, gone = NULL;
  g_autoptr (GPtrArray) removed = NULL, again = NULL, found = NULL;
  BpItemWrite write;
  BpChange *change;
  before = bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id, NULL,
                                   NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (before->changes->len, ==, 0);
  created = create (fixture, item, "uid-1", "token-1");
  after = bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id,
                                  before->token, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->changes->len, ==, 1);
  g_assert_false (after->more);
  change = g_ptr_array_index (after->changes, 0);
  g_assert_cmpstr (change->id, ==, created->id);
  g_assert_false (change->deleted);
  found = bp_driver_find_created (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id, "token-1",
                                  NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((BpRemoteItem *) g_ptr_array_index (found, 0))->folder_id, ==, fixture->folder_id);
  write = (BpItemWrite){ .id = created->id, .change_key = created->change_key };
  removed = bp_driver_remove (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, &write, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_error (((BpItemResult *) g_ptr_array_index (removed, 0))->error);
  gone = bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id,
                                 after->token, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gone->changes->len, ==, 1);
  g_assert_true (((BpChange *) g_ptr_array_index (gone->changes, 0))->deleted);
  again = bp_driver_find_created (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id, "token-1",
                                  NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 1); /* in Deleted Items */
  g_assert_cmpstr (((BpRemoteItem *) g_ptr_array_index (again, 0))->folder_id, !=, fixture->folder_id);
  read = read_one (fixture, created->id);
  g_assert_true (g_error_matches (read->error, BP_ERROR, BP_ERROR_NOT_FOUND)
                 || g_strcmp0 (read->item->folder_id, fixture->folder_id) != 0);
  bp_item_result_free (read);
  bp_item_result_free (created);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  guint n = 600, seen = 0;
  g_autofree char *token = NULL;
  gboolean more = TRUE;
  for (guint at = 0; at < n; at += BP_EWS_WRITE_BATCH) {
    BpItemWrite writes[BP_EWS_WRITE_BATCH];
    g_autoptr (BpItem) item = random_item ();
    g_autoptr (GPtrArray) results = NULL;
    g_autoptr (GError) error = NULL;
    for (guint i = 0; i < BP_EWS_WRITE_BATCH; i++)
      writes[i] = (BpItemWrite){ .item = item, .units = BP_UNITS_ALL, .create_token = "t" };
    results = bp_driver_create (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id, writes,
                                BP_EWS_WRITE_BATCH, NULL, &error);
    g_assert_no_error (error);
  }
  for (guint pages = 0; more; pages++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BpChangePage) page = bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_APPOINTMENT,
                                                            fixture->folder_id, token, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (pages, <, 3);
    seen += page->changes->len;
    more = page->more;
    g_free (token);
    token = g_strdup (page->token);
  }
  g_assert_cmpuint (seen, ==, n);
}

static void
test_notify (Fixture *fixture, gconstpointer data)
{
  BpFolders folders = { .folder_id = { fixture->folder_id, NULL } };
  g_autoptr (BpItem) item = random_item ();
  g_autoptr (GError) error = NULL;
  g_autoptr (BpSubscription) one = bp_driver_subscribe (fixture->driver, fixture->account, &folders, NULL, &error);
  g_autoptr (BpSubscription) lost = bp_subscription_new (fixture->account, "bm9uZQ==", "bm9uZQ==");
  BpSubscription *both[] = { one, lost };
  BpPollResult results[2] = { 0 };
  g_assert_no_error (error);
  for (guint round = 0; round < 3; round++) {
    if (round == 1)
      bp_item_result_free (create (fixture, item, "uid-1", "token-1"));
    bp_driver_poll (fixture->driver, both, 2, results, NULL);
    g_assert_no_error (results[0].error);
    g_assert_cmpint (results[0].changed, ==, round == 1);
    g_assert_error (results[1].error, BP_ERROR, BP_ERROR_TOKEN_EXPIRED);
    g_clear_error (&results[1].error);
  }
  bp_driver_unsubscribe (fixture->driver, one, NULL);
  bp_driver_poll (fixture->driver, both, 1, results, NULL);
  g_assert_error (results[0].error, BP_ERROR, BP_ERROR_TOKEN_EXPIRED);
  g_clear_error (&results[0].error);
}

/* -- what people do in Outlook ---------------------------------------------------------------------------------- */

static void
post (Fixture *fixture, const char *what, const char *json)
{
  g_autoptr (BpHttp) http = bp_http_new (NULL);
  g_autofree char *url = g_strconcat (fixture->sim->root, "/sim/mailbox/anna@firma.de/", what, NULL);
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));
  BpHttpRequest request = { .url = url, .body = body };
  g_autoptr (GError) error = NULL;
  g_autoptr (BpHttpResponse) response = bp_http_perform (http, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bp_http_response_get_status (response), ==, 200);
}

/* What the first page of changes names last, read. */
static BpRemoteItem *
read_changed (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpChangePage) page = bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_APPOINTMENT,
                                                          fixture->folder_id, NULL, NULL, &error);
  BpItemResult *result;
  BpRemoteItem *item;
  g_assert_no_error (error);
  g_assert_cmpuint (page->changes->len, ==, 1);
  result = read_one (fixture, ((BpChange *) g_ptr_array_index (page->changes, 0))->id);
  g_assert_no_error (result->error);
  item = g_steal_pointer (&result->item);
  bp_item_result_free (result);
  return item;
}

static void
test_from_outlook (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpRemoteItem) item = NULL;
  post (fixture, "create",
        "{\"folder\":\"calendar\",\"subject\":\"a\\u0001b\",\"location\":\"x\",\"start\":\"2026-12-02T09:00:00\","
        "\"end\":\"2026-12-02T10:00:00\",\"time_zone\":\"Tokyo Standard Time\",\"show_as\":\"out-of-office\","
        "\"sensitivity\":\"confidential\",\"reminder_minutes\":null,\"categories\":[\"b\",\"a\"],\"body\":\"geheim\"}");
  item = read_changed (fixture);
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_SUBJECT), ==, "ab"); /* XML has no U+0001 */
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_STARTS_AT), ==, "2026-12-02T09:00:00");
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_TIME_ZONE), ==, "Asia/Tokyo");
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_SHOW_AS), ==, "out-of-office");
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_SENSITIVITY), ==, "confidential");
  g_assert_cmpstr (bp_item_get (item->item, BP_FIELD_CATEGORIES), ==, "[\"a\",\"b\"]");
  g_assert_null (bp_item_get (item->item, BP_FIELD_REMINDER_MINUTES));
  g_assert_null (bp_item_get (item->item, BP_FIELD_INFO_TEXT)); /* S7 */
  g_assert_null (item->create_token);
  g_assert_false (item->is_probe);
  g_assert_nonnull (item->uid);
}

static void
test_meeting_from_outlook (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpRemoteItem) item = NULL;
  post (fixture, "create",
        "{\"folder\":\"calendar\",\"subject\":\"Einladung\",\"start\":\"2026-12-02T09:00:00\",\"end\":"
        "\"2026-12-02T10:00:00\",\"organizer\":{\"name\":\"Chef\",\"email\":\"chef@firma.de\"}}");
  item = read_changed (fixture);
  g_assert_true (item->is_meeting);
}

static void
test_probe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpRemoteItem) item = NULL;
  post (fixture, "create",
        "{\"folder\":\"calendar\",\"subject\":\"Probe\",\"start\":\"2026-12-02T09:00:00\",\"end\":"
        "\"2026-12-02T10:00:00\",\"extended\":[{\"path\":\"T=String;S=" BP_EWS_PROPERTY_SET ";N=" BP_EWS_PROPERTY_PROBE
        "\",\"value\":\"1\"}]}");
  item = read_changed (fixture);
  g_assert_true (item->is_probe);
}

/* -- trouble ---------------------------------------------------------------------------------------------------- */

static void
assert_open_fails (BpDriver *driver, const char *address, BpError code)
{
  g_autoptr (BpAccount) account = bp_account_new ("x", address, FALSE);
  g_autoptr (GError) error = NULL;
  BpFolders folders = { 0 };
  g_assert_false (bp_driver_open (driver, account, 1u << BP_KIND_APPOINTMENT, &folders, NULL, &error));
  g_test_message ("%s: %s", address, error->message);
  g_assert_true (g_error_matches (error, BP_ERROR, (int) code));
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpDriver) wrong = new_driver (fixture->sim, "falsch");
  assert_open_fails (wrong, "anna@firma.de", BP_ERROR_AUTH);
  assert_open_fails (fixture->driver, "bernd@firma.de", BP_ERROR_DENIED);
  assert_open_fails (fixture->driver, "niemand@firma.de", BP_ERROR_NOT_FOUND);
}

static void
test_bad_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id,
                                         "bm9uc2Vuc2U=", NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TOKEN_EXPIRED);
}

/* data: a fault on SyncFolderItems; each must come out as what the engine knows to deal with. */
static void
expect_list_error (Fixture *fixture, BpError code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id,
                                         NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_true (g_error_matches (error, BP_ERROR, (int) code));
}

static void
test_temporary (Fixture *fixture, gconstpointer data)
{
  expect_list_error (fixture, BP_ERROR_TEMPORARY);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  expect_list_error (fixture, BP_ERROR_BUSY_UNTIL);
}

static void
test_policy (Fixture *fixture, gconstpointer data)
{
  expect_list_error (fixture, BP_ERROR_DENIED);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (100 * MS);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();
  g_assert_null (bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id,
                                         NULL, cancellable, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 300 * MS);
  g_thread_join (thread);
}

/* The answer is lost after the item was created: exactly one is found by its token. */
static void
test_lost_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpItem) item = random_item ();
  BpItemWrite write = { .uid = "uid-1", .create_token = "token-1", .item = item, .units = BP_UNITS_ALL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_assert_null (bp_driver_create (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id, &write,
                                   1, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_clear_error (&error);
  found = bp_driver_find_created (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id, "token-1",
                                  NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  assert_same (item, ((BpRemoteItem *) g_ptr_array_index (found, 0))->item);
}

static void
add_exception (BpItem *series, const char *start, const char *subject)
{
  BpException *exception = bp_exception_new (start);
  exception->cancelled = !subject;
  exception->values[BP_FIELD_SUBJECT] = g_strdup (subject);
  bp_item_take_exception (series, exception);
}

/* A series is there before its exceptions are: that one of them fails must not look as if nothing had been created, or it would be
 * created once more. */
static void
test_created_in_part (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BpItem) item = bp_item_new (BP_KIND_APPOINTMENT);
  BpItemWrite write = { .uid = "uid-1", .create_token = "token-1", .item = item, .units = BP_UNITS_ALL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = NULL;
  bp_item_set (item, BP_FIELD_SUBJECT, "Jour fixe");
  bp_item_set (item, BP_FIELD_STARTS_AT, "2027-03-01T09:00:00");
  bp_item_set (item, BP_FIELD_ENDS_AT, "2027-03-01T10:00:00");
  bp_item_set (item, BP_FIELD_TIME_ZONE, SITE_ZONE);
  bp_item_set (item, BP_FIELD_RECURRENCE, "FREQ=WEEKLY;COUNT=5;BYDAY=MO");
  add_exception (item, "2027-03-08T09:00:00", NULL);
  add_exception (item, "2027-03-15T09:00:00", "Anders");
  g_assert_null (bp_driver_create (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id, &write,
                                   1, NULL, &error));
  g_assert_true (bp_error_is_temporary (error));
  g_clear_error (&error);
  found = bp_driver_find_created (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, fixture->folder_id, "token-1",
                                  NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
}

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
#define ADD_FAULT(name, fault, function)                                                                               \
  {                                                                                                                    \
    static const char *const args[] = { "--fault", fault, NULL };                                                      \
    g_test_add (name, Fixture, args, set_up, function, tear_down);                                                     \
  }

int
main (int argc, char **argv)
{
  g_autoptr (Sim) sim = NULL;
  g_test_init (&argc, &argv, NULL);
  sim = sim_start (NULL);
  if (!sim) {
    g_print ("1..0 # SKIP no exchange-sim\n");
    return 77;
  }
  ADD ("/driver/echo", test_echo);
  ADD ("/driver/update", test_update);
  ADD ("/driver/conflict", test_conflict);
  ADD ("/driver/life", test_life);
  ADD ("/driver/pages", test_pages);
  ADD ("/driver/notify", test_notify);
  ADD ("/driver/from-outlook", test_from_outlook);
  ADD ("/driver/meeting-from-outlook", test_meeting_from_outlook);
  ADD ("/driver/probe", test_probe);
  ADD ("/driver/denied", test_denied);
  ADD ("/driver/bad-token", test_bad_token);
  ADD_FAULT ("/driver/fault/truncate", "truncate/SyncFolderItems", test_temporary);
  ADD_FAULT ("/driver/fault/malformed", "malformed/SyncFolderItems", test_temporary);
  ADD_FAULT ("/driver/fault/http-500", "http:500/SyncFolderItems", test_temporary);
  ADD_FAULT ("/driver/fault/reset-before", "reset-before/SyncFolderItems", test_temporary);
  ADD_FAULT ("/driver/fault/http-503", "http:503/SyncFolderItems", test_busy);
  ADD_FAULT ("/driver/fault/busy", "busy:700/SyncFolderItems", test_busy);
  ADD_FAULT ("/driver/fault/policy-block", "policy-block/SyncFolderItems", test_policy);
  ADD_FAULT ("/driver/fault/cancel", "delay-before:10000/SyncFolderItems", test_cancel);
  ADD_FAULT ("/driver/fault/created, busy", "busy:100/DeleteItem,count=1", test_created_in_part);
  ADD_FAULT ("/driver/fault/created, changed meanwhile", "stale-change-key/UpdateItem,count=1", test_created_in_part);
  ADD_FAULT ("/driver/fault/created, not found", "unknown-item/DeleteItem,count=1", test_created_in_part);
  ADD_FAULT ("/driver/fault/lost-answer", "reset-after/CreateItem,count=1", test_lost_answer);
  return g_test_run ();
}
