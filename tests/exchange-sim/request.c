/* SPDX-License-Identifier: MIT */
#include "request.h"

#include "codes.h"
#include "series.h"
#include "soap.h"
#include "xmlout.h"

#include <string.h>

void
request_note (Request *request, const char *code)
{
  if (request->codes->len)
    g_string_append_c (request->codes, ' ');
  g_string_append (request->codes, code);
}

void
reply_begin (Request *request)
{
  g_string_append_printf (request->out,
                          "<m:%sResponseMessage ResponseClass=\"Success\"><m:ResponseCode>NoError</m:ResponseCode>",
                          request->name);
  request_note (request, "NoError");
}

void
reply_warning (Request *request, const char *code)
{
  g_string_append_printf (request->out, "<m:%sResponseMessage ResponseClass=\"Warning\">", request->name);
  xml_element (request->out, "m:MessageText", code_text (code));
  xml_element (request->out, "m:ResponseCode", code);
  xml_element (request->out, "m:DescriptiveLinkKey", "0");
  request_note (request, code);
}

void
reply_end (Request *request)
{
  g_string_append_printf (request->out, "</m:%sResponseMessage>", request->name);
}

void
reply_error (Request *request, const char *code, const char *payload)
{
  g_string_append_printf (request->out, "<m:%sResponseMessage ResponseClass=\"Error\">", request->name);
  xml_element (request->out, "m:MessageText", code_text (code));
  xml_element (request->out, "m:ResponseCode", code);
  xml_element (request->out, "m:DescriptiveLinkKey", "0");
  if (payload)
    g_string_append (request->out, payload);
  reply_end (request);
  request_note (request, code);
}

void
reply_bare (Request *request, const char *code)
{
  gboolean good = code && strcmp (code, "NoError") == 0;
  g_autofree char *tag = g_strdup_printf ("m:%sResponse", request->name);

  soap_rewind (request->out);
  request->bare = TRUE;
  xml_start (request->out, tag);
  xml_attribute (request->out, "xmlns:m", NS_MESSAGES);
  xml_attribute (request->out, "xmlns:t", NS_TYPES);
  xml_attribute (request->out, "ResponseClass", !code ? NULL : good ? "Success" : "Error");
  xml_start_end (request->out);
  if (!code)
    return;
  request_note (request, code);
  if (!good)
    xml_element (request->out, "m:MessageText", code_text (code));
  xml_element (request->out, "m:ResponseCode", code);
  if (!good)
    xml_element (request->out, "m:DescriptiveLinkKey", "0");
}

static const char *
token_code (TokenResult result, const char *other_kind)
{
  switch (result) {
  case TOKEN_OK:
    return NULL;
  case TOKEN_EMPTY:
    return "ErrorInvalidIdEmpty";
  case TOKEN_MALFORMED:
    return "ErrorInvalidIdMalformed";
  case TOKEN_OTHER_KIND:
    return other_kind;
  }
  return "ErrorInvalidId";
}

gboolean
request_may_open (Request *request, Mailbox *mailbox)
{
  return mailbox && (mailbox == request->mailbox || (request->admin && sim_may_impersonate (request->sim, mailbox)));
}

static const char *
find_distinguished (Request *request, const xmlNode *node, Mailbox **ret_mailbox, Folder **ret_folder)
{
  g_autofree char *name = node_attribute (node, "Id");
  g_autofree char *smtp = node_child_text (node_child (node, "Mailbox"), "EmailAddress");
  Mailbox *mailbox = request->mailbox;
  Folder *folder;

  if (smtp) {
    mailbox = sim_get_mailbox (request->sim, smtp);
    if (!mailbox)
      return "ErrorNonExistentMailbox";
    if (!request_may_open (request, mailbox))
      return "ErrorFolderNotFound";
  }
  if (!mailbox)
    return "ErrorMissingEmailAddress";
  folder = name ? mailbox_get_distinguished (mailbox, name) : NULL;
  if (!folder)
    return "ErrorFolderNotFound";
  *ret_mailbox = mailbox;
  *ret_folder = folder;
  return NULL;
}

const char *
request_find_folder (Request *request, const xmlNode *node, Mailbox **ret_mailbox, Folder **ret_folder)
{
  g_autofree char *id = NULL;
  const char *code;
  Token token;
  Mailbox *mailbox;

  if (node_is (node, "DistinguishedFolderId"))
    return find_distinguished (request, node, ret_mailbox, ret_folder);
  if (!node_is (node, "FolderId"))
    return "ErrorFolderNotFound";
  id = node_attribute (node, "Id");
  code = token_code (token_read (id, TOKEN_FOLDER, &token), "ErrorCannotUseItemIdForFolderId");
  if (code)
    return code;
  mailbox = sim_get_mailbox_by_guid (request->sim, token.guid);
  if (!request_may_open (request, mailbox))
    return "ErrorFolderNotFound";
  *ret_folder = mailbox_get_folder (mailbox, token.numbers[0]);
  *ret_mailbox = mailbox;
  return *ret_folder ? NULL : "ErrorFolderNotFound";
}

const char *
request_find_folder_in (Request *request, const xmlNode *parent, Mailbox **ret_mailbox, Folder **ret_folder)
{
  return request_find_folder (request, node_first (parent), ret_mailbox, ret_folder);
}

static const char *
find_change_key (const xmlNode *node, const char *guid, guint64 *ret_changed)
{
  g_autofree char *change_key = node_attribute (node, "ChangeKey");
  Token token;

  *ret_changed = 0;
  if (!change_key)
    return NULL;
  if (token_read (change_key, TOKEN_CHANGE_KEY, &token) != TOKEN_OK || strcmp (token.guid, guid) != 0)
    return "ErrorInvalidChangeKey";
  *ret_changed = token.numbers[0];
  return NULL;
}

const char *
request_find_item (Request *request, const xmlNode *node, View *ret_view, guint64 *ret_changed)
{
  static const char *const attributes[][2] = { { "ItemId", "Id" },
                                               { "ReferenceItemId", "Id" },
                                               { "ParentItemId", "Id" },
                                               { "OccurrenceItemId", "RecurringMasterId" },
                                               { "RecurringMasterItemId", "OccurrenceId" } };
  g_autofree char *id = NULL;
  const char *code;
  Token token;
  guint64 changed;
  Mailbox *mailbox;
  Item *item;

  for (guint i = 0; i < G_N_ELEMENTS (attributes) && !id; i++)
    if (node_is (node, attributes[i][0]))
      id = node_attribute (node, attributes[i][1]);
  code = token_code (token_read (id, TOKEN_ITEM, &token), "ErrorCannotUseFolderIdForItemId");
  if (!code)
    code = find_change_key (node, token.guid, ret_changed ? ret_changed : &changed);
  if (code)
    return code;
  mailbox = sim_get_mailbox_by_guid (request->sim, token.guid);
  item = request_may_open (request, mailbox) ? mailbox_get_item (mailbox, token.numbers[0]) : NULL;
  if (!item)
    return "ErrorItemNotFound";
  *ret_view = view_of_item (mailbox, item);
  if (token.numbers[1] != ID_NO_OCCURRENCE)
    *ret_view = view_of_occurrence (mailbox, item, token.numbers[1]);
  return series_resolve (node, ret_view);
}
