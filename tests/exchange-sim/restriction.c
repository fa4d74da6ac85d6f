/* SPDX-License-Identifier: MIT */
#include "restriction.h"

#include "compute.h"
#include "extended.h"
#include "mapi.h"
#include "values.h"
#include "zones.h"

#include <string.h>

static const Property *
path_property (const xmlNode *path)
{
  g_autofree char *uri = node_attribute (path, "FieldURI");

  return node_is (path, "FieldURI") && uri ? property_by_uri (uri) : NULL;
}

static gboolean
is_path (const xmlNode *node)
{
  return node_is (node, "FieldURI") || node_is (node, "ExtendedFieldURI") || node_is (node, "IndexedFieldURI");
}

static gboolean
searchable (const xmlNode *path)
{
  const Property *property = path_property (path);

  if (node_is (path, "ExtendedFieldURI")) {
    g_autofree char *extended = extended_path (path);

    return extended != NULL;
  }
  if (node_attribute_is (path, "FieldURI", "folder:DisplayName")
      || node_attribute_is (path, "FieldURI", "folder:FolderClass")
      || node_attribute_is (path, "FieldURI", "folder:TotalCount")
      || node_attribute_is (path, "FieldURI", "folder:ChildFolderCount")
      || node_attribute_is (path, "FieldURI", "folder:UnreadCount"))
    return TRUE;
  return property && property->type != TYPE_OTHER && !(property->flags & PROPERTY_NO_QUERY);
}

/* A restriction on the time of a reminder is taken, and fulfilled by nothing. */
static gboolean
never_matches (const Property *property)
{
  return property->id == PROPERTY_ReminderDueBy;
}

const char *
restriction_check (const xmlNode *expression)
{
  for (xmlNode *node = node_first (expression); node; node = node_next (node)) {
    const char *code = NULL;

    if (is_path (node))
      code = searchable (node) ? NULL : "ErrorUnsupportedPathForQuery";
    else
      code = restriction_check (node);
    if (code)
      return code;
  }
  return NULL;
}

static char *
item_value (const xmlNode *path, gconstpointer subject)
{
  const View *view = subject;
  const Property *property = path_property (path);
  const char *value;

  if (node_is (path, "ExtendedFieldURI")) {
    g_autofree char *extended = extended_path (path);

    return extended ? mapi_find (view, extended) : NULL;
  }
  if (!property || !(property->kinds & view->item->kind) || never_matches (property))
    return NULL;
  if (property->id == PROPERTY_Start || property->id == PROPERTY_End)
    return value_stored (property->id == PROPERTY_Start ? view_start (view) : view_end (view));
  value = view_get (view, property->id);
  return value ? g_strdup (value) : compute_text (property, view);
}

Searched
restriction_item (const View *view)
{
  Searched searched = { item_value, view };

  return searched;
}

static char *
value_of (const Searched *searched, const xmlNode *path)
{
  return searched->value (path, searched->subject);
}

/* Where there are several values, one of them is enough. */
typedef gboolean (*Test) (const char *value, gpointer data);

static gboolean
any_value (const char *values, Test test, gpointer data)
{
  g_auto (GStrv) parts = g_strsplit (values, LIST_SEPARATOR, -1);

  for (char **part = parts; *part; part++)
    if (test (*part, data))
      return TRUE;
  return !*parts && test ("", data);
}

static gboolean
is_number (const xmlNode *path)
{
  const Property *property = path_property (path);

  if (property)
    return property->type == TYPE_TIME || property->type == TYPE_INT || property->type == TYPE_DOUBLE;
  if (node_attribute_is (path, "FieldURI", "folder:TotalCount")
      || node_attribute_is (path, "FieldURI", "folder:ChildFolderCount")
      || node_attribute_is (path, "FieldURI", "folder:UnreadCount"))
    return TRUE;
  return node_attribute_is (path, "PropertyType", "Integer") || node_attribute_is (path, "PropertyType", "Long")
         || node_attribute_is (path, "PropertyType", "Short") || node_attribute_is (path, "PropertyType", "Double");
}

int
restriction_compare (const xmlNode *path, const char *left, const char *right)
{
  if (!left || !right)
    return (left != NULL) - (right != NULL);
  if (is_number (path)) {
    double a = g_ascii_strtod (left, NULL), b = g_ascii_strtod (right, NULL);

    return a < b ? -1 : a > b ? 1 : 0;
  }
  return node_is (path, "FieldURI") ? g_ascii_strcasecmp (left, right) : strcmp (left, right);
}

/* The right side: a constant in the form the left side is stored in, or another field. */
static char *
right_value (const xmlNode *path, const xmlNode *right, const Searched *searched, const char *zone)
{
  xmlNode *operand = node_first (right);
  const Property *property = path_property (path);
  g_autofree char *text = NULL;
  gint64 instant;
  gboolean flag;

  if (!node_is (operand, "Constant"))
    return value_of (searched, operand);
  text = node_attribute (operand, "Value");
  if (property && property->type == TYPE_TIME && value_to_instant (text, zone, &instant)) {
    /* A midnight in the client's zone is the day it begins. */
    if (property_is_day (property) && zone && zone_to_wall (zone, instant) % 86400 == 0)
      instant = zone_to_wall (zone, instant);
    return value_stored (instant);
  }
  if (node_attribute_is (path, "PropertyType", "SystemTime") && value_to_instant (text, zone, &instant))
    return value_from_instant (instant);
  if (((property && property->type == TYPE_BOOL) || node_attribute_is (path, "PropertyType", "Boolean"))
      && value_to_bool (text, &flag))
    return g_strdup (flag ? "true" : "false");
  return g_steal_pointer (&text);
}

typedef struct {
  const xmlNode *expression;
  const xmlNode *path;
  const char *right;
} Comparison;

static gboolean
compares (const char *left, gpointer data)
{
  const Comparison *comparison = data;
  const xmlNode *expression = comparison->expression;
  int order = restriction_compare (comparison->path, left, comparison->right);

  if (node_is (expression, "IsEqualTo") || node_is (expression, "IsNotEqualTo"))
    return order == 0;
  if (node_is (expression, "IsGreaterThan"))
    return order > 0;
  if (node_is (expression, "IsGreaterThanOrEqualTo"))
    return order >= 0;
  if (node_is (expression, "IsLessThan"))
    return order < 0;
  return node_is (expression, "IsLessThanOrEqualTo") && order <= 0;
}

static gboolean
matches_two (const xmlNode *expression, const Searched *searched, const char *zone)
{
  xmlNode *path = node_first (expression);
  g_autofree char *left = value_of (searched, path);
  g_autofree char *right = right_value (path, node_child (expression, "FieldURIOrConstant"), searched, zone);
  Comparison comparison = { expression, path, right };
  gboolean unequal = node_is (expression, "IsNotEqualTo");

  if (!left || !right)
    return unequal && left != right;
  return any_value (left, compares, &comparison) != unequal;
}

/* Text as a comparison sees it: without case, without accents, or as it is. */
static char *
fold (const char *text, const char *comparison)
{
  gboolean no_case = comparison && strstr (comparison, "IgnoreCase");
  gboolean loose = comparison && (strstr (comparison, "Loose") || strstr (comparison, "NonSpacing"));
  g_autofree char *accents = loose ? g_utf8_normalize (text, -1, G_NORMALIZE_ALL) : g_strdup (text);
  GString *bare = g_string_new (NULL);

  for (const char *p = accents; p && *p; p = g_utf8_next_char (p))
    if (!loose || !g_unichar_ismark (g_utf8_get_char (p)))
      g_string_append_unichar (bare, g_utf8_get_char (p));
  if (no_case || (comparison && strcmp (comparison, "Loose") == 0)) {
    g_autofree char *whole = g_string_free (bare, FALSE);

    return g_utf8_casefold (whole, -1);
  }
  return g_string_free (bare, FALSE);
}

static gboolean
is_word_begin (const char *text, const char *at)
{
  return at == text || !g_unichar_isalnum (g_utf8_get_char (g_utf8_find_prev_char (text, at)));
}

static gboolean
contains (const char *value, gpointer data)
{
  const xmlNode *expression = data;
  g_autofree char *wanted = node_attribute (node_child (expression, "Constant"), "Value");
  g_autofree char *mode = node_attribute (expression, "ContainmentMode");
  g_autofree char *comparison = node_attribute (expression, "ContainmentComparison");
  g_autofree char *left = fold (value, comparison), *right = fold (wanted ? wanted : "", comparison);

  if (!mode || strcmp (mode, "FullString") == 0)
    return strcmp (left, right) == 0;
  if (strcmp (mode, "Prefixed") == 0)
    return g_str_has_prefix (left, right);
  if (strcmp (mode, "Substring") == 0)
    return strstr (left, right) != NULL;
  /* PrefixOnWords, ExactPhrase: at the begin of a word; the phrase also ends with one. */
  for (const char *at = strstr (left, right); at && *right; at = strstr (at + 1, right)) {
    const char *end = at + strlen (right);

    if (is_word_begin (left, at) && (strcmp (mode, "ExactPhrase") != 0 || !g_unichar_isalnum (g_utf8_get_char (end))))
      return TRUE;
  }
  return !*right;
}

static gboolean
matches_contains (const xmlNode *expression, const Searched *searched)
{
  g_autofree char *value = value_of (searched, node_first (expression));

  return value && any_value (value, contains, (gpointer) expression);
}

static gboolean
matches_excludes (const xmlNode *expression, const Searched *searched)
{
  g_autofree char *value = value_of (searched, node_first (expression));
  g_autofree char *mask = node_attribute (node_child (expression, "Bitmask"), "Value");

  return !value || !mask || (g_ascii_strtoull (value, NULL, 0) & g_ascii_strtoull (mask, NULL, 0)) == 0;
}

gboolean
restriction_matches (const xmlNode *expression, const Searched *searched, const char *zone)
{
  if (node_is (expression, "And") || node_is (expression, "Or")) {
    gboolean any = node_is (expression, "Or");

    for (xmlNode *part = node_first (expression); part; part = node_next (part))
      if (restriction_matches (part, searched, zone) == any)
        return any;
    return !any;
  }
  if (node_is (expression, "Not"))
    return !restriction_matches (node_first (expression), searched, zone);
  if (node_is (expression, "Exists")) {
    g_autofree char *value = value_of (searched, node_first (expression));

    return value != NULL;
  }
  if (node_is (expression, "Contains"))
    return matches_contains (expression, searched);
  if (node_is (expression, "Excludes"))
    return matches_excludes (expression, searched);
  return matches_two (expression, searched, zone);
}
