/* SPDX-License-Identifier: MIT */
#include "aqs.h"

#include "people.h"

#include <string.h>

/* One condition of a query; `key` NULL: anywhere. */
typedef struct {
  gboolean negated;
  char *key, *text;
} Term;

static void
term_clear (Term *term)
{
  g_free (term->key);
  g_free (term->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Term, term_clear)

static char *
lists_joined (const char *list)
{
  g_auto (GStrv) words = g_strsplit (list, LIST_SEPARATOR, -1);

  return g_strjoinv (" ", words);
}

static char *
people_of (const View *view)
{
  static const PropertyId lists[] = { PROPERTY_Organizer, PROPERTY_RequiredAttendees, PROPERTY_OptionalAttendees,
                                      PROPERTY_From,      PROPERTY_ToRecipients,      PROPERTY_CcRecipients };
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    const char *fragment = view_get (view, lists[i]);
    g_autofree char *names = people_names (fragment), *addresses = people_addresses (fragment);

    g_string_append_printf (all, " %s %s", names ? names : "", addresses ? addresses : "");
  }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/* What a key stands for, as text to be searched; NULL: there is none of it, or no such key. */
static char *
text_under (const View *view, const char *key)
{
  static const struct {
    const char *key;
    PropertyId property;
  } keys[] = { { "subject", PROPERTY_Subject },
               { "location", PROPERTY_Location },
               { "importance", PROPERTY_Importance },
               { "sensitivity", PROPERTY_Sensitivity } };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].key, key) == 0)
      return g_strdup (view_get (view, keys[i].property));
  if (strcmp (key, "body") == 0)
    return view_body_text (view);
  if (g_str_has_prefix (key, "categor"))
    return view_get (view, PROPERTY_Categories) ? lists_joined (view_get (view, PROPERTY_Categories)) : NULL;
  if (strcmp (key, "participants") == 0 || strcmp (key, "from") == 0 || strcmp (key, "to") == 0)
    return people_of (view);
  return NULL;
}

static gboolean
found_in (const char *text, const char *wanted)
{
  return text && *wanted && g_str_match_string (wanted, text, TRUE);
}

static gboolean
fulfils (const View *view, const Term *term)
{
  static const char *const anywhere[] = { "subject", "body", "location", "categories", "participants" };
  gboolean found = FALSE;

  if (term->key) {
    g_autofree char *text = text_under (view, term->key);

    found = found_in (text, term->text);
  }
  for (guint i = 0; !term->key && !found && i < G_N_ELEMENTS (anywhere); i++) {
    g_autofree char *text = text_under (view, anywhere[i]);

    found = found_in (text, term->text);
  }
  return found != term->negated;
}

/* A word, or what stands in quotes. */
static char *
read_text (const char **at)
{
  gboolean quoted = **at == '"';
  const char *begin = *at + quoted, *end = begin + strcspn (begin, quoted ? "\"" : " \t\r\n()");

  *at = end + (quoted && *end);
  return g_strndup (begin, end - begin);
}

static gboolean
read_term (const char **at, Term *ret_term)
{
  gsize length;

  memset (ret_term, 0, sizeof *ret_term);
  *at += strspn (*at, " \t\r\n()");
  if (!**at)
    return FALSE;
  if (**at == '-' && (*at)[1]) {
    ret_term->negated = TRUE;
    ++*at;
  }
  length = strspn (*at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  if (length && (*at)[length] == ':') {
    ret_term->key = g_ascii_strdown (*at, length);
    *at += length + 1;
  }
  ret_term->text = read_text (at);
  return TRUE;
}

gboolean
aqs_matches (const char *query, const View *view)
{
  gboolean all = TRUE, negate = FALSE;
  const char *at = query;

  while (TRUE) {
    g_auto (Term) term;

    if (!read_term (&at, &term))
      return all;
    if (!term.key && strcmp (term.text, "OR") == 0) {
      if (all)
        return TRUE;
      all = TRUE;
    } else if (!term.key && strcmp (term.text, "NOT") == 0) {
      negate = TRUE;
    } else if (term.key || strcmp (term.text, "AND") != 0) {
      term.negated ^= negate;
      negate = FALSE;
      all = all && fulfils (view, &term);
    }
  }
}
