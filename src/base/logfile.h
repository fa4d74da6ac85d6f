/* SPDX-License-Identifier: MIT */
#pragma once

/* The sink that writes ExchangeSync.Log: appended, flushed line by line, rotated by size (ExchangeSync.Log.1 … .N).
 * A failing disk never stops the sync: the failure is counted and the next line is tried again. Several processes may
 * append; only the one that runs the engine rotates. Thread: called under the log's lock. */

#include "base/log.h"

#define BP_LOGFILE_NAME "ExchangeSync.Log"

typedef struct _BpLogfile BpLogfile;

/* max_bytes: size at which it is rotated, 0: another process does that; keep: how many old files remain. Opens lazily, on the
 * first line. */
BpLogfile *bp_logfile_new (const char *path, gint64 max_bytes, guint keep);
void bp_logfile_free (BpLogfile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpLogfile, bp_logfile_free)

/* A BpLogSink; `data` is the BpLogfile. */
void bp_logfile_sink (BpLogLine *line, gpointer data);
/* Lines that could not be written so far. */
guint bp_logfile_get_lost (BpLogfile *self);

/* The last `max` lines of the file and its newest rotated predecessor, oldest first (BpLogLine). A file that is not
 * there gives an empty array. */
GPtrArray *bp_logfile_tail (const char *path, guint max);
