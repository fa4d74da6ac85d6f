/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include "series.h"
#include "task-series.h"
#include "values.h"
#include "zones.h"

#include <string.h>

#define DAY 86400
#define FIVE_YEARS ((gint64) 5 * 366 * DAY)

static void
set_time (Bag **bag, PropertyId id, gint64 instant)
{
  g_autofree char *stored = value_stored (instant);

  bag_set (bag, id, stored);
}

static gint64
midnight_before (gint64 wall)
{
  return wall - ((wall % DAY) + DAY) % DAY;
}

/* All-day items begin and end at midnight in the zone they were created in. */
static void
snap_to_days (Bag **bag, const char *iana)
{
  gint64 start = zone_to_wall (iana, value_load (bag_get (*bag, PROPERTY_Start)));
  gint64 end = zone_to_wall (iana, value_load (bag_get (*bag, PROPERTY_End)));

  start = midnight_before (start);
  end = midnight_before (end + DAY - 1);
  if (end <= start)
    end = start + DAY;
  set_time (bag, PROPERTY_Start, zone_to_instant (iana, start));
  set_time (bag, PROPERTY_End, zone_to_instant (iana, end));
}

const char *
rules_check_times (Bag **bag, const char *zone)
{
  const char *iana = zone_to_iana (bag_get (*bag, PROPERTY_StartTimeZone));
  const char *start = bag_get (*bag, PROPERTY_Start), *end = bag_get (*bag, PROPERTY_End);

  if (value_load (end) < value_load (start))
    return "ErrorCalendarEndDateIsEarlierThanStartDate";
  if (value_load (end) - value_load (start) > FIVE_YEARS)
    return "ErrorCalendarDurationIsTooLong";
  if (g_strcmp0 (bag_get (*bag, PROPERTY_IsAllDayEvent), "true") == 0)
    snap_to_days (bag, iana ? iana : zone ? zone : "UTC");
  return NULL;
}

/* The shape of a global object id: a fixed head, no instance date, time of creation, size, and something unique. */
static char *
make_uid (Mailbox *mailbox, gint64 now)
{
  g_autofree char *key =
    g_strdup_printf ("%s/%" G_GUINT64_FORMAT, mailbox_get_guid (mailbox), mailbox_get_next_item (mailbox));
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_MD5, key, -1);
  g_autofree char *upper = g_ascii_strup (hash, -1);

  return g_strdup_printf ("040000008200E00074C5B7101A82E00800000000%016" G_GINT64_MODIFIER
                          "X000000000000000010000000%s",
                          (guint64) now, upper);
}

static const char *
complete_calendar (Mailbox *mailbox, Bag **bag, const char *zone, gint64 now)
{
  const char *code;

  if (!bag_get (*bag, PROPERTY_Start))
    set_time (bag, PROPERTY_Start, now - now % 1800 + 1800);
  if (!bag_get (*bag, PROPERTY_End))
    set_time (bag, PROPERTY_End, value_load (bag_get (*bag, PROPERTY_Start)) + 1800);
  if (!bag_get (*bag, PROPERTY_StartTimeZone))
    bag_set (bag, PROPERTY_StartTimeZone, zone ? zone : "UTC");
  if (!bag_get (*bag, PROPERTY_UID)) {
    g_autofree char *uid = make_uid (mailbox, now);

    bag_set (bag, PROPERTY_UID, uid);
  }
  code = rules_check_times (bag, zone);
  return code ? code : series_normalise (NULL, bag);
}

void
rules_task_set (Bag **bag, PropertyId id, gint64 now)
{
  gboolean done;

  if (id == PROPERTY_CompleteDate)
    done = bag_get (*bag, PROPERTY_CompleteDate) != NULL;
  else if (id == PROPERTY_PercentComplete)
    done = g_ascii_strtod (bag_get (*bag, id) ? bag_get (*bag, id) : "0", NULL) >= 100;
  else if (id == PROPERTY_Status)
    done = g_strcmp0 (bag_get (*bag, id), "Completed") == 0;
  else
    return;
  if (done) {
    bag_set (bag, PROPERTY_Status, "Completed");
    bag_set (bag, PROPERTY_PercentComplete, "100");
    if (!bag_get (*bag, PROPERTY_CompleteDate))
      set_time (bag, PROPERTY_CompleteDate, midnight_before (now));
    return;
  }
  bag_set (bag, PROPERTY_CompleteDate, NULL);
  if (id == PROPERTY_Status && g_ascii_strtod (bag_get (*bag, PROPERTY_PercentComplete) ?: "0", NULL) >= 100)
    bag_set (bag, PROPERTY_PercentComplete, "0");
  if (id == PROPERTY_Status && strcmp (bag_get (*bag, id) ?: "NotStarted", "NotStarted") == 0)
    bag_set (bag, PROPERTY_PercentComplete, "0");
  if (id != PROPERTY_Status && g_strcmp0 (bag_get (*bag, PROPERTY_Status), "Completed") == 0)
    bag_set (bag, PROPERTY_Status, "NotStarted");
  if (id == PROPERTY_PercentComplete && g_ascii_strtod (bag_get (*bag, id) ?: "0", NULL) > 0
      && g_strcmp0 (bag_get (*bag, PROPERTY_Status) ?: "NotStarted", "NotStarted") == 0)
    bag_set (bag, PROPERTY_Status, "InProgress");
}

static const char *
check_task (Bag **bag)
{
  const char *start = bag_get (*bag, PROPERTY_StartDate), *due = bag_get (*bag, PROPERTY_DueDate);
  const char *percent = bag_get (*bag, PROPERTY_PercentComplete);

  if (percent && (g_ascii_strtod (percent, NULL) < 0 || g_ascii_strtod (percent, NULL) > 100))
    return "ErrorInvalidPercentCompleteValue";
  /* A task cannot be due before it starts. */
  if (start && (!due || value_load (due) < value_load (start)))
    bag_set (bag, PROPERTY_DueDate, start);
  return task_series_check (bag);
}

static void
fold_item_class (ItemKind kind, Bag **bag)
{
  static const char *const plain[] = { "IPM.Appointment", "IPM.Task", "IPM.Note" };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (g_strcmp0 (bag_get (*bag, PROPERTY_ItemClass), plain[i]) == 0)
      bag_set (bag, PROPERTY_ItemClass, NULL);
}

static gboolean
class_fits (ItemKind kind, const char *item_class)
{
  const char *base = kind == KIND_CALENDAR ? "IPM.Appointment" : kind == KIND_TASK ? "IPM.Task" : "IPM.";
  gsize length = strlen (base);

  return !item_class
         || (g_ascii_strncasecmp (item_class, base, length) == 0
             && (kind == KIND_MESSAGE || item_class[length] == '\0' || item_class[length] == '.'));
}

const char *
rules_complete_new (Mailbox *mailbox, ItemKind kind, Bag **bag, const char *zone, gint64 now)
{
  if (!class_fits (kind, bag_get (*bag, PROPERTY_ItemClass)))
    return "ErrorObjectTypeChanged";
  fold_item_class (kind, bag);
  if (kind == KIND_CALENDAR)
    return complete_calendar (mailbox, bag, zone, now);
  if (kind == KIND_TASK) {
    static const PropertyId order[] = { PROPERTY_CompleteDate, PROPERTY_PercentComplete, PROPERTY_Status };
    g_autoptr (Bag) sent = bag_copy (*bag);

    /* As if set one after the other, in schema order: the last one wins. */
    for (guint i = 0; i < G_N_ELEMENTS (order); i++)
      bag_set (bag, order[i], NULL);
    for (guint i = 0; i < G_N_ELEMENTS (order); i++)
      if (bag_get (sent, order[i])) {
        bag_set (bag, order[i], bag_get (sent, order[i]));
        rules_task_set (bag, order[i], now);
      }
    return check_task (bag);
  }
  return NULL;
}

const char *
rules_check_update (ItemKind kind, const Bag *before, Bag **bag, const char *zone, gint64 now)
{
  const char *code = NULL;

  if (!class_fits (kind, bag_get (*bag, PROPERTY_ItemClass)))
    return "ErrorObjectTypeChanged";
  fold_item_class (kind, bag);
  if (kind == KIND_CALENDAR) {
    code = rules_check_times (bag, zone);
    return code ? code : series_normalise (before, bag);
  }
  if (kind == KIND_TASK) {
    g_autofree char *count = NULL;

    count = g_strdup_printf ("%" G_GINT64_FORMAT, value_load (bag_get (before, PROPERTY_CHANGES) ?: "1") + 1);
    bag_set (bag, PROPERTY_CHANGES, count);
    return check_task (bag);
  }
  return NULL;
}
