/* SPDX-License-Identifier: MIT */

/* bench-window FOLDER: how the window bears what it has to show. The log page with 100,000 lines while 5,000 a second arrive, and how many it can take at
 * most; the page of records with 10,000 and 50,000 of them. Prints a line a figure. Needs a display.
 *
 * The heartbeat is a source that wants to run every 10 ms: how much later it runs is how long a click would have waited. */

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "app/application.h"
#include "app/log-page.h"
#include "app/monitor.h"
#include "app/records-page.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "engine/event.h"

#define LINES 100000
#define RATE 5000
#define SECONDS 10
#define BEAT_MS 10

/* --- the heartbeat -------------------------------------------------------------------------------------------------------- */

typedef struct {
  GArray *late; /* gint64, microseconds */
  gint64 due;
  guint source;
} Heart;

static gboolean
beat_cb (gpointer data)
{
  Heart *heart = data;
  gint64 now = g_get_monotonic_time (), late = MAX (now - heart->due, 0);
  g_array_append_val (heart->late, late);
  heart->due = now + BEAT_MS * 1000;
  return G_SOURCE_CONTINUE;
}

static void
heart_start (Heart *heart)
{
  heart->late = g_array_new (FALSE, FALSE, sizeof (gint64));
  heart->due = g_get_monotonic_time () + BEAT_MS * 1000;
  heart->source = g_timeout_add (BEAT_MS, beat_cb, heart);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return x < y ? -1 : x > y;
}

static void
heart_stop (Heart *heart, const char *what)
{
  g_source_remove (heart->source);
  g_array_sort (heart->late, compare);
  guint n = heart->late->len;
  const gint64 *late = (const gint64 *) heart->late->data;
  g_autofree char *label = g_strdup_printf ("%s: heartbeat", what);
  if (n)
    printf ("%-46s p50 %4.1f  p99 %5.1f  worst %5.1f ms\n", label, (double) late[n / 2] / 1000,
            (double) late[n * 99 / 100] / 1000, (double) late[n - 1] / 1000);
  fflush (stdout);
  g_array_unref (heart->late);
}

/* Megabytes in use now; 0 where the system does not tell. */
static double
memory (void)
{
  g_autofree char *status = NULL;
  const char *at = g_file_get_contents ("/proc/self/status", &status, NULL, NULL) ? strstr (status, "VmRSS:") : NULL;
  return at ? (double) g_ascii_strtoll (at + 6, NULL, 10) / 1024 : 0;
}

static void
spin_until (gboolean (*done) (gpointer data), gpointer data)
{
  while (!done (data))
    g_main_context_iteration (NULL, TRUE);
}

/* --- the log ---------------------------------------------------------------------------------------------------------------- */

typedef struct {
  BpChannel *events;
  guint count, rate; /* a second; 0: as fast as it goes */
} Feed;

static BpLogLine *
new_line (guint i)
{
  g_autofree char *text =
    g_strdup_printf ("2026-11-23 08:%02u:%02u.%03u %-7s user%u  Appointment a%u created in Exchange: "
                     "subject, time, place [sync.out.created] item AAMkAD%u",
                     i / 60000 % 60, i / 1000 % 60, i % 1000, i % 50 ? "info" : "warning", i % 20, i, i);
  return bp_log_line_parse (text);
}

static gpointer
feed_main (gpointer data)
{
  Feed *feed = data;
  g_autoptr (BpChannel) pause = bp_channel_new (NULL, 0);
  gint64 begun = g_get_monotonic_time ();
  for (guint i = 0; i < feed->count; i++) {
    BpEvent *event = bp_event_new (BP_EVENT_LOG);
    event->line = new_line (i);
    event->at = event->line->at;
    bp_channel_send (feed->events, event);
    if (feed->rate && i % 50 == 49) {
      gint64 ahead = begun + (gint64) (i + 1) * G_USEC_PER_SEC / feed->rate - g_get_monotonic_time ();
      if (ahead > 0)
        bp_channel_receive (pause, ahead);
    }
  }
  return NULL;
}

typedef struct {
  guint arrived, wanted;
} Arrival;

/* The model is full: what arrives pushes out what is old, so additions are counted. */
static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Arrival *arrival)
{
  arrival->arrived += added;
}

static gboolean
all_arrived (gpointer data)
{
  Arrival *arrival = data;
  return arrival->arrived >= arrival->wanted;
}

static double
feed (BpSession *session, BpMonitor *monitor, guint count, guint rate)
{
  Feed what = { bp_session_get_events (session), count, rate };
  Arrival arrival = { .wanted = count };
  gulong handler =
    g_signal_connect (bp_monitor_get_log (monitor), "items-changed", G_CALLBACK (items_changed_cb), &arrival);
  gint64 begun = g_get_monotonic_time ();
  GThread *thread = g_thread_new ("feed", feed_main, &what);
  spin_until (all_arrived, &arrival);
  g_thread_join (thread);
  g_signal_handler_disconnect (bp_monitor_get_log (monitor), handler);
  return (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
}

static GtkWindow *
show (GtkWidget *page)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (window, 1024, 700);
  gtk_window_set_child (window, page);
  gtk_window_present (window);
  for (gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  return window;
}

static void
measure_log (BpSession *session, BpMonitor *monitor)
{
  BpLogPage *page = g_object_new (BP_TYPE_LOG_PAGE, NULL);
  Heart heart = { 0 };
  bp_log_page_set_monitor (page, monitor);
  GtkWindow *window = show (GTK_WIDGET (page));
  double before = memory ();
  double seconds = feed (session, monitor, LINES, 0);
  printf ("%-46s %.0f lines/s\n", "log, as fast as it goes", LINES / seconds);
  printf ("%-46s %.0f MB\n", "log, memory for 100,000 lines", memory () - before);
  heart_start (&heart);
  feed (session, monitor, RATE * SECONDS, RATE);
  heart_stop (&heart, "log, 100,000 lines and 5,000/s more");
  printf ("%-46s %.0f MB\n", "log, memory after that, in all", memory ());
  gtk_window_destroy (window);
}

/* --- records ---------------------------------------------------------------------------------------------------------------- */

static void
enter_records (const char *dir, int count)
{
  g_autofree char *path = g_build_filename (dir, "bpexchange.db", NULL);
  g_autofree char *sql =
    g_strdup_printf ("INSERT OR IGNORE INTO company (number, name) VALUES (1, 'Muster');"
                     "INSERT OR IGNORE INTO user (id, login, start_company) VALUES (1, 'anna', 1);"
                     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                     " INSERT INTO appointment (company, user, subject, starts_at, ends_at)"
                     " SELECT 1, 1, 'Termin ' || i, date ('2027-01-01', '+' || (i %% 700) || ' days') || 'T09:00:00',"
                     " date ('2027-01-01', '+' || (i %% 700) || ' days') || 'T10:00:00' FROM n;"
                     "INSERT INTO sync_link (kind, user, record, item_id, seen_local, seen_remote)"
                     " SELECT 'appointment', 1, id, 'AAMk' || id, '{}', '{}' FROM appointment"
                     " WHERE id NOT IN (SELECT record FROM sync_link);",
                     count);
  sqlite3 *db = NULL;
  char *message = NULL;
  if (sqlite3_open (path, &db) != SQLITE_OK || sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s", message ? message : "no database");
  sqlite3_close (db);
}

static gboolean
is_full (gpointer list)
{
  GtkSelectionModel *model = gtk_column_view_get_model (list);
  return model && g_list_model_get_n_items (G_LIST_MODEL (model)) > 0;
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_type (child, type);
    if (found)
      return found;
  }
  return NULL;
}

static void
measure_records (const char *dir, BpMonitor *monitor, int more, const char *what)
{
  BpRecordsPage *page = g_object_new (BP_TYPE_RECORDS_PAGE, NULL);
  Heart heart = { 0 };
  enter_records (dir, more);
  bp_records_page_set_monitor (page, monitor);
  GtkWidget *list = find_type (GTK_WIDGET (page), GTK_TYPE_COLUMN_VIEW);
  GtkWidget *search = find_type (GTK_WIDGET (page), GTK_TYPE_SEARCH_ENTRY);
  gint64 begun = g_get_monotonic_time ();
  heart_start (&heart);
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (window, 1024, 700);
  gtk_window_set_child (window, GTK_WIDGET (page));
  gtk_window_present (window);
  spin_until (is_full, list);
  printf ("%-46s %.0f ms\n", what, (double) (g_get_monotonic_time () - begun) / 1000);
  for (gint64 end = g_get_monotonic_time () + 3 * G_USEC_PER_SEC; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, TRUE);
  heart_stop (&heart, what);
  begun = g_get_monotonic_time ();
  gtk_editable_set_text (GTK_EDITABLE (search), "Termin 77");
  g_signal_emit_by_name (search, "search-changed");
  g_autofree char *label = g_strdup_printf ("%s: a search", what);
  printf ("%-46s %.1f ms\n", label, (double) (g_get_monotonic_time () - begun) / 1000);
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  bp_i18n_init ();
  gtk_init ();
  bp_application_load_resources ();
  if (argc != 2)
    g_error ("usage: bench-window FOLDER (an empty one)");
  const char *dir = argv[1];
  gint64 now = bp_clock_now ();
  BpSession *session = bp_session_new (dir, NULL);
  g_autoptr (BpMonitor) monitor = bp_monitor_new (session, now);
  measure_log (session, monitor);
  measure_records (dir, monitor, 10000, "records, 10,000 of them shown after");
  measure_records (dir, monitor, 40000, "records, 50,000 of them shown after");
  bp_monitor_stop (monitor);
  bp_session_free (session);
  return 0;
}
