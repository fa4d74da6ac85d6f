/* SPDX-License-Identifier: MIT */
#include "control-routes.h"

#include "control-item.h"
#include "rules.h"
#include "series.h"
#include "task-series.h"
#include "values.h"

#include <string.h>

static guint
done (ControlCall *call, const View *view, json_t **ret_answer)
{
  *ret_answer = control_item_to_json (view);
  return 200;
}

/* --- items --- */

/* "index" (from 1) or "date" beside a master's id: one occurrence is meant. */
static guint
find_occurrence (ControlCall *call, View *view, json_t **ret_answer)
{
  json_t *index = json_object_get (call->body, "index");
  const char *date = control_text (call, "date");
  gint64 original, wall;

  if (!index && !date)
    return 200;
  if (!view_is_master (view))
    return control_fail (ret_answer, 400, "the item is no series");
  if (index ? !series_original_by_index (view->item, json_integer_value (index), &original)
            : !value_to_wall (date, &wall) || !series_original_by_day (view->item, wall / 86400, &original))
    return control_fail (ret_answer, 404, "the series has no such occurrence");
  *view = view_of_occurrence (view->mailbox, view->item, original);
  if (view->exception && view->exception->deleted)
    return control_fail (ret_answer, 404, "the occurrence is cancelled");
  return 200;
}

static guint
find_item (ControlCall *call, View *ret_view, json_t **ret_answer)
{
  const char *id = control_text (call, "id");
  Token token;
  Item *item;

  if (token_read (id, TOKEN_ITEM, &token) != TOKEN_OK || strcmp (token.guid, mailbox_get_guid (call->mailbox)) != 0)
    return control_fail (ret_answer, 400, "\"id\" is not an item id of this mailbox");
  item = mailbox_get_item (call->mailbox, token.numbers[0]);
  if (!item)
    return control_fail (ret_answer, 404, "there is no such item");
  *ret_view = token.numbers[1] == ID_NO_OCCURRENCE ? view_of_item (call->mailbox, item)
                                                   : view_of_occurrence (call->mailbox, item, token.numbers[1]);
  /* An occurrence the series no longer has. */
  if (series_resolve (NULL, ret_view))
    return control_fail (ret_answer, 404, "the series has no such occurrence");
  return find_occurrence (call, ret_view, ret_answer);
}

static Folder *
find_folder (ControlCall *call, const char *name)
{
  GPtrArray *folders = mailbox_get_folders (call->mailbox);

  for (guint i = 0; i < folders->len; i++) {
    Folder *folder = g_ptr_array_index (folders, i);

    if (!folder->deleted && (g_strcmp0 (folder->distinguished, name) == 0 || g_strcmp0 (folder->name, name) == 0))
      return folder;
  }
  return NULL;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const Item *left = *(Item *const *) a, *right = *(Item *const *) b;

  return left->number < right->number ? -1 : left->number > right->number ? 1 : 0;
}

guint
control_route_items (ControlCall *call, json_t **ret_answer)
{
  const char *name = control_query (call, "folder");
  Folder *folder = find_folder (call, name ? name : "calendar");
  g_autoptr (GPtrArray) items = NULL;

  if (!folder)
    return control_fail (ret_answer, 404, "there is no such folder");
  items = mailbox_list (call->mailbox, folder->number);
  g_ptr_array_sort (items, compare_numbers);
  *ret_answer = json_array ();
  for (guint i = 0; i < items->len; i++) {
    View view = view_of_item (call->mailbox, g_ptr_array_index (items, i));

    json_array_append_new (*ret_answer, control_item_to_json (&view));
  }
  return 200;
}

guint
control_route_folders (ControlCall *call, json_t **ret_answer)
{
  GPtrArray *folders = mailbox_get_folders (call->mailbox);

  *ret_answer = json_array ();
  for (guint i = 0; i < folders->len; i++) {
    const Folder *folder = g_ptr_array_index (folders, i);
    g_autofree char *id = folder_id (call->mailbox, folder);

    if (!folder->deleted)
      json_array_append_new (*ret_answer, json_pack ("{s:s, s:s, s:s, s:s?, s:i}", "id", id, "name", folder->name,
                                                     "class", folder->class, "distinguished", folder->distinguished,
                                                     "items", (int) mailbox_count (call->mailbox, folder->number)));
  }
  return 200;
}

/* What the calendar shows between two times: single items and occurrences. */
guint
control_route_view (ControlCall *call, json_t **ret_answer)
{
  Folder *folder = find_folder (call, control_query (call, "folder") ? control_query (call, "folder") : "calendar");
  g_autoptr (GArray) views = g_array_new (FALSE, FALSE, sizeof (View));
  g_autoptr (GPtrArray) items = NULL;
  gint64 start, end;

  if (!folder)
    return control_fail (ret_answer, 404, "there is no such folder");
  if (!value_to_instant (control_query (call, "start"), NULL, &start)
      || !value_to_instant (control_query (call, "end"), NULL, &end))
    return control_fail (ret_answer, 400, "?start=TIME&end=TIME are needed, as in 2026-03-01T00:00:00Z");
  items = mailbox_list (call->mailbox, folder->number);
  g_ptr_array_sort (items, compare_numbers);
  for (guint i = 0; i < items->len; i++)
    series_expand (call->mailbox, g_ptr_array_index (items, i), start, end, views);
  *ret_answer = json_array ();
  for (guint i = 0; i < views->len; i++)
    json_array_append_new (*ret_answer, control_item_to_json (&g_array_index (views, View, i)));
  return 200;
}

guint
control_route_get (ControlCall *call, json_t **ret_answer)
{
  View view;
  guint status = find_item (call, &view, ret_answer);

  return status == 200 ? done (call, &view, ret_answer) : status;
}

guint
control_route_create (ControlCall *call, json_t **ret_answer)
{
  const char *name = control_text (call, "folder") ? control_text (call, "folder") : "calendar";
  Folder *folder = find_folder (call, name);
  g_autoptr (Bag) bag = NULL;
  g_autofree char *wrong = NULL;
  const char *code;
  ItemKind kind;
  View view;

  if (!folder)
    return control_fail (ret_answer, 404, "there is no such folder");
  kind = strcmp (folder->class, "IPF.Task") == 0          ? KIND_TASK
         : strcmp (folder->class, "IPF.Appointment") == 0 ? KIND_CALENDAR
                                                          : KIND_MESSAGE;
  if (control_text (call, "kind"))
    kind = item_kind_from_element (control_text (call, "kind"));
  wrong = control_item_from_json (call->body, kind, &bag);
  if (wrong)
    return control_fail (ret_answer, 400, wrong);
  code = rules_complete_new (call->mailbox, kind, &bag, NULL, sim_now (call->sim));
  if (code)
    return control_fail (ret_answer, 400, code);
  view = view_of_item (
    call->mailbox, mailbox_add_item (call->mailbox, folder->number, kind, g_steal_pointer (&bag), sim_now (call->sim)));
  return done (call, &view, ret_answer);
}

/* Status, percentage and date of completion hang together. */
static void
set_progress (json_t *values, const View *view, Bag **bag, gint64 now)
{
  static const struct {
    const char *name;
    PropertyId id;
  } order[] = { { "completed_date", PROPERTY_CompleteDate },
                { "percent_complete", PROPERTY_PercentComplete },
                { "status", PROPERTY_Status } };

  for (guint i = 0; view->item->kind == KIND_TASK && i < G_N_ELEMENTS (order); i++)
    if (json_object_get (values, order[i].name))
      rules_task_set (bag, order[i].id, now);
}

static const char *
store (ControlCall *call, View *view, Bag **bag)
{
  Item *item = (Item *) view->item;
  gint64 now = sim_now (call->sim);
  const char *code;

  if (view_is_occurrence (view))
    return series_update_occurrence (view, bag, NULL, now);
  code = rules_check_update (item->kind, item->bag, bag, NULL, now);
  if (code)
    return code;
  task_series_complete (view, bag, now);
  series_changed (item, *bag);
  bag_free (item->bag);
  item->bag = g_steal_pointer (bag);
  mailbox_change_item (view->mailbox, item, now);
  return NULL;
}

/* Changes what `values` names. */
static guint
update (ControlCall *call, json_t *values, json_t **ret_answer)
{
  g_autoptr (Bag) bag = NULL;
  g_autofree char *wrong = NULL;
  const char *code;
  View view;
  guint status = find_item (call, &view, ret_answer);

  if (status != 200)
    return status;
  bag = view_is_occurrence (&view) ? series_occurrence_bag (&view) : bag_copy (view.item->bag);
  wrong = control_item_from_json (values, view.item->kind, &bag);
  if (wrong)
    return control_fail (ret_answer, 400, wrong);
  set_progress (values, &view, &bag, sim_now (call->sim));
  code = store (call, &view, &bag);
  if (code)
    return control_fail (ret_answer, 400, code);
  if (view_is_occurrence (&view))
    view = view_of_occurrence (view.mailbox, view.item, view.original);
  return done (call, &view, ret_answer);
}

guint
control_route_update (ControlCall *call, json_t **ret_answer)
{
  return update (call, call->body, ret_answer);
}

/* --- in Outlook's words --- */

static guint
need (ControlCall *call, const char *const *names, const char *message, json_t **ret_answer)
{
  for (guint i = 0; names[i]; i++)
    if (json_object_get (call->body, names[i]))
      return 200;
  return control_fail (ret_answer, 400, message);
}

/* "The user drags the second occurrence to three o'clock": its length stays unless "end" is given. */
guint
control_route_move_occurrence (ControlCall *call, json_t **ret_answer)
{
  static const char *const which[] = { "index", "date", NULL }, *const where[] = { "start", NULL };
  json_t *values;
  View view;
  gint64 start;
  guint status = need (call, where, "\"start\" is missing: where the occurrence goes", ret_answer);

  if (status == 200)
    status = find_item (call, &view, ret_answer);
  if (status == 200 && !view_is_occurrence (&view))
    status = need (call, which, "which occurrence: \"index\" (from 1) or \"date\", or the id of one", ret_answer);
  if (status != 200)
    return status;
  values = json_copy (call->body);
  if (!json_object_get (values, "end") && value_to_instant (control_text (call, "start"), view_zone (&view), &start)) {
    g_autofree char *end = value_from_instant (start + view_end (&view) - view_start (&view));

    json_object_set_new (values, "end", json_string (end));
  }
  status = update (call, values, ret_answer);
  json_decref (values);
  return status;
}

guint
control_route_cancel_occurrence (ControlCall *call, json_t **ret_answer)
{
  const char *code;
  View view;
  guint status = find_item (call, &view, ret_answer);

  if (status != 200)
    return status;
  if (!view_is_occurrence (&view))
    return control_fail (ret_answer, 400, "which occurrence: \"index\" (from 1) or \"date\", or the id of one");
  code = series_delete_occurrence (&view, sim_now (call->sim));
  if (code)
    return control_fail (ret_answer, 400, code);
  view = view_of_item (view.mailbox, view.item);
  return done (call, &view, ret_answer);
}

guint
control_route_change_pattern (ControlCall *call, json_t **ret_answer)
{
  static const char *const wanted[] = { "recurrence", NULL };
  guint status = need (call, wanted, "\"recurrence\" is missing: an RRULE, or null for none", ret_answer);

  return status == 200 ? update (call, call->body, ret_answer) : status;
}

/* A task is done; one of a series leaves a task of its own behind and moves on. */
guint
control_route_complete (ControlCall *call, json_t **ret_answer)
{
  json_t *values;
  View view;
  guint status = find_item (call, &view, ret_answer);

  if (status != 200)
    return status;
  if (view.item->kind != KIND_TASK)
    return control_fail (ret_answer, 400, "only tasks can be completed");
  values = json_copy (call->body);
  json_object_set_new (values, "status", json_string ("completed"));
  status = update (call, values, ret_answer);
  json_decref (values);
  return status;
}

guint
control_route_delete (ControlCall *call, json_t **ret_answer)
{
  const char *how = control_text (call, "type") ? control_text (call, "type") : "MoveToDeletedItems";
  View view;
  guint status = find_item (call, &view, ret_answer);

  if (status != 200)
    return status;
  *ret_answer = json_object ();
  if (json_is_true (json_object_get (call->body, "occurrence"))) {
    const char *code = task_series_skip (&view, sim_now (call->sim));

    json_decref (code ? *ret_answer : NULL);
    return code ? control_fail (ret_answer, 400, code) : 200;
  }
  if (view_is_occurrence (&view)) {
    series_delete_occurrence (&view, sim_now (call->sim));
    return 200;
  }
  if (strcmp (how, "HardDelete") != 0 && strcmp (how, "SoftDelete") != 0 && strcmp (how, "MoveToDeletedItems") != 0) {
    json_decref (*ret_answer);
    return control_fail (ret_answer, 400, "\"type\" is one of MoveToDeletedItems, SoftDelete, HardDelete");
  }
  if (strcmp (how, "HardDelete") == 0) {
    mailbox_remove_item (call->mailbox, (Item *) view.item, sim_now (call->sim));
  } else {
    Folder *folder = mailbox_get_distinguished (
      call->mailbox, strcmp (how, "SoftDelete") == 0 ? "recoverableitemsdeletions" : "deleteditems");

    view = view_of_item (call->mailbox,
                         mailbox_move_item (call->mailbox, (Item *) view.item, folder->number, sim_now (call->sim)));
    json_decref (*ret_answer);
    return done (call, &view, ret_answer);
  }
  return 200;
}

static guint
transfer (ControlCall *call, gboolean copy, json_t **ret_answer)
{
  Folder *folder = find_folder (call, control_text (call, "folder") ? control_text (call, "folder") : "calendar");
  View view;
  guint status = find_item (call, &view, ret_answer);
  Item *item;

  if (status != 200)
    return status;
  if (!folder)
    return control_fail (ret_answer, 404, "there is no such folder");
  if (view_is_occurrence (&view))
    return control_fail (ret_answer, 400, "an occurrence cannot be moved or copied");
  item = copy ? mailbox_copy_item (call->mailbox, (Item *) view.item, folder->number, sim_now (call->sim))
              : mailbox_move_item (call->mailbox, (Item *) view.item, folder->number, sim_now (call->sim));
  view = view_of_item (call->mailbox, item);
  return done (call, &view, ret_answer);
}

guint
control_route_move (ControlCall *call, json_t **ret_answer)
{
  return transfer (call, FALSE, ret_answer);
}

guint
control_route_copy (ControlCall *call, json_t **ret_answer)
{
  return transfer (call, TRUE, ret_answer);
}

guint
control_route_read (ControlCall *call, json_t **ret_answer)
{
  View view;
  guint status = find_item (call, &view, ret_answer);

  if (status != 200)
    return status;
  mailbox_set_read (call->mailbox, (Item *) view.item, json_is_true (json_object_get (call->body, "read")),
                    sim_now (call->sim));
  return done (call, &view, ret_answer);
}

/* "The user accepts the invitation": Outlook replaces the item by one with the same UID. */
guint
control_route_accept (ControlCall *call, json_t **ret_answer)
{
  gint64 now = sim_now (call->sim);
  const char *response = control_text (call, "response") ? control_text (call, "response") : "Accept";
  Item *item;
  View view;
  guint status = find_item (call, &view, ret_answer);

  if (status != 200)
    return status;
  if (view.item->kind != KIND_CALENDAR)
    return control_fail (ret_answer, 400, "only appointments can be accepted");
  /* A series with all its exceptions. */
  item = mailbox_copy_item (call->mailbox, (Item *) view.item, view.item->folder, now);
  bag_set (&item->bag, PROPERTY_RESPONSE, response);
  bag_set (&item->bag, PROPERTY_LegacyFreeBusyStatus, strcmp (response, "Tentative") == 0 ? "Tentative" : "Busy");
  mailbox_remove_item (call->mailbox, (Item *) view.item, now);
  view = view_of_item (call->mailbox, item);
  return done (call, &view, ret_answer);
}
