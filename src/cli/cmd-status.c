/* SPDX-License-Identifier: MIT */
/* status */
#include <stdio.h>

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/user-json.h"

static json_t *
engine_to_json (const BpOverview *overview)
{
  json_t *json = json_object ();
  json_object_set_new (json, "state", bp_json_text (overview->state));
  json_object_set_new (json, "running", json_boolean (overview->running));
  json_object_set_new (json, "stalled", json_boolean (overview->stalled));
  json_object_set_new (json, "started_at", bp_json_time (overview->started_at));
  json_object_set_new (json, "endpoint", bp_json_text (overview->endpoint));
  json_object_set_new (json, "connected", json_boolean (overview->connected));
  json_object_set_new (json, "connection", bp_json_text (overview->connection));
  json_object_set_new (json, "restart_needed", json_boolean (overview->restart_needed));
  json_object_set_new (json, "auto_sync", json_boolean (overview->auto_sync));
  json_object_set_new (json, "count_out", json_integer (overview->count_out));
  json_object_set_new (json, "count_in", json_integer (overview->count_in));
  return json;
}

static void
print_json (const BpOverview *overview, const GPtrArray *views)
{
  json_t *json = json_object (), *users = json_array (), *warnings = json_array ();
  for (guint i = 0; i < views->len; i++)
    json_array_append_new (users, bp_user_status_to_json (g_ptr_array_index (views, i)));
  for (guint i = 0; i < overview->warnings->len; i++)
    json_array_append_new (warnings, bp_json_text (((BpWarning *) g_ptr_array_index (overview->warnings, i))->text));
  json_object_set_new (json, "engine", engine_to_json (overview));
  json_object_set_new (json, "users", users);
  json_object_set_new (json, "warnings", warnings);
  bp_output_json (json);
}

static void
print_engine (const BpOverview *overview)
{
  g_autoptr (BpTable) table = bp_table_new (2, NULL);
  g_autofree char *since = bp_output_time (overview->started_at);
  g_autofree char *state = overview->started_at ? g_strdup_printf (_ ("%s, since %s"), overview->state_label, since)
                                                : g_strdup (overview->state_label);
  g_autofree char *users = g_strdup_printf (_ ("%u, %u of them take part, %u are in step"), overview->users,
                                            overview->users_eligible, overview->users_in_step);
  bp_table_add (table, _ ("Automatic sync"), overview->auto_sync ? _ ("on") : _ ("off"));
  bp_table_add (table, _ ("Engine"), state);
  bp_table_add (table, _ ("Connection"), overview->connection);
  if (overview->endpoint)
    bp_table_add (table, _ ("Address"), overview->endpoint);
  bp_table_add (table, _ ("Users"), users);
  bp_table_print (table);
  for (guint i = 0; i < overview->warnings->len; i++)
    printf ("! %s\n", ((BpWarning *) g_ptr_array_index (overview->warnings, i))->text);
}

static char *
parked_and_held (const BpUserView *view)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, view->parked, view->held);
}

static void
print_users (const GPtrArray *views)
{
  const char *const headings[] = { _ ("Login"), _ ("State"),       _ ("Last success"), _ ("Out"),
                                   _ ("In"),    _ ("Parked/held"), _ ("Reason") };
  g_autoptr (BpTable) table = bp_table_new (G_N_ELEMENTS (headings), headings);
  for (guint i = 0; i < views->len; i++) {
    const BpUserView *view = g_ptr_array_index (views, i);
    g_autofree char *success = bp_output_time (view->last_success);
    g_autofree char *out = g_strdup_printf ("%" G_GINT64_FORMAT, view->count_out);
    g_autofree char *in = g_strdup_printf ("%" G_GINT64_FORMAT, view->count_in);
    g_autofree char *waiting = parked_and_held (view);
    bp_table_add (table, view->user->login, view->state_label, success, out, in, waiting, view->reason);
    if (view->last_error && view->last_error_at > view->last_success) {
      g_autofree char *failure = bp_output_time (view->last_error_at);
      bp_table_add (table, "", _ ("last error"), failure, "", "", "", view->last_error);
    }
  }
  bp_table_print (table);
}

int
bp_cmd_status (BpCli *cli)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("as JSON"), NULL },
    { NULL },
  };
  GError *error = NULL;
  g_autoptr (BpData) data = NULL;
  g_autoptr (BpOverview) overview = NULL;
  g_autoptr (GPtrArray) views = NULL;
  if (!bp_cli_parse (cli, entries, 0, 0))
    return cli->exit_code;
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  if (json)
    bp_output_untranslated ();
  if (!(overview = bp_data_overview (data, &error)) || !(views = bp_data_users (data, &error)))
    return bp_cli_fail (error);
  if (json) {
    print_json (overview, views);
    return BP_CLI_DONE;
  }
  print_engine (overview);
  if (views->len > 0) {
    printf ("\n");
    print_users (views);
  }
  return BP_CLI_DONE;
}
