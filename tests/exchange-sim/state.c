/* SPDX-License-Identifier: MIT */
#include "state.h"

#include <gio/gio.h>
#include <sqlite3.h>

typedef enum { PUT_ITEM, REMOVE_ITEM, PUT_TOMBSTONE, PUT_FOLDER, PUT_COUNTERS, STATEMENTS } StatementId;

struct State {
  sqlite3 *db;
  sqlite3_stmt *statements[STATEMENTS];
  gboolean in_transaction;
  gboolean failed;
  GHashTable *dirty; /* mailboxes whose counters moved */
};

static const char schema[] =
  "CREATE TABLE IF NOT EXISTS mailbox (number INTEGER PRIMARY KEY, smtp TEXT UNIQUE COLLATE NOCASE, guid TEXT,"
  " sequence INTEGER, next_item INTEGER);"
  "CREATE TABLE IF NOT EXISTS folder (mailbox INTEGER, number INTEGER, parent INTEGER, name TEXT, class TEXT,"
  " entered INTEGER, changed INTEGER, deleted INTEGER, PRIMARY KEY (mailbox, number)) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS item (mailbox INTEGER, number INTEGER, folder INTEGER, kind INTEGER, read INTEGER,"
  " entered INTEGER, changed INTEGER, read_changed INTEGER, created INTEGER, modified INTEGER, bag BLOB, exceptions "
  "BLOB,"
  " PRIMARY KEY (mailbox, number)) WITHOUT ROWID;"
  "CREATE TABLE IF NOT EXISTS tombstone (mailbox INTEGER, item INTEGER, folder INTEGER, entered INTEGER,"
  " deleted INTEGER, PRIMARY KEY (mailbox, deleted)) WITHOUT ROWID;";

static const char *const sql[STATEMENTS] = {
  [PUT_ITEM] = "INSERT OR REPLACE INTO item VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
  [REMOVE_ITEM] = "DELETE FROM item WHERE mailbox = ? AND number = ?",
  [PUT_TOMBSTONE] = "INSERT INTO tombstone VALUES (?,?,?,?,?)",
  [PUT_FOLDER] = "INSERT OR REPLACE INTO folder VALUES (?,?,?,?,?,?,?,?)",
  [PUT_COUNTERS] = "UPDATE mailbox SET sequence = ?, next_item = ? WHERE number = ?",
};

static gboolean
check (State *state, int result)
{
  if (result == SQLITE_OK || result == SQLITE_DONE || result == SQLITE_ROW)
    return TRUE;
  g_printerr ("exchange-sim: state file: %s\n", sqlite3_errmsg (state->db));
  state->failed = TRUE;
  return FALSE;
}

static gboolean
run (State *state, const char *text)
{
  return check (state, sqlite3_exec (state->db, text, NULL, NULL, NULL));
}

State *
state_open (const char *path, GError **error)
{
  g_autoptr (State) state = g_new0 (State, 1);

  state->dirty = g_hash_table_new (NULL, NULL);
  if (sqlite3_open (path, &state->db) != SQLITE_OK || !run (state, "PRAGMA journal_mode=WAL")
      || !run (state, "PRAGMA synchronous=NORMAL") || !run (state, schema)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, sqlite3_errmsg (state->db));
    return NULL;
  }
  for (guint i = 0; i < STATEMENTS; i++)
    if (!check (state, sqlite3_prepare_v2 (state->db, sql[i], -1, &state->statements[i], NULL))) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, sqlite3_errmsg (state->db));
      return NULL;
    }
  return g_steal_pointer (&state);
}

void
state_close (State *state)
{
  if (!state)
    return;
  state_commit (state);
  for (guint i = 0; i < STATEMENTS; i++)
    sqlite3_finalize (state->statements[i]);
  sqlite3_close (state->db);
  g_hash_table_unref (state->dirty);
  g_free (state);
}

/* Binds numbers to the first parameters. */
static sqlite3_stmt *
bind (State *state, StatementId id, guint count, const gint64 *numbers)
{
  sqlite3_stmt *statement = state->statements[id];

  for (guint i = 0; i < count; i++)
    sqlite3_bind_int64 (statement, i + 1, numbers[i]);
  return statement;
}

static void
step (State *state, sqlite3_stmt *statement)
{
  if (!state->in_transaction)
    state->in_transaction = run (state, "BEGIN IMMEDIATE");
  check (state, sqlite3_step (statement));
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

static void
touch (State *state, Mailbox *mailbox)
{
  g_hash_table_add (state->dirty, mailbox);
}

gboolean
state_commit (State *state)
{
  GHashTableIter iter;
  gpointer mailbox;

  if (!state)
    return TRUE;
  g_hash_table_iter_init (&iter, state->dirty);
  while (g_hash_table_iter_next (&iter, &mailbox, NULL)) {
    gint64 numbers[] = { mailbox_get_sequence (mailbox), mailbox_get_next_item (mailbox),
                         mailbox_get_number (mailbox) };

    step (state, bind (state, PUT_COUNTERS, G_N_ELEMENTS (numbers), numbers));
  }
  g_hash_table_remove_all (state->dirty);
  if (state->in_transaction) {
    run (state, "COMMIT");
    state->in_transaction = FALSE;
  }
  return !state->failed;
}

void
state_put_item (State *state, Mailbox *mailbox, const Item *item)
{
  g_autoptr (GBytes) exceptions = item_pack_exceptions (item);
  sqlite3_stmt *statement;

  if (!state)
    return;
  {
    gint64 numbers[] = {
      mailbox_get_number (mailbox), item->number,  item->folder,  item->kind, item->read, item->entered, item->changed,
      item->read_changed,           item->created, item->modified
    };

    statement = bind (state, PUT_ITEM, G_N_ELEMENTS (numbers), numbers);
  }
  sqlite3_bind_blob (statement, 11, bag_bytes (item->bag), bag_size (item->bag), SQLITE_STATIC);
  if (exceptions)
    sqlite3_bind_blob (statement, 12, g_bytes_get_data (exceptions, NULL), g_bytes_get_size (exceptions),
                       SQLITE_STATIC);
  step (state, statement);
  touch (state, mailbox);
}

void
state_remove_item (State *state, Mailbox *mailbox, const Item *item)
{
  gint64 numbers[] = { mailbox_get_number (mailbox), item->number };

  if (!state)
    return;
  step (state, bind (state, REMOVE_ITEM, G_N_ELEMENTS (numbers), numbers));
  touch (state, mailbox);
}

void
state_put_tombstone (State *state, Mailbox *mailbox, const Tombstone *tombstone)
{
  gint64 numbers[] = { mailbox_get_number (mailbox), tombstone->item, tombstone->folder, tombstone->entered,
                       tombstone->deleted };

  if (!state)
    return;
  step (state, bind (state, PUT_TOMBSTONE, G_N_ELEMENTS (numbers), numbers));
  touch (state, mailbox);
}

void
state_put_folder (State *state, Mailbox *mailbox, const Folder *folder)
{
  gint64 head[] = { mailbox_get_number (mailbox), folder->number, folder->parent };
  sqlite3_stmt *statement;

  if (!state)
    return;
  statement = bind (state, PUT_FOLDER, G_N_ELEMENTS (head), head);
  sqlite3_bind_text (statement, 4, folder->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 5, folder->class, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 6, folder->entered);
  sqlite3_bind_int64 (statement, 7, folder->changed);
  sqlite3_bind_int64 (statement, 8, folder->deleted);
  step (state, statement);
  touch (state, mailbox);
}

/* --- loading --- */

static sqlite3_stmt *
prepare (State *state, const char *text, guint32 number)
{
  sqlite3_stmt *statement = NULL;

  check (state, sqlite3_prepare_v2 (state->db, text, -1, &statement, NULL));
  sqlite3_bind_int64 (statement, 1, number);
  return statement;
}

static void
load_folders (State *state, Mailbox *mailbox)
{
  sqlite3_stmt *row = prepare (state,
                               "SELECT number, parent, name, class, entered, changed, deleted FROM folder"
                               " WHERE mailbox = ? ORDER BY number",
                               mailbox_get_number (mailbox));

  while (sqlite3_step (row) == SQLITE_ROW) {
    Folder folder = { .number = sqlite3_column_int64 (row, 0),
                      .parent = sqlite3_column_int64 (row, 1),
                      .name = (char *) sqlite3_column_text (row, 2),
                      .class = (char *) sqlite3_column_text (row, 3),
                      .entered = sqlite3_column_int64 (row, 4),
                      .changed = sqlite3_column_int64 (row, 5),
                      .deleted = sqlite3_column_int64 (row, 6) };

    mailbox_restore_folder (mailbox, &folder);
  }
  sqlite3_finalize (row);
}

static void
load_items (State *state, Mailbox *mailbox)
{
  sqlite3_stmt *row = prepare (state,
                               "SELECT number, folder, kind, read, entered, changed, read_changed, created,"
                               " modified, bag, exceptions FROM item WHERE mailbox = ?",
                               mailbox_get_number (mailbox));

  while (sqlite3_step (row) == SQLITE_ROW) {
    Item *item = g_new0 (Item, 1);

    item->number = sqlite3_column_int64 (row, 0);
    item->folder = sqlite3_column_int64 (row, 1);
    item->kind = sqlite3_column_int (row, 2);
    item->read = sqlite3_column_int (row, 3);
    item->entered = sqlite3_column_int64 (row, 4);
    item->changed = sqlite3_column_int64 (row, 5);
    item->read_changed = sqlite3_column_int64 (row, 6);
    item->created = sqlite3_column_int64 (row, 7);
    item->modified = sqlite3_column_int64 (row, 8);
    item->bag = bag_from_bytes (sqlite3_column_blob (row, 9), sqlite3_column_bytes (row, 9));
    if (sqlite3_column_bytes (row, 10) > 0)
      item->exceptions = item_unpack_exceptions (sqlite3_column_blob (row, 10), sqlite3_column_bytes (row, 10));
    mailbox_restore_item (mailbox, item);
  }
  sqlite3_finalize (row);
}

static void
load_tombstones (State *state, Mailbox *mailbox)
{
  sqlite3_stmt *row =
    prepare (state, "SELECT item, folder, entered, deleted FROM tombstone WHERE mailbox = ? ORDER BY deleted",
             mailbox_get_number (mailbox));

  while (sqlite3_step (row) == SQLITE_ROW) {
    Tombstone tombstone = { sqlite3_column_int64 (row, 0), sqlite3_column_int64 (row, 1), sqlite3_column_int64 (row, 2),
                            sqlite3_column_int64 (row, 3) };

    mailbox_restore_tombstone (mailbox, &tombstone);
  }
  sqlite3_finalize (row);
}

/* The same address gets the same GUID in every run, so that a test can be repeated byte by byte. */
static char *
make_guid (const char *smtp)
{
  g_autofree char *lower = g_ascii_strdown (smtp, -1);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_MD5, lower, -1);

  return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", hash, hash + 8, hash + 12, hash + 16, hash + 20);
}

Mailbox *
state_load_mailbox (State *state, guint32 number, const char *smtp)
{
  g_autofree char *guid = make_guid (smtp);
  sqlite3_stmt *row = NULL;
  Mailbox *mailbox;

  if (!state)
    return mailbox_new (number, smtp, guid, NULL);
  check (state, sqlite3_prepare_v2 (state->db,
                                    "INSERT OR IGNORE INTO mailbox (smtp, guid, sequence, next_item)"
                                    " VALUES (?, ?, 1, 1)",
                                    -1, &row, NULL));
  sqlite3_bind_text (row, 1, smtp, -1, SQLITE_STATIC);
  sqlite3_bind_text (row, 2, guid, -1, SQLITE_STATIC);
  check (state, sqlite3_step (row));
  sqlite3_finalize (row);
  check (state, sqlite3_prepare_v2 (state->db, "SELECT number, guid, sequence, next_item FROM mailbox WHERE smtp = ?",
                                    -1, &row, NULL));
  sqlite3_bind_text (row, 1, smtp, -1, SQLITE_STATIC);
  check (state, sqlite3_step (row));
  mailbox = mailbox_new (sqlite3_column_int64 (row, 0), smtp, (const char *) sqlite3_column_text (row, 1), state);
  mailbox_restore_counters (mailbox, sqlite3_column_int64 (row, 2), sqlite3_column_int64 (row, 3));
  sqlite3_finalize (row);
  load_folders (state, mailbox);
  load_items (state, mailbox);
  load_tombstones (state, mailbox);
  return mailbox;
}
