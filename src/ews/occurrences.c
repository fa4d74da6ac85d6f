/* SPDX-License-Identifier: MIT */
#include "ews/occurrences.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "core/recurrence.h"
#include "core/series.h"
#include "core/zone.h"
#include "ews/items.h"
#include "ews/time.h"

#define DATE_LENGTH 10
#define LAST_DAY "4500-08-31"

/* --- reading ------------------------------------------------------------------------------------------------------ */

/* The original start of the occurrence that begins at the instant: its day, at the series' time of day. New; NULL if it is
 * no time. */
static char *
original_start (const BpItem *series, const char *text)
{
  const char *start = bp_item_get (series, BP_FIELD_STARTS_AT), *zone = bp_item_get (series, BP_FIELD_TIME_ZONE);
  g_autofree char *from = NULL, *to = NULL;
  if (!start || !bp_ews_time_to_wall (text, text, bp_item_is_all_day (series), zone, &from, &to))
    return NULL;
  return g_strdup_printf ("%.*s%s", DATE_LENGTH, from, start + DATE_LENGTH);
}

void
bp_ews_occurrences_read_deleted (const BpEwsRow *row, xmlNode *item, const BpEwsSite *site, BpRemoteItem *out)
{
  xmlNode *one = bp_ews_first (bp_ews_child (item, row->element));
  for (; one; one = bp_ews_next (one)) {
    g_autofree char *start = bp_ews_dup_child_text (one, "Start");
    g_autofree char *key = original_start (out->item, start);
    BpException *exception;
    if (!key)
      continue;
    exception = bp_exception_new (key);
    exception->cancelled = TRUE;
    bp_item_take_exception (out->item, exception);
  }
}

/* A changed occurrence that is to be read: of which result, and where it belongs. */
typedef struct {
  BpItemResult *result;
  char *id;
  char *key;
} Modified;

static void
modified_free (gpointer data)
{
  Modified *self = data;
  g_free (self->id);
  g_free (self->key);
  g_free (self);
}

static void
list_modified (xmlNode *item, BpItemResult *result, GPtrArray *list)
{
  xmlNode *one = bp_ews_first (bp_ews_child (item, "ModifiedOccurrences"));
  for (; one; one = bp_ews_next (one)) {
    g_autofree char *start = bp_ews_dup_child_text (one, "OriginalStart");
    g_autofree char *id = bp_ews_dup_attribute (bp_ews_child (one, "ItemId"), "Id");
    g_autofree char *key = original_start (result->item->item, start);
    Modified *modified;
    if (!id || !key)
      continue;
    modified = g_new0 (Modified, 1);
    modified->result = result;
    modified->id = g_steal_pointer (&id);
    modified->key = g_steal_pointer (&key);
    g_ptr_array_add (list, modified);
  }
}

/* The occurrence's values, in the zone of the series. */
static void
take_modified (const Modified *modified, BpItemResult *read)
{
  BpItem *series = modified->result->item->item;
  if (g_error_matches (read->error, BP_ERROR, BP_ERROR_NOT_FOUND))
    return;
  if (read->error || read->item->unsupported) {
    if (!modified->result->error && !read->error)
      bp_set_said_error (&modified->result->error, BP_ERROR_INVALID, NULL, g_strdup (read->item->unsupported));
    else if (!modified->result->error)
      modified->result->error = g_steal_pointer (&read->error);
    return;
  }
  for (guint i = 0; i < 2; i++) {
    BpField field = i ? BP_FIELD_ENDS_AT : BP_FIELD_STARTS_AT;
    const char *zone = bp_item_get (read->item->item, BP_FIELD_TIME_ZONE);
    g_autofree char *wall = NULL;
    gint64 instant;
    if (bp_item_is_all_day (read->item->item)
        || !bp_zone_to_instant (bp_item_get (read->item->item, field), zone, &instant))
      continue;
    wall = bp_zone_to_wall (instant, bp_item_get (series, BP_FIELD_TIME_ZONE));
    bp_item_set (read->item->item, field, wall);
  }
  bp_item_take_exception (series, bp_series_exception (read->item->item, modified->key));
}

gboolean
bp_ews_occurrences_read_modified (BpEwsConnection *connection, const BpAccount *account, xmlNode *const *items,
                                  GPtrArray *results, GCancellable *cancellable, GError **error)
{
  const BpEwsSite *site = bp_ews_connection_get_site (connection);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (modified_free);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GPtrArray) read = NULL;
  for (guint i = 0; i < results->len; i++)
    if (items[i])
      list_modified (items[i], results->pdata[i], list);
  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (ids, ((Modified *) list->pdata[i])->id);
  if (ids->len > 0) {
    read = bp_ews_items_read_occurrences (connection, account, (const char *const *) ids->pdata, ids->len, cancellable,
                                          error);
    if (!read)
      return FALSE;
  }
  for (guint i = 0; read && i < list->len; i++)
    take_modified (list->pdata[i], read->pdata[i]);
  for (guint i = 0; i < results->len; i++) {
    BpItemResult *result = results->pdata[i];
    const char *zone = result->item ? bp_item_get (result->item->item, BP_FIELD_TIME_ZONE) : NULL;
    if (result->item)
      bp_series_normalise (result->item->item, zone ? zone : site->time_zone);
  }
  return TRUE;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

/* One series while its exceptions are written. */
typedef struct {
  BpEwsConnection *connection;
  const BpAccount *account;
  const BpItemWrite *write;
  const BpItem *series;
  BpRecurrence rule;
  char *change_key;   /* of the series, as last known */
  BpItem *current;    /* what the server has; NULL: not read yet */
  gboolean was_reset; /* it has forgotten the exceptions, on our behalf */
  GCancellable *cancellable;
} Writing;

static const char *
zone_of (const Writing *self)
{
  const char *zone = bp_item_get (self->series, BP_FIELD_TIME_ZONE);
  return zone ? zone : bp_ews_connection_get_site (self->connection)->time_zone;
}

/* Reads the series: what it has now, and under which key. FALSE with the result's error set, or with `error`. */
static gboolean
refresh (Writing *self, BpItemResult *result, GError **error)
{
  const char *ids[] = { self->write->id };
  g_autoptr (GPtrArray) read =
    bp_ews_items_read (self->connection, self->account, BP_KIND_APPOINTMENT, ids, 1, self->cancellable, error);
  BpItemResult *one = read ? read->pdata[0] : NULL;
  if (!one)
    return FALSE;
  if (one->error) {
    result->error = g_steal_pointer (&one->error);
    return FALSE;
  }
  g_clear_pointer (&self->current, bp_item_unref);
  self->current = bp_item_ref (one->item->item);
  g_free (self->change_key);
  self->change_key = g_strdup (one->change_key);
  return TRUE;
}

/* The units in which an occurrence is to be written; 0: it is as it should be. */
static BpUnitSet
units_to_write (const BpItem *series, const BpException *wanted, const BpException *current,
                const BpException *original)
{
  BpUnitSet units = 0;
  for (int field = 0; field < BP_FIELD_COUNT; field++) {
    const char *value = wanted ? wanted->values[field] : NULL, *is = current ? current->values[field] : NULL;
    if (field != BP_FIELD_INFO_TEXT && g_strcmp0 (value, is) != 0)
      units |= BP_UNIT_BIT (bp_field_unit (field, BP_KIND_APPOINTMENT));
  }
  if (original && original->values[BP_FIELD_INFO_TEXT])
    units |= BP_UNIT_BIT (BP_UNIT_INFO);
  return units;
}

static void
put_id (const Writing *self, const char *key, BpEwsEnvelope *out)
{
  guint index = bp_recurrence_index (&self->rule, bp_item_get (self->series, BP_FIELD_STARTS_AT), key);
  char text[16];
  g_snprintf (text, sizeof text, "%u", index);
  bp_ews_envelope_open (out, "t:OccurrenceItemId");
  bp_ews_envelope_attribute (out, "RecurringMasterId", self->write->id);
  bp_ews_envelope_attribute (out, "InstanceIndex", text);
  bp_ews_envelope_close (out);
}

/* Sends the request and looks at each answer; the first refusal is the series'. */
static gboolean
send_all (Writing *self, BpEwsEnvelope *out, guint n, BpItemResult *result, GError **error)
{
  g_autoptr (BpEwsResponse) response =
    bp_ews_send (self->connection, self->account, out, TRUE, self->cancellable, error);
  if (!response)
    return FALSE;
  for (guint i = 0; i < n && !result->error; i++)
    bp_ews_message_check (bp_ews_response_nth_message (response, i), BP_ERROR_INVALID, &result->error);
  return result->error == NULL;
}

static gboolean
cancel_all (Writing *self, BpItemResult *result, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (self->account, NULL);
  guint n = 0;
  bp_ews_envelope_open (out, "m:DeleteItem");
  bp_ews_envelope_attribute (out, "DeleteType", "MoveToDeletedItems");
  bp_ews_envelope_attribute (out, "SendMeetingCancellations", "SendToNone");
  bp_ews_envelope_open (out, "m:ItemIds");
  for (guint i = 0; i < bp_item_n_exceptions (self->series); i++) {
    const BpException *wanted = bp_item_nth_exception (self->series, i);
    const BpException *is = bp_item_find_exception (self->current, wanted->original_start);
    if (!wanted->cancelled || (is && is->cancelled))
      continue;
    put_id (self, wanted->original_start, out);
    n++;
  }
  return n == 0 || send_all (self, out, n, result, error);
}

static gboolean
write_change (Writing *self, const char *key, BpEwsEnvelope *out)
{
  const BpException *wanted = bp_item_find_exception (self->series, key);
  const BpException *is = bp_item_find_exception (self->current, key);
  const BpException *original = bp_item_find_exception (self->write->item, key);
  const BpEwsSite *site = bp_ews_connection_get_site (self->connection);
  g_autoptr (BpException) plain = bp_exception_new (key);
  g_autoptr (BpItem) occurrence = bp_series_occurrence (self->series, wanted ? wanted : plain);
  BpItemWrite write = { .item = occurrence, .units = units_to_write (self->series, wanted, is, original) };
  if (original && original->values[BP_FIELD_INFO_TEXT]) {
    bp_item_set (occurrence, BP_FIELD_INFO_TEXT, original->values[BP_FIELD_INFO_TEXT]);
    bp_item_set (occurrence, BP_FIELD_INFO_FORMAT, bp_item_get (self->write->item, BP_FIELD_INFO_FORMAT));
  }
  if (!write.units || (wanted && wanted->cancelled) || (!wanted && is && is->cancelled))
    return FALSE;
  bp_ews_envelope_open (out, "t:ItemChange");
  put_id (self, key, out);
  bp_ews_envelope_open (out, "t:Updates");
  bp_ews_fields_write_occurrence (&write, site, out);
  bp_ews_envelope_close (out);
  bp_ews_envelope_close (out);
  return TRUE;
}

/* An occurrence that may have to be written, and whether it begins later than it does now. */
typedef struct {
  const char *key;
  gboolean later;
} Change;

static gboolean
begins_later (const Writing *self, const char *key)
{
  const BpException *wanted = bp_item_find_exception (self->series, key);
  const BpException *is = bp_item_find_exception (self->current, key);
  BpException plain = { .original_start = (char *) key };
  g_autofree char *to = bp_series_dup_value (self->series, wanted ? wanted : &plain, BP_FIELD_STARTS_AT);
  g_autofree char *from = bp_series_dup_value (self->series, is ? is : &plain, BP_FIELD_STARTS_AT);
  return g_strcmp0 (to, from) > 0;
}

/* Exchange lets no occurrence pass another, not even for a moment: those that move on make room from the last to the
 * first, then the others from the first to the last. */
static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const Change *one = a, *other = b;
  if (one->later != other->later)
    return one->later ? -1 : 1;
  return one->later ? strcmp (other->key, one->key) : strcmp (one->key, other->key);
}

/* Change: those that are wanted, and those that are to be as in the series again. */
static GArray *
list_changes (const Writing *self)
{
  const BpItem *const sides[] = { self->series, self->current };
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (Change));
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
    for (guint i = 0; i < bp_item_n_exceptions (sides[side]); i++) {
      Change change = { .key = bp_item_nth_exception (sides[side], i)->original_start };
      change.later = begins_later (self, change.key);
      if (g_hash_table_add (keys, (gpointer) change.key))
        g_array_append_val (changes, change);
    }
  g_array_sort (changes, compare_changes);
  return changes;
}

/* The series was read just now under the key that was planned with; the occurrences' own keys are nobody's plan. */
static gboolean
change_all (Writing *self, BpItemResult *result, GError **error)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (self->account, NULL);
  g_autoptr (GArray) changes = list_changes (self);
  guint n = 0;
  bp_ews_envelope_open (out, "m:UpdateItem");
  bp_ews_envelope_attribute (out, "ConflictResolution", "AlwaysOverwrite");
  bp_ews_envelope_attribute (out, "MessageDisposition", "SaveOnly");
  bp_ews_envelope_attribute (out, "SendMeetingInvitationsOrCancellations", "SendToNone");
  bp_ews_envelope_open (out, "m:ItemChanges");
  for (guint i = 0; i < changes->len; i++)
    n += write_change (self, g_array_index (changes, Change, i).key, out);
  return n == 0 || send_all (self, out, n, result, error);
}

/* A cancelled occurrence that is to take place again: Exchange has no request for that. */
static gboolean
needs_reset (const Writing *self)
{
  for (guint i = 0; i < bp_item_n_exceptions (self->current); i++) {
    const BpException *is = bp_item_nth_exception (self->current, i);
    const BpException *wanted = bp_item_find_exception (self->series, is->original_start);
    if (is->cancelled && !(wanted && wanted->cancelled))
      return TRUE;
  }
  return FALSE;
}

/* The same occurrences by other words: with another kind of end, or every day for seven days a week. FALSE if there are none. */
static gboolean
rephrase (const Writing *self, BpRecurrence *rule)
{
  const char *start = bp_item_get (self->series, BP_FIELD_STARTS_AT);
  g_autoptr (GPtrArray) all = NULL;
  if (!rule->count && !*rule->until) {
    g_strlcpy (rule->until, LAST_DAY, sizeof rule->until);
    return TRUE;
  }
  all = bp_recurrence_expand (rule, start, NULL, BP_RECURRENCE_MOST);
  if (rule->count && all->len > 0) {
    g_autofree char *last = g_strndup (all->pdata[all->len - 1], DATE_LENGTH);
    g_strlcpy (rule->until, last, sizeof rule->until);
    rule->count = 0;
    return TRUE;
  }
  if (all->len <= BP_RECURRENCE_MAX_COUNT) {
    rule->count = (int) all->len;
    *rule->until = '\0';
    return TRUE;
  }
  rule->days = BP_DAYS_ALL;
  rule->first_day = 1;
  rule->pattern = self->rule.pattern == BP_PATTERN_DAILY ? BP_PATTERN_WEEKLY : BP_PATTERN_DAILY;
  return rule->interval == 1
         && (self->rule.pattern == BP_PATTERN_DAILY
             || (self->rule.pattern == BP_PATTERN_WEEKLY && self->rule.days == BP_DAYS_ALL));
}

/* Writes the rule by other words and then as it is: Exchange forgets all exceptions over that, and what a reader sees in
 * between means the same. */
static gboolean
reset (Writing *self, BpItemResult *result, GError **error)
{
  BpRecurrence varied = self->rule;
  g_autofree char *text = NULL;
  if (!rephrase (self, &varied)) {
    bp_set_said_error (&result->error, BP_ERROR_INVALID, NULL,
                       bp_saying_new (N_ ("Exchange cannot bring back a cancelled occurrence of this series."), NULL));
    return FALSE;
  }
  text = bp_recurrence_to_rrule (&varied);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (BpItem) item = bp_item_copy (self->series);
    BpItemWrite write = {
      .id = self->write->id, .change_key = self->change_key, .item = item, .units = BP_UNIT_BIT (BP_UNIT_WHEN)
    };
    g_autoptr (GPtrArray) results = NULL;
    BpItemResult *one;
    if (i == 0)
      bp_item_set (item, BP_FIELD_RECURRENCE, text);
    results =
      bp_ews_items_update (self->connection, self->account, BP_KIND_APPOINTMENT, &write, 1, self->cancellable, error);
    if (!results)
      return FALSE;
    one = results->pdata[0];
    self->was_reset |= !one->error;
    if (one->error) {
      result->error = g_steal_pointer (&one->error);
      return FALSE;
    }
    g_free (self->change_key);
    self->change_key = g_strdup (one->change_key);
  }
  return refresh (self, result, error);
}

/* Of the exceptions only some units may be written: for the rest what the server has is what is wanted. New. */
static BpItem *
limit_exceptions (const Writing *self)
{
  BpItem *limited = bp_item_copy (self->series);
  bp_item_copy_units (limited, self->current, BP_UNIT_BIT (BP_UNIT_EXCEPTIONS));
  for (guint i = 0; i < bp_item_n_exceptions (self->series); i++) {
    const BpException *wanted = bp_item_nth_exception (self->series, i);
    const BpException *is = bp_item_find_exception (self->current, wanted->original_start);
    BpException *made = is ? bp_exception_copy (is) : bp_exception_new (wanted->original_start);
    for (int field = 0; field < BP_FIELD_COUNT; field++)
      if (self->write->exception_units & BP_UNIT_BIT (bp_field_unit (field, BP_KIND_APPOINTMENT))) {
        g_free (made->values[field]);
        made->values[field] = g_strdup (wanted->values[field]);
      }
    bp_item_take_exception (limited, made);
  }
  return limited;
}

static gboolean
write_all (Writing *self, BpItemResult *result, GError **error)
{
  g_autofree char *expected = g_strdup (self->change_key);
  g_autoptr (BpItem) limited = NULL;
  if (!bp_recurrence_parse (bp_item_get (self->series, BP_FIELD_RECURRENCE),
                            bp_item_get (self->series, BP_FIELD_STARTS_AT), zone_of (self), &self->rule, &result->error)
      || !refresh (self, result, error))
    return FALSE;
  if (g_strcmp0 (expected, self->change_key) != 0) {
    bp_set_error (&result->error, BP_ERROR_CHANGED_MEANWHILE, NULL,
                  N_ ("The series was changed in Exchange meanwhile."));
    return FALSE;
  }
  if (self->write->exception_units && self->write->exception_units != BP_UNITS_ALL) {
    limited = limit_exceptions (self);
    self->series = limited;
  }
  return (!needs_reset (self) || reset (self, result, error)) && cancel_all (self, result, error)
         && change_all (self, result, error) && refresh (self, result, error);
}

gboolean
bp_ews_occurrences_write (BpEwsConnection *connection, const BpAccount *account, const BpItemWrite *write,
                          const BpItem *series, BpItemResult *result, GCancellable *cancellable, GError **error)
{
  BpItemWrite addressed = *write;
  Writing self = { .connection = connection,
                   .account = account,
                   .write = &addressed,
                   .series = series,
                   .change_key = g_strdup (result->change_key),
                   .cancellable = cancellable };
  gboolean done;
  addressed.id = result->id;
  done = write_all (&self, result, error);
  if (done) {
    g_free (result->change_key);
    result->change_key = g_steal_pointer (&self.change_key);
  }
  /* What is missing now is not what somebody took away, and what was written before is there. */
  if (result->error && (self.was_reset || !write->id || (write->units & BP_UNIT_BIT (BP_UNIT_WHEN)))) {
    done = FALSE;
    g_propagate_error (error, g_steal_pointer (&result->error));
  }
  g_free (self.change_key);
  g_clear_pointer (&self.current, bp_item_unref);
  return done || result->error;
}
