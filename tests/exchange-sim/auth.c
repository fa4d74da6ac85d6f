/* SPDX-License-Identifier: MIT */
#include "auth.h"

#include <string.h>

/* "DOMAIN\name" is the account "name", and the mailbox "name@example.com". */
static gboolean
same_account (const char *declared, const char *given)
{
  const char *backslash = strchr (given, '\\'), *at = strchr (declared, '@');
  g_autofree char *wanted = g_utf8_casefold (declared, -1), *whole = g_utf8_casefold (given, -1);
  g_autofree char *name = g_utf8_casefold (backslash ? backslash + 1 : given, -1);
  g_autofree char *local = g_utf8_casefold (declared, at ? at - declared : -1);

  return strcmp (wanted, whole) == 0 || strcmp (wanted, name) == 0 || (backslash && strcmp (local, name) == 0);
}

/* The password of an account, and who that is; NULL if there is none. */
static const char *
find_account (Sim *sim, const char *user, Principal *ret_principal)
{
  const Options *options = sim->options;

  if (options->admin_name && same_account (options->admin_name, user)) {
    ret_principal->admin = TRUE;
    ret_principal->mailbox = sim_get_mailbox (sim, user);
    return options->admin_password;
  }
  for (guint i = 0; i < options->mailboxes->len; i++) {
    const MailboxOption *mailbox = g_ptr_array_index (options->mailboxes, i);

    if (mailbox->password && same_account (mailbox->smtp, user)) {
      ret_principal->admin = FALSE;
      ret_principal->mailbox = sim_get_mailbox (sim, mailbox->smtp);
      return mailbox->password;
    }
  }
  return NULL;
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

static gboolean
check_basic (Sim *sim, const char *encoded, Principal *ret_principal)
{
  gsize size;
  g_autofree guchar *decoded = g_base64_decode (encoded, &size);
  g_autofree char *text = g_strndup ((const char *) decoded, size);
  char *colon = strchr (text, ':');
  const char *password;

  if (!colon)
    return FALSE;
  *colon = '\0';
  password = find_account (sim, text, ret_principal);
  return password && strcmp (password, colon + 1) == 0;
}

static void
make_challenge (AuthConnection *connection, char **ret_challenge)
{
  for (guint i = 0; i < NTLM_CHALLENGE_SIZE; i++)
    connection->challenge[i] = g_random_int_range (0, 256);
  connection->challenged = TRUE;
  *ret_challenge = ntlm_challenge (connection->challenge);
}

static gboolean
check_ntlm (Sim *sim, AuthConnection *connection, const char *encoded, Principal *ret_principal, char **ret_challenge)
{
  gsize size;
  g_autofree guchar *message = g_base64_decode (encoded, &size);
  guint type = ntlm_message_type (message, size);
  gboolean challenged = connection->challenged;
  g_auto (NtlmAnswer) answer = { NULL, NULL, NULL };
  const char *password;

  connection->signed_in = connection->challenged = FALSE;
  if (type == 1)
    make_challenge (connection, ret_challenge);
  /* A challenge is good for one answer. */
  if (type != 3 || !challenged || !ntlm_read_answer (message, size, &answer))
    return FALSE;
  password = find_account (sim, answer.user, ret_principal);
  if (!password && *answer.domain) {
    g_autofree char *whole = g_strconcat (answer.domain, "\\", answer.user, NULL);

    password = find_account (sim, whole, ret_principal);
  }
  if (!password || !ntlm_verify (&answer, connection->challenge, password))
    return FALSE;
  connection->signed_in = TRUE;
  connection->principal = *ret_principal;
  return TRUE;
}

gboolean
auth_check (Sim *sim, AuthConnection *connection, const char *authorization, Principal *ret_principal,
            char **ret_challenge)
{
  *ret_challenge = NULL;
  if (!authorization) {
    *ret_principal = connection->principal;
    return connection->signed_in;
  }
  if (g_ascii_strncasecmp (authorization, "Bearer ", 7) == 0)
    return check_token (sim, authorization + 7, ret_principal);
  if (g_ascii_strncasecmp (authorization, "NTLM ", 5) == 0)
    return auth_offers (sim, "ntlm") && check_ntlm (sim, connection, authorization + 5, ret_principal, ret_challenge);
  return g_ascii_strncasecmp (authorization, "Basic ", 6) == 0 && auth_offers (sim, "basic")
         && check_basic (sim, authorization + 6, ret_principal);
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
