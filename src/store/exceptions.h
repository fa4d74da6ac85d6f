/* SPDX-License-Identifier: MIT */
#pragma once

/* The table appointment_exception; private to store/. */

#include "core/item.h"
#include "store/store.h"

/* Adds the appointment's exceptions to the item. */
gboolean bp_exceptions_read (BpStore *self, gint64 appointment, BpItem *item, GError **error);
/* Makes the appointment's rows those of the item: what is not in it goes. */
gboolean bp_exceptions_write (BpStore *self, gint64 appointment, const BpItem *item, GError **error);
