/* SPDX-License-Identifier: MIT */
#include "auth/aadsts.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"

#define PREFIX "AADSTS"

static const struct {
  const char *code;
  BpError reaction;
  const char *text;
} rows[] = {
  { "AADSTS7000215", BP_ERROR_AUTH, N_ ("The client secret is wrong") },
  { "AADSTS7000222", BP_ERROR_AUTH, N_ ("The client secret has expired") },
  { "AADSTS7000218", BP_ERROR_AUTH, N_ ("The client secret is missing") },
  { "AADSTS700016", BP_ERROR_AUTH, N_ ("There is no application with this id in the directory") },
  { "AADSTS700038", BP_ERROR_AUTH, N_ ("The application id is no valid id") },
  { "AADSTS7000112", BP_ERROR_AUTH, N_ ("The application is disabled") },
  { "AADSTS90002", BP_ERROR_AUTH, N_ ("There is no such directory (tenant)") },
  { "AADSTS900023", BP_ERROR_AUTH, N_ ("The directory (tenant) is neither an id nor a domain") },
  { "AADSTS90013", BP_ERROR_AUTH, N_ ("The sign-in service does not accept the entries") },
  { "AADSTS500011", BP_ERROR_AUTH, N_ ("The directory does not know Exchange Online under this host") },
  { "AADSTS1002012", BP_ERROR_AUTH, N_ ("The directory does not know Exchange Online under this host") },
  { "AADSTS65001", BP_ERROR_AUTH, N_ ("An administrator has not consented to the application's permissions yet") },
  { "AADSTS501051", BP_ERROR_AUTH, N_ ("The application has not been assigned the role it needs") },
  { "AADSTS700027", BP_ERROR_AUTH, N_ ("The directory does not know the certificate of the application") },
  { "AADSTS700024", BP_ERROR_AUTH, N_ ("The clock of this machine is wrong") },
  { "AADSTS53003", BP_ERROR_AUTH, N_ ("A Conditional Access policy blocks the application") },
  { "AADSTS50196", BP_ERROR_TEMPORARY, N_ ("The sign-in service was asked too often") },
  { "AADSTS90033", BP_ERROR_TEMPORARY, N_ ("The sign-in service is not available at the moment") },
};

/* NULL if the description names none. Caller frees. */
static char *
dup_code (const char *description)
{
  const char *begin = description ? strstr (description, PREFIX) : NULL;
  gsize digits;
  if (!begin)
    return NULL;
  digits = strspn (begin + strlen (PREFIX), "0123456789");
  return digits ? g_strndup (begin, strlen (PREFIX) + digits) : NULL;
}

/* The first line: what follows are trace ids. */
static char *
dup_sentence (const char *description)
{
  return g_strndup (description, strcspn (description, "\r\n"));
}

void
bp_aadsts_set_error (GError **error, const char *oauth_error, const char *description, const char *client_id)
{
  g_autofree char *code = dup_code (description);
  g_autofree char *sentence = description ? dup_sentence (description) : g_strdup ("");
  for (guint i = 0; code && i < G_N_ELEMENTS (rows); i++) {
    if (!g_str_equal (rows[i].code, code))
      continue;
    bp_set_error (error, rows[i].reaction, code, "%s (%s).", _ (rows[i].text), code);
    return;
  }
  bp_set_error (error, BP_ERROR_AUTH, code ? code : oauth_error,
                _ ("The sign-in service refuses the application “%s” (%s): %s"), client_id,
                oauth_error ? oauth_error : "?", sentence);
}
