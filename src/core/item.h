/* SPDX-License-Identifier: MIT */
#pragma once

/* An appointment or task as both sides understand it: one value per field of the table (core/field.h) and, for a
 * series, its exceptions by original start. It knows no id, no owner and no protocol. Not shared between threads while
 * it is changed, or turned into JSON (which it keeps). */

#include "core/field.h"

typedef struct _BpItem BpItem;

/* An exception of a series: cancelled, or with the values that differ from the series (NULL = as in the series). */
typedef struct {
  char *original_start; /* wall clock in the series' zone; the key */
  gboolean cancelled;
  char *values[BP_FIELD_COUNT];
} BpException;

BpItem *bp_item_new (BpKind kind);
BpItem *bp_item_ref (BpItem *self);
void bp_item_unref (BpItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpItem, bp_item_unref)
/* A deep copy that may be changed. */
BpItem *bp_item_copy (const BpItem *self);

BpKind bp_item_kind (const BpItem *self);
/* Borrowed; NULL = none. */
const char *bp_item_get (const BpItem *self, BpField field);
/* As bp_item_get, but the field's default instead of NULL. */
const char *bp_item_get_or_default (const BpItem *self, BpField field);
/* Copies the value, which must be in normal form. */
void bp_item_set (BpItem *self, BpField field, const char *value);
gboolean bp_item_is_all_day (const BpItem *self);
gboolean bp_item_is_series (const BpItem *self);

/* Exceptions, sorted by original start. */
guint bp_item_n_exceptions (const BpItem *self);
const BpException *bp_item_nth_exception (const BpItem *self, guint index);
const BpException *bp_item_find_exception (const BpItem *self, const char *original_start);
/* Adds or replaces; takes the exception. */
void bp_item_take_exception (BpItem *self, BpException *exception);
void bp_item_remove_exception (BpItem *self, const char *original_start);
BpException *bp_exception_new (const char *original_start);
BpException *bp_exception_copy (const BpException *self);
gboolean bp_exception_equal (const BpException *a, const BpException *b);
void bp_exception_free (BpException *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpException, bp_exception_free)

/* The units in which two items of one kind differ. Absent values count as the field's default. */
BpUnitSet bp_item_diff (const BpItem *a, const BpItem *b);
/* Copies the fields of the units from `from` (a unit includes all its fields). */
void bp_item_copy_units (BpItem *self, const BpItem *from, BpUnitSet units);
/* Units with no value at all (every field absent or default). */
BpUnitSet bp_item_empty_units (const BpItem *self);

/* Canonical JSON for shadows and hashes: keys in table order, absent values left out. Caller frees. And back; NULL with
 * BP_ERROR_LOCAL if the text is damaged. Unknown keys are ignored. */
char *bp_item_to_json (const BpItem *self);
BpItem *bp_item_from_json (BpKind kind, const char *json, GError **error);
/* The values of one unit as JSON, for conflicts. Caller frees. */
char *bp_item_unit_to_json (const BpItem *self, BpUnit unit);

/* A hash per unit (16 hex digits of SHA-256), joined by commas in unit order: what a baseline row keeps. Caller frees. */
char *bp_item_unit_hashes (const BpItem *self);
/* The units whose hashes differ; BP_UNITS_ALL if either text is damaged. */
BpUnitSet bp_item_diff_hashes (const char *a, const char *b);

/* The key by which a counterpart without common id is sought (SYNC 10): start, end, all-day, subject, series. Caller frees. */
char *bp_item_match_key (const BpItem *self);
