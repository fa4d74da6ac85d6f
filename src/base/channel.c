/* SPDX-License-Identifier: MIT */
#include "base/channel.h"

#include <pthread.h>
#include <time.h>

/* POSIX mutexes rather than GMutex: the thread sanitizer sees them, so that a hand-over is no race and a race is. */

typedef struct {
  gpointer message;
  gboolean droppable;
} Envelope;

struct _BpChannel {
  int refs;
  clockid_t clock; /* that timeouts are measured by */
  GDestroyNotify free_message;
  guint capacity;
  pthread_mutex_t lock; /* guards everything below */
  pthread_cond_t changed;
  GQueue queue;      /* Envelope */
  GQueue droppables; /* links of `queue` that may be dropped, oldest first */
  guint dropped;
  gboolean woken;
  gboolean closed;
  void (*notify) (gpointer data);
  gpointer notify_data;
};

BpChannel *
bp_channel_new (GDestroyNotify free_message, guint capacity)
{
  BpChannel *self = g_new0 (BpChannel, 1);
  pthread_condattr_t attributes;
  self->refs = 1;
  self->free_message = free_message;
  self->capacity = capacity;
  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&attributes);
  /* Not every implementation can: a deadline of another clock than the condition's would end every wait at once. */
  self->clock = pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC) == 0 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
  pthread_cond_init (&self->changed, &attributes);
  pthread_condattr_destroy (&attributes);
  g_queue_init (&self->queue);
  g_queue_init (&self->droppables);
  return self;
}

BpChannel *
bp_channel_ref (BpChannel *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

static void
free_message (BpChannel *self, gpointer message)
{
  if (self->free_message)
    self->free_message (message);
}

/* The next message; the queue is not empty. */
static gpointer
pop (BpChannel *self)
{
  Envelope *envelope = g_queue_pop_head (&self->queue);
  gpointer message = envelope->message;
  if (envelope->droppable)
    g_queue_pop_head (&self->droppables);
  g_free (envelope);
  return message;
}

void
bp_channel_unref (BpChannel *self)
{
  if (!self || !g_atomic_int_dec_and_test (&self->refs))
    return;
  while (!g_queue_is_empty (&self->queue))
    free_message (self, pop (self));
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

/* Takes the oldest droppable message out of a full queue; NULL if there is room. */
static gpointer
make_room (BpChannel *self)
{
  GList *link;
  Envelope *envelope;
  gpointer message;
  if (self->capacity == 0 || self->droppables.length < self->capacity)
    return NULL;
  link = g_queue_pop_head (&self->droppables);
  envelope = link->data;
  message = envelope->message;
  g_queue_delete_link (&self->queue, link);
  g_free (envelope);
  self->dropped++;
  return message;
}

static gboolean
post (BpChannel *self, gpointer message, gboolean droppable)
{
  gpointer unwanted = NULL;
  void (*notify) (gpointer) = NULL;
  gpointer notify_data = NULL;
  gboolean sent;
  pthread_mutex_lock (&self->lock);
  sent = !self->closed;
  if (sent) {
    Envelope *envelope = g_new (Envelope, 1);
    *envelope = (Envelope){ message, droppable };
    if (g_queue_is_empty (&self->queue)) {
      notify = self->notify;
      notify_data = self->notify_data;
    }
    if (droppable)
      unwanted = make_room (self);
    g_queue_push_tail (&self->queue, envelope);
    if (droppable)
      g_queue_push_tail (&self->droppables, self->queue.tail);
    pthread_cond_signal (&self->changed);
  } else {
    unwanted = message;
  }
  pthread_mutex_unlock (&self->lock);
  if (unwanted)
    free_message (self, unwanted);
  if (notify)
    notify (notify_data);
  return sent;
}

gboolean
bp_channel_send (BpChannel *self, gpointer message)
{
  return post (self, message, FALSE);
}

gboolean
bp_channel_send_droppable (BpChannel *self, gpointer message)
{
  return post (self, message, TRUE);
}

static struct timespec
deadline_after (clockid_t clock, gint64 timeout_us)
{
  struct timespec deadline;
  gint64 ns;
  clock_gettime (clock, &deadline);
  ns = deadline.tv_nsec + timeout_us % G_USEC_PER_SEC * 1000;
  deadline.tv_sec += (time_t) (timeout_us / G_USEC_PER_SEC + ns / 1000000000);
  deadline.tv_nsec = (long) (ns % 1000000000);
  return deadline;
}

gpointer
bp_channel_receive (BpChannel *self, gint64 timeout_us)
{
  struct timespec deadline = { 0 };
  gpointer message = NULL;
  gboolean timed_out = timeout_us == 0;
  if (timeout_us > 0)
    deadline = deadline_after (self->clock, timeout_us);
  pthread_mutex_lock (&self->lock);
  while (g_queue_is_empty (&self->queue) && !self->woken && !self->closed && !timed_out) {
    if (timeout_us < 0)
      pthread_cond_wait (&self->changed, &self->lock);
    else
      timed_out = pthread_cond_timedwait (&self->changed, &self->lock, &deadline) != 0;
  }
  if (!g_queue_is_empty (&self->queue))
    message = pop (self);
  else
    self->woken = FALSE;
  pthread_mutex_unlock (&self->lock);
  return message;
}

void
bp_channel_wake (BpChannel *self)
{
  pthread_mutex_lock (&self->lock);
  self->woken = TRUE;
  pthread_cond_signal (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

void
bp_channel_close (BpChannel *self)
{
  pthread_mutex_lock (&self->lock);
  self->closed = TRUE;
  pthread_cond_broadcast (&self->changed);
  pthread_mutex_unlock (&self->lock);
}

gboolean
bp_channel_is_closed (BpChannel *self)
{
  gboolean closed;
  pthread_mutex_lock (&self->lock);
  closed = self->closed;
  pthread_mutex_unlock (&self->lock);
  return closed;
}

guint
bp_channel_get_dropped (BpChannel *self)
{
  guint dropped;
  pthread_mutex_lock (&self->lock);
  dropped = self->dropped;
  pthread_mutex_unlock (&self->lock);
  return dropped;
}

void
bp_channel_set_notify (BpChannel *self, void (*notify) (gpointer data), gpointer data)
{
  gboolean waiting;
  pthread_mutex_lock (&self->lock);
  self->notify = notify;
  self->notify_data = data;
  waiting = !g_queue_is_empty (&self->queue);
  pthread_mutex_unlock (&self->lock);
  if (notify && waiting)
    notify (data);
}
