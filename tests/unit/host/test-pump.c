/* SPDX-License-Identifier: MIT */
#include "host/pump.h"

typedef struct {
  BpChannel *channel;
  GMainLoop *loop;
  GThread *loop_thread;
  guint received, calls, wanted;
} Fixture;

static void
drain (gpointer data)
{
  Fixture *f = data;
  g_assert_true (g_thread_self () == f->loop_thread);
  f->calls++;
  while (bp_channel_receive (f->channel, 0))
    f->received++;
  if (f->received == f->wanted)
    g_main_loop_quit (f->loop);
}

static gpointer
send_many (gpointer data)
{
  for (int i = 0; i < 10000; i++)
    bp_channel_send (data, GINT_TO_POINTER (1));
  return NULL;
}

static void
test_other_thread (void)
{
  Fixture f = { bp_channel_new (NULL, 0), g_main_loop_new (NULL, FALSE), g_thread_self (), 0, 0, 20000 };
  BpPump *pump = bp_pump_new (f.channel, NULL, drain, &f);
  GThread *one = g_thread_new ("one", send_many, f.channel);
  GThread *two = g_thread_new ("two", send_many, f.channel);
  g_main_loop_run (f.loop);
  g_thread_join (one);
  g_thread_join (two);
  g_assert_cmpuint (f.received, ==, 20000);
  bp_pump_free (pump);
  bp_channel_unref (f.channel);
  g_main_loop_unref (f.loop);
}

static void
test_what_waited (void)
{
  Fixture f = { bp_channel_new (NULL, 0), g_main_loop_new (NULL, FALSE), g_thread_self (), 0, 0, 1 };
  BpPump *pump;
  bp_channel_send (f.channel, GINT_TO_POINTER (1));
  pump = bp_pump_new (f.channel, NULL, drain, &f);
  g_main_loop_run (f.loop);
  g_assert_cmpuint (f.received, ==, 1);
  /* Nothing to do: no busy loop. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f.calls, ==, 1);
  bp_pump_free (pump);
  bp_channel_unref (f.channel);
  g_main_loop_unref (f.loop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/host/pump/other-thread", test_other_thread);
  g_test_add_func ("/host/pump/what-waited", test_what_waited);
  return g_test_run ();
}
