/* SPDX-License-Identifier: MIT */
#include "auth/aadsts.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"

#define PREFIX "AADSTS"

static const struct {
  const char *code;
  BpError reaction;
  const char *text;
} rows[] = {
  { "AADSTS7000215", BP_ERROR_AUTH, N_ ("The client secret is wrong") },
  { "AADSTS7000222", BP_ERROR_AUTH, N_ ("The client secret has expired") },
  { "AADSTS7000218", BP_ERROR_AUTH, N_ ("The client secret is missing") },
  { "AADSTS7000216", BP_ERROR_AUTH, N_ ("The client secret is missing") },
  { "AADSTS70002", BP_ERROR_AUTH, N_ ("The client secret is wrong") },
  { "AADSTS700016", BP_ERROR_AUTH, N_ ("There is no application with this id in the directory") },
  { "AADSTS70001", BP_ERROR_AUTH, N_ ("There is no application with this id in the directory") },
  { "AADSTS700011", BP_ERROR_AUTH, N_ ("There is no application with this id in the directory") },
  { "AADSTS700038", BP_ERROR_AUTH, N_ ("The application id is no valid id") },
  { "AADSTS900144", BP_ERROR_AUTH, N_ ("The application id is missing") },
  { "AADSTS7000112", BP_ERROR_AUTH, N_ ("The application is disabled") },
  { "AADSTS7000229", BP_ERROR_AUTH, N_ ("The application is registered, but does not belong to this directory yet") },
  { "AADSTS50194", BP_ERROR_AUTH, N_ ("The application belongs to another directory") },
  { "AADSTS7000012", BP_ERROR_AUTH, N_ ("The application belongs to another directory") },
  { "AADSTS90002", BP_ERROR_AUTH, N_ ("There is no such directory (tenant)") },
  { "AADSTS900023", BP_ERROR_AUTH, N_ ("The directory (tenant) is neither an id nor a domain") },
  { "AADSTS90019", BP_ERROR_AUTH, N_ ("No directory (tenant) was named") },
  { "AADSTS50059", BP_ERROR_AUTH, N_ ("No directory (tenant) was named") },
  { "AADSTS50128", BP_ERROR_AUTH, N_ ("There is no such directory (tenant)") },
  { "AADSTS50049", BP_ERROR_AUTH, N_ ("There is no such directory (tenant)") },
  { "AADSTS50020", BP_ERROR_AUTH, N_ ("The account belongs to another directory") },
  { "AADSTS90038", BP_ERROR_AUTH, N_ ("The directory belongs to another cloud of Microsoft") },
  { "AADSTS900382", BP_ERROR_AUTH, N_ ("The directory belongs to another cloud of Microsoft") },
  { "AADSTS900439", BP_ERROR_AUTH, N_ ("The directory belongs to another cloud of Microsoft") },
  { "AADSTS90013", BP_ERROR_AUTH, N_ ("The sign-in service does not accept the entries") },
  { "AADSTS90014", BP_ERROR_AUTH, N_ ("The sign-in service does not accept the entries") },
  { "AADSTS9002313", BP_ERROR_AUTH, N_ ("The sign-in service does not accept the entries") },
  { "AADSTS90004", BP_ERROR_AUTH, N_ ("The sign-in service does not accept the entries") },
  { "AADSTS500011", BP_ERROR_AUTH, N_ ("The directory does not know Exchange Online under this host") },
  { "AADSTS1002012", BP_ERROR_AUTH, N_ ("The directory does not know Exchange Online under this host") },
  { "AADSTS50001", BP_ERROR_AUTH, N_ ("The directory does not know Exchange Online under this host") },
  { "AADSTS70011", BP_ERROR_AUTH, N_ ("The directory does not know Exchange Online under this host") },
  { "AADSTS650057", BP_ERROR_AUTH, N_ ("The application may not ask for Exchange Online") },
  { "AADSTS90056", BP_ERROR_AUTH, N_ ("The directory does not know Exchange Online under this host") },
  { "AADSTS650052", BP_ERROR_AUTH, N_ ("The directory has no Exchange Online") },
  { "AADSTS500014", BP_ERROR_AUTH, N_ ("Exchange Online is switched off in the directory") },
  { "AADSTS65001", BP_ERROR_AUTH, N_ ("An administrator has not consented to the application's permissions yet") },
  { "AADSTS501051", BP_ERROR_AUTH, N_ ("The application has not been assigned the role it needs") },
  { "AADSTS50105", BP_ERROR_AUTH, N_ ("The application has not been assigned the role it needs") },
  { "AADSTS650056", BP_ERROR_AUTH, N_ ("An administrator has not consented to the application's permissions yet") },
  { "AADSTS65004", BP_ERROR_AUTH, N_ ("An administrator has not consented to the application's permissions yet") },
  { "AADSTS700027", BP_ERROR_AUTH, N_ ("The directory does not know the certificate of the application") },
  { "AADSTS50012", BP_ERROR_AUTH, N_ ("The directory does not accept the secret or certificate of the application") },
  { "AADSTS50013", BP_ERROR_AUTH, N_ ("The directory does not accept the certificate of the application") },
  { "AADSTS700021", BP_ERROR_AUTH, N_ ("The certificate belongs to another application") },
  { "AADSTS700023", BP_ERROR_AUTH, N_ ("The address of the sign-in service does not belong to the directory") },
  { "AADSTS700030", BP_ERROR_AUTH, N_ ("The certificate of the application is not allowed") },
  { "AADSTS1000502", BP_ERROR_AUTH, N_ ("The certificate of the application has expired or is not valid yet") },
  { "AADSTS220501", BP_ERROR_TEMPORARY, N_ ("It could not be found out whether the certificate has been withdrawn") },
  { "AADSTS700024", BP_ERROR_AUTH, N_ ("The clock of this machine is wrong") },
  { "AADSTS500133", BP_ERROR_AUTH, N_ ("The clock of this machine is wrong") },
  { "AADSTS53003", BP_ERROR_AUTH, N_ ("A Conditional Access policy blocks the application") },
  { "AADSTS53000", BP_ERROR_AUTH, N_ ("A Conditional Access policy blocks the application") },
  { "AADSTS53001", BP_ERROR_AUTH, N_ ("A Conditional Access policy blocks the application") },
  { "AADSTS530034", BP_ERROR_AUTH, N_ ("A Conditional Access policy blocks the application") },
  { "AADSTS530035", BP_ERROR_AUTH, N_ ("The security defaults of the directory block the application") },
  { "AADSTS500021", BP_ERROR_AUTH,
    N_ ("Your network allows the sign-in to other directories only (tenant restrictions)") },
  { "AADSTS50034", BP_ERROR_AUTH, N_ ("The account does not exist in the directory") },
  { "AADSTS50126", BP_ERROR_AUTH, N_ ("The name or the password is wrong") },
  { "AADSTS50053", BP_ERROR_AUTH, N_ ("The account is locked") },
  { "AADSTS50055", BP_ERROR_AUTH, N_ ("The password has expired") },
  { "AADSTS50057", BP_ERROR_AUTH, N_ ("The account is disabled") },
  { "AADSTS50076", BP_ERROR_AUTH, N_ ("The account must sign in with a second factor, which a service cannot") },
  { "AADSTS50079", BP_ERROR_AUTH, N_ ("The account must sign in with a second factor, which a service cannot") },
  { "AADSTS50158", BP_ERROR_AUTH, N_ ("The account must sign in with a second factor, which a service cannot") },
  { "AADSTS70003", BP_ERROR_AUTH,
    N_ ("The sign-in service does not offer this way of signing in (client credentials)") },
  { "AADSTS90010", BP_ERROR_AUTH,
    N_ ("The sign-in service does not offer this way of signing in (client credentials)") },
  { "AADSTS50196", BP_ERROR_TEMPORARY, N_ ("The sign-in service was asked too often") },
  { "AADSTS90055", BP_ERROR_TEMPORARY, N_ ("The sign-in service was asked too often") },
  { "AADSTS90024", BP_ERROR_TEMPORARY, N_ ("The sign-in service was asked too often") },
  { "AADSTS90033", BP_ERROR_TEMPORARY, N_ ("The sign-in service is not available at the moment") },
  { "AADSTS90012", BP_ERROR_TEMPORARY, N_ ("The sign-in service is not available at the moment") },
  { "AADSTS90006", BP_ERROR_TEMPORARY, N_ ("The sign-in service is not available at the moment") },
  { "AADSTS90025", BP_ERROR_TEMPORARY, N_ ("The sign-in service is not available at the moment") },
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
    bp_set_said_error (error, rows[i].reaction, code,
                       g_strconcat (rows[i].text, BP_SAYING_THEN, " (", code, ").", NULL));
    return;
  }
  bp_set_error (error, BP_ERROR_AUTH, code ? code : oauth_error,
                N_ ("The sign-in service refuses the application “%s” (%s): %s"), client_id,
                oauth_error ? oauth_error : "?", sentence);
}
