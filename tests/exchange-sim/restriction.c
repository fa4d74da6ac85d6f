/* SPDX-License-Identifier: MIT */
#include "restriction.h"

#include "compute.h"
#include "extended.h"
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
  return property && property->type != TYPE_OTHER && !(property->flags & PROPERTY_NO_QUERY);
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

char *
restriction_value (const xmlNode *path, const View *view)
{
  const Property *property = path_property (path);
  const char *value;

  if (node_is (path, "ExtendedFieldURI")) {
    g_autofree char *extended = extended_path (path);

    return extended ? extended_get (view->item->bag, extended) : NULL;
  }
  if (!property || !(property->kinds & view->item->kind))
    return NULL;
  if (property->id == PROPERTY_Start || property->id == PROPERTY_End)
    return value_stored (property->id == PROPERTY_Start ? view_start (view) : view_end (view));
  value = view_get (view, property->id);
  return value ? g_strdup (value) : compute_text (property, view);
}

static gboolean
is_number (const xmlNode *path)
{
  const Property *property = path_property (path);

  if (property)
    return property->type == TYPE_TIME || property->type == TYPE_INT || property->type == TYPE_DOUBLE;
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
right_value (const xmlNode *path, const xmlNode *right, const View *view, const char *zone)
{
  xmlNode *operand = node_first (right);
  const Property *property = path_property (path);
  g_autofree char *text = NULL;
  gint64 instant;
  gboolean flag;

  if (!node_is (operand, "Constant"))
    return restriction_value (operand, view);
  text = node_attribute (operand, "Value");
  if (property && property->type == TYPE_TIME && value_to_instant (text, zone, &instant)) {
    /* A midnight in the client's zone is the day it begins. */
    if (property_is_day (property) && zone && zone_to_wall (zone, instant) % 86400 == 0)
      instant = zone_to_wall (zone, instant);
    return value_stored (instant);
  }
  if (((property && property->type == TYPE_BOOL) || node_attribute_is (path, "PropertyType", "Boolean"))
      && value_to_bool (text, &flag))
    return g_strdup (flag ? "true" : "false");
  return g_steal_pointer (&text);
}

static gboolean
matches_two (const xmlNode *expression, const View *view, const char *zone)
{
  xmlNode *path = node_first (expression);
  g_autofree char *left = restriction_value (path, view);
  g_autofree char *right = right_value (path, node_child (expression, "FieldURIOrConstant"), view, zone);
  int order = restriction_compare (path, left, right);

  if (!left || !right)
    return node_is (expression, "IsNotEqualTo") && order != 0;
  if (node_is (expression, "IsEqualTo"))
    return order == 0;
  if (node_is (expression, "IsNotEqualTo"))
    return order != 0;
  if (node_is (expression, "IsGreaterThan"))
    return order > 0;
  if (node_is (expression, "IsGreaterThanOrEqualTo"))
    return order >= 0;
  if (node_is (expression, "IsLessThan"))
    return order < 0;
  return node_is (expression, "IsLessThanOrEqualTo") && order <= 0;
}

static gboolean
matches_contains (const xmlNode *expression, const View *view)
{
  g_autofree char *value = restriction_value (node_first (expression), view);
  g_autofree char *wanted = node_attribute (node_child (expression, "Constant"), "Value");
  g_autofree char *mode = node_attribute (expression, "ContainmentMode");
  g_autofree char *comparison = node_attribute (expression, "ContainmentComparison");
  g_autofree char *left = NULL, *right = NULL;

  if (!value || !wanted)
    return FALSE;
  if (!comparison || strcmp (comparison, "Exact") == 0) {
    left = g_strdup (value);
    right = g_strdup (wanted);
  } else {
    left = g_utf8_casefold (value, -1);
    right = g_utf8_casefold (wanted, -1);
  }
  if (g_strcmp0 (mode, "FullString") == 0)
    return strcmp (left, right) == 0;
  if (g_strcmp0 (mode, "Prefixed") == 0 || g_strcmp0 (mode, "PrefixOnWords") == 0)
    return g_str_has_prefix (left, right);
  return strstr (left, right) != NULL;
}

static gboolean
matches_excludes (const xmlNode *expression, const View *view)
{
  g_autofree char *value = restriction_value (node_first (expression), view);
  g_autofree char *mask = node_attribute (node_child (expression, "Bitmask"), "Value");

  return !value || !mask || (g_ascii_strtoull (value, NULL, 0) & g_ascii_strtoull (mask, NULL, 0)) == 0;
}

gboolean
restriction_matches (const xmlNode *expression, const View *view, const char *zone)
{
  if (node_is (expression, "And") || node_is (expression, "Or")) {
    gboolean any = node_is (expression, "Or");

    for (xmlNode *part = node_first (expression); part; part = node_next (part))
      if (restriction_matches (part, view, zone) == any)
        return any;
    return !any;
  }
  if (node_is (expression, "Not"))
    return !restriction_matches (node_first (expression), view, zone);
  if (node_is (expression, "Exists")) {
    g_autofree char *value = restriction_value (node_first (expression), view);

    return value != NULL;
  }
  if (node_is (expression, "Contains"))
    return matches_contains (expression, view);
  if (node_is (expression, "Excludes"))
    return matches_excludes (expression, view);
  return matches_two (expression, view, zone);
}
