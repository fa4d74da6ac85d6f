/* SPDX-License-Identifier: MIT */
#include "core/item.h"

#include <string.h>

#include <jansson.h>

#include "base/error.h"
#include "base/i18n.h"
#include "core/json-text.h"

#define EXCEPTIONS_KEY "exceptions"
#define CANCELLED_KEY "cancelled"
#define HASH_LENGTH 16

struct _BpItem {
  int refs;
  BpKind kind;
  char *values[BP_FIELD_COUNT];
  GPtrArray *exceptions; /* BpException by original start; NULL while there is none */
  char *json;            /* of the item as it is, once it was asked for */
};

/* --- exceptions --------------------------------------------------------------------------------------------------- */

BpException *
bp_exception_new (const char *original_start)
{
  BpException *self = g_new0 (BpException, 1);
  self->original_start = g_strdup (original_start);
  return self;
}

BpException *
bp_exception_copy (const BpException *self)
{
  BpException *copy = bp_exception_new (self->original_start);
  copy->cancelled = self->cancelled;
  for (guint field = 0; field < BP_FIELD_COUNT; field++)
    copy->values[field] = g_strdup (self->values[field]);
  return copy;
}

gboolean
bp_exception_equal (const BpException *a, const BpException *b)
{
  if (strcmp (a->original_start, b->original_start) != 0 || a->cancelled != b->cancelled)
    return FALSE;
  for (guint field = 0; field < BP_FIELD_COUNT; field++)
    if (g_strcmp0 (a->values[field], b->values[field]) != 0)
      return FALSE;
  return TRUE;
}

void
bp_exception_free (BpException *self)
{
  if (!self)
    return;
  g_free (self->original_start);
  for (guint field = 0; field < BP_FIELD_COUNT; field++)
    g_free (self->values[field]);
  g_free (self);
}

/* Where the exception stands, or would stand. */
static gboolean
locate_exception (const BpItem *self, const char *original_start, guint *ret_index)
{
  guint low = 0, high = bp_item_n_exceptions (self);
  while (low < high) {
    guint middle = (low + high) / 2;
    int order = strcmp (bp_item_nth_exception (self, middle)->original_start, original_start);
    if (order == 0) {
      *ret_index = middle;
      return TRUE;
    }
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  *ret_index = low;
  return FALSE;
}

guint
bp_item_n_exceptions (const BpItem *self)
{
  return self->exceptions ? self->exceptions->len : 0;
}

const BpException *
bp_item_nth_exception (const BpItem *self, guint index)
{
  return g_ptr_array_index (self->exceptions, index);
}

const BpException *
bp_item_find_exception (const BpItem *self, const char *original_start)
{
  guint index;
  return locate_exception (self, original_start, &index) ? bp_item_nth_exception (self, index) : NULL;
}

void
bp_item_take_exception (BpItem *self, BpException *exception)
{
  guint index;
  g_clear_pointer (&self->json, g_free);
  if (!self->exceptions)
    self->exceptions = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_exception_free);
  if (locate_exception (self, exception->original_start, &index))
    g_ptr_array_remove_index (self->exceptions, index);
  g_ptr_array_insert (self->exceptions, (int) index, exception);
}

void
bp_item_remove_exception (BpItem *self, const char *original_start)
{
  guint index;
  g_clear_pointer (&self->json, g_free);
  if (locate_exception (self, original_start, &index))
    g_ptr_array_remove_index (self->exceptions, index);
}

static void
copy_exceptions (BpItem *self, const BpItem *from)
{
  g_clear_pointer (&self->json, g_free);
  g_clear_pointer (&self->exceptions, g_ptr_array_unref);
  for (guint i = 0; i < bp_item_n_exceptions (from); i++)
    bp_item_take_exception (self, bp_exception_copy (bp_item_nth_exception (from, i)));
}

static gboolean
exceptions_equal (const BpItem *a, const BpItem *b)
{
  guint count = bp_item_n_exceptions (a);
  if (count != bp_item_n_exceptions (b))
    return FALSE;
  for (guint i = 0; i < count; i++)
    if (!bp_exception_equal (bp_item_nth_exception (a, i), bp_item_nth_exception (b, i)))
      return FALSE;
  return TRUE;
}

/* --- the item ----------------------------------------------------------------------------------------------------- */

BpItem *
bp_item_new (BpKind kind)
{
  BpItem *self = g_new0 (BpItem, 1);
  self->refs = 1;
  self->kind = kind;
  return self;
}

BpItem *
bp_item_ref (BpItem *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

static void
item_free (BpItem *self)
{
  for (guint field = 0; field < BP_FIELD_COUNT; field++)
    g_free (self->values[field]);
  g_clear_pointer (&self->exceptions, g_ptr_array_unref);
  g_free (self->json);
  g_free (self);
}

void
bp_item_unref (BpItem *self)
{
  if (self && g_atomic_int_dec_and_test (&self->refs))
    item_free (self);
}

BpItem *
bp_item_copy (const BpItem *self)
{
  BpItem *copy = bp_item_new (self->kind);
  for (guint field = 0; field < BP_FIELD_COUNT; field++)
    copy->values[field] = g_strdup (self->values[field]);
  copy_exceptions (copy, self);
  return copy;
}

BpKind
bp_item_kind (const BpItem *self)
{
  return self->kind;
}

const char *
bp_item_get (const BpItem *self, BpField field)
{
  return self->values[field];
}

const char *
bp_item_get_or_default (const BpItem *self, BpField field)
{
  return self->values[field] ? self->values[field] : bp_field_info (field)->default_value;
}

void
bp_item_set (BpItem *self, BpField field, const char *value)
{
  char *copy;
  if (g_strcmp0 (self->values[field], value) == 0)
    return;
  copy = g_strdup (value);
  g_free (self->values[field]);
  self->values[field] = copy;
  g_clear_pointer (&self->json, g_free);
}

gboolean
bp_item_is_all_day (const BpItem *self)
{
  return g_strcmp0 (self->values[BP_FIELD_ALL_DAY], "1") == 0;
}

gboolean
bp_item_is_series (const BpItem *self)
{
  return self->values[BP_FIELD_RECURRENCE] != NULL;
}

/* The value, NULL if it is the default one: what counts when items are compared. */
static const char *
own_value (const BpItem *self, BpField field)
{
  const char *value = self->values[field];
  return value && g_strcmp0 (value, bp_field_info (field)->default_value) != 0 ? value : NULL;
}

BpUnitSet
bp_item_diff (const BpItem *a, const BpItem *b)
{
  BpUnitSet different = 0;
  for (guint field = 0; field < BP_FIELD_COUNT; field++)
    if (g_strcmp0 (own_value (a, field), own_value (b, field)) != 0)
      different |= BP_UNIT_BIT (bp_field_unit (field, a->kind));
  if (!exceptions_equal (a, b))
    different |= BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  return different;
}

void
bp_item_copy_units (BpItem *self, const BpItem *from, BpUnitSet units)
{
  for (guint field = 0; field < BP_FIELD_COUNT; field++)
    if (bp_field_applies (field, self->kind) && (units & BP_UNIT_BIT (bp_field_unit (field, self->kind))))
      bp_item_set (self, field, from->values[field]);
  if (units & BP_UNIT_BIT (BP_UNIT_EXCEPTIONS))
    copy_exceptions (self, from);
}

BpUnitSet
bp_item_empty_units (const BpItem *self)
{
  BpUnitSet known = BP_UNIT_BIT (BP_UNIT_EXCEPTIONS), filled = 0;
  for (guint field = 0; field < BP_FIELD_COUNT; field++) {
    BpUnitSet unit = BP_UNIT_BIT (bp_field_unit (field, self->kind));
    if (!bp_field_applies (field, self->kind))
      continue;
    known |= unit;
    if (own_value (self, field))
      filled |= unit;
  }
  if (bp_item_n_exceptions (self) > 0)
    filled |= BP_UNIT_BIT (BP_UNIT_EXCEPTIONS);
  return known & ~filled;
}

/* --- JSON --------------------------------------------------------------------------------------------------------- */

static void
separate (GString *json)
{
  if (json->str[json->len - 1] != '{')
    g_string_append_c (json, ',');
}

/* The name is one of ours: nothing to be spelled. */
static void
append_name (GString *json, const char *name)
{
  separate (json);
  g_string_append_c (json, '"');
  g_string_append (json, name);
  g_string_append (json, "\":");
}

static void
append_member (GString *json, const char *name, const char *value)
{
  append_name (json, name);
  bp_json_append_text (json, value);
}

static void
append_exceptions (GString *json, const BpItem *self)
{
  g_string_append_c (json, '{');
  for (guint i = 0; i < bp_item_n_exceptions (self); i++) {
    const BpException *exception = bp_item_nth_exception (self, i);
    separate (json);
    bp_json_append_text (json, exception->original_start);
    g_string_append (json, ":{");
    if (exception->cancelled)
      append_member (json, CANCELLED_KEY, "1");
    for (guint field = 0; field < BP_FIELD_COUNT; field++)
      if (exception->values[field])
        append_member (json, bp_field_info (field)->name, exception->values[field]);
    g_string_append_c (json, '}');
  }
  g_string_append_c (json, '}');
}

static char *
units_to_json (const BpItem *self, BpUnitSet units)
{
  GString *json = g_string_sized_new (512);
  g_string_append_c (json, '{');
  for (guint field = 0; field < BP_FIELD_COUNT; field++)
    if (self->values[field] && (units & BP_UNIT_BIT (bp_field_unit (field, self->kind))))
      append_member (json, bp_field_info (field)->name, self->values[field]);
  if (bp_item_n_exceptions (self) > 0 && (units & BP_UNIT_BIT (BP_UNIT_EXCEPTIONS))) {
    append_name (json, EXCEPTIONS_KEY);
    append_exceptions (json, self);
  }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/* Shadows, the inbox and intents ask for it, mostly for the same item. */
char *
bp_item_to_json (const BpItem *self)
{
  if (!self->json)
    ((BpItem *) self)->json = units_to_json (self, BP_UNITS_ALL);
  return g_strdup (self->json);
}

char *
bp_item_unit_to_json (const BpItem *self, BpUnit unit)
{
  return units_to_json (self, BP_UNIT_BIT (unit));
}

/* The fields of an object into `values`; FALSE if one is no text. */
static gboolean
read_values (json_t *object, char **values)
{
  const char *key;
  json_t *value;
  json_object_foreach (object, key, value)
  {
    BpField field;
    if (!bp_field_by_name (key, &field))
      continue;
    if (!json_is_string (value))
      return FALSE;
    g_free (values[field]);
    values[field] = g_strdup (json_string_value (value));
  }
  return TRUE;
}

static gboolean
read_exceptions (json_t *all, BpItem *item)
{
  const char *original_start;
  json_t *one;
  if (all && !json_is_object (all))
    return FALSE;
  json_object_foreach (all, original_start, one)
  {
    BpException *exception = bp_exception_new (original_start);
    gboolean read = json_is_object (one) && read_values (one, exception->values);
    exception->cancelled = g_strcmp0 (json_string_value (json_object_get (one, CANCELLED_KEY)), "1") == 0;
    bp_item_take_exception (item, exception);
    if (!read)
      return FALSE;
  }
  return TRUE;
}

BpItem *
bp_item_from_json (BpKind kind, const char *json, GError **error)
{
  BpItem *item = bp_item_new (kind);
  json_t *object = json ? json_loads (json, 0, NULL) : NULL;
  gboolean read = json_is_object (object) && read_values (object, item->values)
                  && read_exceptions (json_object_get (object, EXCEPTIONS_KEY), item);
  json_decref (object);
  if (read)
    return item;
  item_free (item);
  bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("A stored state of a record is damaged."));
  return NULL;
}

/* --- hashes and keys ---------------------------------------------------------------------------------------------- */

/* With the terminating zero, which no value contains: two pairs never run into one another. */
static void
hash_text (GChecksum *checksum, const char *text)
{
  g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text) + 1);
}

/* FALSE if the unit has no value. */
static gboolean
hash_unit (const BpItem *self, BpUnit unit, GChecksum *checksum)
{
  gboolean filled = FALSE;
  for (guint field = 0; field < BP_FIELD_COUNT; field++) {
    const char *value = bp_field_unit (field, self->kind) == unit ? own_value (self, field) : NULL;
    if (!value)
      continue;
    filled = TRUE;
    hash_text (checksum, bp_field_info (field)->name);
    hash_text (checksum, value);
  }
  return filled;
}

static gboolean
hash_exceptions (const BpItem *self, GChecksum *checksum)
{
  GString *json;
  if (bp_item_n_exceptions (self) == 0)
    return FALSE;
  json = g_string_new (NULL);
  append_exceptions (json, self);
  hash_text (checksum, json->str);
  g_string_free (json, TRUE);
  return TRUE;
}

char *
bp_item_unit_hashes (const BpItem *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  GString *hashes = g_string_sized_new ((gsize) BP_UNIT_COUNT * (HASH_LENGTH + 1));
  for (guint unit = 0; unit < BP_UNIT_COUNT; unit++) {
    gboolean filled = unit == BP_UNIT_EXCEPTIONS ? hash_exceptions (self, checksum) : hash_unit (self, unit, checksum);
    if (unit > 0)
      g_string_append_c (hashes, ',');
    if (filled) {
      g_string_append_len (hashes, g_checksum_get_string (checksum), HASH_LENGTH);
      g_checksum_reset (checksum);
    }
  }
  return g_string_free (hashes, FALSE);
}

/* The length of the hash that begins here: 0 or 16; -1 if it is none. */
static int
hash_length (const char *text)
{
  gsize length = strspn (text, "0123456789abcdef");
  if (length != 0 && length != HASH_LENGTH)
    return -1;
  return text[length] == ',' || text[length] == '\0' ? (int) length : -1;
}

BpUnitSet
bp_item_diff_hashes (const char *a, const char *b)
{
  BpUnitSet different = 0;
  if (!a || !b)
    return BP_UNITS_ALL;
  for (guint unit = 0; unit < BP_UNIT_COUNT; unit++) {
    int length_a = hash_length (a), length_b = hash_length (b);
    char expected = unit + 1 < BP_UNIT_COUNT ? ',' : '\0';
    if (length_a < 0 || length_b < 0 || a[length_a] != expected || b[length_b] != expected)
      return BP_UNITS_ALL;
    if (length_a != length_b || memcmp (a, b, (gsize) length_a) != 0)
      different |= BP_UNIT_BIT (unit);
    a += length_a + 1;
    b += length_b + 1;
  }
  return different;
}

char *
bp_item_match_key (const BpItem *self)
{
  g_autofree char *subject =
    g_strstrip (g_strdup (self->values[BP_FIELD_SUBJECT] ? self->values[BP_FIELD_SUBJECT] : ""));
  const char *const *values = (const char *const *) self->values;
#define OR_EMPTY(field) (values[field] ? values[field] : "")
  if (self->kind == BP_KIND_TASK)
    return g_strjoin ("|", OR_EMPTY (BP_FIELD_START_DATE), OR_EMPTY (BP_FIELD_DUE_DATE), OR_EMPTY (BP_FIELD_RECURRENCE),
                      subject, NULL);
  return g_strjoin ("|", OR_EMPTY (BP_FIELD_STARTS_AT), OR_EMPTY (BP_FIELD_ENDS_AT),
                    bp_item_is_all_day (self) ? "day" : "time", bp_item_is_series (self) ? "series" : "single", subject,
                    NULL);
#undef OR_EMPTY
}
