/* SPDX-License-Identifier: MIT */
#include "xmlin.h"

#include "xmlout.h"

#include <libxml/parser.h>
#include <string.h>

static xmlNode *
element_from (xmlNode *node)
{
  while (node && node->type != XML_ELEMENT_NODE)
    node = node->next;
  return node;
}

xmlNode *
node_first (const xmlNode *node)
{
  return node ? element_from (node->children) : NULL;
}

xmlNode *
node_next (const xmlNode *node)
{
  return node ? element_from (node->next) : NULL;
}

const char *
node_name (const xmlNode *node)
{
  return (const char *) node->name;
}

gboolean
node_is (const xmlNode *node, const char *name)
{
  return node && strcmp (node_name (node), name) == 0;
}

xmlNode *
node_child (const xmlNode *node, const char *name)
{
  xmlNode *child = node_first (node);

  while (child && !node_is (child, name))
    child = node_next (child);
  return child;
}

guint
node_count (const xmlNode *node)
{
  guint count = 0;

  for (xmlNode *child = node_first (node); child; child = node_next (child))
    count++;
  return count;
}

static char *
take (xmlChar *text)
{
  char *copy = g_strdup ((char *) text);

  xmlFree (text);
  return copy;
}

char *
node_text (const xmlNode *node)
{
  return take (xmlNodeGetContent (node));
}

char *
node_child_text (const xmlNode *node, const char *name)
{
  xmlNode *child = node_child (node, name);

  return child ? node_text (child) : NULL;
}

char *
node_attribute (const xmlNode *node, const char *name)
{
  return node ? take (xmlGetNoNsProp (node, (const xmlChar *) name)) : NULL;
}

gboolean
node_attribute_is (const xmlNode *node, const char *name, const char *value)
{
  g_autofree char *text = node_attribute (node, name);

  return text && strcmp (text, value) == 0;
}

static void
write_element (GString *out, const xmlNode *node)
{
  g_autofree char *tag = g_strconcat ("t:", node_name (node), NULL);
  xmlNode *child = node_first (node);

  xml_start (out, tag);
  for (xmlAttr *attribute = node->properties; attribute; attribute = attribute->next) {
    g_autofree char *value = node_attribute (node, (const char *) attribute->name);

    xml_attribute (out, (const char *) attribute->name, value);
  }
  if (!node->children) {
    xml_empty_end (out);
    return;
  }
  xml_start_end (out);
  if (!child) {
    g_autofree char *text = node_text (node);

    xml_text (out, text);
  }
  for (; child; child = node_next (child))
    write_element (out, child);
  xml_close (out, tag);
}

char *
node_fragment (const xmlNode *node)
{
  GString *out = g_string_new (NULL);
  xmlNode *child = node_first (node);

  if (!child) {
    g_autofree char *text = node_text (node);

    xml_text (out, text);
  }
  for (; child; child = node_next (child))
    write_element (out, child);
  return g_string_free (out, FALSE);
}

xmlNode *
node_from_fragment (const char *fragment)
{
  g_autofree char *text = g_strconcat ("<fragment xmlns:t=\"" NS_TYPES "\">", fragment, "</fragment>", NULL);
  xmlDoc *doc =
    xmlReadMemory (text, strlen (text), NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

  return doc ? xmlDocGetRootElement (doc) : NULL;
}
