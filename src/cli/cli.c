/* SPDX-License-Identifier: MIT */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "cli/commands.h"

#define PROGRAM "bpexchange-cli"

static const BpCliCommand commands[] = {
  { "init", "", N_ ("create the data folder and its database"), NULL, bp_cmd_init },
  { "settings", "[KEY [VALUE | --stdin]]", N_ ("show or change settings"),
    N_ ("Without KEY all settings are listed, KEY=VALUE a line; an empty VALUE goes back to the default. The secret is "
        "read "
        "from standard input (settings admin-secret --stdin) and never shown again."),
    bp_cmd_settings },
  { "company", "add NUMBER NAME [KEY=VALUE…] | set NUMBER KEY=VALUE… | list | remove NUMBER",
    N_ ("manage companies and their maintenance contracts"),
    N_ ("Keys: name, maintenance-until (YYYY-MM-DD, empty: unlimited)."), bp_cmd_company },
  { "user", "list | show LOGIN | add LOGIN [KEY=VALUE…] | set LOGIN KEY=VALUE… | remove LOGIN", N_ ("manage users"),
    N_ ("Keys: login, name, email, birth-date, bank-name, iban, start-company, exchange-mailbox, exchange-sync."),
    bp_cmd_user },
  { "check", "", N_ ("test the connection to Exchange, step by step"),
    N_ ("Exit code 0 only if every step passed. Without --user the mailboxes of all users who take part are tested."),
    bp_cmd_check },
  { "discover", "ADDRESS", N_ ("find the Exchange host for the address of a mailbox (Autodiscover)"),
    N_ ("Asks with the stored account and password, over verified connections to the address's own domain and the "
        "stored host. What is found is "
        "shown, not saved."),
    bp_cmd_discover },
  { "setup-help", "", N_ ("print the PowerShell that grants the sync its rights in Exchange"),
    N_ ("For the stored settings and the mailboxes of the users who take part. Read it before you run it."),
    bp_cmd_setup_help },
  { "run", "", N_ ("run the sync engine in the foreground, its log on standard output"),
    N_ ("It ends on Ctrl+C. With --until-idle it ends when every user is in step: exit code 0, or 1 with a line for "
        "each user who "
        "is not."),
    bp_cmd_run },
  { "status", "", N_ ("show the state of the engine and of every user"), NULL, bp_cmd_status },
  { "restart", "", N_ ("restart the running engine, so that it takes over changed settings"), NULL, bp_cmd_restart },
  { "stop", "", N_ ("stop the running engine"), NULL, bp_cmd_stop },
  { "sync-now", "[LOGIN]", N_ ("have the running engine sync all users, or one, at once"), NULL, bp_cmd_sync_now },
  { "records", "", N_ ("show each record with its state and why it was (not) transferred"), NULL, bp_cmd_records },
  { "conflicts", "", N_ ("show what was changed on both sides, and which side won"), NULL, bp_cmd_conflicts },
  { "retry", "RECORD", N_ ("try a parked record again, named as in a17 or t17"),
    N_ ("An item of Exchange that could not be taken over has no record yet; it is named by its id there."),
    bp_cmd_retry },
  { "restore", "RECORD", N_ ("bring back a deleted record under its id"), NULL, bp_cmd_restore },
  { "release", "LOGIN --apply|--discard", N_ ("decide about the held deletions of a user"),
    N_ ("Unusually many deletions within an hour are held. --apply carries out those held now; --discard undoes them "
        "from "
        "the other side."),
    bp_cmd_release },
  { "log", "", N_ ("show the log file ExchangeSync.Log"), NULL, bp_cmd_log },
  { "backup", "FILE", N_ ("write a complete copy of the database, also while it is in use"), NULL, bp_cmd_backup },
  { "import", "FILE.ics", N_ ("take the appointments and tasks of an iCalendar file in for a user"),
    N_ ("All or nothing. A record with the same UID is brought to what the file says, so that the same file twice "
        "brings nothing "
        "twice. Imported records go to Exchange like those of any other program."),
    bp_cmd_import },
  { "export", "", N_ ("write a user's appointments and tasks to standard output as iCalendar"), NULL, bp_cmd_export },
};

/* --- failures ----------------------------------------------------------------------------------------------------- */

/* Whatever a message holds, it is one line. */
static void
print_line (const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text), "\r\n", ' ');
  fflush (stdout);
  fprintf (stderr, "%s: %s\n", PROGRAM, g_strchomp (line));
}

int
bp_cli_fail (GError *error)
{
  print_line (error ? error->message : "?");
  g_clear_error (&error);
  return BP_CLI_FAILED;
}

int
bp_cli_usage (BpCli *cli, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  g_autofree char *which = cli->command ? g_strconcat (" ", cli->command->name, NULL) : g_strdup ("");
  va_list args;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  line = g_strdup_printf (_ ("%s (help: %s%s --help)"), text, PROGRAM, which);
  print_line (line);
  cli->exit_code = BP_CLI_USAGE;
  return BP_CLI_USAGE;
}

/* --- options ------------------------------------------------------------------------------------------------------ */

/* GOption reads strings in the locale's encoding; ours is UTF-8 always, so they are declared as file names. */
static GOptionContext *
context_new (BpCli *cli, const GOptionEntry *entries, gboolean *help)
{
  const GOptionEntry common[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &cli->dir, N_ ("the data folder"), N_ ("DIR") },
    { "help", 'h', 0, G_OPTION_ARG_NONE, help, N_ ("show this help"), NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (cli->command ? cli->command->synopsis : _ ("COMMAND …"));
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  if (entries)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  return context;
}

static void
print_help (GOptionContext *context)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
  fputs (help, stdout);
}

/* Every argument once; "--" has done its work. */
static void
drop_separator (char **args)
{
  for (guint i = 0; args[i]; i++)
    if (strcmp (args[i], "--") == 0) {
      g_free (args[i]);
      memmove (args + i, args + i + 1, sizeof *args * g_strv_length (args + i + 1) + sizeof *args);
      return;
    }
}

static gboolean
check_arguments (BpCli *cli, guint min_args, guint max_args)
{
  if (cli->n_args < min_args)
    bp_cli_usage (cli, _ ("%s: an argument is missing."), cli->command->name);
  else if (cli->n_args > max_args)
    bp_cli_usage (cli, _ ("%s: “%s” is one argument too many."), cli->command->name, cli->args[max_args]);
  else
    return TRUE;
  return FALSE;
}

gboolean
bp_cli_parse (BpCli *cli, const GOptionEntry *entries, guint min_args, guint max_args)
{
  gboolean help = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = context_new (cli, entries, &help);
  g_option_context_set_summary (context, cli->command->summary ? _ (cli->command->summary) : NULL);
  g_option_context_set_description (context, cli->command->help ? _ (cli->command->help) : NULL);
  if (!g_option_context_parse_strv (context, &cli->args, &error)) {
    bp_cli_usage (cli, "%s: %s.", cli->command->name, error->message);
    return FALSE;
  }
  if (help) {
    print_help (context);
    cli->exit_code = BP_CLI_DONE;
    return FALSE;
  }
  /* Without the command's name. */
  g_free (cli->args[0]);
  memmove (cli->args, cli->args + 1, sizeof *cli->args * g_strv_length (cli->args + 1) + sizeof *cli->args);
  drop_separator (cli->args);
  cli->n_args = g_strv_length (cli->args);
  return check_arguments (cli, min_args, max_args);
}

/* --- help for the commands ---------------------------------------------------------------------------------------- */

BpData *
bp_cli_open (BpCli *cli)
{
  GError *error = NULL;
  BpData *data = bp_data_open (cli->dir, &error);
  if (!data)
    bp_cli_fail (error);
  return data;
}

gboolean
bp_cli_split (char *assignment, const char **ret_key, const char **ret_value)
{
  char *equals = strchr (assignment, '=');
  if (!equals || equals == assignment)
    return FALSE;
  *equals = '\0';
  *ret_key = assignment;
  *ret_value = equals + 1;
  return TRUE;
}

/* --- the program -------------------------------------------------------------------------------------------------- */

static char *
describe_commands (void)
{
  g_autoptr (GString) text = g_string_new (_ ("Commands:"));
  g_autofree char *folder = bp_data_dup_log_path (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-10s %s", commands[i].name, _ (commands[i].summary));
  *strrchr (folder, G_DIR_SEPARATOR) = '\0';
  g_string_append_printf (text, "\n\n");
  g_string_append_printf (text, _ ("Without --data the folder is %s."), folder);
  g_string_append_printf (text, "\n");
  g_string_append (text, _ ("Exit code: 0 done, 1 failed (the reason on standard error), 2 wrong usage."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static int
run_command (BpCli *cli)
{
  g_autofree char *program = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (commands[i].name, cli->args[0]) != 0)
      continue;
    cli->command = &commands[i];
    program = g_strdup_printf ("%s %s", PROGRAM, commands[i].name);
    g_set_prgname (program);
    return commands[i].run (cli);
  }
  return bp_cli_usage (cli, _ ("“%s” is not a command."), cli->args[0]);
}

static int
parse_and_run (BpCli *cli)
{
  gboolean help = FALSE, version = FALSE;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, N_ ("show the version"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = context_new (cli, entries, &help);
  g_autofree char *description = describe_commands ();
  g_autoptr (GError) error = NULL;
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_description (context, description);
  if (!g_option_context_parse_strv (context, &cli->args, &error))
    return bp_cli_usage (cli, "%s.", error->message);
  if (help) {
    print_help (context);
    return BP_CLI_DONE;
  }
  if (version) {
    printf ("bpexchange %s\n", BP_VERSION);
    return BP_CLI_DONE;
  }
  g_free (cli->args[0]);
  memmove (cli->args, cli->args + 1, sizeof *cli->args * g_strv_length (cli->args + 1) + sizeof *cli->args);
  if (!cli->args[0])
    return bp_cli_usage (cli, "%s", _ ("No command was given."));
  return run_command (cli);
}

int
bp_cli_run (char **argv)
{
  BpCli cli = { 0 };
  int code;
  g_set_prgname (PROGRAM);
  for (guint i = 0; argv[i]; i++)
    if (!g_utf8_validate (argv[i], -1, NULL)) {
      print_line (_ ("The command line is not UTF-8."));
      return BP_CLI_USAGE;
    }
  cli.args = g_strdupv (argv);
  code = parse_and_run (&cli);
  g_strfreev (cli.args);
  g_free (cli.dir);
  if (fflush (stdout) != 0 || ferror (stdout)) {
    print_line (_ ("The output could not be written."));
    return BP_CLI_FAILED;
  }
  return code;
}
