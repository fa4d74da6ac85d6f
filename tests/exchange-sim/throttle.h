/* SPDX-License-Identifier: MIT */
#pragma once

/* Answers inside of HTTP 200 that tell a client to slow down. */

#include "request.h"

/* Every response message says ErrorServerBusy, or, `wrapped`, ErrorInternalServerError with the former as its inner code. `back_off`
 * in milliseconds. Nothing takes effect. */
void throttle_write (Request *request, gboolean wrapped, gint64 back_off);
