/* SPDX-License-Identifier: MIT */
/* Whatever a server answers to an EWS request. First character: the call, second: the HTTP status, then the body, the same for every
 * request of the call. The wire is taken away by the linker (--wrap, see CMakeLists.txt): nothing is sent. */
#include "ews/driver.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "ews/probe.h"
#include "fuzz.h"

struct _BpHttpResponse {
  guint status;
};

static GBytes *body;
static guint status;
static guint requests;
/* However an answer looks, a call ends: no more requests than that for the few items that are asked for. */
#define MOST_REQUESTS 400

void __wrap_bp_http_perform_all (BpHttp *http, const BpHttpRequest *wanted, guint n, BpHttpResult *results,
                                 GCancellable *cancellable);
BpHttpResponse *__wrap_bp_http_perform (BpHttp *http, const BpHttpRequest *request, GCancellable *c, GError **error);
guint __wrap_bp_http_response_get_status (const BpHttpResponse *self);
guint __wrap_bp_http_response_get_auth_offered (const BpHttpResponse *self);
const char *__wrap_bp_http_response_get_header (const BpHttpResponse *self, const char *name);
const char *__wrap_bp_http_response_get_cookie (const BpHttpResponse *self, const char *name);
GBytes *__wrap_bp_http_response_get_body (const BpHttpResponse *self);
gboolean __wrap_bp_http_response_get_date (const BpHttpResponse *self, gint64 *ret_instant);
gint64 __wrap_bp_http_response_get_received_at (const BpHttpResponse *self);
void __wrap_bp_http_response_free (BpHttpResponse *self);

BpHttpResponse *
__wrap_bp_http_perform (BpHttp *http, const BpHttpRequest *request, GCancellable *c, GError **error)
{
  BpHttpResponse *response = g_new0 (BpHttpResponse, 1);
  response->status = status;
  g_assert_cmpuint (++requests, <, MOST_REQUESTS);
  return response;
}

void
__wrap_bp_http_perform_all (BpHttp *http, const BpHttpRequest *wanted, guint n, BpHttpResult *results,
                            GCancellable *cancellable)
{
  for (guint i = 0; i < n; i++)
    results[i] = (BpHttpResult){ .response = __wrap_bp_http_perform (http, &wanted[i], NULL, NULL) };
}

guint
__wrap_bp_http_response_get_status (const BpHttpResponse *self)
{
  return self->status;
}

guint
__wrap_bp_http_response_get_auth_offered (const BpHttpResponse *self)
{
  return BP_HTTP_AUTH_NONE;
}

const char *
__wrap_bp_http_response_get_header (const BpHttpResponse *self, const char *name)
{
  return g_ascii_strcasecmp (name, "Content-Type") == 0 ? "text/xml; charset=utf-8" : NULL;
}

const char *
__wrap_bp_http_response_get_cookie (const BpHttpResponse *self, const char *name)
{
  return "back-end";
}

GBytes *
__wrap_bp_http_response_get_body (const BpHttpResponse *self)
{
  return body;
}

gboolean
__wrap_bp_http_response_get_date (const BpHttpResponse *self, gint64 *ret_instant)
{
  *ret_instant = bp_clock_now ();
  return TRUE;
}

gint64
__wrap_bp_http_response_get_received_at (const BpHttpResponse *self)
{
  return bp_clock_now ();
}

void
__wrap_bp_http_response_free (BpHttpResponse *self)
{
  g_free (self);
}

/* --- the calls ------------------------------------------------------------------------------------------------------- */

static BpDriver *driver;
static BpAccount *account;
static BpItem *content[BP_KIND_COUNT];
static const char *const ids[] = { "item-1", "item-2" };

static void
check_results (GPtrArray *results, const GError *error, guint n, gboolean read)
{
  g_assert_true (!results == (error != NULL));
  if (!results)
    return;
  g_assert_cmpuint (results->len, ==, n);
  for (guint i = 0; i < n; i++) {
    const BpItemResult *result = results->pdata[i];
    g_autofree char *json = NULL;
    g_autoptr (BpItem) again = NULL;
    if (!read || result->error)
      continue;
    g_assert_nonnull (result->item);
    json = bp_item_to_json (result->item->item);
    again = bp_item_from_json (bp_item_kind (result->item->item), json, NULL);
    g_assert_nonnull (again);
    g_assert_cmphex (bp_item_diff (result->item->item, again), ==, 0);
  }
}

static void
read_items (BpKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = bp_driver_read (driver, account, kind, ids, G_N_ELEMENTS (ids), NULL, &error);
  check_results (results, error, G_N_ELEMENTS (ids), TRUE);
}

static void
write_items (BpKind kind, char call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = NULL;
  BpItemWrite writes[] = {
    { .id = "item-1",
      .change_key = "key",
      .item = content[kind],
      .uid = "uid",
      .create_token = "t",
      .units = BP_UNITS_ALL },
    { .id = "item-2",
      .change_key = "key",
      .item = content[kind],
      .uid = "u2",
      .create_token = "t2",
      .units = BP_UNITS_ALL },
  };
  if (call == 'c')
    writes[0].id = writes[1].id = NULL;
  if (call == 'c')
    results = bp_driver_create (driver, account, kind, "folder", writes, 2, NULL, &error);
  else if (call == 'u')
    results = bp_driver_update (driver, account, kind, writes, 2, NULL, &error);
  else
    results = bp_driver_remove (driver, account, kind, writes, 2, NULL, &error);
  check_results (results, error, 2, FALSE);
}

static void
list_changes (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpChangePage) page =
    bp_driver_list_changes (driver, account, BP_KIND_APPOINTMENT, "folder", "token", NULL, &error);
  g_assert_true (!page == (error != NULL));
  g_assert_false (page && page->more && g_strcmp0 (page->token, "token") == 0);
  for (guint i = 0; page && i < page->changes->len; i++)
    g_assert_nonnull (((BpChange *) page->changes->pdata[i])->id);
}

static void
find_created (BpKind kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = bp_driver_find_created (driver, account, kind, "folder", "token", NULL, &error);
  g_assert_true (!found == (error != NULL));
}

static void
subscribe (void)
{
  BpFolders folders = { { 0 } };
  g_autoptr (GError) error = NULL;
  BpSubscription *subscription;
  BpPollResult result = { 0 };
  if (bp_driver_open (driver, account, 3, &folders, NULL, NULL))
    g_assert_nonnull (folders.folder_id[BP_KIND_APPOINTMENT]);
  bp_folders_clear (&folders);
  folders.folder_id[BP_KIND_APPOINTMENT] = g_strdup ("folder");
  subscription = bp_driver_subscribe (driver, account, &folders, NULL, &error);
  g_assert_true (!subscription == (error != NULL));
  if (!subscription)
    subscription = bp_subscription_new (account, "subscription", "mark");
  bp_driver_poll (driver, &subscription, 1, &result, NULL);
  g_clear_error (&result.error);
  bp_driver_unsubscribe (driver, subscription, NULL);
  bp_subscription_free (subscription);
  bp_folders_clear (&folders);
}

static BpEwsConfig
config (void)
{
  static BpCredentials *credentials;
  if (!credentials)
    credentials = bp_credentials_new_password (NULL, "admin", "geheim");
  return (BpEwsConfig){ .url = (char *) "https://exchange.example/EWS/Exchange.asmx",
                        .credentials = credentials,
                        .time_zone = (char *) "Europe/Berlin" };
}

static void
probe (void)
{
  const BpEwsConfig how = config ();
  g_autoptr (BpEwsProbe) self = bp_ews_probe_new (&how, NULL);
  g_autofree char *version = NULL;
  guint leftovers = 0;
  bp_ews_probe_server (self, NULL, NULL, NULL);
  version = bp_ews_probe_dup_version (self);
  bp_ews_probe_folder (self, account, BP_KIND_TASK, NULL, NULL);
  bp_ews_probe_write (self, account, &leftovers, NULL, NULL);
}

static BpItem *
series (void)
{
  BpItem *item = bp_item_new (BP_KIND_APPOINTMENT);
  BpException *exception = bp_exception_new ("2027-03-08T09:00:00");
  bp_item_set (item, BP_FIELD_SUBJECT, "Jour fixe");
  bp_item_set (item, BP_FIELD_STARTS_AT, "2027-03-01T09:00:00");
  bp_item_set (item, BP_FIELD_ENDS_AT, "2027-03-01T10:00:00");
  bp_item_set (item, BP_FIELD_RECURRENCE, "FREQ=WEEKLY;COUNT=5;BYDAY=MO");
  exception->values[BP_FIELD_SUBJECT] = g_strdup ("Anders");
  bp_item_take_exception (item, exception);
  exception = bp_exception_new ("2027-03-15T09:00:00");
  exception->cancelled = TRUE;
  bp_item_take_exception (item, exception);
  return item;
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  const BpEwsConfig how = config ();
  fuzz_be_strict ();
  driver = bp_ews_driver_new (&how, NULL);
  account = bp_account_new ("anna", "anna@firma.example", FALSE);
  content[BP_KIND_APPOINTMENT] = series ();
  content[BP_KIND_TASK] = bp_item_new (BP_KIND_TASK);
  bp_item_set (content[BP_KIND_TASK], BP_FIELD_SUBJECT, "Angebot");
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint codes[] = { 200, 500, 503, 401, 403, 404, 302, 429 };
  BpKind kind;
  if (size < 2)
    return 0;
  kind = g_ascii_isupper (data[0]) ? BP_KIND_TASK : BP_KIND_APPOINTMENT;
  status = codes[data[1] % G_N_ELEMENTS (codes)];
  requests = 0;
  body = g_bytes_new (data + 2, size - 2);
  switch (g_ascii_tolower (data[0])) {
  case 'r':
    read_items (kind);
    break;
  case 'c':
  case 'u':
  case 'd':
    write_items (kind, g_ascii_tolower (data[0]));
    break;
  case 'l':
    list_changes ();
    break;
  case 'f':
    find_created (kind);
    break;
  case 's':
    subscribe ();
    break;
  case 'p':
    probe ();
    break;
  default:
    break;
  }
  g_bytes_unref (body);
  return 0;
}
