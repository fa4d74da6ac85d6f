/* SPDX-License-Identifier: MIT */
/* The dispatch in front of every driver and the tracing wrapper, over a driver that answers from memory. */
#include "driver/driver.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"

typedef struct {
  BpDriver base;
  GString *calls; /* "read 2; read 1; " */
  guint missing;  /* results left out of each answer */
  gboolean stuck; /* more, but the same token */
  BpError fail_with;
  gboolean fails;
  gboolean *freed;
} FakeDriver;

static gboolean
fake_fails (FakeDriver *self, GError **error)
{
  if (self->fails)
    bp_set_error (error, self->fail_with, "ErrorFake", "The fake fails.");
  return self->fails;
}

static GPtrArray *
fake_results (FakeDriver *self, const char *call, guint n, GError **error)
{
  GPtrArray *results;
  g_string_append_printf (self->calls, "%s %u; ", call, n);
  if (fake_fails (self, error))
    return NULL;
  results = bp_item_results_new ();
  for (guint i = self->missing; i < n; i++)
    g_ptr_array_add (results, bp_item_result_new ());
  return results;
}

static void
fake_free (BpDriver *driver)
{
  FakeDriver *self = (FakeDriver *) driver;
  *self->freed = TRUE;
  g_string_free (self->calls, TRUE);
  g_free (self);
}

static gboolean
fake_open (BpDriver *driver, const BpAccount *account, guint kinds, BpFolders *ret_folders, GCancellable *c,
           GError **error)
{
  if (fake_fails ((FakeDriver *) driver, error))
    return FALSE;
  if (kinds & (1u << BP_KIND_APPOINTMENT))
    ret_folders->folder_id[BP_KIND_APPOINTMENT] = g_strdup ("calendar");
  return TRUE;
}

static BpChangePage *
fake_list_changes (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id, const char *token,
                   GCancellable *c, GError **error)
{
  FakeDriver *self = (FakeDriver *) driver;
  BpChangePage *page;
  if (fake_fails (self, error))
    return NULL;
  page = bp_change_page_new ();
  bp_change_page_add (page, "a", FALSE);
  bp_change_page_add (page, "b", TRUE);
  page->more = TRUE;
  page->token = self->stuck ? g_strdup (token) : g_strconcat (token ? token : "", "+", NULL);
  return page;
}

static GPtrArray *
fake_read (BpDriver *driver, const BpAccount *account, BpKind kind, const char *const *ids, guint n, GCancellable *c,
           GError **error)
{
  GPtrArray *results = fake_results ((FakeDriver *) driver, "read", n, error);
  for (guint i = 0; results && i < results->len; i++)
    ((BpItemResult *) results->pdata[i])->id = g_strdup (ids[i]);
  return results;
}

static GPtrArray *
fake_create (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id, const BpItemWrite *writes,
             guint n, GCancellable *c, GError **error)
{
  return fake_results ((FakeDriver *) driver, "create", n, error);
}

static GPtrArray *
fake_update (BpDriver *driver, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
             GCancellable *c, GError **error)
{
  return fake_results ((FakeDriver *) driver, "update", n, error);
}

static GPtrArray *
fake_remove (BpDriver *driver, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
             GCancellable *c, GError **error)
{
  return fake_results ((FakeDriver *) driver, "remove", n, error);
}

static GPtrArray *
fake_find_created (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id,
                   const char *create_token, GCancellable *c, GError **error)
{
  GPtrArray *items;
  if (fake_fails ((FakeDriver *) driver, error))
    return NULL;
  items = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_remote_item_free);
  g_ptr_array_add (items, bp_remote_item_new (kind));
  return items;
}

static BpSubscription *
fake_subscribe (BpDriver *driver, const BpAccount *account, const BpFolders *folders, GCancellable *c, GError **error)
{
  return fake_fails ((FakeDriver *) driver, error) ? NULL : bp_subscription_new (account, "sub", "mark");
}

static void
fake_poll (BpDriver *driver, BpSubscription *const *subscriptions, guint n, BpPollResult *results, GCancellable *c)
{
  results[n - 1].changed = TRUE;
}

static void
fake_unsubscribe (BpDriver *driver, BpSubscription *subscription, GCancellable *c)
{
  g_string_append (((FakeDriver *) driver)->calls, "unsubscribe; ");
}

static const BpDriverClass fake_class = { .name = "fake",
                                          .read_batch = 3,
                                          .write_batch = 2,
                                          .page_size = 2,
                                          .free = fake_free,
                                          .open = fake_open,
                                          .list_changes = fake_list_changes,
                                          .read = fake_read,
                                          .create = fake_create,
                                          .update = fake_update,
                                          .remove = fake_remove,
                                          .find_created = fake_find_created,
                                          .subscribe = fake_subscribe,
                                          .poll = fake_poll,
                                          .unsubscribe = fake_unsubscribe };

typedef struct {
  FakeDriver *fake;
  BpDriver *driver; /* the fake, or the wrapper around it */
  BpAccount *account;
  BpLog *log;
  GPtrArray *lines;
  gboolean freed;
} Fixture;

static void
collect (BpLogLine *line, gpointer data)
{
  g_ptr_array_add (data, bp_log_line_ref (line));
}

static void
set_up (Fixture *fixture, gconstpointer traced)
{
  fixture->fake = g_new0 (FakeDriver, 1);
  fixture->fake->base.klass = &fake_class;
  fixture->fake->calls = g_string_new (NULL);
  fixture->fake->freed = &fixture->freed;
  fixture->account = bp_account_new ("anna", "anna@firma.de", FALSE);
  fixture->log = bp_log_new (BP_LOG_DEBUG);
  fixture->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_log_line_unref);
  bp_log_add_sink (fixture->log, collect, fixture->lines, NULL);
  fixture->driver = &fixture->fake->base;
  if (traced)
    fixture->driver = bp_driver_trace_new (fixture->driver, fixture->log);
}

static void
tear_down (Fixture *fixture, gconstpointer traced)
{
  bp_driver_free (fixture->driver);
  g_assert_true (fixture->freed);
  bp_account_free (fixture->account);
  bp_log_unref (fixture->log);
  g_ptr_array_unref (fixture->lines);
}

static void
test_read_batches (Fixture *fixture, gconstpointer traced)
{
  const char *const ids[] = { "a", "b", "c", "d", "e", "f", "g" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) results =
    bp_driver_read (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, ids, G_N_ELEMENTS (ids), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 7);
  for (guint i = 0; i < results->len; i++)
    g_assert_cmpstr (((BpItemResult *) results->pdata[i])->id, ==, ids[i]);
  g_assert_cmpstr (fixture->fake->calls->str, ==, "read 3; read 3; read 1; ");
  none = bp_driver_read (fixture->driver, fixture->account, BP_KIND_APPOINTMENT, ids, 0, NULL, &error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (bp_driver_read_batch (fixture->driver), ==, 3);
  g_assert_cmpuint (bp_driver_write_batch (fixture->driver), ==, 2);
}

/* An answer with fewer results than items is a failure of the call, never a wrong assignment. */
static void
test_incomplete (Fixture *fixture, gconstpointer traced)
{
  const char *const ids[] = { "a", "b" };
  const BpItemWrite writes[2] = { { 0 } };
  g_autoptr (GError) error = NULL;
  fixture->fake->missing = 1;
  g_assert_null (bp_driver_read (fixture->driver, fixture->account, BP_KIND_TASK, ids, 2, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
  g_assert_null (bp_driver_create (fixture->driver, fixture->account, BP_KIND_TASK, "f", writes, 2, NULL, NULL));
  g_assert_null (bp_driver_update (fixture->driver, fixture->account, BP_KIND_TASK, writes, 2, NULL, NULL));
  g_assert_null (bp_driver_remove (fixture->driver, fixture->account, BP_KIND_TASK, writes, 2, NULL, NULL));
}

static void
test_changes (Fixture *fixture, gconstpointer traced)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpChangePage) page =
    bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_TASK, "f", "t", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->changes->len, ==, 2);
  g_assert_true (((BpChange *) page->changes->pdata[1])->deleted);
  g_assert_cmpstr (page->token, ==, "t+");
  fixture->fake->stuck = TRUE;
  g_assert_null (bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_TASK, "f", "t", NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_TEMPORARY);
}

static void
test_the_rest (Fixture *fixture, gconstpointer traced)
{
  g_autoptr (GError) error = NULL;
  BpFolders folders;
  BpPollResult results[2];
  gint64 offset;
  const BpItemWrite write = { 0 };
  g_autoptr (BpSubscription) subscription = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_assert_true (bp_driver_open (fixture->driver, fixture->account, 1u << BP_KIND_APPOINTMENT, &folders, NULL, &error));
  g_assert_cmpstr (folders.folder_id[BP_KIND_APPOINTMENT], ==, "calendar");
  g_assert_null (folders.folder_id[BP_KIND_TASK]);
  bp_folders_clear (&folders);
  subscription = bp_driver_subscribe (fixture->driver, fixture->account, &folders, NULL, &error);
  g_assert_cmpstr (subscription->account->login, ==, "anna");
  memset (results, 0xff, sizeof results);
  bp_driver_poll (fixture->driver, (BpSubscription *[]){ subscription, subscription }, 2, results, NULL);
  g_assert_false (results[0].changed);
  g_assert_null (results[0].error);
  g_assert_true (results[1].changed);
  bp_driver_poll (fixture->driver, NULL, 0, NULL, NULL);
  bp_driver_unsubscribe (fixture->driver, subscription, NULL);
  g_assert_cmpstr (fixture->fake->calls->str, ==, "unsubscribe; ");
  found = bp_driver_find_created (fixture->driver, fixture->account, BP_KIND_TASK, "f", "token", NULL, &error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_true (bp_driver_check (fixture->driver, BP_KIND_TASK, &write, &error));
  g_assert_false (bp_driver_clock_offset (fixture->driver, &offset));
  g_assert_no_error (error);
  bp_driver_free (NULL);
}

static void
test_cancelled (Fixture *fixture, gconstpointer traced)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const char *const ids[] = { "a" };
  const BpItemWrite write = { 0 };
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  g_assert_null (bp_driver_read (fixture->driver, fixture->account, BP_KIND_TASK, ids, 1, cancellable, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_CANCELLED);
  g_assert_null (bp_driver_create (fixture->driver, fixture->account, BP_KIND_TASK, "f", &write, 1, cancellable, NULL));
  g_assert_cmpstr (fixture->fake->calls->str, ==, "");
}

static void
test_failing (Fixture *fixture, gconstpointer traced)
{
  const BpItemWrite write = { 0 };
  g_autoptr (GError) error = NULL;
  fixture->fake->fails = TRUE;
  fixture->fake->fail_with = BP_ERROR_DENIED;
  g_assert_null (bp_driver_create (fixture->driver, fixture->account, BP_KIND_TASK, "f", &write, 1, NULL, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_DENIED);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, "ErrorFake");
  g_assert_null (bp_driver_list_changes (fixture->driver, fixture->account, BP_KIND_TASK, "f", NULL, NULL, NULL));
  if (traced) {
    const BpLogLine *line = g_ptr_array_index (fixture->lines, 0);
    g_assert_cmpstr (line->id, ==, "driver.create");
    g_assert_cmpint (line->level, ==, BP_LOG_DEBUG);
    g_assert_cmpstr (line->user, ==, "anna");
    g_assert_cmpstr (line->detail, ==, "ErrorFake");
    g_assert_nonnull (strstr (line->text, "denied"));
    g_assert_cmpuint (fixture->lines->len, ==, 2);
  }
}

#define ADD(name, test)                                                                                                \
  g_test_add ("/driver/" name, Fixture, NULL, set_up, test, tear_down);                                                \
  g_test_add ("/driver-trace/" name, Fixture, GINT_TO_POINTER (TRUE), set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("read-batches", test_read_batches);
  ADD ("incomplete", test_incomplete);
  ADD ("changes", test_changes);
  ADD ("the-rest", test_the_rest);
  ADD ("cancelled", test_cancelled);
  ADD ("failing", test_failing);
  return g_test_run ();
}
