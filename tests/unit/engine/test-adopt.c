/* SPDX-License-Identifier: MIT */
/* Which task of another mailbox is the one of before (SYNC 12). */
#include "engine/adopt.h"

#include <glib/gstdio.h>

#define USER 1

typedef struct {
  char *folder, *path;
  BpStore *store;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  self->folder = g_dir_make_tmp ("bp-adopt-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, BP_STORE_FILE, NULL);
  g_assert_true (bp_store_init (self->path, NULL, &error));
  self->store = bp_store_open (self->path, BP_STORE_WRITE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  bp_store_close (self->store);
  g_remove (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

static BpItem *
task (const char *subject, const char *due)
{
  BpItem *item = bp_item_new (BP_KIND_TASK);
  bp_item_set (item, BP_FIELD_SUBJECT, subject);
  bp_item_set (item, BP_FIELD_DUE_DATE, due);
  return item;
}

/* A link of the former mailbox. */
static BpLink *
put_link (Fixture *self, gint64 record, const char *token, const char *subject)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpItem) seen = task (subject, "2027-03-05");
  BpLink *link = bp_link_new ();
  link->kind = BP_KIND_TASK;
  link->user = USER;
  link->record = record;
  link->item_id = g_strdup_printf ("old-%d", (int) record);
  link->create_token = g_strdup (token);
  link->seen_local = bp_item_to_json (seen);
  link->seen_remote = bp_item_to_json (seen);
  link->set_aside = TRUE;
  bp_store_link_put (self->store, link, &error);
  g_assert_no_error (error);
  return link;
}

static void
add_link (Fixture *self, gint64 record, const char *token, const char *subject)
{
  bp_link_free (put_link (self, record, token, subject));
}

/* An item of the new mailbox. */
static void
note (BpAdoption *adoption, const char *id, const char *token, const char *subject, const char *due)
{
  g_autoptr (BpInboxRow) row = bp_inbox_row_new ();
  row->item_id = g_strdup (id);
  row->create_token = g_strdup (token);
  row->item = task (subject, due);
  bp_adoption_note (adoption, row);
}

/* The ids of those that were found, and as whose they are known now. */
static void
check (Fixture *self, BpAdoption *adoption, guint n, const char *id, gint64 record)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BpLink) link = NULL;
  bp_adoption_store (adoption, self->store, USER, ids, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, n);
  link = id ? bp_store_link_by_item (self->store, USER, BP_KIND_TASK, id, NULL) : NULL;
  g_assert_cmpint (link ? link->record : 0, ==, record);
}

/* Changed beyond recognition, it still carries what we gave it. */
static void
test_token (Fixture *self, gconstpointer data)
{
  g_autoptr (BpAdoption) adoption = bp_adoption_new (BP_KIND_TASK);
  add_link (self, 7, "token", "was");
  note (adoption, "new-1", "other", "was", "2027-03-05");
  note (adoption, "new-2", "token", "is", "2027-04-01");
  check (self, adoption, 1, "new-2", 7);
}

/* A copy made in Outlook carries the token, too: then only what they say can tell them apart. */
static void
test_two_tokens (Fixture *self, gconstpointer data)
{
  g_autoptr (BpAdoption) adoption = bp_adoption_new (BP_KIND_TASK);
  add_link (self, 7, "token", "was");
  add_link (self, 8, "another", "differs");
  note (adoption, "new-1", "token", "is", "2027-03-05");
  note (adoption, "new-2", "token", "was", "2027-03-05");
  note (adoption, "new-3", "another", "differs", "2027-03-06");
  note (adoption, "new-4", "another", "differs", "2027-03-07");
  check (self, adoption, 1, "new-2", 7);
}

static void
test_content (Fixture *self, gconstpointer data)
{
  g_autoptr (BpAdoption) adoption = bp_adoption_new (BP_KIND_TASK);
  add_link (self, 7, NULL, "was");
  note (adoption, "new-1", NULL, "was", "2027-03-06");
  note (adoption, "new-2", NULL, "was", "2027-03-05");
  check (self, adoption, 1, "new-2", 7);
}

/* Of several that say the same nobody knows which is which. */
static void
test_two_items (Fixture *self, gconstpointer data)
{
  g_autoptr (BpAdoption) adoption = bp_adoption_new (BP_KIND_TASK);
  add_link (self, 7, NULL, "was");
  note (adoption, "new-1", NULL, "was", "2027-03-05");
  note (adoption, "new-2", NULL, "was", "2027-03-05");
  check (self, adoption, 0, "new-1", 0);
}

static void
test_two_records (Fixture *self, gconstpointer data)
{
  g_autoptr (BpAdoption) adoption = bp_adoption_new (BP_KIND_TASK);
  add_link (self, 7, NULL, "was");
  add_link (self, 8, NULL, "was");
  note (adoption, "new-1", NULL, "was", "2027-03-05");
  check (self, adoption, 0, "new-1", 0);
}

/* The same item in two answers is one item. */
static void
test_listed_twice (Fixture *self, gconstpointer data)
{
  g_autoptr (BpAdoption) adoption = bp_adoption_new (BP_KIND_TASK);
  add_link (self, 7, NULL, "was");
  note (adoption, "new-1", NULL, "was", "2027-03-05");
  note (adoption, "new-1", NULL, "was", "2027-03-05");
  check (self, adoption, 1, "new-1", 7);
}

/* Who belongs to somebody already is not given to another. */
static void
test_taken (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpAdoption) adoption = bp_adoption_new (BP_KIND_TASK);
  g_autoptr (BpLink) other = put_link (self, 8, NULL, "otherwise");
  other->set_aside = FALSE;
  g_free (other->item_id);
  other->item_id = g_strdup ("new-1");
  bp_store_link_put (self->store, other, &error);
  g_assert_no_error (error);
  add_link (self, 7, NULL, "was");
  note (adoption, "new-1", NULL, "was", "2027-03-05");
  check (self, adoption, 0, "new-1", 8);
}

/* What was deleted on either side stays so. */
static void
test_gone (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpAdoption) adoption = bp_adoption_new (BP_KIND_TASK);
  g_autoptr (BpLink) here = put_link (self, 7, "token", "was"), there = put_link (self, 8, NULL, "is");
  here->record_gone = TRUE;
  there->item_gone = TRUE;
  bp_store_link_put (self->store, here, &error);
  bp_store_link_put (self->store, there, &error);
  g_assert_no_error (error);
  note (adoption, "new-1", "token", "was", "2027-03-05");
  note (adoption, "new-2", NULL, "is", "2027-03-05");
  check (self, adoption, 0, "new-1", 0);
}

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/adopt/token", test_token);
  ADD ("/adopt/two tokens", test_two_tokens);
  ADD ("/adopt/content", test_content);
  ADD ("/adopt/two items", test_two_items);
  ADD ("/adopt/two records", test_two_records);
  ADD ("/adopt/listed twice", test_listed_twice);
  ADD ("/adopt/taken", test_taken);
  ADD ("/adopt/gone", test_gone);
  return g_test_run ();
}
