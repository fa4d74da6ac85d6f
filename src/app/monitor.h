/* SPDX-License-Identifier: MIT */
#pragma once

/* What the windows watch: turns the session's events into a picture of engine, users and log that is always at hand, and carries out what concerns the
 * engine, whichever process has it. Reads at most five times a second however many events come; looks after the engine once a second.
 * Main thread.
 *
 * Signals: "updated" (overview, users, companies or problem), "settings-changed" (somebody changed data: read settings again if you show them). */

#include <gio/gio.h>

#include "app/advice.h"
#include "app/log-model.h"
#include "host/session.h"

#define BP_TYPE_MONITOR (bp_monitor_get_type ())
G_DECLARE_FINAL_TYPE (BpMonitor, bp_monitor, BP, MONITOR, GObject)

/* Borrows the session, which must outlive bp_monitor_stop (). opened_at: an instant before the session was opened; lines before it are read from the
 * log file. Starts the engine if automatic synchronisation is on. */
BpMonitor *bp_monitor_new (BpSession *session, gint64 opened_at);
/* No event, request or engine command after this one. */
void bp_monitor_stop (BpMonitor *self);

/* As bp_session_call (); does nothing once the monitor was stopped. */
void bp_monitor_call (BpMonitor *self, BpDataFunc func, gpointer argument, GDestroyNotify free_argument,
                      GDestroyNotify free_result, GAsyncReadyCallback callback, gpointer user_data);

/* Borrowed; NULL until first read. */
const BpOverview *bp_monitor_get_overview (BpMonitor *self);
GPtrArray *bp_monitor_get_companies (BpMonitor *self);
/* Borrowed. Of BpUserItem, by login. */
GListModel *bp_monitor_get_users (BpMonitor *self);
BpLogModel *bp_monitor_get_log (BpMonitor *self);
/* Lines the slow window did not get. */
guint bp_monitor_get_dropped (BpMonitor *self);
BpProblem bp_monitor_get_problem (BpMonitor *self, const char **ret_text);
const char *bp_monitor_get_dir (BpMonitor *self);

/* Reads again, soon. */
void bp_monitor_refresh (BpMonitor *self);
/* What goes wrong is the problem from then on. adopt: also a database copied from elsewhere. */
void bp_monitor_start_engine (BpMonitor *self, gboolean adopt);
void bp_monitor_stop_engine (BpMonitor *self);
void bp_monitor_restart_engine (BpMonitor *self);
/* NULL: all users. */
void bp_monitor_sync_now (BpMonitor *self, const char *login);
