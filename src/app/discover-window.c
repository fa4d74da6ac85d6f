/* SPDX-License-Identifier: MIT */
#include "app/discover-window.h"

#include <string.h>

#include "app/accessible.h"
#include "app/field.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/platform.h"
#include "host/discover.h"

/* Lives as long as its window or its search, whichever is longer. */
typedef struct {
  int references;
  GtkWindow *window; /* NULL: closed */
  BpField *address;
  GtkWidget *search, *spinner;
  GtkLabel *message;
  GtkBox *offers;
  char *dir, *secret;
  BpSettings *settings;
  GPtrArray *trusted; /* NULL-terminated */
  GCancellable *running;
  BpDiscovered discovered;
  gpointer data;
  GDestroyNotify free_data;
} Discover;

static void
discover_unref (Discover *self)
{
  if (--self->references)
    return;
  if (self->secret)
    bp_platform_wipe (self->secret, strlen (self->secret));
  g_free (self->secret);
  g_free (self->dir);
  bp_settings_free (self->settings);
  g_ptr_array_unref (self->trusted);
  g_clear_object (&self->running);
  self->free_data (self->data);
  g_free (self);
}

/* --- what is shown ------------------------------------------------------------------------------------------------- */

static void
show_running (Discover *self)
{
  gboolean running = self->running != NULL;
  gtk_button_set_label (GTK_BUTTON (self->search), running ? _ ("_Cancel the search") : _ ("_Search"));
  bp_accessible_name_button (self->search);
  gtk_widget_set_visible (self->spinner, running);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->address), !running);
}

static void
show_message (Discover *self, const char *text, gboolean is_error)
{
  gtk_label_set_text (self->message, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "error");
}

static void
clear_offers (Discover *self)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->offers))))
    gtk_box_remove (self->offers, child);
}

/* A button that says what it does; `what` goes with it. */
static void
offer (Discover *self, const char *label, const char *what, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  g_object_set_data_full (G_OBJECT (button), "what", g_strdup (what), g_free);
  g_signal_connect (button, "clicked", clicked, self);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);
  gtk_box_append (self->offers, button);
  if (gtk_widget_get_first_child (GTK_WIDGET (self->offers)) == button)
    gtk_widget_grab_focus (button);
}

static void
take_clicked_cb (GtkButton *button, Discover *self)
{
  self->discovered (g_object_get_data (G_OBJECT (button), "what"), self->data);
  gtk_window_close (self->window);
}

static void begin (Discover *self);

static void
follow_clicked_cb (GtkButton *button, Discover *self)
{
  g_ptr_array_insert (self->trusted, (int) self->trusted->len - 1,
                      g_strdup (g_object_get_data (G_OBJECT (button), "what")));
  begin (self);
}

static void
show_result (Discover *self, const BpDiscoverResult *result)
{
  g_autofree char *text = NULL;
  if (result->redirect) {
    g_autofree char *label = g_strdup_printf (_ ("Continue to %s"), result->redirect);
    text = g_strdup_printf (_ ("The search leads to %s. Name and password are sent there if you continue."),
                            result->redirect);
    show_message (self, text, FALSE);
    offer (self, label, result->redirect, G_CALLBACK (follow_clicked_cb));
    return;
  }
  if (result->online) {
    show_message (self,
                  _ ("This mailbox lies in Exchange Online: switch on “Use Exchange Online with OAuth2” instead of "
                     "entering a host."),
                  FALSE);
    return;
  }
  show_message (self, _ ("Found:"), FALSE);
  for (guint i = 0; result->urls[i]; i++) {
    g_autofree char *label = g_strdup_printf (_ ("Use %s"), result->urls[i]);
    offer (self, label, result->urls[i], G_CALLBACK (take_clicked_cb));
  }
}

/* --- the search ------------------------------------------------------------------------------------------------------ */

static void
found_cb (GObject *source, GAsyncResult *task, gpointer user_data)
{
  Discover *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BpDiscoverResult) result = bp_discover_finish (task, &error);
  if (self->window) {
    g_clear_object (&self->running);
    show_running (self);
    if (result)
      show_result (self, result);
    else if (g_error_matches (error, BP_ERROR, BP_ERROR_INVALID))
      bp_field_set_error (self->address, error->message);
    else if (g_error_matches (error, BP_ERROR, BP_ERROR_CANCELLED))
      show_message (self, _ ("The search was cancelled."), FALSE);
    else
      show_message (self, error->message, TRUE);
    if (!result) /* the search took the keyboard away from it */
      gtk_entry_grab_focus_without_selecting (GTK_ENTRY (bp_field_get_child (self->address)));
  }
  discover_unref (self);
}

static void
begin (Discover *self)
{
  g_autofree char *address =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (bp_field_get_child (self->address)))));
  BpDiscoverOptions options = { .address = address,
                                .settings = self->settings,
                                .secret = self->secret,
                                .trusted = (const char *const *) self->trusted->pdata };
  clear_offers (self);
  show_message (self, NULL, FALSE);
  bp_field_set_error (self->address, NULL);
  self->running = g_cancellable_new ();
  self->references++;
  show_running (self);
  bp_discover_async (self->dir, &options, self->running, found_cb, self);
}

static void
search_clicked_cb (GtkButton *button, Discover *self)
{
  if (self->running)
    g_cancellable_cancel (self->running);
  else
    begin (self);
}

static void
destroyed_cb (GtkWidget *window, Discover *self)
{
  self->window = NULL;
  if (self->running)
    g_cancellable_cancel (self->running);
  discover_unref (self);
}

/* --- making ------------------------------------------------------------------------------------------------------------ */

/* Where an account is an address, it is most likely in the same domain. */
static const char *
first_guess (const BpSettings *settings)
{
  const char *name = bp_settings_get (settings, BP_SETTING_ADMIN_NAME);
  return strchr (name, '@') ? name : "";
}

static void
build (Discover *self)
{
  g_autoptr (GtkBuilder) builder = NULL;
  g_type_ensure (BP_TYPE_FIELD);
  builder = gtk_builder_new_from_resource ("/org/bpexchange/ui/discover-window.ui");
  self->window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  self->address = BP_FIELD (gtk_builder_get_object (builder, "address"));
  self->search = GTK_WIDGET (gtk_builder_get_object (builder, "search"));
  self->spinner = GTK_WIDGET (gtk_builder_get_object (builder, "spinner"));
  self->message = GTK_LABEL (gtk_builder_get_object (builder, "message"));
  self->offers = GTK_BOX (gtk_builder_get_object (builder, "offers"));
  gtk_editable_set_text (GTK_EDITABLE (bp_field_get_child (self->address)), first_guess (self->settings));
  g_signal_connect (self->search, "clicked", G_CALLBACK (search_clicked_cb), self);
  g_signal_connect_swapped (gtk_builder_get_object (builder, "close"), "clicked", G_CALLBACK (gtk_window_close),
                            self->window);
  g_signal_connect (self->window, "destroy", G_CALLBACK (destroyed_cb), self);
  gtk_window_set_default_widget (self->window, self->search);
  bp_accessible_name_buttons (GTK_WIDGET (self->window));
}

void
bp_discover_window_show (GtkWindow *parent, BpMonitor *monitor, const BpSettings *settings, const char *secret,
                         BpDiscovered discovered, gpointer data, GDestroyNotify free_data)
{
  Discover *self = g_new0 (Discover, 1);
  self->references = 1;
  self->dir = g_strdup (bp_monitor_get_dir (monitor));
  self->settings = bp_settings_copy (settings);
  self->secret = secret && *secret ? g_strdup (secret) : NULL;
  self->trusted = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->trusted, NULL);
  self->discovered = discovered;
  self->data = data;
  self->free_data = free_data;
  build (self);
  gtk_window_set_transient_for (self->window, parent);
  gtk_window_present (self->window);
  gtk_widget_grab_focus (bp_field_get_child (self->address));
}
