/* SPDX-License-Identifier: MIT */
#pragma once

/* What a window remembers of one user of this machine: its size and the page last shown. A key file in the user's configuration folder;
 * a missing or damaged one gives the defaults, one that cannot be written is left. Main thread. */

#include <glib.h>

typedef struct {
  int width, height;
  gboolean maximized;
  char *page; /* NULL: the first */
} BpWindowState;

BpWindowState *bp_window_state_load (void);
void bp_window_state_save (const BpWindowState *self);
void bp_window_state_free (BpWindowState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpWindowState, bp_window_state_free)
