/* SPDX-License-Identifier: MIT */
#include "store/writer.h"

#include <pthread.h>
#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "store/sql.h"

/* POSIX mutexes rather than GMutex, as in base/channel.c: the thread sanitizer sees them. */

#define BATCH_US (20 * 1000)
#define LOCK_WAIT_US (30 * G_USEC_PER_SEC)
#define LOCK_SLICE_MS 250
/* How much longer than a transaction the pause after it is: while nobody else writes, and for a while after somebody did. */
#define PAUSE_ALONE 1
#define PAUSE_SHARED 5
#define SHARED_US (2 * G_USEC_PER_SEC)

/* A job and where its answer goes. A waiting caller owns its job, a posted one belongs to the writer. */
typedef struct {
  BpWriterJob run;
  gpointer data;
  BpWriterDone done; /* of a posted job, may be NULL */
  gboolean posted;   /* nobody waits */
  gint64 queued_at;  /* monotonic */
  gboolean succeeded;
  GError *error;
  gboolean finished; /* guarded by the writer's lock */
} Job;

struct _BpWriter {
  BpStore *store;      /* the thread's alone, as are the next two */
  gint64 version;      /* of the database when last looked at */
  gint64 shared_until; /* monotonic: until then others count as writing */
  pthread_t thread;
  pthread_mutex_t lock; /* guards what follows */
  pthread_cond_t changed;
  GQueue queue; /* Job, waiting */
  gboolean closing;
  gint64 locked_since; /* atomic */
};

/* --- one transaction ------------------------------------------------------------------------------------------------------- */

static gboolean
is_closing (BpWriter *self)
{
  gboolean closing;
  pthread_mutex_lock (&self->lock);
  closing = self->closing;
  pthread_mutex_unlock (&self->lock);
  return closing;
}

/* Waits for other programs, in slices, so that the jobs given up meanwhile need not wait as long. */
static gboolean
begin (BpWriter *self, gint64 deadline, GError **error)
{
  gint64 asked = bp_clock_monotonic ();
  for (;;) {
    g_autoptr (GError) failure = NULL;
    gboolean begun = bp_store_begin (self->store, &failure);
    __atomic_store_n (&self->locked_since, !begun && bp_error_is_temporary (failure) ? asked : 0, __ATOMIC_RELAXED);
    if (begun)
      return TRUE;
    if (!bp_error_is_temporary (failure) || bp_clock_monotonic () > deadline || is_closing (self)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  }
}

static Job *
take_job (BpWriter *self)
{
  Job *job;
  pthread_mutex_lock (&self->lock);
  job = g_queue_pop_head (&self->queue);
  pthread_mutex_unlock (&self->lock);
  return job;
}

static void
run_job (BpWriter *self, Job *job)
{
  gboolean own;
  if (!bp_sql_enter (self->store, &own, &job->error))
    return;
  job->succeeded = job->run (self->store, job->data, &job->error);
  job->succeeded = bp_sql_leave (self->store, own, job->succeeded, &job->error);
  if (!job->succeeded && !job->error)
    bp_set_error (&job->error, BP_ERROR_LOCAL, NULL, N_ ("A change of the database failed."));
}

/* Jobs until the time is over, the queue empty, or the transaction lost. */
static void
run_jobs (BpWriter *self, gint64 began, GPtrArray *batch)
{
  Job *job;
  while ((job = take_job (self))) {
    g_ptr_array_add (batch, job);
    run_job (self, job);
    if (sqlite3_get_autocommit (self->store->db) || bp_clock_monotonic () - began >= BATCH_US)
      return;
  }
}

/* A full disk may end the transaction within a job: all of the batch is lost then, for that job's reason.
 * A batch that changed nothing is not committed, so that nobody is woken for nothing. */
static void
finish (BpWriter *self, GPtrArray *batch, int changes_before, GError **error)
{
  if (sqlite3_get_autocommit (self->store->db)) {
    const Job *last = batch->pdata[batch->len - 1];
    g_propagate_error (error, g_error_copy (last->error));
    return;
  }
  if (sqlite3_total_changes (self->store->db) == changes_before) {
    bp_store_rollback (self->store);
    return;
  }
  if (bp_sql_set_applying (self->store, FALSE, error))
    bp_store_commit (self->store, error);
  else
    bp_store_rollback (self->store);
}

static void
answer (BpWriter *self, Job *job)
{
  if (job->posted) {
    if (job->done)
      job->done (job->data, job->error);
    g_clear_error (&job->error);
    g_free (job);
    return;
  }
  pthread_mutex_lock (&self->lock);
  job->finished = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

/* What kept the transaction from being committed is every job's answer; who failed by himself keeps his own. */
static void
answer_all (BpWriter *self, GPtrArray *batch, const GError *failure)
{
  for (guint i = 0; i < batch->len; i++) {
    Job *job = batch->pdata[i];
    if (failure && !job->error)
      job->error = g_error_copy (failure);
    if (failure)
      job->succeeded = FALSE;
    answer (self, job);
  }
}

static void
fail_first (BpWriter *self, const GError *failure)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  Job *job = take_job (self);
  if (job)
    g_ptr_array_add (batch, job);
  answer_all (self, batch, failure);
}

static gint64
oldest (BpWriter *self)
{
  const Job *job;
  gint64 since;
  pthread_mutex_lock (&self->lock);
  job = g_queue_peek_head (&self->queue);
  since = job ? job->queued_at : bp_clock_monotonic ();
  pthread_mutex_unlock (&self->lock);
  return since;
}

/* Returns how long other programs were kept out. */
static gint64
run_batch (BpWriter *self)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  g_autoptr (GError) failure = NULL;
  gint64 began;
  int changes;
  if (!begin (self, oldest (self) + LOCK_WAIT_US, &failure)) {
    fail_first (self, failure);
    return 0;
  }
  began = bp_clock_monotonic ();
  if (bp_sql_set_applying (self->store, TRUE, &failure)) {
    changes = sqlite3_total_changes (self->store->db);
    run_jobs (self, began, batch);
    finish (self, batch, changes, &failure);
  } else {
    bp_store_rollback (self->store);
    fail_first (self, failure);
  }
  answer_all (self, batch, failure);
  return bp_clock_monotonic () - began;
}

/* Only other connections' commits change the version. */
static gint64
pause_after (BpWriter *self, gint64 held)
{
  gint64 now = bp_clock_monotonic (), version = self->version;
  if (bp_store_data_version (self->store, &version, NULL) && version != self->version)
    self->shared_until = now + SHARED_US;
  self->version = version;
  return now + held * (now < self->shared_until ? PAUSE_SHARED : PAUSE_ALONE);
}

/* --- the thread ---------------------------------------------------------------------------------------------------------------- */

static void
wait_until (BpWriter *self, gint64 monotonic_us)
{
  struct timespec when = { .tv_sec = monotonic_us / G_USEC_PER_SEC, .tv_nsec = (monotonic_us % G_USEC_PER_SEC) * 1000 };
  pthread_cond_timedwait (&self->changed, &self->lock, &when);
}

/* Until there is work and the pause is over. FALSE: closed, and nothing is left. */
static gboolean
wait_for_work (BpWriter *self, gint64 not_before)
{
  gboolean work;
  pthread_mutex_lock (&self->lock);
  while (!self->closing && (g_queue_is_empty (&self->queue) || bp_clock_monotonic () < not_before)) {
    if (g_queue_is_empty (&self->queue))
      pthread_cond_wait (&self->changed, &self->lock);
    else
      wait_until (self, not_before);
  }
  work = !g_queue_is_empty (&self->queue);
  pthread_mutex_unlock (&self->lock);
  return work;
}

static void *
run (void *data)
{
  BpWriter *self = data;
  gint64 not_before = 0;
  while (wait_for_work (self, not_before))
    not_before = pause_after (self, run_batch (self));
  return NULL;
}

BpWriter *
bp_writer_new (const char *path, GError **error)
{
  BpStore *store = bp_store_open (path, BP_STORE_WRITE, error);
  pthread_condattr_t attributes;
  BpWriter *self;
  /* What a job may have to undo stays in memory: as a file of its own it doubled what an export writes. */
  if (!store || !bp_sql_script (store->db, "PRAGMA temp_store = MEMORY", error)) {
    bp_store_close (store);
    return NULL;
  }
  sqlite3_busy_timeout (store->db, LOCK_SLICE_MS);
  self = g_new0 (BpWriter, 1);
  self->store = store;
  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->changed, &attributes);
  pthread_condattr_destroy (&attributes);
  g_queue_init (&self->queue);
  if (pthread_create (&self->thread, NULL, run, self) == 0)
    return self;
  bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The thread that writes the database cannot be started."));
  bp_store_close (store);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
  return NULL;
}

void
bp_writer_free (BpWriter *self)
{
  if (!self)
    return;
  pthread_mutex_lock (&self->lock);
  self->closing = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
  pthread_join (self->thread, NULL);
  bp_store_close (self->store);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

gint64
bp_writer_locked_since (BpWriter *self)
{
  return __atomic_load_n (&self->locked_since, __ATOMIC_RELAXED);
}

/* --- callers ---------------------------------------------------------------------------------------------------------------------- */

static void
enqueue (BpWriter *self, Job *job)
{
  job->queued_at = bp_clock_monotonic ();
  g_queue_push_tail (&self->queue, job);
  pthread_cond_broadcast (&self->changed);
}

static void
wake (GCancellable *cancellable, gpointer data)
{
  BpWriter *self = data;
  pthread_mutex_lock (&self->lock);
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

/* FALSE if the job was still queued when it was cancelled: then it is out of the queue. */
static gboolean
wait_for_job (BpWriter *self, Job *job, GCancellable *cancellable)
{
  gboolean withdrawn = FALSE;
  pthread_mutex_lock (&self->lock);
  enqueue (self, job);
  while (!job->finished && !withdrawn) {
    if (g_cancellable_is_cancelled (cancellable))
      withdrawn = g_queue_remove (&self->queue, job);
    if (!withdrawn)
      pthread_cond_wait (&self->changed, &self->lock);
  }
  pthread_mutex_unlock (&self->lock);
  return !withdrawn;
}

gboolean
bp_writer_run (BpWriter *self, BpWriterJob job, gpointer data, GCancellable *cancellable, GError **error)
{
  Job own = { .run = job, .data = data };
  gulong handler;
  gboolean ran;
  if (bp_error_if_cancelled (cancellable, error))
    return FALSE;
  handler = cancellable ? g_cancellable_connect (cancellable, G_CALLBACK (wake), self, NULL) : 0;
  ran = wait_for_job (self, &own, cancellable);
  if (handler)
    g_cancellable_disconnect (cancellable, handler);
  if (!ran) {
    bp_error_if_cancelled (cancellable, error);
    return FALSE;
  }
  if (own.error)
    g_propagate_error (error, own.error);
  return own.succeeded;
}

void
bp_writer_post (BpWriter *self, BpWriterJob job, gpointer data, BpWriterDone done)
{
  Job *posted = g_new0 (Job, 1);
  posted->run = job;
  posted->data = data;
  posted->done = done;
  posted->posted = TRUE;
  pthread_mutex_lock (&self->lock);
  enqueue (self, posted);
  pthread_mutex_unlock (&self->lock);
}
