/* SPDX-License-Identifier: MIT */
/* records, conflicts, and what is done about them: retry, restore, release */
#include "host/records.h"

#include <stdio.h>

#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/output.h"

/* --- records -------------------------------------------------------------------------------------------------------- */

static json_t *
record_to_json (const BpRecordView *view)
{
  json_t *json = json_object ();
  json_object_set_new (json, "record", bp_json_text (view->name));
  json_object_set_new (json, "kind", bp_json_text (bp_kind_name (view->kind)));
  json_object_set_new (json, "id", view->name ? json_integer (view->id) : json_null ());
  json_object_set_new (json, "user", bp_json_text (view->login));
  json_object_set_new (json, "company", view->name ? json_integer (view->company) : json_null ());
  json_object_set_new (json, "subject", bp_json_text (view->subject));
  json_object_set_new (json, "uid", bp_json_text (view->uid));
  json_object_set_new (json, "item_id", bp_json_text (view->item_id));
  json_object_set_new (json, "state", bp_json_text (view->state));
  json_object_set_new (json, "last_transfer", bp_json_time (view->last_transfer_at));
  json_object_set_new (json, "reason_code", bp_json_text (view->reason_code));
  json_object_set_new (json, "reason", bp_json_text (view->reason));
  return json;
}

static void
print_records (const GPtrArray *views)
{
  const char *const headings[] = { _ ("Record"),  _ ("Login"),  _ ("State"),           _ ("Last transfer"),
                                   _ ("Subject"), _ ("Reason"), _ ("Item in Exchange") };
  g_autoptr (BpTable) table = bp_table_new (G_N_ELEMENTS (headings), headings);
  for (guint i = 0; i < views->len; i++) {
    const BpRecordView *view = views->pdata[i];
    g_autofree char *transferred = bp_output_time (view->last_transfer_at);
    bp_table_add (table, view->name ? view->name : "-", view->login, view->state_label, transferred, view->subject,
                  view->reason, view->item_id);
  }
  bp_table_print (table);
}

static void
print_record_json (const GPtrArray *views)
{
  json_t *list = json_array ();
  for (guint i = 0; i < views->len; i++)
    json_array_append_new (list, record_to_json (views->pdata[i]));
  bp_output_json (list);
}

int
bp_cmd_records (BpCli *cli)
{
  gboolean json = FALSE;
  g_autofree char *login = NULL;
  g_autofree char *kind_name = NULL;
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_FILENAME, &login, N_ ("only those of this user"), "LOGIN" },
    { "kind", 0, 0, G_OPTION_ARG_FILENAME, &kind_name, N_ ("only appointment or task"), "KIND" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("as JSON"), NULL },
    { NULL },
  };
  GError *error = NULL;
  BpKind kind = BP_KIND_COUNT;
  g_autoptr (BpData) data = NULL;
  g_autoptr (GPtrArray) views = NULL;
  if (!bp_cli_parse (cli, entries, 0, 0))
    return cli->exit_code;
  if (kind_name && !bp_kind_parse (kind_name, &kind))
    return bp_cli_usage (cli, _ ("“%s” is not a kind: appointment, task."), kind_name);
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  if (json)
    bp_output_untranslated ();
  views = bp_data_records (data, login, kind, &error);
  if (!views)
    return bp_cli_fail (error);
  if (json)
    print_record_json (views);
  else
    print_records (views);
  return BP_CLI_DONE;
}

/* --- conflicts ------------------------------------------------------------------------------------------------------ */

/* The stored values are JSON themselves. */
static json_t *
value_to_json (const char *text)
{
  json_t *json = text ? json_loads (text, JSON_DECODE_ANY, NULL) : NULL;
  return json ? json : bp_json_text (text);
}

static void
print_conflict_json (const GPtrArray *views)
{
  json_t *list = json_array ();
  for (guint i = 0; i < views->len; i++) {
    const BpConflictView *view = views->pdata[i];
    json_t *json = json_object ();
    json_object_set_new (json, "record", bp_json_text (view->record));
    json_object_set_new (json, "user", bp_json_text (view->login));
    json_object_set_new (json, "at", bp_json_time (view->at));
    json_object_set_new (json, "unit", bp_json_text (view->unit));
    json_object_set_new (json, "original_start", bp_json_text (view->original_start));
    json_object_set_new (json, "local", value_to_json (view->local_value));
    json_object_set_new (json, "exchange", value_to_json (view->remote_value));
    json_object_set_new (json, "winner", bp_json_text (view->winner));
    json_object_set_new (json, "rule", bp_json_text (view->rule));
    json_array_append_new (list, json);
  }
  bp_output_json (list);
}

static void
print_conflicts (const GPtrArray *views)
{
  const char *const headings[] = { _ ("Time"),   _ ("Record"),   _ ("Login"),       _ ("What"),
                                   _ ("Winner"), _ ("In büro+"), _ ("In Exchange"), _ ("Rule") };
  g_autoptr (BpTable) table = bp_table_new (G_N_ELEMENTS (headings), headings);
  for (guint i = 0; i < views->len; i++) {
    const BpConflictView *view = views->pdata[i];
    g_autofree char *at = bp_output_time (view->at);
    bp_table_add (table, at, view->record, view->login, view->unit_label,
                  g_strcmp0 (view->winner, "local") == 0 ? "büro+" : "Exchange", view->local_value, view->remote_value,
                  view->rule_label);
  }
  bp_table_print (table);
}

int
bp_cmd_conflicts (BpCli *cli)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("as JSON"), NULL },
    { NULL },
  };
  GError *error = NULL;
  g_autoptr (BpData) data = NULL;
  g_autoptr (GPtrArray) views = NULL;
  if (!bp_cli_parse (cli, entries, 0, 0))
    return cli->exit_code;
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  if (json)
    bp_output_untranslated ();
  views = bp_data_conflicts (data, &error);
  if (!views)
    return bp_cli_fail (error);
  if (json)
    print_conflict_json (views);
  else
    print_conflicts (views);
  return BP_CLI_DONE;
}

/* --- retry, restore, release ---------------------------------------------------------------------------------------------- */

static int
with_record (BpCli *cli, gboolean (*change) (BpData *data, const char *name, GError **error))
{
  GError *error = NULL;
  g_autoptr (BpData) data = NULL;
  if (!bp_cli_parse (cli, NULL, 1, 1))
    return cli->exit_code;
  if (!(data = bp_cli_open (cli)))
    return BP_CLI_FAILED;
  return change (data, cli->args[0], &error) ? BP_CLI_DONE : bp_cli_fail (error);
}

int
bp_cmd_retry (BpCli *cli)
{
  return with_record (cli, bp_data_retry);
}

int
bp_cmd_restore (BpCli *cli)
{
  return with_record (cli, bp_data_restore);
}

int
bp_cmd_release (BpCli *cli)
{
  gboolean apply = FALSE, discard = FALSE;
  const GOptionEntry entries[] = {
    { "apply", 0, 0, G_OPTION_ARG_NONE, &apply, N_ ("carry the held deletions out"), NULL },
    { "discard", 0, 0, G_OPTION_ARG_NONE, &discard, N_ ("undo them from the other side"), NULL },
    { NULL },
  };
  GError *error = NULL;
  guint count = 0;
  g_autoptr (BpData) data = NULL;
  if (!bp_cli_parse (cli, entries, 1, 1))
    return cli->exit_code;
  if (apply == discard)
    return bp_cli_usage (cli, _ ("%s: either --apply or --discard."), cli->command->name);
  if (!(data = bp_cli_open (cli)))
    return BP_CLI_FAILED;
  if (!bp_data_release (data, cli->args[0], apply, &count, &error))
    return bp_cli_fail (error);
  printf (apply ? ngettext ("%u deletion is released.", "%u deletions are released.", count)
                : ngettext ("%u deletion is discarded.", "%u deletions are discarded.", count),
          count);
  putchar ('\n');
  return BP_CLI_DONE;
}
