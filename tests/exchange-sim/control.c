/* SPDX-License-Identifier: MIT */
#include "control.h"

#include "control-item.h"
#include "rules.h"
#include "series.h"
#include "stream.h"
#include "subscriptions.h"
#include "task-series.h"
#include "values.h"

#include <string.h>

typedef struct {
  Sim *sim;
  Mailbox *mailbox; /* for /sim/mailbox/SMTP/… */
  GHashTable *query;
  json_t *body; /* NULL if there is none */
} Call;

typedef guint (*Route) (Call *call, json_t **ret_answer);

static guint
fail (json_t **ret_answer, guint status, const char *message)
{
  *ret_answer = json_pack ("{s:s}", "error", message);
  return status;
}

static const char *
query_get (Call *call, const char *name)
{
  return call->query ? g_hash_table_lookup (call->query, name) : NULL;
}

static const char *
body_get (Call *call, const char *name)
{
  return json_string_value (json_object_get (call->body, name));
}

static guint
done (Call *call, const View *view, json_t **ret_answer)
{
  *ret_answer = control_item_to_json (view);
  return 200;
}

/* --- items --- */

/* "index" (from 1) or "date" beside a master's id: one occurrence is meant. */
static guint
find_occurrence (Call *call, View *view, json_t **ret_answer)
{
  json_t *index = json_object_get (call->body, "index");
  const char *date = body_get (call, "date");
  gint64 original, wall;

  if (!index && !date)
    return 200;
  if (!view_is_master (view))
    return fail (ret_answer, 400, "the item is no series");
  if (index ? !series_original_by_index (view->item, json_integer_value (index), &original)
            : !value_to_wall (date, &wall) || !series_original_by_day (view->item, wall / 86400, &original))
    return fail (ret_answer, 404, "the series has no such occurrence");
  *view = view_of_occurrence (view->mailbox, view->item, original);
  if (view->exception && view->exception->deleted)
    return fail (ret_answer, 404, "the occurrence is cancelled");
  return 200;
}

static guint
find_item (Call *call, View *ret_view, json_t **ret_answer)
{
  const char *id = body_get (call, "id");
  Token token;
  Item *item;

  if (token_read (id, TOKEN_ITEM, &token) != TOKEN_OK || strcmp (token.guid, mailbox_get_guid (call->mailbox)) != 0)
    return fail (ret_answer, 400, "\"id\" is not an item id of this mailbox");
  item = mailbox_get_item (call->mailbox, token.numbers[0]);
  if (!item)
    return fail (ret_answer, 404, "there is no such item");
  *ret_view = token.numbers[1] == ID_NO_OCCURRENCE ? view_of_item (call->mailbox, item)
                                                   : view_of_occurrence (call->mailbox, item, token.numbers[1]);
  return find_occurrence (call, ret_view, ret_answer);
}

static Folder *
find_folder (Call *call, const char *name)
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

static guint
route_items (Call *call, json_t **ret_answer)
{
  const char *name = query_get (call, "folder");
  Folder *folder = find_folder (call, name ? name : "calendar");
  g_autoptr (GPtrArray) items = NULL;

  if (!folder)
    return fail (ret_answer, 404, "there is no such folder");
  items = mailbox_list (call->mailbox, folder->number);
  g_ptr_array_sort (items, compare_numbers);
  *ret_answer = json_array ();
  for (guint i = 0; i < items->len; i++) {
    View view = view_of_item (call->mailbox, g_ptr_array_index (items, i));

    json_array_append_new (*ret_answer, control_item_to_json (&view));
  }
  return 200;
}

static guint
route_get (Call *call, json_t **ret_answer)
{
  View view;
  guint status = find_item (call, &view, ret_answer);

  return status == 200 ? done (call, &view, ret_answer) : status;
}

static guint
route_create (Call *call, json_t **ret_answer)
{
  const char *name = body_get (call, "folder") ? body_get (call, "folder") : "calendar";
  Folder *folder = find_folder (call, name);
  g_autoptr (Bag) bag = NULL;
  g_autofree char *wrong = NULL;
  const char *code;
  ItemKind kind;
  View view;

  if (!folder)
    return fail (ret_answer, 404, "there is no such folder");
  kind = strcmp (folder->class, "IPF.Task") == 0          ? KIND_TASK
         : strcmp (folder->class, "IPF.Appointment") == 0 ? KIND_CALENDAR
                                                          : KIND_MESSAGE;
  if (body_get (call, "kind"))
    kind = item_kind_from_element (body_get (call, "kind"));
  wrong = control_item_from_json (call->body, kind, &bag);
  if (wrong)
    return fail (ret_answer, 400, wrong);
  code = rules_complete_new (call->mailbox, kind, &bag, NULL, sim_now (call->sim));
  if (code)
    return fail (ret_answer, 400, code);
  view = view_of_item (
    call->mailbox, mailbox_add_item (call->mailbox, folder->number, kind, g_steal_pointer (&bag), sim_now (call->sim)));
  return done (call, &view, ret_answer);
}

static const char *
store (Call *call, View *view, Bag **bag)
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

/* Of several the last one in schema order wins, as in a request. */
static void
agree_on_progress (Call *call, Bag **bag)
{
  static const struct {
    const char *name;
    PropertyId id;
  } words[] = { { "completed_date", PROPERTY_CompleteDate },
                { "percent_complete", PROPERTY_PercentComplete },
                { "status", PROPERTY_Status } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (json_object_get (call->body, words[i].name))
      rules_task_set (bag, words[i].id, sim_now (call->sim));
}

static guint
route_update (Call *call, json_t **ret_answer)
{
  g_autoptr (Bag) bag = NULL;
  g_autofree char *wrong = NULL;
  const char *code;
  View view;
  guint status = find_item (call, &view, ret_answer);

  if (status != 200)
    return status;
  bag = view_is_occurrence (&view) ? series_occurrence_bag (&view) : bag_copy (view.item->bag);
  wrong = control_item_from_json (call->body, view.item->kind, &bag);
  if (wrong)
    return fail (ret_answer, 400, wrong);
  if (view.item->kind == KIND_TASK)
    agree_on_progress (call, &bag);
  code = store (call, &view, &bag);
  if (code)
    return fail (ret_answer, 400, code);
  if (view_is_occurrence (&view))
    view = view_of_occurrence (view.mailbox, view.item, view.original);
  return done (call, &view, ret_answer);
}

static guint
route_delete (Call *call, json_t **ret_answer)
{
  const char *how = body_get (call, "type") ? body_get (call, "type") : "MoveToDeletedItems";
  View view;
  guint status = find_item (call, &view, ret_answer);

  if (status != 200)
    return status;
  *ret_answer = json_object ();
  if (json_is_true (json_object_get (call->body, "occurrence"))) {
    const char *code = task_series_skip (&view, sim_now (call->sim));

    return code ? fail (ret_answer, 400, code) : 200;
  }
  if (view_is_occurrence (&view)) {
    const char *code = series_delete_occurrence (&view, sim_now (call->sim));

    return code ? fail (ret_answer, 400, code) : 200;
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
transfer (Call *call, gboolean copy, json_t **ret_answer)
{
  Folder *folder = find_folder (call, body_get (call, "folder") ? body_get (call, "folder") : "calendar");
  View view;
  guint status = find_item (call, &view, ret_answer);
  Item *item;

  if (status != 200)
    return status;
  if (!folder)
    return fail (ret_answer, 404, "there is no such folder");
  item = copy ? mailbox_copy_item (call->mailbox, (Item *) view.item, folder->number, sim_now (call->sim))
              : mailbox_move_item (call->mailbox, (Item *) view.item, folder->number, sim_now (call->sim));
  view = view_of_item (call->mailbox, item);
  return done (call, &view, ret_answer);
}

static guint
route_move (Call *call, json_t **ret_answer)
{
  return transfer (call, FALSE, ret_answer);
}

static guint
route_copy (Call *call, json_t **ret_answer)
{
  return transfer (call, TRUE, ret_answer);
}

static guint
route_read (Call *call, json_t **ret_answer)
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
static guint
route_accept (Call *call, json_t **ret_answer)
{
  gint64 now = sim_now (call->sim);
  const char *response = body_get (call, "response") ? body_get (call, "response") : "Accept";
  Bag *bag;
  guint32 folder;
  View view;
  guint status = find_item (call, &view, ret_answer);

  if (status != 200)
    return status;
  bag = bag_copy (view.item->bag);
  bag_set (&bag, PROPERTY_RESPONSE, response);
  bag_set (&bag, PROPERTY_LegacyFreeBusyStatus, strcmp (response, "Tentative") == 0 ? "Tentative" : "Busy");
  folder = view.item->folder;
  mailbox_remove_item (call->mailbox, (Item *) view.item, now);
  view = view_of_item (call->mailbox, mailbox_add_item (call->mailbox, folder, KIND_CALENDAR, bag, now));
  return done (call, &view, ret_answer);
}

/* --- the server --- */

static guint
route_health (Call *call, json_t **ret_answer)
{
  *ret_answer = json_pack ("{s:b, s:i, s:i}", "ok", 1, "mailboxes", (int) call->sim->mailboxes->len, "subscriptions",
                           (int) subscriptions_count (call->sim->subscriptions));
  return 200;
}

static guint
route_mailboxes (Call *call, json_t **ret_answer)
{
  static const char *const shown[] = { "calendar", "tasks", "deleteditems" };

  *ret_answer = json_array ();
  for (guint i = 0; i < call->sim->mailboxes->len; i++) {
    Mailbox *mailbox = g_ptr_array_index (call->sim->mailboxes, i);
    json_t *object = json_pack ("{s:s, s:s, s:I}", "smtp", mailbox_get_smtp (mailbox), "guid",
                                mailbox_get_guid (mailbox), "sequence", (json_int_t) mailbox_get_sequence (mailbox));

    for (guint j = 0; j < G_N_ELEMENTS (shown); j++)
      json_object_set_new (
        object, shown[j],
        json_integer (mailbox_count (mailbox, mailbox_get_distinguished (mailbox, shown[j])->number)));
    json_array_append_new (*ret_answer, object);
  }
  return 200;
}

static guint
route_add_mailbox (Call *call, json_t **ret_answer)
{
  const char *smtp = body_get (call, "smtp");

  if (!smtp)
    return fail (ret_answer, 400, "\"smtp\" is missing");
  sim_add_mailbox (call->sim, smtp);
  return route_mailboxes (call, ret_answer);
}

static guint
route_list_faults (Call *call, json_t **ret_answer)
{
  g_autoptr (GPtrArray) texts = faults_list (call->sim->faults);

  *ret_answer = json_array ();
  for (guint i = 0; i < texts->len; i++)
    json_array_append_new (*ret_answer, json_string (g_ptr_array_index (texts, i)));
  return 200;
}

static guint
route_faults (Call *call, json_t **ret_answer)
{
  g_autoptr (GError) error = NULL;
  json_t *add = json_object_get (call->body, "add");
  json_t *one;
  size_t i;

  if (json_is_true (json_object_get (call->body, "clear")))
    faults_clear (call->sim->faults);
  if (json_is_string (add) && !faults_add (call->sim->faults, json_string_value (add), &error))
    return fail (ret_answer, 400, error->message);
  json_array_foreach (add, i,
                      one) if (!faults_add (call->sim->faults, json_string_value (one) ? json_string_value (one) : "",
                                            &error)) return fail (ret_answer, 400, error->message);
  return route_list_faults (call, ret_answer);
}

static guint
route_requests (Call *call, json_t **ret_answer)
{
  const char *last = query_get (call, "last");
  gint64 count = 100;

  if (last)
    value_to_int (last, &count);
  *ret_answer = records_requests (call->sim->records, CLAMP (count, 0, 2000));
  return 200;
}

static guint
route_clear_records (Call *call, json_t **ret_answer)
{
  records_clear (call->sim->records);
  return route_requests (call, ret_answer);
}

static guint
route_mail (Call *call, json_t **ret_answer)
{
  *ret_answer = records_mail (call->sim->records);
  return 200;
}

static guint
route_show_clock (Call *call, json_t **ret_answer)
{
  g_autofree char *now = value_from_instant (sim_now (call->sim));

  *ret_answer = json_pack ("{s:I, s:s}", "offset", (json_int_t) call->sim->clock_offset, "now", now);
  return 200;
}

static guint
route_clock (Call *call, json_t **ret_answer)
{
  json_t *offset = json_object_get (call->body, "offset");

  if (!json_is_integer (offset))
    return fail (ret_answer, 400, "\"offset\" takes seconds");
  call->sim->clock_offset = json_integer_value (offset);
  return route_show_clock (call, ret_answer);
}

static guint
route_streams (Call *call, json_t **ret_answer)
{
  json_t *heartbeat = json_object_get (call->body, "heartbeat");

  if (heartbeat)
    streams_set_heartbeat (call->sim->streams, json_integer_value (heartbeat));
  if (json_is_true (json_object_get (call->body, "close")))
    streams_close_all (call->sim->streams);
  *ret_answer = json_pack ("{s:i}", "open", (int) streams_count (call->sim->streams));
  return 200;
}

/* clang-format off */
static const struct {
  const char *method;
  const char *path; /* below /sim/, or below /sim/mailbox/SMTP/ */
  gboolean in_mailbox;
  Route route;
} routes[] = {
  { "GET", "health", FALSE, route_health },
  { "GET", "mailboxes", FALSE, route_mailboxes },
  { "POST", "mailboxes", FALSE, route_add_mailbox },
  { "GET", "faults", FALSE, route_list_faults },
  { "POST", "faults", FALSE, route_faults },
  { "GET", "requests", FALSE, route_requests },
  { "DELETE", "requests", FALSE, route_clear_records },
  { "GET", "mail", FALSE, route_mail },
  { "GET", "clock", FALSE, route_show_clock },
  { "POST", "clock", FALSE, route_clock },
  { "GET", "items", TRUE, route_items },
  { "POST", "get", TRUE, route_get },
  { "POST", "create", TRUE, route_create },
  { "POST", "update", TRUE, route_update },
  { "POST", "delete", TRUE, route_delete },
  { "POST", "move", TRUE, route_move },
  { "POST", "copy", TRUE, route_copy },
  { "POST", "read", TRUE, route_read },
  { "POST", "accept", TRUE, route_accept },
  { "POST", "streams", FALSE, route_streams },
};
/* clang-format on */

static guint
dispatch (Call *call, const char *method, const char *path, json_t **ret_answer)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (strcmp (routes[i].method, method) == 0 && strcmp (routes[i].path, path) == 0
        && routes[i].in_mailbox == (call->mailbox != NULL))
      return routes[i].route (call, ret_answer);
  return fail (ret_answer, 404, "there is no such route");
}

guint
control_handle (Sim *sim, const char *method, const char *path, GHashTable *query, const char *body, gsize size,
                json_t **ret_answer)
{
  Call call = { .sim = sim, .query = query };
  const char *rest = g_str_has_prefix (path, "/sim/") ? path + strlen ("/sim/") : "";
  guint status;

  if (g_str_has_prefix (rest, "mailbox/")) {
    g_auto (GStrv) parts = g_strsplit (rest, "/", 3);

    call.mailbox = sim_get_mailbox (sim, parts[1]);
    if (!call.mailbox || !parts[2])
      return fail (ret_answer, 404, "there is no such mailbox");
    rest = strchr (rest + strlen ("mailbox/"), '/') + 1;
  }
  if (size) {
    json_error_t error;

    call.body = json_loadb (body, size, 0, &error);
    if (!call.body)
      return fail (ret_answer, 400, error.text);
  }
  status = dispatch (&call, method, rest, ret_answer);
  json_decref (call.body);
  return status;
}
