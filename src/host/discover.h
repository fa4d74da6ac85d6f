/* SPDX-License-Identifier: MIT */
#pragma once

/* "Ermitteln…": from a mailbox's address to the Exchange host, by Autodiscover, signed in with the administrative account. Sends something
 * only when it is started, whatever the master switch says (R1). What is found is offered; nothing is saved. */

#include <gio/gio.h>

#include "core/setting.h"

/* Everything is borrowed; copied by bp_discover_async (). */
typedef struct {
  const char *address;
  const BpSettings *settings; /* as entered; NULL: as stored */
  const char *secret;         /* instead of the stored one; NULL */
  const char *const *trusted; /* domains to which the search may lead besides the address's own; NULL: none */
} BpDiscoverOptions;

typedef struct {
  char **urls;     /* of Exchange Web Services, the best one first; NULL: not found */
  gboolean online; /* it is Exchange Online's: what is needed is OAuth2 (R9), not a host */
  char *redirect;  /* the search leads to this host: ask, then again with it in `trusted`; NULL */
  char **tried;    /* "https://…: why not", each; never NULL */
} BpDiscoverResult;
void bp_discover_result_free (BpDiscoverResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpDiscoverResult, bp_discover_result_free)

/* Blocks. NULL with an error: INVALID (no address), AUTH, NOT_FOUND, LOCAL, CANCELLED. ret_tried: what was tried by then, or NULL; g_strfreev (). */
BpDiscoverResult *bp_discover (const char *dir, const BpDiscoverOptions *options, char ***ret_tried,
                               GCancellable *cancellable, GError **error);

/* The same on a thread of its own, the callback on the caller's main context. Cancelling ends it within a moment. */
void bp_discover_async (const char *dir, const BpDiscoverOptions *options, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
BpDiscoverResult *bp_discover_finish (GAsyncResult *result, GError **error);
