/* SPDX-License-Identifier: MIT */
/* init, settings */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/platform.h"
#include "cli/commands.h"

/* Longer than any password or client secret. */
#define MAX_SECRET 4096

int
bp_cmd_init (BpCli *cli)
{
  GError *error = NULL;
  gboolean created = FALSE;
  g_autofree char *log_path = NULL;
  g_autofree char *dir = NULL;
  if (!bp_cli_parse (cli, NULL, 0, 0))
    return cli->exit_code;
  if (!bp_data_init (cli->dir, &created, &error))
    return bp_cli_fail (error);
  log_path = bp_data_dup_log_path (cli->dir);
  dir = g_path_get_dirname (log_path);
  printf (created ? _ ("The database was created in %s.\n")
                  : _ ("There is a database in %s already; nothing was changed.\n"),
          dir);
  return BP_CLI_DONE;
}

/* As it takes effect: an empty time zone is the system's. */
static char *
shown_value (const BpSettings *settings, BpSetting setting)
{
  const char *value = settings->values[setting];
  if (setting == BP_SETTING_ADMIN_SECRET)
    return g_strdup (value && *value ? "(set)" : "");
  if (setting == BP_SETTING_TIME_ZONE && (!value || !*value))
    return bp_platform_time_zone ();
  return g_strdup (value ? value : "");
}

static int
list_settings (BpData *data)
{
  GError *error = NULL;
  g_autoptr (BpSettings) settings = bp_data_settings (data, &error);
  if (!settings)
    return bp_cli_fail (error);
  for (int i = 0; i < BP_SETTING_COUNT; i++) {
    g_autofree char *value = shown_value (settings, (BpSetting) i);
    printf ("%s=%s\n", bp_setting_info ((BpSetting) i)->key, value);
  }
  return BP_CLI_DONE;
}

static int
show_setting (BpData *data, BpSetting setting)
{
  GError *error = NULL;
  g_autoptr (BpSettings) settings = bp_data_settings (data, &error);
  g_autofree char *value = NULL;
  if (!settings)
    return bp_cli_fail (error);
  value = shown_value (settings, setting);
  printf ("%s\n", value);
  return BP_CLI_DONE;
}

static void
hint_restart (BpData *data, BpSetting setting)
{
  g_autoptr (BpOverview) overview = NULL;
  if (bp_setting_info (setting)->live)
    return;
  overview = bp_data_overview (data, NULL);
  if (overview && overview->running)
    printf (_ ("Takes effect when the engine is restarted (bpexchange-cli restart).\n"));
}

static int
change_setting (BpData *data, BpSetting setting, const char *value)
{
  GError *error = NULL;
  if (!bp_data_set_setting (data, setting, value, &error))
    return bp_cli_fail (error);
  hint_restart (data, setting);
  return BP_CLI_DONE;
}

/* The first line of standard input, without its end. FALSE: too long or not text. */
static gboolean
read_secret (char *buffer, gsize size)
{
  gsize length = fread (buffer, 1, size, stdin);
  if (length == size)
    return FALSE;
  buffer[length] = '\0';
  if (length > 0 && buffer[length - 1] == '\n')
    buffer[--length] = '\0';
  if (length > 0 && buffer[length - 1] == '\r')
    buffer[--length] = '\0';
  return strlen (buffer) == length && !strpbrk (buffer, "\r\n") && g_utf8_validate (buffer, -1, NULL);
}

static int
change_secret (BpData *data)
{
  char buffer[MAX_SECRET];
  GError *error = NULL;
  int code = BP_CLI_DONE;
  /* No second copy of it stays in the memory of stdio. */
  setvbuf (stdin, NULL, _IONBF, 0);
  if (!read_secret (buffer, sizeof buffer)) {
    bp_set_error (&error, BP_ERROR_INVALID, NULL, N_ ("admin-secret: standard input must be one line of text."));
    code = bp_cli_fail (error);
  } else if (!bp_data_set_secret (data, buffer, &error)) {
    code = bp_cli_fail (error);
  }
  bp_platform_wipe (buffer, sizeof buffer);
  if (code == BP_CLI_DONE)
    hint_restart (data, BP_SETTING_ADMIN_SECRET);
  return code;
}

/* What the arguments ask for, before anything is opened. */
static gboolean
check_usage (BpCli *cli, gboolean from_stdin, BpSetting *ret_setting)
{
  if (cli->n_args > 0 && !bp_setting_by_key (cli->args[0], ret_setting))
    bp_cli_usage (cli, _ ("There is no setting “%s”."), cli->args[0]);
  else if (from_stdin && (cli->n_args != 1 || *ret_setting != BP_SETTING_ADMIN_SECRET))
    bp_cli_usage (cli, "%s", _ ("--stdin is for “settings admin-secret --stdin”."));
  else if (cli->n_args == 2 && *ret_setting == BP_SETTING_ADMIN_SECRET)
    bp_cli_usage (cli, "%s", _ ("The secret is read from standard input only: settings admin-secret --stdin."));
  else
    return TRUE;
  return FALSE;
}

int
bp_cmd_settings (BpCli *cli)
{
  gboolean from_stdin = FALSE;
  const GOptionEntry entries[] = {
    { "stdin", 0, 0, G_OPTION_ARG_NONE, &from_stdin, N_ ("read the secret from standard input"), NULL },
    { NULL },
  };
  BpSetting setting = BP_SETTING_COUNT;
  g_autoptr (BpData) data = NULL;
  if (!bp_cli_parse (cli, entries, 0, 2) || !check_usage (cli, from_stdin, &setting))
    return cli->exit_code;
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  if (from_stdin)
    return change_secret (data);
  if (cli->n_args == 0)
    return list_settings (data);
  return cli->n_args == 1 ? show_setting (data, setting) : change_setting (data, setting, cli->args[1]);
}
