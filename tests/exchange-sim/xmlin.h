/* SPDX-License-Identifier: MIT */
#pragma once

/* Reading requests: small helpers over libxml2's tree. Elements are told by local name; nodes and attributes are borrowed. */

#include <glib.h>
#include <libxml/tree.h>

#define NS_SOAP "http://schemas.xmlsoap.org/soap/envelope/"
#define NS_TYPES "http://schemas.microsoft.com/exchange/services/2006/types"
#define NS_MESSAGES "http://schemas.microsoft.com/exchange/services/2006/messages"
#define NS_ERRORS "http://schemas.microsoft.com/exchange/services/2006/errors"

/* First child element, next sibling element; NULL past the end. NULL is taken for "no node". */
xmlNode *node_first (const xmlNode *node);
xmlNode *node_next (const xmlNode *node);
gboolean node_is (const xmlNode *node, const char *name);
xmlNode *node_child (const xmlNode *node, const char *name);
guint node_count (const xmlNode *node);
const char *node_name (const xmlNode *node);
/* "" for an empty element. Caller frees. */
char *node_text (const xmlNode *node);
/* Text of the child; NULL if there is no such child. Caller frees. */
char *node_child_text (const xmlNode *node, const char *name);
/* NULL if it is missing. Caller frees. */
char *node_attribute (const xmlNode *node, const char *name);
gboolean node_attribute_is (const xmlNode *node, const char *name, const char *value);
/* The inner XML with every element in prefix t:, comments and blanks between elements dropped. Caller frees. */
char *node_fragment (const xmlNode *node);
/* A fragment as tree: the element <fragment> with its content; free with xmlFreeDoc (node->doc). NULL if it is damaged. */
xmlNode *node_from_fragment (const char *fragment);
