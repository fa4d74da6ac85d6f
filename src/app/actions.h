/* SPDX-License-Identifier: MIT */
#pragma once

/* Every action of the main window, in one place: what it is called, its shortcut, what it does, when it is possible. Main thread. */

#include "app/window.h"

/* Once, for a new window; also sets the shortcuts of its application. */
void bp_actions_install (BpWindow *window);
/* Enables what is possible now. */
void bp_actions_update (BpWindow *window);
