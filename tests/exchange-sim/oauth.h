/* SPDX-License-Identifier: MIT */
#pragma once

/* Signing in with OAuth 2.0: a token endpoint for client credentials, /TENANT/oauth2/v2.0/token, and the tokens it has issued.
 * Errors are Entra's: a JSON body whose description begins with AADSTS. */

#include <glib.h>
#include <jansson.h>

typedef struct Oauth Oauth;

/* `application` is TENANT:CLIENT_ID:SECRET; NULL if it is not. */
Oauth *oauth_new (const char *application);
/* Registers the certificate (PEM) whose key may sign client assertions. */
gboolean oauth_load_certificate (Oauth *oauth, const char *file, GError **error);
void oauth_free (Oauth *oauth);
/* Answers a token request: HTTP status and a new reference to the body. `form` holds the fields of the request, `address` is
 * the URL it was sent to. */
guint oauth_issue (Oauth *oauth, GUri *address, GHashTable *form, gint64 now, json_t **ret_answer);
/* Whether this is a token of ours that still lives. */
gboolean oauth_check (Oauth *oauth, const char *token, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Oauth, oauth_free)
