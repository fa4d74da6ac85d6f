/* SPDX-License-Identifier: MIT */
#include "auth.h"

#include <string.h>

/* "DOMAIN\name" and "name@domain" are the same account as the name it was declared with. */
static gboolean
same_account (const char *declared, const char *given)
{
  const char *backslash = strchr (given, '\\');

  return g_ascii_strcasecmp (declared, given) == 0 || (backslash && g_ascii_strcasecmp (declared, backslash + 1) == 0);
}

static gboolean
check_password (Sim *sim, const char *user, const char *password, Principal *ret_principal)
{
  const Options *options = sim->options;

  if (options->admin_name && same_account (options->admin_name, user)) {
    if (strcmp (options->admin_password, password) != 0)
      return FALSE;
    ret_principal->admin = TRUE;
    ret_principal->mailbox = sim_get_mailbox (sim, user);
    return TRUE;
  }
  for (guint i = 0; i < options->mailboxes->len; i++) {
    const MailboxOption *mailbox = g_ptr_array_index (options->mailboxes, i);

    if (mailbox->password && same_account (mailbox->smtp, user)) {
      ret_principal->admin = FALSE;
      ret_principal->mailbox = sim_get_mailbox (sim, mailbox->smtp);
      return strcmp (mailbox->password, password) == 0;
    }
  }
  return FALSE;
}

gboolean
auth_offers (Sim *sim, const char *scheme)
{
  const char *offered = sim->options->auth ? sim->options->auth : sim->oauth ? "basic,bearer" : "basic";
  g_auto (GStrv) schemes = g_strsplit (offered, ",", -1);

  return g_strv_contains ((const char *const *) schemes, scheme);
}

/* The application may do what the admin may. */
static gboolean
check_token (Sim *sim, const char *token, Principal *ret_principal)
{
  ret_principal->admin = TRUE;
  ret_principal->mailbox = NULL;
  return sim->oauth && auth_offers (sim, "bearer") && oauth_check (sim->oauth, token, sim_now (sim));
}

gboolean
auth_check (Sim *sim, const char *authorization, Principal *ret_principal)
{
  g_autofree char *decoded = NULL;
  char *colon;
  gsize size;

  if (authorization && g_ascii_strncasecmp (authorization, "Bearer ", 7) == 0)
    return check_token (sim, authorization + 7, ret_principal);
  if (!authorization || !auth_offers (sim, "basic") || g_ascii_strncasecmp (authorization, "Basic ", 6) != 0)
    return FALSE;
  decoded = (char *) g_base64_decode (authorization + 6, &size);
  decoded = g_realloc (decoded, size + 1);
  decoded[size] = '\0';
  colon = strchr (decoded, ':');
  if (!colon)
    return FALSE;
  *colon = '\0';
  return check_password (sim, decoded, colon + 1, ret_principal);
}

const char *
auth_impersonate (Sim *sim, const Principal *principal, const xmlNode *header, Mailbox **ret_mailbox)
{
  xmlNode *impersonation = node_child (header, "ExchangeImpersonation");
  xmlNode *who = node_first (node_child (impersonation, "ConnectingSID"));
  g_autofree char *name = NULL;

  *ret_mailbox = principal->mailbox;
  if (!impersonation)
    return NULL;
  if (!who)
    return "ErrorInvalidExchangeImpersonationHeaderData";
  name = g_strstrip (node_text (who));
  *ret_mailbox = sim_get_mailbox (sim, name);
  if (!*ret_mailbox)
    return node_is (who, "SID") ? "ErrorInvalidUserSid" : "ErrorNonExistentMailbox";
  if (!principal->admin || !sim_may_impersonate (sim, *ret_mailbox))
    return "ErrorImpersonateUserDenied";
  return NULL;
}
