/* SPDX-License-Identifier: MIT */
#include "mailbox.h"

#include "state.h"

#include <string.h>

/* Events kept for reading; an older watermark is answered with an error. */
#define EVENT_LIMIT 20000

struct Mailbox {
  guint32 number;
  char *smtp;
  char *name;
  char *guid;
  State *state;
  guint64 sequence;
  guint64 next_item;
  GPtrArray *folders; /* of Folder; number n stands at n - 1 */
  GHashTable *items;  /* &Item.number -> Item */
  GHashTable *counts; /* folder number -> living items */
  GArray *tombstones;
  int listeners;
  GArray *events; /* of Event */
  guint64 first_event;
  void (*hook) (Mailbox *, gpointer);
  gpointer hook_data;
};

static const struct {
  const char *distinguished;
  const char *name;
  const char *class;
  const char *parent;
} well_known[] = {
  { "root", "root", "", NULL },
  { "msgfolderroot", "Top of Information Store", "", "root" },
  { "inbox", "Inbox", "IPF.Note", "msgfolderroot" },
  { "calendar", "Calendar", "IPF.Appointment", "msgfolderroot" },
  { "tasks", "Tasks", "IPF.Task", "msgfolderroot" },
  { "deleteditems", "Deleted Items", "IPF.Note", "msgfolderroot" },
  { "contacts", "Contacts", "IPF.Contact", "msgfolderroot" },
  { "drafts", "Drafts", "IPF.Note", "msgfolderroot" },
  { "sentitems", "Sent Items", "IPF.Note", "msgfolderroot" },
  { "outbox", "Outbox", "IPF.Note", "msgfolderroot" },
  { "notes", "Notes", "IPF.StickyNote", "msgfolderroot" },
  { "journal", "Journal", "IPF.Journal", "msgfolderroot" },
  { "junkemail", "Junk Email", "IPF.Note", "msgfolderroot" },
  { "recoverableitemsroot", "Recoverable Items", "", "root" },
  { "recoverableitemsdeletions", "Deletions", "", "recoverableitemsroot" },
  { "searchfolders", "Finder", "", "root" },
};

static void
folder_free (Folder *folder)
{
  g_free (folder->name);
  g_free (folder->class);
  g_free (folder);
}

static char *
display_name (const char *smtp)
{
  g_autofree char *local = g_strndup (smtp, strcspn (smtp, "@"));
  g_auto (GStrv) words = g_strsplit_set (local, "._", -1);

  for (char **word = words; *word; word++)
    **word = g_ascii_toupper (**word);
  return g_strjoinv (" ", words);
}

static void
exceptions_free (GArray *exceptions)
{
  for (guint i = 0; exceptions && i < exceptions->len; i++)
    bag_free (g_array_index (exceptions, Exception, i).bag);
  if (exceptions)
    g_array_unref (exceptions);
}

void
item_free (Item *item)
{
  if (!item)
    return;
  bag_free (item->bag);
  exceptions_free (item->exceptions);
  g_free (item);
}

Mailbox *
mailbox_new (guint32 number, const char *smtp, const char *guid, State *state)
{
  Mailbox *mailbox = g_new0 (Mailbox, 1);

  mailbox->number = number;
  mailbox->smtp = g_strdup (smtp);
  mailbox->name = display_name (smtp);
  mailbox->guid = g_strdup (guid);
  mailbox->state = state;
  mailbox->sequence = 1;
  mailbox->next_item = 1;
  mailbox->first_event = 1;
  mailbox->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) folder_free);
  mailbox->items = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) item_free);
  mailbox->counts = g_hash_table_new (NULL, NULL);
  mailbox->tombstones = g_array_new (FALSE, FALSE, sizeof (Tombstone));
  mailbox->events = g_array_new (FALSE, FALSE, sizeof (Event));
  for (guint i = 0; i < G_N_ELEMENTS (well_known); i++) {
    Folder *parent = well_known[i].parent ? mailbox_get_distinguished (mailbox, well_known[i].parent) : NULL;
    Folder *folder = g_new0 (Folder, 1);

    folder->number = i + 1;
    folder->parent = parent ? parent->number : 0;
    folder->name = g_strdup (well_known[i].name);
    folder->class = g_strdup (well_known[i].class);
    folder->distinguished = well_known[i].distinguished;
    folder->entered = folder->changed = 1;
    folder->committed = g_get_real_time () / G_USEC_PER_SEC;
    g_ptr_array_add (mailbox->folders, folder);
  }
  return mailbox;
}

void
mailbox_free (Mailbox *mailbox)
{
  if (!mailbox)
    return;
  g_ptr_array_unref (mailbox->folders);
  g_hash_table_unref (mailbox->items);
  g_hash_table_unref (mailbox->counts);
  g_array_unref (mailbox->tombstones);
  g_array_unref (mailbox->events);
  g_free (mailbox->smtp);
  g_free (mailbox->name);
  g_free (mailbox->guid);
  g_free (mailbox);
}

const char *
mailbox_get_smtp (Mailbox *mailbox)
{
  return mailbox->smtp;
}

const char *
mailbox_get_guid (Mailbox *mailbox)
{
  return mailbox->guid;
}

guint32
mailbox_get_number (Mailbox *mailbox)
{
  return mailbox->number;
}

const char *
mailbox_get_name (Mailbox *mailbox)
{
  return mailbox->name;
}

guint64
mailbox_get_sequence (Mailbox *mailbox)
{
  return mailbox->sequence;
}

guint64
mailbox_get_next_item (Mailbox *mailbox)
{
  return mailbox->next_item;
}

/* --- events --- */

static void
emit (Mailbox *mailbox, EventType type, guint64 item, guint32 folder, guint64 old_item, guint32 old_folder, gint64 now)
{
  Event event = { type, item, folder, old_item, old_folder, now };

  if (mailbox->listeners == 0)
    return;
  if (mailbox->events->len >= EVENT_LIMIT) {
    g_array_remove_range (mailbox->events, 0, EVENT_LIMIT / 2);
    mailbox->first_event += EVENT_LIMIT / 2;
  }
  g_array_append_val (mailbox->events, event);
  if (mailbox->hook)
    mailbox->hook (mailbox, mailbox->hook_data);
}

/* What follows every change of a folder's content: the folder itself is modified, and of a calendar the free/busy data.
 * Clients compare its time to see whether there is anything new. */
static void
emit_folder (Mailbox *mailbox, guint32 number, guint64 item, gint64 now)
{
  Folder *folder = mailbox_get_folder (mailbox, number);

  if (folder)
    folder->committed = now;
  emit (mailbox, EVENT_MODIFIED, 0, number, 0, 0, now);
  if (folder && strcmp (folder->class, "IPF.Appointment") == 0)
    emit (mailbox, EVENT_FREE_BUSY, item, number, 0, 0, now);
}

void
mailbox_listen (Mailbox *mailbox, int change)
{
  mailbox->listeners += change;
}

guint64
mailbox_get_last_event (Mailbox *mailbox)
{
  return mailbox->first_event + mailbox->events->len - 1;
}

const Event *
mailbox_get_event (Mailbox *mailbox, guint64 number)
{
  if (number < mailbox->first_event || number > mailbox_get_last_event (mailbox))
    return NULL;
  return &g_array_index (mailbox->events, Event, number - mailbox->first_event);
}

void
mailbox_set_event_hook (Mailbox *mailbox, void (*hook) (Mailbox *, gpointer), gpointer data)
{
  mailbox->hook = hook;
  mailbox->hook_data = data;
}

/* --- folders --- */

Folder *
mailbox_get_folder (Mailbox *mailbox, guint32 number)
{
  Folder *folder;

  if (number == 0 || number > mailbox->folders->len)
    return NULL;
  folder = g_ptr_array_index (mailbox->folders, number - 1);
  return folder->deleted ? NULL : folder;
}

Folder *
mailbox_get_distinguished (Mailbox *mailbox, const char *name)
{
  for (guint i = 0; i < mailbox->folders->len; i++) {
    Folder *folder = g_ptr_array_index (mailbox->folders, i);

    if (g_strcmp0 (folder->distinguished, name) == 0)
      return folder;
  }
  return NULL;
}

GPtrArray *
mailbox_get_folders (Mailbox *mailbox)
{
  return mailbox->folders;
}

Folder *
mailbox_add_folder (Mailbox *mailbox, guint32 parent, const char *name, const char *class)
{
  Folder *folder = g_new0 (Folder, 1);

  folder->number = mailbox->folders->len + 1;
  folder->parent = parent;
  folder->name = g_strdup (name);
  folder->class = g_strdup (class);
  folder->entered = folder->changed = ++mailbox->sequence;
  folder->committed = g_get_real_time () / G_USEC_PER_SEC;
  g_ptr_array_add (mailbox->folders, folder);
  state_put_folder (mailbox->state, mailbox, folder);
  return folder;
}

void
mailbox_rename_folder (Mailbox *mailbox, Folder *folder, const char *name)
{
  g_free (folder->name);
  folder->name = g_strdup (name);
  folder->changed = ++mailbox->sequence;
  /* Well-known folders are made anew at each start, under their own names. */
  if (!folder->distinguished)
    state_put_folder (mailbox->state, mailbox, folder);
}

void
mailbox_remove_folder (Mailbox *mailbox, Folder *folder, gint64 now)
{
  g_autoptr (GPtrArray) items = mailbox_list (mailbox, folder->number);

  for (guint i = 0; i < items->len; i++)
    mailbox_remove_item (mailbox, g_ptr_array_index (items, i), now);
  for (guint i = 0; i < mailbox->folders->len; i++) {
    Folder *child = g_ptr_array_index (mailbox->folders, i);

    if (child->parent == folder->number && !child->deleted)
      mailbox_remove_folder (mailbox, child, now);
  }
  folder->deleted = ++mailbox->sequence;
  state_put_folder (mailbox->state, mailbox, folder);
}

void
mailbox_move_folder (Mailbox *mailbox, Folder *folder, guint32 parent)
{
  folder->parent = parent;
  folder->changed = ++mailbox->sequence;
  state_put_folder (mailbox->state, mailbox, folder);
}

gboolean
mailbox_is_below (Mailbox *mailbox, const Folder *folder, guint32 root)
{
  guint32 parent = folder->parent;

  while (parent && parent != root)
    parent = ((Folder *) g_ptr_array_index (mailbox->folders, parent - 1))->parent;
  return parent == root;
}

guint
mailbox_count (Mailbox *mailbox, guint32 folder)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (mailbox->counts, GUINT_TO_POINTER (folder)));
}

static void
count (Mailbox *mailbox, guint32 folder, int change)
{
  guint now = mailbox_count (mailbox, folder) + change;

  g_hash_table_insert (mailbox->counts, GUINT_TO_POINTER (folder), GUINT_TO_POINTER (now));
}

/* --- items --- */

Item *
mailbox_get_item (Mailbox *mailbox, guint64 number)
{
  return g_hash_table_lookup (mailbox->items, &number);
}

static Item *
insert (Mailbox *mailbox, guint32 folder, ItemKind kind, Bag *bag, gint64 now)
{
  Item *item = g_new0 (Item, 1);

  item->number = mailbox->next_item++;
  item->folder = folder;
  item->kind = kind;
  item->read = TRUE;
  item->entered = item->changed = ++mailbox->sequence;
  item->created = item->modified = now;
  item->bag = bag;
  g_hash_table_insert (mailbox->items, &item->number, item);
  count (mailbox, folder, 1);
  return item;
}

Item *
mailbox_add_item (Mailbox *mailbox, guint32 folder, ItemKind kind, Bag *take_bag, gint64 now)
{
  Item *item = insert (mailbox, folder, kind, take_bag, now);

  state_put_item (mailbox->state, mailbox, item);
  emit (mailbox, EVENT_CREATED, item->number, folder, 0, 0, now);
  emit_folder (mailbox, folder, item->number, now);
  return item;
}

void
mailbox_change_item (Mailbox *mailbox, Item *item, gint64 now)
{
  item->changed = ++mailbox->sequence;
  item->modified = now;
  state_put_item (mailbox->state, mailbox, item);
  emit (mailbox, EVENT_MODIFIED, item->number, item->folder, 0, 0, now);
  emit_folder (mailbox, item->folder, item->number, now);
}

void
mailbox_set_read (Mailbox *mailbox, Item *item, gboolean read, gint64 now)
{
  item->read = read;
  item->read_changed = ++mailbox->sequence;
  state_put_item (mailbox->state, mailbox, item);
  emit (mailbox, EVENT_MODIFIED, item->number, item->folder, 0, 0, now);
}

/* Takes the item out of its folder, leaving a tombstone. */
static void
drop (Mailbox *mailbox, Item *item)
{
  Tombstone tombstone = { item->number, item->folder, item->entered, ++mailbox->sequence };

  g_array_append_val (mailbox->tombstones, tombstone);
  state_put_tombstone (mailbox->state, mailbox, &tombstone);
  state_remove_item (mailbox->state, mailbox, item);
  count (mailbox, item->folder, -1);
  g_hash_table_remove (mailbox->items, &tombstone.item);
}

void
mailbox_remove_item (Mailbox *mailbox, Item *item, gint64 now)
{
  guint64 number = item->number;
  guint32 folder = item->folder;

  drop (mailbox, item);
  emit (mailbox, EVENT_DELETED, number, folder, 0, 0, now);
  emit_folder (mailbox, folder, number, now);
}

static Item *
duplicate (Mailbox *mailbox, Item *item, guint32 folder, gint64 now)
{
  g_autoptr (GBytes) packed = item_pack_exceptions (item);
  Item *copy = insert (mailbox, folder, item->kind, bag_copy (item->bag), now);

  copy->created = item->created;
  copy->read = item->read;
  if (packed)
    copy->exceptions = item_unpack_exceptions (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  state_put_item (mailbox->state, mailbox, copy);
  return copy;
}

Item *
mailbox_move_item (Mailbox *mailbox, Item *item, guint32 folder, gint64 now)
{
  guint64 old_item = item->number;
  guint32 old_folder = item->folder;
  Item *moved = duplicate (mailbox, item, folder, now);

  drop (mailbox, item);
  emit (mailbox, EVENT_MOVED, moved->number, folder, old_item, old_folder, now);
  emit_folder (mailbox, old_folder, old_item, now);
  emit_folder (mailbox, folder, moved->number, now);
  return moved;
}

Item *
mailbox_copy_item (Mailbox *mailbox, Item *item, guint32 folder, gint64 now)
{
  Item *copy = duplicate (mailbox, item, folder, now);

  emit (mailbox, EVENT_COPIED, copy->number, folder, item->number, item->folder, now);
  emit (mailbox, EVENT_CREATED, copy->number, folder, 0, 0, now);
  emit_folder (mailbox, folder, copy->number, now);
  return copy;
}

GPtrArray *
mailbox_list (Mailbox *mailbox, guint32 folder)
{
  GPtrArray *items = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, mailbox->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (((Item *) item)->folder == folder)
      g_ptr_array_add (items, item);
  return items;
}

Item *
mailbox_find_meeting (Mailbox *mailbox, const char *uid)
{
  guint32 calendar = mailbox_get_distinguished (mailbox, "calendar")->number;
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, mailbox->items);
  while (uid && g_hash_table_iter_next (&iter, NULL, &item))
    if (((Item *) item)->folder == calendar && g_strcmp0 (bag_get (((Item *) item)->bag, PROPERTY_UID), uid) == 0)
      return item;
  return NULL;
}

GArray *
mailbox_get_tombstones (Mailbox *mailbox)
{
  return mailbox->tombstones;
}

/* --- exceptions --- */

const Exception *
item_get_exception (const Item *item, gint64 original)
{
  for (guint i = 0; item->exceptions && i < item->exceptions->len; i++) {
    Exception *exception = &g_array_index (item->exceptions, Exception, i);

    if (exception->original == original)
      return exception;
  }
  return NULL;
}

Exception *
item_ensure_exception (Item *item, gint64 original)
{
  Exception made = { original, FALSE, NULL };
  guint i = 0;

  if (!item->exceptions)
    item->exceptions = g_array_new (FALSE, FALSE, sizeof (Exception));
  while (i < item->exceptions->len && g_array_index (item->exceptions, Exception, i).original < original)
    i++;
  if (i == item->exceptions->len || g_array_index (item->exceptions, Exception, i).original != original)
    g_array_insert_val (item->exceptions, i, made);
  return &g_array_index (item->exceptions, Exception, i);
}

void
item_clear_exceptions (Item *item)
{
  g_clear_pointer (&item->exceptions, exceptions_free);
}

/* original (8), deleted (1), size of the bag (4), bag */
GBytes *
item_pack_exceptions (const Item *item)
{
  GByteArray *bytes;

  if (!item->exceptions || item->exceptions->len == 0)
    return NULL;
  bytes = g_byte_array_new ();
  for (guint i = 0; i < item->exceptions->len; i++) {
    const Exception *exception = &g_array_index (item->exceptions, Exception, i);
    guint8 deleted = exception->deleted;
    guint32 size = bag_size (exception->bag);

    g_byte_array_append (bytes, (const guint8 *) &exception->original, sizeof exception->original);
    g_byte_array_append (bytes, &deleted, 1);
    g_byte_array_append (bytes, (const guint8 *) &size, sizeof size);
    g_byte_array_append (bytes, bag_bytes (exception->bag), size);
  }
  return g_byte_array_free_to_bytes (bytes);
}

GArray *
item_unpack_exceptions (const void *bytes, gsize size)
{
  const guint8 *p = bytes, *end = p + size;
  GArray *exceptions = g_array_new (FALSE, FALSE, sizeof (Exception));

  while (end - p >= 13) {
    Exception exception = { 0 };
    guint32 length;

    memcpy (&exception.original, p, 8);
    exception.deleted = p[8];
    memcpy (&length, p + 9, 4);
    p += 13;
    if (length > (gsize) (end - p))
      break;
    exception.bag = bag_from_bytes (p, length);
    p += length;
    g_array_append_val (exceptions, exception);
  }
  return exceptions;
}

/* --- restoring --- */

void
mailbox_restore_counters (Mailbox *mailbox, guint64 sequence, guint64 next_item)
{
  mailbox->sequence = sequence;
  mailbox->next_item = next_item;
}

void
mailbox_restore_item (Mailbox *mailbox, Item *take_item)
{
  g_hash_table_insert (mailbox->items, &take_item->number, take_item);
  count (mailbox, take_item->folder, 1);
}

void
mailbox_restore_tombstone (Mailbox *mailbox, const Tombstone *tombstone)
{
  g_array_append_vals (mailbox->tombstones, tombstone, 1);
}

void
mailbox_restore_folder (Mailbox *mailbox, const Folder *folder)
{
  Folder *copy = g_memdup2 (folder, sizeof *folder);

  copy->name = g_strdup (folder->name);
  copy->class = g_strdup (folder->class);
  g_ptr_array_add (mailbox->folders, copy);
}
