/* SPDX-License-Identifier: MIT */
#include "app/application.h"

#include "app/confirm.h"
#include "app/monitor.h"
#include "app/resources.h"
#include "app/window.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/platform.h"

#define APPLICATION_ID "org.bpexchange.Bpexchange"

struct _BpApplication {
  GtkApplication parent_instance;
  char *dir; /* NULL: the default */
  BpSession *session;
  BpMonitor *monitor;
};
G_DEFINE_FINAL_TYPE (BpApplication, bp_application, GTK_TYPE_APPLICATION)

void
bp_application_load_resources (void)
{
  static gsize loaded = 0;
  if (!g_once_init_enter (&loaded))
    return;
  bp_ui_register_resource ();
  g_once_init_leave (&loaded, 1);
}

static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, "/org/bpexchange/ui/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/* One instance per data folder: a second start with the same one brings its window to the front. */
static int
bp_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  BpApplication *self = BP_APPLICATION (application);
  g_autofree char *dir = NULL;
  if (g_variant_dict_lookup (options, "data", "^ay", &dir)) {
    self->dir = g_canonicalize_filename (dir, NULL);
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->dir, -1);
    g_autofree char *id = g_strdup_printf ("%s.data%.12s", APPLICATION_ID, hash);
    g_application_set_application_id (application, id);
  }
  return -1;
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  GtkWindow *window = gtk_application_get_active_window (application);
  if (window)
    gtk_window_close (window);
  else
    g_application_quit (application);
}

static void
stop_signal_cb (gpointer application)
{
  g_application_quit (application);
}

static void
bp_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = { { "quit", quit_action } };
  G_APPLICATION_CLASS (bp_application_parent_class)->startup (application);
  bp_platform_disable_core_dumps ();
  bp_platform_on_stop_signal (stop_signal_cb, application);
  bp_application_load_resources ();
  load_style ();
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries), application);
  gtk_window_set_default_icon_name (APPLICATION_ID);
}

static void
failure_closed_cb (BpAnswer answer, gpointer application)
{
  g_application_release (application);
}

static void
show_failure (BpApplication *self, const GError *error)
{
  BpQuestion question = { .heading = _ ("The data folder cannot be opened"),
                          .body = error->message,
                          .cancel = _ ("_Close") };
  g_application_hold (G_APPLICATION (self));
  bp_confirm (NULL, &question, failure_closed_cb, self);
}

static void
bp_application_activate (GApplication *application)
{
  BpApplication *self = BP_APPLICATION (application);
  g_autoptr (GError) error = NULL;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  if (!window) {
    gint64 now = bp_clock_now ();
    self->session = bp_session_new (self->dir, &error);
    if (!self->session) {
      show_failure (self, error);
      return;
    }
    self->monitor = bp_monitor_new (self->session, now);
    window = GTK_WINDOW (bp_window_new (GTK_APPLICATION (self), self->monitor));
  }
  gtk_window_present (window);
}

/* The engine stops with its window: cleanly, in under a second. */
static void
bp_application_shutdown (GApplication *application)
{
  BpApplication *self = BP_APPLICATION (application);
  if (self->monitor)
    bp_monitor_stop (self->monitor);
  G_APPLICATION_CLASS (bp_application_parent_class)->shutdown (application);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->session, bp_session_free);
}

static void
bp_application_finalize (GObject *object)
{
  g_free (BP_APPLICATION (object)->dir);
  G_OBJECT_CLASS (bp_application_parent_class)->finalize (object);
}

static void
bp_application_class_init (BpApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = bp_application_finalize;
  application_class->handle_local_options = bp_application_handle_local_options;
  application_class->startup = bp_application_startup;
  application_class->activate = bp_application_activate;
  application_class->shutdown = bp_application_shutdown;
}

static void
bp_application_init (BpApplication *self)
{
  static const GOptionEntry options[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Use this data folder"), N_ ("DIR") },
    { NULL },
  };
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

BpApplication *
bp_application_new (void)
{
  return g_object_new (BP_TYPE_APPLICATION, "application-id", APPLICATION_ID, NULL);
}
