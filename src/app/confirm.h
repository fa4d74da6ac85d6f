/* SPDX-License-Identifier: MIT */
#pragma once

/* A question before something is destroyed or lost: a plain modal window with a heading, what will happen, and buttons that say what they do. Main thread. */

#include <gtk/gtk.h>

typedef enum { BP_ANSWER_CANCEL, BP_ANSWER_YES, BP_ANSWER_OTHER } BpAnswer;
typedef void (*BpAnswered) (BpAnswer answer, gpointer data);

typedef struct {
  const char *heading;
  const char *body;
  const char *yes;      /* the verb, with mnemonic: "_Delete 3 users" */
  gboolean destructive; /* then Enter does not trigger it */
  const char *other;    /* a third way ("_Discard"), NULL: none */
  const char *cancel;   /* NULL: "_Cancel" */
} BpQuestion;

/* Shows the window; `answered` is called exactly once, CANCEL when it is closed. parent may be NULL. */
void bp_confirm (GtkWindow *parent, const BpQuestion *question, BpAnswered answered, gpointer data);
