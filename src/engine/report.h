/* SPDX-License-Identifier: MIT */
#pragma once

/* The log lines of transfers (SPEC L1), in one place: which record went where, and why one did not. Record names are
 * the administrator's ("a17"); subjects appear at level debug only. */

#include "base/log.h"
#include "engine/plan.h"

/* After the action was carried out. Actions that only kept books say nothing above debug. */
void bp_report_done (BpLog *log, const char *login, const BpAction *action);
void bp_report_parked (BpLog *log, const char *login, const BpAction *action, BpDirection direction, const GError *why);
