/* SPDX-License-Identifier: MIT */
#pragma once

/* A user and a company as the administrator knows them. Plain values, owned by whoever made them. */

#include <glib.h>

typedef struct {
  gint64 id; /* 0: not stored yet */
  char *login;
  char *name;
  char *email;
  char *birth_date; /* YYYY-MM-DD or NULL */
  char *bank_name;
  char *iban;
  gint64 start_company;   /* company number, 0: none */
  char *exchange_mailbox; /* NULL: none */
  gboolean exchange_sync;
} BpUser;

BpUser *bp_user_new (void);
BpUser *bp_user_copy (const BpUser *self);
void bp_user_free (BpUser *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpUser, bp_user_free)

typedef struct {
  gint64 number;
  char *name;
  char *maintenance_until; /* YYYY-MM-DD, valid through that day; NULL: unlimited */
} BpCompany;

BpCompany *bp_company_new (void);
void bp_company_free (BpCompany *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpCompany, bp_company_free)

/* The columns of `user` and `company` by their command line names (dashes), with what may stand in them. */
typedef struct {
  const char *key;    /* "exchange-mailbox" */
  const char *column; /* "exchange_mailbox" */
} BpUserKey;
const BpUserKey *bp_user_keys (guint *ret_count);
/* Sets one value from text; checked (address, date, IBAN checksum, 0/1, number). BP_ERROR_INVALID names key and reason. "" clears. */
gboolean bp_user_set (BpUser *self, const char *key, const char *value, GError **error);
/* The value as text, NULL if none. Caller frees. */
char *bp_user_get (const BpUser *self, const char *key);
/* All values that must hold together (login not empty, …). */
gboolean bp_user_check (const BpUser *self, GError **error);

/* Single checks, also used while typing. TRUE or BP_ERROR_INVALID in words. Empty text is valid. */
gboolean bp_check_address (const char *text, GError **error);
gboolean bp_check_date (const char *text, GError **error);
gboolean bp_check_iban (const char *text, GError **error);
gboolean bp_check_login (const char *text, GError **error);
