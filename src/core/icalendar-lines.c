/* SPDX-License-Identifier: MIT */
#include "core/icalendar-lines.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"

/* Deeper than any calendar nests. */
#define MOST_NESTED 16

void
bp_calendar_refuse (GError **error, int line, const char *format, ...)
{
  va_list arguments;
  g_autofree char *reason = NULL;
  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  bp_set_error (error, BP_ERROR_INVALID, NULL, N_ ("line %d: %s"), line, reason);
}

static void
line_free (gpointer data)
{
  BpCalendarLine *self = data;
  g_free (self->name);
  g_free (self->text);
  g_free (self->blanks);
  g_clear_pointer (&self->properties, g_ptr_array_unref);
  g_clear_pointer (&self->holder, icalcomponent_free);
  g_free (self);
}

static BpCalendarNode *
node_new (const char *name, int line)
{
  BpCalendarNode *self = g_new0 (BpCalendarNode, 1);
  self->name = g_ascii_strup (name, -1);
  self->line = line;
  self->lines = g_ptr_array_new_with_free_func (line_free);
  self->components = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_calendar_node_free);
  return self;
}

void
bp_calendar_node_free (BpCalendarNode *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->components);
  if (self->text)
    g_string_free (self->text, TRUE);
  g_free (self);
}

/* --- content lines ------------------------------------------------------------------------------------------------ */

typedef struct {
  const char *at, *end;
  int line;        /* of what comes next */
  GPtrArray *open; /* BpCalendarNode, borrowed: the innermost last */
} Reader;

/* The next line with those that continue it; NULL at the end. New. */
static char *
next_line (Reader *self, int *ret_line)
{
  GString *text = g_string_new (NULL);
  *ret_line = self->line;
  if (self->at >= self->end) {
    g_string_free (text, TRUE);
    return NULL;
  }
  do {
    const char *stop = memchr (self->at, '\n', (gsize) (self->end - self->at));
    const char *last = stop ? stop : self->end;
    gsize length = (gsize) (last - self->at);
    if (length > 0 && self->at[length - 1] == '\r')
      length--;
    g_string_append_len (text, self->at, (gssize) length);
    self->at = stop ? stop + 1 : self->end;
    self->line++;
    if (self->at >= self->end || (*self->at != ' ' && *self->at != '\t'))
      break;
    self->at++; /* the blank that folds */
  } while (TRUE);
  return g_string_free (text, FALSE);
}

/* Where the value begins: after the first colon outside of quotes; NULL if there is none. */
static const char *
value_of (const char *text)
{
  gboolean quoted = FALSE;
  for (; *text; text++) {
    if (*text == '"')
      quoted = !quoted;
    else if (*text == ':' && !quoted)
      return text + 1;
  }
  return NULL;
}

static BpCalendarNode *
innermost (const Reader *self)
{
  return self->open->pdata[self->open->len - 1];
}

static gboolean
begin (Reader *self, const char *name, int line, GError **error)
{
  BpCalendarNode *node;
  if (self->open->len >= MOST_NESTED) {
    bp_calendar_refuse (error, line, _ ("the components are nested too deeply."));
    return FALSE;
  }
  if (self->open->len == 1 && g_ascii_strcasecmp (name, "VCALENDAR") != 0) {
    bp_calendar_refuse (error, line, _ ("%s stands outside of a VCALENDAR."), name);
    return FALSE;
  }
  node = node_new (name, line);
  if (strcmp (node->name, "VTIMEZONE") == 0)
    node->text = g_string_new (NULL);
  g_ptr_array_add (innermost (self)->components, node);
  g_ptr_array_add (self->open, node);
  return TRUE;
}

static gboolean
end (Reader *self, const char *name, int line, GError **error)
{
  const BpCalendarNode *node = innermost (self);
  if (g_ascii_strcasecmp (node->name, name) != 0) {
    if (*node->name)
      bp_calendar_refuse (error, line, _ ("END:%s, but %s of line %d is still open."), name, node->name, node->line);
    else
      bp_calendar_refuse (error, line, _ ("END:%s without its BEGIN."), name);
    return FALSE;
  }
  g_ptr_array_set_size (self->open, (int) self->open->len - 1);
  return TRUE;
}

/* A time zone's definition is kept as it is written. */
static void
keep_text (const Reader *self, const char *text)
{
  for (guint i = 0; i < self->open->len; i++) {
    BpCalendarNode *node = self->open->pdata[i];
    if (node->text)
      g_string_append_printf (node->text, "%s\r\n", text);
  }
}

static gboolean
take_line (Reader *self, char *text, const char *blanks, int line, GError **error)
{
  const char *value = value_of (text);
  gsize length = strcspn (text, ":;");
  g_autofree char *name = g_ascii_strup (text, (gssize) length);
  BpCalendarLine *one;
  if (!value || length == 0) {
    bp_calendar_refuse (error, line, _ ("this is no line of a calendar."));
    return FALSE;
  }
  if (strcmp (name, "BEGIN") == 0) {
    if (!begin (self, value, line, error))
      return FALSE;
    keep_text (self, text);
    return TRUE;
  }
  keep_text (self, text);
  if (strcmp (name, "END") == 0)
    return end (self, value, line, error);
  if (self->open->len == 1) {
    bp_calendar_refuse (error, line, _ ("%s stands outside of a VCALENDAR."), name);
    return FALSE;
  }
  if (!*value) /* says nothing; libical would take it for a mistake */
    return TRUE;
  one = g_new0 (BpCalendarLine, 1);
  one->name = g_steal_pointer (&name);
  one->text = g_strdup (text);
  one->blanks = g_strdup (blanks);
  one->line = line;
  g_ptr_array_add (innermost (self)->lines, one);
  return TRUE;
}

BpCalendarNode *
bp_calendar_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (BpCalendarNode) root = node_new ("", 1);
  g_autoptr (GPtrArray) open = g_ptr_array_new ();
  Reader reader = { .at = text, .end = text + length, .line = 1, .open = open };
  const char *nul = memchr (text, '\0', length);
  g_ptr_array_add (open, root);
  if (nul) {
    int line = 1;
    for (const char *c = text; c < nul; c++)
      line += *c == '\n';
    bp_calendar_refuse (error, line, _ ("the text is not UTF-8."));
    return NULL;
  }
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0) /* byte order mark */
    reader.at += 3;
  while (TRUE) {
    int line;
    g_autofree char *one = next_line (&reader, &line), *blanks = NULL;
    if (!one)
      break;
    if (!g_utf8_validate (one, -1, NULL)) {
      bp_calendar_refuse (error, line, _ ("the text is not UTF-8."));
      return NULL;
    }
    blanks = g_strdup (one);
    g_strchomp (one);
    memmove (blanks, blanks + strlen (one), strlen (blanks + strlen (one)) + 1);
    if (*one && !take_line (&reader, one, blanks, line, error))
      return NULL;
  }
  if (open->len > 1) {
    const BpCalendarNode *node = innermost (&reader);
    bp_calendar_refuse (error, reader.line, _ ("the file ends, but %s of line %d is still open."), node->name,
                        node->line);
    return NULL;
  }
  if (root->components->len == 0) {
    bp_calendar_refuse (error, 1, _ ("there is no calendar in this file (BEGIN:VCALENDAR)."));
    return NULL;
  }
  return g_steal_pointer (&root);
}

/* --- values -------------------------------------------------------------------------------------------------------- */

const BpCalendarLine *
bp_calendar_line (const BpCalendarNode *self, const char *name)
{
  for (guint i = 0; i < self->lines->len; i++) {
    const BpCalendarLine *line = self->lines->pdata[i];
    if (strcmp (line->name, name) == 0)
      return line;
  }
  return NULL;
}

const char *
bp_calendar_line_value (const BpCalendarLine *self)
{
  return value_of (self->text);
}

GPtrArray *
bp_calendar_line_properties (BpCalendarLine *self, GError **error)
{
  g_autofree char *whole = NULL;
  gboolean wrong;
  if (!self->holder) {
    whole = g_strconcat ("BEGIN:VEVENT\r\n", self->text, "\r\nEND:VEVENT\r\n", NULL);
    self->holder = icalparser_parse_string (whole);
    self->properties = g_ptr_array_new ();
    for (icalproperty *one = self->holder ? icalcomponent_get_first_property (self->holder, ICAL_ANY_PROPERTY) : NULL;
         one; one = icalcomponent_get_next_property (self->holder, ICAL_ANY_PROPERTY))
      g_ptr_array_add (self->properties, one);
  }
  wrong = self->properties->len == 0;
  for (guint i = 0; i < self->properties->len; i++)
    wrong |= icalproperty_isa (self->properties->pdata[i]) == ICAL_XLICERROR_PROPERTY
             || !icalproperty_get_value (self->properties->pdata[i]);
  if (!wrong)
    return self->properties;
  bp_calendar_refuse (error, self->line, _ ("%s has no valid value."), self->name);
  return NULL;
}

icalproperty *
bp_calendar_line_property (const BpCalendarLine *self, GError **error)
{
  GPtrArray *all = bp_calendar_line_properties ((BpCalendarLine *) self, error);
  return all ? all->pdata[0] : NULL;
}
