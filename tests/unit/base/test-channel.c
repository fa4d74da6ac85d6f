/* SPDX-License-Identifier: MIT */
/* The mailbox between threads: order, dropping, waking, closing, and many senders at once (run it under TSan). */
#include "base/channel.h"

typedef struct {
  guint sender;
  guint number;
} Message;

static Message *
message_new (guint sender, guint number)
{
  Message *message = g_new (Message, 1);
  *message = (Message){ sender, number };
  return message;
}

static void
assert_next (BpChannel *channel, guint number)
{
  g_autofree Message *message = bp_channel_receive (channel, 0);
  g_assert_nonnull (message);
  g_assert_cmpuint (message->number, ==, number);
}

static void
test_order (void)
{
  g_autoptr (BpChannel) channel = bp_channel_new (g_free, 0);
  g_assert_null (bp_channel_receive (channel, 0));
  for (guint i = 0; i < 5; i++)
    g_assert_true (i % 2 ? bp_channel_send (channel, message_new (0, i))
                         : bp_channel_send_droppable (channel, message_new (0, i)));
  for (guint i = 0; i < 5; i++)
    assert_next (channel, i);
  g_assert_null (bp_channel_receive (channel, 0));
  g_assert_cmpuint (bp_channel_get_dropped (channel), ==, 0);
}

/* The oldest droppable one goes; results never do. */
static void
test_dropping (void)
{
  g_autoptr (BpChannel) channel = bp_channel_new (g_free, 2);
  bp_channel_send_droppable (channel, message_new (0, 0));
  for (guint i = 1; i < 6; i++)
    bp_channel_send (channel, message_new (0, i));
  for (guint i = 6; i < 10; i++)
    bp_channel_send_droppable (channel, message_new (0, i));
  g_assert_cmpuint (bp_channel_get_dropped (channel), ==, 3);
  for (guint i = 1; i < 6; i++)
    assert_next (channel, i);
  assert_next (channel, 8);
  bp_channel_send_droppable (channel, message_new (0, 10));
  assert_next (channel, 9);
  assert_next (channel, 10);
  g_assert_null (bp_channel_receive (channel, 0));
}

static void
test_timeout (void)
{
  g_autoptr (BpChannel) channel = bp_channel_new (g_free, 0);
  gint64 begun = g_get_monotonic_time ();
  g_assert_null (bp_channel_receive (channel, 20000));
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 20000);
}

static void
test_wake (void)
{
  g_autoptr (BpChannel) channel = bp_channel_new (g_free, 0);
  bp_channel_wake (channel);
  bp_channel_wake (channel);
  g_assert_null (bp_channel_receive (channel, -1));
  bp_channel_send (channel, message_new (0, 1));
  bp_channel_wake (channel);
  assert_next (channel, 1);
  g_assert_null (bp_channel_receive (channel, -1));
}

static void
test_close (void)
{
  g_autoptr (BpChannel) channel = bp_channel_new (g_free, 0);
  bp_channel_send (channel, message_new (0, 1));
  g_assert_false (bp_channel_is_closed (channel));
  bp_channel_close (channel);
  g_assert_true (bp_channel_is_closed (channel));
  g_assert_false (bp_channel_send (channel, message_new (0, 2)));
  g_assert_false (bp_channel_send_droppable (channel, message_new (0, 3)));
  assert_next (channel, 1);
  g_assert_null (bp_channel_receive (channel, -1));
}

/* What is still queued at the end is freed (ASan sees it otherwise). */
static void
test_leftovers (void)
{
  g_autoptr (BpChannel) channel = bp_channel_new (g_free, 1);
  for (guint i = 0; i < 3; i++) {
    bp_channel_send (channel, message_new (0, i));
    bp_channel_send_droppable (channel, message_new (0, i));
  }
}

static void
count (gpointer data)
{
  ++*(guint *) data;
}

static void
test_notify (void)
{
  g_autoptr (BpChannel) channel = bp_channel_new (g_free, 0);
  guint first = 0, second = 0;
  bp_channel_set_notify (channel, count, &first);
  g_assert_cmpuint (first, ==, 0);
  bp_channel_send (channel, message_new (0, 0));
  bp_channel_send (channel, message_new (0, 1));
  g_assert_cmpuint (first, ==, 1);
  assert_next (channel, 0);
  assert_next (channel, 1);
  bp_channel_send (channel, message_new (0, 2));
  g_assert_cmpuint (first, ==, 2);
  /* Somebody who comes late is told at once. */
  bp_channel_set_notify (channel, count, &second);
  g_assert_cmpuint (second, ==, 1);
  bp_channel_set_notify (channel, NULL, NULL);
  assert_next (channel, 2);
  bp_channel_send (channel, message_new (0, 3));
  g_assert_cmpuint (second, ==, 1);
}

#define SENDERS 4
#define MESSAGES 5000

typedef struct {
  BpChannel *channel;
  guint number;
} Sender;

static gpointer
send_many (gpointer data)
{
  Sender *sender = data;
  for (guint i = 0; i < MESSAGES; i++) {
    bp_channel_send (sender->channel, message_new (sender->number, i));
    if (i % 16 == 0)
      bp_channel_wake (sender->channel);
  }
  bp_channel_unref (sender->channel);
  return NULL;
}

/* Every message arrives once, each sender's in its order. */
static void
test_threads (void)
{
  BpChannel *channel = bp_channel_new (g_free, 0);
  Sender senders[SENDERS];
  GThread *threads[SENDERS];
  guint next[SENDERS] = { 0 }, received = 0;
  for (guint i = 0; i < SENDERS; i++) {
    senders[i] = (Sender){ bp_channel_ref (channel), i };
    threads[i] = g_thread_new ("sender", send_many, &senders[i]);
  }
  while (received < SENDERS * MESSAGES) {
    g_autofree Message *message = bp_channel_receive (channel, -1);
    if (!message)
      continue;
    g_assert_cmpuint (message->number, ==, next[message->sender]);
    next[message->sender]++;
    received++;
  }
  for (guint i = 0; i < SENDERS; i++)
    g_thread_join (threads[i]);
  bp_channel_unref (channel);
}

static gpointer
receive_until_closed (gpointer data)
{
  BpChannel *channel = data;
  guint received = 0;
  while (!bp_channel_is_closed (channel)) {
    g_autofree Message *message = bp_channel_receive (channel, -1);
    received += message != NULL;
  }
  return GUINT_TO_POINTER (received);
}

/* A receiver that waits for ever ends at once when the channel is closed. */
static void
test_close_wakes (void)
{
  g_autoptr (BpChannel) channel = bp_channel_new (g_free, 0);
  GThread *receiver = g_thread_new ("receiver", receive_until_closed, channel);
  gpointer received;
  bp_channel_close (channel);
  received = g_thread_join (receiver);
  g_assert_cmpuint (GPOINTER_TO_UINT (received), ==, 0);
  /* cppcheck-suppress memleak ; joined above */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channel/order", test_order);
  g_test_add_func ("/channel/dropping", test_dropping);
  g_test_add_func ("/channel/timeout", test_timeout);
  g_test_add_func ("/channel/wake", test_wake);
  g_test_add_func ("/channel/close", test_close);
  g_test_add_func ("/channel/leftovers", test_leftovers);
  g_test_add_func ("/channel/notify", test_notify);
  g_test_add_func ("/channel/threads", test_threads);
  g_test_add_func ("/channel/close-wakes", test_close_wakes);
  return g_test_run ();
}
