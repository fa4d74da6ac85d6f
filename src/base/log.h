/* SPDX-License-Identifier: MIT */
#pragma once

/* The structured log. Every line has a stable id ("sync.created") beside its translated text, a level, and the login of
 * the user it concerns (NULL: everybody). Lines are redacted once, here, and handed to every sink. Subjects and texts
 * of records appear at level debug only; secrets never. Any thread; sinks are called under the log's own lock, one
 * line at a time, so they must not block and must not log. */

#include <glib.h>

typedef enum {
  BP_LOG_DEBUG,
  BP_LOG_INFO,
  BP_LOG_WARNING,
  BP_LOG_ERROR,
} BpLogLevel;

/* One line. Immutable once made; shared by reference. */
typedef struct {
  gint64 at; /* instant, base/clock.h */
  BpLogLevel level;
  char *id;     /* stable: AREA.WHAT */
  char *user;   /* login, or NULL */
  char *text;   /* translated, redacted, one line */
  char *detail; /* more for the curious (server code, request id), or NULL; redacted */
} BpLogLine;

BpLogLine *bp_log_line_ref (BpLogLine *line);
void bp_log_line_unref (BpLogLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpLogLine, bp_log_line_unref)

/* "debug", "info", "warning", "error" (as in the setting log-level and the log file); and back, FALSE if unknown. */
const char *bp_log_level_name (BpLogLevel level);
gboolean bp_log_level_parse (const char *text, BpLogLevel *ret_level);

typedef struct _BpLog BpLog;
typedef void (*BpLogSink) (BpLogLine *line, gpointer data);

BpLog *bp_log_new (BpLogLevel level);
BpLog *bp_log_ref (BpLog *self);
void bp_log_unref (BpLog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpLog, bp_log_unref)

void bp_log_set_level (BpLog *self, BpLogLevel level);
/* Adds a sink; `destroy` frees data when the sink is removed or the log ends. Returns its handle. */
guint bp_log_add_sink (BpLog *self, BpLogSink sink, gpointer data, GDestroyNotify destroy);
void bp_log_remove_sink (BpLog *self, guint handle);
/* A secret that must never appear, whatever a server echoes: replaced by "•••" in every later line. */
void bp_log_add_secret (BpLog *self, const char *secret);

/* `self` may be NULL (nobody listens). The text is a translated sentence. */
void bp_log (BpLog *self, BpLogLevel level, const char *id, const char *user, const char *format, ...)
  G_GNUC_PRINTF (5, 6);
/* Logs an error once, with its server code as the detail; `format` says what was being done, the error's message
 * follows after ": ". */
void bp_log_error (BpLog *self, BpLogLevel level, const char *id, const char *user, const GError *error,
                   const char *format, ...) G_GNUC_PRINTF (6, 7);

/* The line as it stands in ExchangeSync.Log: "2026-11-23 08:14:00.250 info    anna  text [id] detail". Local time. */
char *bp_log_line_format (const BpLogLine *line);
/* A line of the file back; NULL if it is not one. */
BpLogLine *bp_log_line_parse (const char *text);
