/* SPDX-License-Identifier: MIT */
#pragma once

/* Reads a SOAP answer. What comes from the network is not trusted: no document type declaration, no entities, nothing
 * loaded, depth limited; illegal characters that Exchange lets through are dropped. Elements are found by local name,
 * because servers mix the prefixes. Nodes are borrowed from the response. Not shared between threads. */

#include <libxml/tree.h>

#include "ews/error.h"

typedef struct _BpEwsResponse BpEwsResponse;

/* The message in an answer's body. NULL with an error for a SOAP fault, and with BP_ERROR_TEMPORARY for what is
 * truncated or no XML; HTML (a sign-in page, a proxy's page) is "no Exchange server". */
BpEwsResponse *bp_ews_response_parse (GBytes *body, GError **error);
void bp_ews_response_free (BpEwsResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEwsResponse, bp_ews_response_free)

/* The response messages in order: BpEwsMessage nodes of m:ResponseMessages. */
guint bp_ews_response_n_messages (const BpEwsResponse *self);
/* NULL beyond the last. */
xmlNode *bp_ews_response_nth_message (const BpEwsResponse *self, guint index);

/* The server's version as "MAJOR.MINOR.BUILD.REVISION"; NULL if the answer does not name it. New. */
char *bp_ews_response_dup_version (const BpEwsResponse *self);

/* FALSE with the error the message carries; message NULL (fewer answers than questions) is BP_ERROR_TEMPORARY. */
gboolean bp_ews_message_check (xmlNode *message, BpError otherwise, GError **error);

/* The first child element of that local name; NULL if there is none, or node is NULL. */
xmlNode *bp_ews_child (xmlNode *node, const char *name);
/* Down a path of local names, NULL-terminated. */
xmlNode *bp_ews_descend (xmlNode *node, ...) G_GNUC_NULL_TERMINATED;
/* The first child element, and the next sibling element. */
xmlNode *bp_ews_first (xmlNode *node);
xmlNode *bp_ews_next (xmlNode *node);
gboolean bp_ews_is (const xmlNode *node, const char *name);
/* Text of the element, or of its child; NULL if it is missing. New. */
char *bp_ews_dup_text (xmlNode *node);
char *bp_ews_dup_child_text (xmlNode *node, const char *name);
/* NULL if it is missing. New. */
char *bp_ews_dup_attribute (xmlNode *node, const char *name);
/* xs:boolean: "true" or "1". */
gboolean bp_ews_text_is_true (const char *text);
