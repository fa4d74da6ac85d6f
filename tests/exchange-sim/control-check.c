/* SPDX-License-Identifier: MIT */
#include "control-check.h"

#include <string.h>

enum { TEXT = 1, FLAG = 2, WHOLE = 4, NUMBER = 8, LIST = 16, OBJECT = 32, NOTHING = 64, READ_ONLY = 128 };

/* clang-format off */
static const struct {
  const char *name;
  int types;
  gboolean item; /* a property of items */
  const char *const *words; /* all it may be; NULL: anything */
} table[] = {
#define WORDS(...) (const char *const[]) { __VA_ARGS__, NULL }
  { "subject", TEXT | NOTHING, TRUE },
  { "body", TEXT | NOTHING, TRUE },
  { "body_html", TEXT | NOTHING, TRUE },
  { "categories", LIST | NOTHING, TRUE },
  { "sensitivity", TEXT | NOTHING, TRUE, WORDS ("normal", "personal", "private", "confidential", "Normal", "Personal", "Private", "Confidential") },
  { "importance", TEXT | NOTHING, TRUE, WORDS ("low", "normal", "high", "Low", "Normal", "High") },
  { "reminder_minutes", WHOLE | NOTHING, TRUE },
  { "reminder_at", TEXT | NOTHING, TRUE },
  { "extended", LIST, TRUE },
  { "uid", TEXT | NOTHING, TRUE },
  { "location", TEXT | NOTHING, TRUE },
  { "start", TEXT, TRUE },
  { "end", TEXT, TRUE },
  { "time_zone", TEXT, TRUE },
  { "all_day", FLAG, TRUE },
  { "show_as", TEXT | NOTHING, TRUE, WORDS ("free", "tentative", "busy", "out-of-office", "working-elsewhere", "Free", "Tentative", "Busy", "OOF", "WorkingElsewhere", "NoData") },
  { "recurrence", TEXT | NOTHING, TRUE },
  { "organizer", OBJECT | NOTHING, TRUE },
  { "attendees", LIST | NOTHING, TRUE },
  { "my_response", TEXT | NOTHING, TRUE },
  { "cancelled", FLAG | NOTHING, TRUE },
  { "start_date", TEXT | NOTHING, TRUE },
  { "due_date", TEXT | NOTHING, TRUE },
  { "completed_date", TEXT | NOTHING, TRUE },
  { "status", TEXT | NOTHING, TRUE, WORDS ("not-started", "in-progress", "completed", "waiting", "deferred", "NotStarted", "InProgress", "Completed", "WaitingOnOthers", "Deferred") },
  { "percent_complete", NUMBER | NOTHING, TRUE },
  { "total_work_minutes", NUMBER | NOTHING, TRUE },
  { "actual_work_minutes", NUMBER | NOTHING, TRUE },
  { "mileage", TEXT | NOTHING, TRUE },
  { "billing_information", TEXT | NOTHING, TRUE },
  { "companies", LIST | NOTHING, TRUE },
  /* what answers hold beside them: may come back, changes nothing */
  { "change_key", READ_ONLY, TRUE },
  { "created", READ_ONLY, TRUE },
  { "modified", READ_ONLY, TRUE },
  { "start_utc", READ_ONLY, TRUE },
  { "end_utc", READ_ONLY, TRUE },
  { "windows_zone", READ_ONLY, TRUE },
  { "body_type", READ_ONLY, TRUE },
  { "body_text", READ_ONLY, TRUE },
  { "reminder_set", READ_ONLY, TRUE },
  { "properties", READ_ONLY, TRUE },
  { "exceptions", READ_ONLY, TRUE },
  { "original_start", READ_ONLY, TRUE },
  { "deleted", READ_ONLY, TRUE },
  /* of single routes */
  { "id", TEXT, FALSE },
  { "kind", TEXT, FALSE, WORDS ("CalendarItem", "Task", "Message") },
  { "folder", TEXT, FALSE },
  { "index", WHOLE, FALSE },
  { "occurrence", FLAG, FALSE },
  { "date", TEXT, FALSE },
  { "type", TEXT, FALSE },
  { "read", FLAG, FALSE },
  { "response", TEXT, FALSE, WORDS ("Accept", "Tentative", "Decline", "NoResponseReceived") },
  { "smtp", TEXT, FALSE },
  { "password", TEXT, FALSE },
  { "clear", FLAG, FALSE },
  { "add", TEXT | LIST, FALSE },
  { "offset", WHOLE, FALSE },
  { "now", TEXT, FALSE },
  { "close", FLAG, FALSE },
  { "heartbeat", WHOLE, FALSE },
  { "scope", TEXT, FALSE, WORDS ("occurrence", "series") },
};
/* clang-format on */

static int
type_of (const json_t *value)
{
  switch (json_typeof (value)) {
  case JSON_STRING:
    return TEXT;
  case JSON_TRUE:
  case JSON_FALSE:
    return FLAG;
  case JSON_INTEGER:
    return WHOLE | NUMBER;
  case JSON_REAL:
    return NUMBER;
  case JSON_ARRAY:
    return LIST;
  case JSON_OBJECT:
    return OBJECT;
  default:
    return NOTHING;
  }
}

static char *
describe_types (int types)
{
  static const struct {
    int type;
    const char *text;
  } words[] = { { TEXT, "a string" }, { FLAG, "true or false" }, { WHOLE, "a whole number" }, { NUMBER, "a number" },
                { LIST, "a list" },   { OBJECT, "an object" },   { NOTHING, "null" } };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (types & words[i].type)
      g_string_append_printf (text, "%s%s", text->len ? " or " : "", words[i].text);
  return g_string_free (text, FALSE);
}

static char *
all_names (gboolean item)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (!(table[i].types & READ_ONLY) && (item || !table[i].item))
      g_string_append_printf (text, " %s", table[i].name);
  return g_string_free (text, FALSE);
}

static char *
check_one (const char *name, const json_t *value, gboolean item)
{
  g_autofree char *names = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autofree char *types = NULL;

    if (strcmp (table[i].name, name) != 0 || (table[i].item && !item))
      continue;
    types = describe_types (table[i].types);
    if (!(table[i].types & READ_ONLY) && !(table[i].types & type_of (value)))
      return g_strdup_printf ("\"%s\" takes %s", name, types);
    if (table[i].words && json_is_string (value) && !g_strv_contains (table[i].words, json_string_value (value))) {
      g_autofree char *words = g_strjoinv (", ", (char **) table[i].words);

      return g_strdup_printf ("\"%s\" is one of %s", name, words);
    }
    return NULL;
  }
  names = all_names (item);
  return g_strdup_printf ("\"%s\" is unknown here; there are%s", name, names);
}

/* Lists of strings, of persons, of extended properties. */
static char *
check_list (const char *name, json_t *list, const json_t *entry)
{
  gboolean objects = strcmp (name, "attendees") == 0 || strcmp (name, "extended") == 0;

  if (objects ? json_is_object (entry) : json_is_string (entry))
    return NULL;
  return g_strdup_printf ("\"%s\" is a list of %s", name, objects ? "objects" : "strings");
}

char *
control_check (json_t *body, gboolean item)
{
  const char *name;
  json_t *value, *entry;
  size_t i;
  char *wrong = NULL;

  if (!json_is_object (body))
    return g_strdup ("the body is no JSON object");
  json_object_foreach (body, name, value)
  {
    wrong = check_one (name, value, item);
    json_array_foreach (value, i, entry) wrong = wrong ? wrong : check_list (name, value, entry);
    if (wrong)
      return wrong;
  }
  return NULL;
}
