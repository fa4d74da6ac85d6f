/* SPDX-License-Identifier: MIT */
#include "pass-fixture.h"

/* SYNC 13: what was changed in Exchange before the import was closed waits until it is open again, whatever happens in between. */

/* The import is closed from now on; what was changed in the last seconds is older than that. */
static void
close_import (Fixture *self)
{
  bp_settings_set (self->settings, BP_SETTING_IMPORT, "0");
  office (self, "INSERT INTO sync_off_period (source, direction, begins) VALUES"
                " ('direction', 'in', CAST (strftime ('%s', 'now') AS INTEGER) * 1000000 - 5000000)");
}

static void
open_import (Fixture *self)
{
  bp_settings_set (self->settings, BP_SETTING_IMPORT, "1");
  office (self, "UPDATE sync_off_period SET ends = CAST (strftime ('%s', 'now') AS INTEGER) * 1000000 + 999999"
                " WHERE source = 'direction'");
}

static void
move_before_closing (Fixture *self, const char *location)
{
  FakeItem *item = self->fake->items->pdata[0];
  bp_item_set (item->item->item, BP_FIELD_LOCATION, location);
  fake_touch (self->fake, item);
  item->item->modified_at -= 20 * G_USEC_PER_SEC;
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
  open_import (self);
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
  open_import (self);
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE subject = 'two'"), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_link WHERE reason_in = 'import-off'"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pass/waiting, written meanwhile", test_written_meanwhile);
  g_test_add ("/pass/waiting, written meanwhile and the answer lost", Fixture, GINT_TO_POINTER (TRUE), set_up,
              test_written_meanwhile, tear_down);
  ADD ("/pass/waiting, changed meanwhile", test_changed_meanwhile);
  return g_test_run ();
}
