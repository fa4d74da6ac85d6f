/* SPDX-License-Identifier: MIT */
#include "app/log-filter.h"

#include "app/log-row.h"

struct _BpLogFilter {
  GtkFilter parent_instance;
  BpLogLevel level;
  char *user;
  char *needle; /* folded; NULL: any text */
};
G_DEFINE_FINAL_TYPE (BpLogFilter, bp_log_filter, GTK_TYPE_FILTER)

BpLogFilter *
bp_log_filter_new (void)
{
  return g_object_new (BP_TYPE_LOG_FILTER, NULL);
}

void
bp_log_filter_set_level (BpLogFilter *self, BpLogLevel level)
{
  if (self->level == level)
    return;
  GtkFilterChange change = level > self->level ? GTK_FILTER_CHANGE_MORE_STRICT : GTK_FILTER_CHANGE_LESS_STRICT;
  self->level = level;
  gtk_filter_changed (GTK_FILTER (self), change);
}

void
bp_log_filter_set_user (BpLogFilter *self, const char *login)
{
  if (g_strcmp0 (self->user, login) == 0)
    return;
  g_free (self->user);
  self->user = g_strdup (login);
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

void
bp_log_filter_set_text (BpLogFilter *self, const char *text)
{
  g_autofree char *needle = text && *text ? g_utf8_casefold (text, -1) : NULL;
  if (g_strcmp0 (self->needle, needle) == 0)
    return;
  g_free (self->needle);
  self->needle = g_steal_pointer (&needle);
  gtk_filter_changed (GTK_FILTER (self), GTK_FILTER_CHANGE_DIFFERENT);
}

static gboolean
contains (const char *text, const char *needle)
{
  if (!text)
    return FALSE;
  g_autofree char *folded = g_utf8_casefold (text, -1);
  return strstr (folded, needle) != NULL;
}

gboolean
bp_log_filter_match_line (BpLogFilter *self, const BpLogLine *line)
{
  if (line->level < self->level)
    return FALSE;
  if (self->user && (!line->user || g_ascii_strcasecmp (line->user, self->user) != 0))
    return FALSE;
  return !self->needle || contains (line->text, self->needle) || contains (line->user, self->needle)
         || contains (line->id, self->needle) || contains (line->detail, self->needle);
}

static gboolean
bp_log_filter_match (GtkFilter *filter, gpointer item)
{
  return bp_log_filter_match_line (BP_LOG_FILTER (filter), bp_log_row_get_line (item));
}

static GtkFilterMatch
bp_log_filter_get_strictness (GtkFilter *filter)
{
  BpLogFilter *self = BP_LOG_FILTER (filter);
  return self->level == BP_LOG_DEBUG && !self->user && !self->needle ? GTK_FILTER_MATCH_ALL : GTK_FILTER_MATCH_SOME;
}

static void
bp_log_filter_finalize (GObject *object)
{
  BpLogFilter *self = BP_LOG_FILTER (object);
  g_free (self->user);
  g_free (self->needle);
  G_OBJECT_CLASS (bp_log_filter_parent_class)->finalize (object);
}

static void
bp_log_filter_class_init (BpLogFilterClass *klass)
{
  GtkFilterClass *filter_class = GTK_FILTER_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = bp_log_filter_finalize;
  filter_class->match = bp_log_filter_match;
  filter_class->get_strictness = bp_log_filter_get_strictness;
}

static void
bp_log_filter_init (BpLogFilter *self)
{
}
