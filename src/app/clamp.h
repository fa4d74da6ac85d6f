/* SPDX-License-Identifier: MIT */
#pragma once

/* A container that keeps its one child readable: as wide as there is room, at most `maximum-width`, centred. */

#include <gtk/gtk.h>

#define BP_TYPE_CLAMP (bp_clamp_get_type ())
G_DECLARE_FINAL_TYPE (BpClamp, bp_clamp, BP, CLAMP, GtkWidget)
