/* SPDX-License-Identifier: MIT */
#include "sim.h"

#include "stream.h"
#include "subscriptions.h"

#include <string.h>

Sim *
sim_new (const Options *options, GError **error)
{
  g_autoptr (Sim) sim = g_new0 (Sim, 1);

  sim->options = options;
  sim->mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify) mailbox_free);
  sim->faults = faults_new ();
  sim->records = records_new (options->log);
  sim->subscriptions = subscriptions_new (sim);
  sim->streams = streams_new (sim);
  if (options->state && !(sim->state = state_open (options->state, error)))
    return NULL;
  if (options->schema && !(sim->schema = schema_load (options->schema, error)))
    return NULL;
  if (options->oauth && !(sim->oauth = oauth_new (options->oauth))) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--oauth takes TENANT:CLIENT_ID:SECRET");
    return NULL;
  }
  if (sim->oauth && options->oauth_certificate
      && !oauth_load_certificate (sim->oauth, options->oauth_certificate, error))
    return NULL;
  for (char **fault = options->faults; fault && *fault; fault++)
    if (!faults_add (sim->faults, *fault, error))
      return NULL;
  for (guint i = 0; i < options->mailboxes->len; i++)
    sim_add_mailbox (sim, ((MailboxOption *) g_ptr_array_index (options->mailboxes, i))->smtp);
  state_commit (sim->state);
  return g_steal_pointer (&sim);
}

void
sim_free (Sim *sim)
{
  if (!sim)
    return;
  streams_free (sim->streams);
  subscriptions_free (sim->subscriptions);
  g_clear_pointer (&sim->state, state_close);
  g_ptr_array_unref (sim->mailboxes);
  g_clear_pointer (&sim->schema, schema_free);
  oauth_free (sim->oauth);
  faults_free (sim->faults);
  records_free (sim->records);
  g_free (sim);
}

Mailbox *
sim_get_mailbox (Sim *sim, const char *smtp)
{
  for (guint i = 0; i < sim->mailboxes->len; i++) {
    Mailbox *mailbox = g_ptr_array_index (sim->mailboxes, i);

    if (g_ascii_strcasecmp (mailbox_get_smtp (mailbox), smtp) == 0)
      return mailbox;
  }
  return NULL;
}

Mailbox *
sim_get_mailbox_by_guid (Sim *sim, const char *guid)
{
  for (guint i = 0; i < sim->mailboxes->len; i++) {
    Mailbox *mailbox = g_ptr_array_index (sim->mailboxes, i);

    if (strcmp (mailbox_get_guid (mailbox), guid) == 0)
      return mailbox;
  }
  return NULL;
}

Mailbox *
sim_add_mailbox (Sim *sim, const char *smtp)
{
  Mailbox *mailbox = sim_get_mailbox (sim, smtp);

  if (!mailbox) {
    mailbox = state_load_mailbox (sim->state, sim->mailboxes->len + 1, smtp);
    g_ptr_array_add (sim->mailboxes, mailbox);
  }
  return mailbox;
}

gboolean
sim_may_impersonate (Sim *sim, Mailbox *mailbox)
{
  for (char **smtp = sim->options->no_impersonation; smtp && *smtp; smtp++)
    if (g_ascii_strcasecmp (*smtp, mailbox_get_smtp (mailbox)) == 0)
      return FALSE;
  return TRUE;
}

gint64
sim_now (Sim *sim)
{
  return g_get_real_time () / G_USEC_PER_SEC + sim->clock_offset + faults_skew (sim->faults);
}
