/* SPDX-License-Identifier: MIT */
#pragma once

/* How this layer speaks SQL; private to store/. Statements are prepared once per connection and kept; rows are read and written through
 * tables of columns, so that no column list stands twice in C. One thread per connection; every error is set here, in one place. */

#include <stdarg.h>

#include <sqlite3.h>

#include "core/field.h"
#include "store/store.h"

struct _BpStore {
  sqlite3 *db;
  BpStoreMode mode;
  GHashTable *statements; /* BpStatement, each its own key */
};

/* Sets the error that fits the connection's last failure: in words, by reaction; of a refused value the column is the server code. */
void bp_sql_set_error (sqlite3 *db, int code, GError **error);

/* --- statements ------------------------------------------------------------------------------------------------------------ */

/* A prepared statement of this connection. */
typedef struct _BpStatement BpStatement;
GHashTable *bp_sql_statements_new (void);
/* A statement in use. Parameters by letter: i gint64, b gboolean, s text (NULL is NULL). They are copied. */
typedef struct {
  BpStore *store;
  sqlite3_stmt *statement;
  BpStatement *kept; /* NULL: prepared for this one use */
  int result;        /* of the last step */
} BpQuery;
/* NULL if it cannot be prepared. */
BpQuery *bp_sql_query (BpStore *self, GError **error, const char *sql, const char *types, ...);
/* The same for SQL that is made from a table of columns: made once, and known from then on by `table` (compared as a pointer) and `what`. */
typedef char *(*BpCompose) (gconstpointer table, const char *what);
BpQuery *bp_sql_query_composed (BpStore *self, GError **error, gconstpointer table, const char *what, BpCompose compose,
                                const char *types, ...);
/* copied FALSE: the texts among the arguments live as long as the query. */
BpQuery *bp_sql_query_valist (BpStore *self, GError **error, gconstpointer table, const char *what, BpCompose compose,
                              gboolean copied, const char *types, va_list args);
/* TRUE while there is another row. FALSE: the end, or an error (set). */
gboolean bp_query_next (BpQuery *self, GError **error);
gboolean bp_query_failed (const BpQuery *self);
gint64 bp_query_int (BpQuery *self, int column);
/* A copy; NULL for NULL. */
char *bp_query_text (BpQuery *self, int column);
/* Borrowed until the next step. */
const char *bp_query_peek_text (BpQuery *self, int column);
/* For statements whose parameters come from a table: index from 1; the text lives as long as the query. */
void bp_query_bind_text (BpQuery *self, int index, const char *text);
/* Puts the statement back. */
void bp_query_free (BpQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpQuery, bp_query_free)

/* Runs a statement that gives no rows. */
gboolean bp_sql_run (BpStore *self, GError **error, const char *sql, const char *types, ...);
/* The first column of the first row; 0 if there is none, or on failure. */
gint64 bp_sql_int (BpStore *self, const char *sql, const char *types, ...);
/* All rows' first column. */
GArray *bp_sql_ints (BpStore *self, GError **error, const char *sql, const char *types, ...);
/* Several statements without parameters or rows. */
gboolean bp_sql_script (sqlite3 *db, const char *sql, GError **error);

/* Several statements as one, inside the caller's transaction (a savepoint) or one of their own. `leave` keeps them if `done`. */
gboolean bp_sql_enter (BpStore *self, gboolean *ret_own, GError **error);
gboolean bp_sql_leave (BpStore *self, gboolean own, gboolean done, GError **error);
/* Whether the journal is silent; set and cleared within one transaction. */
gboolean bp_sql_set_applying (BpStore *self, gboolean applying, GError **error);

/* --- structs as rows ----------------------------------------------------------------------------------------------------------- */

typedef enum {
  BP_COLUMN_INT64,
  BP_COLUMN_INT,       /* int, gboolean, enum */
  BP_COLUMN_UINT,      /* guint32 */
  BP_COLUMN_TEXT,      /* char *, owned */
  BP_COLUMN_NUMBER,    /* gint64, 0 is stored as NULL */
  BP_COLUMN_KIND,      /* BpKind by name */
  BP_COLUMN_DIRECTION, /* BpDirection by name */
} BpColumnType;
typedef struct {
  const char *name;
  BpColumnType type;
  gsize offset;
} BpColumn;
/* A struct and its table. The columns end with a NULL name. `id` is the gint64 that AUTOINCREMENT fills, or is not used. */
typedef struct {
  const char *table;
  const BpColumn *columns;
  gsize size;
  gboolean has_id; /* the first column is the AUTOINCREMENT id */
} BpRowType;
#define BP_COLUMN(type, struct_type, member)                                                                           \
  {                                                                                                                    \
#member, BP_COLUMN_##type, G_STRUCT_OFFSET(struct_type, member)                                                    \
  }
#define BP_COLUMN_END                                                                                                  \
  {                                                                                                                    \
    NULL, BP_COLUMN_INT, 0                                                                                             \
  }

/* New structs of the rows that `tail` ("WHERE …") selects, each freed with `free_row` on failure. */
GPtrArray *bp_row_list (BpStore *self, const BpRowType *type, GDestroyNotify free_row, GError **error, const char *tail,
                        const char *types, ...);
/* The first such row; NULL without error if there is none. */
gpointer bp_row_first (BpStore *self, const BpRowType *type, GDestroyNotify free_row, GError **error, const char *tail,
                       const char *types, ...);
/* Inserts or replaces. `owner` and `kind`: values of the columns user and kind where the struct has none (owner 0: not used). A new id is
 * stored in the struct. Only for tables without triggers. */
gboolean bp_row_put (BpStore *self, const BpRowType *type, gpointer row, gint64 owner, BpKind kind, GError **error);
/* A plain INSERT, or an UPDATE of all columns but the first by the first: for tables with triggers. */
gboolean bp_row_insert (BpStore *self, const BpRowType *type, gpointer row, GError **error);
gboolean bp_row_update (BpStore *self, const BpRowType *type, gconstpointer row, GError **error);
/* Frees the texts (not the struct); copies all columns into another struct. */
void bp_row_clear (const BpRowType *type, gpointer row);
void bp_row_copy (const BpRowType *type, gconstpointer from, gpointer to);
