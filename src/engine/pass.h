/* SPDX-License-Identifier: MIT */
#pragma once

/* One pass over one user's mailbox, from beginning to end: whose mailbox is it, what was left unfinished, what changed
 * there, what changed here, decide, act. Linear and blocking; everything that waits can be cancelled. Whatever it has
 * stored when it stops, by an error or by the plug, the next pass goes on from. A lane's thread. */

#include <gio/gio.h>

#include "base/log.h"
#include "core/setting.h"
#include "driver/driver.h"
#include "store/store.h"
#include "store/writer.h"

/* What a lane has at hand. Borrowed for the pass. */
typedef struct {
  BpStore *reader;
  BpWriter *writer;
  BpDriver *driver;
  BpLog *log;
  const BpSettings *settings;
  BpSite site;
  guint request_timeout_ms; /* of one request: how long its outcome may be unknown */
  GCancellable *cancellable;
  GHashTable *
    arrived; /* item id -> BpInboxRow, the lane's own: what this pass put into the inbox, as far as it is kept; NULL: nothing */
} BpLaneTools;

/* For whom. Owns its data: it travels from the engine's thread to the lane's. */
typedef struct {
  gint64 user;
  gint64 start_company;
  BpAccount *account;
  guint kinds;              /* bit mask of 1u << BpKind */
  gint64 last_pass;         /* end of the last complete pass, 0: none yet */
  gint64 t0[BP_KIND_COUNT]; /* what T0 is for kinds set up by this pass (SYNC 13) */
  gboolean poll;            /* no streamed one */
  gboolean subscribe;       /* make a subscription first: nothing that happens after it is missed */
  GArray *taking_part;      /* ids (gint64) of all users who are synced now (SYNC 12) */
  guint failures;           /* of this mailbox, in a row: when it is more than bad luck, every item goes alone */
} BpPassJob;
BpPassJob *bp_pass_job_new (void);
void bp_pass_job_free (BpPassJob *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpPassJob, bp_pass_job_free)

/* How it went. Owns its data. */
typedef struct {
  gint64 user;
  guint moved_out, moved_in;    /* records transferred */
  guint parked, held;           /* records that wait for somebody */
  gboolean again;               /* something is left that another pass can do at once */
  gint64 again_at;              /* something is left that can be done at this instant; 0: nothing */
  gint64 seen_journal;          /* the journal's last entry when it began */
  gboolean reached;             /* the mailbox was opened: the connection works */
  BpSubscription *subscription; /* a new one, NULL */
  GError *subscribe_error;      /* why there is none, NULL */
  gint64 clock_offset_us;       /* the server's clock minus ours; 0 if it is not known */
  GError *stream_error;         /* why it is not a streamed one although that was asked for, NULL */
  char *taken_by;               /* login of the user who holds this mailbox already; then nothing was done */
  GError *error;                /* NULL: the pass is complete */
  gint64 duration_us;
} BpPassResult;
void bp_pass_result_free (BpPassResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpPassResult, bp_pass_result_free)

BpPassResult *bp_pass_run (const BpLaneTools *tools, const BpPassJob *job);

/* --- its steps, each in a file of its own ------------------------------------------------------------------------------ */

/* pull.c: asks the server what changed since the token and stores it, page by page. */
gboolean bp_pull (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id, GError **error);
/* pull.c: reads these items and puts them into the inbox, or notes that they are gone; then it lists again, for what has taken their place. */
gboolean bp_pull_items (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id,
                        GPtrArray *ids, GError **error);
/* resolve.c: finds out what became of intents whose outcome is unknown (SYNC 8). *ret_again_at: when the rest can be told. *ret_gone: those
 * (BpIntent, new) whose item is gone; what of them is in the one that took its place, bp_resolve_gone () tells once the changes are listed. */
gboolean bp_resolve (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id,
                     gint64 *ret_again_at, GPtrArray **ret_gone, GError **error);
gboolean bp_resolve_gone (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const GPtrArray *gone,
                          GError **error);
/* execute.c: carries out what was planned. Actions are BpAction, consumed in any order. */
gboolean bp_execute (const BpLaneTools *tools, const BpPassJob *job, BpKind kind, const char *folder_id,
                     GPtrArray *actions, BpPassResult *result, GError **error);
