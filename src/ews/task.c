/* SPDX-License-Identifier: MIT */
#include "ews/task.h"

#include <math.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "core/zone.h"
#include "ews/time.h"

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

void
bp_ews_task_read_recurrence (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  if (!bp_ews_child (item, row->element))
    return;
  g_free (out->unsupported);
  out->unsupported = g_strdup (_ ("Recurring tasks are not transferred yet"));
}
