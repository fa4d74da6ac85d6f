/* SPDX-License-Identifier: MIT */
#include "support.h"

/* The writer: order, atomicity, cancellation, other programs' locks, a full disk, and how it shares the database. */

#include <pthread.h>

#include "base/clock.h"
#include "store/sql.h"

#define WHEN "'2026-11-23T10:00:00', '2026-11-23T11:00:00'"

typedef struct {
  Fixture base;
  BpWriter *writer;
} WriterFixture;

static void
writer_open (WriterFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  fixture_open (&fixture->base, NULL);
  fixture->writer = bp_writer_new (fixture->base.path, &error);
  g_assert_no_error (error);
}

static void
writer_close (WriterFixture *fixture, gconstpointer data)
{
  bp_writer_free (fixture->writer);
  fixture_close (&fixture->base, NULL);
}

/* --- jobs ------------------------------------------------------------------------------------------------------------------------- */

static gboolean
insert_job (BpStore *store, gpointer subject, GError **error)
{
  g_autoptr (BpItem) item = bp_item_new (BP_KIND_APPOINTMENT);
  gint64 id;
  bp_item_set (item, BP_FIELD_SUBJECT, subject);
  bp_item_set (item, BP_FIELD_STARTS_AT, "2026-11-23T10:00:00");
  bp_item_set (item, BP_FIELD_ENDS_AT, "2026-11-23T11:00:00");
  return bp_store_record_insert (store, BP_KIND_APPOINTMENT, 1, 1, NULL, item, &id, error);
}

/* Writes, then fails. */
static gboolean
failing_job (BpStore *store, gpointer subject, GError **error)
{
  if (insert_job (store, subject, error))
    bp_set_error (error, BP_ERROR_CHANGED_MEANWHILE, NULL, "changed meanwhile");
  return FALSE;
}

static gboolean
nothing_job (BpStore *store, gpointer data, GError **error)
{
  return TRUE;
}

/* --- answers of posted jobs --------------------------------------------------------------------------------------------------------- */

typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int done, failed;
} Count;

typedef struct {
  Count *count;
  char *subject;
} Posted;

static Count *
count_new (void)
{
  Count *count = g_new0 (Count, 1);
  pthread_mutex_init (&count->lock, NULL);
  pthread_cond_init (&count->changed, NULL);
  return count;
}

static void
count_free (Count *count)
{
  pthread_cond_destroy (&count->changed);
  pthread_mutex_destroy (&count->lock);
  g_free (count);
}

static gboolean
posted_job (BpStore *store, gpointer data, GError **error)
{
  Posted *posted = data;
  return (g_str_equal (posted->subject, "fail") ? failing_job : insert_job) (store, posted->subject, error);
}

static void
posted_done (gpointer data, const GError *error)
{
  Posted *posted = data;
  Count *count = posted->count;
  pthread_mutex_lock (&count->lock);
  count->done += error == NULL;
  count->failed += error != NULL;
  pthread_cond_signal (&count->changed);
  pthread_mutex_unlock (&count->lock);
  g_free (posted->subject);
  g_free (posted);
}

static void
post (WriterFixture *fixture, Count *count, const char *subject)
{
  Posted *posted = g_new0 (Posted, 1);
  posted->count = count;
  posted->subject = g_strdup (subject);
  bp_writer_post (fixture->writer, posted_job, posted, posted_done);
}

static void
wait_for (Count *count, int answers)
{
  pthread_mutex_lock (&count->lock);
  while (count->done + count->failed < answers)
    pthread_cond_wait (&count->changed, &count->lock);
  pthread_mutex_unlock (&count->lock);
}

/* --- tests ------------------------------------------------------------------------------------------------------------------------------ */

static void
test_run (WriterFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (bp_writer_run (fixture->writer, insert_job, "a", NULL, &error));
  g_assert_no_error (error);
  ASSERT_ROWS (fixture->base.foreign, "SELECT subject FROM appointment", "a");
  ASSERT_ROWS (fixture->base.foreign, "SELECT count(*) FROM sync_journal", "0");
  ASSERT_ROWS (fixture->base.foreign, "SELECT applying FROM sync_guard", "0");
  foreign_run (fixture->base.foreign, "UPDATE appointment SET subject = 'b'");
  ASSERT_ROWS (fixture->base.foreign, "SELECT count(*) FROM sync_journal", "1");
}

/* One failing job takes only its own changes back; the order is kept. */
static void
test_failing (WriterFixture *fixture, gconstpointer data)
{
  Count *count = count_new ();
  post (fixture, count, "1");
  post (fixture, count, "fail");
  post (fixture, count, "2");
  post (fixture, count, "3");
  wait_for (count, 4);
  g_assert_cmpint (count->failed, ==, 1);
  ASSERT_ROWS (fixture->base.foreign, "SELECT subject FROM appointment ORDER BY id", "1\n2\n3");
  count_free (count);
}

/* A batch without changes commits nothing: nobody is woken. */
static void
test_nothing (WriterFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 before, after;
  g_assert_true (bp_store_data_version (fixture->base.store, &before, &error));
  for (int i = 0; i < 5; i++)
    g_assert_true (bp_writer_run (fixture->writer, nothing_job, NULL, NULL, &error));
  g_assert_true (bp_store_data_version (fixture->base.store, &after, &error));
  g_assert_cmpint (before, ==, after);
}

static void
test_free_finishes (WriterFixture *fixture, gconstpointer data)
{
  Count *count = count_new ();
  for (int i = 0; i < 50; i++)
    post (fixture, count, "x");
  g_clear_pointer (&fixture->writer, bp_writer_free);
  g_assert_cmpint (count->done, ==, 50);
  ASSERT_ROWS (fixture->base.foreign, "SELECT count(*) FROM appointment", "50");
  count_free (count);
}

/* --- locked by another program -------------------------------------------------------------------------------------------------------------- */

typedef struct {
  BpWriter *writer;
  GCancellable *cancellable;
  GError *error;
  gboolean done;
} Caller;

static void *
call (void *data)
{
  Caller *caller = data;
  caller->done = bp_writer_run (caller->writer, insert_job, "late", caller->cancellable, &caller->error);
  return NULL;
}

/* Waits without a poll until the writer's thread has met the lock: two of its slices. */
static void
let_it_wait (gint64 milliseconds)
{
  GMutex mutex;
  GCond cond;
  gint64 until = g_get_monotonic_time () + milliseconds * 1000;
  g_mutex_init (&mutex);
  g_cond_init (&cond);
  g_mutex_lock (&mutex);
  while (g_cond_wait_until (&cond, &mutex, until))
    ;
  g_mutex_unlock (&mutex);
  g_cond_clear (&cond);
  g_mutex_clear (&mutex);
}

static void
test_locked (WriterFixture *fixture, gconstpointer data)
{
  Caller caller = { .writer = fixture->writer };
  pthread_t thread;
  foreign_run (fixture->base.foreign, "BEGIN IMMEDIATE");
  g_assert_cmpint (pthread_create (&thread, NULL, call, &caller), ==, 0);
  let_it_wait (1500);
  ASSERT_ROWS (fixture->base.foreign, "SELECT count(*) FROM appointment", "0");
  foreign_run (fixture->base.foreign, "UPDATE user SET name = 'meanwhile'; COMMIT;");
  pthread_join (thread, NULL);
  g_assert_no_error (caller.error);
  g_assert_true (caller.done);
  ASSERT_ROWS (fixture->base.foreign, "SELECT subject FROM appointment", "late");
}

/* What is still queued is given up at once, however long the lock lasts, and never done. */
static void
test_cancel (WriterFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Caller caller = { .writer = fixture->writer, .cancellable = cancellable };
  pthread_t thread;
  gint64 asked;
  foreign_run (fixture->base.foreign, "BEGIN IMMEDIATE");
  g_assert_cmpint (pthread_create (&thread, NULL, call, &caller), ==, 0);
  let_it_wait (100);
  asked = bp_clock_monotonic ();
  g_cancellable_cancel (cancellable);
  pthread_join (thread, NULL);
  g_assert_cmpint (bp_clock_monotonic () - asked, <, G_USEC_PER_SEC / 5);
  g_assert_false (caller.done);
  g_assert_error (caller.error, BP_ERROR, BP_ERROR_CANCELLED);
  g_clear_error (&caller.error);
  foreign_run (fixture->base.foreign, "COMMIT");
  g_assert_false (bp_writer_run (fixture->writer, insert_job, "x", cancellable, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (bp_writer_run (fixture->writer, insert_job, "y", NULL, &error));
  ASSERT_ROWS (fixture->base.foreign, "SELECT subject FROM appointment", "y");
}

/* --- full disk ------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
limit_pages_job (BpStore *store, gpointer pages, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count = %d", GPOINTER_TO_INT (pages));
  return bp_sql_script (store->db, sql, error);
}

/* Says clearly what is wrong, keeps what was there, and goes on when there is room again. */
static void
test_full (WriterFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *long_subject = g_strnfill (100000, 'x');
  int written = 0;
  g_assert_true (bp_writer_run (fixture->writer, limit_pages_job, GINT_TO_POINTER (150), NULL, &error));
  while (bp_writer_run (fixture->writer, insert_job, long_subject, NULL, &error) && written < 100)
    written++;
  g_assert_error (error, BP_ERROR, BP_ERROR_LOCAL);
  g_assert_cmpstr (bp_error_get_server_code (error), ==, "disk-full");
  g_clear_error (&error);
  {
    g_autofree char *expected = g_strdup_printf ("%d", written);
    ASSERT_ROWS (fixture->base.foreign, "SELECT count(*) FROM appointment", expected);
  }
  ASSERT_ROWS (fixture->base.foreign, "SELECT applying FROM sync_guard", "0");
  ASSERT_ROWS (fixture->base.foreign, "PRAGMA integrity_check", "ok");
  g_assert_true (bp_writer_run (fixture->writer, limit_pages_job, GINT_TO_POINTER (100000), NULL, &error));
  g_assert_no_error (error);
  g_assert_true (bp_writer_run (fixture->writer, insert_job, long_subject, NULL, &error));
  g_assert_no_error (error);
}

/* --- beside another program --------------------------------------------------------------------------------------------------------------------- */

/* Another program without a busy timeout inserts 1,000 rows while the engine imports 10,000 items. How many are refused is for the eye;
 * whatever was accepted is journalled exactly once. */
static void
test_beside_foreign (WriterFixture *fixture, gconstpointer data)
{
  Count *count = count_new ();
  int refused = 0;
  const int items = g_test_thorough () ? 100000 : 10000;
  for (int i = 0; i < items; i++)
    post (fixture, count, "import");
  for (int i = 0; i < 1000; i++) {
    g_autofree char *sql = g_strdup_printf (APPOINTMENT "(1, 2, 'foreign %d', " WHEN ")", i);
    g_autofree char *message = foreign_try (fixture->base.foreign, sql);
    if (*message) {
      g_assert_cmpstr (message, ==, "database is locked");
      refused++;
    }
  }
  wait_for (count, items);
  g_assert_cmpint (count->failed, ==, 0);
  g_test_message ("%d of 1000 inserts of a program without a busy timeout were refused", refused);
  ASSERT_ROWS (fixture->base.foreign,
               "SELECT (SELECT count(*) FROM appointment WHERE user = 2) = (SELECT count(*) FROM sync_journal)", "1");
  ASSERT_ROWS (fixture->base.foreign,
               "SELECT count(*) FROM appointment a WHERE user = 2 AND (SELECT count(*) FROM sync_journal j WHERE"
               " j.record = a.id AND j.op = 'insert') <> 1",
               "0");
  ASSERT_ROWS (fixture->base.foreign, "SELECT count(*) FROM sync_journal WHERE user <> 2", "0");
  count_free (count);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/store/writer/" name, WriterFixture, NULL, writer_open, func, writer_close)
  ADD ("run", test_run);
  ADD ("failing", test_failing);
  ADD ("nothing", test_nothing);
  ADD ("free-finishes", test_free_finishes);
  ADD ("locked", test_locked);
  ADD ("cancel", test_cancel);
  ADD ("full", test_full);
  ADD ("beside-foreign", test_beside_foreign);
  return g_test_run ();
}
