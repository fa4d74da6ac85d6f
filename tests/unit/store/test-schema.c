/* SPDX-License-Identifier: MIT */
#include "support.h"

/* The contract: columns, defaults, what is refused and that the message names the column; integrity without foreign keys. */

#define WHEN "'2026-11-23T10:00:00', '2026-11-23T11:00:00'"

/* --- columns and defaults ---------------------------------------------------------------------------------------------------- */

static void
test_columns (Fixture *fixture, gconstpointer data)
{
  ASSERT_ROWS (fixture->foreign, "SELECT group_concat (name, ' ') FROM pragma_table_info ('company')",
               "number name maintenance_until");
  ASSERT_ROWS (fixture->foreign, "SELECT group_concat (name, ' ') FROM pragma_table_info ('user')",
               "id login name email birth_date bank_name iban start_company exchange_mailbox exchange_sync");
  for (int kind = 0; kind < BP_KIND_COUNT; kind++)
    for (int field = 0; field < BP_FIELD_COUNT; field++) {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM pragma_table_info ('%s') WHERE name = '%s'",
                                              bp_kind_name ((BpKind) kind), bp_field_info (field)->name);
      ASSERT_ROWS (fixture->foreign, sql, bp_field_applies (field, (BpKind) kind) ? "1" : "0");
    }
  for (int field = 0; field < BP_FIELD_COUNT; field++) {
    g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM pragma_table_info ('appointment_exception') WHERE name = '%s'",
                       bp_field_info (field)->name);
    ASSERT_ROWS (fixture->foreign, sql, bp_field_info (field)->in_exception ? "1" : "0");
  }
}

static void
test_defaults (Fixture *fixture, gconstpointer data)
{
  foreign_run (fixture->foreign,
               APPOINTMENT "(1, 1, 'a', " WHEN "), (1, 1, 'b', " WHEN ");"
                           "INSERT INTO task (company, user, subject) VALUES (1, 1, 'a'), (1, 1, 'b');");
  ASSERT_ROWS (
    fixture->foreign,
    "SELECT location, info_text, info_format, time_zone, all_day, show_as, sensitivity, importance, reminder_minutes,"
    " categories, recurrence, organizer, attendees FROM appointment WHERE id = 1",
    "||text||0|busy|normal|normal||[]|||");
  ASSERT_ROWS (fixture->foreign,
               "SELECT info_text, info_format, start_date, due_date, completed_date, status, percent_complete, "
               "importance, sensitivity,"
               " reminder_at, categories, recurrence, regenerate, total_work_minutes, actual_work_minutes, mileage,"
               " billing_information, companies FROM task WHERE id = 1",
               "|text||||not-started|0|normal|normal||[]||0|0|0|||[]");
  ASSERT_ROWS (fixture->foreign, "SELECT count(DISTINCT uid), min(length(uid)) FROM appointment", "2|32");
  ASSERT_ROWS (fixture->foreign,
               "SELECT count(*) FROM appointment WHERE created_at GLOB '20*-*-*T*:*:*Z' AND modified_at = created_at",
               "2");
  ASSERT_ROWS (fixture->foreign, "SELECT exchange_sync, start_company FROM user WHERE login = 'ANNA'", "1|1");
}

/* --- what is refused -------------------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *table, *column, *value; /* the value as SQL */
} Case;

static const Case refused[] = {
  { "company", "number", "0" },
  { "company", "number", "-1" },
  { "company", "maintenance_until", "'2026-02-30'" },
  { "company", "maintenance_until", "'31.12.2026'" },
  { "company", "maintenance_until", "''" },
  { "company", "maintenance_until", "'now'" },
  { "user", "login", "''" },
  { "user", "login", "' anna'" },
  { "user", "login", "NULL" },
  { "user", "login", "'BERT'" },
  { "user", "birth_date", "'1990-13-01'" },
  { "user", "start_company", "99" },
  { "user", "exchange_sync", "2" },
  { "user", "exchange_sync", "'yes'" },
  { "user", "exchange_sync", "NULL" },
  { "user", "exchange_mailbox", "x'00'" },
  { "appointment", "company", "99" },
  { "appointment", "company", "NULL" },
  { "appointment", "user", "99" },
  { "appointment", "uid", "''" },
  { "appointment", "uid", "NULL" },
  { "appointment", "subject", "x'ff'" },
  { "appointment", "subject", "'a' || char(0) || 'b'" },
  { "appointment", "info_format", "'rtf'" },
  { "appointment", "starts_at", "'now'" },
  { "appointment", "starts_at", "'2026-02-30T10:00:00'" },
  { "appointment", "starts_at", "'2026-11-23T24:00:00'" },
  { "appointment", "starts_at", "'2026-11-23T10:60:00'" },
  { "appointment", "starts_at", "'2026-11-23T10:00:60'" },
  { "appointment", "starts_at", "'2026-11-23 10:00:00'" },
  { "appointment", "starts_at", "'2026-11-23T10:00'" },
  { "appointment", "starts_at", "'2026-11-23T10:00:00Z'" },
  { "appointment", "starts_at", "'0000-01-01T10:00:00'" },
  { "appointment", "starts_at", "1795467511" },
  { "appointment", "starts_at", "NULL" },
  { "appointment", "ends_at", "'2025-02-29T10:00:00'" },
  { "appointment", "ends_at", "'2026-11-23T09:59:59'" },
  { "appointment", "time_zone", "'Europe Berlin'" },
  { "appointment", "all_day", "1" },
  { "appointment", "all_day", "2" },
  { "appointment", "show_as", "'Busy'" },
  { "appointment", "sensitivity", "'secret'" },
  { "appointment", "importance", "1" },
  { "appointment", "reminder_minutes", "-1" },
  { "appointment", "reminder_minutes", "'soon'" },
  { "appointment", "reminder_minutes", "1.5" },
  { "appointment", "categories", "'Kunde'" },
  { "appointment", "categories", "'{\"a\":1}'" },
  { "appointment", "categories", "'[1]'" },
  { "appointment", "categories", "'[\"a\", null]'" },
  { "appointment", "recurrence", "'every day'" },
  { "appointment", "attendees", "'nobody'" },
  { "appointment", "created_at", "'2026-11-23 10:00:00'" },
  { "appointment", "modified_at", "'yesterday'" },
  { "appointment", "id", "77" },
  { "appointment_exception", "appointment", "99" },
  { "appointment_exception", "original_start", "'2026-11-23'" },
  { "appointment_exception", "cancelled", "3" },
  { "appointment_exception", "starts_at", "'2026-02-30T10:00:00'" },
  { "appointment_exception", "ends_at", "'tomorrow'" },
  { "appointment_exception", "all_day", "2" },
  { "appointment_exception", "show_as", "'away'" },
  { "appointment_exception", "sensitivity", "''" },
  { "appointment_exception", "importance", "'urgent'" },
  { "appointment_exception", "categories", "'[[]]'" },
  { "appointment_exception", "reminder_minutes", "-2" },
  { "task", "company", "99" },
  { "task", "user", "99" },
  { "task", "start_date", "'2026-11-23T00:00:00'" },
  { "task", "due_date", "'2026-11-31'" },
  { "task", "completed_date", "'today'" },
  { "task", "status", "'done'" },
  { "task", "percent_complete", "101" },
  { "task", "percent_complete", "-1" },
  { "task", "percent_complete", "NULL" },
  { "task", "reminder_at", "'2026-11-23'" },
  { "task", "regenerate", "2" },
  { "task", "total_work_minutes", "-5" },
  { "task", "actual_work_minutes", "'8h'" },
  { "task", "companies", "'Muster GmbH'" },
  { "task", "companies", "'[{}]'" },
  { "task", "recurrence", "'weekly'" },
};

static const Case accepted[] = {
  { "company", "maintenance_until", "'2028-02-29'" },
  { "company", "maintenance_until", "NULL" },
  { "user", "start_company", "2" },
  { "user", "start_company", "NULL" },
  { "user", "login", "'ANNA'" },
  { "appointment", "subject", "NULL" },
  { "appointment", "subject", "'Grüße 🎉'" },
  { "appointment", "subject", "12" },
  { "appointment", "starts_at", "'2024-02-29T23:59:59'" },
  { "appointment", "ends_at", "'2026-11-23T10:00:00'" },
  { "appointment", "time_zone", "'America/Argentina/Buenos_Aires'" },
  { "appointment", "time_zone", "'Etc/GMT+3'" },
  { "appointment", "reminder_minutes", "'15'" },
  { "appointment", "reminder_minutes", "0" },
  { "appointment", "categories", "'[\"Kunde\", \"Ünal\"]'" },
  { "appointment", "categories", "NULL" },
  { "appointment", "recurrence", "'BYDAY=1MO;FREQ=MONTHLY'" },
  { "appointment", "recurrence", "'RRULE:freq=daily'" },
  { "appointment", "attendees", "'[{\"email\":\"a@b.de\"}]'" },
  { "appointment_exception", "reminder_minutes", "-1" },
  { "appointment_exception", "all_day", "0" },
  { "task", "percent_complete", "100" },
  { "task", "due_date", "'2026-12-31'" },
};

static void
prepare_rows (Fixture *fixture)
{
  foreign_run (fixture->foreign, APPOINTMENT
               "(1, 1, 'a', " WHEN ");"
               "INSERT INTO appointment_exception (appointment, original_start) VALUES (1, '2026-11-23T10:00:00');"
               "INSERT INTO task (company, user, subject) VALUES (1, 1, 'a');");
}

/* The first row of the table is changed, in a transaction that is taken back. */
static char *
try_case (Fixture *fixture, const Case *one)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET %s = %s WHERE rowid = 1", one->table, one->column, one->value);
  char *message;
  foreign_run (fixture->foreign, "BEGIN");
  message = foreign_try (fixture->foreign, sql);
  foreign_run (fixture->foreign, "ROLLBACK");
  return message;
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  prepare_rows (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree char *message = try_case (fixture, &refused[i]);
    g_autofree char *pattern = g_strdup_printf ("\\b%s\\b", refused[i].column);
    if (!g_regex_match_simple (pattern, message, 0, 0))
      g_test_message ("%s.%s = %s: “%s”", refused[i].table, refused[i].column, refused[i].value, message);
    g_assert_true (g_regex_match_simple (pattern, message, 0, 0));
  }
}

static void
test_accepted (Fixture *fixture, gconstpointer data)
{
  prepare_rows (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++) {
    g_autofree char *message = try_case (fixture, &accepted[i]);
    if (*message)
      g_test_message ("%s.%s = %s", accepted[i].table, accepted[i].column, accepted[i].value);
    g_assert_cmpstr (message, ==, "");
  }
}

/* The same checks hold for a new row; all-day needs midnights, and an end behind the start. */
static void
test_refused_insert (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *sql, *column;
  } cases[] = {
    { APPOINTMENT "(9, 1, 'a', " WHEN ")", "company" },
    { APPOINTMENT "(1, 9, 'a', " WHEN ")", "user" },
    { "INSERT INTO appointment (company, user, subject, starts_at, ends_at, all_day) VALUES (1, 1, 'a', "
      "'2026-11-23T00:00:00',"
      " '2026-11-23T00:00:00', 1)",
      "ends_at" },
    { "INSERT INTO appointment (company, user, subject, starts_at, ends_at, all_day) VALUES (1, 1, 'a', "
      "'2026-11-23T00:00:00',"
      " '2026-11-24T10:00:00', 1)",
      "all_day" },
    { APPOINTMENT "(1, 1, 'a', '2026-11-23T10:00:00', NULL)", "ends_at" },
    { "INSERT INTO appointment_exception (appointment, original_start) VALUES (1, '2026-11-23T10:00:00')",
      "appointment" },
    { "INSERT INTO task (company, user) VALUES (1, 3)", "user" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *message = foreign_try (fixture->foreign, cases[i].sql);
    if (!strstr (message, cases[i].column))
      g_test_message ("%s: “%s”", cases[i].sql, message);
    g_assert_nonnull (strstr (message, cases[i].column));
  }
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM sync_journal", "0");
}

/* --- integrity -------------------------------------------------------------------------------------------------------------------- */

static void
test_integrity (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *sql, *message;
  } cases[] = {
    { "DELETE FROM user WHERE id = 1", "user: has records" },
    { "DELETE FROM company WHERE number = 1", "company: has records" },
    { "UPDATE company SET number = 7 WHERE number = 1", "number: cannot be changed, the company is in use" },
    { "UPDATE user SET id = 7 WHERE id = 1", "id: cannot be changed" },
    { "REPLACE INTO user (login) VALUES ('anna')", "user: has records" },
    { "UPDATE OR REPLACE user SET login = 'anna' WHERE login = 'bert'", "user: has records" },
  };
  prepare_rows (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *message = foreign_try (fixture->foreign, cases[i].sql);
    g_assert_cmpstr (message, ==, cases[i].message);
  }
  /* Keeping the id is no removal; nor is what was refused remembered. */
  foreign_run (fixture->foreign, "REPLACE INTO user (id, login, start_company) VALUES (1, 'anna', 1)");
  foreign_run (fixture->foreign,
               "INSERT INTO user (login) VALUES ('bert') ON CONFLICT (login) DO UPDATE SET name = 'Bert'");
  foreign_run (fixture->foreign, "DELETE FROM appointment; DELETE FROM task; DELETE FROM user; DELETE FROM company;");
  ASSERT_ROWS (fixture->foreign, "SELECT count(*) FROM appointment_exception", "0");
  foreign_run (fixture->foreign, "INSERT INTO user (login) VALUES ('new')");
  ASSERT_ROWS (fixture->foreign, "SELECT id > 2 FROM user", "1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/store/schema/" name, Fixture, NULL, fixture_open, func, fixture_close)
  ADD ("columns", test_columns);
  ADD ("defaults", test_defaults);
  ADD ("refused", test_refused);
  ADD ("accepted", test_accepted);
  ADD ("refused-insert", test_refused_insert);
  ADD ("integrity", test_integrity);
  return g_test_run ();
}
