/* SPDX-License-Identifier: MIT */
#include "records.h"

#include <stdio.h>

struct Records {
  guint64 count;
  GQueue *requests; /* of json_t */
  json_t *mail;
  FILE *log;
};

Records *
records_new (const char *log)
{
  Records *records = g_new0 (Records, 1);

  records->requests = g_queue_new ();
  records->mail = json_array ();
  records->log = log ? fopen (log, "a") : NULL;
  return records;
}

void
records_free (Records *records)
{
  if (!records)
    return;
  g_queue_free_full (records->requests, (GDestroyNotify) json_decref);
  json_decref (records->mail);
  if (records->log)
    fclose (records->log);
  g_free (records);
}

static json_t *
words_to_json (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text ? text : "", " ", -1);
  json_t *list = json_array ();

  for (char **word = words; *word; word++)
    if (**word)
      json_array_append_new (list, json_string (*word));
  return list;
}

void
records_add_request (Records *records, const char *operation, const char *mailbox, guint status, const char *codes,
                     const char *asked)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);

  records->count++;
  g_queue_push_tail (records->requests,
                     json_pack ("{s:I, s:s, s:s?, s:s?, s:i, s:o, s:o}", "number", (json_int_t) records->count, "time",
                                time, "operation", operation, "mailbox", mailbox, "status", (int) status, "codes",
                                words_to_json (codes), "asked", words_to_json (asked)));
  if (g_queue_get_length (records->requests) > RECORDS_KEPT)
    json_decref (g_queue_pop_head (records->requests));
  if (records->log) {
    fprintf (records->log, "%s %s %s %u %s\n", time, operation ? operation : "-", mailbox ? mailbox : "-", status,
             codes ? codes : "");
    fflush (records->log);
  }
}

void
records_add_mail (Records *records, const char *operation, const char *mailbox, const char *subject, const char *how)
{
  json_array_append_new (records->mail, json_pack ("{s:s, s:s?, s:s?, s:s?}", "operation", operation, "mailbox",
                                                   mailbox, "subject", subject, "how", how));
}

json_t *
records_requests (Records *records, guint last)
{
  json_t *list = json_array ();
  guint length = g_queue_get_length (records->requests);
  guint skip = length > last ? length - last : 0;

  for (GList *link = g_queue_peek_nth_link (records->requests, skip); link; link = link->next)
    json_array_append (list, link->data);
  return json_pack ("{s:I, s:o}", "count", (json_int_t) records->count, "requests", list);
}

json_t *
records_mail (Records *records)
{
  return json_incref (records->mail);
}

void
records_clear (Records *records)
{
  g_queue_clear_full (records->requests, (GDestroyNotify) json_decref);
  json_array_clear (records->mail);
  records->count = 0;
}
