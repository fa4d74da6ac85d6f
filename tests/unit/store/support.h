/* SPDX-License-Identifier: MIT */
#pragma once

/* What the tests of the store share: a fresh database in a folder of its own, another program's connection to it, and one user with
 * one company. Each test program includes it once. */

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "base/error.h"
#include "store/journal.h"
#include "store/records.h"
#include "store/status.h"
#include "store/store.h"
#include "store/sync.h"
#include "store/users.h"
#include "store/writer.h"

typedef struct {
  char *folder;
  char *path;
  BpStore *store;   /* a writing connection, as the windows have one */
  sqlite3 *foreign; /* another program: no busy timeout, nothing set */
} Fixture;

static inline void
foreign_open (const char *path, sqlite3 **ret_db)
{
  g_assert_cmpint (sqlite3_open_v2 (path, ret_db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, NULL), ==, SQLITE_OK);
}

/* What SQLite says to a statement of another program; "" if it went well. Caller frees. */
static inline char *
foreign_try (sqlite3 *db, const char *sql)
{
  char *message = NULL, *copy;
  sqlite3_exec (db, sql, NULL, NULL, &message);
  copy = g_strdup (message ? message : "");
  sqlite3_free (message);
  return copy;
}

static inline void
foreign_run (sqlite3 *db, const char *sql)
{
  g_autofree char *message = foreign_try (db, sql);
  if (*message)
    g_test_message ("%s", sql);
  g_assert_cmpstr (message, ==, "");
}

static inline int
append_row (void *data, int columns, char **values, char **names)
{
  GString *text = data;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  for (int i = 0; i < columns; i++)
    g_string_append_printf (text, "%s%s", i ? "|" : "", values[i] ? values[i] : "");
  return 0;
}

/* All rows, "a|b" a line. Caller frees. */
static inline char *
foreign_rows (sqlite3 *db, const char *sql)
{
  GString *text = g_string_new (NULL);
  char *message = NULL;
  sqlite3_exec (db, sql, append_row, text, &message);
  g_assert_cmpstr (message, ==, NULL);
  return g_string_free (text, FALSE);
}

#define ASSERT_ROWS(db, sql, expected)                                                                                 \
  do {                                                                                                                 \
    g_autofree char *rows_ = foreign_rows (db, sql);                                                                   \
    g_assert_cmpstr (rows_, ==, expected);                                                                             \
  } while (0)

static inline void
fixture_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean created = FALSE;
  fixture->folder = g_dir_make_tmp ("bp-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "data", BP_STORE_FILE, NULL);
  g_assert_true (bp_store_init (fixture->path, &created, &error));
  g_assert_no_error (error);
  g_assert_true (created);
  fixture->store = bp_store_open (fixture->path, BP_STORE_WRITE, &error);
  g_assert_no_error (error);
  foreign_open (fixture->path, &fixture->foreign);
  foreign_run (fixture->foreign, "INSERT INTO company (number, name) VALUES (1, 'Muster GmbH'), (2, 'Zweite GmbH');"
                                 "INSERT INTO user (login, start_company, exchange_mailbox, exchange_sync)"
                                 " VALUES ('anna', 1, 'anna@firma.de', 1), ('bert', 1, 'bert@firma.de', 1);");
}

static inline void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      remove_folder (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

static inline void
fixture_close (Fixture *fixture, gconstpointer data)
{
  bp_store_close (fixture->store);
  sqlite3_close (fixture->foreign);
  remove_folder (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

#define APPOINTMENT "INSERT INTO appointment (company, user, subject, starts_at, ends_at) VALUES "
