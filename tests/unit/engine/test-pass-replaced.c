/* SPDX-License-Identifier: MIT */
#include "pass-fixture.h"

/* SYNC 10: deleted and entered again under the same UID, which is how some programs edit. */

#define ENTER_AGAIN                                                                                                    \
  "CREATE TEMP TABLE again AS SELECT * FROM appointment; DELETE FROM appointment;"                                     \
  "INSERT INTO appointment (company, user, uid, subject, starts_at, ends_at)"                                          \
  " SELECT company, user, uid, 'two', starts_at, ends_at FROM again; DROP TABLE again;"

/* SYNC 10: deleted and entered again under the same UID it is the same appointment, even if both sides change it at once. */
static void
test_replaced (Fixture *self, gconstpointer data)
{
  const FakeItem *item;
  insert (self, "one");
  run_well (self, 1, 0);
  item = self->fake->items->pdata[0];
  office (self, ENTER_AGAIN);
  bp_item_set (item->item->item, BP_FIELD_LOCATION, "hall");
  fake_touch (self->fake, (FakeItem *) item);
  run_well (self, 1, 1);
  g_assert_cmpuint (self->fake->items->len, ==, 1);
  g_assert_cmpstr (bp_item_get (item->item->item, BP_FIELD_SUBJECT), ==, "two");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE subject = 'two' AND location = 'hall'"),
                   ==, 1);
  run_well (self, 0, 0);
}

/* What is kept of a clash goes over to whoever takes the record's place. */
static void
test_replaced_after_a_clash (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  office (self, "UPDATE appointment SET subject = 'here'");
  rename_item (self->fake, "there");
  run_well (self, 0, 1);
  office (self, ENTER_AGAIN);
  run_well (self, 1, 0);
  g_assert_cmpint (
    office_number (self, "SELECT count(*) FROM sync_conflict WHERE record IN (SELECT id FROM appointment)"), ==, 1);
  check_both (self, "two", "");
}

/* … and deleted again before anybody saw it: what was edited in between is not lost when the deletion does not hold. */
static void
test_replaced_and_deleted (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  office (self, ENTER_AGAIN ENTER_AGAIN "UPDATE appointment SET info_text = 'a text'; DELETE FROM appointment");
  change_place (self->fake);
  run_well (self, 1, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE info_text = 'a text'"), ==, 1);
  check_both (self, "two", "hall");
  g_assert_cmpuint (self->fake->items->len, ==, 1);
}

/* SYNC 8, 10: entered again while it is not known yet whether the first one was created in Exchange. */
static void
test_replaced_while_open (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  self->tools.request_timeout_ms = 60000;
  self->fake->withhold = TRUE;
  run_lost (self);
  office (self, ENTER_AGAIN);
  run_well (self, 0, 0); /* it may still be on its way */
  g_assert_cmpuint (self->fake->items->len, ==, 1);
  self->fake->withhold = FALSE;
  run_well (self, 1, 0);
  g_assert_cmpuint (self->fake->items->len, ==, 1);
  check_both (self, "two", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pass/replaced", test_replaced);
  ADD ("/pass/replaced after a clash", test_replaced_after_a_clash);
  ADD ("/pass/replaced and deleted", test_replaced_and_deleted);
  ADD ("/pass/replaced while open", test_replaced_while_open);
  return g_test_run ();
}
