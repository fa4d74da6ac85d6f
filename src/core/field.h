/* SPDX-License-Identifier: MIT */
#pragma once

/* The field table: what an appointment or a task consists of. One row a field gives its column name (as in the
 * database contract), type, unit of merge, default, and where it applies. Reading, writing, comparing, shadows and
 * documentation loop over it; nothing else lists the fields. Protocols keep tables of their own, keyed by BpField.
 *
 * Values are UTF-8 strings in one normal form per type, NULL = none, so comparing is string comparison:
 *   TEXT       any text, "" is stored as NULL
 *   ENUM       one of `values`
 *   BOOL       "0" | "1"
 *   INT        decimal
 *   DATE       "YYYY-MM-DD"
 *   DATETIME   "YYYY-MM-DDTHH:MM:SS", wall clock in the item's zone
 *   ZONE       IANA name; NULL = the site's zone
 *   LIST       JSON array of strings without blanks, sorted, no duplicates; [] is NULL
 *   RRULE      RFC 5545 RECUR value
 *   JSON       opaque JSON
 * Pure; any thread. */

#include <glib.h>

typedef enum { BP_KIND_APPOINTMENT, BP_KIND_TASK, BP_KIND_COUNT } BpKind;

typedef enum {
  BP_FIELD_SUBJECT,
  BP_FIELD_LOCATION,
  BP_FIELD_INFO_TEXT,
  BP_FIELD_INFO_FORMAT,
  BP_FIELD_STARTS_AT,
  BP_FIELD_ENDS_AT,
  BP_FIELD_TIME_ZONE,
  BP_FIELD_ALL_DAY,
  BP_FIELD_SHOW_AS,
  BP_FIELD_SENSITIVITY,
  BP_FIELD_IMPORTANCE,
  BP_FIELD_REMINDER_MINUTES,
  BP_FIELD_CATEGORIES,
  BP_FIELD_RECURRENCE,
  BP_FIELD_ORGANIZER,
  BP_FIELD_ATTENDEES,
  BP_FIELD_START_DATE,
  BP_FIELD_DUE_DATE,
  BP_FIELD_COMPLETED_DATE,
  BP_FIELD_STATUS,
  BP_FIELD_PERCENT_COMPLETE,
  BP_FIELD_REMINDER_AT,
  BP_FIELD_REGENERATE,
  BP_FIELD_TOTAL_WORK_MINUTES,
  BP_FIELD_ACTUAL_WORK_MINUTES,
  BP_FIELD_MILEAGE,
  BP_FIELD_BILLING_INFORMATION,
  BP_FIELD_COMPANIES,
  BP_FIELD_COUNT
} BpField;

typedef enum {
  BP_TYPE_TEXT,
  BP_TYPE_ENUM,
  BP_TYPE_BOOL,
  BP_TYPE_INT,
  BP_TYPE_DATE,
  BP_TYPE_DATETIME,
  BP_TYPE_ZONE,
  BP_TYPE_LIST,
  BP_TYPE_RRULE,
  BP_TYPE_JSON
} BpType;

/* Units of merge (SYNC 5): what clashes, wins and is written as one. A set of units is a bit mask of 1u << unit;
 * BP_UNIT_EXCEPTIONS stands for the whole map, whose entries are told apart by original start. */
typedef enum {
  BP_UNIT_SUBJECT,
  BP_UNIT_LOCATION,
  BP_UNIT_INFO,
  BP_UNIT_WHEN,
  BP_UNIT_SHOW_AS,
  BP_UNIT_SENSITIVITY,
  BP_UNIT_IMPORTANCE,
  BP_UNIT_REMINDER,
  BP_UNIT_CATEGORIES,
  BP_UNIT_MEETING, /* organizer, attendees: read-only */
  BP_UNIT_TASK_DATES,
  BP_UNIT_PROGRESS,
  BP_UNIT_TOTAL_WORK,
  BP_UNIT_ACTUAL_WORK,
  BP_UNIT_MILEAGE,
  BP_UNIT_BILLING,
  BP_UNIT_COMPANIES,
  BP_UNIT_EXCEPTIONS,
  BP_UNIT_COUNT
} BpUnit;

typedef guint32 BpUnitSet;
#define BP_UNIT_BIT(unit) ((BpUnitSet) 1u << (unit))
#define BP_UNITS_ALL ((BpUnitSet) ((1u << BP_UNIT_COUNT) - 1))
/* An edit of one of these does not beat a deletion (SYNC 11); and the first four are all that leaves a meeting (SYNC 17). */
#define BP_UNITS_WEAK                                                                                                  \
  (BP_UNIT_BIT (BP_UNIT_REMINDER) | BP_UNIT_BIT (BP_UNIT_CATEGORIES) | BP_UNIT_BIT (BP_UNIT_SHOW_AS)                   \
   | BP_UNIT_BIT (BP_UNIT_SENSITIVITY) | BP_UNIT_BIT (BP_UNIT_IMPORTANCE))

typedef struct {
  const char *name; /* column of the contract table */
  BpType type;
  guint kinds; /* bit mask of 1u << BpKind */
  BpUnit unit_of[BP_KIND_COUNT];
  gboolean in_exception;     /* also a column of appointment_exception */
  const char *default_value; /* what an absent value means, NULL = none */
  const char *const *values; /* ENUM: NULL-terminated */
  int min, max;              /* INT */
} BpFieldInfo;

const BpFieldInfo *bp_field_info (BpField field);
/* FALSE if the kind has no such field. */
gboolean bp_field_applies (BpField field, BpKind kind);
BpUnit bp_field_unit (BpField field, BpKind kind);
/* By column name; FALSE if unknown. */
gboolean bp_field_by_name (const char *name, BpField *ret_field);
/* Version of this table, stored with every shadow (SYNC 2): raise it when a field is added. */
#define BP_FIELD_TABLE_VERSION 1

/* "appointment" / "task", and the letter of record names such as a17, t17. */
const char *bp_kind_name (BpKind kind);
char bp_kind_letter (BpKind kind);
gboolean bp_kind_parse (const char *name, BpKind *ret_kind);
/* A unit's stable name ("when", "subject") and its translated one for the administrator. */
const char *bp_unit_name (BpUnit unit);
const char *bp_unit_label (BpUnit unit);
/* The same in English, as a part of what is said later (base/saying.h). */
const char *bp_unit_word (BpUnit unit);
gboolean bp_unit_parse (const char *name, BpUnit *ret_unit);
/* "when, subject": translated labels of the set. Caller frees. */
char *bp_units_describe (BpUnitSet units);

/* The value in its normal form (a new string, NULL for none), or an error that names the field and what is wrong
 * (BP_ERROR_INVALID). */
gboolean bp_field_normalise (BpField field, const char *value, char **ret_value, GError **error);
/* The same for a column of an exception, where NULL says "as in the series": "" (texts), "[]" (lists) and -1 (reminder) are
 * values of their own there, and stay. */
gboolean bp_field_normalise_in_exception (BpField field, const char *value, char **ret_value, GError **error);
