/* SPDX-License-Identifier: MIT */
#pragma once

/* Faults on purpose: KIND[:VALUE][@MAILBOX][/OPERATION][,every=N][,count=N][,seed=N]. */

#include <gio/gio.h>

#define FAULT_GRAMMAR "KIND[:VALUE][@MAILBOX][/OPERATION][,every=N][,count=N][,seed=N]"

typedef enum {
  FAULT_DELAY_BEFORE,
  FAULT_DELAY_AFTER,
  FAULT_RESET_BEFORE,
  FAULT_RESET_AFTER,
  FAULT_TRUNCATE,
  FAULT_MALFORMED,
  FAULT_HTTP,
  FAULT_BUSY,
  FAULT_BUSY_HTTP,
  FAULT_BUSY_WRAPPED,
  FAULT_BUSY_MESSAGES,
  FAULT_LOST_SUBSCRIPTION,
  FAULT_INVALID_SYNC_STATE,
  FAULT_STALE_CHANGE_KEY,
  FAULT_UNKNOWN_ITEM,
  FAULT_EXPIRED_TOKEN,
  FAULT_POLICY_BLOCK,
  FAULT_CLOCK_SKEW,
  FAULT_KINDS,
} FaultKind;

typedef struct Faults Faults;

Faults *faults_new (void);
void faults_free (Faults *faults);
/* FALSE and what is wrong (G_OPTION_ERROR) if the text is no fault. */
gboolean faults_add (Faults *faults, const char *text, GError **error);
void faults_clear (Faults *faults);
/* The texts of the faults in force; free the array. */
GPtrArray *faults_list (Faults *faults);
/* To be asked once per request and kind: whether a fault hits it, and with which value (0 if none was given).
 * `mailbox` may be NULL. */
gboolean faults_hit (Faults *faults, FaultKind kind, const char *mailbox, const char *operation, gint64 *ret_value);
/* Seconds the server's clock is off. */
gint64 faults_skew (Faults *faults);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Faults, faults_free)
