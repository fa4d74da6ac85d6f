/* SPDX-License-Identifier: MIT */
#include "extended.h"

#include "mapi.h"
#include "values.h"
#include "xmlout.h"

#include <string.h>

static const struct {
  const char *attribute;
  const char *key;
} parts[] = {
  { "PropertyType", "T=" },  { "PropertyTag", "G=" }, { "DistinguishedPropertySetId", "D=" },
  { "PropertySetId", "S=" }, { "PropertyId", "I=" },  { "PropertyName", "N=" },
};

/* Equal things must look equal: tags as numbers, GUIDs in small letters. */
static char *
normal_value (const char *attribute, const char *value)
{
  if (strcmp (attribute, "PropertyTag") == 0)
    return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", g_ascii_strtoull (value, NULL, 0));
  if (strcmp (attribute, "PropertySetId") == 0)
    return g_ascii_strdown (value, -1);
  return g_strdup (value);
}

/* Types that no client may name. */
static gboolean
is_forbidden_type (const char *type)
{
  static const char *const forbidden[] = { "Error", "Null", "Object", "ObjectArray", NULL };

  return type && g_strv_contains (forbidden, type);
}

char *
extended_canonical (const char *path)
{
  static const char *const sets[][2] = { { "Meeting", "6ed8da90-450b-101b-98da-00aa003f1305" },
                                         { "Appointment", "00062002-0000-0000-c000-000000000046" },
                                         { "Common", "00062008-0000-0000-c000-000000000046" },
                                         { "PublicStrings", "00020329-0000-0000-c000-000000000046" },
                                         { "Address", "00062004-0000-0000-c000-000000000046" },
                                         { "InternetHeaders", "00020386-0000-0000-c000-000000000046" },
                                         { "CalendarAssistant", "11000e07-b51b-40d6-af21-caa85edab1d0" },
                                         { "UnifiedMessaging", "4442858e-a9e3-4e80-b900-317a210cc15b" },
                                         { "Task", "00062003-0000-0000-c000-000000000046" },
                                         { "Sharing", "00062040-0000-0000-c000-000000000046" } };
  const char *set = strstr (path, ";D="), *rest = set ? strchr (set + 1, ';') : NULL;

  for (guint i = 0; rest && i < G_N_ELEMENTS (sets); i++)
    if (strlen (sets[i][0]) == (gsize) (rest - set - 3) && strncmp (set + 3, sets[i][0], rest - set - 3) == 0)
      return g_strdup_printf ("%.*s;S=%s%s", (int) (set - path), path, sets[i][1], rest);
  return g_strdup (path);
}

/* Whether a value is what its type says. */
static gboolean
fits (const char *type, const char *value)
{
  gint64 number;
  gboolean flag;
  char *end;

  if (g_str_has_prefix (type, "Boolean"))
    return value_to_bool (value, &flag);
  if (g_str_has_prefix (type, "Integer") || g_str_has_prefix (type, "Short") || g_str_has_prefix (type, "Long"))
    return value_to_int (value, &number);
  if (g_str_has_prefix (type, "SystemTime"))
    return value_to_instant (value, NULL, &number);
  if (g_str_has_prefix (type, "Double") || g_str_has_prefix (type, "Float") || g_str_has_prefix (type, "Currency")) {
    g_ascii_strtod (value, &end);
    return end != value && !*end;
  }
  if (g_str_has_prefix (type, "CLSID"))
    return g_uuid_string_is_valid (value);
  if (g_str_has_prefix (type, "Binary"))
    return strspn (value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \r\n\t") == strlen (value);
  return TRUE;
}

char *
extended_path (const xmlNode *uri)
{
  g_autoptr (GString) path = g_string_new (NULL);
  gboolean has[G_N_ELEMENTS (parts)] = { FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *value = node_attribute (uri, parts[i].attribute);
    g_autofree char *normal = value ? normal_value (parts[i].attribute, value) : NULL;

    if (!normal)
      continue;
    /* Tags from 0x8000 on belong to named properties. */
    if ((i == 0 && is_forbidden_type (normal)) || (i == 1 && g_ascii_strtoull (normal, NULL, 0) >= 0x8000))
      return NULL;
    has[i] = TRUE;
    if (path->len)
      g_string_append_c (path, ';');
    g_string_append_printf (path, "%s%s", parts[i].key, normal);
  }
  /* A type, and either a tag or one set with one of id and name. */
  if (!has[0] || (has[1] && (has[2] || has[3] || has[4] || has[5])))
    return NULL;
  if (!has[1] && (has[2] == has[3] || has[4] == has[5]))
    return NULL;
  return g_string_free (g_steal_pointer (&path), FALSE);
}

const char *
extended_set (Bag **bag, ItemKind kind, const xmlNode *property)
{
  xmlNode *uri = node_child (property, "ExtendedFieldURI");
  g_autofree char *given = extended_path (uri), *type = node_attribute (uri, "PropertyType");
  g_autofree char *path = given ? extended_canonical (given) : NULL;
  xmlNode *values = node_child (property, "Values");
  xmlNode *value = values ? node_first (values) : node_child (property, "Value");
  g_autoptr (GString) stored = NULL;
  const char *code;

  if (!path || (!value && !values))
    return "ErrorInvalidExtendedProperty";
  /* Several values are for arrays, and arrays have no other form. */
  if ((values != NULL) != g_str_has_suffix (type, "Array"))
    return "ErrorInvalidExtendedPropertyValue";
  stored = g_string_new (path);
  g_string_append (stored, EXTENDED_SEPARATOR);
  for (gboolean first = TRUE; value; value = values ? node_next (value) : NULL, first = FALSE) {
    g_autofree char *text = node_text (value);

    if (!g_str_has_prefix (type, "String") && !fits (type, g_strstrip (text)))
      return "ErrorInvalidExtendedPropertyValue";
    if (!first)
      g_string_append (stored, LIST_SEPARATOR);
    g_string_append (stored, text);
  }
  if (mapi_set (bag, kind, path, stored->str + strlen (path) + 1, &code))
    return code;
  extended_remove (bag, path);
  bag_add (bag, PROPERTY_EXTENDED, stored->str);
  return NULL;
}

void
extended_remove (Bag **bag, const char *path)
{
  g_autofree char *canonical = extended_canonical (path);
  g_autofree char *prefix = g_strconcat (canonical, EXTENDED_SEPARATOR, NULL);

  bag_remove_prefixed (bag, PROPERTY_EXTENDED, prefix);
}

static const char *
find (const Bag *bag, const char *path)
{
  gsize position = 0, length = strlen (path);
  guint16 key;
  const char *value;

  while (bag_next (bag, &position, &key, &value))
    if (key == PROPERTY_EXTENDED && strncmp (value, path, length) == 0 && value[length] == *EXTENDED_SEPARATOR)
      return value + length + 1;
  return NULL;
}

char *
extended_value (const Bag *bag, const char *path)
{
  g_autofree char *canonical = extended_canonical (path);

  return g_strdup (find (bag, canonical));
}

static void
write_uri (GString *out, const char *path)
{
  const char *p = path;

  xml_start (out, "t:ExtendedFieldURI");
  while (*p) {
    gboolean last = p[0] == 'N';
    gsize length = last ? strlen (p) : strcspn (p, ";");
    g_autofree char *value = g_strndup (p + 2, length - 2);

    for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
      if (parts[i].key[0] == p[0])
        xml_attribute (out, parts[i].attribute, value);
    p += length + (p[length] == ';');
  }
  xml_empty_end (out);
}

void
extended_write (GString *out, const char *path, const char *value)
{
  if (!value)
    return;
  xml_open (out, "t:ExtendedProperty");
  write_uri (out, path);
  if (g_str_has_prefix (path, "T=") && strstr (path, "Array") && strstr (path, "Array") < strchr (path, ';')) {
    g_auto (GStrv) values = g_strsplit (value, LIST_SEPARATOR, -1);

    xml_open (out, "t:Values");
    for (char **one = values; *one; one++)
      xml_element (out, "t:Value", *one);
    xml_close (out, "t:Values");
  } else {
    xml_element (out, "t:Value", value);
  }
  xml_close (out, "t:ExtendedProperty");
}
