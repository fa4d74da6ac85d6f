/* SPDX-License-Identifier: MIT */
#pragma once

/* What of an appointment or a task stands in which property of iCalendar: one row a property, in the order in which they are
 * written; times, rules, alarms and people have code of their own. Pure; any thread. */

#include "core/field.h"

/* The zone of what is all-day, for which iCalendar has no place. */
#define BP_CALENDAR_ZONE "X-BPEXCHANGE-TIME-ZONE"

typedef enum {
  BP_CALENDAR_TEXT,
  BP_CALENDAR_WORD,   /* by `words` */
  BP_CALENDAR_LIST,   /* texts with commas between */
  BP_CALENDAR_NUMBER, /* 0 is not written */
} BpCalendarForm;

typedef struct {
  const char *value; /* the field's; NULL ends the list */
  const char *word;  /* the property's */
  gboolean read_only;
} BpCalendarWord;

typedef struct {
  const char *name;
  BpField field;
  guint kinds; /* bit mask of 1u << BpKind */
  BpCalendarForm form;
  const BpCalendarWord
    *words; /* what has no word here is not written; of a property that comes later the word counts */
} BpCalendarRow;

const BpCalendarRow *bp_calendar_rows (guint *ret_n);
