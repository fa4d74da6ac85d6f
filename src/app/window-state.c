/* SPDX-License-Identifier: MIT */
#include "app/window-state.h"

#define GROUP "window"
#define DEFAULT_WIDTH 1024
#define DEFAULT_HEIGHT 700

static char *
state_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "bpexchange", "window.ini", NULL);
}

/* A size that no one can have meant (0, damaged) gives the default. */
static int
read_size (GKeyFile *file, const char *key, int fallback)
{
  int size = g_key_file_get_integer (file, GROUP, key, NULL);
  return size >= 200 && size <= 20000 ? size : fallback;
}

BpWindowState *
bp_window_state_load (void)
{
  g_autofree char *path = state_path ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  BpWindowState *self = g_new0 (BpWindowState, 1);
  self->width = read_size (file, "width", DEFAULT_WIDTH);
  self->height = read_size (file, "height", DEFAULT_HEIGHT);
  self->maximized = g_key_file_get_boolean (file, GROUP, "maximized", NULL);
  self->page = g_key_file_get_string (file, GROUP, "page", NULL);
  return self;
}

void
bp_window_state_save (const BpWindowState *self)
{
  g_autofree char *path = state_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_key_file_set_integer (file, GROUP, "width", self->width);
  g_key_file_set_integer (file, GROUP, "height", self->height);
  g_key_file_set_boolean (file, GROUP, "maximized", self->maximized);
  if (self->page)
    g_key_file_set_string (file, GROUP, "page", self->page);
  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (file, path, &error))
    g_debug ("window state not saved: %s", error->message);
}

void
bp_window_state_free (BpWindowState *self)
{
  if (!self)
    return;
  g_free (self->page);
  g_free (self);
}
