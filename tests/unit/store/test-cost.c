/* SPDX-License-Identifier: MIT */
/* What is looked up for each record of a pass must not cost more the more records, or users, there are: counted in steps of SQLite's
 * machine, not in time. A query that picks the wrong index walks over all links of the user, and a pass over n of them takes n times
 * that. */
#include "store/sql.h"
#include "support.h"

#define FEW 100
#define MANY 3000

static guint64 steps;

static int
count_step (void *data)
{
  steps++;
  return 0;
}

static void
drop_array (gpointer rows)
{
  g_clear_pointer ((GPtrArray **) &rows, g_ptr_array_unref);
}

static void
drop_numbers (GArray *rows)
{
  g_clear_pointer (&rows, g_array_unref);
}

static void
record (BpStore *store)
{
  bp_record_free (bp_store_record (store, BP_KIND_APPOINTMENT, 50, NULL));
}

static void
record_key (BpStore *store)
{
  g_autoptr (BpRecord) one = bp_store_record (store, BP_KIND_APPOINTMENT, 50, NULL);
  g_free (bp_store_record_key (store, one));
}

static void
unlinked_by_uid (BpStore *store)
{
  drop_numbers (bp_store_records_unlinked_by_uid (store, BP_KIND_APPOINTMENT, 1, "uid50", NULL));
}

static void
unlinked_by_key (BpStore *store)
{
  g_autoptr (BpRecord) one = bp_store_record (store, BP_KIND_APPOINTMENT, 50, NULL);
  g_autofree char *key = bp_item_match_key (one->item);
  drop_numbers (bp_store_records_unlinked_by_key (store, BP_KIND_APPOINTMENT, 1, key, TRUE, NULL));
}

static void
links (BpStore *store)
{
  bp_link_free (bp_store_link_by_record (store, BP_KIND_APPOINTMENT, 50, NULL));
  bp_link_free (bp_store_link_of_user (store, 1, BP_KIND_APPOINTMENT, 50, NULL));
  bp_link_free (bp_store_link_by_item (store, 1, BP_KIND_APPOINTMENT, "item50", NULL));
  bp_link_free (bp_store_link_quiet (store, 1, BP_KIND_APPOINTMENT, "item50", NULL));
  bp_link_free (bp_store_link_by_token (store, 1, BP_KIND_APPOINTMENT, "token50", NULL));
  drop_array (bp_store_links_by_uid (store, 1, BP_KIND_APPOINTMENT, "uid50", NULL));
  drop_array (bp_store_links_set_aside (store, 1, BP_KIND_APPOINTMENT, NULL));
}

static void
baseline (BpStore *store)
{
  bp_baseline_free (bp_store_baseline (store, 1, BP_KIND_APPOINTMENT, "known50", NULL));
  drop_array (bp_store_baseline_by_uid (store, 1, BP_KIND_APPOINTMENT, "known50", NULL));
  drop_array (bp_store_baseline_by_key (store, 1, BP_KIND_APPOINTMENT, "key50", NULL));
}

static void
journal (BpStore *store)
{
  bp_store_journal_last (store);
  bp_store_journal_last_of (store, BP_KIND_APPOINTMENT, 50);
  drop_array (bp_store_journal_pending (store, 1, BP_KIND_APPOINTMENT, NULL));
  bp_store_journal_done (store, BP_KIND_APPOINTMENT, 1, 50, 1, NULL);
}

/* What every pass asks, whether anything has happened or not. */
static void
quiet_pass (BpStore *store)
{
  bp_sync_state_free (bp_store_sync_state (store, 1, BP_KIND_APPOINTMENT, NULL));
  bp_store_folder_holder (store, BP_KIND_APPOINTMENT, "folder", 1);
  bp_store_has_links (store, 1, BP_KIND_APPOINTMENT);
  drop_numbers (bp_store_link_heirs (store, 1, BP_KIND_APPOINTMENT, NULL));
  drop_array (bp_store_unlisted_ids (store, 1, BP_KIND_APPOINTMENT, NULL));
  drop_array (bp_store_inbox (store, 1, BP_KIND_APPOINTMENT, NULL, NULL));
  drop_array (bp_store_intents (store, 1, BP_KIND_APPOINTMENT, NULL));
  drop_array (bp_store_parked (store, 1, NULL));
  drop_numbers (bp_store_held (store, 1, BP_KIND_APPOINTMENT, NULL));
  bp_store_held_count (store, 1);
  drop_numbers (bp_store_off_periods (store, 1, NULL));
}

/* What is written for a record, triggers included; undone again. */
static void
writes (BpStore *store)
{
  g_autoptr (BpRecord) one = bp_store_record (store, BP_KIND_APPOINTMENT, 60, NULL);
  g_autoptr (BpLink) link = bp_store_link_of_user (store, 1, BP_KIND_APPOINTMENT, 60, NULL);
  gint64 id;
  g_assert_true (bp_store_begin (store, NULL));
  bp_item_set (one->item, BP_FIELD_LOCATION, "hall");
  g_assert_true (bp_store_record_update (store, BP_KIND_APPOINTMENT, 60, one->item, BP_UNITS_ALL, NULL));
  g_assert_true (bp_store_record_insert (store, BP_KIND_APPOINTMENT, 1, 1, NULL, one->item, &id, NULL));
  g_assert_true (bp_store_record_delete (store, BP_KIND_APPOINTMENT, 60, "exchange", NULL));
  g_assert_true (bp_store_record_restore (store, BP_KIND_APPOINTMENT, 60, NULL));
  g_assert_true (bp_store_link_put (store, link, NULL));
  g_assert_true (bp_store_unpark (store, BP_KIND_APPOINTMENT, 1, 60, "item60", NULL));
  bp_store_rollback (store);
}

/* The same by another program. */
static void
foreign_writes (BpStore *store)
{
  g_assert_cmpint (
    sqlite3_exec (store->db,
                  "BEGIN IMMEDIATE; UPDATE appointment SET starts_at = '2027-02-01T09:00:00' WHERE id = 60;"
                  "DELETE FROM appointment WHERE id = 60;"
                  "INSERT INTO appointment (company, user, subject, starts_at, ends_at)"
                  " VALUES (1, 1, 'x', '2027-02-01T09:00:00', '2027-02-01T10:00:00'); ROLLBACK",
                  NULL, NULL, NULL),
    ==, SQLITE_OK);
}

static void
insert_rows (Fixture *fixture, guint from, guint to)
{
  g_autofree char *numbers =
    g_strdup_printf ("WITH RECURSIVE n (i) AS (SELECT %u UNION ALL SELECT i + 1 FROM n WHERE i < %u) ", from, to);
  static const char *const inserts[] = {
    "INSERT INTO appointment (id, company, user, uid, subject, starts_at, ends_at) SELECT i, 1, 1, 'uid' || i, 'T' || "
    "i,"
    " strftime ('%Y-%m-%dT%H:%M:%S', '2027-01-01', '+' || i || ' hours'), '2029-01-01T00:00:00' FROM n",
    "INSERT INTO sync_link (user, kind, record, item_id, uid, create_token, changed_at) SELECT 1, 'appointment', i, "
    "'item' || i,"
    " 'uid' || i, 'token' || i, 1 FROM n WHERE i <> 50",
    "INSERT INTO sync_baseline (user, kind, item_id, uid, match_key, hashes, field_version) SELECT 1, 'appointment', "
    "'known' || i,"
    " 'known' || i, 'key' || i, '', 1 FROM n",
    "INSERT INTO sync_state (user, kind, folder_id) SELECT 1000 + i, 'appointment', 'folder' || i FROM n",
    "UPDATE sync_journal SET done = 1",
  };
  for (guint i = 0; i < G_N_ELEMENTS (inserts); i++) {
    g_autofree char *sql = g_strconcat (i < 4 ? numbers : "", inserts[i], NULL);
    foreign_run (fixture->foreign, sql);
  }
}

static guint64
cost_of (Fixture *fixture, void (*look_up) (BpStore *))
{
  look_up (fixture->store); /* what is prepared is prepared once */
  steps = 0;
  sqlite3_progress_handler (fixture->store->db, 1, count_step, NULL);
  look_up (fixture->store);
  sqlite3_progress_handler (fixture->store->db, 0, NULL, NULL);
  return steps;
}

static void
test_look_ups (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name;
    void (*look_up) (BpStore *store);
  } rows[] = {
    { "record", record },
    { "record key", record_key },
    { "unlinked by uid", unlinked_by_uid },
    { "unlinked by key", unlinked_by_key },
    { "links", links },
    { "baseline", baseline },
    { "journal", journal },
    { "quiet pass", quiet_pass },
    { "writes", writes },
    { "writes of other programs", foreign_writes },
  };
  guint64 few[G_N_ELEMENTS (rows)];
  insert_rows (fixture, 1, FEW);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    few[i] = cost_of (fixture, rows[i].look_up);
  insert_rows (fixture, FEW + 1, MANY);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    guint64 many = cost_of (fixture, rows[i].look_up);
    g_test_message ("%s: %" G_GUINT64_FORMAT " steps with %u records, %" G_GUINT64_FORMAT " with %u", rows[i].name,
                    few[i], FEW, many, MANY);
    g_assert_cmpuint (few[i], >, 0);
    g_assert_cmpuint (many, <=, few[i] + few[i] / 2);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/cost/look-ups", Fixture, NULL, fixture_open, test_look_ups, fixture_close);
  return g_test_run ();
}
