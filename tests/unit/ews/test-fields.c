/* SPDX-License-Identifier: MIT */
/* The field table: complete, each field once, in the order of the schema, words for every value. */
#include "ews/fields.h"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "ews/names.h"
#include "ews/schema.h"

static const BpEwsSite site = { .time_zone = "Europe/Berlin", .info_as_html = TRUE };

/* What is not sent, or in a row of another field. */
static gboolean
is_left_out (BpField field)
{
  return field == BP_FIELD_ORGANIZER || field == BP_FIELD_ATTENDEES /* read-only */
         || field == BP_FIELD_REGENERATE                            /* is a pattern of the recurrence */
         || field == BP_FIELD_INFO_FORMAT;                          /* travels as an attribute of the text */
}

static void
test_each_field_once (gconstpointer data)
{
  BpKind kind = (BpKind) GPOINTER_TO_INT (data);
  guint n, n_read[BP_FIELD_COUNT + 1] = { 0 }, n_sent[BP_FIELD_COUNT + 1] = { 0 };
  const BpEwsRow *rows = bp_ews_fields (kind, &n);
  g_autoptr (GHashTable) paths = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++) {
    g_assert_true (g_hash_table_add (paths, (gpointer) (rows[i].uri ? rows[i].uri : rows[i].property)));
    g_assert_true (rows[i].field == BP_FIELD_COUNT || bp_field_applies (rows[i].field, kind));
    g_assert_true (!(rows[i].use & (BP_EWS_CREATE | BP_EWS_UPDATE)) == !rows[i].dup_value);
    n_read[rows[i].field] += (rows[i].use & BP_EWS_ASK) != 0;
    n_sent[rows[i].field] += (rows[i].use & BP_EWS_UPDATE) != 0;
  }
  for (guint field = 0; field < BP_FIELD_COUNT; field++) {
    if (!bp_field_applies (field, kind) || is_left_out (field))
      continue;
    g_test_message ("%s", bp_field_info (field)->name);
    g_assert_cmpuint (n_sent[field], >=, 1);
    g_assert_cmpuint (n_read[field], >=, field == BP_FIELD_INFO_TEXT ? 0 : 1);
  }
  g_assert_cmpuint (n_read[BP_FIELD_INFO_TEXT], ==, 0); /* S7 */
}

static void
test_words (gconstpointer data)
{
  BpKind kind = (BpKind) GPOINTER_TO_INT (data);
  guint n;
  const BpEwsRow *rows = bp_ews_fields (kind, &n);
  for (guint i = 0; i < n; i++) {
    const char *const *values;
    if (rows[i].field == BP_FIELD_COUNT || bp_field_info (rows[i].field)->type != BP_TYPE_ENUM)
      continue;
    values = bp_field_info (rows[i].field)->values;
    g_assert_cmpuint (g_strv_length ((char **) values), ==, g_strv_length ((char **) rows[i].words));
    for (guint v = 0; values[v]; v++) /* "low" is Low; the odd ones by name */
      g_assert_true (
        g_ascii_strcasecmp (values[v], rows[i].words[v]) == 0
        || (g_str_equal (values[v], "out-of-office") && g_str_equal (rows[i].words[v], "OOF"))
        || (g_str_equal (values[v], "working-elsewhere") && g_str_equal (rows[i].words[v], "WorkingElsewhere"))
        || (g_str_equal (values[v], "not-started") && g_str_equal (rows[i].words[v], "NotStarted"))
        || (g_str_equal (values[v], "in-progress") && g_str_equal (rows[i].words[v], "InProgress"))
        || (g_str_equal (values[v], "waiting") && g_str_equal (rows[i].words[v], "WaitingOnOthers")));
  }
}

/* -- against the schema ----------------------------------------------------------------------------------------- */

static GStrv
xpath_strings (xmlDoc *document, const char *expression)
{
  xmlXPathContext *context = xmlXPathNewContext (document);
  xmlXPathObject *found;
  GStrvBuilder *builder = g_strv_builder_new ();
  GStrv strings;
  xmlXPathRegisterNs (context, BAD_CAST "xs", BAD_CAST "http://www.w3.org/2001/XMLSchema");
  found = xmlXPathEvalExpression (BAD_CAST expression, context);
  g_assert_nonnull (found);
  for (int i = 0; i < found->nodesetval->nodeNr; i++) {
    xmlChar *text = xmlNodeGetContent (found->nodesetval->nodeTab[i]);
    g_strv_builder_add (builder, (const char *) text);
    xmlFree (text);
  }
  strings = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  xmlXPathFreeObject (found);
  xmlXPathFreeContext (context);
  return strings;
}

static guint
position (const char *const *strings, const char *wanted)
{
  guint i;
  for (i = 0; strings[i] && !g_str_equal (strings[i], wanted); i++)
    ;
  g_assert_nonnull (strings[i]);
  return i;
}

static void
test_schema (gconstpointer data)
{
  BpKind kind = (BpKind) GPOINTER_TO_INT (data);
  g_autofree char *path = NULL;
  g_auto (GStrv) uris = NULL, order = NULL;
  xmlDoc *document;
  guint n, last = 0;
  const BpEwsRow *rows = bp_ews_fields (kind, &n);
  if (!schema_folder ()) {
    g_test_skip ("skipped: no EWS schema (BP_EWS_SCHEMA)");
    return;
  }
  path = g_build_filename (schema_folder (), "types.xsd", NULL);
  document = xmlReadFile (path, NULL, XML_PARSE_NONET);
  g_assert_nonnull (document);
  uris = xpath_strings (document, "//xs:simpleType[@name='UnindexedFieldURIType']//xs:enumeration/@value");
  order =
    xpath_strings (document, kind == BP_KIND_TASK ? "//xs:complexType[@name='ItemType']//xs:element/@name"
                                                    " | //xs:complexType[@name='TaskType']//xs:element/@name"
                                                  : "//xs:complexType[@name='ItemType']//xs:element/@name"
                                                    " | //xs:complexType[@name='CalendarItemType']//xs:element/@name");
  for (guint i = 0; i < n; i++) {
    guint at = position ((const char *const *) order, rows[i].element);
    g_test_message ("%s", rows[i].element);
    g_assert_cmpuint (at, >=, last);
    last = at;
    if (rows[i].uri) {
      position ((const char *const *) uris, rows[i].uri);
      g_assert_cmpstr (strchr (rows[i].uri, ':') + 1, ==, rows[i].element);
    }
  }
  xmlFreeDoc (document);
}

/* -- what is sent ----------------------------------------------------------------------------------------------- */

static BpItem *
plain_item (void)
{
  BpItem *item = bp_item_new (BP_KIND_APPOINTMENT);
  bp_item_set (item, BP_FIELD_SUBJECT, "Besuch <Müller> & Söhne");
  bp_item_set (item, BP_FIELD_STARTS_AT, "2026-07-01T09:00:00");
  bp_item_set (item, BP_FIELD_ENDS_AT, "2026-07-01T10:30:00");
  return item;
}

static char *
updates_at (const BpEwsSite *site_of, const BpItem *item, BpUnitSet units, guint *ret_n)
{
  g_autoptr (BpEwsEnvelope) out = bp_ews_envelope_new (NULL, NULL);
  BpItemWrite write = { .item = item, .units = units };
  g_autoptr (GBytes) message = NULL;
  gsize length;
  const char *text;
  *ret_n = bp_ews_fields_write_updates (BP_KIND_APPOINTMENT, &write, site_of, out);
  message = bp_ews_envelope_finish (out);
  text = g_bytes_get_data (message, &length);
  return g_strndup (text, length);
}

static char *
updates_of (const BpItem *item, BpUnitSet units, guint *ret_n)
{
  return updates_at (&site, item, units, ret_n);
}

static void
test_only_the_units_given (void)
{
  g_autoptr (BpItem) item = plain_item ();
  for (guint unit = 0; unit < BP_UNIT_COUNT; unit++) {
    guint n, n_rows, expected = 0;
    g_autofree char *text = updates_of (item, BP_UNIT_BIT (unit), &n);
    const BpEwsRow *rows = bp_ews_fields (BP_KIND_APPOINTMENT, &n_rows);
    for (guint i = 0; i < n_rows; i++) {
      gboolean is_here = strstr (text, rows[i].uri ? rows[i].uri : rows[i].property) != NULL;
      gboolean is_of_unit = rows[i].field != BP_FIELD_COUNT && (rows[i].use & BP_EWS_UPDATE)
                            && bp_field_unit (rows[i].field, BP_KIND_APPOINTMENT) == unit;
      g_assert_true (is_of_unit || !is_here || strstr (rows[i].element, "TimeZone"));
      expected += is_here && is_of_unit;
    }
    g_assert_cmpuint (n, ==, expected);
  }
}

static void
test_cleared (void)
{
  g_autoptr (BpItem) item = plain_item ();
  guint n;
  g_autofree char *location = updates_of (item, BP_UNIT_BIT (BP_UNIT_LOCATION), &n);
  g_autofree char *info = updates_of (item, BP_UNIT_BIT (BP_UNIT_INFO), &n);
  g_autofree char *reminder = updates_of (item, BP_UNIT_BIT (BP_UNIT_REMINDER), &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_nonnull (
    strstr (location, "<t:DeleteItemField><t:FieldURI FieldURI=\"calendar:Location\"/></t:DeleteItemField>"));
  g_assert_nonnull (strstr (info, "<t:Body BodyType=\"HTML\"></t:Body>"));
  g_assert_nonnull (strstr (reminder, "<t:ReminderIsSet>false</t:ReminderIsSet>"));
}

/* R4: whatever a text is here, it arrives in the format that was chosen, and never as markup to be read. */
static void
test_info_format (void)
{
  static const struct {
    const char *format, *text;
    gboolean as_html;
    const char *sent;
  } rows[] = {
    { "text", "a < b", FALSE, "BodyType=\"Text\">a &lt; b<" },
    { "text", "a < b", TRUE, "a &amp;lt; b" },
    { "html", "<p>a &lt; <b>b</b></p>", FALSE, "BodyType=\"Text\">a &lt; b<" },
    { "html", "<p>a &lt; <b>b</b></p>", TRUE, "&lt;p&gt;a &amp;lt; &lt;b&gt;b&lt;/b&gt;&lt;/p&gt;" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    const BpEwsSite there = { .time_zone = "Europe/Berlin", .info_as_html = rows[i].as_html };
    g_autoptr (BpItem) item = plain_item ();
    guint n;
    g_autofree char *sent = NULL;
    bp_item_set (item, BP_FIELD_INFO_TEXT, rows[i].text);
    bp_item_set (item, BP_FIELD_INFO_FORMAT, rows[i].format);
    sent = updates_at (&there, item, BP_UNIT_BIT (BP_UNIT_INFO), &n);
    g_test_message ("%s", sent);
    g_assert_nonnull (strstr (sent, rows[i].sent));
    g_assert_nonnull (strstr (sent, rows[i].as_html ? "BodyType=\"HTML\"" : "BodyType=\"Text\""));
  }
}

static void
test_when (void)
{
  g_autoptr (BpItem) item = plain_item ();
  guint n;
  g_autofree char *text = updates_of (item, BP_UNIT_BIT (BP_UNIT_WHEN), &n);
  g_assert_cmpuint (n, ==, 5);
  g_assert_nonnull (strstr (text, "<t:Start>2026-07-01T07:00:00Z</t:Start>"));
  g_assert_nonnull (strstr (text, "<t:End>2026-07-01T08:30:00Z</t:End>"));
  g_assert_nonnull (strstr (text, "<t:StartTimeZone Id=\"W. Europe Standard Time\"/>"));
  g_assert_nonnull (strstr (text, "<t:EndTimeZone Id=\"W. Europe Standard Time\"/>"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/fields/each-field-once/appointment", GINT_TO_POINTER (BP_KIND_APPOINTMENT),
                        test_each_field_once);
  g_test_add_data_func ("/fields/each-field-once/task", GINT_TO_POINTER (BP_KIND_TASK), test_each_field_once);
  g_test_add_data_func ("/fields/words/appointment", GINT_TO_POINTER (BP_KIND_APPOINTMENT), test_words);
  g_test_add_data_func ("/fields/words/task", GINT_TO_POINTER (BP_KIND_TASK), test_words);
  g_test_add_data_func ("/fields/schema/appointment", GINT_TO_POINTER (BP_KIND_APPOINTMENT), test_schema);
  g_test_add_data_func ("/fields/schema/task", GINT_TO_POINTER (BP_KIND_TASK), test_schema);
  g_test_add_func ("/fields/only-the-units-given", test_only_the_units_given);
  g_test_add_func ("/fields/cleared", test_cleared);
  g_test_add_func ("/fields/info-format", test_info_format);
  g_test_add_func ("/fields/when", test_when);
  return g_test_run ();
}
