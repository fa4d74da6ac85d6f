/* SPDX-License-Identifier: MIT */
#pragma once

/* A user as JSON: one shape for `user` and `status`. */

#include "cli/output.h"
#include "host/data.h"

/* login, state, reason, …: what `status` says of a user. */
json_t *bp_user_status_to_json (const BpUserView *view);
/* The same and the columns of the table. */
json_t *bp_user_to_json (const BpUserView *view);
