/* SPDX-License-Identifier: MIT */
#include "host/discover.h"

#include "auth/secret.h"
#include "base/error.h"
#include "base/i18n.h"
#include "ews/autodiscover.h"
#include "host/connection.h"
#include "host/paths.h"
#include "net/url.h"
#include "store/setting.h"

static const char *const online_hosts[] = { "office365.com", "office365.us", "outlook.cn", NULL };

void
bp_discover_result_free (BpDiscoverResult *self)
{
  if (!self)
    return;
  g_strfreev (self->urls);
  g_free (self->redirect);
  g_strfreev (self->tried);
  g_free (self);
}

/* --- the search --------------------------------------------------------------------------------------------------- */

/* What is needed of the database, so that it is closed before the network is asked. */
static BpSettings *
load (const char *dir, const BpDiscoverOptions *options, char **ret_secret, GError **error)
{
  g_autofree char *path = bp_paths_dup_database (dir);
  g_autoptr (BpStore) store = bp_store_open (path, BP_STORE_READ, error);
  g_autoptr (BpSettings) settings = !store              ? NULL
                                    : options->settings ? bp_settings_copy (options->settings)
                                                        : bp_store_settings (store, error);
  if (!settings)
    return NULL;
  if (bp_settings_get_bool (settings, BP_SETTING_USE_OAUTH2)) {
    bp_set_error (error, BP_ERROR_LOCAL, NULL,
                  N_ ("Exchange Online always uses the same host; there is nothing to find."));
    return NULL;
  }
  if (!*bp_settings_get (settings, BP_SETTING_ADMIN_NAME)) {
    bp_set_said_error (error, BP_ERROR_LOCAL, NULL, g_strdup (bp_settings_problem (settings, BP_SETTING_ADMIN_NAME)));
    return NULL;
  }
  *ret_secret = options->secret ? g_strdup (options->secret) : bp_connection_open_secret (dir, store, error);
  return *ret_secret ? g_steal_pointer (&settings) : NULL;
}

/* Only what could be saved as a host; whether it is Exchange Online's. */
static char **
usable_urls (char **urls, gboolean *ret_online)
{
  g_autoptr (GPtrArray) usable = g_ptr_array_new_with_free_func (g_free);
  *ret_online = FALSE;
  for (guint i = 0; urls && urls[i]; i++) {
    g_autofree char *url = bp_setting_ews_url (urls[i], NULL);
    g_autofree char *host = url ? bp_url_dup_host (url) : NULL;
    *ret_online = *ret_online || (usable->len == 0 && bp_autodiscover_lies_in (host, online_hosts));
    if (url)
      g_ptr_array_add (usable, g_steal_pointer (&url));
  }
  if (!usable->len)
    return NULL;
  g_ptr_array_add (usable, NULL);
  return (char **) g_ptr_array_steal (usable, NULL);
}

static BpDiscoverResult *
take (BpAutodiscoverResult *found, const char *address, GError **error)
{
  BpDiscoverResult *result = g_new0 (BpDiscoverResult, 1);
  result->urls = usable_urls (found->urls, &result->online);
  result->redirect = g_steal_pointer (&found->redirect);
  result->tried = g_strdupv (found->tried);
  if (result->urls || result->redirect)
    return result;
  bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("What Autodiscover names for %s cannot be used."), address);
  bp_discover_result_free (result);
  return NULL;
}

BpDiscoverResult *
bp_discover (const char *dir, const BpDiscoverOptions *options, char ***ret_tried, GCancellable *cancellable,
             GError **error)
{
  g_autofree char *folder = bp_paths_dup_dir (dir);
  char *secret = NULL;
  g_autoptr (BpSettings) settings = load (folder, options, &secret, error);
  g_autofree char *url = settings ? bp_setting_ews_url (bp_settings_get (settings, BP_SETTING_EWS_HOST), NULL) : NULL;
  g_autoptr (BpAutodiscoverResult) found = NULL;
  BpAutodiscoverQuery query;
  if (ret_tried)
    *ret_tried = NULL;
  if (!settings)
    return NULL;
  query = (BpAutodiscoverQuery){ .address = options->address,
                                 .tenant = bp_settings_get (settings, BP_SETTING_TENANT),
                                 .name = bp_settings_get (settings, BP_SETTING_ADMIN_NAME),
                                 .secret = secret,
                                 .ca_file = bp_settings_get (settings, BP_SETTING_CA_FILE),
                                 .ews_url = url,
                                 .trusted = options->trusted };
  if (!*query.ca_file)
    query.ca_file = NULL;
  found = bp_autodiscover_search (&query, cancellable, error);
  bp_secret_free (secret);
  if (ret_tried)
    *ret_tried = g_strdupv (found->tried);
  return found->urls || found->redirect ? take (found, options->address, error) : NULL;
}

/* --- on a thread of its own --------------------------------------------------------------------------------------- */

typedef struct {
  char *dir, *address, *secret;
  BpSettings *settings;
  char **trusted;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;
  g_free (self->dir);
  g_free (self->address);
  bp_secret_free (self->secret);
  bp_settings_free (self->settings);
  g_strfreev (self->trusted);
  g_free (self);
}

/* An error takes what was tried along, a line each. */
static void
run_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  BpDiscoverOptions options = { .address = job->address,
                                .settings = job->settings,
                                .secret = job->secret,
                                .trusted = (const char *const *) job->trusted };
  g_auto (GStrv) tried = NULL;
  GError *error = NULL;
  BpDiscoverResult *result = bp_discover (job->dir, &options, &tried, cancellable, &error);
  if (result) {
    g_task_return_pointer (task, result, (GDestroyNotify) bp_discover_result_free);
    return;
  }
  if (g_error_matches (error, BP_ERROR, BP_ERROR_NOT_FOUND) && tried && tried[0]) {
    g_autofree char *lines = g_strjoinv ("\n", tried);
    char *text = g_strconcat (error->message, "\n", lines, NULL);
    g_free (error->message);
    error->message = text;
  }
  g_task_return_error (task, error);
}

void
bp_discover_async (const char *dir, const BpDiscoverOptions *options, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);
  job->dir = g_strdup (dir);
  job->address = g_strdup (options->address);
  job->secret = g_strdup (options->secret);
  job->settings = options->settings ? bp_settings_copy (options->settings) : NULL;
  job->trusted = g_strdupv ((char **) options->trusted);
  g_task_set_name (task, "bp_discover_async");
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_cb);
}

BpDiscoverResult *
bp_discover_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
