/* SPDX-License-Identifier: MIT */
#include "host/filelog.h"

#include "base/logfile.h"

#define MAX_BYTES (10 * 1024 * 1024)
#define KEEP_FILES 5
#define MAX_KEPT_BACK 200

struct _BpFilelog {
  BpLog *log;
  char *path;
  guint sink; /* 0: not active */
  gint on;    /* atomic */
  gint runs;  /* atomic: how often it became active */
};

/* The sink's own; used under the log's lock only. */
typedef struct {
  BpFilelog *owner;
  BpLogfile *file;
  GQueue kept_back; /* BpLogLine */
} Sink;

static void
sink_free (gpointer data)
{
  Sink *sink = data;
  g_queue_clear_full (&sink->kept_back, (GDestroyNotify) bp_log_line_unref);
  bp_logfile_free (sink->file);
  g_free (sink);
}

static void
sink_write (BpLogLine *line, gpointer data)
{
  Sink *sink = data;
  if (!g_atomic_int_get (&sink->owner->on)) {
    g_queue_push_tail (&sink->kept_back, bp_log_line_ref (line));
    if (sink->kept_back.length > MAX_KEPT_BACK)
      bp_log_line_unref (g_queue_pop_head (&sink->kept_back));
    return;
  }
  while (!g_queue_is_empty (&sink->kept_back)) {
    g_autoptr (BpLogLine) kept = g_queue_pop_head (&sink->kept_back);
    bp_logfile_sink (kept, sink->file);
  }
  bp_logfile_sink (line, sink->file);
}

BpFilelog *
bp_filelog_new (BpLog *log, const char *path)
{
  BpFilelog *self = g_new0 (BpFilelog, 1);
  self->log = bp_log_ref (log);
  self->path = g_strdup (path);
  return self;
}

void
bp_filelog_free (BpFilelog *self)
{
  if (!self)
    return;
  bp_filelog_set_active (self, FALSE);
  bp_log_unref (self->log);
  g_free (self->path);
  g_free (self);
}

void
bp_filelog_set_active (BpFilelog *self, gboolean active)
{
  Sink *sink;
  if (active == (self->sink != 0))
    return;
  if (!active) {
    bp_log_remove_sink (self->log, self->sink);
    self->sink = 0;
    return;
  }
  g_atomic_int_inc (&self->runs);
  if (g_file_test (self->path, G_FILE_TEST_EXISTS))
    bp_filelog_switch_on (self);
  sink = g_new0 (Sink, 1);
  sink->owner = self;
  sink->file = bp_logfile_new (self->path, MAX_BYTES, KEEP_FILES);
  g_queue_init (&sink->kept_back);
  self->sink = bp_log_add_sink (self->log, sink_write, sink, sink_free);
}

void
bp_filelog_switch_on (BpFilelog *self)
{
  g_atomic_int_set (&self->on, TRUE);
}

int
bp_filelog_get_runs (BpFilelog *self)
{
  return g_atomic_int_get (&self->runs);
}
