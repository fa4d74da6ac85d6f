/* SPDX-License-Identifier: MIT */
#include "control.h"

#include "control-check.h"
#include "control-routes.h"
#include "stream.h"
#include "subscriptions.h"
#include "values.h"

#include <string.h>

/* How far the clock may be moved: thousands of years would leave what dates can be written. */
#define FARTHEST ((gint64) 1000 * 366 * 86400)

typedef guint (*Route) (ControlCall *call, json_t **ret_answer);

guint
control_fail (json_t **ret_answer, guint status, const char *message)
{
  *ret_answer = json_pack ("{s:s}", "error", message);
  return status;
}

const char *
control_query (ControlCall *call, const char *name)
{
  return call->query ? g_hash_table_lookup (call->query, name) : NULL;
}

const char *
control_text (ControlCall *call, const char *name)
{
  return json_string_value (json_object_get (call->body, name));
}

/* --- the server --- */

static guint
route_health (ControlCall *call, json_t **ret_answer)
{
  *ret_answer = json_pack ("{s:b, s:i, s:i}", "ok", 1, "mailboxes", (int) call->sim->mailboxes->len, "subscriptions",
                           (int) subscriptions_count (call->sim->subscriptions));
  return 200;
}

static guint
route_mailboxes (ControlCall *call, json_t **ret_answer)
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
route_add_mailbox (ControlCall *call, json_t **ret_answer)
{
  const char *smtp = control_text (call, "smtp");

  if (!smtp || !strchr (smtp, '@'))
    return control_fail (ret_answer, 400, "\"smtp\" is missing, or no address");
  sim_add_mailbox (call->sim, smtp);
  return route_mailboxes (call, ret_answer);
}

static guint
route_list_faults (ControlCall *call, json_t **ret_answer)
{
  g_autoptr (GPtrArray) texts = faults_list (call->sim->faults);

  *ret_answer = json_array ();
  for (guint i = 0; i < texts->len; i++)
    json_array_append_new (*ret_answer, json_string (g_ptr_array_index (texts, i)));
  return 200;
}

static guint
route_faults (ControlCall *call, json_t **ret_answer)
{
  g_autoptr (GError) error = NULL;
  json_t *add = json_object_get (call->body, "add");
  json_t *one;
  size_t i;

  if (json_is_true (json_object_get (call->body, "clear")))
    faults_clear (call->sim->faults);
  if (json_is_string (add) && !faults_add (call->sim->faults, json_string_value (add), &error))
    return control_fail (ret_answer, 400, error->message);
  json_array_foreach (add, i,
                      one) if (!faults_add (call->sim->faults, json_string_value (one) ? json_string_value (one) : "",
                                            &error)) return control_fail (ret_answer, 400, error->message);
  return route_list_faults (call, ret_answer);
}

static guint
route_requests (ControlCall *call, json_t **ret_answer)
{
  const char *last = control_query (call, "last");
  gint64 count = 100;

  if (last)
    value_to_int (last, &count);
  *ret_answer = records_requests (call->sim->records, CLAMP (count, 0, RECORDS_KEPT));
  return 200;
}

static guint
route_clear_records (ControlCall *call, json_t **ret_answer)
{
  records_clear (call->sim->records);
  return route_requests (call, ret_answer);
}

static guint
route_mail (ControlCall *call, json_t **ret_answer)
{
  *ret_answer = records_mail (call->sim->records);
  return 200;
}

static guint
route_show_clock (ControlCall *call, json_t **ret_answer)
{
  g_autofree char *now = value_from_instant (sim_now (call->sim));

  *ret_answer = json_pack ("{s:I, s:s}", "offset", (json_int_t) call->sim->clock_offset, "now", now);
  return 200;
}

static guint
route_clock (ControlCall *call, json_t **ret_answer)
{
  json_t *offset = json_object_get (call->body, "offset");
  const char *now = control_text (call, "now");
  gint64 instant;

  if (offset) {
    call->sim->clock_offset = CLAMP (json_integer_value (offset), -FARTHEST, FARTHEST);
  } else {
    if (!value_to_instant (now, NULL, &instant))
      return control_fail (ret_answer, 400, "\"offset\" takes seconds, \"now\" a time as in 2026-03-01T09:00:00Z");
    call->sim->clock_offset += instant - sim_now (call->sim);
  }
  return route_show_clock (call, ret_answer);
}

static guint
route_streams (ControlCall *call, json_t **ret_answer)
{
  json_t *heartbeat = json_object_get (call->body, "heartbeat");

  if (heartbeat && json_integer_value (heartbeat) < 1)
    return control_fail (ret_answer, 400, "\"heartbeat\" takes seconds, at least 1");
  if (heartbeat)
    streams_set_heartbeat (call->sim->streams, json_integer_value (heartbeat));
  if (json_is_true (json_object_get (call->body, "close")))
    streams_close_all (call->sim->streams);
  *ret_answer = json_pack ("{s:i}", "open", (int) streams_count (call->sim->streams));
  return 200;
}

/* What a route's body holds. */
typedef enum { BODY_NONE, BODY_PLAIN, BODY_ITEM } BodyKind;

/* clang-format off */
static const struct {
  const char *method;
  const char *path; /* below /sim/, or below /sim/mailbox/SMTP/ */
  gboolean in_mailbox;
  BodyKind body;
  Route route;
} routes[] = {
  { "GET", "health", FALSE, BODY_NONE, route_health },
  { "GET", "mailboxes", FALSE, BODY_NONE, route_mailboxes },
  { "POST", "mailboxes", FALSE, BODY_PLAIN, route_add_mailbox },
  { "GET", "faults", FALSE, BODY_NONE, route_list_faults },
  { "POST", "faults", FALSE, BODY_PLAIN, route_faults },
  { "GET", "requests", FALSE, BODY_NONE, route_requests },
  { "DELETE", "requests", FALSE, BODY_NONE, route_clear_records },
  { "GET", "mail", FALSE, BODY_NONE, route_mail },
  { "GET", "clock", FALSE, BODY_NONE, route_show_clock },
  { "POST", "clock", FALSE, BODY_PLAIN, route_clock },
  { "POST", "streams", FALSE, BODY_PLAIN, route_streams },
  { "GET", "items", TRUE, BODY_NONE, control_route_items },
  { "GET", "folders", TRUE, BODY_NONE, control_route_folders },
  { "GET", "view", TRUE, BODY_NONE, control_route_view },
  { "POST", "get", TRUE, BODY_PLAIN, control_route_get },
  { "POST", "create", TRUE, BODY_ITEM, control_route_create },
  { "POST", "update", TRUE, BODY_ITEM, control_route_update },
  { "POST", "move-occurrence", TRUE, BODY_ITEM, control_route_move_occurrence },
  { "POST", "cancel-occurrence", TRUE, BODY_PLAIN, control_route_cancel_occurrence },
  { "POST", "change-pattern", TRUE, BODY_ITEM, control_route_change_pattern },
  { "POST", "complete", TRUE, BODY_ITEM, control_route_complete },
  { "POST", "delete", TRUE, BODY_PLAIN, control_route_delete },
  { "POST", "move", TRUE, BODY_PLAIN, control_route_move },
  { "POST", "copy", TRUE, BODY_PLAIN, control_route_copy },
  { "POST", "read", TRUE, BODY_PLAIN, control_route_read },
  { "POST", "accept", TRUE, BODY_PLAIN, control_route_accept },
};
/* clang-format on */

static guint
fail_take (json_t **ret_answer, guint status, char *take_message)
{
  g_autofree char *message = take_message;

  return control_fail (ret_answer, status, message);
}

/* The methods of a path that is there under another one, or all paths. */
static guint
no_route (ControlCall *call, const char *path, json_t **ret_answer)
{
  g_autoptr (GString) methods = g_string_new (NULL), all = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++) {
    if (routes[i].in_mailbox != (call->mailbox != NULL))
      continue;
    if (strcmp (routes[i].path, path) == 0)
      g_string_append_printf (methods, " %s", routes[i].method);
    g_string_append_printf (all, " %s /sim/%s%s;", routes[i].method, call->mailbox ? "mailbox/SMTP/" : "",
                            routes[i].path);
  }
  if (methods->len)
    return fail_take (ret_answer, 405, g_strdup_printf ("this route takes%s", methods->str));
  return fail_take (ret_answer, 404, g_strdup_printf ("there is no such route; there are%s", all->str));
}

static guint
dispatch (ControlCall *call, const char *method, const char *path, json_t **ret_answer)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (strcmp (routes[i].method, method) == 0 && strcmp (routes[i].path, path) == 0
        && routes[i].in_mailbox == (call->mailbox != NULL)) {
      char *wrong = routes[i].body == BODY_NONE ? NULL : control_check (call->body, routes[i].body == BODY_ITEM);

      return wrong ? fail_take (ret_answer, 400, wrong) : routes[i].route (call, ret_answer);
    }
  return no_route (call, path, ret_answer);
}

guint
control_handle (Sim *sim, const char *method, const char *path, GHashTable *query, const char *body, gsize size,
                json_t **ret_answer)
{
  ControlCall call = { .sim = sim, .query = query };
  const char *rest = g_str_has_prefix (path, "/sim/") ? path + strlen ("/sim/") : "";
  guint status;

  if (g_str_has_prefix (rest, "mailbox/")) {
    g_auto (GStrv) parts = g_strsplit (rest, "/", 3);

    call.mailbox = sim_get_mailbox (sim, parts[1]);
    if (!call.mailbox)
      return fail_take (ret_answer, 404, g_strdup_printf ("there is no mailbox \"%s\"", parts[1]));
    rest = parts[2] ? strchr (rest + strlen ("mailbox/"), '/') + 1 : "";
  }
  if (size) {
    json_error_t error;

    call.body = json_loadb (body, size, 0, &error);
    if (!call.body)
      return fail_take (ret_answer, 400, g_strdup_printf ("no JSON: line %d: %s", error.line, error.text));
  }
  status = dispatch (&call, method, rest, ret_answer);
  json_decref (call.body);
  return status;
}
