/* SPDX-License-Identifier: MIT */
#pragma once

/* The values of appointments and tasks as a person reads them: pure. */

#include "core/field.h"

/* "Start", "Show as": translated. */
const char *bp_value_label (BpField field);
/* A value in normal form (core/field.h) in words; NULL or "" gives "–". Caller frees. */
char *bp_value_text (BpField field, const char *value);
/* "appointment", "task": translated. */
const char *bp_kind_label (BpKind kind);
