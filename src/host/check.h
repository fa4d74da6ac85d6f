/* SPDX-License-Identifier: MIT */
#pragma once

/* The connection test (SPEC L4): step by step from the address to the subscription, each step with its result, duration,
 * cause and remedy. Runs beside an engine without disturbing it; sends something only when it is started, whatever the
 * master switch says (R1). All texts are translated and ready to show. */

#include <gio/gio.h>

#include "core/setting.h"

typedef enum {
  BP_CHECK_ADDRESS,
  BP_CHECK_TCP,
  BP_CHECK_TLS,
  BP_CHECK_SIGN_IN,
  BP_CHECK_EWS,
  BP_CHECK_IMPERSONATION, /* from here on once per user */
  BP_CHECK_CALENDAR,
  BP_CHECK_TASKS,
  BP_CHECK_SUBSCRIPTION,
  BP_CHECK_WRITE,
  BP_CHECK_STEP_COUNT
} BpCheckStep;

typedef enum {
  BP_CHECK_RUNNING, /* the step has begun; its result follows */
  BP_CHECK_PASSED,
  BP_CHECK_FAILED,
  BP_CHECK_SKIPPED, /* an earlier step has failed, or there is nothing to test it with */
} BpCheckResult;

/* "address", "sign-in", …; "passed", …: stable. And the step's name for people. */
const char *bp_check_step_name (BpCheckStep step);
const char *bp_check_step_label (BpCheckStep step);
const char *bp_check_result_name (BpCheckResult result);

/* A certificate, as one decides by whether to trust it. */
typedef struct {
  char *subject, *issuer;
  char *names;                  /* NULL: made out for nobody in particular */
  char *not_before, *not_after; /* RFC 3339 */
  char *fingerprint;            /* SHA-256 */
  char *pem;                    /* for bp_trust_add () */
} BpCheckCertificate;
/* "Subject: …" a line each, for people. Caller frees. */
char *bp_check_certificate_describe (const BpCheckCertificate *self);

/* One event. Immutable once made. */
typedef struct {
  BpCheckStep step;
  char *user; /* login; NULL: the server */
  BpCheckResult result;
  gint64 duration_us;
  char *text;   /* what was found, or why the step failed or was skipped: a sentence; NULL while running */
  char *remedy; /* what to do about a failure; NULL otherwise */
  char *code;   /* of a failure: the server's own or ours, stable; NULL: none */
  BpCheckCertificate *certificate; /* of the server, in the step `tls`, refused or not; NULL: none was seen */
  BpCheckCertificate
    *to_trust; /* refused only because nobody knows its issuer: with this one trusted (host/trust.h) the
                                   step would pass; NULL otherwise */
} BpCheckEvent;
void bp_check_event_free (BpCheckEvent *self);

typedef struct {
  const char *login;          /* only this user, whether he takes part or not; NULL: all who take part */
  gboolean server_only;       /* no mailbox, whoever takes part */
  gboolean write;             /* with the step `write` */
  const BpSettings *settings; /* instead of the stored ones (entered, not saved yet); NULL */
  const char *secret;         /* instead of the stored one; NULL */
} BpCheckOptions;

/* Takes the event. */
typedef void (*BpCheckFunc) (BpCheckEvent *event, gpointer data);

/* Blocks. TRUE if every step passed; FALSE without an error if one did not, with an error if the test could not be made
 * (no such user, the database cannot be read, cancelled). */
gboolean bp_check_run (const char *dir, const BpCheckOptions *options, BpCheckFunc report, gpointer data,
                       GCancellable *cancellable, GError **error);

/* The same on a thread of its own; copies the options. report and callback are called on the main context that is the
 * caller's default, all events before the callback. Cancelling ends the test within a moment. */
void bp_check_async (const char *dir, const BpCheckOptions *options, BpCheckFunc report, gpointer data,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* As bp_check_run (). */
gboolean bp_check_finish (GAsyncResult *result, GError **error);
