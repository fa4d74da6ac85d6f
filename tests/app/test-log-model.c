/* SPDX-License-Identifier: MIT */
#include "app/log-export.h"
#include "app/log-filter.h"
#include "app/log-model.h"
#include "app/log-row.h"

static BpLogLine *
new_line (BpLogLevel level, const char *user, const char *text)
{
  g_autofree char *file_line = g_strdup_printf ("2026-11-23 08:14:00.250 %-7s %s  %s [test.line]",
                                                bp_log_level_name (level), user ? user : "-", text);
  BpLogLine *line = bp_log_line_parse (file_line);
  g_assert_nonnull (line);
  return line;
}

static GPtrArray *
new_lines (guint first, guint n)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_log_line_unref);
  for (guint i = 0; i < n; i++) {
    g_autofree char *text = g_strdup_printf ("line %u", first + i);
    g_ptr_array_add (lines, new_line (BP_LOG_INFO, "anna", text));
  }
  return lines;
}

static void
append (BpLogModel *model, guint first, guint n)
{
  g_autoptr (GPtrArray) lines = new_lines (first, n);
  bp_log_model_append (model, lines);
}

static void
assert_row (BpLogModel *model, guint position, const char *text)
{
  g_autoptr (BpLogRow) row = g_list_model_get_item (G_LIST_MODEL (model), position);
  g_assert_nonnull (row);
  g_assert_cmpstr (bp_log_row_get_line (row)->text, ==, text);
}

static void
count_cb (GListModel *model, guint position, guint removed, guint added, guint *count)
{
  ++*count;
}

static void
test_batches (void)
{
  g_autoptr (BpLogModel) model = bp_log_model_new (1000);
  guint signals = 0;
  g_signal_connect (model, "items-changed", G_CALLBACK (count_cb), &signals);
  append (model, 0, 100);
  append (model, 100, 0);
  append (model, 100, 50);
  g_assert_cmpuint (signals, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 150);
  assert_row (model, 0, "line 0");
  assert_row (model, 149, "line 149");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 150));
}

static void
test_trim (void)
{
  g_autoptr (BpLogModel) model = bp_log_model_new (100);
  append (model, 0, 100);
  append (model, 100, 1);
  /* A tenth went at once, so that the next nine need no trimming. */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 91);
  assert_row (model, 0, "line 10");
  assert_row (model, 90, "line 100");
  append (model, 101, 250);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 100);
  assert_row (model, 99, "line 350");
}

static void
test_prepend (void)
{
  g_autoptr (BpLogModel) model = bp_log_model_new (10);
  g_autoptr (GPtrArray) older = new_lines (0, 20);
  append (model, 20, 4);
  bp_log_model_prepend (model, older);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 10);
  assert_row (model, 0, "line 14");
  assert_row (model, 9, "line 23");
}

static void
test_copy (void)
{
  g_autoptr (BpLogModel) model = bp_log_model_new (10);
  append (model, 0, 3);
  g_autoptr (BpLogModel) copy = bp_log_model_copy (model);
  append (model, 3, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (copy)), ==, 3);
  assert_row (copy, 2, "line 2");
}

static void
test_filter (void)
{
  g_autoptr (BpLogFilter) filter = bp_log_filter_new ();
  g_autoptr (BpLogLine) line = new_line (BP_LOG_WARNING, "Bernd", "Termin Überprüfung verschoben");
  g_autoptr (BpLogLine) nobody = new_line (BP_LOG_INFO, NULL, "started");
  g_assert_true (bp_log_filter_match_line (filter, line));
  bp_log_filter_set_level (filter, BP_LOG_ERROR);
  g_assert_false (bp_log_filter_match_line (filter, line));
  bp_log_filter_set_level (filter, BP_LOG_WARNING);
  g_assert_true (bp_log_filter_match_line (filter, line));
  bp_log_filter_set_level (filter, BP_LOG_DEBUG);
  bp_log_filter_set_user (filter, "bernd");
  g_assert_true (bp_log_filter_match_line (filter, line));
  g_assert_false (bp_log_filter_match_line (filter, nobody));
  bp_log_filter_set_user (filter, "anna");
  g_assert_false (bp_log_filter_match_line (filter, line));
  bp_log_filter_set_user (filter, NULL);
  bp_log_filter_set_text (filter, "ÜBERPRÜF");
  g_assert_true (bp_log_filter_match_line (filter, line));
  bp_log_filter_set_text (filter, "test.line");
  g_assert_true (bp_log_filter_match_line (filter, line));
  bp_log_filter_set_text (filter, "nothing of the kind");
  g_assert_false (bp_log_filter_match_line (filter, line));
  bp_log_filter_set_text (filter, "");
  g_assert_true (bp_log_filter_match_line (filter, line));
}

/* The filter above the model, as on the page: new lines appear, trimmed ones go. */
static void
test_filtered_list (void)
{
  BpLogModel *model = bp_log_model_new (100);
  BpLogFilter *filter = bp_log_filter_new ();
  g_autoptr (GtkFilterListModel) list = gtk_filter_list_model_new (G_LIST_MODEL (model), GTK_FILTER (filter));
  bp_log_filter_set_text (filter, "line 10");
  append (model, 0, 100);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  append (model, 100, 10);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 11);
  append (model, 110, 30);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 10);
}

static void
test_export (void)
{
  g_autoptr (BpLogModel) model = bp_log_model_new (10);
  g_autoptr (GtkBitset) which = gtk_bitset_new_range (1, 1);
  append (model, 0, 3);
  g_autofree char *all = bp_log_export_text (G_LIST_MODEL (model), NULL);
  g_autofree char *one = bp_log_export_text (G_LIST_MODEL (model), which);
  g_auto (GStrv) lines = g_strsplit (all, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_nonnull (strstr (one, "line 1"));
  g_assert_null (strstr (one, "line 2"));
  g_autoptr (BpLogLine) back = bp_log_line_parse (lines[2]);
  g_assert_cmpstr (back->text, ==, "line 2");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/log-model/batches", test_batches);
  g_test_add_func ("/log-model/trim", test_trim);
  g_test_add_func ("/log-model/prepend", test_prepend);
  g_test_add_func ("/log-model/copy", test_copy);
  g_test_add_func ("/log-model/filter", test_filter);
  g_test_add_func ("/log-model/filtered-list", test_filtered_list);
  g_test_add_func ("/log-model/export", test_export);
  return g_test_run ();
}
