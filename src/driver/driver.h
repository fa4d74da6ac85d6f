/* SPDX-License-Identifier: MIT */
#pragma once

/* The interface between the engine and a protocol (EWS now, Microsoft Graph next). A driver is one connection's worth
 * of state: it belongs to one thread (a lane, or the listener), blocks, and can be cancelled at any moment. Every call
 * acts on one mailbox, named by BpAccount. All returned values are the caller's. Errors are of base/error.h; calls on
 * several items succeed as a whole and carry an error per item. */

#include <gio/gio.h>

#include "core/form.h"
#include "core/item.h"

/* Whose mailbox, and how to impersonate it. Copied into messages; plain. */
typedef struct {
  char *login;   /* for logs and X-AnchorMailbox of logins */
  char *address; /* SMTP address, or login name when by_login */
  gboolean by_login;
} BpAccount;
BpAccount *bp_account_new (const char *login, const char *address, gboolean by_login);
BpAccount *bp_account_copy (const BpAccount *self);
void bp_account_free (BpAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpAccount, bp_account_free)

/* The synced folders of a mailbox: its identity (SYNC 12). A kind that was not asked for is NULL. */
typedef struct {
  char *folder_id[BP_KIND_COUNT];
} BpFolders;
void bp_folders_clear (BpFolders *self);

/* One entry of a change list: an id that appeared or changed, or was deleted. */
typedef struct {
  char *id;
  gboolean deleted;
} BpChange;

typedef struct {
  GPtrArray *changes; /* BpChange */
  char *token;        /* covers all of them */
  gboolean more;
} BpChangePage;
BpChangePage *bp_change_page_new (void);
void bp_change_page_add (BpChangePage *self, const char *id, gboolean deleted);
void bp_change_page_free (BpChangePage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpChangePage, bp_change_page_free)

/* An item as the server has it, in remote form, without info text. */
typedef struct {
  char *id;
  char *change_key;
  char *folder_id;     /* parent */
  char *uid;           /* NULL if the server gives none */
  char *create_token;  /* our creation token, NULL if it is not ours (SYNC 8) */
  gint64 created_at;   /* server's clock; 0 unknown */
  gint64 modified_at;  /* server's clock; 0 unknown */
  gboolean is_meeting; /* has attendees, own or others' (SYNC 17) */
  gboolean is_probe;   /* the connection test's item: skip (SYNC 21) */
  char *unsupported;   /* why this item cannot be represented (base/saying.h), NULL if it can */
  char *notice;        /* what the administrator should know of how it was read (translated), NULL: nothing */
  BpItem *item;
} BpRemoteItem;
BpRemoteItem *bp_remote_item_new (BpKind kind);
void bp_remote_item_free (BpRemoteItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpRemoteItem, bp_remote_item_free)

/* The outcome for one of several items: either error is set or the rest is. */
typedef struct {
  char *id; /* create: the new id; update: the id afterwards */
  char *change_key;
  BpRemoteItem *item; /* read only */
  gboolean reread;    /* update: what is there now is not what was written: the item must be read again */
  GError *error;
} BpItemResult;
BpItemResult *bp_item_result_new (void);
void bp_item_result_free (BpItemResult *self);
GPtrArray *bp_item_results_new (void); /* of BpItemResult, with free function */

/* One item to create, update or delete. Borrowed for the call. */
typedef struct {
  const char *id;            /* update, delete */
  const char *change_key;    /* update, delete: what the plan read; never overwritten if it moved on (SYNC 7) */
  const char *uid;           /* create: the record's uid */
  const char *create_token;  /* create */
  const BpItem *item;        /* create, update: local form, whole */
  gboolean was_series;       /* update: the item is a series there, so that a rule that is gone must be taken away */
  BpUnitSet exception_units; /* update: all that may be written of its exceptions; 0: no limit */
  BpUnitSet units;           /* update: what to write. create: what to send (BP_UNIT_INFO left out under R3) */
} BpItemWrite;

/* A notification subscription of one mailbox. Opaque text, to be stored nowhere: a lost one is made anew. */
typedef struct {
  BpAccount *account;
  char *id;
  char *watermark; /* NULL: it is streamed; else the driver advances it */
  char *affinity;  /* where the server keeps it, in the protocol's own words; NULL: says nothing */
} BpSubscription;
BpSubscription *bp_subscription_new (const BpAccount *account, const char *id, const char *watermark);
void bp_subscription_free (BpSubscription *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpSubscription, bp_subscription_free)

/* What a poll said of one subscription. */
typedef struct {
  gboolean changed; /* something happened: ask for changes */
  GError *error;    /* TOKEN_EXPIRED: subscribe anew */
} BpPollResult;

/* What a stream said of one subscription. */
typedef struct {
  BpSubscription *subscription; /* borrowed, as it was given to watch () */
  gboolean changed;             /* something happened, or may have: ask for changes */
  GError *error;                /* it has ended, and is watched no more. The receiver's */
} BpNotice;

typedef struct _BpDriver BpDriver;

typedef struct {
  const char *name; /* "ews" */
  guint kinds;      /* bit mask of 1u << BpKind: what it can carry */
  guint read_batch, write_batch, page_size;
  void (*free) (BpDriver *self);
  gboolean (*open) (BpDriver *self, const BpAccount *account, guint kinds, BpFolders *ret_folders, GCancellable *c,
                    GError **error);
  BpChangePage *(*list_changes) (BpDriver *self, const BpAccount *account, BpKind kind, const char *folder_id,
                                 const char *token, GCancellable *c, GError **error);
  GPtrArray *(*read) (BpDriver *self, const BpAccount *account, BpKind kind, const char *const *ids, guint n,
                      GCancellable *c, GError **error);
  GPtrArray *(*create) (BpDriver *self, const BpAccount *account, BpKind kind, const char *folder_id,
                        const BpItemWrite *writes, guint n, GCancellable *c, GError **error);
  GPtrArray *(*update) (BpDriver *self, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
                        GCancellable *c, GError **error);
  GPtrArray *(*remove) (BpDriver *self, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
                        GCancellable *c, GError **error);
  GPtrArray *(*find_created) (BpDriver *self, const BpAccount *account, BpKind kind, const char *folder_id,
                              const char *create_token, GCancellable *c, GError **error);
  gboolean (*check) (BpDriver *self, BpKind kind, const BpItemWrite *write, GError **error);
  BpSubscription *(*subscribe) (BpDriver *self, const BpAccount *account, const BpFolders *folders, GCancellable *c,
                                GError **error);
  void (*poll) (BpDriver *self, BpSubscription *const *subscriptions, guint n, BpPollResult *results, GCancellable *c);
  /* NULL where the protocol has no streams. */
  BpSubscription *(*subscribe_stream) (BpDriver *self, const BpAccount *account, const BpFolders *folders,
                                       GCancellable *c, GError **error);
  void (*watch) (BpDriver *self, BpSubscription *subscription);
  void (*unwatch) (BpDriver *self, BpSubscription *subscription);
  void (*listen) (BpDriver *self, gint64 timeout_us, GArray *notices, GCancellable *c);
  void (*unsubscribe) (BpDriver *self, BpSubscription *subscription, GCancellable *c);
  gboolean (*clock_offset) (BpDriver *self, gint64 *ret_offset_us);
} BpDriverClass;

/* Implementations embed this as their first member. */
struct _BpDriver {
  const BpDriverClass *klass;
};

/* NULL is fine. */
void bp_driver_free (BpDriver *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpDriver, bp_driver_free)

/* Bit mask of 1u << BpKind. */
guint bp_driver_kinds (BpDriver *self);
guint bp_driver_read_batch (BpDriver *self);
guint bp_driver_write_batch (BpDriver *self);

/* The mailbox's folders for the kinds (bit mask of 1u << BpKind). NOT_FOUND: no such mailbox; DENIED: no right to impersonate. */
gboolean bp_driver_open (BpDriver *self, const BpAccount *account, guint kinds, BpFolders *ret_folders, GCancellable *c,
                         GError **error);
/* One page of what changed since the token (NULL: everything). TOKEN_EXPIRED: start from NULL. The order says nothing;
 * one id may come twice. A page with `more` and an unchanged token is an error (TEMPORARY), never a loop. */
BpChangePage *bp_driver_list_changes (BpDriver *self, const BpAccount *account, BpKind kind, const char *folder_id,
                                      const char *token, GCancellable *c, GError **error);
/* The items' content, a BpItemResult an id, in order. Never asks for the body. Any number: split into batches inside. */
GPtrArray *bp_driver_read (BpDriver *self, const BpAccount *account, BpKind kind, const char *const *ids, guint n,
                           GCancellable *c, GError **error);
/* At most bp_driver_write_batch () items each. A BpItemResult an item, in order. If the call as a whole fails, whether
 * anything was executed is unknown, unless the error is AUTH, DENIED, INVALID or BUSY_UNTIL (certainly not). */
GPtrArray *bp_driver_create (BpDriver *self, const BpAccount *account, BpKind kind, const char *folder_id,
                             const BpItemWrite *writes, guint n, GCancellable *c, GError **error);
/* CHANGED_MEANWHILE per item when the change key moved on. */
GPtrArray *bp_driver_update (BpDriver *self, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
                             GCancellable *c, GError **error);
/* Moves to Deleted Items. NOT_FOUND per item: already gone. */
GPtrArray *bp_driver_remove (BpDriver *self, const BpAccount *account, BpKind kind, const BpItemWrite *writes, guint n,
                             GCancellable *c, GError **error);
/* Items that carry the creation token, in the folder and in Deleted Items, oldest first (BpRemoteItem; folder_id tells where). */
GPtrArray *bp_driver_find_created (BpDriver *self, const BpAccount *account, BpKind kind, const char *folder_id,
                                   const char *create_token, GCancellable *c, GError **error);
/* Whether the item can be expressed at all; BP_ERROR_INVALID says what cannot, before anything is sent (SYNC 15). No I/O. */
gboolean bp_driver_check (BpDriver *self, BpKind kind, const BpItemWrite *write, GError **error);
/* One subscription for all folders that are not NULL, to be polled. */
BpSubscription *bp_driver_subscribe (BpDriver *self, const BpAccount *account, const BpFolders *folders,
                                     GCancellable *c, GError **error);
/* Likewise, to be watched. INVALID or LOCAL: the server has no streams. */
BpSubscription *bp_driver_subscribe_stream (BpDriver *self, const BpAccount *account, const BpFolders *folders,
                                            GCancellable *c, GError **error);
/* Streamed subscriptions: many on few connections, which are opened, renewed and watched over in bp_driver_listen (). A
 * subscription is borrowed until it is unwatched or a notice with an error has come. All on one thread. */
void bp_driver_watch (BpDriver *self, BpSubscription *subscription);
void bp_driver_unwatch (BpDriver *self, BpSubscription *subscription);
/* Waits until there are notices (BpNotice, appended), for at most that long, or until cancelled. */
void bp_driver_listen (BpDriver *self, gint64 timeout_us, GArray *notices, GCancellable *c);
/* Asks for all subscriptions at once and fills a result each (errors are the caller's to clear). */
void bp_driver_poll (BpDriver *self, BpSubscription *const *subscriptions, guint n, BpPollResult *results,
                     GCancellable *c);
/* Best effort, quick. */
void bp_driver_unsubscribe (BpDriver *self, BpSubscription *subscription, GCancellable *c);
/* Server's clock minus ours, from the last answer's Date header; FALSE if none was seen. Second precision. */
gboolean bp_driver_clock_offset (BpDriver *self, gint64 *ret_offset_us);

/* Makes a driver for a thread of the engine; called on that thread. */
typedef BpDriver *(*BpDriverFactory) (gpointer data, GError **error);

/* driver-trace.c: wraps any driver and logs each call at level debug with duration and outcome. Takes the inner one. */
struct _BpLog;
BpDriver *bp_driver_trace_new (BpDriver *inner, struct _BpLog *log);
