/* SPDX-License-Identifier: MIT */
#include "app/log-export.h"

#include "app/log-row.h"
#include "base/i18n.h"

static void
append_row (GString *text, GListModel *rows, guint position)
{
  g_autoptr (BpLogRow) row = g_list_model_get_item (rows, position);
  g_autofree char *line = bp_log_line_format (bp_log_row_get_line (row));
  g_string_append (text, line);
  g_string_append_c (text, '\n');
}

char *
bp_log_export_text (GListModel *rows, GtkBitset *which)
{
  GString *text = g_string_new (NULL);
  GtkBitsetIter iter;
  guint position;
  if (!which) {
    guint n = g_list_model_get_n_items (rows);
    for (position = 0; position < n; position++)
      append_row (text, rows, position);
    return g_string_free (text, FALSE);
  }
  for (gboolean more = gtk_bitset_iter_init_first (&iter, which, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    append_row (text, rows, position);
  return g_string_free (text, FALSE);
}

static void
show_error (GtkWindow *window, const char *heading, const GError *error)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-error", "(ss)", heading, error->message);
}

static void
written_cb (GObject *file, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  g_autoptr (GError) error = NULL;
  if (!g_file_replace_contents_finish (G_FILE (file), result, NULL, &error))
    show_error (window, _ ("The log could not be saved."), error);
}

/* GtkFileDialog is newer than our GTK, the native chooser is deprecated in newer ones: used in this one place. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GBytes) text = user_data;
  GtkWindow *window = gtk_native_dialog_get_transient_for (dialog);
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    g_file_replace_contents_bytes_async (file, text, NULL, FALSE, G_FILE_CREATE_NONE, NULL, written_cb,
                                         g_object_ref (window));
  }
  g_object_unref (dialog);
}

/* What is saved is what was shown when it was asked for. */
void
bp_log_export_save (GtkWindow *parent, GListModel *rows)
{
  char *text = bp_log_export_text (rows, NULL);
  GBytes *bytes = g_bytes_new_take (text, strlen (text));
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_ ("Save log"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "ExchangeSync.txt");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), bytes);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

G_GNUC_END_IGNORE_DEPRECATIONS

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  g_autoptr (GError) error = NULL;
  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    show_error (window, _ ("The folder could not be opened."), error);
}

void
bp_log_export_open_folder (GtkWindow *parent, const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GdkAppLaunchContext) context =
    gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (parent)));
  if (uri)
    g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, launched_cb,
                                             g_object_ref (parent));
}
