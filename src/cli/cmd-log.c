/* SPDX-License-Identifier: MIT */
/* log */
#include <stdio.h>

#include "base/i18n.h"
#include "base/logfile.h"
#include "base/platform.h"
#include "cli/commands.h"
#include "host/follower.h"

#define FOLLOW_MS 100

typedef struct {
  BpLogLevel level;
  char *user; /* without case, NULL: everybody */
  BpFollower *follower;
  GMainLoop *loop;
} LogView;

static gboolean
is_of_user (const BpLogLine *line, const char *user)
{
  g_autofree char *folded = line->user ? g_utf8_casefold (line->user, -1) : NULL;
  return !user || g_strcmp0 (folded, user) == 0;
}

static void
print_lines (const LogView *view, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++) {
    const BpLogLine *line = g_ptr_array_index (lines, i);
    g_autofree char *text = NULL;
    if (line->level < view->level || !is_of_user (line, view->user))
      continue;
    text = bp_log_line_format (line);
    puts (text);
  }
  fflush (stdout);
}

static gboolean
follow_cb (gpointer data)
{
  LogView *view = data;
  g_autoptr (GPtrArray) lines = bp_follower_read (view->follower);
  print_lines (view, lines);
  if (ferror (stdout))
    g_main_loop_quit (view->loop);
  return G_SOURCE_CONTINUE;
}

static void
stop_cb (gpointer data)
{
  g_main_loop_quit (data);
}

static void
follow (LogView *view)
{
  view->loop = g_main_loop_new (NULL, FALSE);
  bp_platform_on_stop_signal (stop_cb, view->loop);
  g_timeout_add (FOLLOW_MS, follow_cb, view);
  g_main_loop_run (view->loop);
  g_main_loop_unref (view->loop);
}

int
bp_cmd_log (BpCli *cli)
{
  gboolean wants_follow = FALSE;
  g_autofree char *level = NULL;
  g_autofree char *user = NULL;
  const GOptionEntry entries[] = {
    { "follow", 'f', 0, G_OPTION_ARG_NONE, &wants_follow, N_ ("go on with new lines, until Ctrl+C"), NULL },
    { "level", 0, 0, G_OPTION_ARG_FILENAME, &level, N_ ("only this level and above: debug, info, warning, error"),
      "LEVEL" },
    { "user", 0, 0, G_OPTION_ARG_FILENAME, &user, N_ ("only what concerns this user"), "LOGIN" },
    { NULL },
  };
  LogView view = { BP_LOG_DEBUG };
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (BpData) data = NULL;
  g_autofree char *path = NULL;
  if (!bp_cli_parse (cli, entries, 0, 0))
    return cli->exit_code;
  if (level && !bp_log_level_parse (level, &view.level))
    return bp_cli_usage (cli, _ ("“%s” is not a level: debug, info, warning, error."), level);
  data = bp_cli_open (cli);
  if (!data)
    return BP_CLI_FAILED;
  path = bp_data_dup_log_path (cli->dir);
  view.user = user ? g_utf8_casefold (user, -1) : NULL;
  view.follower = bp_follower_new (path);
  lines = bp_logfile_tail (path, G_MAXUINT);
  print_lines (&view, lines);
  if (wants_follow)
    follow (&view);
  bp_follower_free (view.follower);
  g_free (view.user);
  return BP_CLI_DONE;
}
