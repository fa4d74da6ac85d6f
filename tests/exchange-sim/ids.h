/* SPDX-License-Identifier: MIT */
#pragma once

/* The opaque strings the server hands out: ids, change keys, sync states, watermarks. Each is base64 over its kind, the
 * mailbox's GUID, some numbers and a checksum, so that a damaged or foreign one is told from a valid one, and so that
 * nothing has to be stored to find again what one stands for. */

#include <glib.h>

typedef enum {
  TOKEN_ITEM = 1,   /* item number, original start of an occurrence or ID_NO_OCCURRENCE */
  TOKEN_FOLDER,     /* folder number */
  TOKEN_CHANGE_KEY, /* sequence number */
  TOKEN_ITEM_STATE, /* folder number, sequence number, position of an initial sync */
  TOKEN_FOLDER_STATE,
  TOKEN_SUBSCRIPTION, /* number, random part */
  TOKEN_WATERMARK,    /* subscription number, event number */
  TOKEN_CONVERSATION,
  TOKEN_ATTACHMENT, /* item number, attachment number, original start of an occurrence or ID_NO_OCCURRENCE */
} TokenKind;

#define TOKEN_NUMBERS 3
#define ID_NO_OCCURRENCE G_MININT64

typedef struct {
  TokenKind kind;
  char guid[37];
  gint64 numbers[TOKEN_NUMBERS];
} Token;

typedef enum {
  TOKEN_OK,
  TOKEN_EMPTY,
  TOKEN_MALFORMED,
  TOKEN_OTHER_KIND, /* well-formed, but stands for something else */
} TokenResult;

char *token_make (TokenKind kind, const char *guid, gint64 a, gint64 b, gint64 c);
/* Sets *ret_token unless the result is EMPTY or MALFORMED. */
TokenResult token_read (const char *text, TokenKind kind, Token *ret_token);
/* The same bytes as hexadecimal digits, as Outlook names items. Caller frees. */
char *token_to_hex (const char *token);
