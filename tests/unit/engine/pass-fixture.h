/* SPDX-License-Identifier: MIT */
#pragma once

/* A pass over the real store and a calendar in memory, and what its tests have in common. Each test program includes it once. */

#include <glib/gstdio.h>
#include <sqlite3.h>

#include "engine/pass.h"
#include "fake-driver.h"
#include "store/sync.h"
#include "store/users.h"

typedef struct {
  char *folder, *path;
  sqlite3 *office; /* another program's connection */
  BpSettings *settings;
  Fake *fake;
  BpLaneTools tools;
  BpPassJob *job;
} Fixture;

static inline void
office (Fixture *self, const char *sql)
{
  char *message = NULL;
  sqlite3_exec (self->office, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
}

static inline gint64
office_number (Fixture *self, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64 value;
  g_assert_cmpint (sqlite3_prepare_v2 (self->office, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return value;
}

static inline BpPassResult *
run (Fixture *self, guint failures)
{
  self->job->failures = failures;
  return bp_pass_run (&self->tools, self->job);
}

static inline void
run_well (Fixture *self, guint moved_out, guint moved_in)
{
  g_autoptr (BpPassResult) result = run (self, 0);
  g_assert_no_error (result->error);
  g_assert_cmpuint (result->moved_out, ==, moved_out);
  g_assert_cmpuint (result->moved_in, ==, moved_in);
}

static inline void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  self->folder = g_dir_make_tmp ("bp-pass-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, BP_STORE_FILE, NULL);
  g_assert_true (bp_store_init (self->path, NULL, &error));
  g_assert_cmpint (sqlite3_open (self->path, &self->office), ==, SQLITE_OK);
  sqlite3_busy_timeout (self->office, 5000);
  office (self, "INSERT INTO company (number) VALUES (1);"
                "INSERT INTO user (id, login, start_company, exchange_mailbox, exchange_sync) VALUES (1, 'anna', 1, "
                "'anna@firma.de', 1);");
  self->settings = bp_settings_new ();
  self->fake = fake_new ();
  self->tools.reader = bp_store_open (self->path, BP_STORE_READ, &error);
  self->tools.writer = bp_writer_new (self->path, &error);
  g_assert_no_error (error);
  self->tools.driver = &self->fake->base;
  self->tools.settings = self->settings;
  self->tools.site.time_zone = "Europe/Berlin";
  self->tools.request_timeout_ms = 0;
  self->tools.arrived = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) bp_inbox_row_free);
  self->job = bp_pass_job_new ();
  self->job->user = 1;
  self->job->start_company = 1;
  self->job->account = bp_account_new ("anna", "anna@firma.de", FALSE);
  self->job->kinds = 1u << BP_KIND_APPOINTMENT;
  self->job->t0[BP_KIND_APPOINTMENT] = g_get_real_time ();
  office (self, "UPDATE sync_off_period SET ends = begins + 1 WHERE ends = 0;");
  run_well (self, 0, 0);
}

static inline void
tear_down (Fixture *self, gconstpointer data)
{
  bp_pass_job_free (self->job);
  g_hash_table_unref (self->tools.arrived);
  bp_writer_free (self->tools.writer);
  bp_store_close (self->tools.reader);
  bp_driver_free (&self->fake->base);
  bp_settings_free (self->settings);
  sqlite3_close (self->office);
  g_remove (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

static inline void
insert (Fixture *self, const char *subject)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO appointment (company, user, subject, starts_at, ends_at) VALUES"
                                          " (1, 1, '%s', '2026-12-01T09:00:00', '2026-12-01T10:00:00')",
                                          subject);
  office (self, sql);
}

/* One appointment, entered here and in step. */
static inline void
enter_in_step (Fixture *self)
{
  insert (self, "one");
  run_well (self, 1, 0);
  run_well (self, 0, 0);
}

/* The calendar's user changes the subject. */
static inline FakeItem *
rename_nth (Fake *fake, guint nth, const char *subject)
{
  FakeItem *item = fake->items->pdata[nth];
  bp_item_set (item->item->item, BP_FIELD_SUBJECT, subject);
  fake_touch (fake, item);
  return item;
}

/* The calendar's user enters another place; a hook of the driver, too. */
static inline void
change_place (void *data)
{
  Fake *fake = data;
  FakeItem *item = fake->items->pdata[0];
  bp_item_set (item->item->item, BP_FIELD_LOCATION, "hall");
  fake_touch (fake, item);
}

static inline BpItem *
content_new (const char *subject)
{
  BpItem *content = bp_item_new (BP_KIND_APPOINTMENT);
  bp_item_set (content, BP_FIELD_SUBJECT, subject);
  bp_item_set (content, BP_FIELD_STARTS_AT, "2026-12-01T09:00:00");
  bp_item_set (content, BP_FIELD_ENDS_AT, "2026-12-01T10:00:00");
  return content;
}

static inline FakeItem *
rename_item (Fake *fake, const char *subject)
{
  return rename_nth (fake, 0, subject);
}

static inline void
run_lost (Fixture *self)
{
  g_autoptr (BpPassResult) result = NULL;
  self->fake->lose_answers = 1;
  result = run (self, 0);
  g_assert_error (result->error, BP_ERROR, BP_ERROR_TEMPORARY);
}

/* Both sides say so, and there is nothing left to do. */
static inline void
check_both (Fixture *self, const char *subject, const char *location)
{
  const FakeItem *item = self->fake->items->pdata[0];
  g_autofree char *sql = g_strdup_printf (
    "SELECT count(*) FROM appointment WHERE subject = '%s' AND coalesce (location, '') = '%s'", subject, location);
  g_assert_cmpint (office_number (self, sql), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment"), ==, 1);
  g_assert_cmpstr (bp_item_get (item->item->item, BP_FIELD_SUBJECT), ==, subject);
  g_assert_cmpstr (bp_item_get (item->item->item, BP_FIELD_LOCATION), ==, *location ? location : NULL);
  run_well (self, 0, 0);
}

#define ADD_WITH(name, function, data) g_test_add (name, Fixture, data, set_up, function, tear_down)
#define ADD(name, function) ADD_WITH (name, function, NULL)
