/* SPDX-License-Identifier: MIT */
#pragma once

/* One mailbox: its folders, items, what was deleted, and the events that subscriptions read. Everything is in memory and written
 * through to the state file (state.h) within the transaction of the request. One sequence number per mailbox orders all changes:
 * change keys, sync states and the order of changes are made of it. */

#include "bag.h"
#include "property.h"

typedef struct Mailbox Mailbox;
typedef struct State State;

typedef struct {
  guint32 number;
  guint32 parent; /* 0 for the root */
  char *name;
  char *class;
  const char *distinguished; /* "calendar"; NULL for created folders */
  guint64 entered;           /* sequence numbers of its creation and last change */
  guint64 changed;
  guint64 deleted;  /* 0 while it lives */
  gint64 committed; /* when its content last changed, as far as this run knows */
} Folder;

/* A changed or cancelled occurrence of a series. */
typedef struct {
  gint64 original; /* instant of the original start */
  gboolean deleted;
  Bag *bag; /* what differs from the series */
} Exception;

typedef struct {
  guint64 number;
  guint32 folder;
  ItemKind kind;
  gboolean read;
  guint64 entered;      /* when it came into its folder */
  guint64 changed;      /* last change of its content: the change key */
  guint64 read_changed; /* last change of the read flag alone */
  gint64 created;
  gint64 modified;
  Bag *bag;
  GArray *exceptions; /* of Exception, by original start; NULL if there are none */
} Item;

typedef struct {
  guint64 item;
  guint32 folder;
  guint64 entered;
  guint64 deleted;
} Tombstone;

typedef enum {
  EVENT_CREATED = 1 << 0,
  EVENT_MODIFIED = 1 << 1,
  EVENT_DELETED = 1 << 2,
  EVENT_MOVED = 1 << 3,
  EVENT_COPIED = 1 << 4,
  EVENT_FREE_BUSY = 1 << 5,
  EVENT_NEW_MAIL = 1 << 6,
} EventType;

typedef struct {
  EventType type;
  guint64 item; /* 0: the folder itself */
  guint32 folder;
  guint64 old_item; /* moved and copied */
  guint32 old_folder;
  gint64 time;
} Event;

/* `state` NULL: nothing is stored. The well-known folders are made. */
Mailbox *mailbox_new (guint32 number, const char *smtp, const char *guid, State *state);
void mailbox_free (Mailbox *mailbox);

const char *mailbox_get_smtp (Mailbox *mailbox);
const char *mailbox_get_guid (Mailbox *mailbox);
guint32 mailbox_get_number (Mailbox *mailbox);
/* The part before the @, with capitals: how the directory shows the person. Borrowed. */
const char *mailbox_get_name (Mailbox *mailbox);
guint64 mailbox_get_sequence (Mailbox *mailbox);
guint64 mailbox_get_next_item (Mailbox *mailbox);

Folder *mailbox_get_folder (Mailbox *mailbox, guint32 number);
Folder *mailbox_get_distinguished (Mailbox *mailbox, const char *name);
/* Of Folder, those deleted included; borrowed. */
GPtrArray *mailbox_get_folders (Mailbox *mailbox);
Folder *mailbox_add_folder (Mailbox *mailbox, guint32 parent, const char *name, const char *class);
void mailbox_rename_folder (Mailbox *mailbox, Folder *folder, const char *name);
void mailbox_move_folder (Mailbox *mailbox, Folder *folder, guint32 parent);
/* Anywhere below; a folder is not below itself. Deleted folders count as well. */
gboolean mailbox_is_below (Mailbox *mailbox, const Folder *folder, guint32 root);
/* With all its items and the folders in it. */
void mailbox_remove_folder (Mailbox *mailbox, Folder *folder, gint64 now);
guint mailbox_count (Mailbox *mailbox, guint32 folder);

Item *mailbox_get_item (Mailbox *mailbox, guint64 number);
/* Number the next added item will have: some properties are made of it. */
Item *mailbox_add_item (Mailbox *mailbox, guint32 folder, ItemKind kind, Bag *take_bag, gint64 now);
/* After a change of the item's bag or exceptions: new change key, stored, noticed. */
void mailbox_change_item (Mailbox *mailbox, Item *item, gint64 now);
void mailbox_set_read (Mailbox *mailbox, Item *item, gboolean read, gint64 now);
void mailbox_remove_item (Mailbox *mailbox, Item *item, gint64 now);
/* Moving gives a new id, as in Exchange; the old one is gone. Returns the new item. */
Item *mailbox_move_item (Mailbox *mailbox, Item *item, guint32 folder, gint64 now);
Item *mailbox_copy_item (Mailbox *mailbox, Item *item, guint32 folder, gint64 now);
/* The item in the calendar with this UID; NULL if there is none. */
Item *mailbox_find_meeting (Mailbox *mailbox, const char *uid);
/* The folder's items in no order. Free the array, not the items. */
GPtrArray *mailbox_list (Mailbox *mailbox, guint32 folder);
/* Of Tombstone, by `deleted`; borrowed. */
GArray *mailbox_get_tombstones (Mailbox *mailbox);

const Exception *item_get_exception (const Item *item, gint64 original);
/* Adds it if it is not there; the pointer holds until the next change. */
Exception *item_ensure_exception (Item *item, gint64 original);
void item_clear_exceptions (Item *item);

/* The events since the mailbox was loaded; only recorded while something listens. Numbers begin with 1. */
void mailbox_listen (Mailbox *mailbox, int change);
guint64 mailbox_get_last_event (Mailbox *mailbox);
/* NULL if it is too old or in the future. */
const Event *mailbox_get_event (Mailbox *mailbox, guint64 number);
/* Called after each event. */
void mailbox_set_event_hook (Mailbox *mailbox, void (*hook) (Mailbox *mailbox, gpointer data), gpointer data);

/* For state.c: put back what was stored. */
void mailbox_restore_counters (Mailbox *mailbox, guint64 sequence, guint64 next_item);
void mailbox_restore_item (Mailbox *mailbox, Item *take_item);
void mailbox_restore_tombstone (Mailbox *mailbox, const Tombstone *tombstone);
void mailbox_restore_folder (Mailbox *mailbox, const Folder *folder);
void item_free (Item *item);
/* Exceptions packed into bytes, and back; NULL if there are none. */
GBytes *item_pack_exceptions (const Item *item);
GArray *item_unpack_exceptions (const void *bytes, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mailbox, mailbox_free)
