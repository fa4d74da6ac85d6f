/* SPDX-License-Identifier: MIT */
#include "subscriptions.h"

#include "values.h"
#include "view.h"
#include "xmlout.h"

#include <string.h>

struct Subscriptions {
  Sim *sim;
  GHashTable *table; /* &number -> Subscription */
  guint64 next;
  gint64 born; /* tells this process's ids from an earlier one's */
};

static void
subscription_free (Subscription *subscription)
{
  mailbox_listen (subscription->mailbox, -1);
  g_array_unref (subscription->folders);
  g_free (subscription);
}

static gint64
seconds (void)
{
  return g_get_monotonic_time () / G_USEC_PER_SEC;
}

Subscriptions *
subscriptions_new (Sim *sim)
{
  Subscriptions *subscriptions = g_new0 (Subscriptions, 1);

  subscriptions->sim = sim;
  subscriptions->born = g_get_real_time ();
  subscriptions->table = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) subscription_free);
  return subscriptions;
}

void
subscriptions_free (Subscriptions *subscriptions)
{
  g_hash_table_unref (subscriptions->table);
  g_free (subscriptions);
}

Subscription *
subscriptions_add (Subscriptions *subscriptions, Mailbox *mailbox, GArray *take_folders, gboolean all_folders,
                   guint types, gint64 timeout)
{
  Subscription *subscription = g_new0 (Subscription, 1);

  subscription->number = ++subscriptions->next;
  subscription->mailbox = mailbox;
  subscription->folders = take_folders;
  subscription->all_folders = all_folders;
  subscription->types = types;
  subscription->timeout = timeout;
  subscription->streaming = timeout == 0;
  subscription->used = seconds ();
  subscription->seen = mailbox_get_last_event (mailbox);
  mailbox_listen (mailbox, 1);
  g_hash_table_insert (subscriptions->table, &subscription->number, subscription);
  return subscription;
}

void
subscriptions_remove (Subscriptions *subscriptions, Subscription *subscription)
{
  guint64 number = subscription->number;

  g_hash_table_remove (subscriptions->table, &number);
}

guint
subscriptions_count (Subscriptions *subscriptions)
{
  return g_hash_table_size (subscriptions->table);
}

static gboolean
is_expired (const Subscription *subscription)
{
  return subscription->timeout && seconds () - subscription->used > subscription->timeout;
}

int
subscriptions_count_of (Subscriptions *subscriptions, const Mailbox *mailbox)
{
  GHashTableIter iter;
  gpointer value;
  int count = 0;

  g_hash_table_iter_init (&iter, subscriptions->table);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const Subscription *subscription = value;

    count += subscription->mailbox == mailbox && !is_expired (subscription);
  }
  return count;
}

char *
subscriptions_id (Subscriptions *subscriptions, const Subscription *subscription)
{
  return token_make (TOKEN_SUBSCRIPTION, mailbox_get_guid (subscription->mailbox), subscription->number,
                     subscriptions->born, 0);
}

Subscription *
subscriptions_find (Subscriptions *subscriptions, const char *id, const char **ret_code)
{
  Subscription *subscription;
  Token token;
  guint64 number;

  *ret_code = "ErrorInvalidSubscription";
  if (token_read (id, TOKEN_SUBSCRIPTION, &token) != TOKEN_OK)
    return NULL;
  *ret_code = "ErrorSubscriptionNotFound";
  number = token.numbers[0];
  subscription = token.numbers[1] == subscriptions->born ? g_hash_table_lookup (subscriptions->table, &number) : NULL;
  if (subscription && is_expired (subscription)) {
    subscriptions_remove (subscriptions, subscription);
    subscription = NULL;
  }
  if (subscription)
    subscription->used = seconds ();
  return subscription;
}

char *
subscription_watermark (Subscriptions *subscriptions, const Subscription *subscription, guint64 event)
{
  return token_make (TOKEN_WATERMARK, mailbox_get_guid (subscription->mailbox), event, subscriptions->born, 0);
}

gboolean
subscription_read_watermark (Subscriptions *subscriptions, const Subscription *subscription, const char *watermark,
                             guint64 *ret_event)
{
  Token token;

  if (token_read (watermark, TOKEN_WATERMARK, &token) != TOKEN_OK || token.numbers[1] != subscriptions->born
      || strcmp (token.guid, mailbox_get_guid (subscription->mailbox)) != 0
      || (guint64) token.numbers[0] > mailbox_get_last_event (subscription->mailbox))
    return FALSE;
  *ret_event = token.numbers[0];
  return TRUE;
}

static gboolean
watches (const Subscription *subscription, guint32 folder)
{
  for (guint i = 0; i < subscription->folders->len; i++)
    if (g_array_index (subscription->folders, guint32, i) == folder)
      return TRUE;
  return subscription->all_folders;
}

static const char *
event_tag (EventType type)
{
  switch (type) {
  case EVENT_CREATED:
    return "t:CreatedEvent";
  case EVENT_MODIFIED:
    return "t:ModifiedEvent";
  case EVENT_DELETED:
    return "t:DeletedEvent";
  case EVENT_MOVED:
    return "t:MovedEvent";
  case EVENT_COPIED:
    return "t:CopiedEvent";
  case EVENT_FREE_BUSY:
    return "t:FreeBusyChangedEvent";
  case EVENT_NEW_MAIL:
    return "t:NewMailEvent";
  }
  return NULL;
}

/* The item may be gone by now, so its id is made without it; its change key then is that of its last days: none. */
static void
write_item_id (GString *out, const char *tag, Mailbox *mailbox, guint64 number)
{
  g_autofree char *id = token_make (TOKEN_ITEM, mailbox_get_guid (mailbox), number, ID_NO_OCCURRENCE, 0);
  Item *item = mailbox_get_item (mailbox, number);
  g_autofree char *change_key = token_make (TOKEN_CHANGE_KEY, mailbox_get_guid (mailbox),
                                            item ? item->changed : mailbox_get_sequence (mailbox), 0, 0);

  xml_start (out, tag);
  xml_attribute (out, "Id", id);
  xml_attribute (out, "ChangeKey", change_key);
  xml_empty_end (out);
}

static void
write_folder_id (GString *out, const char *tag, Mailbox *mailbox, guint32 number)
{
  Folder *folder = mailbox_get_folder (mailbox, number);

  if (folder)
    folder_write_id (out, tag, mailbox, folder);
}

static void
write_event (Subscriptions *subscriptions, const Subscription *subscription, GString *out, const Event *event,
             guint64 number)
{
  Mailbox *mailbox = subscription->mailbox;
  const char *tag = event_tag (event->type);
  g_autofree char *watermark = subscription_watermark (subscriptions, subscription, number);
  g_autofree char *time = value_from_instant (event->time);

  xml_open (out, tag);
  if (!subscription->streaming)
    xml_element (out, "t:Watermark", watermark);
  xml_element (out, "t:TimeStamp", time);
  if (event->item) {
    write_item_id (out, "t:ItemId", mailbox, event->item);
    write_folder_id (out, "t:ParentFolderId", mailbox, event->folder);
  } else {
    Folder *folder = mailbox_get_folder (mailbox, event->folder);

    write_folder_id (out, "t:FolderId", mailbox, event->folder);
    write_folder_id (out, "t:ParentFolderId", mailbox, folder && folder->parent ? folder->parent : event->folder);
  }
  if (event->type == EVENT_MOVED || event->type == EVENT_COPIED) {
    write_item_id (out, "t:OldItemId", mailbox, event->old_item);
    write_folder_id (out, "t:OldParentFolderId", mailbox, event->old_folder);
  }
  xml_close (out, tag);
}

guint64
subscription_write_events (Subscriptions *subscriptions, const Subscription *subscription, GString *out, guint64 event,
                           guint limit, guint *ret_written, gboolean *ret_more)
{
  guint64 last = mailbox_get_last_event (subscription->mailbox);

  *ret_written = 0;
  *ret_more = FALSE;
  for (guint64 number = event + 1; number <= last; number++) {
    const Event *one = mailbox_get_event (subscription->mailbox, number);
    gboolean concerns =
      one && (one->type & subscription->types)
      && (watches (subscription, one->folder) || (one->old_folder && watches (subscription, one->old_folder)));

    if (!concerns)
      continue;
    if (*ret_written == limit) {
      *ret_more = TRUE;
      return number - 1;
    }
    write_event (subscriptions, subscription, out, one, number);
    (*ret_written)++;
  }
  return last;
}
