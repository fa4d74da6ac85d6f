/* SPDX-License-Identifier: MIT */
#include "app/dispatcher.h"

#define MESSAGES 50000

typedef struct {
  guint next, batches;
  gboolean in_order;
  GMainLoop *loop;
} Seen;

static gpointer
send_all (gpointer data)
{
  for (guint i = 0; i < MESSAGES; i++)
    bp_channel_send (data, g_memdup2 (&i, sizeof i));
  return NULL;
}

static void
batch_cb (GPtrArray *messages, gpointer data)
{
  Seen *seen = data;
  seen->batches++;
  for (guint i = 0; i < messages->len; i++)
    seen->in_order = seen->in_order && *(guint *) messages->pdata[i] == seen->next++;
  if (seen->next == MESSAGES)
    g_main_loop_quit (seen->loop);
}

/* Everything arrives, in order, in far fewer turns than messages. */
static void
test_batches (void)
{
  g_autoptr (BpChannel) channel = bp_channel_new (g_free, 0);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Seen seen = { .in_order = TRUE, .loop = loop };
  GSource *source = bp_dispatcher_start (channel, g_free, batch_cb, &seen);
  GThread *thread = g_thread_new ("sender", send_all, channel);
  g_main_loop_run (loop);
  g_thread_join (thread);
  bp_dispatcher_stop (source);
  g_assert_true (seen.in_order);
  g_assert_cmpuint (seen.next, ==, MESSAGES);
  g_assert_cmpuint (seen.batches, <, MESSAGES / 10);
}

/* What was sent before anybody listened is not lost, and nothing is delivered afterwards. */
static void
test_before_and_after (void)
{
  g_autoptr (BpChannel) channel = bp_channel_new (g_free, 0);
  Seen seen = { .in_order = TRUE };
  guint zero = 0, one = 1;
  bp_channel_send (channel, g_memdup2 (&zero, sizeof zero));
  GSource *source = bp_dispatcher_start (channel, g_free, batch_cb, &seen);
  while (seen.next < 1)
    g_main_context_iteration (NULL, TRUE);
  bp_dispatcher_stop (source);
  bp_channel_send (channel, g_memdup2 (&one, sizeof one));
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (seen.next, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dispatcher/batches", test_batches);
  g_test_add_func ("/dispatcher/before-and-after", test_before_and_after);
  return g_test_run ();
}
