/* SPDX-License-Identifier: MIT */
#include "host/follower.h"

#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "base/log.h"

struct _BpFollower {
  char *path;
  char *rotated;    /* where the file goes when it is rotated */
  gint64 position;  /* after the last complete line that was read */
  guint64 identity; /* inode; 0 where the system has none */
};

static void
file_state (const char *path, gint64 *ret_size, guint64 *ret_identity)
{
  GStatBuf info;
  gboolean found = g_stat (path, &info) == 0;
  *ret_size = found ? (gint64) info.st_size : 0;
  *ret_identity = found ? (guint64) info.st_ino : 0;
}

BpFollower *
bp_follower_new (const char *path)
{
  BpFollower *self = g_new0 (BpFollower, 1);
  self->path = g_strdup (path);
  self->rotated = g_strconcat (path, ".1", NULL);
  bp_follower_skip (self);
  return self;
}

void
bp_follower_free (BpFollower *self)
{
  if (!self)
    return;
  g_free (self->path);
  g_free (self->rotated);
  g_free (self);
}

void
bp_follower_skip (BpFollower *self)
{
  file_state (self->path, &self->position, &self->identity);
}

static void
add_line (GPtrArray *lines, const char *text, gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);
  BpLogLine *line = bp_log_line_parse (valid);
  if (line)
    g_ptr_array_add (lines, line);
}

/* Appends the complete lines from `position` on; returns the position after the last of them. */
static gint64
read_from (const char *path, gint64 position, GPtrArray *lines)
{
  FILE *file = g_fopen (path, "rb");
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[16384];
  gsize n;
  const char *line, *end;
  if (!file)
    return position;
  if (fseek (file, (long) position, SEEK_SET) == 0)
    while ((n = fread (buffer, 1, sizeof buffer, file)) > 0)
      g_string_append_len (text, buffer, (gssize) n);
  fclose (file);
  for (line = text->str; (end = memchr (line, '\n', text->len - (gsize) (line - text->str))); line = end + 1)
    add_line (lines, line, (gsize) (end - line));
  return position + (line - text->str);
}

GPtrArray *
bp_follower_read (BpFollower *self)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_log_line_unref);
  gint64 size;
  guint64 identity;
  file_state (self->path, &size, &identity);
  if (size < self->position || (self->identity && identity && identity != self->identity)) {
    read_from (self->rotated, self->position, lines);
    self->position = 0;
  }
  self->identity = identity;
  if (size > self->position)
    self->position = read_from (self->path, self->position, lines);
  return lines;
}
