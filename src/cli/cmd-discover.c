/* SPDX-License-Identifier: MIT */
/* discover */
#include <stdio.h>

#include "base/error.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "host/discover.h"

static void
print_json (const BpDiscoverResult *result)
{
  json_t *json = json_object (), *urls = json_array ();
  for (guint i = 0; result->urls && result->urls[i]; i++)
    json_array_append_new (urls, bp_json_text (result->urls[i]));
  json_object_set_new (json, "urls", urls);
  json_object_set_new (json, "online", json_boolean (result->online));
  json_object_set_new (json, "redirect", bp_json_text (result->redirect));
  bp_output_json (json);
}

static void
print_text (const BpDiscoverResult *result)
{
  for (guint i = 0; result->urls && result->urls[i]; i++)
    printf ("%s\n", result->urls[i]);
  if (result->online)
    printf (_ ("This mailbox lies in Exchange Online: bpexchange-cli settings use-oauth2 1\n"));
  else if (result->urls)
    printf (_ ("Nothing was saved. To use it: bpexchange-cli settings ews-host %s\n"), result->urls[0]);
}

static int
tell_redirect (const BpDiscoverResult *result, const char *address)
{
  GError *error = NULL;
  bp_set_error (&error, BP_ERROR_DENIED, NULL,
                N_ ("The search leads to %s, which gets the password then. If that is right: discover %s --trust %s"),
                result->redirect, address, result->redirect);
  return bp_cli_fail (error);
}

static int
discover (BpCli *cli, const BpDiscoverOptions *options, gboolean json)
{
  GError *error = NULL;
  g_auto (GStrv) tried = NULL;
  g_autoptr (BpDiscoverResult) result = bp_discover (cli->dir, options, &tried, NULL, &error);
  if (json && result)
    print_json (result);
  else if (result)
    print_text (result);
  for (guint i = 0; !json && g_error_matches (error, BP_ERROR, BP_ERROR_NOT_FOUND) && tried && tried[i]; i++)
    printf ("%s\n", tried[i]);
  if (!result)
    return bp_cli_fail (error);
  return result->redirect ? tell_redirect (result, options->address) : BP_CLI_DONE;
}

int
bp_cmd_discover (BpCli *cli)
{
  gboolean json = FALSE;
  g_auto (GStrv) trusted = NULL;
  const GOptionEntry entries[] = {
    { "trust", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &trusted, N_ ("a host or domain the search may lead to"),
      N_ ("HOST") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("as JSON"), NULL },
    { NULL },
  };
  g_autoptr (BpData) data = NULL;
  BpDiscoverOptions options = { 0 };
  if (!bp_cli_parse (cli, entries, 1, 1))
    return cli->exit_code;
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  if (json)
    bp_output_untranslated ();
  options.address = cli->args[0];
  options.trusted = (const char *const *) trusted;
  return discover (cli, &options, json);
}
