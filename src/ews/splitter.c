/* SPDX-License-Identifier: MIT */
#include "ews/splitter.h"

#include <string.h>

typedef enum {
  TEXT,        /* outside of any markup */
  OPEN,        /* after '<' */
  TAG,         /* in a start or empty tag */
  END_TAG,     /* in an end tag */
  QUOTED,      /* in an attribute's value */
  INSTRUCTION, /* <? … ?> */
  DECLARATION, /* <! …, not known yet which */
  COMMENT,     /* <!-- … --> */
  CDATA        /* <![CDATA[ … ]]> */
} State;

struct _BpEwsSplitter {
  GByteArray *bytes; /* of the document at hand, from its first '<' */
  GQueue documents;  /* GBytes */
  State state;
  char quote;
  guint depth;
  gsize markup; /* where the markup at hand begins in bytes */
};

BpEwsSplitter *
bp_ews_splitter_new (void)
{
  BpEwsSplitter *self = g_new0 (BpEwsSplitter, 1);
  self->bytes = g_byte_array_new ();
  g_queue_init (&self->documents);
  return self;
}

void
bp_ews_splitter_free (BpEwsSplitter *self)
{
  if (!self)
    return;
  g_byte_array_unref (self->bytes);
  g_queue_clear_full (&self->documents, (GDestroyNotify) g_bytes_unref);
  g_free (self);
}

GBytes *
bp_ews_splitter_next (BpEwsSplitter *self)
{
  return g_queue_pop_head (&self->documents);
}

/* Whether what has come of the document ends so. */
static gboolean
ends_with (const BpEwsSplitter *self, const char *text)
{
  gsize length = strlen (text);
  return self->bytes->len >= self->markup + length
         && memcmp (self->bytes->data + self->bytes->len - length, text, length) == 0;
}

static void
finish (BpEwsSplitter *self)
{
  g_queue_push_tail (&self->documents, g_byte_array_free_to_bytes (self->bytes));
  self->bytes = g_byte_array_new ();
  self->markup = 0;
}

/* The tag at hand has ended. */
static void
end_tag (BpEwsSplitter *self)
{
  gboolean is_empty = self->state == TAG && ends_with (self, "/>");
  if (self->state == TAG && !is_empty)
    self->depth++;
  else if (self->state == END_TAG && self->depth > 0)
    self->depth--;
  self->state = TEXT;
  if (self->depth == 0)
    finish (self);
}

static State
after_open (char c)
{
  return c == '?' ? INSTRUCTION : c == '!' ? DECLARATION : c == '/' ? END_TAG : TAG;
}

static State
after_declaration (const BpEwsSplitter *self, char c)
{
  if (ends_with (self, "<!--"))
    return COMMENT;
  if (ends_with (self, "<![CDATA["))
    return CDATA;
  return c == '>' ? TEXT : DECLARATION;
}

/* The byte has been appended already, but for what stands between documents. */
static void
take_markup (BpEwsSplitter *self, char c)
{
  switch (self->state) {
  case OPEN:
    self->state = after_open (c);
    break;
  case TAG:
  case END_TAG:
    if (c == '>') {
      end_tag (self);
    } else if (c == '"' || c == '\'') {
      self->quote = c;
      self->state = self->state == TAG ? QUOTED : END_TAG;
    }
    break;
  case QUOTED:
    self->state = c == self->quote ? TAG : QUOTED;
    break;
  case INSTRUCTION:
    self->state = ends_with (self, "?>") ? TEXT : INSTRUCTION;
    break;
  case DECLARATION:
    self->state = after_declaration (self, c);
    break;
  case COMMENT:
    self->state = ends_with (self, "-->") ? TEXT : COMMENT;
    break;
  case CDATA:
    self->state = ends_with (self, "]]>") ? TEXT : CDATA;
    break;
  case TEXT:
    break;
  }
}

/* White space, a byte order mark, and the zero bytes that some servers pad with. */
static gboolean
is_filler (char c)
{
  return g_ascii_isspace (c) || c == '\0' || strchr ("\xef\xbb\xbf", c);
}

static gboolean
take (BpEwsSplitter *self, char c)
{
  gboolean begins = self->state == TEXT && c == '<';
  if (self->state == TEXT && !begins && self->depth == 0)
    return is_filler (c);
  if (begins)
    self->markup = self->bytes->len;
  g_byte_array_append (self->bytes, (const guint8 *) &c, 1);
  if (begins)
    self->state = OPEN;
  else
    take_markup (self, c);
  return self->bytes->len <= BP_EWS_SPLITTER_MAX;
}

gboolean
bp_ews_splitter_feed (BpEwsSplitter *self, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!take (self, bytes[i]))
      return FALSE;
  return TRUE;
}
