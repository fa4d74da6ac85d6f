/* SPDX-License-Identifier: MIT */
/* company add | set | list | remove */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "cli/commands.h"
#include "cli/output.h"

static gboolean
parse_number (BpCli *cli, const char *text, gint64 *ret_number)
{
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT32, ret_number, NULL))
    return TRUE;
  bp_cli_usage (cli, _ ("“%s” is not a company number."), text);
  return FALSE;
}

/* KEY=VALUE arguments from `first` on. Wrong keys are wrong usage, wrong values a failure. */
static gboolean
apply_values (BpCli *cli, BpCompany *company, guint first)
{
  for (guint i = first; i < cli->n_args; i++) {
    const char *key, *value;
    GError *error = NULL;
    if (!bp_cli_split (cli->args[i], &key, &value)) {
      bp_cli_usage (cli, _ ("“%s” is not KEY=VALUE."), cli->args[i]);
      return FALSE;
    }
    if (strcmp (key, "name") == 0) {
      g_free (company->name);
      company->name = g_strdup (value);
    } else if (strcmp (key, "maintenance-until") != 0) {
      bp_cli_usage (cli, _ ("A company has no “%s”."), key);
      return FALSE;
    } else if (!bp_check_date (value, &error)) {
      bp_prefix_said_error (&error, bp_saying_new ("%s: ", key, NULL));
      cli->exit_code = bp_cli_fail (error);
      return FALSE;
    } else {
      g_free (company->maintenance_until);
      company->maintenance_until = *value ? g_strdup (value) : NULL;
    }
  }
  return TRUE;
}

static int
add_company (BpCli *cli, BpData *data, gint64 number)
{
  g_autoptr (BpCompany) company = bp_company_new ();
  GError *error = NULL;
  company->number = number;
  g_free (company->name);
  company->name = g_strdup (cli->args[2]);
  if (!apply_values (cli, company, 3))
    return cli->exit_code;
  return bp_data_add_company (data, company, &error) ? BP_CLI_DONE : bp_cli_fail (error);
}

static BpCompany *
find (GPtrArray *companies, gint64 number)
{
  for (guint i = 0; i < companies->len; i++) {
    BpCompany *company = g_ptr_array_index (companies, i);
    if (company->number == number)
      return company;
  }
  return NULL;
}

static int
set_company (BpCli *cli, BpData *data, gint64 number)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) companies = bp_data_companies (data, &error);
  BpCompany *company = companies ? find (companies, number) : NULL;
  if (!companies)
    return bp_cli_fail (error);
  if (!company) {
    bp_set_error (&error, BP_ERROR_NOT_FOUND, NULL, N_ ("There is no company %s."), cli->args[1]);
    return bp_cli_fail (error);
  }
  if (!apply_values (cli, company, 2))
    return cli->exit_code;
  return bp_data_update_company (data, company, &error) ? BP_CLI_DONE : bp_cli_fail (error);
}

static void
print_json (GPtrArray *companies)
{
  json_t *list = json_array ();
  for (guint i = 0; i < companies->len; i++) {
    const BpCompany *company = g_ptr_array_index (companies, i);
    json_array_append_new (list, json_pack ("{s:I, s:o, s:o}", "number", (json_int_t) company->number, "name",
                                            bp_json_text (company->name), "maintenance_until",
                                            bp_json_text (company->maintenance_until)));
  }
  bp_output_json (list);
}

static int
list_companies (BpData *data, gboolean json)
{
  const char *const headings[] = { _ ("Number"), _ ("Name"), _ ("Maintenance until") };
  GError *error = NULL;
  g_autoptr (GPtrArray) companies = bp_data_companies (data, &error);
  g_autoptr (BpTable) table = NULL;
  if (!companies)
    return bp_cli_fail (error);
  if (json) {
    print_json (companies);
    return BP_CLI_DONE;
  }
  table = bp_table_new (G_N_ELEMENTS (headings), headings);
  for (guint i = 0; i < companies->len; i++) {
    const BpCompany *company = g_ptr_array_index (companies, i);
    g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, company->number);
    bp_table_add (table, number, company->name,
                  company->maintenance_until ? company->maintenance_until : _ ("unlimited"));
  }
  bp_table_print (table);
  return BP_CLI_DONE;
}

/* The action's name with the arguments it takes. */
static gboolean
check_action (BpCli *cli)
{
  static const struct {
    const char *name;
    guint min_args, max_args;
  } actions[] = { { "add", 3, 5 }, { "set", 3, 4 }, { "list", 1, 1 }, { "remove", 2, 2 } };
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (strcmp (actions[i].name, cli->args[0]) == 0) {
      if (cli->n_args >= actions[i].min_args && cli->n_args <= actions[i].max_args)
        return TRUE;
      bp_cli_usage (cli, _ ("“%s %s” has other arguments."), cli->command->name, cli->args[0]);
      return FALSE;
    }
  bp_cli_usage (cli, _ ("“%s” is not something to do with a company."), cli->args[0]);
  return FALSE;
}

int
bp_cmd_company (BpCli *cli)
{
  gboolean force = FALSE, json = FALSE;
  const GOptionEntry entries[] = {
    { "force", 0, 0, G_OPTION_ARG_NONE, &force, N_ ("remove: its records go to the deleted records"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("list: as JSON"), NULL },
    { NULL },
  };
  GError *error = NULL;
  gint64 number = 0;
  g_autoptr (BpData) data = NULL;
  if (!bp_cli_parse (cli, entries, 1, G_MAXUINT) || !check_action (cli)
      || (cli->n_args > 1 && !parse_number (cli, cli->args[1], &number)))
    return cli->exit_code;
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  if (strcmp (cli->args[0], "list") == 0)
    return list_companies (data, json);
  if (strcmp (cli->args[0], "add") == 0)
    return add_company (cli, data, number);
  if (strcmp (cli->args[0], "set") == 0)
    return set_company (cli, data, number);
  return bp_data_remove_company (data, number, force, &error) ? BP_CLI_DONE : bp_cli_fail (error);
}
