/* SPDX-License-Identifier: MIT */
#pragma once

/* The templates and the stylesheet of ui/, compiled in (ui/Resources.cmake). */

/* Makes them available under /org/bpexchange/ui; once. */
void bp_ui_register_resource (void);
