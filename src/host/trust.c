/* SPDX-License-Identifier: MIT */
#include "host/trust.h"

#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"

#define MAX_SIZE (4 * 1024 * 1024)

/* What is trusted by now; "" for nothing. */
static char *
read_before (const char *ca_file, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *no_certificates = NULL;
  char *text = NULL;
  gsize length = 0;
  if (!ca_file || !*ca_file)
    return g_strdup ("");
  if (g_file_get_contents (ca_file, &text, &length, &reason) && length <= MAX_SIZE && strlen (text) == length)
    return text;
  g_free (text);
  no_certificates = g_strconcat (BP_SAYING_TEXT, N_ ("it holds no certificates as text (PEM)"), NULL);
  bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The certificate file %s cannot be read: %s"), ca_file,
                reason ? reason->message : no_certificates);
  return NULL;
}

char *
bp_trust_add (const char *dir, const char *ca_file, const char *pem, GError **error)
{
  g_autofree char *before = read_before (ca_file, error);
  g_autofree char *path = g_build_filename (dir, BP_TRUST_FILE, NULL);
  g_autofree char *certificate = g_strstrip (g_strdup (pem));
  g_autofree char *after = NULL;
  g_autoptr (GError) reason = NULL;
  if (!before)
    return NULL;
  g_strchomp (before);
  after = strstr (before, certificate) ? g_strconcat (before, "\n", NULL)
                                       : g_strconcat (before, *before ? "\n" : "", certificate, "\n", NULL);
  if (g_file_set_contents_full (path, after, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644,
                                &reason))
    return g_steal_pointer (&path);
  bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The certificate file %s cannot be written: %s"), path,
                reason->message);
  return NULL;
}
