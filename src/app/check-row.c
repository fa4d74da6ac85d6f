/* SPDX-License-Identifier: MIT */
#include "app/check-row.h"

#include "app/accessible.h"
#include "base/i18n.h"

struct _BpCheckRow {
  GtkBox parent_instance;
  GtkStack *sign;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *title, *word, *duration, *text, *remedy, *certificate;
  GtkButton *trust;
  BpCheckEvent *event;
};
G_DEFINE_FINAL_TYPE (BpCheckRow, bp_check_row, GTK_TYPE_BOX)

static const struct {
  const char *word, *icon, *style;
} looks[] = {
  [BP_CHECK_RUNNING] = { N_ ("running…"), NULL, "state-off" },
  [BP_CHECK_PASSED] = { N_ ("passed"), "object-select-symbolic", "state-ok" },
  [BP_CHECK_FAILED] = { N_ ("failed"), "dialog-error-symbolic", "state-error" },
  [BP_CHECK_SKIPPED] = { N_ ("not tested"), "media-playback-pause-symbolic", "state-off" },
};

char *
bp_check_duration_text (gint64 duration_us)
{
  if (duration_us < G_TIME_SPAN_MILLISECOND)
    return g_strdup (_ ("< 1 ms"));
  if (duration_us < G_TIME_SPAN_SECOND)
    return g_strdup_printf (_ ("%d ms"), (int) (duration_us / G_TIME_SPAN_MILLISECOND));
  return g_strdup_printf (_ ("%.1f s"), (double) duration_us / G_TIME_SPAN_SECOND);
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
show_sign (BpCheckRow *self, BpCheckResult result)
{
  const char *const classes[] = { looks[result].style, NULL };
  gboolean running = result == BP_CHECK_RUNNING;
  gtk_stack_set_visible_child_name (self->sign, running ? "spinner" : "icon");
  gtk_spinner_set_spinning (self->spinner, running);
  gtk_image_set_from_icon_name (self->icon, looks[result].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), (const char **) classes);
  gtk_widget_set_css_classes (GTK_WIDGET (self->word), (const char **) classes);
  gtk_label_set_text (self->word, _ (looks[result].word));
}

void
bp_check_row_set_event (BpCheckRow *self, BpCheckEvent *event)
{
  const char *step = bp_check_step_label (event->step);
  g_autofree char *title = event->user ? g_strdup_printf ("%s · %s", event->user, step) : g_strdup (step);
  g_autofree char *duration = event->result == BP_CHECK_PASSED || event->result == BP_CHECK_FAILED
                                ? bp_check_duration_text (event->duration_us)
                                : NULL;
  g_autofree char *certificate = event->to_trust ? bp_check_certificate_describe (event->to_trust) : NULL;
  g_autofree char *name = g_strdup_printf ("%s: %s", title, _ (looks[event->result].word));
  bp_check_event_free (self->event);
  self->event = event;
  show_sign (self, event->result);
  gtk_label_set_text (self->title, title);
  set_text (self->duration, duration);
  set_text (self->text, event->text);
  set_text (self->remedy, event->remedy);
  set_text (self->certificate, certificate);
  gtk_widget_set_visible (GTK_WIDGET (self->trust), certificate != NULL);
  bp_accessible_set_label (GTK_WIDGET (self), name);
}

const BpCheckEvent *
bp_check_row_get_event (BpCheckRow *self)
{
  return self->event;
}

GtkButton *
bp_check_row_get_trust (BpCheckRow *self)
{
  return self->trust;
}

static void
bp_check_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), BP_TYPE_CHECK_ROW);
  G_OBJECT_CLASS (bp_check_row_parent_class)->dispose (object);
}

static void
bp_check_row_finalize (GObject *object)
{
  bp_check_event_free (BP_CHECK_ROW (object)->event);
  G_OBJECT_CLASS (bp_check_row_parent_class)->finalize (object);
}

static void
bp_check_row_class_init (BpCheckRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = bp_check_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = bp_check_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/bpexchange/ui/check-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BpCheckRow, sign);
  gtk_widget_class_bind_template_child (widget_class, BpCheckRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BpCheckRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BpCheckRow, title);
  gtk_widget_class_bind_template_child (widget_class, BpCheckRow, word);
  gtk_widget_class_bind_template_child (widget_class, BpCheckRow, duration);
  gtk_widget_class_bind_template_child (widget_class, BpCheckRow, text);
  gtk_widget_class_bind_template_child (widget_class, BpCheckRow, remedy);
  gtk_widget_class_bind_template_child (widget_class, BpCheckRow, certificate);
  gtk_widget_class_bind_template_child (widget_class, BpCheckRow, trust);
}

static void
bp_check_row_init (BpCheckRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bp_check_row_new (void)
{
  return g_object_new (BP_TYPE_CHECK_ROW, NULL);
}
