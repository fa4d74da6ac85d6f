/* SPDX-License-Identifier: MIT */
#pragma once

/* What needs the administrator's attention, as a sentence and the button that helps: pure. */

#include "host/data.h"

/* What the window itself ran into, beside what the data say. */
typedef enum {
  BP_PROBLEM_NONE,
  BP_PROBLEM_DATA,   /* the data cannot be read */
  BP_PROBLEM_START,  /* the engine could not start, or ended by itself */
  BP_PROBLEM_COPIED, /* the database was copied from elsewhere */
} BpProblem;

typedef struct {
  char *text;
  const char *button; /* translated, with mnemonic; NULL: none */
  const char *action; /* "win.start-engine", … */
} BpAdvice;
void bp_advice_free (BpAdvice *self);

/* Most urgent first (BpAdvice); empty when all is well. overview NULL: not read yet. */
GPtrArray *bp_advice_list (const BpOverview *overview, BpProblem problem, const char *problem_text);
