/* SPDX-License-Identifier: MIT */
#pragma once

/* Translation of what an administrator reads. The source language is English; po/de.po is always complete.
 * _() translates now, N_() marks text in tables, C_() distinguishes equal words by context. Any thread. */

#include <glib/gi18n-lib.h>

/* Binds the text domain to the installed catalogues, or to those of the build tree when it runs from there.
 * Once, from main (), before anything is printed. */
void bp_i18n_init (void);
