/* SPDX-License-Identifier: MIT */
#pragma once

/* The engine thread's own state, shared by the files it is spread over: tell.c (what others are told), crew.c (who takes
 * part), dispatch.c (passes to lanes and back), watch.c (what happened), idle.c (--until-idle), engine.c (begin and end).
 * Nothing else includes this. All of it is touched by the engine's thread alone, but for what is marked. */

#include <pthread.h>

#include "base/clock.h"
#include "engine/engine.h"
#include "engine/lane.h"
#include "engine/listener.h"
#include "engine/member.h"
#include "engine/outage.h"

typedef struct {
  BpLane *lane;
  gint64 user;     /* 0: idle */
  gint64 begun_at; /* monotonic: its pass */
} LaneSlot;

struct _BpEngine {
  BpEngineConfig *config;
  BpLog *log;
  BpChannel *events;
  BpChannel *inbox; /* BpMessage */
  BpChannel *done;  /* closed when the thread has ended */
  pthread_t thread;
  gboolean launched;
  gint64 heartbeat; /* atomic, monotonic */

  /* The engine thread's own. */
  BpStore *reader;
  BpWriter *writer;
  BpListener *listener;
  LaneSlot *lanes;
  guint n_lanes;
  GHashTable *members;   /* user id -> BpMember */
  gboolean switched_off; /* R1 was switched off since the start */
  gint64 data_version, config_revision, journal_seen;
  gint64 started_at, next_heartbeat, next_stored_heartbeat, next_prune;
  gboolean connected;
  BpOutage outage;
  GError *suspicion; /* while outage.suspect is set: what that mailbox was told */
  gint64 failed_at;  /* an instant: when the outage began */
  BpClockJump clock;
  gboolean restart_needed;
  gboolean skew_told;    /* that the clocks differ */
  gboolean polling_told; /* that streams do not work, since they last did */
  gboolean lock_told;    /* that another program keeps the database locked */
  char *connection;      /* what is wrong with it, NULL */
  gint64 stirred_at;     /* monotonic: when something happened last */
  gint64 minute;         /* of the last look at the day */
  char *today;           /* maintenance contracts end with the day */
  gint64 next_look;      /* monotonic: nobody is due before, unless something happens */
  gboolean ending;
  BpEndedHow how;
  char *failure;
  /* Why the last status could not be stored, NULL: it was. The writer's thread's, as long as that lives. */
  char *unstored;
};

/* --- tell.c ------------------------------------------------------------------------------------------------------- */

/* To the front end of this process. */
void bp_tell_event (BpEngine *self, BpEngineState state);
/* To every process, through the database. Never waits. */
void bp_tell_stored (BpEngine *self, BpEngineState state);
/* To both. */
void bp_tell_state (BpEngine *self, BpEngineState state);
void bp_tell_member (BpEngine *self, const BpMember *member);
/* A command of another process was carried out; problem NULL: well. */
void bp_tell_command_done (BpEngine *self, gint64 command, const char *problem);
/* Says once when the connection comes and goes, how long it was gone, and why (SPEC L1). begun_at: of the pass, monotonic. */
void bp_tell_connection (BpEngine *self, const BpPassResult *result, gint64 begun_at);
/* Says once that streamed notifications do not work, and the mailboxes are asked instead. */
void bp_tell_polling (BpEngine *self, const GError *error);
/* Says once that the clocks here and there differ by much, and once that they no longer do. */
void bp_tell_skew (BpEngine *self, gint64 offset_us);
/* The heartbeat, as often as it is due. */
void bp_tell_heartbeat (BpEngine *self);

/* --- crew.c ------------------------------------------------------------------------------------------------------- */

/* Users, companies and R1 as they are now. */
gboolean bp_crew_load (BpEngine *self, GError **error);
guint bp_crew_count (BpEngine *self);
/* Everybody who could not reach the server has his turn now: it is there again. */
void bp_crew_hurry (BpEngine *self);
/* The server refuses everybody (self->connection has the words): nobody has to ask to be told so. */
void bp_crew_refuse (BpEngine *self);
/* The same for one. */
void bp_crew_refuse_one (BpEngine *self, BpMember *member);
/* How many there are whose word about the connection counts. */
guint bp_crew_count_trusted (BpEngine *self);
/* Somebody else than `user` has his turn now. */
void bp_crew_ask_another (BpEngine *self, gint64 user);
/* login NULL: everybody. */
void bp_crew_sync_now (BpEngine *self, const char *login);

/* --- dispatch.c --------------------------------------------------------------------------------------------------- */

/* Gives idle lanes to those who have waited longest. Cheap while nobody is due; whoever changes that says so. */
void bp_dispatch_start (BpEngine *self);
void bp_dispatch_look (BpEngine *self);
void bp_dispatch_take_result (BpEngine *self, BpMessage *message);

/* --- watch.c ------------------------------------------------------------------------------------------------------ */

/* The machine slept, or its clock was set: connections are made anew, and everybody is looked at. */
void bp_watch_clock (BpEngine *self);
void bp_watch_message (BpEngine *self, BpMessage *message);
/* Looks whether any program has changed anything. */
gboolean bp_watch_data (BpEngine *self, GError **error);

/* --- idle.c ------------------------------------------------------------------------------------------------------- */

/* Whether everybody is in step or cannot be brought there by waiting (DESIGN 5, --until-idle). */
gboolean bp_idle_reached (BpEngine *self);
/* A member whose last pass saw an older journal than now has one more to go. */
void bp_idle_hurry (BpEngine *self);

/* --- engine.c ----------------------------------------------------------------------------------------------------- */

/* The loop ends after this turn. */
void bp_engine_end_run (BpEngine *self, BpEndedHow how);
