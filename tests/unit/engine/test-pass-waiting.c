/* SPDX-License-Identifier: MIT */
#include "pass-fixture.h"

/* SYNC 13: what was changed before its direction was closed waits until that is open again, whatever happens in between. */

#define BEFORE ((gint64) 20 * G_USEC_PER_SEC)

/* Closed from now on; what was changed in the last seconds is older than that. */
static void
close_direction (Fixture *self, BpDirection direction)
{
  g_autofree char *sql = g_strdup_printf (
    "INSERT INTO sync_off_period (source, direction, begins) VALUES ('direction', '%s', %" G_GINT64_FORMAT ")",
    bp_direction_name (direction), g_get_real_time () - BEFORE / 4);
  bp_settings_set (self->settings, direction == BP_IN ? BP_SETTING_IMPORT : BP_SETTING_EXPORT, "0");
  office (self, sql);
}

static void
open_both (Fixture *self)
{
  g_autofree char *sql = g_strdup_printf (
    "UPDATE sync_off_period SET ends = %" G_GINT64_FORMAT " WHERE source = 'direction'", g_get_real_time ());
  bp_settings_set (self->settings, BP_SETTING_IMPORT, "1");
  bp_settings_set (self->settings, BP_SETTING_EXPORT, "1");
  office (self, sql);
}

static void
close_import (Fixture *self)
{
  close_direction (self, BP_IN);
}

static void
move_before_closing (Fixture *self, const char *location)
{
  FakeItem *item = self->fake->items->pdata[0];
  bp_item_set (item->item->item, BP_FIELD_LOCATION, location);
  fake_touch (self->fake, item);
  item->item->modified_at -= BEFORE;
}

/* Our own write to the item is no change of its user's: what waits there goes on waiting. */
static void
test_written_meanwhile (Fixture *self, gconstpointer data)
{
  const gboolean lost = GPOINTER_TO_INT (data);
  insert (self, "one");
  run_well (self, 1, 0);
  run_well (self, 0, 0);
  move_before_closing (self, "hall");
  close_import (self);
  run_well (self, 0, 0);
  office (self, "UPDATE appointment SET subject = 'two'");
  if (lost)
    run_lost (self);
  else
    run_well (self, 1, 0);
  run_well (self, 0, 0);
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT coalesce (location, '') = '' FROM appointment"), ==, 1);
  open_both (self);
  run_well (self, 0, 1);
  check_both (self, "two", "hall");
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_inbox"), ==, 0);
}

/* The last change of any unit counts: that of another one while it is closed takes both with it. */
static void
test_changed_meanwhile (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  run_well (self, 0, 0);
  move_before_closing (self, "hall");
  close_import (self);
  run_well (self, 0, 0);
  office (self, "UPDATE appointment SET subject = 'two'");
  run_well (self, 1, 0);
  rename_item (self->fake, "three");
  run_well (self, 0, 0);
  open_both (self);
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE subject = 'two'"), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_link WHERE reason_in = 'import-off'"), ==, 1);
}

/* Who lost is settled before anything is sent; what waits beside it is not, though the sending is refused. */
static void
test_refused_meanwhile (Fixture *self, gconstpointer data)
{
  insert (self, "one");
  run_well (self, 1, 0);
  run_well (self, 0, 0);
  rename_item (self->fake, "three");
  move_before_closing (self, "hall");
  close_import (self);
  office (self, "UPDATE appointment SET subject = 'two'");
  self->fake->refuse_updates = TRUE;
  {
    g_autoptr (BpPassResult) result = run (self, 0);
    g_assert_no_error (result->error);
    g_assert_cmpuint (result->parked, ==, 1);
  }
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_conflict"), ==, 1);
  self->fake->refuse_updates = FALSE;
  open_both (self);
  run_well (self, 1, 1);
  check_both (self, "two", "hall");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pass/waiting, written meanwhile", test_written_meanwhile);
  g_test_add ("/pass/waiting, written meanwhile and the answer lost", Fixture, GINT_TO_POINTER (TRUE), set_up,
              test_written_meanwhile, tear_down);
  ADD ("/pass/waiting, changed meanwhile", test_changed_meanwhile);
  ADD ("/pass/waiting, refused meanwhile", test_refused_meanwhile);
  return g_test_run ();
}
