/* SPDX-License-Identifier: MIT */
#include "store/users.h"

#include "base/error.h"
#include "base/i18n.h"
#include "store/sql.h"

static const BpColumn user_columns[] = {
  BP_COLUMN (INT64, BpUser, id),
  BP_COLUMN (TEXT, BpUser, login),
  BP_COLUMN (TEXT, BpUser, name),
  BP_COLUMN (TEXT, BpUser, email),
  BP_COLUMN (TEXT, BpUser, birth_date),
  BP_COLUMN (TEXT, BpUser, bank_name),
  BP_COLUMN (TEXT, BpUser, iban),
  BP_COLUMN (NUMBER, BpUser, start_company),
  BP_COLUMN (TEXT, BpUser, exchange_mailbox),
  BP_COLUMN (INT, BpUser, exchange_sync),
  BP_COLUMN_END,
};
static const BpRowType user_type = { "user", user_columns, sizeof (BpUser), TRUE };

static const BpColumn company_columns[] = {
  BP_COLUMN (INT64, BpCompany, number),
  BP_COLUMN (TEXT, BpCompany, name),
  BP_COLUMN (TEXT, BpCompany, maintenance_until),
  BP_COLUMN_END,
};
static const BpRowType company_type = { "company", company_columns, sizeof (BpCompany), FALSE };

static void
free_user (gpointer user)
{
  bp_user_free (user);
}

static void
free_company (gpointer company)
{
  bp_company_free (company);
}

/* --- users ------------------------------------------------------------------------------------------------------------ */

GPtrArray *
bp_store_users (BpStore *self, GError **error)
{
  return bp_row_list (self, &user_type, free_user, error, "ORDER BY login", "");
}

static BpUser *
user_or_error (BpUser *user, const char *name, GError *failure, GError **error)
{
  if (failure)
    g_propagate_error (error, failure);
  else if (!user)
    bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("There is no user %s."), name);
  return user;
}

BpUser *
bp_store_user_by_login (BpStore *self, const char *login, GError **error)
{
  GError *failure = NULL;
  BpUser *user = bp_row_first (self, &user_type, free_user, &failure, "WHERE login = ?", "s", login);
  return user_or_error (user, login, failure, error);
}

BpUser *
bp_store_user_by_id (BpStore *self, gint64 id, GError **error)
{
  GError *failure = NULL;
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  BpUser *user = bp_row_first (self, &user_type, free_user, &failure, "WHERE id = ?", "i", id);
  return user_or_error (user, name, failure, error);
}

gint64
bp_store_user_revision (BpStore *self, gint64 id)
{
  return bp_sql_int (self, "SELECT revision FROM sync_user WHERE user = ?", "i", id);
}

gint64
bp_store_user_enabled_at (BpStore *self, gint64 id)
{
  return bp_sql_int (self, "SELECT enabled_at FROM sync_user WHERE user = ?", "i", id);
}

gint64
bp_store_config_revision (BpStore *self)
{
  return bp_sql_int (self, "SELECT value FROM meta WHERE key = 'config-revision'", "");
}

gboolean
bp_store_user_add (BpStore *self, BpUser *user, GError **error)
{
  user->id = 0;
  return bp_row_insert (self, &user_type, user, error);
}

static gboolean
update_user (BpStore *self, const BpUser *user, gint64 expected_revision, GError **error)
{
  g_autoptr (BpUser) stored = bp_store_user_by_id (self, user->id, error);
  if (!stored)
    return FALSE;
  if (expected_revision && bp_store_user_revision (self, user->id) != expected_revision) {
    bp_set_error (error, BP_ERROR_CHANGED_MEANWHILE, NULL, N_ ("The user %s was changed by another program meanwhile."),
                  user->login);
    return FALSE;
  }
  return bp_row_update (self, &user_type, user, error);
}

gboolean
bp_store_user_update (BpStore *self, const BpUser *user, gint64 expected_revision, GError **error)
{
  gboolean own;
  if (!bp_sql_enter (self, &own, error))
    return FALSE;
  return bp_sql_leave (self, own, update_user (self, user, expected_revision, error), error);
}

/* --- removing, with all records ------------------------------------------------------------------------------------------- */

/* How many records a column's value has. */
static gint64
count_records (BpStore *self, const char *column, gint64 value)
{
  gint64 count = 0;
  for (int kind = 0; kind < BP_KIND_COUNT; kind++) {
    g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM %s WHERE %s = ?", bp_kind_name ((BpKind) kind), column);
    count += bp_sql_int (self, sql, "i", value);
  }
  return count;
}

/* Moves them to the deleted records; the journal does not hear of it, and older entries are done: nothing changes in Exchange. */
static gboolean
drop_records_of_kind (BpStore *self, const char *table, const char *column, gint64 value, GError **error)
{
  g_autofree char *records =
    g_strdup_printf ("kind = '%s' AND record IN (SELECT id FROM %s WHERE %s = ?)", table, table, column);
  g_autofree char *links = g_strdup_printf ("UPDATE sync_link SET record_gone = 1 WHERE %s", records);
  g_autofree char *entries = g_strdup_printf ("UPDATE sync_journal SET done = 1 WHERE done = 0 AND %s", records);
  g_autofree char *removal = g_strdup_printf ("DELETE FROM %s WHERE %s = ?", table, column);
  return bp_sql_run (self, error, links, "i", value) && bp_sql_run (self, error, entries, "i", value)
         && bp_sql_run (self, error, removal, "i", value);
}

static gboolean
drop_records (BpStore *self, const char *column, gint64 value, GError **error)
{
  g_autofree char *cause =
    g_strdup_printf ("UPDATE sync_deleted SET cause = 'removed' WHERE %s = ? AND cause = 'local'", column);
  gboolean done = bp_sql_set_applying (self, TRUE, error);
  for (int kind = 0; done && kind < BP_KIND_COUNT; kind++)
    done = drop_records_of_kind (self, bp_kind_name ((BpKind) kind), column, value, error);
  return done && bp_sql_run (self, error, cause, "i", value) && bp_sql_set_applying (self, FALSE, error);
}

/* What the engine remembers of a user. */
static gboolean
forget_user (BpStore *self, gint64 id, GError **error)
{
  static const char *const tables[] = { "sync_link",     "sync_state",  "sync_baseline",   "sync_inbox",
                                        "sync_intent",   "sync_parked", "sync_status",     "sync_hold",
                                        "sync_deletion", "sync_user",   "sync_off_period", "sync_unlisted" };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE user = ?", tables[i]);
    if (!bp_sql_run (self, error, sql, "i", id))
      return FALSE;
  }
  return TRUE;
}

static gboolean
remove_user (BpStore *self, gint64 id, gboolean force, GError **error)
{
  gint64 records = count_records (self, "user", id);
  g_autoptr (BpUser) user = bp_store_user_by_id (self, id, error);
  if (!user)
    return FALSE;
  if (records > 0 && !force) {
    bp_set_error (error, BP_ERROR_INVALID, "user", N_ ("The user %s still has %d appointments and tasks."), user->login,
                  (int) records);
    return FALSE;
  }
  return drop_records (self, "user", id, error) && bp_sql_run (self, error, "DELETE FROM user WHERE id = ?", "i", id)
         && forget_user (self, id, error);
}

gboolean
bp_store_user_remove (BpStore *self, gint64 id, gboolean force, GError **error)
{
  gboolean own;
  if (!bp_sql_enter (self, &own, error))
    return FALSE;
  return bp_sql_leave (self, own, remove_user (self, id, force, error), error);
}

/* --- companies -------------------------------------------------------------------------------------------------------------- */

GPtrArray *
bp_store_companies (BpStore *self, GError **error)
{
  return bp_row_list (self, &company_type, free_company, error, "ORDER BY number", "");
}

static void
set_no_company (gint64 number, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("There is no company %s."), text);
}

BpCompany *
bp_store_company (BpStore *self, gint64 number, GError **error)
{
  g_autoptr (GError) local = NULL;
  BpCompany *company = bp_row_first (self, &company_type, free_company, &local, "WHERE number = ?", "i", number);
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (!company)
    set_no_company (number, error);
  return company;
}

gboolean
bp_store_company_add (BpStore *self, const BpCompany *company, GError **error)
{
  BpCompany row = *company;
  return bp_row_insert (self, &company_type, &row, error);
}

gboolean
bp_store_company_update (BpStore *self, const BpCompany *company, GError **error)
{
  g_autoptr (BpCompany) stored = bp_store_company (self, company->number, error);
  return stored && bp_row_update (self, &company_type, company, error);
}

static gboolean
remove_company (BpStore *self, gint64 number, gboolean force, GError **error)
{
  gint64 records = count_records (self, "company", number);
  g_autoptr (BpCompany) company = bp_store_company (self, number, error);
  if (!company)
    return FALSE;
  if (records > 0 && !force) {
    bp_set_error (error, BP_ERROR_INVALID, "company", N_ ("The company %d still has %d appointments and tasks."),
                  (int) number, (int) records);
    return FALSE;
  }
  return drop_records (self, "company", number, error)
         && bp_sql_run (self, error, "DELETE FROM company WHERE number = ?", "i", number);
}

gboolean
bp_store_company_remove (BpStore *self, gint64 number, gboolean force, GError **error)
{
  gboolean own;
  if (!bp_sql_enter (self, &own, error))
    return FALSE;
  return bp_sql_leave (self, own, remove_company (self, number, force, error), error);
}
