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

/* The place was changed in Exchange before the import was closed, and waits; then the subject is edited here. */
static void
edit_while_place_waits (Fixture *self)
{
  enter_in_step (self);
  move_before_closing (self, "hall");
  close_import (self);
  run_well (self, 0, 0);
  office (self, "UPDATE appointment SET subject = 'two'");
}

/* Our own write to the item is no change of its user's: what waits there goes on waiting. */
static void
test_written_meanwhile (Fixture *self, gconstpointer data)
{
  const gboolean lost = GPOINTER_TO_INT (data);
  edit_while_place_waits (self);
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
  edit_while_place_waits (self);
  run_well (self, 1, 0);
  rename_item (self->fake, "three");
  run_well (self, 0, 0);
  open_both (self);
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE subject = 'two'"), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_link WHERE reason_in = 'import-off'"), ==, 1);
}

static void
nothing (void *data)
{
}

/* Who lost is settled before anything is sent; what waits beside it is not, though the sending is refused. */
static void
test_refused_meanwhile (Fixture *self, gconstpointer data)
{
  enter_in_step (self);
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
  /* Parked: that the row is looked at again is no reason to try once more (SYNC 15). */
  self->fake->before_update = nothing;
  run_well (self, 0, 0);
  g_assert_true (self->fake->before_update == nothing);
  self->fake->refuse_updates = FALSE;
  open_both (self);
  run_well (self, 1, 1);
  check_both (self, "two", "hall");
}

/* --- found on both sides -------------------------------------------------------------------------------------------------- */

/* "one" stands on both sides alike, from before the sync. */
static void
add_twins (Fixture *self)
{
  g_autoptr (BpItem) content = content_new ("one");
  bp_item_set (content, BP_FIELD_TIME_ZONE, "Europe/Berlin");
  fake_add (self->fake, content, NULL, NULL);
  insert (self, "one");
  office (self, "UPDATE sync_journal SET done = 1; DELETE FROM sync_state");
  self->job->t0[BP_KIND_APPOINTMENT] = g_get_real_time () + 2 * G_USEC_PER_SEC;
  run_well (self, 0, 0);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_link"), ==, 0);
}

static void
edit_before_closing (Fixture *self, const char *set)
{
  g_autofree char *sql = g_strdup_printf (
    "UPDATE appointment SET %s; UPDATE sync_journal SET at = at - %" G_GINT64_FORMAT " WHERE done = 0", set, BEFORE);
  office (self, sql);
}

static void
check_linked (Fixture *self, guint conflicts)
{
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_link"), ==, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM sync_conflict"), ==, conflicts);
}

static void
test_linked_without_export (Fixture *self, gconstpointer data)
{
  add_twins (self);
  edit_before_closing (self, "location = 'hall', info_text = 'a text'");
  close_direction (self, BP_OUT);
  run_well (self, 0, 0);
  run_well (self, 0, 0);
  check_linked (self, 0);
  office (self, "UPDATE appointment SET show_as = 'free'"); /* within: stays here */
  run_well (self, 0, 0);
  open_both (self);
  run_well (self, 1, 0);
  check_both (self, "one", "hall");
  g_assert_cmpstr (bp_item_get (((FakeItem *) self->fake->items->pdata[0])->item->item, BP_FIELD_SHOW_AS), !=, "free");
  check_linked (self, 0);
}

static void
test_linked_without_import (Fixture *self, gconstpointer data)
{
  add_twins (self);
  move_before_closing (self, "hall");
  close_import (self);
  run_well (self, 0, 0);
  run_well (self, 0, 0);
  check_linked (self, 0);
  open_both (self);
  run_well (self, 0, 1);
  check_both (self, "one", "hall");
  check_linked (self, 0);
}

/* What the open side changed, too, is overwritten, and does not wait. */
static void
test_linked_with_a_clash (Fixture *self, gconstpointer data)
{
  add_twins (self);
  edit_before_closing (self, "location = 'cellar'");
  move_before_closing (self, "hall");
  close_direction (self, BP_OUT);
  run_well (self, 0, 1);
  check_linked (self, 1);
  open_both (self);
  run_well (self, 0, 0);
  check_both (self, "one", "hall");
}

/* … and with it something else that does. */
static void
test_linked_with_a_clash_beside (Fixture *self, gconstpointer data)
{
  add_twins (self);
  edit_before_closing (self, "location = 'cellar'");
  bp_item_set (((FakeItem *) self->fake->items->pdata[0])->item->item, BP_FIELD_SHOW_AS, "free");
  move_before_closing (self, "hall");
  close_import (self);
  run_lost (self);
  run_well (self, 0, 0);
  check_linked (self, 1);
  open_both (self);
  run_well (self, 0, 1);
  g_assert_cmpint (office_number (self, "SELECT count(*) FROM appointment WHERE show_as = 'free'"), ==, 1);
  check_both (self, "one", "cellar");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/pass/waiting, written meanwhile", test_written_meanwhile);
  ADD_WITH ("/pass/waiting, written meanwhile and the answer lost", test_written_meanwhile, GINT_TO_POINTER (TRUE));
  ADD ("/pass/waiting, changed meanwhile", test_changed_meanwhile);
  ADD ("/pass/waiting, refused meanwhile", test_refused_meanwhile);
  ADD ("/pass/waiting, linked without export", test_linked_without_export);
  ADD ("/pass/waiting, linked without import", test_linked_without_import);
  ADD ("/pass/waiting, linked with a clash", test_linked_with_a_clash);
  ADD ("/pass/waiting, linked with a clash beside it", test_linked_with_a_clash_beside);
  return g_test_run ();
}
