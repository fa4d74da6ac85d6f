/* SPDX-License-Identifier: MIT */
/* check */
#include <stdio.h>

#include "base/error.h"
#include "base/i18n.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "host/check.h"

typedef struct {
  json_t *steps; /* NULL: as text, at once */
  BpCheckEvent *first_failure;
} Output;

/* As one decides by whether to trust it. */
static void
print_certificate (const char *heading, const BpCheckCertificate *certificate)
{
  g_autofree char *block = bp_check_certificate_describe (certificate);
  g_auto (GStrv) lines = g_strsplit (block, "\n", -1);
  printf ("  %s\n", heading);
  for (guint i = 0; lines[i]; i++)
    printf ("    %s\n", lines[i]);
}

static void
print_certificates (const BpCheckEvent *event)
{
  const BpCheckCertificate *topmost = event->to_trust;
  if (event->certificate)
    print_certificate (_ ("The certificate that was refused:"), event->certificate);
  if (topmost && (!event->certificate || g_strcmp0 (topmost->fingerprint, event->certificate->fingerprint) != 0))
    print_certificate (_ ("The authority above it, which nobody here knows:"), topmost);
}

static void
print_event (const BpCheckEvent *event)
{
  static const char *const marks[] = { "…", "✓", "✗", "–" };
  printf ("%s %s%s%s: %s", marks[event->result], event->user ? event->user : "", event->user ? ": " : "",
          bp_check_step_label (event->step), event->text ? event->text : "");
  if (event->result != BP_CHECK_SKIPPED)
    printf (" (%.0f ms)", (double) event->duration_us / 1000);
  printf ("\n");
  if (event->remedy)
    printf ("  → %s\n", event->remedy);
  if (event->result == BP_CHECK_FAILED)
    print_certificates (event);
  fflush (stdout);
}

/* NULL: null. */
static json_t *
certificate_to_json (const BpCheckCertificate *certificate)
{
  json_t *json = certificate ? json_object () : json_null ();
  if (!certificate)
    return json;
  json_object_set_new (json, "subject", bp_json_text (certificate->subject));
  json_object_set_new (json, "issuer", bp_json_text (certificate->issuer));
  json_object_set_new (json, "names", bp_json_text (certificate->names));
  json_object_set_new (json, "not_before", bp_json_text (certificate->not_before));
  json_object_set_new (json, "not_after", bp_json_text (certificate->not_after));
  json_object_set_new (json, "sha256", bp_json_text (certificate->fingerprint));
  json_object_set_new (json, "pem", bp_json_text (certificate->pem));
  return json;
}

static json_t *
event_to_json (const BpCheckEvent *event)
{
  json_t *json = json_object ();
  gboolean failed = event->result == BP_CHECK_FAILED;
  json_object_set_new (json, "step", bp_json_text (bp_check_step_name (event->step)));
  json_object_set_new (json, "user", bp_json_text (event->user));
  json_object_set_new (json, "result", bp_json_text (bp_check_result_name (event->result)));
  json_object_set_new (json, "duration_ms", json_real ((double) event->duration_us / 1000));
  json_object_set_new (json, "text", bp_json_text (failed ? NULL : event->text));
  json_object_set_new (json, "cause", bp_json_text (failed ? event->text : NULL));
  json_object_set_new (json, "remedy", bp_json_text (event->remedy));
  json_object_set_new (json, "code", bp_json_text (event->code));
  if (event->step == BP_CHECK_TLS) {
    json_object_set_new (json, "certificate", certificate_to_json (event->certificate));
    json_object_set_new (json, "to_trust", certificate_to_json (event->to_trust));
  }
  return json;
}

static void
take_event (BpCheckEvent *event, gpointer data)
{
  Output *output = data;
  if (event->result != BP_CHECK_RUNNING) {
    if (output->steps)
      json_array_append_new (output->steps, event_to_json (event));
    else
      print_event (event);
    if (!output->first_failure && event->result != BP_CHECK_PASSED) {
      output->first_failure = event;
      return;
    }
  }
  bp_check_event_free (event);
}

/* The one line on standard error. */
static int
tell_failure (const BpCheckEvent *event)
{
  GError *error = NULL;
  bp_set_error (&error, BP_ERROR_LOCAL, NULL, "%s%s%s: %s", event->user ? event->user : "", event->user ? ": " : "",
                bp_check_step_label (event->step), event->text);
  return bp_cli_fail (error);
}

static int
check (BpCli *cli, const BpCheckOptions *options, Output *output)
{
  GError *error = NULL;
  gboolean passed = bp_check_run (cli->dir, options, take_event, output, NULL, &error);
  if (output->steps && !error) {
    json_t *json = json_object ();
    json_object_set_new (json, "passed", json_boolean (passed));
    json_object_set (json, "steps", output->steps);
    bp_output_json (json);
  }
  if (error)
    return bp_cli_fail (error);
  return passed ? BP_CLI_DONE : tell_failure (output->first_failure);
}

int
bp_cmd_check (BpCli *cli)
{
  gboolean json = FALSE, write = FALSE, server_only = FALSE;
  g_autofree char *login = NULL;
  const GOptionEntry entries[] = {
    { "user", 0, 0, G_OPTION_ARG_FILENAME, &login, N_ ("only the mailbox of this user"), N_ ("LOGIN") },
    { "server", 0, 0, G_OPTION_ARG_NONE, &server_only, N_ ("only the server, no mailbox"), NULL },
    { "write", 0, 0, G_OPTION_ARG_NONE, &write, N_ ("also write a test item and delete it"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("as JSON"), NULL },
    { NULL },
  };
  Output output = { 0 };
  g_autoptr (BpData) data = NULL;
  int code;
  if (!bp_cli_parse (cli, entries, 0, 0))
    return cli->exit_code;
  if (server_only && (login || write))
    return bp_cli_usage (cli, "%s", _ ("--server goes with neither --user nor --write."));
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  if (json) {
    bp_output_untranslated ();
    output.steps = json_array ();
  }
  code = check (cli, &(BpCheckOptions){ .login = login, .server_only = server_only, .write = write }, &output);
  bp_check_event_free (output.first_failure);
  json_decref (output.steps);
  return code;
}
