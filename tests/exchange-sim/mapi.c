/* SPDX-License-Identifier: MIT */
#include "mapi.h"

#include "body.h"
#include "compute.h"
#include "extended.h"
#include "values.h"

#include <string.h>

typedef enum { AS_TEXT, AS_NUMBER, AS_TIME, AS_WORD, AS_FRACTION, AS_BODY, AS_SPECIAL } Form;

typedef char *(*Special) (const View *view);

#define WORDS(...)                                                                                                     \
  (const char *const[])                                                                                                \
  {                                                                                                                    \
    __VA_ARGS__, NULL                                                                                                  \
  }
#define MEETING "6ed8da90-450b-101b-98da-00aa003f1305"
#define APPOINTMENT "00062002-0000-0000-c000-000000000046"
#define TASK "00062003-0000-0000-c000-000000000046"
#define COMMON "00062008-0000-0000-c000-000000000046"
#define STRINGS "00020329-0000-0000-c000-000000000046"

/* Item ids, subjects of search folders and the like, for which there is no property. */
static char *entry_id (const View *view);
static char *message_flags (const View *view);
static char *clean_object_id (const View *view);
static char *object_id (const View *view);
static char *is_series (const View *view);
static char *is_private (const View *view);
static char *never (const View *view);
static char *url_name (const View *view);
static char *article_number (const View *view);

/* clang-format off */
static const struct {
  const char *type;
  guint tag;       /* a property's tag, or */
  const char *set; /* its set's GUID, with id or name */
  guint id;
  const char *name;
  ItemKind kinds;
  PropertyId property;
  Form form;
  const char *const *words;
  Special special;
} table[] = {
  { "String", 0x37, NULL, 0, NULL, KIND_ANY, PROPERTY_Subject, AS_TEXT },
  { "String", 0xe1d, NULL, 0, NULL, KIND_ANY, PROPERTY_Subject, AS_TEXT },
  { "String", 0x70, NULL, 0, NULL, KIND_ANY, PROPERTY_Subject, AS_TEXT },
  { "String", 0x1a, NULL, 0, NULL, KIND_ANY, PROPERTY_ItemClass, AS_TEXT },
  { "String", 0x1000, NULL, 0, NULL, KIND_ANY, PROPERTY_TextBody, AS_BODY },
  { "String", 0x3ffa, NULL, 0, NULL, KIND_ANY, PROPERTY_LastModifiedName, AS_TEXT },
  { "String", 0x10f3, NULL, 0, NULL, KIND_ANY, 0, AS_SPECIAL, NULL, url_name },
  { "Integer", 0xe23, NULL, 0, NULL, KIND_ANY, 0, AS_SPECIAL, NULL, article_number },
  { "SystemTime", 0x3007, NULL, 0, NULL, KIND_ANY, PROPERTY_DateTimeCreated, AS_TIME },
  { "SystemTime", 0x3008, NULL, 0, NULL, KIND_ANY, PROPERTY_LastModifiedTime, AS_TIME },
  { "SystemTime", 0xe06, NULL, 0, NULL, KIND_ANY, PROPERTY_DateTimeReceived, AS_TIME },
  { "SystemTime", 0x39, NULL, 0, NULL, KIND_ANY, PROPERTY_DateTimeSent, AS_TIME },
  { "Integer", 0xe08, NULL, 0, NULL, KIND_ANY, PROPERTY_Size, AS_NUMBER },
  { "Integer", 0xe07, NULL, 0, NULL, KIND_ANY, 0, AS_SPECIAL, NULL, message_flags },
  { "Integer", 0x17, NULL, 0, NULL, KIND_ANY, PROPERTY_Importance, AS_WORD, WORDS ("Low", "Normal", "High") },
  { "Integer", 0x36, NULL, 0, NULL, KIND_ANY, PROPERTY_Sensitivity, AS_WORD, WORDS ("Normal", "Personal", "Private", "Confidential") },
  { "Boolean", 0xe1b, NULL, 0, NULL, KIND_ANY, PROPERTY_HasAttachments, AS_TEXT },
  { "Boolean", 0x10f4, NULL, 0, NULL, KIND_ANY, 0, AS_SPECIAL, NULL, never },
  { "Binary", 0xfff, NULL, 0, NULL, KIND_ANY, 0, AS_SPECIAL, NULL, entry_id },
  { "Binary", 0x300b, NULL, 0, NULL, KIND_ANY, PROPERTY_InstanceKey, AS_TEXT },
  { "StringArray", 0, STRINGS, 0, "Keywords", KIND_ANY, PROPERTY_Categories, AS_TEXT },
  { "Boolean", 0, COMMON, 0x8503, NULL, KIND_ANY, PROPERTY_ReminderIsSet, AS_TEXT },
  { "Integer", 0, COMMON, 0x8501, NULL, KIND_ANY, PROPERTY_ReminderMinutesBeforeStart, AS_NUMBER },
  { "SystemTime", 0, COMMON, 0x8502, NULL, KIND_ANY, PROPERTY_ReminderDueBy, AS_TIME },
  { "Boolean", 0, COMMON, 0x8506, NULL, KIND_ANY, 0, AS_SPECIAL, NULL, is_private },
  { "SystemTime", 0, COMMON, 0x8516, NULL, KIND_CALENDAR, PROPERTY_Start, AS_TIME },
  { "SystemTime", 0, COMMON, 0x8517, NULL, KIND_CALENDAR, PROPERTY_End, AS_TIME },
  { "SystemTime", 0, COMMON, 0x8516, NULL, KIND_TASK, PROPERTY_StartDate, AS_TIME },
  { "SystemTime", 0, COMMON, 0x8517, NULL, KIND_TASK, PROPERTY_DueDate, AS_TIME },
  { "Binary", 0, MEETING, 0x3, NULL, KIND_CALENDAR, 0, AS_SPECIAL, NULL, object_id },
  { "Binary", 0, MEETING, 0x23, NULL, KIND_CALENDAR, 0, AS_SPECIAL, NULL, clean_object_id },
  { "SystemTime", 0, APPOINTMENT, 0x820d, NULL, KIND_CALENDAR, PROPERTY_Start, AS_TIME },
  { "SystemTime", 0, APPOINTMENT, 0x820e, NULL, KIND_CALENDAR, PROPERTY_End, AS_TIME },
  { "String", 0, APPOINTMENT, 0x8208, NULL, KIND_CALENDAR, PROPERTY_Location, AS_TEXT },
  { "Integer", 0, APPOINTMENT, 0x8205, NULL, KIND_CALENDAR, PROPERTY_LegacyFreeBusyStatus, AS_WORD, WORDS ("Free", "Tentative", "Busy", "OOF", "WorkingElsewhere") },
  { "Boolean", 0, APPOINTMENT, 0x8215, NULL, KIND_CALENDAR, PROPERTY_IsAllDayEvent, AS_TEXT },
  { "Integer", 0, APPOINTMENT, 0x8217, NULL, KIND_CALENDAR, PROPERTY_AppointmentState, AS_NUMBER },
  { "Boolean", 0, APPOINTMENT, 0x8223, NULL, KIND_CALENDAR, 0, AS_SPECIAL, NULL, is_series },
  { "Integer", 0, TASK, 0x8101, NULL, KIND_TASK, PROPERTY_Status, AS_WORD, WORDS ("NotStarted", "InProgress", "Completed", "WaitingOnOthers", "Deferred") },
  { "Double", 0, TASK, 0x8102, NULL, KIND_TASK, PROPERTY_PercentComplete, AS_FRACTION },
  { "SystemTime", 0, TASK, 0x8104, NULL, KIND_TASK, PROPERTY_StartDate, AS_TIME },
  { "SystemTime", 0, TASK, 0x8105, NULL, KIND_TASK, PROPERTY_DueDate, AS_TIME },
  { "SystemTime", 0, TASK, 0x810f, NULL, KIND_TASK, PROPERTY_CompleteDate, AS_TIME },
  { "Integer", 0, TASK, 0x8110, NULL, KIND_TASK, PROPERTY_ActualWork, AS_NUMBER },
  { "Integer", 0, TASK, 0x8111, NULL, KIND_TASK, PROPERTY_TotalWork, AS_NUMBER },
  { "Boolean", 0, TASK, 0x811c, NULL, KIND_TASK, PROPERTY_IsComplete, AS_TEXT },
  { "String", 0, TASK, 0x811f, NULL, KIND_TASK, PROPERTY_Owner, AS_TEXT },
  { "Boolean", 0, TASK, 0x8126, NULL, KIND_TASK, PROPERTY_TaskIsRecurring, AS_TEXT },
};
/* clang-format on */

/* The path of an entry as extended_canonical() writes it: by tag, or by the GUID of the set. */
static void
add_paths (GHashTable *paths, guint i)
{
  gpointer index = GUINT_TO_POINTER (i + 1);

  if (table[i].tag) {
    g_hash_table_insert (paths, g_strdup_printf ("T=%s;G=0x%x", table[i].type, table[i].tag), index);
  } else {
    g_autofree char *last =
      table[i].name ? g_strconcat ("N=", table[i].name, NULL) : g_strdup_printf ("I=%u", table[i].id);

    g_hash_table_insert (paths, g_strdup_printf ("T=%s;S=%s;%s", table[i].type, table[i].set, last), index);
  }
}

/* An index into the table, or -1. */
static int
find (const char *path, ItemKind kind)
{
  static const ItemKind kinds[] = { KIND_CALENDAR, KIND_TASK, KIND_MESSAGE };
  static GHashTable *paths[G_N_ELEMENTS (kinds)];

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
    if (!paths[k]) {
      paths[k] = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < G_N_ELEMENTS (table); i++)
        if (table[i].kinds & kinds[k])
          add_paths (paths[k], i);
    }
    if (kinds[k] == kind)
      return GPOINTER_TO_INT (g_hash_table_lookup (paths[k], path)) - 1;
  }
  return -1;
}

/* --- what has no property of its own --- */

static char *
entry_id (const View *view)
{
  return view_id (view);
}

static char *
message_flags (const View *view)
{
  return g_strdup (view->item->read ? "1" : "0");
}

/* 16 bytes that mark an object id, then 4 of an instance's date. */
#define OBJECT_ID_DATE 16

/* The bytes an UID stands for: those it spells, or the form that wraps one of iCalendar. */
static GByteArray *
object_bytes (const char *uid)
{
  static const guint8 mark[] = { 4, 0, 0, 0, 0x82, 0, 0xe0, 0, 0x74, 0xc5, 0xb7, 0x10, 0x1a, 0x82, 0xe0, 8 };
  static const guint8 wrap[] = { 'v', 'C', 'a', 'l', '-', 'U', 'i', 'd', 1, 0, 0, 0 };
  static const guint8 zeros[20] = { 0 };
  GByteArray *bytes = g_byte_array_new ();
  guint32 size = GUINT32_TO_LE (sizeof wrap + strlen (uid) + 1);

  if (g_ascii_strncasecmp (uid, "040000008200E00074C5B7101A82E008", 32) == 0
      && strspn (uid, "0123456789abcdefABCDEF") == strlen (uid)) {
    for (const char *p = uid; p[0] && p[1]; p += 2) {
      guint8 byte = g_ascii_xdigit_value (p[0]) * 16 + g_ascii_xdigit_value (p[1]);

      g_byte_array_append (bytes, &byte, 1);
    }
    return bytes;
  }
  g_byte_array_append (bytes, mark, sizeof mark);
  g_byte_array_append (bytes, zeros, sizeof zeros);
  g_byte_array_append (bytes, (const guint8 *) &size, sizeof size);
  g_byte_array_append (bytes, wrap, sizeof wrap);
  g_byte_array_append (bytes, (const guint8 *) uid, strlen (uid) + 1);
  return bytes;
}

static char *
clean_object_id (const View *view)
{
  const char *uid = bag_get (view->item->bag, PROPERTY_UID);
  g_autoptr (GByteArray) bytes = uid ? object_bytes (uid) : NULL;

  return bytes ? g_base64_encode (bytes->data, bytes->len) : NULL;
}

/* The same, of an occurrence with its date in it. */
static char *
object_id (const View *view)
{
  const char *uid = bag_get (view->item->bag, PROPERTY_UID);
  g_autoptr (GByteArray) bytes = uid ? object_bytes (uid) : NULL;

  if (!bytes)
    return NULL;
  if (view_is_occurrence (view) && bytes->len >= OBJECT_ID_DATE + 4) {
    g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (view->original);

    if (date) {
      bytes->data[OBJECT_ID_DATE] = g_date_time_get_year (date) >> 8;
      bytes->data[OBJECT_ID_DATE + 1] = g_date_time_get_year (date) & 0xff;
      bytes->data[OBJECT_ID_DATE + 2] = g_date_time_get_month (date);
      bytes->data[OBJECT_ID_DATE + 3] = g_date_time_get_day_of_month (date);
    }
  }
  return g_base64_encode (bytes->data, bytes->len);
}

static char *
is_series (const View *view)
{
  return g_strdup (view_is_master (view) || view_is_occurrence (view) ? "true" : "false");
}

static char *
is_private (const View *view)
{
  const char *sensitivity = view_get (view, PROPERTY_Sensitivity);

  return g_strdup (sensitivity && strcmp (sensitivity, "Normal") != 0 ? "true" : "false");
}

static char *
never (const View *view)
{
  return g_strdup ("false");
}

static char *
url_name (const View *view)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".EML", view->item->number);
}

/* What IMAP calls the UID: it grows with each item that comes into a folder. */
static char *
article_number (const View *view)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, view->item->number);
}

/* --- conversion --- */

static char *
from_property (int index, const View *view, const char *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  switch (table[index].form) {
  case AS_TIME:
    return value_from_instant (value_load (value));
  case AS_WORD:
    for (int i = 0; table[index].words[i]; i++)
      if (strcmp (table[index].words[i], value) == 0)
        return g_strdup_printf ("%d", i);
    return NULL;
  case AS_FRACTION:
    return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", g_ascii_strtod (value, NULL) / 100));
  default:
    return g_strdup (value);
  }
}

char *
mapi_get (const View *view, const char *path)
{
  int index = find (path, view->item->kind);
  const Property *property;
  g_autofree char *computed = NULL;
  const char *value;

  if (index < 0)
    return NULL;
  if (table[index].form == AS_SPECIAL)
    return table[index].special (view);
  if (table[index].form == AS_BODY)
    return view_body_text (view);
  property = property_by_id (table[index].property);
  if (property->id == PROPERTY_Start || property->id == PROPERTY_End)
    computed = value_stored (property->id == PROPERTY_Start ? view_start (view) : view_end (view));
  value = computed ? computed : view_get (view, property->id);
  if (!value)
    value = computed = compute_text (property, view);
  return value && *value ? from_property (index, view, value) : NULL;
}

static void
set_body (Bag **bag, const char *text)
{
  g_autofree char *normal = body_normalise (text, FALSE);

  bag_set (bag, PROPERTY_Body, normal);
  bag_set (bag, PROPERTY_BODY_TYPE, "Text");
}

/* The index of an entry that stands for a property; -1: it is none, or one that is kept like any other extended property. */
static int
find_property (const char *path, ItemKind kind)
{
  g_autofree char *canonical = extended_canonical (path);
  int index = find (canonical, kind);

  return index >= 0 && table[index].form != AS_SPECIAL ? index : -1;
}

void
mapi_unset (Bag **bag, ItemKind kind, const char *path)
{
  int index = find_property (path, kind);

  if (index < 0)
    return;
  if (table[index].form == AS_BODY) {
    bag_set (bag, PROPERTY_Body, NULL);
    bag_set (bag, PROPERTY_BODY_TYPE, NULL);
  } else if ((property_by_id (table[index].property)->flags & PROPERTY_SET) && table[index].form == AS_TEXT) {
    bag_set (bag, table[index].property, NULL);
  }
}

gboolean
mapi_set (Bag **bag, ItemKind kind, const char *path, const char *value, const char **ret_code)
{
  int index = find_property (path, kind);
  const Property *property = index >= 0 ? property_by_id (table[index].property) : NULL;
  g_autofree char *converted = NULL;
  gint64 number;

  *ret_code = NULL;
  if (!property)
    return FALSE;
  if (table[index].form == AS_BODY) {
    set_body (bag, value);
    return TRUE;
  }
  /* What the server computes it computes, whatever a client says. */
  if (!(property->flags & PROPERTY_SET))
    return TRUE;
  if (table[index].form == AS_TIME && value_to_instant (value, NULL, &number))
    converted = value_stored (number);
  else if (table[index].form == AS_WORD && value_to_int (value, &number) && number >= 0
           && number < (gint64) g_strv_length ((char **) table[index].words))
    converted = g_strdup (table[index].words[number]);
  else if (table[index].form == AS_FRACTION)
    converted = g_strdup_printf ("%.15g", g_ascii_strtod (value, NULL) * 100);
  else if (table[index].form == AS_TEXT || (table[index].form == AS_NUMBER && value_to_int (value, &number)))
    converted = g_strdup (value);
  if (!converted)
    *ret_code = "ErrorInvalidExtendedPropertyValue";
  else
    bag_set (bag, property->id, converted);
  return TRUE;
}

char *
mapi_find (const View *view, const char *path)
{
  g_autofree char *canonical = extended_canonical (path);
  char *own = view->exception ? extended_value (view->exception->bag, path) : NULL;

  if (!own)
    own = extended_value (view->item->bag, path);
  return own ? own : mapi_get (view, canonical);
}
