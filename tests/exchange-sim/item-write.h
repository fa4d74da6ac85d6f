/* SPDX-License-Identifier: MIT */
#pragma once

/* An item as XML: the properties its shape asks for, in schema order. */

#include "shape.h"
#include "view.h"

/* `zone` is that of the request's TimeZoneContext (NULL: UTC). */
void item_write (GString *out, const View *view, const Shape *shape, const char *zone);
/* Only the ItemId, inside the kind's element. */
void item_write_id_only (GString *out, const View *view);
/* The same, and the names of the files that came with it. */
void item_write_created (GString *out, const View *view);
