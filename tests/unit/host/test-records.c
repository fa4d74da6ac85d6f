/* SPDX-License-Identifier: MIT */
/* What the windows read of records: one record in full, and held deletions group by group. */
#include <glib/gstdio.h>
#include <sqlite3.h>

#include "base/error.h"
#include "base/platform.h"
#include "host/records.h"

typedef struct {
  char *dir;
  BpData *data;
} Fixture;

static void
foreign (Fixture *f, const char *sql)
{
  g_autofree char *path = g_build_filename (f->dir, "bpexchange.db", NULL);
  sqlite3 *db = NULL;
  char *message = NULL;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->dir = g_dir_make_tmp ("bp-records-XXXXXX", NULL);
  g_assert_true (bp_data_init (f->dir, NULL, NULL));
  f->data = bp_data_open (f->dir, NULL);
  g_assert_nonnull (f->data);
  foreign (f, "INSERT INTO company (number, name) VALUES (1, 'Muster');"
              "INSERT INTO user (id, login, start_company) VALUES (1, 'anna', 1), (2, 'bernd', 1);"
              "INSERT INTO appointment (id, company, user, subject, starts_at, ends_at) VALUES"
              " (1, 1, 1, 'Jour fixe', '2027-03-01T09:00:00', '2027-03-01T10:00:00'),"
              " (2, 1, 1, 'Messe', '2027-03-02T09:00:00', '2027-03-02T10:00:00'),"
              " (3, 1, 2, 'Inventur', '2027-03-03T09:00:00', '2027-03-03T10:00:00');"
              "INSERT INTO task (id, company, user, subject, due_date) VALUES (1, 1, 1, 'Angebot', '2027-03-04')");
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  bp_data_close (f->data);
  for (const char *const *name = (const char *const[]){ "bpexchange.db", "bpexchange.db-wal", "bpexchange.db-shm",
                                                        "ExchangeSync.Log", "engine.lock", NULL };
       *name; name++) {
    g_autofree char *path = g_build_filename (f->dir, *name, NULL);
    g_unlink (path);
  }
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->dir);
}

static char *
history_of (const BpRecordDetail *detail)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < detail->history->len; i++) {
    const BpHistoryEntry *entry = detail->history->pdata[i];
    g_string_append_printf (text, "%s%s\n", entry->text, entry->pending ? " *" : "");
  }
  return g_string_free (text, FALSE);
}

static void
test_detail (Fixture *f, gconstpointer unused)
{
  g_autofree char *log = g_build_filename (f->dir, "ExchangeSync.Log", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BpRecordDetail) detail = NULL;
  /* a17 is not a1, and what was told before the record was entered is older. */
  g_assert_true (g_file_set_contents (log,
                                      "2020-01-01 08:00:00.000 info    anna  Appointment a17 created [x.y]\n"
                                      "2020-01-01 08:00:01.000 info    anna  Appointment a1 created [x.y]\n",
                                      -1, NULL));
  foreign (
    f, "UPDATE appointment SET location = 'Raum 2', subject = 'Treffen' WHERE id = 1;"
       "INSERT INTO sync_link (kind, user, record, item_id, seen_local, seen_remote) VALUES ('appointment', 1, 1, 'X',"
       " '{\"subject\":\"Jour fixe\"}', '{\"subject\":\"Jour fix\"}');"
       "INSERT INTO sync_conflict (user, kind, record, unit, local_value, remote_value, winner, rule) VALUES"
       " (1, 'appointment', 1, 'subject', '{\"subject\":\"A\"}', '{\"subject\":\"B\"}', 'local', 'later')");
  detail = bp_data_record_detail (f->data, "a1", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (bp_item_get (detail->local, BP_FIELD_SUBJECT), ==, "Treffen");
  g_assert_cmpstr (bp_item_get (detail->remote, BP_FIELD_SUBJECT), ==, "Jour fix");
  g_assert_cmpstr (bp_item_get (detail->agreed_local, BP_FIELD_SUBJECT), ==, "Jour fixe");
  g_assert_false (detail->remote_new);
  g_assert_cmpuint (detail->conflicts->len, ==, 1);
  g_autofree char *history = history_of (detail);
  g_assert_cmpstr (history, ==,
                   "Changed in büro+: location, subject. *\nEntered in büro+. *\nAppointment a1 created\n");
}

/* A deleted record is still read; one that never was is empty; what is no name is refused. */
static void
test_detail_missing (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  foreign (f, "DELETE FROM appointment WHERE id = 2");
  g_autoptr (BpRecordDetail) deleted = bp_data_record_detail (f->data, "a2", NULL);
  g_assert_cmpstr (bp_item_get (deleted->local, BP_FIELD_SUBJECT), ==, "Messe");
  g_autoptr (BpRecordDetail) none = bp_data_record_detail (f->data, "a99", NULL);
  g_assert_null (none->local);
  g_assert_null (none->remote);
  g_assert_cmpuint (none->history->len, ==, 0);
  g_assert_null (bp_data_record_detail (f->data, "Messe", &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_INVALID);
}

static void
test_list (Fixture *f, gconstpointer unused)
{
  g_autofree char *before = bp_data_records_stamp (f->data);
  g_autofree char *again = bp_data_records_stamp (f->data);
  g_assert_cmpstr (before, ==, again);
  foreign (f, "DELETE FROM appointment WHERE id = 2");
  g_autofree char *after = bp_data_records_stamp (f->data);
  g_assert_cmpstr (before, !=, after);
  g_autoptr (GPtrArray) views = bp_data_records (f->data, "anna", BP_KIND_COUNT, NULL);
  g_assert_cmpuint (views->len, ==, 3);
  const BpRecordView *view = views->pdata[1];
  g_assert_cmpstr (view->name, ==, "a2");
  g_assert_true (view->deleted);
  g_assert_cmpstr (view->starts_at, ==, "2027-03-02T09:00:00");
  view = views->pdata[2];
  g_assert_cmpstr (view->starts_at, ==, "2027-03-04");
}

/* A decision on one group leaves the others held. */
static void
test_held (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  guint count = 0;
  foreign (
    f, "DELETE FROM appointment WHERE id = 2; INSERT INTO sync_hold (user, kind, direction, record) VALUES"
       " (2, 'appointment', 'in', 3), (1, 'task', 'in', 1), (1, 'appointment', 'in', 1), (1, 'appointment', 'out', 2)");
  g_autoptr (GPtrArray) groups = bp_data_held (f->data, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (groups->len, ==, 4);
  const BpHeldGroup *last = groups->pdata[3];
  g_assert_cmpstr (last->login, ==, "bernd");
  g_assert_false (last->out);
  g_assert_cmpstr (((BpHeldView *) last->records->pdata[0])->subject, ==, "Inventur");
  g_assert_true (bp_data_release_group (f->data, "anna", BP_KIND_APPOINTMENT, TRUE, TRUE, &count, &error));
  g_assert_cmpuint (count, ==, 1);
  g_assert_false (bp_data_release_group (f->data, "anna", BP_KIND_APPOINTMENT, TRUE, TRUE, &count, &error));
  g_assert_error (error, BP_ERROR, BP_ERROR_NOT_FOUND);
  g_autoptr (GPtrArray) after = bp_data_held (f->data, NULL);
  guint undecided = 0, applying = 0;
  for (guint i = 0; i < after->len; i++) {
    const BpHeldGroup *group = after->pdata[i];
    undecided += group->records->len;
    applying += group->applying;
    if (group->applying)
      g_assert_true (group->out);
  }
  g_assert_cmpuint (undecided, ==, 3);
  g_assert_cmpuint (applying, ==, 1);
  /* The rest of anna's at once, as the command line does. */
  g_assert_true (bp_data_release (f->data, "anna", FALSE, &count, NULL));
  g_assert_cmpuint (count, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/records/detail", Fixture, NULL, set_up, test_detail, tear_down);
  g_test_add ("/records/detail-missing", Fixture, NULL, set_up, test_detail_missing, tear_down);
  g_test_add ("/records/list", Fixture, NULL, set_up, test_list, tear_down);
  g_test_add ("/records/held", Fixture, NULL, set_up, test_held, tear_down);
  return g_test_run ();
}
