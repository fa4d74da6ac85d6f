/* SPDX-License-Identifier: MIT */
/* user list | show | add | set | remove */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/user-json.h"

/* KEY=VALUE arguments from `first` on. Wrong keys are wrong usage, wrong values a failure. */
static gboolean
apply_values (BpCli *cli, BpUser *user, guint first)
{
  for (guint i = first; i < cli->n_args; i++) {
    const char *key, *value;
    GError *error = NULL;
    guint count, k;
    const BpUserKey *keys = bp_user_keys (&count);
    if (!bp_cli_split (cli->args[i], &key, &value)) {
      bp_cli_usage (cli, _ ("“%s” is not KEY=VALUE."), cli->args[i]);
      return FALSE;
    }
    for (k = 0; k < count && strcmp (keys[k].key, key) != 0;)
      k++;
    if (k == count) {
      bp_cli_usage (cli, _ ("A user has no “%s”."), key);
      return FALSE;
    }
    if (!bp_user_set (user, key, value, &error)) {
      cli->exit_code = bp_cli_fail (error);
      return FALSE;
    }
  }
  return TRUE;
}

static int
add_user (BpCli *cli, BpData *data)
{
  g_autoptr (BpUser) user = bp_user_new ();
  GError *error = NULL;
  if (!bp_user_set (user, "login", cli->args[1], &error))
    return bp_cli_fail (error);
  if (!apply_values (cli, user, 2))
    return cli->exit_code;
  return bp_data_add_user (data, user, &error) ? BP_CLI_DONE : bp_cli_fail (error);
}

static int
set_user (BpCli *cli, BpData *data)
{
  GError *error = NULL;
  g_autoptr (BpUserView) view = bp_data_user (data, cli->args[1], &error);
  if (!view)
    return bp_cli_fail (error);
  if (!apply_values (cli, view->user, 2))
    return cli->exit_code;
  return bp_data_update_user (data, view->user, view->revision, &error) ? BP_CLI_DONE : bp_cli_fail (error);
}

static int
list_users (BpData *data, gboolean json)
{
  const char *const headings[] = { _ ("Login"), _ ("Name"),  _ ("Company"), _ ("Mailbox"),
                                   _ ("Sync"),  _ ("State"), _ ("Reason") };
  GError *error = NULL;
  g_autoptr (GPtrArray) views = bp_data_users (data, &error);
  g_autoptr (BpTable) table = NULL;
  if (!views)
    return bp_cli_fail (error);
  if (json) {
    json_t *list = json_array ();
    for (guint i = 0; i < views->len; i++)
      json_array_append_new (list, bp_user_to_json (g_ptr_array_index (views, i)));
    bp_output_json (list);
    return BP_CLI_DONE;
  }
  table = bp_table_new (G_N_ELEMENTS (headings), headings);
  for (guint i = 0; i < views->len; i++) {
    const BpUserView *view = g_ptr_array_index (views, i);
    g_autofree char *company = bp_user_get (view->user, "start-company");
    bp_table_add (table, view->user->login, view->user->name, company, view->user->exchange_mailbox,
                  view->user->exchange_sync ? _ ("yes") : _ ("no"), view->state_label, view->reason);
  }
  bp_table_print (table);
  return BP_CLI_DONE;
}

/* The columns as KEY=VALUE, as `user set` takes them, then what there is to say about the sync. */
static void
print_user (const BpUserView *view)
{
  g_autoptr (BpTable) table = bp_table_new (2, NULL);
  g_autofree char *success = bp_output_time (view->last_success);
  g_autofree char *failure = bp_output_time (view->last_error_at);
  g_autofree char *out = g_strdup_printf ("%" G_GINT64_FORMAT, view->count_out);
  g_autofree char *in = g_strdup_printf ("%" G_GINT64_FORMAT, view->count_in);
  g_autofree char *error = g_strdup_printf ("%s  %s", failure, view->last_error ? view->last_error : "");
  guint count;
  const BpUserKey *keys = bp_user_keys (&count);
  for (guint i = 0; i < count; i++) {
    g_autofree char *value = bp_user_get (view->user, keys[i].key);
    printf ("%s=%s\n", keys[i].key, value ? value : "");
  }
  printf ("\n");
  bp_table_add (table, _ ("State"), view->state_label);
  bp_table_add (table, _ ("Reason"), view->reason);
  bp_table_add (table, _ ("Last success"), success);
  bp_table_add (table, _ ("Last error"), error);
  bp_table_add (table, _ ("To Exchange"), out);
  bp_table_add (table, _ ("From Exchange"), in);
  bp_table_print (table);
}

static int
show_user (BpCli *cli, BpData *data, gboolean json)
{
  GError *error = NULL;
  g_autoptr (BpUserView) view = bp_data_user (data, cli->args[1], &error);
  if (!view)
    return bp_cli_fail (error);
  if (json)
    bp_output_json (bp_user_to_json (view));
  else
    print_user (view);
  return BP_CLI_DONE;
}

/* The action's name with the arguments it takes. */
static gboolean
check_action (BpCli *cli)
{
  static const struct {
    const char *name;
    guint min_args, max_args;
  } actions[] = {
    { "list", 1, 1 }, { "show", 2, 2 }, { "add", 2, G_MAXUINT }, { "set", 3, G_MAXUINT }, { "remove", 2, 2 }
  };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i].name, cli->args[0]) == 0) {
      if (cli->n_args >= actions[i].min_args && cli->n_args <= actions[i].max_args)
        return TRUE;
      bp_cli_usage (cli, _ ("“%s %s” has other arguments."), cli->command->name, cli->args[0]);
      return FALSE;
    }
  bp_cli_usage (cli, _ ("“%s” is not something to do with a user."), cli->args[0]);
  return FALSE;
}

int
bp_cmd_user (BpCli *cli)
{
  gboolean force = FALSE, json = FALSE;
  const GOptionEntry entries[] = {
    { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("remove: his records go to the deleted records"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("list, show: as JSON"), NULL },
    { NULL },
  };
  GError *error = NULL;
  g_autoptr (BpData) data = NULL;
  if (!bp_cli_parse (cli, entries, 1, G_MAXUINT) || !check_action (cli))
    return cli->exit_code;
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  if (json)
    bp_output_untranslated ();
  if (strcmp (cli->args[0], "list") == 0)
    return list_users (data, json);
  if (strcmp (cli->args[0], "show") == 0)
    return show_user (cli, data, json);
  if (strcmp (cli->args[0], "add") == 0)
    return add_user (cli, data);
  if (strcmp (cli->args[0], "set") == 0)
    return set_user (cli, data);
  return bp_data_remove_user (data, cli->args[1], force, &error) ? BP_CLI_DONE : bp_cli_fail (error);
}
