/* SPDX-License-Identifier: MIT */
#pragma once

/* A simulator with a mailbox, a driver, and the calls a test needs again and again: each must succeed. */

#include <string.h>

#include "core/form.h"
#include "ews/driver.h"
#include "ews/sim.h"

#define FIXTURE_ZONE "Europe/Berlin"
#define FIXTURE_MAILBOX "anna@firma.de"

typedef struct {
  Sim *sim;
  BpDriver *driver;
  BpAccount *account;
  BpKind kind;
  char *folder_id;
} Fixture;

/* data: GINT_TO_POINTER (BpKind). */
static inline void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const args[] = { "--mailbox", FIXTURE_MAILBOX "=a", "--admin", "FIRMA\\sync=geheim", NULL };
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password ("FIRMA", "sync", "geheim");
  g_autoptr (GError) error = NULL;
  BpFolders folders = { 0 };
  fixture->sim = sim_start (args);
  g_assert_nonnull (fixture->sim);
  fixture->kind = (BpKind) GPOINTER_TO_INT (data);
  BpEwsConfig config = {
    .url = fixture->sim->url, .credentials = credentials, .time_zone = (char *) FIXTURE_ZONE, .timeout_ms = 10000
  };
  fixture->driver = bp_ews_driver_new (&config, &error);
  g_assert_no_error (error);
  fixture->account = bp_account_new ("anna", FIXTURE_MAILBOX, FALSE);
  bp_driver_open (fixture->driver, fixture->account, 1u << fixture->kind, &folders, NULL, &error);
  g_assert_no_error (error);
  fixture->folder_id = folders.folder_id[fixture->kind];
}

static inline void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  bp_driver_free (fixture->driver);
  bp_account_free (fixture->account);
  g_free (fixture->folder_id);
  sim_free (fixture->sim);
}

/* The one result, which is a success. */
static inline BpItemResult *
fixture_only (GPtrArray *results, GError *error)
{
  BpItemResult *result;
  g_assert_no_error (error);
  result = g_ptr_array_steal_index (results, 0);
  g_ptr_array_unref (results);
  g_assert_no_error (result->error);
  return result;
}

static inline BpItemResult *
fixture_create (Fixture *fixture, const BpItem *item)
{
  g_autofree char *uid = g_uuid_string_random ();
  BpItemWrite write = { .uid = uid, .create_token = uid, .item = item, .units = BP_UNITS_ALL };
  GError *error = NULL;
  GPtrArray *results;
  bp_driver_check (fixture->driver, fixture->kind, &write, &error);
  g_assert_no_error (error);
  results =
    bp_driver_create (fixture->driver, fixture->account, fixture->kind, fixture->folder_id, &write, 1, NULL, &error);
  return fixture_only (results, error);
}

static inline BpItemResult *
fixture_read (Fixture *fixture, const char *id)
{
  const char *const ids[] = { id };
  GError *error = NULL;
  GPtrArray *results = bp_driver_read (fixture->driver, fixture->account, fixture->kind, ids, 1, NULL, &error);
  return fixture_only (results, error);
}

static inline BpItemResult *
fixture_update (Fixture *fixture, const BpItemWrite *write)
{
  GError *error = NULL;
  GPtrArray *results;
  bp_driver_check (fixture->driver, fixture->kind, write, &error);
  g_assert_no_error (error);
  results = bp_driver_update (fixture->driver, fixture->account, fixture->kind, write, 1, NULL, &error);
  return fixture_only (results, error);
}

/* What makes the sync quiet: an echo equals what was sent, in remote form. */
static inline void
fixture_assert_same (const BpItem *sent, const BpItem *read)
{
  BpSite site = { .time_zone = FIXTURE_ZONE };
  g_autoptr (BpItem) expected = bp_form_to_remote (sent, &site);
  g_autofree char *wanted = bp_item_to_json (expected), *got = bp_item_to_json (read);
  if (bp_item_diff (expected, read))
    g_assert_cmpstr (got, ==, wanted);
}
