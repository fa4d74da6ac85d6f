/* SPDX-License-Identifier: MIT */
#pragma once

/* The Exchange simulator as a child of a test: started on a free port, ended with it. */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

typedef struct {
  GSubprocess *process;
  char *folder;
  char *port_file;
  char *url;  /* of EWS */
  char *root; /* of the control endpoint, before "/sim/…" */
} Sim;

static inline void
sim_free (Sim *sim)
{
  if (!sim)
    return;
  if (sim->process) {
    g_subprocess_force_exit (sim->process);
    g_subprocess_wait (sim->process, NULL, NULL);
    g_object_unref (sim->process);
  }
  g_unlink (sim->port_file);
  g_rmdir (sim->folder);
  g_free (sim->port_file);
  g_free (sim->folder);
  g_free (sim->url);
  g_free (sim->root);
  g_free (sim);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sim, sim_free)

/* The port, once the simulator has written it. NULL if it ends before, or says nothing for ten seconds. */
static inline char *
sim_wait_for_port (Sim *sim)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  while (g_get_monotonic_time () < end && g_subprocess_get_identifier (sim->process)) {
    char *text = NULL;
    if (g_file_get_contents (sim->port_file, &text, NULL, NULL) && g_ascii_strtoull (g_strstrip (text), NULL, 10) > 0)
      return text;
    g_free (text);
    g_usleep (2000);
  }
  return NULL;
}

/* A test that aborts leaves no simulator behind. */
static inline void
sim_die_with_parent (gpointer data)
{
#ifdef __linux__
  prctl (PR_SET_PDEATHSIG, SIGKILL);
#endif
}

/* Further arguments, NULL-terminated; may be NULL. NULL if there is no simulator that runs. */
static inline Sim *
sim_start (const char *const *more)
{
  Sim *sim = g_new0 (Sim, 1);
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  const char *schema = g_getenv ("BP_EWS_SCHEMA");
  g_autofree char *program =
    g_build_filename (g_getenv ("BP_BUILD_DIR") ? g_getenv ("BP_BUILD_DIR") : ".", "exchange-sim", NULL);
  g_autofree char *port = NULL;
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  const char *const fixed[] = { program, "--listen", "127.0.0.1:0", "--port-file" };
  sim->folder = g_dir_make_tmp ("bp-sim-XXXXXX", NULL);
  sim->port_file = g_build_filename (sim->folder, "port", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_ptr_array_add (args, (gpointer) fixed[i]);
  g_ptr_array_add (args, sim->port_file);
  if (schema && g_file_test (schema, G_FILE_TEST_IS_DIR)) {
    g_ptr_array_add (args, (gpointer) "--schema");
    g_ptr_array_add (args, (gpointer) schema);
  }
  for (; more && *more; more++)
    g_ptr_array_add (args, (gpointer) *more);
  g_ptr_array_add (args, NULL);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, sim_die_with_parent, NULL, NULL);
  sim->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) args->pdata, NULL);
  port = sim->process ? sim_wait_for_port (sim) : NULL;
  if (!port) {
    sim_free (sim);
    return NULL;
  }
  sim->root = g_strdup_printf ("http://127.0.0.1:%s", port);
  sim->url = g_strconcat (sim->root, "/EWS/Exchange.asmx", NULL);
  return sim;
}
