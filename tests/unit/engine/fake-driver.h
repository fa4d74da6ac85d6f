/* SPDX-License-Identifier: MIT */
#pragma once

/* A driver over one calendar in memory, for what no server does on demand: a single item that always fails, an answer
 * that gets lost, a change between two calls. Single-threaded; each test program includes it once. */

#include "base/error.h"
#include "driver/driver.h"

#define FAKE_FOLDER "calendar"

typedef struct {
  BpRemoteItem *item; /* NULL: deleted */
  char *id;
  guint changed; /* the change counter when it last changed */
} FakeItem;

typedef struct {
  BpDriver base;
  GPtrArray *items; /* FakeItem */
  guint counter;
  guint writes;                       /* items created, changed or deleted by calls */
  const char *poison_read;            /* reading this id fails, alone or with others */
  const char *poison_subject;         /* writing an item with this subject fails, likewise */
  gboolean own_uids;                  /* a UID that is sent is not kept, as with tasks */
  const char *hidden;                 /* this id is missing in every listing, though it is there */
  gboolean forget_token;              /* the next listing from a token fails: the server no longer knows it */
  gboolean refuse_updates;            /* every update is refused for what it says */
  gboolean withhold;                  /* what was created is not found yet */
  guint lose_answers;                 /* so many writing calls are carried out and answered with a failure */
  void (*before_update) (void *fake); /* called once before the next update: somebody else is quicker */
  const char *read_hook_id;           /* and once before this item is read */
  void (*before_read) (void *fake);
} Fake;

static inline void
fake_fail (GError **error)
{
  bp_set_error (error, BP_ERROR_TEMPORARY, "ErrorInternalServerError", "An internal server error occurred.");
}

static inline FakeItem *
fake_find (Fake *self, const char *id)
{
  for (guint i = 0; i < self->items->len; i++) {
    FakeItem *item = self->items->pdata[i];
    if (g_strcmp0 (item->id, id) == 0 && item->item)
      return item;
  }
  return NULL;
}

static inline void
fake_touch (Fake *self, FakeItem *item)
{
  item->changed = ++self->counter;
  g_free (item->item->change_key);
  item->item->change_key = g_strdup_printf ("key-%u", self->counter);
  item->item->modified_at = g_get_real_time ();
}

static inline FakeItem *
fake_add (Fake *self, const BpItem *content, const char *uid, const char *create_token)
{
  FakeItem *added = g_new0 (FakeItem, 1);
  added->id = g_strdup_printf ("item-%u", self->items->len + 1);
  added->item = bp_remote_item_new (BP_KIND_APPOINTMENT);
  added->item->id = g_strdup (added->id);
  added->item->folder_id = g_strdup (FAKE_FOLDER);
  added->item->uid = g_strdup (uid ? uid : added->id);
  added->item->create_token = g_strdup (create_token);
  bp_item_unref (added->item->item);
  added->item->item = bp_item_copy (content);
  g_ptr_array_add (self->items, added);
  fake_touch (self, added);
  return added;
}

/* It is gone, and the next listing says so. */
static inline void
fake_lose (Fake *self, FakeItem *item)
{
  g_clear_pointer (&item->item, bp_remote_item_free);
  item->changed = ++self->counter;
}

static inline BpRemoteItem *
fake_copy (const BpRemoteItem *item)
{
  BpRemoteItem *copy = bp_remote_item_new (BP_KIND_APPOINTMENT);
  copy->id = g_strdup (item->id);
  copy->change_key = g_strdup (item->change_key);
  copy->folder_id = g_strdup (item->folder_id);
  copy->uid = g_strdup (item->uid);
  copy->create_token = g_strdup (item->create_token);
  copy->created_at = item->created_at;
  copy->modified_at = item->modified_at;
  bp_item_unref (copy->item);
  copy->item = bp_item_copy (item->item);
  return copy;
}

static inline void
fake_item_free (gpointer data)
{
  FakeItem *self = data;
  bp_remote_item_free (self->item);
  g_free (self->id);
  g_free (self);
}

static inline void
fake_free (BpDriver *driver)
{
  Fake *self = (Fake *) driver;
  g_ptr_array_unref (self->items);
  g_free (self);
}

static inline gboolean
fake_open (BpDriver *driver, const BpAccount *account, guint kinds, BpFolders *ret_folders, GCancellable *c,
           GError **error)
{
  ret_folders->folder_id[BP_KIND_APPOINTMENT] = g_strdup (FAKE_FOLDER);
  return TRUE;
}

static inline BpChangePage *
fake_list (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id, const char *token,
           GCancellable *c, GError **error)
{
  Fake *self = (Fake *) driver;
  guint since = token ? (guint) g_ascii_strtoull (token, NULL, 10) : 0;
  BpChangePage *page;
  if (token && self->forget_token) {
    self->forget_token = FALSE;
    bp_set_error (error, BP_ERROR_TOKEN_EXPIRED, "ErrorInvalidSyncStateData", "Invalid sync state.");
    return NULL;
  }
  page = bp_change_page_new ();
  for (guint i = 0; i < self->items->len; i++) {
    const FakeItem *item = self->items->pdata[i];
    if (item->changed > since && (item->item || token) && g_strcmp0 (item->id, self->hidden) != 0)
      bp_change_page_add (page, item->id, item->item == NULL);
  }
  page->token = g_strdup_printf ("%u", self->counter);
  return page;
}

static inline void
fake_call_once (Fake *self, void (**hook) (void *fake))
{
  void (*call) (void *) = *hook;
  *hook = NULL;
  call (self);
}

static inline GPtrArray *
fake_read (BpDriver *driver, const BpAccount *account, BpKind kind, const char *const *ids, guint n, GCancellable *c,
           GError **error)
{
  Fake *self = (Fake *) driver;
  g_autoptr (GPtrArray) results = bp_item_results_new ();
  for (guint i = 0; i < n; i++) {
    BpItemResult *result = bp_item_result_new ();
    const FakeItem *item;
    g_ptr_array_add (results, result);
    if (self->before_read && g_strcmp0 (ids[i], self->read_hook_id) == 0)
      fake_call_once (self, &self->before_read);
    item = fake_find (self, ids[i]);
    if (g_strcmp0 (ids[i], self->poison_read) == 0) {
      fake_fail (error);
      return NULL;
    }
    if (item)
      result->item = fake_copy (item->item);
    else
      bp_set_error (&result->error, BP_ERROR_NOT_FOUND, "ErrorItemNotFound", "Not found.");
  }
  return g_steal_pointer (&results);
}

static inline gboolean
fake_is_poisoned (Fake *self, const BpItemWrite *writes, guint n)
{
  for (guint i = 0; i < n && self->poison_subject; i++)
    if (g_strcmp0 (bp_item_get (writes[i].item, BP_FIELD_SUBJECT), self->poison_subject) == 0)
      return TRUE;
  return FALSE;
}

/* The answer of a writing call, if it arrives. */
static inline GPtrArray *
fake_answer (Fake *self, GPtrArray *results, GError **error)
{
  if (self->lose_answers == 0)
    return results;
  self->lose_answers--;
  g_ptr_array_unref (results);
  bp_set_error (error, BP_ERROR_TEMPORARY, NULL, "The connection was reset.");
  return NULL;
}

static inline void
fake_answer_item (GPtrArray *results, const FakeItem *item)
{
  BpItemResult *result = bp_item_result_new ();
  result->id = g_strdup (item->id);
  result->change_key = g_strdup (item->item->change_key);
  g_ptr_array_add (results, result);
}

static inline GPtrArray *
fake_create (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id, const BpItemWrite *writes,
             guint n, GCancellable *c, GError **error)
{
  Fake *self = (Fake *) driver;
  const BpSite site = { "Europe/Berlin" };
  GPtrArray *results;
  if (fake_is_poisoned (self, writes, n)) {
    fake_fail (error);
    return NULL;
  }
  results = bp_item_results_new ();
  for (guint i = 0; i < n; i++) {
    g_autoptr (BpItem) content = bp_form_to_remote (writes[i].item, &site);
    fake_answer_item (results, fake_add (self, content, self->own_uids ? NULL : writes[i].uid, writes[i].create_token));
    self->writes++;
  }
  return fake_answer (self, results, error);
}

static inline void
fake_refuse (GPtrArray *results, BpError code, const char *server_code)
{
  BpItemResult *result = bp_item_result_new ();
  bp_set_error (&result->error, code, server_code, "%s", server_code);
  g_ptr_array_add (results, result);
}

static inline GPtrArray *
fake_update (BpDriver *driver, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
             GCancellable *c, GError **error)
{
  Fake *self = (Fake *) driver;
  const BpSite site = { "Europe/Berlin" };
  GPtrArray *results = bp_item_results_new ();
  if (self->before_update) {
    fake_call_once (self, &self->before_update);
  }
  for (guint i = 0; i < n; i++) {
    g_autoptr (BpItem) content = bp_form_to_remote (writes[i].item, &site);
    FakeItem *item = fake_find (self, writes[i].id);
    if (!item) {
      fake_refuse (results, BP_ERROR_NOT_FOUND, "ErrorItemNotFound");
    } else if (self->refuse_updates) {
      fake_refuse (results, BP_ERROR_INVALID, "ErrorInvalidPropertyUpdateSentMessage");
    } else if (g_strcmp0 (item->item->change_key, writes[i].change_key) != 0) {
      fake_refuse (results, BP_ERROR_CHANGED_MEANWHILE, "ErrorIrresolvableConflict");
    } else {
      bp_item_copy_units (item->item->item, content, writes[i].units);
      fake_touch (self, item);
      fake_answer_item (results, item);
      self->writes++;
    }
  }
  return fake_answer (self, results, error);
}

static inline GPtrArray *
fake_remove (BpDriver *driver, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
             GCancellable *c, GError **error)
{
  Fake *self = (Fake *) driver;
  GPtrArray *results = bp_item_results_new ();
  for (guint i = 0; i < n; i++) {
    FakeItem *item = fake_find (self, writes[i].id);
    if (!item) {
      fake_refuse (results, BP_ERROR_NOT_FOUND, "ErrorItemNotFound");
      continue;
    }
    fake_lose (self, item);
    g_ptr_array_add (results, bp_item_result_new ());
    self->writes++;
  }
  return fake_answer (self, results, error);
}

static inline GPtrArray *
fake_find_created (BpDriver *driver, const BpAccount *account, BpKind kind, const char *folder_id,
                   const char *create_token, GCancellable *c, GError **error)
{
  Fake *self = (Fake *) driver;
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_remote_item_free);
  for (guint i = 0; i < self->items->len; i++) {
    const FakeItem *item = self->items->pdata[i];
    if (!self->withhold && item->item && g_strcmp0 (item->item->create_token, create_token) == 0)
      g_ptr_array_add (found, fake_copy (item->item));
  }
  return found;
}

static inline gboolean
fake_check (BpDriver *driver, BpKind kind, const BpItemWrite *write, GError **error)
{
  return TRUE;
}

static inline gboolean
fake_clock_offset (BpDriver *driver, gint64 *ret_offset_us)
{
  *ret_offset_us = 0;
  return TRUE;
}

static inline Fake *
fake_new (void)
{
  static const BpDriverClass klass = {
    .name = "fake",
    .kinds = 1u << BP_KIND_APPOINTMENT,
    .read_batch = 100,
    .write_batch = 25,
    .free = fake_free,
    .open = fake_open,
    .list_changes = fake_list,
    .read = fake_read,
    .create = fake_create,
    .update = fake_update,
    .remove = fake_remove,
    .find_created = fake_find_created,
    .check = fake_check,
    .clock_offset = fake_clock_offset,
  };
  Fake *self = g_new0 (Fake, 1);
  self->base.klass = &klass;
  self->items = g_ptr_array_new_with_free_func (fake_item_free);
  return self;
}
