/* SPDX-License-Identifier: MIT */
#pragma once

/* Cuts a stream of bytes into the XML documents that it consists of: with or without declarations and white space between
 * them, divided anywhere by the network, under whatever prefixes. It only finds where a document ends; whether it is any
 * good is for the parser to say. Pure; not shared between threads. */

#include <glib.h>

typedef struct _BpEwsSplitter BpEwsSplitter;

BpEwsSplitter *bp_ews_splitter_new (void);
void bp_ews_splitter_free (BpEwsSplitter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEwsSplitter, bp_ews_splitter_free)

/* How large one document may be. */
#define BP_EWS_SPLITTER_MAX (4 * 1024 * 1024)

/* FALSE if this can never become a document: text outside of elements, or one that is too large. */
gboolean bp_ews_splitter_feed (BpEwsSplitter *self, const char *bytes, gsize length);
/* The next complete document, new; NULL: not yet. */
GBytes *bp_ews_splitter_next (BpEwsSplitter *self);
