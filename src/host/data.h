/* SPDX-License-Identifier: MIT */
#pragma once

/* What front ends read and change: settings, users, companies, status, commands. Blocking, on one connection of its own;
 * one thread per BpData. The command line calls it directly, the window through host/session.h. All texts are
 * translated and ready to show. */

#include "core/eligibility.h"
#include "core/setting.h"
#include "core/user.h"

typedef struct _BpData BpData;

/* Creates folder and database; again: nothing happens (*ret_created FALSE). dir NULL: the default folder. */
gboolean bp_data_init (const char *dir, gboolean *ret_created, GError **error);
BpData *bp_data_open (const char *dir, GError **error);
void bp_data_close (BpData *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpData, bp_data_close)
const char *bp_data_get_dir (BpData *self);
char *bp_data_dup_log_path (const char *dir);

/* --- settings ------------------------------------------------------------------------------------------------------- */
BpSettings *bp_data_settings (BpData *self, GError **error);
/* One value as typed; checked and normalised (INVALID names the key). ADMIN_SECRET is refused here. */
gboolean bp_data_set_setting (BpData *self, BpSetting setting, const char *text, GError **error);
/* What differs between `base`, as it was read, and `settings`, with the secret (NULL: keeps the stored one), in one transaction, or nothing. What
 * somebody else has changed meanwhile stays; CHANGED_MEANWHILE if it is one of ours, changed in another way. */
gboolean bp_data_save_settings (BpData *self, const BpSettings *base, const BpSettings *settings, const char *secret,
                                GError **error);
/* Seals and stores the secret; NULL or "" removes it. */
gboolean bp_data_set_secret (BpData *self, const char *secret, GError **error);

/* --- users and companies ---------------------------------------------------------------------------------------------- */
/* A user with all one wants to see of him. */
typedef struct {
  BpUser *user;
  gint64 revision;    /* pass it back when saving */
  char *company_name; /* of start_company, NULL */
  BpEligibility *eligibility;
  char *state;       /* stable: "off", "waiting", "starting", "syncing", "in-step", "error", "held", "stopped" */
  char *state_label; /* translated word */
  char *reason;      /* translated sentence: why (not); never NULL */
  char *last_state, *last_reason; /* the engine's last word, also when it no longer runs; NULL: none */
  gint64 last_success, last_error_at;
  char *last_error;
  gint64 count_out, count_in, parked, held;
} BpUserView;
void bp_user_view_free (BpUserView *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpUserView, bp_user_view_free)

GPtrArray *bp_data_users (BpData *self, GError **error);                    /* BpUserView, by login */
BpUserView *bp_data_user (BpData *self, const char *login, GError **error); /* NOT_FOUND */
/* What the view of a user would say if it were saved as it is (for the editor, live). */
BpEligibility *bp_data_preview_user (BpData *self, const BpUser *user, GError **error);
gboolean bp_data_add_user (BpData *self, BpUser *user, GError **error);
gboolean bp_data_update_user (BpData *self, const BpUser *user, gint64 revision /* 0: whatever it is */,
                              GError **error);
gboolean bp_data_remove_user (BpData *self, const char *login, gboolean force, GError **error);
GPtrArray *bp_data_companies (BpData *self, GError **error); /* BpCompany */
gboolean bp_data_add_company (BpData *self, const BpCompany *company, GError **error);
gboolean bp_data_update_company (BpData *self, const BpCompany *company, GError **error);
gboolean bp_data_remove_company (BpData *self, gint64 number, gboolean force, GError **error);

/* What needs attention: a sentence, and what it is about, so that a front end can offer the right help. */
typedef enum {
  BP_WARNING_STALLED,  /* the engine does not respond */
  BP_WARNING_EXPIRY,   /* the client secret runs out */
  BP_WARNING_SETTINGS, /* something is missing or wrong in the settings */
  BP_WARNING_RESTART,  /* saved settings wait for a restart */
  BP_WARNING_USERS,    /* users who cannot be synced */
  BP_WARNING_HELD,     /* deletions held by the guard */
  BP_WARNING_PARKED,   /* records that could not be transferred */
} BpWarningKind;
typedef struct {
  BpWarningKind kind;
  char *text; /* translated */
} BpWarning;

/* --- the engine, whichever process has it -------------------------------------------------------------------------------- */
typedef struct {
  gboolean running;  /* somebody holds the engine lock */
  gboolean here;     /* and it is this process (set by host/session.h) */
  gboolean stalled;  /* running, but no heartbeat for 10 s */
  char *state;       /* "stopped", "starting", "running", "stopping" */
  char *state_label; /* translated */
  gint64 started_at;
  char *endpoint;
  gboolean connected;
  char *connection;           /* translated sentence */
  gboolean connection_failed; /* tried, and it was not there */
  gboolean restart_needed;
  gboolean auto_sync;
  guint users, users_in_step, users_eligible;
  gint64 count_out, count_in;
  GPtrArray *warnings; /* BpWarning, most urgent first */
} BpOverview;
void bp_overview_free (BpOverview *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpOverview, bp_overview_free)
BpOverview *bp_data_overview (BpData *self, GError **error);

/* "stop", "restart", "sync-now" [login] to a running engine. Waits up to timeout_ms until it was carried out (0: just
 * leaves it). NOT_FOUND if no engine is running, CANCELLED if the session ends meanwhile. */
gboolean bp_data_command (BpData *self, const char *command, const char *argument, guint timeout_ms, GError **error);
/* Whether the database belongs to this machine and folder; DENIED if it was copied from elsewhere, unless adopted now. */
gboolean bp_data_claim (BpData *self, gboolean adopt, GError **error);
gboolean bp_data_backup (BpData *self, const char *target, GError **error);
