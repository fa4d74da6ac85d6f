/* SPDX-License-Identifier: MIT */
#pragma once

/* What the engine tells those who watch it. An event owns all its data (base/channel.h) and is freed by its receiver. */

#include "base/log.h"

typedef enum {
  BP_EVENT_ENGINE,       /* state of the engine changed, or its heartbeat (several a second) */
  BP_EVENT_USER,         /* state of one user changed */
  BP_EVENT_LOG,          /* a log line (droppable) */
  BP_EVENT_DATA_CHANGED, /* users, companies or settings were changed, by whomever */
  BP_EVENT_ENDED,        /* the engine thread has ended; last event of a run */
} BpEventType;

typedef enum {
  BP_ENGINE_STOPPED,
  BP_ENGINE_STARTING,
  BP_ENGINE_RUNNING,
  BP_ENGINE_STOPPING,
} BpEngineState;
const char *bp_engine_state_name (BpEngineState state); /* "stopped", … as in sync_engine.state */

typedef enum {
  BP_ENDED_STOPPED, /* as asked */
  BP_ENDED_RESTART, /* asked to restart: start a new one with the settings of now */
  BP_ENDED_IDLE,    /* until-idle: everybody is in step */
  BP_ENDED_FAILED,  /* could not start or go on: `text` says why */
} BpEndedHow;

typedef struct {
  BpEventType type;
  BpEngineState state;     /* ENGINE */
  gint64 at;               /* instant of the event */
  gint64 started_at;       /* ENGINE */
  gboolean connected;      /* ENGINE: the last call to the server worked */
  gboolean restart_needed; /* ENGINE */
  gint64 user;             /* USER */
  BpLogLine *line;         /* LOG */
  BpEndedHow how;          /* ENDED */
  /* ENGINE: endpoint or connection problem; ENDED: failure, or why what is stored of the users is not what is. Translated. */
  char *text;
} BpEvent;
BpEvent *bp_event_new (BpEventType type);
void bp_event_free (BpEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEvent, bp_event_free)
