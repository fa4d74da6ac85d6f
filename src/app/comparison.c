/* SPDX-License-Identifier: MIT */
#include "app/comparison.h"

#include "app/time-text.h"
#include "app/value-text.h"
#include "base/i18n.h"
#include "core/form.h"

/* All four as Exchange would show them, so that what differs only in form does not differ. NULL: not there. */
typedef struct {
  BpItem *local, *agreed_local; /* owned */
  const BpItem *remote, *agreed_remote;
} Sides;

static void
sides_clear (Sides *self)
{
  g_clear_pointer (&self->local, bp_item_unref);
  g_clear_pointer (&self->agreed_local, bp_item_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sides, sides_clear)

void
bp_comparison_row_free (BpComparisonRow *self)
{
  if (!self)
    return;
  g_free (self->label);
  g_free (self->local);
  g_free (self->remote);
  g_free (self->agreed);
  g_free (self);
}

/* --- fields ------------------------------------------------------------------------------------------------------------ */

static const char *
value_of (const BpItem *item, BpField field)
{
  return item ? bp_item_get_or_default (item, field) : NULL;
}

static gboolean
differs (const BpItem *a, const BpItem *b, BpField field)
{
  return a && b && g_strcmp0 (value_of (a, field), value_of (b, field)) != 0;
}

static gboolean
says_something (const BpItem *item, BpField field)
{
  const char *value = item ? bp_item_get (item, field) : NULL;
  return value && g_strcmp0 (value, bp_field_info (field)->default_value) != 0;
}

/* A record that names no zone is in the site's, and so is its item: nothing to tell. */
static gboolean
is_site_zone (BpField field, const BpRecordDetail *detail, const Sides *sides)
{
  return field == BP_FIELD_TIME_ZONE && detail->local && !bp_item_get (detail->local, field)
         && !differs (sides->local, sides->remote, field);
}

static gboolean
is_info (BpField field)
{
  return field == BP_FIELD_INFO_TEXT || field == BP_FIELD_INFO_FORMAT;
}

/* One text where both sides meant the same, else both. */
static char *
agreed_text (const char *local, const char *remote)
{
  if (g_strcmp0 (local, remote) == 0)
    return g_strdup (local);
  return g_strdup_printf (_ ("büro+: %s / Exchange: %s"), local, remote);
}

/* Exchange's text is never asked for: what is known of it is what was sent. */
static void
compare_info (BpComparisonRow *row, BpField field, const BpRecordDetail *detail)
{
  row->remote = g_strdup (detail->remote ? _ ("is not read") : "–");
  row->agreed = bp_value_text (field, value_of (detail->agreed_local, field));
  row->local_changed = differs (detail->local, detail->agreed_local, field);
}

static BpComparisonRow *
compare_field (BpField field, const BpRecordDetail *detail, const Sides *sides)
{
  BpComparisonRow *row = g_new0 (BpComparisonRow, 1);
  row->label = g_strdup (bp_value_label (field));
  row->local = bp_value_text (field, value_of (detail->local, field));
  if (is_info (field)) {
    compare_info (row, field, detail);
    return row;
  }
  g_autofree char *agreed_local = bp_value_text (field, value_of (sides->agreed_local, field));
  g_autofree char *agreed_remote = bp_value_text (field, value_of (sides->agreed_remote, field));
  row->remote = bp_value_text (field, value_of (sides->remote, field));
  row->agreed = agreed_text (agreed_local, agreed_remote);
  row->local_changed = differs (sides->local, sides->agreed_local, field);
  row->remote_changed = differs (sides->remote, sides->agreed_remote, field);
  row->differs = differs (sides->local, sides->remote, field);
  return row;
}

/* --- exceptions of a series ---------------------------------------------------------------------------------------------- */

static char *
exception_text (const BpException *exception)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  if (!exception)
    return g_strdup ("–");
  if (exception->cancelled)
    return g_strdup (_ ("cancelled"));
  for (int field = 0; field < BP_FIELD_COUNT; field++) {
    g_autofree char *value =
      exception->values[field] ? bp_value_text ((BpField) field, exception->values[field]) : NULL;
    if (value)
      g_ptr_array_add (parts, g_strdup_printf ("%s: %s", bp_value_label ((BpField) field), value));
  }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

static const BpException *
exception_of (const BpItem *item, const char *original_start)
{
  return item ? bp_item_find_exception (item, original_start) : NULL;
}

static gboolean
exceptions_differ (const BpItem *a, const BpItem *b, const char *original_start)
{
  const BpException *x = exception_of (a, original_start), *y = exception_of (b, original_start);
  if (!a || !b || (!x && !y))
    return FALSE;
  return !x || !y || !bp_exception_equal (x, y);
}

static BpComparisonRow *
compare_exception (const char *original_start, const Sides *sides)
{
  BpComparisonRow *row = g_new0 (BpComparisonRow, 1);
  g_autofree char *day = bp_wall_text (original_start);
  g_autofree char *agreed_local = exception_text (exception_of (sides->agreed_local, original_start));
  g_autofree char *agreed_remote = exception_text (exception_of (sides->agreed_remote, original_start));
  row->label = g_strdup_printf (_ ("Occurrence %s"), day);
  row->local = exception_text (exception_of (sides->local, original_start));
  row->remote = exception_text (exception_of (sides->remote, original_start));
  row->agreed = agreed_text (agreed_local, agreed_remote);
  row->local_changed = exceptions_differ (sides->local, sides->agreed_local, original_start);
  row->remote_changed = exceptions_differ (sides->remote, sides->agreed_remote, original_start);
  row->differs = exceptions_differ (sides->local, sides->remote, original_start);
  return row;
}

static void
add_exceptions (GPtrArray *rows, const Sides *sides)
{
  const BpItem *all[] = { sides->local, sides->remote, sides->agreed_local, sides->agreed_remote };
  g_autoptr (GTree) starts = g_tree_new ((GCompareFunc) g_strcmp0);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    for (guint n = 0; all[i] && n < bp_item_n_exceptions (all[i]); n++) {
      char *start = bp_item_nth_exception (all[i], n)->original_start;
      g_tree_insert (starts, start, start);
    }
  for (GTreeNode *node = g_tree_node_first (starts); node; node = g_tree_node_next (node))
    g_ptr_array_add (rows, compare_exception (g_tree_node_key (node), sides));
}

/* --- all of it ------------------------------------------------------------------------------------------------------------ */

GPtrArray *
bp_comparison_new (BpKind kind, const BpRecordDetail *detail)
{
  BpSite site = { .time_zone = detail->time_zone };
  g_auto (Sides)
    sides = { .local = detail->local ? bp_form_to_remote (detail->local, &site) : NULL,
              .agreed_local = detail->agreed_local ? bp_form_to_remote (detail->agreed_local, &site) : NULL,
              .remote = detail->remote,
              .agreed_remote = detail->agreed_remote };
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_comparison_row_free);
  for (int i = 0; i < BP_FIELD_COUNT; i++) {
    BpField field = (BpField) i;
    gboolean says = says_something (detail->local, field) || says_something (detail->remote, field)
                    || says_something (detail->agreed_local, field) || says_something (detail->agreed_remote, field);
    if (bp_field_applies (field, kind) && says && !is_site_zone (field, detail, &sides))
      g_ptr_array_add (rows, compare_field (field, detail, &sides));
  }
  add_exceptions (rows, &sides);
  return rows;
}

/* --- conflicts -------------------------------------------------------------------------------------------------------------- */

/* The value of a unit: its fields in words; what this version cannot read, as it is stored. */
static char *
unit_text (BpKind kind, const char *json)
{
  g_autoptr (BpItem) item = json ? bp_item_from_json (kind, json, NULL) : NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  for (int field = 0; item && field < BP_FIELD_COUNT; field++) {
    const char *value = bp_item_get (item, (BpField) field);
    if (value)
      g_ptr_array_add (parts, bp_value_text ((BpField) field, value));
  }
  for (guint i = 0; item && i < bp_item_n_exceptions (item); i++)
    g_ptr_array_add (parts, exception_text (bp_item_nth_exception (item, i)));
  if (!parts->len)
    return g_strdup (item || !json || !*json ? "–" : json);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

char *
bp_comparison_conflict_text (const BpConflictView *conflict, BpKind kind)
{
  g_autofree char *local = unit_text (kind, conflict->local_value);
  g_autofree char *remote = unit_text (kind, conflict->remote_value);
  g_autofree char *day = conflict->original_start ? bp_wall_text (conflict->original_start) : NULL;
  gboolean exchange = g_strcmp0 (conflict->winner, "exchange") == 0;
  const char *rule = conflict->rule_label ? conflict->rule_label : "";
  g_autofree char *what =
    day ? g_strdup_printf ("%s (%s)", conflict->unit_label, day) : g_strdup (conflict->unit_label);
  if (exchange)
    return g_strdup_printf (_ ("%s: in büro+ “%s”, in Exchange “%s”. Exchange counts (%s)."), what, local, remote,
                            rule);
  return g_strdup_printf (_ ("%s: in büro+ “%s”, in Exchange “%s”. büro+ counts (%s)."), what, local, remote, rule);
}
