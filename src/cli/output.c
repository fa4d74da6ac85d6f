/* SPDX-License-Identifier: MIT */
#include "cli/output.h"

#include <locale.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"

struct _BpTable {
  guint columns;
  GPtrArray *cells; /* char*, row by row */
  guint *widths;
};

/* Columns on a terminal. */
static guint
width_of (const char *text)
{
  guint width = 0;
  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
  }
  return width;
}

static void
add_cell (BpTable *self, const char *text)
{
  char *cell = text ? g_utf8_make_valid (text, -1) : g_strdup ("");
  guint column = self->cells->len % self->columns;
  g_strdelimit (cell, "\r\n\t", ' ');
  self->widths[column] = MAX (self->widths[column], width_of (cell));
  g_ptr_array_add (self->cells, cell);
}

BpTable *
bp_table_new (guint columns, const char *const *headings)
{
  BpTable *self = g_new0 (BpTable, 1);
  self->columns = columns;
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->widths = g_new0 (guint, columns);
  for (guint i = 0; headings && i < columns; i++)
    add_cell (self, headings[i]);
  return self;
}

void
bp_table_free (BpTable *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->cells);
  g_free (self->widths);
  g_free (self);
}

void
bp_table_add (BpTable *self, ...)
{
  va_list args;
  va_start (args, self);
  for (guint i = 0; i < self->columns; i++)
    add_cell (self, va_arg (args, const char *));
  va_end (args);
}

void
bp_table_print (BpTable *self)
{
  for (guint i = 0; i < self->cells->len; i++) {
    const char *cell = g_ptr_array_index (self->cells, i);
    guint column = i % self->columns;
    if (column + 1 == self->columns)
      printf ("%s\n", cell);
    else
      printf ("%s%*s", cell, (int) (self->widths[column] - width_of (cell) + 2), "");
  }
}

char *
bp_output_time (gint64 instant)
{
  g_autoptr (GDateTime) time = instant ? g_date_time_new_from_unix_local (instant / G_USEC_PER_SEC) : NULL;
  return time ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : g_strdup ("-");
}

void
bp_output_untranslated (void)
{
  setlocale (LC_MESSAGES, "C");
}

void
bp_output_json (json_t *json)
{
  json_dumpf (json, stdout, JSON_INDENT (2));
  putchar ('\n');
  json_decref (json);
}

json_t *
bp_json_text (const char *text)
{
  json_t *json = text ? json_string (text) : NULL;
  return json ? json : json_null ();
}

json_t *
bp_json_time (gint64 instant)
{
  g_autofree char *text = instant ? bp_clock_format (instant) : NULL;
  return bp_json_text (text);
}
