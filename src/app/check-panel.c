/* SPDX-License-Identifier: MIT */
#include "app/check-panel.h"

#include "app/accessible.h"
#include "app/check-list.h"
#include "app/reveal.h"
#include "app/user-item.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/platform.h"

/* So many users are looked for rather than looked through. */
#define SEARCH_FROM 15

/* What comes before the users in the list of what can be tested. */
enum { WHOM_ALL, WHOM_SERVER, N_WHOM };

struct _BpCheckPanel {
  GtkBox parent_instance;
  GtkButton *button;
  GtkDropDown *whom;
  GtkLabel *summary;
  BpCheckList *steps;
  GtkStringList *names; /* of the drop-down */
  BpMonitor *monitor;
  BpCheckSource source;
  gpointer source_data;
  GCancellable *running; /* NULL: no test is under way */
  guint run;             /* counts tests: what a cancelled one still reports is nobody's */
};
G_DEFINE_FINAL_TYPE (BpCheckPanel, bp_check_panel, GTK_TYPE_BOX)

enum { TRUST, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Of one test: outlives the panel if it must. */
typedef struct {
  BpCheckPanel *panel;
  guint run;
} Run;

/* --- what is shown -------------------------------------------------------------------------------------------------------- */

static void
update_button (BpCheckPanel *self)
{
  gtk_button_set_label (self->button, self->running ? _ ("Cancel the _verification") : _ ("_Verify the connection"));
  bp_accessible_name_button (GTK_WIDGET (self->button));
  gtk_widget_set_sensitive (GTK_WIDGET (self->whom), !self->running);
}

static void
show_summary (BpCheckPanel *self, const char *text, const char *style)
{
  const char *const classes[] = { style, NULL };
  gtk_label_set_text (self->summary, text ? text : "");
  gtk_widget_set_css_classes (GTK_WIDGET (self->summary), (const char **) classes);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), text != NULL);
  if (text)
    bp_reveal (GTK_WIDGET (self));
}

void
bp_check_panel_clear (BpCheckPanel *self)
{
  bp_check_panel_cancel (self);
  bp_check_list_clear (self->steps);
  show_summary (self, NULL, NULL);
}

static void
trust_cb (BpCheckPanel *self, const BpCheckCertificate *certificate)
{
  g_signal_emit (self, signals[TRUST], 0, certificate);
}

static void
report_cb (BpCheckEvent *event, gpointer data)
{
  const Run *run = data;
  if (run->run != run->panel->run) {
    bp_check_event_free (event);
    return;
  }
  bp_check_list_take (run->panel->steps, event);
  bp_reveal (GTK_WIDGET (run->panel));
}

static void
show_end (BpCheckPanel *self, gboolean passed, const GError *error)
{
  guint counts[] = { 0, 0, 0, 0 };
  g_autofree char *text = NULL;
  bp_check_list_end (self->steps, counts);
  if (g_error_matches (error, BP_ERROR, BP_ERROR_CANCELLED)) {
    show_summary (self, _ ("The test was cancelled."), "state-off");
  } else if (error) {
    show_summary (self, error->message, "error");
  } else if (passed) {
    show_summary (self, _ ("Every step has passed."), "state-ok");
  } else if (counts[BP_CHECK_FAILED]) {
    text = g_strdup_printf (ngettext ("%u step has failed. What to do about it stands beside it.",
                                      "%u steps have failed. What to do about them stands beside them.",
                                      counts[BP_CHECK_FAILED]),
                            counts[BP_CHECK_FAILED]);
    show_summary (self, text, "state-error");
  } else {
    show_summary (self, _ ("Not everything could be tested."), "state-warning");
  }
}

/* --- a test ----------------------------------------------------------------------------------------------------------------- */

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Run *run = data;
  g_autoptr (BpCheckPanel) self = run->panel;
  g_autoptr (GError) error = NULL;
  gboolean passed = bp_check_finish (result, &error);
  if (run->run != self->run)
    return;
  g_clear_object (&self->running);
  if (!self->steps)
    return; /* the window is gone */
  show_end (self, passed, error);
  update_button (self);
}

static const char *
chosen_login (BpCheckPanel *self, gboolean *ret_server_only)
{
  guint selected = gtk_drop_down_get_selected (self->whom);
  *ret_server_only = selected == WHOM_SERVER;
  return selected != GTK_INVALID_LIST_POSITION && selected >= N_WHOM
           ? gtk_string_list_get_string (self->names, selected)
           : NULL;
}

static void
begin (BpCheckPanel *self, const BpCheckOptions *options)
{
  Run *run = g_new0 (Run, 1);
  run->panel = g_object_ref (self);
  run->run = ++self->run;
  bp_check_list_clear (self->steps);
  show_summary (self, NULL, NULL);
  self->running = g_cancellable_new ();
  update_button (self);
  bp_check_async (bp_monitor_get_dir (self->monitor), options, report_cb, run, self->running, ended_cb, run);
}

void
bp_check_panel_start (BpCheckPanel *self, const char *login)
{
  g_autoptr (BpSettings) settings = NULL;
  BpCheckOptions options = { .login = login };
  char *secret = NULL;
  bp_check_panel_cancel (self);
  if (!self->monitor || (self->source && !self->source (self->source_data, &settings, &secret)))
    return;
  if (!login)
    options.login = chosen_login (self, &options.server_only);
  options.settings = settings;
  options.secret = secret;
  begin (self, &options);
  if (secret)
    bp_platform_wipe (secret, strlen (secret));
  g_free (secret);
}

/* At once for who looks; the thread follows within a moment. */
void
bp_check_panel_cancel (BpCheckPanel *self)
{
  g_autoptr (GError) error = NULL;
  if (!self->running)
    return;
  g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  self->run++;
  if (!self->steps)
    return;
  bp_set_error (&error, BP_ERROR_CANCELLED, NULL, "-");
  show_end (self, FALSE, error);
  update_button (self);
}

static void
button_clicked_cb (BpCheckPanel *self)
{
  if (self->running)
    bp_check_panel_cancel (self);
  else
    bp_check_panel_start (self, NULL);
}

/* --- whom -------------------------------------------------------------------------------------------------------------------- */

/* The choice stays with its user while others come and go. */
static void
users_changed_cb (BpCheckPanel *self)
{
  GListModel *users = bp_monitor_get_users (self->monitor);
  guint selected = gtk_drop_down_get_selected (self->whom), n = g_list_model_get_n_items (G_LIST_MODEL (self->names));
  g_autofree char *chosen =
    selected >= N_WHOM && selected < n ? g_strdup (gtk_string_list_get_string (self->names, selected)) : NULL;
  g_autoptr (GPtrArray) logins = g_ptr_array_new ();
  guint position = selected < N_WHOM ? selected : WHOM_ALL;
  for (guint i = 0; i < g_list_model_get_n_items (users); i++) {
    g_autoptr (BpUserItem) item = g_list_model_get_item (users, i);
    const char *login = bp_user_item_get_view (item)->user->login;
    g_ptr_array_add (logins, (gpointer) login);
    if (g_strcmp0 (login, chosen) == 0)
      position = N_WHOM + i;
  }
  g_ptr_array_add (logins, NULL);
  gtk_string_list_splice (self->names, N_WHOM, n - N_WHOM, (const char *const *) logins->pdata);
  gtk_drop_down_set_selected (self->whom, position);
  gtk_drop_down_set_enable_search (self->whom, logins->len > SEARCH_FROM);
}

static void
fill_whom (BpCheckPanel *self)
{
  g_autoptr (GtkExpression) expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  self->names = gtk_string_list_new (NULL);
  gtk_string_list_append (self->names, _ ("The server and all users who take part"));
  gtk_string_list_append (self->names, _ ("The server only"));
  gtk_drop_down_set_model (self->whom, G_LIST_MODEL (self->names));
  gtk_drop_down_set_expression (self->whom, expression);
}

void
bp_check_panel_set_monitor (BpCheckPanel *self, BpMonitor *monitor)
{
  self->monitor = g_object_ref (monitor);
  g_signal_connect_object (bp_monitor_get_users (monitor), "items-changed", G_CALLBACK (users_changed_cb), self,
                           G_CONNECT_SWAPPED);
  users_changed_cb (self);
}

void
bp_check_panel_set_source (BpCheckPanel *self, BpCheckSource source, gpointer data)
{
  self->source = source;
  self->source_data = data;
}

/* --- object -------------------------------------------------------------------------------------------------------------------- */

static void
bp_check_panel_dispose (GObject *object)
{
  BpCheckPanel *self = BP_CHECK_PANEL (object);
  self->source = NULL;
  self->steps = NULL;
  bp_check_panel_cancel (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), BP_TYPE_CHECK_PANEL);
  g_clear_object (&self->names);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (bp_check_panel_parent_class)->dispose (object);
}

static void
bp_check_panel_class_init (BpCheckPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_check_panel_dispose;
  g_type_ensure (BP_TYPE_CHECK_LIST);
  signals[TRUST] =
    g_signal_new ("trust", BP_TYPE_CHECK_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/check-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BpCheckPanel, button);
  gtk_widget_class_bind_template_child (widget_class, BpCheckPanel, whom);
  gtk_widget_class_bind_template_child (widget_class, BpCheckPanel, summary);
  gtk_widget_class_bind_template_child (widget_class, BpCheckPanel, steps);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, trust_cb);
}

static void
bp_check_panel_init (BpCheckPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  bp_accessible_name_buttons (GTK_WIDGET (self));
  fill_whom (self);
}
