/* SPDX-License-Identifier: MIT */
#pragma once

/* The lines of the live log as a list model that stays cheap: an array of shared lines, a BpLogRow only for a row that is asked for,
 * one "items-changed" for a batch. Keeps at most `capacity` lines and drops the oldest in large batches. Main thread. */

#include <gio/gio.h>

#include "base/log.h"

#define BP_TYPE_LOG_MODEL (bp_log_model_get_type ())
G_DECLARE_FINAL_TYPE (BpLogModel, bp_log_model, BP, LOG_MODEL, GObject)

BpLogModel *bp_log_model_new (guint capacity);
/* Appends the lines (BpLogLine; the model takes references of its own). */
void bp_log_model_append (BpLogModel *self, GPtrArray *lines);
/* Puts older lines before all others, as many as there is room for, the newest of them. */
void bp_log_model_prepend (BpLogModel *self, GPtrArray *lines);
/* A model of its own that shows what this one shows now. */
BpLogModel *bp_log_model_copy (BpLogModel *self);
