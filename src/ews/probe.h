/* SPDX-License-Identifier: MIT */
#pragma once

/* What the connection test asks of a server, each question by itself. Belongs to one thread; blocks; can be cancelled. */

#include "ews/driver.h"

typedef struct _BpEwsProbe BpEwsProbe;

BpEwsProbe *bp_ews_probe_new (const BpEwsConfig *config, GError **error);
void bp_ews_probe_free (BpEwsProbe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEwsProbe, bp_ews_probe_free)

/* Whether Exchange answers and takes the sign-in; that the account has no mailbox of its own does not matter. account: who
 * is impersonated where an account of its own does not exist (OAuth 2.0), or NULL. BP_ERROR_AUTH: the sign-in. */
gboolean bp_ews_probe_server (BpEwsProbe *self, const BpAccount *account, GCancellable *cancellable, GError **error);
/* "Exchange Server 2016 (15.1.2507.6)", once an answer said so; NULL before. Caller frees. */
char *bp_ews_probe_dup_version (BpEwsProbe *self);
/* Server's clock minus ours, in microseconds; 0 if it is not known. */
gint64 bp_ews_probe_get_clock_offset (BpEwsProbe *self);

/* Whether the mailbox can be acted for. */
gboolean bp_ews_probe_impersonate (BpEwsProbe *self, const BpAccount *account, GCancellable *cancellable,
                                   GError **error);
/* Whether the kind's folder can be read. */
gboolean bp_ews_probe_folder (BpEwsProbe *self, const BpAccount *account, BpKind kind, GCancellable *cancellable,
                              GError **error);
/* Subscribes to the folders of the kinds (bit mask), and ends it. *ret_streams: whether notifications are streamed; else they
 * have to be asked for. */
gboolean bp_ews_probe_subscribe (BpEwsProbe *self, const BpAccount *account, guint kinds, gboolean *ret_streams,
                                 GCancellable *cancellable, GError **error);
/* Writes an item nobody notices (free, private, no reminder, marked for the sync to skip) and deletes it for good, with
 * whatever earlier tests left behind; *ret_leftovers of them. */
gboolean bp_ews_probe_write (BpEwsProbe *self, const BpAccount *account, guint *ret_leftovers,
                             GCancellable *cancellable, GError **error);
