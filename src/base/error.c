/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <gio/gio.h>

#include "base/i18n.h"
#include "base/saying.h"

typedef struct {
  char *server_code;
  guint retry_ms;
  char *saying; /* NULL: made by GLib itself, there is but the message */
} BpErrorPrivate;

static void
bp_error_private_init (BpErrorPrivate *priv)
{
}

static void
bp_error_private_copy (const BpErrorPrivate *from, BpErrorPrivate *to)
{
  to->server_code = g_strdup (from->server_code);
  to->retry_ms = from->retry_ms;
  to->saying = g_strdup (from->saying);
}

static void
bp_error_private_clear (BpErrorPrivate *priv)
{
  g_free (priv->server_code);
  g_free (priv->saying);
}

G_DEFINE_EXTENDED_ERROR (BpError, bp_error)

/* saying: taken */
static void
set_error (GError **error, BpError code, guint retry_ms, const char *server_code, char *saying)
{
  g_autofree char *taken = saying, *words = NULL;
  GError *made;
  BpErrorPrivate *priv;
  if (!error)
    return;
  words = bp_saying_say (taken);
  made = g_error_new_literal (BP_ERROR, (int) code, words);
  priv = bp_error_get_private (made);
  priv->server_code = g_strdup (server_code);
  priv->retry_ms = retry_ms;
  priv->saying = g_steal_pointer (&taken);
  g_propagate_error (error, made);
}

void
bp_set_error (GError **error, BpError code, const char *server_code, const char *english, ...)
{
  va_list args;
  va_start (args, english);
  set_error (error, code, 0, server_code, bp_saying_new_valist (english, args));
  va_end (args);
}

void
bp_set_said_error (GError **error, BpError code, const char *server_code, char *saying)
{
  set_error (error, code, 0, server_code, saying);
}

void
bp_set_busy_error (GError **error, guint retry_ms, const char *server_code, char *saying)
{
  set_error (error, BP_ERROR_BUSY_UNTIL, retry_ms, server_code, saying);
}

void
bp_prefix_said_error (GError **error, char *saying)
{
  g_autofree char *prefix = saying, *words = bp_saying_say (saying);
  if (!error || !*error)
    return;
  if ((*error)->domain == BP_ERROR) {
    BpErrorPrivate *priv = bp_error_get_private (*error);
    char *both = g_strconcat (prefix, BP_SAYING_THEN, bp_error_get_saying (*error), NULL);
    g_free (priv->saying);
    priv->saying = both;
  }
  g_prefix_error (error, "%s", words);
}

const char *
bp_error_get_saying (const GError *error)
{
  const char *saying = error->domain == BP_ERROR ? bp_error_get_private (error)->saying : NULL;
  return saying ? saying : error->message;
}

const char *
bp_error_get_server_code (const GError *error)
{
  return error && error->domain == BP_ERROR ? bp_error_get_private (error)->server_code : NULL;
}

guint
bp_error_get_retry_ms (const GError *error)
{
  return error && error->domain == BP_ERROR ? bp_error_get_private (error)->retry_ms : 0;
}

gboolean
bp_error_is_temporary (const GError *error)
{
  return g_error_matches (error, BP_ERROR, BP_ERROR_TEMPORARY)
         || g_error_matches (error, BP_ERROR, BP_ERROR_BUSY_UNTIL);
}

const char *
bp_error_code_name (BpError code)
{
  static const char *const names[] = { "temporary",         "busy-until",    "auth",    "denied",    "not-found",
                                       "changed-meanwhile", "token-expired", "invalid", "cancelled", "local" };
  return (guint) code < G_N_ELEMENTS (names) ? names[code] : "unknown";
}

gboolean
bp_error_if_cancelled (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;
  bp_set_error (error, BP_ERROR_CANCELLED, NULL, N_ ("The operation was cancelled."));
  return TRUE;
}
