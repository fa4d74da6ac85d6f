/* SPDX-License-Identifier: MIT */
#pragma once

/* One EWS request while it is answered, and what all operations need: finding folders and items by their ids, and
 * writing response messages. */

#include "sim.h"
#include "view.h"
#include "xmlin.h"

typedef struct {
  Sim *sim;
  Mailbox *mailbox;   /* whose request it is; NULL for an admin without impersonation */
  gboolean admin;     /* may name other mailboxes */
  xmlNode *operation; /* <m:GetItem> */
  const char *name;   /* "GetItem" */
  const char *zone;   /* IANA name from the TimeZoneContext; NULL if there is none */
  gint64 now;
  GString *out;
  GString *codes;         /* response codes, separated by blanks, for the records */
  const char *fault;      /* set by an operation: the whole request is refused with a SOAP fault */
  const char *item_fault; /* a fault on purpose: the code every item is answered with */
  gboolean bare;          /* the answer has no ResponseMessages: reply_bare() */
  gpointer stream;        /* set by GetStreamingEvents: see stream.h */
} Request;

/* <m:NameResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode> … */
void reply_begin (Request *request);
/* The same with ResponseClass="Warning" and this code. */
void reply_warning (Request *request, const char *code);
void reply_end (Request *request);
/* `payload`: elements the schema demands even then ("<m:Items/>"), or NULL. */
void reply_error (Request *request, const char *code, const char *payload);

/* The whole answer is one element, whose content the operation writes: <m:NameResponse ResponseClass=…> with this code, or without either
 * for NULL. exchange_run() closes it. */
void reply_bare (Request *request, const char *code);
/* For the records; the other functions here do so themselves. */
void request_note (Request *request, const char *code);

/* A mailbox other than the request's own is only for the admin. FALSE for NULL. */
gboolean request_may_open (Request *request, Mailbox *mailbox);
/* What stands for a folder (t:FolderId, t:DistinguishedFolderId). A response code, or NULL and the results. */
const char *request_find_folder (Request *request, const xmlNode *node, Mailbox **ret_mailbox, Folder **ret_folder);
/* The same for the first child of an element such as m:SyncFolderId. */
const char *request_find_folder_in (Request *request, const xmlNode *parent, Mailbox **ret_mailbox,
                                    Folder **ret_folder);
/* What stands for an item (t:ItemId, t:OccurrenceItemId, t:RecurringMasterItemId). The view's item may be changed. `ret_changed` (may be NULL): the
 * sequence number of the ChangeKey, 0 if there was none. */
const char *request_find_item (Request *request, const xmlNode *node, View *ret_view, guint64 *ret_changed);
