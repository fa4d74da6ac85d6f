/* SPDX-License-Identifier: MIT */
#include "app/record-model.h"

#include <string.h>

static BpRecordView *
view_new (BpKind kind, gint64 id, const char *login, const char *subject, const char *start, const char *state)
{
  BpRecordView *view = g_atomic_rc_box_new0 (BpRecordView);
  view->name = g_strdup_printf ("%c%d", bp_kind_letter (kind), (int) id);
  view->kind = kind;
  view->id = id;
  view->login = g_strdup (login);
  view->subject = g_strdup (subject);
  view->starts_at = g_strdup (start);
  view->state = g_strdup (state);
  view->state_label = g_strdup (state);
  view->reason = g_strdup_printf ("because %s", state);
  g_autofree char *text = g_strdup_printf ("%s\n%s\n%s", subject, login, view->reason);
  view->search = g_utf8_casefold (text, -1);
  view->deleted = g_str_equal (state, "deleted");
  view->conflicts = g_str_equal (state, "kept");
  return view;
}

static GPtrArray *
views_new (void)
{
  GPtrArray *views = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_record_view_free);
  g_ptr_array_add (views, view_new (BP_KIND_APPOINTMENT, 1, "anna", "Jour fixe", "2027-03-01T09:00:00", "in-step"));
  g_ptr_array_add (views, view_new (BP_KIND_APPOINTMENT, 2, "bernd", "Ärger", "2027-03-02T09:00:00", "parked"));
  g_ptr_array_add (views, view_new (BP_KIND_TASK, 1, "anna", "Angebot", "2027-03-03", "pending"));
  g_ptr_array_add (views, view_new (BP_KIND_TASK, 2, "anna", "Ablage", NULL, "deleted"));
  g_ptr_array_add (views, view_new (BP_KIND_APPOINTMENT, 3, "carla", "Inventur", "2027-03-04T09:00:00", "held"));
  g_ptr_array_add (views, view_new (BP_KIND_APPOINTMENT, 4, "anna", "Messe", "2027-03-05T09:00:00", "kept"));
  return views;
}

/* "a4 a3 t1 …" as shown. */
static char *
names (BpRecordModel *model)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++) {
    g_autoptr (BpRecordItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);
    g_string_append_printf (text, "%s%s", i ? " " : "", bp_record_item_get_view (item)->name);
  }
  return g_string_free (text, FALSE);
}

static void
test_filter (void)
{
  static const struct {
    BpRecordFilter filter;
    const char *names;
  } rows[] = {
    { { BP_RECORDS_ALL, BP_KIND_COUNT, NULL, NULL }, "a4 a3 t1 a2 a1 t2" }, /* the latest first, without a start last */
    { { BP_RECORDS_PROBLEMS, BP_KIND_COUNT, NULL, NULL }, "a3 a2" },
    { { BP_RECORDS_WAITING, BP_KIND_COUNT, NULL, NULL }, "t1" },
    { { BP_RECORDS_NOT_TRANSFERRED, BP_KIND_COUNT, NULL, NULL }, "a4" },
    { { BP_RECORDS_CONFLICTS, BP_KIND_COUNT, NULL, NULL }, "a4" },
    { { BP_RECORDS_IN_STEP, BP_KIND_COUNT, NULL, NULL }, "a1" },
    { { BP_RECORDS_DELETED, BP_KIND_COUNT, NULL, NULL }, "t2" },
    { { BP_RECORDS_ALL, BP_KIND_TASK, NULL, NULL }, "t1 t2" },
    { { BP_RECORDS_ALL, BP_KIND_COUNT, "anna", NULL }, "a4 t1 a1 t2" },
    { { BP_RECORDS_ALL, BP_KIND_APPOINTMENT, "anna", " jour " }, "a1" },
    { { BP_RECORDS_ALL, BP_KIND_COUNT, NULL, "ÄRGER" }, "a2" },
    { { BP_RECORDS_ALL, BP_KIND_COUNT, NULL, "A3" }, "a3" },
    { { BP_RECORDS_ALL, BP_KIND_COUNT, NULL, "because held" }, "a3" },
    { { BP_RECORDS_ALL, BP_KIND_COUNT, NULL, "nowhere" }, "" },
  };
  g_autoptr (BpRecordModel) model = bp_record_model_new ();
  bp_record_model_take_views (model, views_new ());
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    bp_record_model_set_filter (model, &rows[i].filter);
    g_autofree char *shown = names (model);
    g_assert_cmpstr (shown, ==, rows[i].names);
    g_assert_cmpuint (bp_record_model_get_total (model), ==, 6);
  }
}

typedef struct {
  guint signals, position, removed, added;
} Changes;

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, Changes *changes)
{
  *changes = (Changes){ changes->signals + 1, position, removed, added };
}

/* Reading again tells only what is different. */
static void
test_changes (void)
{
  g_autoptr (BpRecordModel) model = bp_record_model_new ();
  Changes changes = { 0 };
  GPtrArray *views = views_new ();
  bp_record_model_take_views (model, views_new ());
  g_signal_connect (model, "items-changed", G_CALLBACK (changed_cb), &changes);
  bp_record_model_take_views (model, views_new ());
  g_assert_cmpuint (changes.signals, ==, 0);
  BpRecordView *view = views->pdata[2];
  view->last_transfer_at = 1;
  bp_record_model_take_views (model, views);
  g_assert_cmpuint (changes.signals, ==, 1);
  g_assert_cmpuint (changes.position, ==, 2);
  g_assert_cmpuint (changes.removed, ==, 1);
  g_assert_cmpuint (changes.added, ==, 1);
  views = views_new ();
  g_ptr_array_remove_index (views, 0);
  g_ptr_array_add (views, view_new (BP_KIND_APPOINTMENT, 9, "anna", "Neu", "2028-01-01T09:00:00", "pending"));
  bp_record_model_take_views (model, views);
  g_autofree char *shown = names (model);
  g_assert_cmpstr (shown, ==, "a9 a4 a3 t1 a2 t2");
}

/* An item stays good after its model went on. */
static void
test_item (void)
{
  g_autoptr (BpRecordModel) model = bp_record_model_new ();
  bp_record_model_take_views (model, views_new ());
  g_autoptr (BpRecordItem) item = g_list_model_get_item (G_LIST_MODEL (model), 4);
  bp_record_model_take_views (model, g_ptr_array_new_with_free_func ((GDestroyNotify) bp_record_view_free));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (model), 0));
  g_autofree char *kind = NULL, *subject = NULL, *start = NULL, *user = NULL;
  g_object_get (item, "kind", &kind, "subject", &subject, "start", &start, "user", &user, NULL);
  g_assert_cmpstr (kind, ==, "Appointment");
  g_assert_cmpstr (subject, ==, "Jour fixe");
  g_assert_cmpstr (start, ==, "2027-03-01 09:00");
  g_assert_cmpstr (user, ==, "anna");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record-model/filter", test_filter);
  g_test_add_func ("/record-model/changes", test_changes);
  g_test_add_func ("/record-model/item", test_item);
  return g_test_run ();
}
