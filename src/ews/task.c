/* SPDX-License-Identifier: MIT */
#include "ews/task.h"

#include <math.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/task-series.h"
#include "core/zone.h"
#include "ews/recurrence.h"
#include "ews/time.h"

#define DATE_LENGTH 10
#define PATTERN 'p'
#define REGENERATING 'r'

/* Days are written as midnight UTC: Exchange cuts them to days in the request's zone, which is UTC unless it says another. */
static char *
date_to_send (const char *date)
{
  return date ? g_strconcat (date, "T00:00:00Z", NULL) : NULL;
}

char *
bp_ews_task_dup_date (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  return date_to_send (bp_item_get (write->item, row->field));
}

void
bp_ews_task_read_date (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *text = bp_ews_dup_child_text (item, row->element);
  g_autofree char *date = bp_ews_time_to_date (text, site->time_zone);
  bp_item_set (out->item, row->field, date);
}

char *
bp_ews_task_dup_due (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  const char *start = bp_item_get (write->item, BP_FIELD_START_DATE);
  const char *due = bp_item_get (write->item, BP_FIELD_DUE_DATE);
  return date_to_send (start && g_strcmp0 (due, start) < 0 ? start : due);
}

char *
bp_ews_task_dup_has_reminder (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  return g_strdup (bp_item_get (write->item, row->field) ? "true" : "false");
}

char *
bp_ews_task_dup_reminder (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  return bp_ews_time_to_utc (bp_item_get (write->item, row->field), NULL, site->time_zone);
}

void
bp_ews_task_read_reminder (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *is_set = bp_ews_dup_child_text (item, "ReminderIsSet");
  g_autofree char *text = bp_ews_dup_child_text (item, row->element);
  g_autofree char *wall = NULL;
  gint64 instant;
  if (!bp_ews_text_is_true (is_set) || !text || !bp_clock_parse (text, &instant))
    return;
  wall = bp_zone_to_wall (instant, bp_ews_time_zone (NULL, site->time_zone));
  bp_item_set (out->item, row->field, wall);
}

char *
bp_ews_task_dup_number (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  return g_strdup (bp_item_get_or_default (write->item, row->field));
}

/* A percentage is a floating point number there. */
void
bp_ews_task_read_number (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  g_autofree char *text = bp_ews_dup_child_text (item, row->element);
  g_autofree char *number = NULL, *normal = NULL;
  double value = text ? g_ascii_strtod (text, NULL) : 0;
  if (!(value >= 0 && value <= G_MAXINT))
    return;
  number = g_strdup_printf ("%ld", lround (value));
  if (bp_field_normalise (row->field, number, &normal, NULL))
    bp_item_set (out->item, row->field, normal);
}

char *
bp_ews_task_dup_recurrence (const BpEwsRow *row, const BpItemWrite *write, const BpEwsSite *site)
{
  const char *rule = bp_item_get (write->item, row->field), *date = bp_task_date (write->item);
  char mark = bp_task_is_regenerating (write->item) ? REGENERATING : PATTERN;
  return rule && date ? g_strdup_printf ("%s %c %s", date, mark, rule) : NULL;
}

void
bp_ews_task_put_recurrence (const BpEwsRow *row, const char *value, const BpEwsSite *site, BpEwsEnvelope *out)
{
  g_autofree char *date = g_strndup (value, DATE_LENGTH);
  g_autoptr (BpItem) task = bp_item_new (BP_KIND_TASK);
  gboolean regenerates = value[DATE_LENGTH + 1] == REGENERATING;
  BpRecurrence rule;
  bp_item_set (task, BP_FIELD_START_DATE, date);
  bp_item_set (task, BP_FIELD_RECURRENCE, value + DATE_LENGTH + 3);
  bp_item_set (task, BP_FIELD_REGENERATE, regenerates ? "1" : NULL);
  /* Checked before anything is sent (ews/check.c): there is nothing left to refuse. */
  if (bp_task_parse_rule (task, site->time_zone, &rule, NULL))
    bp_ews_recurrence_put_rule (&rule, regenerates, date, out);
}

static char *
dup_date (xmlNode *item, const char *element, const BpEwsSite *site)
{
  g_autofree char *text = bp_ews_dup_child_text (item, element);
  return bp_ews_time_to_date (text, site->time_zone);
}

/* The range may still begin with the first occurrence of all: what counts is what is left. */
void
bp_ews_task_read_recurrence (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  xmlNode *node = bp_ews_child (item, row->element);
  g_autofree char *first_day = NULL, *text = NULL;
  g_autofree char *date = dup_date (item, "StartDate", site);
  BpRecurrence rule;
  gboolean regenerates;
  if (!node)
    return;
  if (!bp_ews_recurrence_read_rule (node, &rule, &regenerates, &first_day)) {
    g_free (out->unsupported);
    out->unsupported = g_strdup (N_ ("The task has a recurrence that is not understood"));
    return;
  }
  if (!date)
    date = dup_date (item, "DueDate", site);
  if (!date) {
    date = g_strdup (first_day);
    bp_item_set (out->item, BP_FIELD_DUE_DATE, date);
  }
  bp_task_count_from (&rule, regenerates, first_day, date);
  text = bp_task_rule (&rule, regenerates);
  bp_item_set (out->item, row->field, text);
  bp_item_set (out->item, BP_FIELD_REGENERATE, regenerates ? "1" : "0");
}
