/* SPDX-License-Identifier: MIT */
/* UpdateItem. The changes of an item are applied in order to a copy of its properties; only if all of them and the rules
 * agree the copy takes the place of the original. */
#include "operations.h"

#include "extended.h"
#include "item-read.h"
#include "item-write.h"
#include "mapi.h"
#include "meetings.h"
#include "rules.h"
#include "series.h"
#include "task-series.h"
#include "xmlout.h"
#include "zone-read.h"

#include <string.h>

typedef struct {
  Request *request;
  View view;
  Bag *bag; /* the copy */
  ReadContext context;
  gboolean read_flag_only;
  gboolean has_read_flag;
  gboolean read_flag;
  gboolean pattern_given; /* a task's */
} Update;

static const Property *
find_property (const Update *update, const xmlNode *path)
{
  g_autofree char *uri = node_attribute (path, "FieldURI");
  const Property *property = uri ? property_by_uri (uri) : NULL;

  return property && (property->kinds & update->view.item->kind) ? property : NULL;
}

static const char *
append_text (Update *update, const Property *property, const xmlNode *payload)
{
  g_autofree char *old = g_strdup (bag_get (update->bag, property->id));
  g_autofree char *joined = NULL;
  const char *code;

  if (property->type != TYPE_BODY && property->type != TYPE_PEOPLE)
    return "ErrorInvalidPropertyAppend";
  code = item_read_property (&update->context, property, payload, &update->bag);
  if (code || !old)
    return code;
  joined = g_strconcat (old, bag_get (update->bag, property->id), NULL);
  bag_set (&update->bag, property->id, joined);
  return NULL;
}

static const char *
set_field (Update *update, const xmlNode *change, const xmlNode *path, const Property *property)
{
  xmlNode *item = node_next (path);
  xmlNode *payload = node_first (item);
  const char *code;

  if (node_count (item) != 1)
    return "ErrorIncorrectUpdatePropertyCount";
  if (!property && !node_is (path, "ExtendedFieldURI"))
    return "ErrorInvalidPropertySet";
  if (!property) {
    g_autofree char *named = extended_path (path);
    g_autofree char *given = extended_path (node_child (payload, "ExtendedFieldURI"));

    g_autofree char *one = named ? extended_canonical (named) : NULL,
                    *other = given ? extended_canonical (given) : NULL;

    if (g_strcmp0 (one, other) != 0 || !node_is (payload, "ExtendedProperty"))
      return "ErrorUpdatePropertyMismatch";
    return extended_set (&update->bag, update->context.kind, payload);
  }
  if (!node_is (payload, property->element))
    return "ErrorUpdatePropertyMismatch";
  if (node_is (change, "AppendToItemField"))
    return append_text (update, property, payload);
  code = item_read_property (&update->context, property, payload, &update->bag);
  update->pattern_given |= property->id == PROPERTY_TaskRecurrence;
  if (!code)
    rules_task_set (&update->bag, property->id, update->request->now);
  return code;
}

static const char *
delete_field (Update *update, const xmlNode *path, const Property *property)
{
  static const PropertyId needed[] = { PROPERTY_Start, PROPERTY_End, PROPERTY_StartTimeZone };

  if (node_is (path, "ExtendedFieldURI")) {
    g_autofree char *named = extended_path (path);

    if (!named)
      return "ErrorInvalidExtendedProperty";
    extended_remove (&update->bag, named);
    mapi_unset (&update->bag, update->context.kind, named);
    return NULL;
  }
  if (!property || !(property->flags & PROPERTY_SET))
    return "ErrorInvalidPropertyDelete";
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    if (property->id == needed[i])
      return "ErrorInvalidPropertyDelete";
  bag_set (&update->bag, property->id, NULL);
  if (property->type == TYPE_BODY)
    bag_set (&update->bag, PROPERTY_BODY_TYPE, NULL);
  /* Deleting the reminder's flag means "no reminder", not the default of a new item. */
  if (property->id == PROPERTY_ReminderIsSet)
    bag_set (&update->bag, property->id, "false");
  rules_task_set (&update->bag, property->id, update->request->now);
  return NULL;
}

/* message:IsRead is no property of a calendar item, yet Exchange takes it (EWS-BEHAVIOUR 7). */
static gboolean
is_read_flag (Update *update, const xmlNode *path)
{
  g_autofree char *value = NULL;

  if (!node_attribute_is (path, "FieldURI", "message:IsRead"))
    return FALSE;
  value = node_child_text (node_next (path), "IsRead");
  update->has_read_flag = TRUE;
  update->read_flag = g_strcmp0 (value, "true") == 0 || g_strcmp0 (value, "1") == 0;
  return TRUE;
}

static const char *
apply (Update *update, const xmlNode *updates)
{
  update->read_flag_only = TRUE;
  for (xmlNode *change = node_first (updates); change; change = node_next (change)) {
    xmlNode *path = node_first (change);
    const Property *property = find_property (update, path);
    const char *code;

    if (is_read_flag (update, path))
      continue;
    update->read_flag_only = FALSE;
    code = node_is (change, "DeleteItemField") ? delete_field (update, path, property)
                                               : set_field (update, change, path, property);
    if (code)
      return code;
  }
  return NULL;
}

/* Times without zone are read in the item's zone: a new one in the same request counts already. */
static void
prepare_context (Update *update, const xmlNode *updates)
{
  const char *start = view_get (&update->view, PROPERTY_StartTimeZone);
  const char *end = view_get (&update->view, PROPERTY_EndTimeZone);

  for (xmlNode *change = node_first (updates); change; change = node_next (change)) {
    xmlNode *payload = node_first (node_next (node_first (change)));

    if (node_is (payload, "StartTimeZone") && zone_read (payload))
      start = zone_read (payload);
    if (node_is (payload, "EndTimeZone") && zone_read (payload))
      end = zone_read (payload);
  }
  update->context.kind = update->view.item->kind;
  update->context.zone = update->request->zone;
  update->context.start_zone = start;
  update->context.end_zone = end;
}

static const char *
check_conflict (Request *request, const View *view, guint64 changed)
{
  g_autofree char *resolution = node_attribute (request->operation, "ConflictResolution");

  if (g_strcmp0 (resolution, "AlwaysOverwrite") == 0)
    return NULL;
  if (changed == 0)
    return "ErrorChangeKeyRequiredForWriteOperations";
  /* AutoResolve merges by property: only NeverOverwrite minds. */
  if (g_strcmp0 (resolution, "NeverOverwrite") == 0 && changed != view->item->changed)
    return "ErrorIrresolvableConflict";
  return NULL;
}

static const char *
check_mail (Request *request, const View *view)
{
  g_autofree char *sending = node_attribute (request->operation, "SendMeetingInvitationsOrCancellations");
  g_autofree char *disposition = node_attribute (request->operation, "MessageDisposition");

  if (view->item->kind == KIND_CALENDAR && !sending)
    return "ErrorSendMeetingInvitationsOrCancellationsRequired";
  if (view->item->kind == KIND_MESSAGE && !disposition)
    return "ErrorMessageDispositionRequired";
  return NULL;
}

static const char *
store (Update *update)
{
  Item *item = (Item *) update->view.item;
  gint64 now = update->request->now;
  Item *completed;
  const char *code;

  if (update->read_flag_only) {
    mailbox_set_read (update->view.mailbox, item, update->read_flag, now);
    return NULL;
  }
  if (view_is_occurrence (&update->view))
    return series_update_occurrence (&update->view, &update->bag, update->request->zone, now);
  code = rules_check_update (item->kind, item->bag, &update->bag, update->request->zone, now);
  if (code)
    return code;
  completed = task_series_update (&update->view, &update->bag, update->pattern_given, now);
  series_changed (item, update->bag);
  bag_free (item->bag);
  item->bag = g_steal_pointer (&update->bag);
  if (update->has_read_flag)
    item->read = update->read_flag;
  mailbox_change_item (update->view.mailbox, item, now);
  /* The answer names the one-off copy (EWS-BEHAVIOUR 56). */
  if (completed)
    update->view = view_of_item (update->view.mailbox, completed);
  return NULL;
}

static const char *
update_one (Request *request, const xmlNode *change, View *ret_view)
{
  Update update = { .request = request };
  xmlNode *updates = node_child (change, "Updates");
  g_autofree char *sending = node_attribute (request->operation, "SendMeetingInvitationsOrCancellations");
  guint64 changed;
  const char *code = request->item_fault;

  if (!code)
    code = request_find_item (request, node_first (change), &update.view, &changed);
  if (!code)
    code = check_conflict (request, &update.view, changed);
  if (!code)
    code = check_mail (request, &update.view);
  if (code)
    return code;
  update.bag =
    view_is_occurrence (&update.view) ? series_occurrence_bag (&update.view) : bag_copy (update.view.item->bag);
  prepare_context (&update, updates);
  code = apply (&update, updates);
  if (!code)
    code = store (&update);
  if (!code && update.view.item->kind == KIND_CALENDAR)
    meeting_send (request, &update.view, MEETING_INVITATION, sending);
  bag_free (update.bag);
  *ret_view = view_is_occurrence (&update.view)
                ? view_of_occurrence (update.view.mailbox, update.view.item, update.view.original)
                : update.view;
  return code;
}

void
op_update_item (Request *request)
{
  xmlNode *change = node_first (node_child (request->operation, "ItemChanges"));

  for (; change; change = node_next (change)) {
    View view;
    const char *code = update_one (request, change, &view);

    if (code) {
      reply_error (request, code, "<m:Items/>");
      continue;
    }
    reply_begin (request);
    xml_open (request->out, "m:Items");
    item_write_id_only (request->out, &view);
    xml_close (request->out, "m:Items");
    g_string_append (request->out, "<m:ConflictResults><t:Count>0</t:Count></m:ConflictResults>");
    reply_end (request);
  }
}
