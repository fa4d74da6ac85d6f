/* SPDX-License-Identifier: MIT */
#include "base/logfile.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/platform.h"

struct _BpLogfile {
  char *path;
  gint64 max_bytes;
  guint keep;
  int fd;         /* -1: not open */
  gint64 written; /* through this handle, or there when it was opened: the file is at least that long */
  int lost;
};

BpLogfile *
bp_logfile_new (const char *path, gint64 max_bytes, guint keep)
{
  BpLogfile *self = g_new0 (BpLogfile, 1);
  self->path = g_strdup (path);
  self->max_bytes = max_bytes;
  self->keep = keep;
  self->fd = -1;
  return self;
}

static void
close_file (BpLogfile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

void
bp_logfile_free (BpLogfile *self)
{
  if (!self)
    return;
  close_file (self);
  g_free (self->path);
  g_free (self);
}

static gint64
file_size (const char *path)
{
  GStatBuf info;
  return g_stat (path, &info) == 0 ? (gint64) info.st_size : -1;
}

static char *
rotated_path (const char *path, guint number)
{
  return g_strdup_printf ("%s.%u", path, number);
}

/* NAME.1 becomes NAME.2 and so on; what would exceed `keep` is overwritten. If a step fails (somebody has the file open
 * on Windows), the log simply grows until a later line succeeds. */
static void
rotate (BpLogfile *self)
{
  close_file (self);
  if (self->keep == 0)
    g_unlink (self->path);
  for (guint number = self->keep; number > 0; number--) {
    g_autofree char *from = number > 1 ? rotated_path (self->path, number - 1) : g_strdup (self->path);
    g_autofree char *to = rotated_path (self->path, number);
    g_rename (from, to);
  }
}

/* Opened anew when somebody moved, removed or emptied the file. size: the file's now, -1 if there is none. */
static gboolean
ensure_open (BpLogfile *self, gint64 size)
{
  if (self->fd >= 0 && size < self->written)
    close_file (self);
  if (self->fd < 0) {
    self->fd = bp_platform_open_append (self->path);
    self->written = MAX (size, 0);
  }
  return self->fd >= 0;
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0) {
    gssize n = write (fd, text, length);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return FALSE;
    text += n;
    length -= (gsize) n;
  }
  return TRUE;
}

void
bp_logfile_sink (BpLogLine *line, gpointer data)
{
  BpLogfile *self = data;
  g_autofree char *formatted = bp_log_line_format (line);
  g_autofree char *text = g_strconcat (formatted, "\n", NULL);
  gsize length = strlen (text);
  gint64 size = file_size (self->path);
  if (self->max_bytes > 0 && size > 0 && size + (gint64) length > self->max_bytes) {
    rotate (self);
    size = file_size (self->path);
  }
  if (ensure_open (self, size) && write_all (self->fd, text, length)) {
    self->written += (gint64) length;
  } else {
    g_atomic_int_inc (&self->lost);
    close_file (self);
  }
  /* Another process rotates: the file must not be held. */
  if (self->max_bytes == 0)
    close_file (self);
}

guint
bp_logfile_get_lost (BpLogfile *self)
{
  return (guint) g_atomic_int_get (&self->lost);
}

/* The parsed lines of one file, oldest first, appended. */
static void
read_lines (const char *path, GPtrArray *lines)
{
  g_autofree char *content = NULL;
  char *next;
  if (!g_file_get_contents (path, &content, NULL, NULL))
    return;
  for (char *text = content; text && *text; text = next) {
    g_autofree char *valid = NULL;
    BpLogLine *line;
    char *end = strchr (text, '\n');
    next = end ? end + 1 : NULL;
    if (end)
      *end = '\0';
    valid = g_utf8_make_valid (text, -1);
    line = bp_log_line_parse (valid);
    if (line)
      g_ptr_array_add (lines, line);
  }
}

GPtrArray *
bp_logfile_tail (const char *path, guint max)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_log_line_unref);
  g_autofree char *previous = rotated_path (path, 1);
  read_lines (previous, lines);
  read_lines (path, lines);
  if (lines->len > max)
    g_ptr_array_remove_range (lines, 0, lines->len - max);
  return lines;
}
