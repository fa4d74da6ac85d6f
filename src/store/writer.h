/* SPDX-License-Identifier: MIT */
#pragma once

/* The one writer of the engine: a thread with its own connection (DESIGN 2). Jobs run in order, each atomic (a savepoint);
 * several share a transaction of at most 20 ms, committed with synchronous=FULL, then the writer pauses at least as
 * long. While a job runs, `sync_guard.applying` is set, so the journal's triggers stay quiet. Any thread may call. */

#include <gio/gio.h>

#include "store/store.h"

typedef struct _BpWriter BpWriter;
/* Runs on the writer's thread, inside a transaction. FALSE with an error rolls back just this job. Must not wait. */
typedef gboolean (*BpWriterJob) (BpStore *store, gpointer data, GError **error);

BpWriter *bp_writer_new (const char *path, GError **error);
/* Finishes what is queued, then ends the thread. */
void bp_writer_free (BpWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpWriter, bp_writer_free)

/* Runs the job and waits for the commit. TRUE only when it is on disk. A locked database is waited for (30 s), then
 * TEMPORARY. Once a job has begun it is not cancelled; one still queued is (CANCELLED). */
gboolean bp_writer_run (BpWriter *self, BpWriterJob job, gpointer data, GCancellable *cancellable, GError **error);

/* Monotonic instant since which another program keeps the writer from beginning; 0: nobody does. For the engine's thread, which tells. */
gint64 bp_writer_locked_since (BpWriter *self);

/* Queues the job and returns at once; takes data. `done` is called on the writer's thread after the commit (or with the error that
 * kept it from happening), and frees data. For the engine's thread, which never waits. Also run when the writer is freed. */
typedef void (*BpWriterDone) (gpointer data, const GError *error);
void bp_writer_post (BpWriter *self, BpWriterJob job, gpointer data, BpWriterDone done);
