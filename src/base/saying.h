/* SPDX-License-Identifier: MIT */
#pragma once

/* A sentence that is stored, and read later by somebody whose language is another one (why a record is parked): the text in English, as it
 * stands in the sources, and what is filled in. Any text is one; what is none of this program's, as a server's own words, stays as
 * it is in every language. Pure; any thread. */

#include <stdarg.h>

#include <glib.h>

/* Before what is filled in: it is this program's text, too (N_()), and no name or value. */
#define BP_SAYING_TEXT "\035"
/* Between two of which one follows the other. */
#define BP_SAYING_THEN "\036"

/* english: marked by N_(); each conversion in it, of whatever kind, stands for the next text. A NULL ends them. New. */
char *bp_saying_new (const char *english, ...) G_GNUC_NULL_TERMINATED;
/* The same with printf's arguments for %s, %c, %d and %u; a number is what it is in every language. New. */
char *bp_saying_new_valist (const char *english, va_list args) G_GNUC_PRINTF (1, 0);
/* In the language of this process. New. */
char *bp_saying_say (const char *saying);
