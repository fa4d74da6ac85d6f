/* SPDX-License-Identifier: MIT */
#include "engine/plan.h"

static void
conflict_free (gpointer data)
{
  BpPlanConflict *self = data;
  g_free (self->local_value);
  g_free (self->remote_value);
  g_free (self);
}

BpAction *
bp_action_new (void)
{
  BpAction *self = g_new0 (BpAction, 1);
  self->conflicts = g_ptr_array_new_with_free_func (conflict_free);
  return self;
}

void
bp_action_free (BpAction *self)
{
  if (!self)
    return;
  g_free (self->item_id);
  g_free (self->replaced_item);
  g_free (self->create_token);
  g_clear_pointer (&self->remote_item, bp_item_unref);
  g_free (self->uid);
  g_free (self->change_key);
  g_clear_pointer (&self->local_item, bp_item_unref);
  bp_link_free (self->link);
  g_free (self->first_local);
  g_free (self->first_remote);
  bp_baseline_free (self->baseline);
  g_clear_pointer (&self->conflicts, g_ptr_array_unref);
  g_free (self->park_reason);
  g_free (self->left_reason);
  g_free (self);
}

gboolean
bp_action_writes (const BpAction *self)
{
  return self->remote_op != BP_REMOTE_NOTHING || self->local_op != BP_LOCAL_NOTHING;
}
