/* SPDX-License-Identifier: MIT */
/* SyncFolderItems. A sync state is a folder, a sequence number up to which everything is known, and while the first listing is
 * under way, the item number down to which it has come: it goes from the newest item to the oldest, and what changes meanwhile
 * follows afterwards. */
#include "operations.h"

#include "item-write.h"
#include "values.h"
#include "xmlout.h"

#include <string.h>

typedef struct {
  guint64 known;
  guint64 position; /* 0: the first listing is done */
} SyncState;

typedef enum { CHANGE_CREATE, CHANGE_UPDATE, CHANGE_DELETE, CHANGE_READ } ChangeKind;

typedef struct {
  guint64 sequence;
  ChangeKind kind;
  guint64 number;
  const Item *item; /* NULL for deletions */
} Change;

static gboolean
read_state (Mailbox *mailbox, const Folder *folder, const char *text, SyncState *ret_state)
{
  Token token;

  if (token_read (text, TOKEN_ITEM_STATE, &token) != TOKEN_OK || strcmp (token.guid, mailbox_get_guid (mailbox)) != 0
      || token.numbers[0] != folder->number || (guint64) token.numbers[1] > mailbox_get_sequence (mailbox))
    return FALSE;
  ret_state->known = token.numbers[1];
  ret_state->position = token.numbers[2];
  return TRUE;
}

static int
compare_numbers_down (gconstpointer a, gconstpointer b)
{
  const Item *left = *(Item *const *) a, *right = *(Item *const *) b;

  return left->number < right->number ? 1 : left->number > right->number ? -1 : 0;
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const Change *left = a, *right = b;

  return left->sequence < right->sequence ? -1 : left->sequence > right->sequence ? 1 : 0;
}

/* The part of the first listing that is still to come. */
static GArray *
list_initial (GPtrArray *items, const SyncState *state)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (Change));

  g_ptr_array_sort (items, compare_numbers_down);
  for (guint i = 0; i < items->len; i++) {
    const Item *item = g_ptr_array_index (items, i);
    Change change = { item->number, CHANGE_CREATE, item->number, item };

    if (item->number < state->position && item->entered <= state->known)
      g_array_append_val (changes, change);
  }
  return changes;
}

/* A creation stands at the moment the item came, so that a later change of it is not mistaken for an update of the unknown. */
static GArray *
list_changes (Mailbox *mailbox, const Folder *folder, GPtrArray *items, const SyncState *state)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (Change));
  GArray *tombstones = mailbox_get_tombstones (mailbox);

  for (guint i = 0; i < items->len; i++) {
    const Item *item = g_ptr_array_index (items, i);
    Change change = { 0, CHANGE_UPDATE, item->number, item };

    if (item->entered > state->known) {
      change.kind = CHANGE_CREATE;
      change.sequence = item->entered;
    } else if (item->changed > state->known) {
      change.sequence = item->changed;
    } else if (item->read_changed > state->known) {
      change.kind = CHANGE_READ;
      change.sequence = item->read_changed;
    } else {
      continue;
    }
    g_array_append_val (changes, change);
  }
  for (guint i = tombstones->len; i > 0; i--) {
    const Tombstone *tombstone = &g_array_index (tombstones, Tombstone, i - 1);
    Change change = { tombstone->deleted, CHANGE_DELETE, tombstone->item, NULL };

    if (tombstone->deleted <= state->known)
      break;
    if (tombstone->folder == folder->number && tombstone->entered <= state->known)
      g_array_append_val (changes, change);
  }
  g_array_sort (changes, compare_changes);
  return changes;
}

static void
write_change (Request *request, Mailbox *mailbox, const Change *change, const Shape *shape)
{
  static const char *const tags[] = { "t:Create", "t:Update", "t:Delete", "t:ReadFlagChange" };
  const char *tag = tags[change->kind];

  xml_open (request->out, tag);
  if (change->kind == CHANGE_DELETE) {
    g_autofree char *id = token_make (TOKEN_ITEM, mailbox_get_guid (mailbox), change->number, ID_NO_OCCURRENCE, 0);
    g_autofree char *change_key = token_make (TOKEN_CHANGE_KEY, mailbox_get_guid (mailbox), change->sequence, 0, 0);

    xml_start (request->out, "t:ItemId");
    xml_attribute (request->out, "Id", id);
    xml_attribute (request->out, "ChangeKey", change_key);
    xml_empty_end (request->out);
  } else {
    View view = view_of_item (mailbox, change->item);

    if (change->kind == CHANGE_READ) {
      view_write_id (request->out, "t:ItemId", &view);
      xml_bool (request->out, "t:IsRead", change->item->read);
    } else {
      item_write (request->out, &view, shape, request->zone);
    }
  }
  xml_close (request->out, tag);
}

static GHashTable *
read_ignored (const xmlNode *ignore)
{
  GHashTable *ignored = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (xmlNode *node = node_first (ignore); node; node = node_next (node)) {
    g_autofree char *id = node_attribute (node, "Id");
    Token token;

    if (token_read (id, TOKEN_ITEM, &token) == TOKEN_OK)
      g_hash_table_add (ignored, g_memdup2 (&token.numbers[0], sizeof token.numbers[0]));
  }
  return ignored;
}

static void
write_answer (Request *request, Mailbox *mailbox, const Folder *folder, SyncState state, const Shape *shape, guint max)
{
  g_autoptr (GPtrArray) items = mailbox_list (mailbox, folder->number);
  g_autoptr (GHashTable) ignored = read_ignored (node_child (request->operation, "Ignore"));
  gboolean initial = state.position > 0;
  g_autoptr (GArray) changes = initial ? list_initial (items, &state) : list_changes (mailbox, folder, items, &state);
  GString *whole = request->out;
  g_autoptr (GString) written = g_string_new (NULL);
  g_autofree char *text = NULL;
  guint count = 0, i;

  request->out = written;
  for (i = 0; i < changes->len && count < max; i++) {
    const Change *change = &g_array_index (changes, Change, i);

    if (initial)
      state.position = change->number;
    else
      state.known = change->sequence;
    if (g_hash_table_contains (ignored, &change->number))
      continue;
    write_change (request, mailbox, change, shape);
    count++;
  }
  request->out = whole;
  if (i == changes->len) {
    state.position = 0;
    if (!initial)
      state.known = mailbox_get_sequence (mailbox);
  }
  text = token_make (TOKEN_ITEM_STATE, mailbox_get_guid (mailbox), folder->number, state.known, state.position);
  reply_begin (request);
  xml_element (request->out, "m:SyncState", text);
  /* After the last page of the first listing, what changed meanwhile is still to come. */
  xml_bool (request->out, "m:IncludesLastItemInRange",
            i == changes->len && (!initial || state.known == mailbox_get_sequence (mailbox)));
  xml_open (request->out, "m:Changes");
  g_string_append_len (request->out, written->str, written->len);
  xml_close (request->out, "m:Changes");
  reply_end (request);
}

void
op_sync_folder_items (Request *request)
{
  g_autofree char *text = node_child_text (request->operation, "SyncState");
  g_autofree char *max_text = node_child_text (request->operation, "MaxChangesReturned");
  g_auto (Shape) shape;
  const char *code = shape_read (&shape, node_child (request->operation, "ItemShape"), SHAPE_SYNC);
  SyncState state = { 0, 0 };
  gint64 max, unused;
  Mailbox *mailbox;
  Folder *folder;

  if (!max_text || !value_to_int (max_text, &max) || max < 1 || max > 512) {
    request->fault = "ErrorSchemaValidation";
    return;
  }
  if (!code)
    code = request_find_folder_in (request, node_child (request->operation, "SyncFolderId"), &mailbox, &folder);
  if (g_strcmp0 (code, "ErrorFolderNotFound") == 0)
    code = "ErrorSyncFolderNotFound";
  if (!code && text && *text) {
    if (!read_state (mailbox, folder, text, &state)
        || faults_hit (request->sim->faults, FAULT_INVALID_SYNC_STATE, mailbox_get_smtp (mailbox), request->name,
                       &unused))
      code = "ErrorInvalidSyncStateData";
  } else if (!code) {
    state.known = mailbox_get_sequence (mailbox);
    state.position = G_MAXINT64;
  }
  /* Even an error tells where the listing stands: nowhere. */
  if (code)
    reply_error (request, code, "<m:SyncState/><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange>");
  else
    write_answer (request, mailbox, folder, state, &shape, max);
}
