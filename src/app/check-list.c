/* SPDX-License-Identifier: MIT */
#include "app/check-list.h"

#include "app/check-row.h"
#include "base/i18n.h"

/* As many passed users are easily looked over. */
#define MOST_UNFOLDED 3

struct _BpCheckList {
  GtkBox parent_instance;
  GtkExpander *fold; /* the last child */
  GtkBox *folded;    /* the rows in it */
  GPtrArray *passed; /* char *: users who passed and are not folded yet */
  guint n_folded;
};
G_DEFINE_FINAL_TYPE (BpCheckList, bp_check_list, GTK_TYPE_BOX)

enum { TRUST, N_SIGNALS };
static guint signals[N_SIGNALS];

static const BpCheckEvent *
event_of (GtkWidget *row)
{
  return bp_check_row_get_event (BP_CHECK_ROW (row));
}

/* The last row that is not folded; NULL: none. */
static GtkWidget *
last_row (BpCheckList *self)
{
  return gtk_widget_get_prev_sibling (GTK_WIDGET (self->fold));
}

static void
trust_clicked_cb (GtkButton *button, BpCheckList *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), BP_TYPE_CHECK_ROW);
  g_signal_emit (self, signals[TRUST], 0, event_of (row)->to_trust);
}

static void
fold_user (BpCheckList *self, const char *user)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self)), *next;
  for (; row != GTK_WIDGET (self->fold); row = next) {
    next = gtk_widget_get_next_sibling (row);
    if (g_strcmp0 (event_of (row)->user, user) != 0)
      continue;
    g_object_ref (row);
    gtk_box_remove (GTK_BOX (self), row);
    gtk_box_append (self->folded, row);
    g_object_unref (row);
  }
  self->n_folded++;
}

static void
fold_passed (BpCheckList *self)
{
  g_autofree char *text = NULL;
  if (self->n_folded + self->passed->len <= MOST_UNFOLDED)
    return;
  for (guint i = 0; i < self->passed->len; i++)
    fold_user (self, self->passed->pdata[i]);
  g_ptr_array_set_size (self->passed, 0);
  text = g_strdup_printf (
    ngettext ("%u user: every step has passed", "%u users: every step has passed", self->n_folded), self->n_folded);
  gtk_expander_set_label (self->fold, text);
  gtk_widget_set_visible (GTK_WIDGET (self->fold), TRUE);
}

/* The steps of a user come one after the other: with the next user's first, the last one's are all there. */
static void
conclude_user (BpCheckList *self)
{
  GtkWidget *row = last_row (self);
  const char *user = row ? event_of (row)->user : NULL;
  gboolean passed = user != NULL;
  for (; passed && row && g_strcmp0 (event_of (row)->user, user) == 0; row = gtk_widget_get_prev_sibling (row))
    passed = event_of (row)->result == BP_CHECK_PASSED;
  if (!passed)
    return;
  g_ptr_array_add (self->passed, g_strdup (user));
  fold_passed (self);
}

static BpCheckRow *
add_row (BpCheckList *self, const BpCheckEvent *event)
{
  GtkWidget *last = last_row (self), *row;
  if (last && g_strcmp0 (event_of (last)->user, event->user) != 0) {
    conclude_user (self);
    last = last_row (self);
  }
  row = bp_check_row_new ();
  g_signal_connect (bp_check_row_get_trust (BP_CHECK_ROW (row)), "clicked", G_CALLBACK (trust_clicked_cb), self);
  gtk_box_insert_child_after (GTK_BOX (self), row, last);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  return BP_CHECK_ROW (row);
}

void
bp_check_list_take (BpCheckList *self, BpCheckEvent *event)
{
  GtkWidget *last = last_row (self);
  gboolean begun = last && event_of (last)->result == BP_CHECK_RUNNING;
  bp_check_row_set_event (begun ? BP_CHECK_ROW (last) : add_row (self, event), event);
}

static void
count (GtkWidget *row, guint counts[])
{
  for (; row && BP_IS_CHECK_ROW (row); row = gtk_widget_get_next_sibling (row))
    counts[event_of (row)->result]++;
}

void
bp_check_list_end (BpCheckList *self, guint counts[])
{
  GtkWidget *last = last_row (self);
  if (last && event_of (last)->result == BP_CHECK_RUNNING)
    gtk_box_remove (GTK_BOX (self), last);
  else
    conclude_user (self);
  count (gtk_widget_get_first_child (GTK_WIDGET (self)), counts);
  count (gtk_widget_get_first_child (GTK_WIDGET (self->folded)), counts);
}

void
bp_check_list_clear (BpCheckList *self)
{
  GtkWidget *row;
  while ((row = last_row (self)))
    gtk_box_remove (GTK_BOX (self), row);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->folded))))
    gtk_box_remove (self->folded, row);
  g_ptr_array_set_size (self->passed, 0);
  self->n_folded = 0;
  gtk_expander_set_expanded (self->fold, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->fold), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

guint
bp_check_list_get_folded (BpCheckList *self)
{
  return self->n_folded;
}

static void
bp_check_list_finalize (GObject *object)
{
  g_ptr_array_unref (BP_CHECK_LIST (object)->passed);
  G_OBJECT_CLASS (bp_check_list_parent_class)->finalize (object);
}

static void
bp_check_list_class_init (BpCheckListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bp_check_list_finalize;
  g_type_ensure (BP_TYPE_CHECK_ROW);
  signals[TRUST] =
    g_signal_new ("trust", BP_TYPE_CHECK_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
bp_check_list_init (BpCheckList *self)
{
  self->passed = g_ptr_array_new_with_free_func (g_free);
  self->fold = GTK_EXPANDER (gtk_expander_new (NULL));
  self->folded = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_widget_set_margin_top (GTK_WIDGET (self->folded), 6);
  gtk_expander_set_child (self->fold, GTK_WIDGET (self->folded));
  gtk_widget_set_visible (GTK_WIDGET (self->fold), FALSE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->fold));
}
