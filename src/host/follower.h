/* SPDX-License-Identifier: MIT */
#pragma once

/* Reads what other processes append to a log file, through its rotation. Holds no handle between calls, so that the
 * writer can rotate on every system. One thread. */

#include <glib.h>

typedef struct _BpFollower BpFollower;

/* Begins at the present end of the file, which need not exist yet. */
BpFollower *bp_follower_new (const char *path);
void bp_follower_free (BpFollower *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpFollower, bp_follower_free)
/* The complete lines appended since the last call (BpLogLine), oldest first; empty if there are none. */
GPtrArray *bp_follower_read (BpFollower *self);
/* Forgets what was appended up to now. */
void bp_follower_skip (BpFollower *self);
