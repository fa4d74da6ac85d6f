/* SPDX-License-Identifier: MIT */
#include "core/field.h"

#include <string.h>

#include <jansson.h>
#include <libical/ical.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "core/list.h"
#include "core/text.h"
#include "core/zone.h"

#define APPOINTMENT (1u << BP_KIND_APPOINTMENT)
#define TASK (1u << BP_KIND_TASK)
#define BOTH (APPOINTMENT | TASK)

static const char *const info_formats[] = { "text", "html", NULL };
static const char *const show_as[] = { "free", "tentative", "busy", "out-of-office", "working-elsewhere", NULL };
static const char *const sensitivities[] = { "normal", "personal", "private", "confidential", NULL };
static const char *const importances[] = { "low", "normal", "high", NULL };
static const char *const statuses[] = { "not-started", "in-progress", "completed", "waiting", "deferred", NULL };

/* A row whose unit is the same for both kinds, and one for each kind. */
#define ROW(field, name, type, kinds, unit, ...)                                                                       \
  [BP_FIELD_##field] = { name, BP_TYPE_##type, kinds, { BP_UNIT_##unit, BP_UNIT_##unit }, __VA_ARGS__ }
#define ROW2(field, name, type, appointment_unit, task_unit, ...)                                                      \
  [BP_FIELD_##field] = { name, BP_TYPE_##type, BOTH, { BP_UNIT_##appointment_unit, BP_UNIT_##task_unit }, __VA_ARGS__ }

/* clang-format off */
static const BpFieldInfo fields[BP_FIELD_COUNT] = {
  /*   field               column                  type      kinds        unit         in exception, default, values, min, max */
  ROW (SUBJECT,            "subject",              TEXT,     BOTH,        SUBJECT,     .in_exception = TRUE),
  ROW (LOCATION,           "location",             TEXT,     APPOINTMENT, LOCATION,    .in_exception = TRUE),
  ROW (INFO_TEXT,          "info_text",            TEXT,     BOTH,        INFO,        .in_exception = TRUE),
  ROW (INFO_FORMAT,        "info_format",          ENUM,     BOTH,        INFO,        FALSE, "text", info_formats),
  ROW (STARTS_AT,          "starts_at",            DATETIME, APPOINTMENT, WHEN,        .in_exception = TRUE),
  ROW (ENDS_AT,            "ends_at",              DATETIME, APPOINTMENT, WHEN,        .in_exception = TRUE),
  ROW (TIME_ZONE,          "time_zone",            ZONE,     APPOINTMENT, WHEN),
  ROW (ALL_DAY,            "all_day",              BOOL,     APPOINTMENT, WHEN,        TRUE, "0"),
  ROW (SHOW_AS,            "show_as",              ENUM,     APPOINTMENT, SHOW_AS,     TRUE, "busy", show_as),
  ROW (SENSITIVITY,        "sensitivity",          ENUM,     BOTH,        SENSITIVITY, TRUE, "normal", sensitivities),
  ROW (IMPORTANCE,         "importance",           ENUM,     BOTH,        IMPORTANCE,  TRUE, "normal", importances),
  ROW (REMINDER_MINUTES,   "reminder_minutes",     INT,      APPOINTMENT, REMINDER,    TRUE, NULL, NULL, 0, G_MAXINT),
  ROW (CATEGORIES,         "categories",           LIST,     BOTH,        CATEGORIES,  .in_exception = TRUE),
  ROW2 (RECURRENCE,        "recurrence",           RRULE,    WHEN,        TASK_DATES,  FALSE),
  ROW (ORGANIZER,          "organizer",            TEXT,     APPOINTMENT, MEETING),
  ROW (ATTENDEES,          "attendees",            JSON,     APPOINTMENT, MEETING),
  ROW (START_DATE,         "start_date",           DATE,     TASK,        TASK_DATES),
  ROW (DUE_DATE,           "due_date",             DATE,     TASK,        TASK_DATES),
  ROW (COMPLETED_DATE,     "completed_date",       DATE,     TASK,        PROGRESS),
  ROW (STATUS,             "status",               ENUM,     TASK,        PROGRESS,    FALSE, "not-started", statuses),
  ROW (PERCENT_COMPLETE,   "percent_complete",     INT,      TASK,        PROGRESS,    FALSE, "0", NULL, 0, 100),
  ROW (REMINDER_AT,        "reminder_at",          DATETIME, TASK,        REMINDER),
  ROW (REGENERATE,         "regenerate",           BOOL,     TASK,        TASK_DATES,  FALSE, "0"),
  ROW (TOTAL_WORK_MINUTES, "total_work_minutes",   INT,      TASK,        TOTAL_WORK,  FALSE, "0", NULL, 0, G_MAXINT),
  ROW (ACTUAL_WORK_MINUTES,"actual_work_minutes",  INT,      TASK,        ACTUAL_WORK, FALSE, "0", NULL, 0, G_MAXINT),
  ROW (MILEAGE,            "mileage",              TEXT,     TASK,        MILEAGE),
  ROW (BILLING_INFORMATION,"billing_information",  TEXT,     TASK,        BILLING),
  ROW (COMPANIES,          "companies",            LIST,     TASK,        COMPANIES),
};

static const struct {
  const char *name;
  const char *label;
} units[BP_UNIT_COUNT] = {
  [BP_UNIT_SUBJECT]     = { "subject",     N_("subject") },
  [BP_UNIT_LOCATION]    = { "location",    N_("location") },
  [BP_UNIT_INFO]        = { "info",        N_("info text") },
  [BP_UNIT_WHEN]        = { "when",        N_("time") },
  [BP_UNIT_SHOW_AS]     = { "show-as",     N_("show as") },
  [BP_UNIT_SENSITIVITY] = { "sensitivity", N_("sensitivity") },
  [BP_UNIT_IMPORTANCE]  = { "importance",  N_("importance") },
  [BP_UNIT_REMINDER]    = { "reminder",    N_("reminder") },
  [BP_UNIT_CATEGORIES]  = { "categories",  N_("categories") },
  [BP_UNIT_MEETING]     = { "meeting",     N_("attendees") },
  [BP_UNIT_TASK_DATES]  = { "task-dates",  N_("dates") },
  [BP_UNIT_PROGRESS]    = { "progress",    N_("progress") },
  [BP_UNIT_TOTAL_WORK]  = { "total-work",  N_("total work") },
  [BP_UNIT_ACTUAL_WORK] = { "actual-work", N_("actual work") },
  [BP_UNIT_MILEAGE]     = { "mileage",     N_("mileage") },
  [BP_UNIT_BILLING]     = { "billing",     N_("billing information") },
  [BP_UNIT_COMPANIES]   = { "companies",   N_("companies") },
  [BP_UNIT_EXCEPTIONS]  = { "exceptions",  N_("exceptions of the series") },
};
/* clang-format on */

static const struct {
  const char *name;
  char letter;
} kinds_table[BP_KIND_COUNT] = { { "appointment", 'a' }, { "task", 't' } };

const BpFieldInfo *
bp_field_info (BpField field)
{
  return &fields[field];
}

gboolean
bp_field_applies (BpField field, BpKind kind)
{
  return (fields[field].kinds & (1u << kind)) != 0;
}

BpUnit
bp_field_unit (BpField field, BpKind kind)
{
  return fields[field].unit_of[kind];
}

gboolean
bp_field_by_name (const char *name, BpField *ret_field)
{
  for (guint i = 0; name && i < BP_FIELD_COUNT; i++)
    if (strcmp (fields[i].name, name) == 0) {
      *ret_field = (BpField) i;
      return TRUE;
    }
  return FALSE;
}

const char *
bp_kind_name (BpKind kind)
{
  return kinds_table[kind].name;
}

char
bp_kind_letter (BpKind kind)
{
  return kinds_table[kind].letter;
}

gboolean
bp_kind_parse (const char *name, BpKind *ret_kind)
{
  for (guint i = 0; name && i < BP_KIND_COUNT; i++)
    if (strcmp (kinds_table[i].name, name) == 0) {
      *ret_kind = (BpKind) i;
      return TRUE;
    }
  return FALSE;
}

const char *
bp_unit_name (BpUnit unit)
{
  return units[unit].name;
}

const char *
bp_unit_word (BpUnit unit)
{
  return units[unit].label;
}

const char *
bp_unit_label (BpUnit unit)
{
  return _ (units[unit].label);
}

gboolean
bp_unit_parse (const char *name, BpUnit *ret_unit)
{
  for (guint i = 0; name && i < BP_UNIT_COUNT; i++)
    if (strcmp (units[i].name, name) == 0) {
      *ret_unit = (BpUnit) i;
      return TRUE;
    }
  return FALSE;
}

char *
bp_units_describe (BpUnitSet set)
{
  GString *text = g_string_new (NULL);
  for (guint unit = 0; unit < BP_UNIT_COUNT; unit++)
    if (set & BP_UNIT_BIT (unit))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", bp_unit_label ((BpUnit) unit));
  return g_string_free (text, FALSE);
}

/* --- normal forms ------------------------------------------------------------------------------------------------- */

/* Each returns the normal form, or NULL if the value is not valid; what becomes "" is no value. */

static char *
normal_enum (const BpFieldInfo *info, const char *value)
{
  return g_strv_contains (info->values, value) ? g_strdup (value) : NULL;
}

static char *
normal_bool (const char *value)
{
  return strcmp (value, "0") == 0 || strcmp (value, "1") == 0 ? g_strdup (value) : NULL;
}

static char *
normal_int (int min, int max, const char *value)
{
  gint64 number;
  if (!g_ascii_string_to_signed (value, 10, min, max, &number, NULL))
    return NULL;
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

/* The digits of a number of fixed width; -1 if there is another character. */
static int
digits (const char *text, guint width)
{
  int number = 0;
  for (guint i = 0; i < width; i++) {
    if (!g_ascii_isdigit (text[i]))
      return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

static gboolean
is_date (const char *text)
{
  int year, month, day;
  if (strnlen (text, 10) < 10 || text[4] != '-' || text[7] != '-')
    return FALSE;
  year = digits (text, 4);
  month = digits (text + 5, 2);
  day = digits (text + 8, 2);
  return year > 0 && month > 0 && day > 0 && g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

static char *
normal_date (const char *value)
{
  return strlen (value) == 10 && is_date (value) ? g_strdup (value) : NULL;
}

/* Other programs may write a blank for the T, and leave the seconds out. */
static char *
normal_datetime (const char *value)
{
  gsize length = strlen (value);
  int hour, minute, second = 0;
  if ((length != 16 && length != 19) || !is_date (value) || (value[10] != 'T' && value[10] != ' ') || value[13] != ':')
    return NULL;
  hour = digits (value + 11, 2);
  minute = digits (value + 14, 2);
  if (length == 19)
    second = value[16] == ':' ? digits (value + 17, 2) : -1;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return NULL;
  return g_strdup_printf ("%.10sT%02d:%02d:%02d", value, hour, minute, second);
}

static char *
normal_list (const char *value)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  json_t *array = json_loads (value, 0, NULL);
  json_t *entry;
  char *normal = NULL;
  size_t i;
  json_array_foreach (array, i, entry) g_ptr_array_add (entries, (char *) json_string_value (entry));
  g_ptr_array_add (entries, NULL);
  /* What is no text has no value. */
  if (json_is_array (array) && g_strv_length ((char **) entries->pdata) == json_array_size (array)) {
    normal = bp_list_from_strv ((const char *const *) entries->pdata);
    normal = normal ? normal : g_strdup ("");
  }
  json_decref (array);
  return normal;
}

/* "BYDAY=MO;BYSETPOS=1" says the same as "BYDAY=1MO": the latter is the normal form. */
static void
fold_set_position (struct icalrecurrencetype *rule)
{
  int position = rule->by_set_pos[0], day;
  if ((rule->freq != ICAL_MONTHLY_RECURRENCE && rule->freq != ICAL_YEARLY_RECURRENCE)
      || position == ICAL_RECURRENCE_ARRAY_MAX || rule->by_set_pos[1] != ICAL_RECURRENCE_ARRAY_MAX
      || rule->by_day[0] == ICAL_RECURRENCE_ARRAY_MAX || rule->by_day[1] != ICAL_RECURRENCE_ARRAY_MAX
      || icalrecurrencetype_day_position (rule->by_day[0]) != 0 || position < -5 || position > 5
      || rule->by_month_day[0] != ICAL_RECURRENCE_ARRAY_MAX)
    return;
  /* In a year's rule the position counts within the month only if a month is named. */
  if (rule->freq == ICAL_YEARLY_RECURRENCE
      && (rule->by_month[0] == ICAL_RECURRENCE_ARRAY_MAX || rule->by_month[1] != ICAL_RECURRENCE_ARRAY_MAX))
    return;
  /* libical's encoding: the day of the week plus eight times the position, with the position's sign. */
  day = (int) icalrecurrencetype_day_day_of_week (rule->by_day[0]);
  rule->by_day[0] = (short) (position < 0 ? -(day - 8 * position) : day + 8 * position);
  rule->by_set_pos[0] = ICAL_RECURRENCE_ARRAY_MAX;
}

static int
compare_shorts (gconstpointer a, gconstpointer b)
{
  return *(const short *) a - *(const short *) b;
}

static void
sort_by_list (short *list, guint capacity)
{
  guint count = 0;
  while (count < capacity && list[count] != ICAL_RECURRENCE_ARRAY_MAX)
    count++;
  qsort (list, count, sizeof *list, compare_shorts);
}

static char *
normal_rrule (const char *value)
{
  /* libical takes no small t and z in an UNTIL. */
  g_autofree char *capital = g_ascii_strup (value, -1);
  struct icalrecurrencetype rule;
  char *text, *normal;
  rule = icalrecurrencetype_from_string (g_str_has_prefix (capital, "RRULE:") ? capital + 6 : capital);
  if (rule.freq == ICAL_NO_RECURRENCE)
    return NULL;
  fold_set_position (&rule);
  sort_by_list (rule.by_day, G_N_ELEMENTS (rule.by_day));
  sort_by_list (rule.by_month_day, G_N_ELEMENTS (rule.by_month_day));
  sort_by_list (rule.by_month, G_N_ELEMENTS (rule.by_month));
  text = icalrecurrencetype_as_string_r (&rule);
  normal = g_strdup (text);
  free (text);
  return normal;
}

static char *
normal_json (const char *value)
{
  json_t *parsed = json_loads (value, JSON_DECODE_ANY, NULL);
  char *text = parsed ? json_dumps (parsed, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY) : NULL;
  char *normal = g_strdup (text);
  free (text);
  json_decref (parsed);
  return normal;
}

static char *
normal_form (const BpFieldInfo *info, const char *value)
{
  switch (info->type) {
  case BP_TYPE_TEXT:
    return bp_text_unify_newlines (value);
  case BP_TYPE_ENUM:
    return normal_enum (info, value);
  case BP_TYPE_BOOL:
    return normal_bool (value);
  case BP_TYPE_INT:
    return normal_int (info->min, info->max, value);
  case BP_TYPE_DATE:
    return normal_date (value);
  case BP_TYPE_DATETIME:
    return normal_datetime (value);
  case BP_TYPE_ZONE:
    return bp_zone_is_known (value) ? g_strdup (value) : NULL;
  case BP_TYPE_LIST:
    return normal_list (value);
  case BP_TYPE_RRULE:
    return normal_rrule (value);
  case BP_TYPE_JSON:
    return normal_json (value);
  }
  return NULL;
}

gboolean
bp_field_normalise (BpField field, const char *value, char **ret_value, GError **error)
{
  const BpFieldInfo *info = &fields[field];
  g_autofree char *normal = NULL;
  if (!value || !*value) {
    *ret_value = NULL;
    return TRUE;
  }
  if (!g_utf8_validate (value, -1, NULL)) {
    bp_set_said_error (error, BP_ERROR_INVALID, NULL,
                       bp_saying_new (N_ ("%s: the text is not UTF-8."), info->name, NULL));
    return FALSE;
  }
  normal = normal_form (info, value);
  if (!normal) {
    bp_set_said_error (error, BP_ERROR_INVALID, NULL,
                       bp_saying_new (N_ ("%s: “%s” is not a valid value."), info->name, value, NULL));
    return FALSE;
  }
  *ret_value = *normal ? g_steal_pointer (&normal) : NULL;
  return TRUE;
}

gboolean
bp_field_normalise_in_exception (BpField field, const char *value, char **ret_value, GError **error)
{
  gboolean is_emptied = value && !*value && fields[field].type == BP_TYPE_TEXT;
  gboolean no_reminder = field == BP_FIELD_REMINDER_MINUTES && g_strcmp0 (value, "-1") == 0;
  gboolean no_entries = value && fields[field].type == BP_TYPE_LIST;
  if (is_emptied || no_reminder) {
    *ret_value = g_strdup (value);
    return TRUE;
  }
  if (!bp_field_normalise (field, value, ret_value, error))
    return FALSE;
  if (no_entries && !*ret_value && *value)
    *ret_value = g_strdup ("[]");
  return TRUE;
}
