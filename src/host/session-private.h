/* SPDX-License-Identifier: MIT */
#pragma once

/* For tests: an engine with a driver of the test's own. Before the engine is started; data must outlive the session. */

#include "driver/driver.h"
#include "host/session.h"

void bp_session_set_driver (BpSession *self, BpDriverFactory make_driver, gpointer data);
