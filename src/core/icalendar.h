/* SPDX-License-Identifier: MIT */
#pragma once

/* iCalendar (RFC 5545): appointments are VEVENT, tasks VTODO, an exception of a series is a VEVENT with RECURRENCE-ID or an
 * EXDATE. Values are read and written by libical; what only büro+ knows travels in X-BPEXCHANGE-… properties, so that what was
 * written reads back as it was. Components and properties that mean nothing here are left out. Pure; any thread. */

#include "core/form.h"
#include "core/item.h"

typedef struct {
  BpKind kind;
  char *uid;
  BpItem *item;     /* in local form */
  char *created_at; /* UTC with Z, as in the database; NULL: not known */
  char *modified_at;
  int line; /* where it begins in the file; 0: not read */
} BpCalendarEntry;
BpCalendarEntry *bp_calendar_entry_new (BpKind kind);
void bp_calendar_entry_free (BpCalendarEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpCalendarEntry, bp_calendar_entry_free)

/* Everything in the text, in its order; one entry per UID and kind. All or nothing: INVALID names line and reason.
 * GPtrArray of BpCalendarEntry. */
GPtrArray *bp_icalendar_read (const char *text, gsize length, const BpSite *site, GError **error);
/* The text of the entries, lines ended by CR LF. New. */
char *bp_icalendar_write (const GPtrArray *entries, const BpSite *site);
