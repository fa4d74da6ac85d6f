/* SPDX-License-Identifier: MIT */
/* docs/FIELDS.md is what the tables say. BP_UPDATE_DOCS=1 writes it anew. */
#include <string.h>

#include "ews/fields.h"

static const char *const type_names[] = { "text",       "word",      "yes or no", "number", "date",
                                          "local time", "time zone", "text list", "rule",   "JSON" };

static const char *
cleared (const BpEwsRow *row)
{
  if (!(row->use & BP_EWS_UPDATE))
    return "";
  if (row->use & BP_EWS_CLEAR)
    return "DeleteItemField";
  return row->use & BP_EWS_EMPTY ? "empty text" : "no";
}

static void
put_row (GString *out, BpKind kind, const BpEwsRow *row)
{
  const BpFieldInfo *info = row->field < BP_FIELD_COUNT ? bp_field_info (row->field) : NULL;
  g_autofree char *column = info ? g_strdup_printf ("`%s`", info->name) : g_strdup ("");
  g_autofree char *path =
    row->uri ? g_strdup_printf ("`%s`", row->uri) : g_strdup_printf ("own property `%s`", row->property);
  g_string_append_printf (out, "| %s | `%s` | %s | %s | %s | %s | %s | %s | %s | %s |\n", column, row->element, path,
                          row->use & BP_EWS_ASK || row->read ? "yes" : "",
                          row->use & BP_EWS_UPDATE   ? "create, update"
                          : row->use & BP_EWS_CREATE ? "create"
                                                     : "",
                          cleared (row), info ? type_names[info->type] : "",
                          info ? bp_unit_name (bp_field_unit (row->field, kind)) : "",
                          info && info->in_exception ? "yes" : "", row->since ? row->since : "2007 SP1");
}

static char *
describe (void)
{
  GString *out = g_string_new ("# Fields on the wire\n\n"
                               "Made from the tables in `src/core/field.c` and `src/ews/fields.c` by "
                               "`tests/unit/ews/test-field-docs.c`, which fails when they\n"
                               "say something else (`BP_UPDATE_DOCS=1` writes this page anew). The order is the "
                               "schema's. Two values are equal if their normal\n"
                               "forms (`src/core/field.h`) are the same text; of a unit of merge only one side wins. "
                               "Rows without a column serve the sync itself.\n");
  static const char *const titles[] = { "Appointments (CalendarItem)", "Tasks (Task)" };
  for (int kind = 0; kind < BP_KIND_COUNT; kind++) {
    guint n;
    const BpEwsRow *rows = bp_ews_fields ((BpKind) kind, &n);
    g_string_append_printf (out,
                            "\n## %s\n\n"
                            "| column | element | path | read | written | clearing | form | unit of merge | in "
                            "exceptions | Exchange since |\n"
                            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
                            titles[kind]);
    for (guint i = 0; i < n; i++)
      put_row (out, (BpKind) kind, &rows[i]);
  }
  return g_string_free (out, FALSE);
}

static void
test_page (void)
{
  g_autofree char *path = g_build_filename (BP_SOURCE_DIR, "docs", "FIELDS.md", NULL);
  g_autofree char *wanted = describe (), *found = NULL;
  if (g_getenv ("BP_UPDATE_DOCS"))
    g_assert_true (g_file_set_contents (path, wanted, -1, NULL));
  g_assert_true (g_file_get_contents (path, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, wanted);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fields/page", test_page);
  return g_test_run ();
}
