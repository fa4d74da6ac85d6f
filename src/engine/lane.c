/* SPDX-License-Identifier: MIT */
#include "engine/lane.h"

#include <pthread.h>

#include "store/sync.h"

/* Of one request; how long the outcome of an interrupted one may be unknown. Tests shorten it. */
#define REQUEST_TIMEOUT_MS 30000

struct _BpLane {
  guint number;
  const BpEngineConfig *config;
  BpLog *log;
  BpWriter *writer;
  BpChannel *engine;
  char *time_zone;
  BpChannel *jobs;
  GCancellable *cancellable; /* of the current job; renewed by the engine's thread while the lane is idle */
  pthread_t thread;
  /* The lane thread's own. */
  BpStore *reader;
  BpDriver *driver;
  GHashTable *arrived;
};

static guint
request_timeout_ms (void)
{
  const char *text = g_getenv ("BPEXCHANGE_TEST_REQUEST_TIMEOUT_MS");
  return text ? (guint) g_ascii_strtoull (text, NULL, 10) : REQUEST_TIMEOUT_MS;
}

/* Both are made on the first job, on this thread, and made again if that failed. */
static gboolean
equip (BpLane *self, GError **error)
{
  if (!self->reader)
    self->reader = bp_store_open (self->config->db_path, BP_STORE_READ, error);
  if (self->reader && !self->driver)
    self->driver = self->config->make_driver (self->config->driver_data, error);
  return self->reader && self->driver;
}

static BpPassResult *
run_job (BpLane *self, BpPassJob *job)
{
  BpLaneTools tools = { .writer = self->writer,
                        .log = self->log,
                        .settings = self->config->settings,
                        .site = { .time_zone = self->time_zone },
                        .request_timeout_ms = request_timeout_ms (),
                        .cancellable = self->cancellable };
  BpPassResult *result;
  g_autoptr (GError) error = NULL;
  if (!equip (self, &error)) {
    result = g_new0 (BpPassResult, 1);
    result->user = job->user;
    result->error = g_steal_pointer (&error);
    return result;
  }
  tools.reader = self->reader;
  tools.driver = self->driver;
  tools.arrived = self->arrived;
  job->kinds &= bp_driver_kinds (self->driver);
  return bp_pass_run (&tools, job);
}

static void *
lane_main (void *data)
{
  BpLane *self = data;
  while (TRUE) {
    g_autoptr (BpPassJob) job = bp_channel_receive (self->jobs, -1);
    BpMessage *message;
    if (!job && bp_channel_is_closed (self->jobs))
      break;
    if (!job)
      continue;
    message = bp_message_new (BP_MESSAGE_PASS_DONE);
    message->lane = self->number;
    message->result = run_job (self, job);
    bp_channel_send (self->engine, message);
  }
  bp_driver_free (self->driver);
  bp_store_close (self->reader);
  return NULL;
}

BpLane *
bp_lane_new (guint number, const BpEngineConfig *config, const char *time_zone, BpWriter *writer, BpLog *log,
             BpChannel *engine)
{
  BpLane *self = g_new0 (BpLane, 1);
  self->number = number;
  self->config = config;
  self->time_zone = g_strdup (time_zone);
  self->writer = writer;
  self->log = log;
  self->engine = engine;
  self->arrived = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) bp_inbox_row_free);
  self->jobs = bp_channel_new ((GDestroyNotify) bp_pass_job_free, 0);
  self->cancellable = g_cancellable_new ();
  pthread_create (&self->thread, NULL, lane_main, self);
  return self;
}

void
bp_lane_run (BpLane *self, BpPassJob *job)
{
  g_cancellable_reset (self->cancellable);
  bp_channel_send (self->jobs, job);
}

void
bp_lane_cancel (BpLane *self)
{
  g_cancellable_cancel (self->cancellable);
}

void
bp_lane_free (BpLane *self)
{
  if (!self)
    return;
  bp_lane_cancel (self);
  bp_channel_close (self->jobs);
  pthread_join (self->thread, NULL);
  bp_channel_unref (self->jobs);
  g_hash_table_unref (self->arrived);
  g_object_unref (self->cancellable);
  g_free (self->time_zone);
  g_free (self);
}
