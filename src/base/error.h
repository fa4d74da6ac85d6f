/* SPDX-License-Identifier: MIT */
#pragma once

/* The one GError domain. Codes say what the caller should do, not what went wrong in detail: the message has that in
 * words for the administrator, and the server's own code travels beside it. Errors are returned, and logged once, by
 * the one who decides what happens next. Any thread. */

#include <glib.h>

typedef enum {
  BP_ERROR_TEMPORARY,         /* try again later: network down, server restarting, database locked */
  BP_ERROR_BUSY_UNTIL,        /* as TEMPORARY, but the server said how long: bp_error_get_retry_ms () */
  BP_ERROR_AUTH,              /* sign-in refused: the account or its secret must be changed */
  BP_ERROR_DENIED,            /* signed in, but not allowed (impersonation, policy): rights must be changed */
  BP_ERROR_NOT_FOUND,         /* the mailbox, folder or item does not exist */
  BP_ERROR_CHANGED_MEANWHILE, /* optimistic check failed: read again, plan again */
  BP_ERROR_TOKEN_EXPIRED,     /* sync token or subscription unknown to the server: list anew */
  BP_ERROR_INVALID,           /* refused for its content: will be refused again until it is edited */
  BP_ERROR_CANCELLED,         /* somebody asked to stop */
  BP_ERROR_LOCAL,             /* this machine: disk full, file damaged, database newer, configuration wrong */
} BpError;

#define BP_ERROR (bp_error_quark ())
GQuark bp_error_quark (void);

/* Sets an error that carries the server's own code ("ErrorItemNotFound", "HTTP 403"; NULL if none). english: marked by N_(); its
 * conversions are %s, %c, %d and %u. It is translated here, and kept as it is for whoever reads it later in another language. */
void bp_set_error (GError **error, BpError code, const char *server_code, const char *english, ...)
  G_GNUC_PRINTF (4, 5);
/* The same with words that are a saying already (base/saying.h; taken). */
void bp_set_said_error (GError **error, BpError code, const char *server_code, char *saying);
/* BP_ERROR_BUSY_UNTIL, with the milliseconds to wait; the saying is taken. */
void bp_set_busy_error (GError **error, guint retry_ms, const char *server_code, char *saying);
/* Puts another sentence before an error's (taken). */
void bp_prefix_said_error (GError **error, char *saying);
/* Its words for whoever reads them later: its saying; of another domain's error the message as it is. Borrowed. */
const char *bp_error_get_saying (const GError *error);

/* Server code of errors of a request that certainly never reached the server (no address, refused, no TLS): whatever it
 * asked for was not done. */
#define BP_NOT_SENT "not-sent"

/* The server's own code, or NULL. Borrowed. Also NULL for errors of other domains. */
const char *bp_error_get_server_code (const GError *error);
/* Milliseconds the server asked to wait; 0 if it did not say. */
guint bp_error_get_retry_ms (const GError *error);
/* Whether the same call may succeed later with nothing changed by hand (TEMPORARY, BUSY_UNTIL). */
gboolean bp_error_is_temporary (const GError *error);
/* The reaction's name for logs and JSON: "temporary", "busy-until", … */
const char *bp_error_code_name (BpError code);
/* TRUE if cancelled; then sets BP_ERROR_CANCELLED. */
struct _GCancellable;
gboolean bp_error_if_cancelled (struct _GCancellable *cancellable, GError **error);
