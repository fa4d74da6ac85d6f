/* SPDX-License-Identifier: MIT */
#include "server.h"
#include "sim.h"

#include <glib-unix.h>
#include <libxml/parser.h>

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static int
serve (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (Sim) sim = NULL;
  g_autoptr (Server) server = NULL;

  /* Before the port file: whoever waits for it may end us at once. */
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  sim = sim_new (options, &error);
  server = sim ? server_new (sim, &error) : NULL;
  if (!server) {
    g_printerr ("exchange-sim: %s\n", error->message);
    return error->domain == G_OPTION_ERROR ? 2 : 1;
  }
  g_main_loop_run (loop);
  g_clear_pointer (&server, server_free);
  return 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Options) options = options_parse (&argc, &argv, &error);

  if (!options) {
    g_printerr ("exchange-sim: %s\n", error->message);
    return 2;
  }
  xmlInitParser ();
  return serve (options);
}
