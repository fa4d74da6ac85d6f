/* SPDX-License-Identifier: MIT */

/* Every template: it loads, every control has a name for screen readers and the role it should have, and no two mnemonics that are in sight together are
 * the same. Run once per language. */

#include "app/accessible.h"
#include "app/application.h"
#include "app/clamp.h"
#include "app/companies-window.h"
#include "app/exchange-page.h"
#include "app/field.h"
#include "app/held-window.h"
#include "app/log-page.h"
#include "app/overview-page.h"
#include "app/records-page.h"
#include "app/user-editor.h"
#include "app/users-page.h"
#include "base/i18n.h"

/* --- names --------------------------------------------------------------------------------------------------------------- */

static gboolean
needs_label (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_PASSWORD_ENTRY (widget)
         || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_SWITCH (widget) || GTK_IS_DROP_DOWN (widget)
         || GTK_IS_MENU_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_COLUMN_VIEW (widget)
         || GTK_IS_LIST_BOX (widget);
}

/* What these are made of is GTK's own business. */
static gboolean
is_whole (GtkWidget *widget)
{
  return GTK_IS_EDITABLE (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget)
         || GTK_IS_COLUMN_VIEW (widget) || GTK_IS_SCROLLBAR (widget);
}

/* GTK 4.8 joins label and labels: one of the two, or the name would be read out twice. */
static void
check_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget));
  gboolean is_icon = GTK_IS_BUTTON (widget) && !gtk_button_get_label (GTK_BUTTON (widget));
  guint names = gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
                + gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  if (names != 1 && !(names && is_icon))
    g_error ("%s (%s) has %u names for screen readers", G_OBJECT_TYPE_NAME (widget), id ? id : "no id", names);
}

static void
check_names (GtkWidget *widget)
{
  if (needs_label (widget))
    check_name (widget);
  if (is_whole (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

/* --- mnemonics ------------------------------------------------------------------------------------------------------------ */

static const char *
label_with_mnemonic (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_label_get_use_underline (GTK_LABEL (widget)))
    return gtk_label_get_label (GTK_LABEL (widget));
  return NULL;
}

static void
collect_mnemonics (GtkWidget *widget, GHashTable *seen)
{
  const char *label = label_with_mnemonic (widget);
  const char *mark = label ? strchr (label, '_') : NULL;
  if (mark && mark[1]) {
    gpointer key = GUINT_TO_POINTER (g_unichar_tolower (g_utf8_get_char (mark + 1)));
    const char *other = g_hash_table_lookup (seen, key);
    if (other)
      g_error ("“%s” and “%s” have the same mnemonic", label, other);
    g_hash_table_insert (seen, key, (gpointer) label);
  }
  if (is_whole (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_child_visible (child) && gtk_widget_get_visible (child))
      collect_mnemonics (child, seen);
}

/* The registers of a notebook are in sight one after the other. */
static GtkNotebook *
find_notebook (GtkWidget *widget)
{
  if (GTK_IS_NOTEBOOK (widget))
    return GTK_NOTEBOOK (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child)) {
    GtkNotebook *found = find_notebook (child);
    if (found)
      return found;
  }
  return NULL;
}

static void
check_mnemonics (GtkWidget *root)
{
  GtkNotebook *notebook = find_notebook (root);
  int n = notebook ? gtk_notebook_get_n_pages (notebook) : 1;
  for (int i = 0; i < n; i++) {
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
    if (notebook)
      gtk_notebook_set_current_page (notebook, i);
    collect_mnemonics (root, seen);
  }
}

static void
test_template (gconstpointer data)
{
  GType type = GPOINTER_TO_SIZE (data);
  GtkWidget *widget = g_object_ref_sink (g_object_new (type, NULL));
  check_names (widget);
  check_mnemonics (widget);
  if (GTK_IS_WINDOW (widget))
    gtk_window_destroy (GTK_WINDOW (widget));
  g_object_unref (widget);
}

/* --- single things ----------------------------------------------------------------------------------------------------------- */

static void
test_field (void)
{
  GtkWidget *entry = gtk_entry_new ();
  BpField *field = g_object_ref_sink (g_object_new (BP_TYPE_FIELD, "label", "_Host__name", "child", entry, NULL));
  gtk_test_accessible_assert_role (entry, GTK_ACCESSIBLE_ROLE_TEXT_BOX);
  g_assert_true (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_RELATION_LABELLED_BY));
  gtk_test_accessible_assert_state (entry, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_FALSE);
  bp_field_set_hint (field, "a hint");
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "a hint");
  bp_field_set_error (field, "no blanks");
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "no blanks");
  gtk_test_accessible_assert_state (entry, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  bp_field_set_error (field, NULL);
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "a hint");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_object_unref (field);
}

static void
test_clamp (void)
{
  GtkWidget *child = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *clamp = g_object_ref_sink (g_object_new (BP_TYPE_CLAMP, "child", child, "maximum-width", 300, NULL));
  gtk_widget_measure (clamp, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (clamp, 500, 50, -1, NULL);
  g_assert_cmpint (gtk_widget_get_width (child), ==, 300);
  gtk_widget_allocate (clamp, 200, 50, -1, NULL);
  g_assert_cmpint (gtk_widget_get_width (child), ==, 200);
  g_object_unref (clamp);
}

static void
test_mnemonic_strip (void)
{
  static const char *const rows[][2] = {
    { "_Save", "Save" }, { "a__b", "a_b" }, { "Schli_eßen", "Schließen" }, { "end_", "end" }, { "", "" }
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *plain = bp_mnemonic_strip (rows[i][0]);
    g_assert_cmpstr (plain, ==, rows[i][1]);
  }
}

int
main (int argc, char **argv)
{
  bp_i18n_init ();
  gtk_test_init (&argc, &argv);
  bp_application_load_resources ();
  g_test_add_data_func ("/templates/overview", GSIZE_TO_POINTER (BP_TYPE_OVERVIEW_PAGE), test_template);
  g_test_add_data_func ("/templates/exchange", GSIZE_TO_POINTER (BP_TYPE_EXCHANGE_PAGE), test_template);
  g_test_add_data_func ("/templates/users", GSIZE_TO_POINTER (BP_TYPE_USERS_PAGE), test_template);
  g_test_add_data_func ("/templates/records", GSIZE_TO_POINTER (BP_TYPE_RECORDS_PAGE), test_template);
  g_test_add_data_func ("/templates/held", GSIZE_TO_POINTER (BP_TYPE_HELD_WINDOW), test_template);
  g_test_add_data_func ("/templates/log", GSIZE_TO_POINTER (BP_TYPE_LOG_PAGE), test_template);
  g_test_add_data_func ("/templates/user-editor", GSIZE_TO_POINTER (BP_TYPE_USER_EDITOR), test_template);
  g_test_add_data_func ("/templates/companies", GSIZE_TO_POINTER (BP_TYPE_COMPANIES_WINDOW), test_template);
  g_test_add_func ("/templates/field", test_field);
  g_test_add_func ("/templates/clamp", test_clamp);
  g_test_add_func ("/templates/mnemonic-strip", test_mnemonic_strip);
  return g_test_run ();
}
