/* SPDX-License-Identifier: MIT */
#include "pass-fixture.h"

/* SYNC 8, 10: what the user copies in Outlook carries our token and the UID of the item that it was copied from. */

/* The user copies our item, token and all, and changes the copy, which the server names first. */
static void
copy_and_change (Fake *fake, gint64 created_at)
{
  const FakeItem *ours = fake->items->pdata[0];
  FakeItem *copy = fake_add (fake, ours->item->item, ours->item->uid, ours->item->create_token);
  copy->item->created_at = created_at;
  bp_item_set (copy->item->item, BP_FIELD_LOCATION, "hall");
  g_ptr_array_steal_index (fake->items, fake->items->len - 1);
  g_ptr_array_insert (fake->items, 0, copy);
}

static void
check_linked_to (Fixture *self, const char *item_id)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT count(*) FROM sync_link WHERE record = 1 AND item_id = '%s'", item_id);
  g_assert_cmpint (office_number (self, sql), ==, 1);
}

/* Copied, and edited here at once: the original is read to tell that it still is there, and that reading is older than what is sent. */
static void
test_copied_and_edited (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  run_well (self, 0, 0);
  copy_and_change (self->fake, 0);
  office (self, "UPDATE appointment SET subject = 'two'");
  run_well (self, 1, 1);
  check_linked_to (self, "item-1");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE id = 1 AND subject = 'two'"), ==, 1);
  run_well (self, 0, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pass/copied and edited", test_copied_and_edited);
  return g_test_run ();
}
