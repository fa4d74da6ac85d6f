/* SPDX-License-Identifier: MIT */
#pragma once

/* The one mailbox between threads: a queue of messages that own all their data. After sending, the sender never touches
 * a message again. Results are never dropped; a bounded channel drops the oldest *droppable* message (log lines to a
 * slow viewer) and counts it. Any thread may send; one thread receives. */

#include <glib.h>

typedef struct _BpChannel BpChannel;

/* free_message frees what is still queued at the end, and what is dropped. capacity bounds the droppable messages, 0 = unbounded. */
BpChannel *bp_channel_new (GDestroyNotify free_message, guint capacity);
BpChannel *bp_channel_ref (BpChannel *self);
void bp_channel_unref (BpChannel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpChannel, bp_channel_unref)

/* Takes the message. After bp_channel_close () it is freed and FALSE returned. */
gboolean bp_channel_send (BpChannel *self, gpointer message);
gboolean bp_channel_send_droppable (BpChannel *self, gpointer message);
/* The next message, or NULL after timeout_us (0: do not wait, < 0: for ever) or when closed and empty. */
gpointer bp_channel_receive (BpChannel *self, gint64 timeout_us);
/* Wakes the receiver without a message: its receive returns NULL early. */
void bp_channel_wake (BpChannel *self);
void bp_channel_close (BpChannel *self);
gboolean bp_channel_is_closed (BpChannel *self);
guint bp_channel_get_dropped (BpChannel *self);
/* Called (from the sending thread, with no lock held) when the queue goes from empty to not empty: a GUI arms its source in it. */
void bp_channel_set_notify (BpChannel *self, void (*notify) (gpointer data), gpointer data);
