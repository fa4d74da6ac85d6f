/* SPDX-License-Identifier: MIT */
#include "app/value-text.h"

#include "app/recurrence-text.h"
#include "app/time-text.h"
#include "base/i18n.h"
#include "core/list.h"

const char *
bp_kind_label (BpKind kind)
{
  return kind == BP_KIND_TASK ? C_ ("kind of record", "Task") : C_ ("kind of record", "Appointment");
}

const char *
bp_value_label (BpField field)
{
  static const char *const labels[BP_FIELD_COUNT] = {
    [BP_FIELD_SUBJECT] = NC_ ("field", "Subject"),
    [BP_FIELD_LOCATION] = NC_ ("field", "Location"),
    [BP_FIELD_INFO_TEXT] = NC_ ("field", "Info text"),
    [BP_FIELD_INFO_FORMAT] = NC_ ("field", "Format of the info text"),
    [BP_FIELD_STARTS_AT] = NC_ ("field", "Start"),
    [BP_FIELD_ENDS_AT] = NC_ ("field", "End"),
    [BP_FIELD_TIME_ZONE] = NC_ ("field", "Time zone"),
    [BP_FIELD_ALL_DAY] = NC_ ("field", "All day"),
    [BP_FIELD_SHOW_AS] = NC_ ("field", "Show as"),
    [BP_FIELD_SENSITIVITY] = NC_ ("field", "Sensitivity"),
    [BP_FIELD_IMPORTANCE] = NC_ ("field", "Importance"),
    [BP_FIELD_REMINDER_MINUTES] = NC_ ("field", "Reminder"),
    [BP_FIELD_CATEGORIES] = NC_ ("field", "Categories"),
    [BP_FIELD_RECURRENCE] = NC_ ("field", "Recurrence"),
    [BP_FIELD_ORGANIZER] = NC_ ("field", "Organizer"),
    [BP_FIELD_ATTENDEES] = NC_ ("field", "Attendees"),
    [BP_FIELD_START_DATE] = NC_ ("field", "Start"),
    [BP_FIELD_DUE_DATE] = NC_ ("field", "Due"),
    [BP_FIELD_COMPLETED_DATE] = NC_ ("field", "Completed"),
    [BP_FIELD_STATUS] = NC_ ("field", "Status"),
    [BP_FIELD_PERCENT_COMPLETE] = NC_ ("field", "Percent complete"),
    [BP_FIELD_REMINDER_AT] = NC_ ("field", "Reminder"),
    [BP_FIELD_REGENERATE] = NC_ ("field", "Interval counts from completion"),
    [BP_FIELD_TOTAL_WORK_MINUTES] = NC_ ("field", "Total work"),
    [BP_FIELD_ACTUAL_WORK_MINUTES] = NC_ ("field", "Actual work"),
    [BP_FIELD_MILEAGE] = NC_ ("field", "Mileage"),
    [BP_FIELD_BILLING_INFORMATION] = NC_ ("field", "Billing information"),
    [BP_FIELD_COMPANIES] = NC_ ("field", "Companies"),
  };
  const char *label = field < BP_FIELD_COUNT ? labels[field] : NULL;
  return label ? g_dpgettext2 (GETTEXT_PACKAGE, "field", label) : "";
}

/* The words that büro+ and Outlook use for the values of lists. */
static char *
word_of (const char *value)
{
  static const struct {
    const char *value, *word;
  } words[] = {
    { "text", NC_ ("value", "plain text") },
    { "html", NC_ ("value", "HTML") },
    { "free", NC_ ("value", "free") },
    { "tentative", NC_ ("value", "tentative") },
    { "busy", NC_ ("value", "busy") },
    { "out-of-office", NC_ ("value", "out of office") },
    { "working-elsewhere", NC_ ("value", "working elsewhere") },
    { "normal", NC_ ("value", "normal") },
    { "personal", NC_ ("value", "personal") },
    { "private", NC_ ("value", "private") },
    { "confidential", NC_ ("value", "confidential") },
    { "low", NC_ ("value", "low") },
    { "high", NC_ ("value", "high") },
    { "not-started", NC_ ("value", "not started") },
    { "in-progress", NC_ ("value", "in progress") },
    { "completed", NC_ ("value", "completed") },
    { "waiting", NC_ ("value", "waiting for someone") },
    { "deferred", NC_ ("value", "deferred") },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].value, value))
      return g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, "value", words[i].word));
  return g_strdup (value);
}

static char *
minutes_text (BpField field, const char *value)
{
  int minutes = (int) g_ascii_strtoll (value, NULL, 10);
  if (field == BP_FIELD_PERCENT_COMPLETE)
    return g_strdup_printf (_ ("%d %%"), minutes);
  if (field != BP_FIELD_REMINDER_MINUTES)
    return g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) minutes), minutes);
  if (minutes < 0)
    return g_strdup (C_ ("reminder", "none"));
  return g_strdup_printf (ngettext ("%d minute before", "%d minutes before", (gulong) minutes), minutes);
}

char *
bp_value_text (BpField field, const char *value)
{
  g_auto (GStrv) strings = NULL;
  if (!value || !*value)
    return g_strdup ("–");
  switch (bp_field_info (field)->type) {
  case BP_TYPE_ENUM:
    return word_of (value);
  case BP_TYPE_BOOL:
    return g_strdup (*value == '1' ? C_ ("value", "yes") : C_ ("value", "no"));
  case BP_TYPE_INT:
    return minutes_text (field, value);
  case BP_TYPE_DATE:
  case BP_TYPE_DATETIME:
    return bp_wall_text (value);
  case BP_TYPE_LIST:
    strings = bp_list_to_strv (value);
    return *strings ? g_strjoinv (", ", strings) : g_strdup ("–");
  case BP_TYPE_RRULE:
    return bp_recurrence_text (value);
  case BP_TYPE_JSON:
    return g_strdup (C_ ("value", "yes"));
  default:
    return g_strdup (value);
  }
}
