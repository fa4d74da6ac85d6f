/* SPDX-License-Identifier: MIT */
#pragma once

/* Users and companies (contract tables). */

#include "core/user.h"
#include "store/store.h"

GPtrArray *bp_store_users (BpStore *self, GError **error);                         /* BpUser, by login */
BpUser *bp_store_user_by_login (BpStore *self, const char *login, GError **error); /* without case; NOT_FOUND */
BpUser *bp_store_user_by_id (BpStore *self, gint64 id, GError **error);
/* The user's revision: changes with every change of the row, for "changed meanwhile" checks. */
gint64 bp_store_user_revision (BpStore *self, gint64 id);
gboolean bp_store_user_add (BpStore *self, BpUser *user, GError **error); /* sets user->id */
/* expected_revision 0: do not check; else CHANGED_MEANWHILE if another program changed the row. */
gboolean bp_store_user_update (BpStore *self, const BpUser *user, gint64 expected_revision, GError **error);
/* With records and without force: INVALID, says how many. With force they move to the deleted records; Exchange is not touched. */
gboolean bp_store_user_remove (BpStore *self, gint64 id, gboolean force, GError **error);
/* When the user was last allowed (exchange_sync became 1), and when the row last changed. Instants, 0 if never. */
gint64 bp_store_user_enabled_at (BpStore *self, gint64 id);

GPtrArray *bp_store_companies (BpStore *self, GError **error);              /* BpCompany, by number */
BpCompany *bp_store_company (BpStore *self, gint64 number, GError **error); /* NOT_FOUND */
gboolean bp_store_company_add (BpStore *self, const BpCompany *company, GError **error);
gboolean bp_store_company_update (BpStore *self, const BpCompany *company, GError **error);
gboolean bp_store_company_remove (BpStore *self, gint64 number, gboolean force, GError **error);

/* Raised by every change of a user, a company or a setting, by whichever program: reload when it moved. */
gint64 bp_store_config_revision (BpStore *self);
