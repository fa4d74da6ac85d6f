/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"

#define MASK "•••"

typedef struct {
  BpLogLine line; /* first: a BpLogLine * is a SharedLine * */
  int refs;
} SharedLine;

typedef struct {
  guint handle;
  BpLogSink write;
  gpointer data;
  GDestroyNotify destroy;
} Sink;

struct _BpLog {
  int refs;
  int level;
  pthread_mutex_t lock; /* guards everything below */
  GArray *sinks;        /* Sink */
  GPtrArray *secrets;   /* longest first, so that a part never hides the whole */
  guint last_handle;
};

static const char *const level_names[] = { "debug", "info", "warning", "error" };

const char *
bp_log_level_name (BpLogLevel level)
{
  return (guint) level < G_N_ELEMENTS (level_names) ? level_names[level] : "info";
}

gboolean
bp_log_level_parse (const char *text, BpLogLevel *ret_level)
{
  for (guint i = 0; text && i < G_N_ELEMENTS (level_names); i++)
    if (strcmp (text, level_names[i]) == 0) {
      *ret_level = (BpLogLevel) i;
      return TRUE;
    }
  return FALSE;
}

/* Takes the strings. */
static BpLogLine *
line_new (gint64 at, BpLogLevel level, char *id, char *user, char *text, char *detail)
{
  SharedLine *shared = g_new (SharedLine, 1);
  shared->line = (BpLogLine){ at, level, id, user, text, detail };
  shared->refs = 1;
  return &shared->line;
}

BpLogLine *
bp_log_line_ref (BpLogLine *line)
{
  g_atomic_int_inc (&((SharedLine *) line)->refs);
  return line;
}

void
bp_log_line_unref (BpLogLine *line)
{
  if (!line || !g_atomic_int_dec_and_test (&((SharedLine *) line)->refs))
    return;
  g_free (line->id);
  g_free (line->user);
  g_free (line->text);
  g_free (line->detail);
  g_free (line);
}

static void
sink_clear (gpointer data)
{
  Sink *sink = data;
  if (sink->destroy)
    sink->destroy (sink->data);
}

BpLog *
bp_log_new (BpLogLevel level)
{
  BpLog *self = g_new0 (BpLog, 1);
  self->refs = 1;
  self->level = (int) level;
  pthread_mutex_init (&self->lock, NULL);
  self->sinks = g_array_new (FALSE, FALSE, sizeof (Sink));
  g_array_set_clear_func (self->sinks, sink_clear);
  self->secrets = g_ptr_array_new_with_free_func (g_free);
  return self;
}

BpLog *
bp_log_ref (BpLog *self)
{
  if (self)
    g_atomic_int_inc (&self->refs);
  return self;
}

void
bp_log_unref (BpLog *self)
{
  if (!self || !g_atomic_int_dec_and_test (&self->refs))
    return;
  g_array_unref (self->sinks);
  g_ptr_array_unref (self->secrets);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
bp_log_set_level (BpLog *self, BpLogLevel level)
{
  g_atomic_int_set (&self->level, (int) level);
}

guint
bp_log_add_sink (BpLog *self, BpLogSink sink, gpointer data, GDestroyNotify destroy)
{
  Sink added = { 0, sink, data, destroy };
  pthread_mutex_lock (&self->lock);
  added.handle = ++self->last_handle;
  g_array_append_val (self->sinks, added);
  pthread_mutex_unlock (&self->lock);
  return added.handle;
}

void
bp_log_remove_sink (BpLog *self, guint handle)
{
  Sink removed = { 0 };
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->sinks->len; i++) {
    Sink *sink = &g_array_index (self->sinks, Sink, i);
    if (sink->handle != handle)
      continue;
    removed = *sink;
    sink->destroy = NULL;
    g_array_remove_index (self->sinks, i);
    break;
  }
  pthread_mutex_unlock (&self->lock);
  sink_clear (&removed);
}

/* --- redaction ---------------------------------------------------------------------------------------------------- */

static int
longest_first (gconstpointer a, gconstpointer b)
{
  gsize length_a = strlen (*(char *const *) a), length_b = strlen (*(char *const *) b);
  return length_a > length_b ? -1 : length_a < length_b;
}

/* Takes the text. */
static void
take_secret (GPtrArray *secrets, char *secret)
{
  if (*secret == '\0' || g_ptr_array_find_with_equal_func (secrets, secret, g_str_equal, NULL))
    g_free (secret);
  else
    g_ptr_array_add (secrets, secret);
}

void
bp_log_add_secret (BpLog *self, const char *secret)
{
  if (!self || !secret || !*secret)
    return;
  pthread_mutex_lock (&self->lock);
  /* As it is, and as a server or a library may echo it: in XML, in a form or URL, in Base64. */
  take_secret (self->secrets, g_strdup (secret));
  take_secret (self->secrets, g_markup_escape_text (secret, -1));
  take_secret (self->secrets, g_uri_escape_string (secret, NULL, TRUE));
  take_secret (self->secrets, g_base64_encode ((const guchar *) secret, strlen (secret)));
  g_ptr_array_sort (self->secrets, longest_first);
  pthread_mutex_unlock (&self->lock);
}

#define TOKEN_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=._~-"

/* Whether it can be no word of a sentence, as in "Basic authentication". */
static gboolean
looks_like_token (const char *text, gsize length)
{
  gsize word = strcspn (text, "0123456789=");
  return length >= 8 && word < length;
}

/* Overwrites the credentials that follow the name of a scheme: always in a header, else where they look like some. */
static void
mask_credentials (GString *text, const char *scheme)
{
  gsize from = 0;
  for (;;) {
    const char *found = strstr (text->str + from, scheme);
    gsize begin, length;
    gboolean in_header;
    if (!found)
      return;
    begin = (gsize) (found - text->str) + strlen (scheme);
    length = strspn (text->str + begin, TOKEN_CHARACTERS);
    in_header = found - text->str >= 15 && g_ascii_strncasecmp (found - 15, "authorization: ", 15) == 0;
    if (length > 0 && (in_header || looks_like_token (text->str + begin, length))) {
      g_string_erase (text, (gssize) begin, (gssize) length);
      g_string_insert (text, (gssize) begin, MASK);
      length = strlen (MASK);
    }
    from = begin + length;
  }
}

/* "https://user:password@host" -> "https://•••@host". */
static void
mask_url_credentials (GString *text)
{
  gsize from = 0;
  for (;;) {
    const char *found = strstr (text->str + from, "://");
    gsize begin, length;
    if (!found)
      return;
    begin = (gsize) (found - text->str) + strlen ("://");
    length = strcspn (text->str + begin, "/@ \t\"'<>");
    if (text->str[begin + length] == '@') {
      g_string_erase (text, (gssize) begin, (gssize) length);
      g_string_insert (text, (gssize) begin, MASK);
    }
    from = begin;
  }
}

/* One line, without secrets and without control characters. Takes the text; NULL stays NULL. */
static char *
redact (BpLog *self, char *text)
{
  static const char *const schemes[] = { "Basic ", "Bearer ", "NTLM ", "Negotiate " };
  GString *redacted;
  if (!text)
    return NULL;
  redacted = g_string_new (text);
  g_free (text);
  for (guint i = 0; i < self->secrets->len; i++)
    g_string_replace (redacted, g_ptr_array_index (self->secrets, i), MASK, 0);
  if (strstr (redacted->str, "://"))
    mask_url_credentials (redacted);
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    mask_credentials (redacted, schemes[i]);
  for (char *c = redacted->str; *c; c++)
    if ((guchar) *c < ' ' || *c == 0x7f)
      *c = ' ';
  return g_string_free (redacted, FALSE);
}

/* --- logging ------------------------------------------------------------------------------------------------------ */

/* Takes text and detail. */
static void
emit (BpLog *self, BpLogLevel level, const char *id, const char *user, char *text, char *detail)
{
  BpLogLine *line;
  pthread_mutex_lock (&self->lock);
  /* The time is taken under the lock, so that lines stand in the order of their times. */
  line = line_new (bp_clock_now (), level, g_strdup (id), g_strdup (user), redact (self, text), redact (self, detail));
  for (guint i = 0; i < self->sinks->len; i++) {
    Sink *sink = &g_array_index (self->sinks, Sink, i);
    sink->write (line, sink->data);
  }
  pthread_mutex_unlock (&self->lock);
  bp_log_line_unref (line);
}

static gboolean
is_wanted (BpLog *self, BpLogLevel level)
{
  return self && (int) level >= g_atomic_int_get (&self->level);
}

void
bp_log (BpLog *self, BpLogLevel level, const char *id, const char *user, const char *format, ...)
{
  va_list args;
  char *text;
  if (!is_wanted (self, level))
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  emit (self, level, id, user, text, NULL);
}

void
bp_log_error (BpLog *self, BpLogLevel level, const char *id, const char *user, const GError *error, const char *format,
              ...)
{
  va_list args;
  g_autofree char *doing = NULL;
  if (!is_wanted (self, level))
    return;
  va_start (args, format);
  doing = g_strdup_vprintf (format, args);
  va_end (args);
  emit (self, level, id, user, g_strdup_printf ("%s: %s", doing, error ? error->message : "?"),
        g_strdup (bp_error_get_server_code (error)));
}

/* --- lines of the file -------------------------------------------------------------------------------------------- */

#define SECOND_FORMAT "%Y-%m-%d %H:%M:%S"

/* Local time, in `buffer`. GLib asks the system for its time zone anew each time, and lines come many in a second. */
static void
format_second (gint64 second, char buffer[static 32])
{
  static _Thread_local gint64 known_second = G_MININT64;
  static _Thread_local char known[32];
  if (second != known_second) {
    g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (second);
    g_autofree char *text = at ? g_date_time_format (at, SECOND_FORMAT) : NULL;
    g_strlcpy (known, text ? text : "0001-01-01 00:00:00", sizeof known);
    known_second = second;
  }
  memcpy (buffer, known, sizeof known);
}

char *
bp_log_line_format (const BpLogLine *line)
{
  gint64 ms = line->at / 1000;
  char time[32];
  format_second (ms / 1000, time);
  return g_strdup_printf ("%s.%03d %-7s %s  %s [%s]%s%s", time, (int) (ms % 1000), bp_log_level_name (line->level),
                          line->user ? line->user : "-", line->text, line->id, line->detail ? " " : "",
                          line->detail ? line->detail : "");
}

/* Finds " [area.what]" followed by a blank or the end; the id's first character, or NULL. */
static const char *
find_id (const char *text, gsize *ret_length)
{
  const char *open = text;
  while ((open = strstr (open, " ["))) {
    const char *id = open + 2;
    gsize length = strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789.-");
    if (id[length] == ']' && (id[length + 1] == ' ' || id[length + 1] == '\0') && memchr (id, '.', length)) {
      *ret_length = length;
      return id;
    }
    open = id;
  }
  return NULL;
}

static gboolean
parse_time (const char *text, gint64 *ret_at)
{
  int year, month, day, hour, minute, second, ms, length = 0;
  g_autoptr (GDateTime) time = NULL;
  if (sscanf (text, "%4d-%2d-%2d %2d:%2d:%2d.%3d%n", &year, &month, &day, &hour, &minute, &second, &ms, &length) != 7
      || length != 23)
    return FALSE;
  time = g_date_time_new_local (year, month, day, hour, minute, second);
  if (!time)
    return FALSE;
  *ret_at = (g_date_time_to_unix (time) * 1000 + ms) * 1000;
  return TRUE;
}

BpLogLine *
bp_log_line_parse (const char *text)
{
  gint64 at;
  BpLogLevel level;
  char level_name[8] = "";
  const char *user, *user_end, *id;
  gsize id_length;
  /* 23 characters of time, a blank, seven of level, a blank, the user. */
  if (!text || strlen (text) < 34 || !parse_time (text, &at) || text[23] != ' ' || text[31] != ' ')
    return NULL;
  memcpy (level_name, text + 24, 7);
  if (!bp_log_level_parse (g_strchomp (level_name), &level))
    return NULL;
  user = text + 32;
  user_end = strstr (user, "  ");
  if (!user_end)
    return NULL;
  id = find_id (user_end + 1, &id_length);
  if (!id)
    return NULL;
  return line_new (at, level, g_strndup (id, id_length),
                   user_end - user == 1 && *user == '-' ? NULL : g_strndup (user, (gsize) (user_end - user)),
                   id - 2 > user_end + 2 ? g_strndup (user_end + 2, (gsize) (id - 2 - (user_end + 2))) : g_strdup (""),
                   id[id_length + 1] == ' ' ? g_strdup (id + id_length + 2) : NULL);
}
