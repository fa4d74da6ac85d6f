/* SPDX-License-Identifier: MIT */
#pragma once

/* What Exchange would refuse, said before anything is sent (SYNC 15). Pure; any thread. */

#include "ews/fields.h"

/* Contract as bp_driver_check (). */
gboolean bp_ews_check (BpKind kind, const BpItemWrite *write, const BpEwsSite *site, GError **error);
