/* SPDX-License-Identifier: MIT */
#include "oauth.h"

#include "assertion.h"

#include <gio/gio.h>
#include <openssl/pem.h>
#include <string.h>

#define LIFETIME 3599
#define ASSERTION_TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

struct Oauth {
  char *tenant, *client, *secret;
  X509 *certificate;  /* NULL: none is registered */
  GHashTable *tokens; /* text -> gint64 *: when it ends */
};

Oauth *
oauth_new (const char *application)
{
  g_auto (GStrv) parts = g_strsplit (application, ":", 3);
  Oauth *oauth;

  if (g_strv_length (parts) != 3)
    return NULL;
  oauth = g_new0 (Oauth, 1);
  oauth->tenant = g_strdup (parts[0]);
  oauth->client = g_strdup (parts[1]);
  oauth->secret = g_strdup (parts[2]);
  oauth->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return oauth;
}

void
oauth_free (Oauth *oauth)
{
  if (!oauth)
    return;
  g_free (oauth->tenant);
  g_free (oauth->client);
  g_free (oauth->secret);
  X509_free (oauth->certificate);
  g_hash_table_unref (oauth->tokens);
  g_free (oauth);
}

gboolean
oauth_load_certificate (Oauth *oauth, const char *file, GError **error)
{
  BIO *bio = BIO_new_file (file, "r");

  oauth->certificate = bio ? PEM_read_bio_X509 (bio, NULL, NULL, NULL) : NULL;
  BIO_free (bio);
  if (!oauth->certificate)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: not a certificate", file);
  return oauth->certificate != NULL;
}

static guint
refuse (guint status, const char *error, int number, const char *words, json_t **ret_answer)
{
  g_autofree char *description = g_strdup_printf ("AADSTS%d: %s", number, words);
  g_autofree char *id = g_uuid_string_random ();

  *ret_answer = json_pack ("{s:s, s:s, s:[i], s:s, s:s}", "error", error, "error_description", description,
                           "error_codes", number, "trace_id", id, "correlation_id", id);
  return status;
}

static gboolean
is (GHashTable *form, const char *name, const char *value)
{
  return g_strcmp0 (g_hash_table_lookup (form, name), value) == 0;
}

/* Secret or assertion. 0, or the HTTP status and the answer. */
static guint
check_client (Oauth *oauth, GUri *address, GHashTable *form, gint64 now, json_t **ret_answer)
{
  const char *assertion = g_hash_table_lookup (form, "client_assertion"), *words;
  g_autofree char *audience = NULL;
  AssertionContext context = { oauth->client, NULL, now };
  int number;

  if (!assertion && !is (form, "client_secret", oauth->secret))
    return refuse (401, "invalid_client", 7000215, "Invalid client secret provided.", ret_answer);
  if (!assertion)
    return 0;
  if (!is (form, "client_assertion_type", ASSERTION_TYPE))
    return refuse (400, "invalid_request", 900144,
                   "The request body must contain the following parameter: 'client_assertion_type'.", ret_answer);
  context.audience = audience = g_uri_to_string (address);
  number = assertion_check (&context, oauth->certificate, assertion, &words);
  return number ? refuse (401, "invalid_client", number, words, ret_answer) : 0;
}

static gboolean
is_scope (const char *scope)
{
  return scope && g_str_has_suffix (scope, "/.default");
}

guint
oauth_issue (Oauth *oauth, GUri *address, GHashTable *form, gint64 now, json_t **ret_answer)
{
  g_auto (GStrv) parts = g_strsplit (g_uri_get_path (address), "/", -1);
  g_autofree char *random = NULL;
  char *token;
  gint64 *end;
  guint status;

  if (!parts[0] || !parts[1] || g_ascii_strcasecmp (parts[1], oauth->tenant) != 0)
    return refuse (400, "invalid_request", 90002,
                   "Tenant was not found. Check to make sure you have the correct tenant ID.", ret_answer);
  if (!is (form, "grant_type", "client_credentials"))
    return refuse (400, "unsupported_grant_type", 70003, "The grant type is not supported.", ret_answer);
  if (!is (form, "client_id", oauth->client))
    return refuse (400, "unauthorized_client", 700016, "Application was not found in the directory.", ret_answer);
  status = check_client (oauth, address, form, now, ret_answer);
  if (status)
    return status;
  if (!is_scope (g_hash_table_lookup (form, "scope")))
    return refuse (400, "invalid_scope", 1002012, "The provided value for scope is not valid.", ret_answer);
  random = g_uuid_string_random ();
  token = g_strconcat ("sim.", oauth->client, ".", random, NULL);
  end = g_new (gint64, 1);
  *end = now + LIFETIME;
  *ret_answer = json_pack ("{s:s, s:i, s:i, s:s}", "token_type", "Bearer", "expires_in", LIFETIME, "ext_expires_in",
                           LIFETIME, "access_token", token);
  g_hash_table_insert (oauth->tokens, token, end);
  return 200;
}

gboolean
oauth_check (Oauth *oauth, const char *token, gint64 now)
{
  const gint64 *end = g_hash_table_lookup (oauth->tokens, token);

  return end && now < *end;
}
