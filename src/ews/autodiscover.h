/* SPDX-License-Identifier: MIT */
#pragma once

/* Autodiscover (POX): from an address to the address of Exchange Web Services. The password goes only over verified TLS, and only to
 * hosts of the address's own domain, to the one that was named, and to those in `trusted`: a redirection elsewhere is
 * asked, not followed. */

#include <gio/gio.h>

/* --- the messages: pure, any thread --- */

GBytes *bp_autodiscover_request (const char *address);

typedef enum {
  BP_AUTODISCOVER_FOUND,
  BP_AUTODISCOVER_REDIRECT_URL,
  BP_AUTODISCOVER_REDIRECT_ADDRESS, /* the mailbox's own address */
} BpAutodiscoverKind;
typedef struct {
  BpAutodiscoverKind kind;
  char **urls;  /* FOUND: of EWS, the internal one first; none twice */
  char *target; /* a redirection's URL or address; NULL */
} BpAutodiscoverAnswer;
/* NULL with an error: NOT_FOUND (no such address), LOCAL (no Autodiscover, or nothing of use). */
BpAutodiscoverAnswer *bp_autodiscover_parse (GBytes *body, GError **error);
void bp_autodiscover_answer_free (BpAutodiscoverAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpAutodiscoverAnswer, bp_autodiscover_answer_free)

/* "firma.de" of "anna@firma.de", in ASCII; NULL if it is no address. Caller frees. */
char *bp_autodiscover_domain (const char *address);
/* Whether `host` is one of the domains, or lies in one. */
gboolean bp_autodiscover_lies_in (const char *host, const char *const *domains);

/* --- the search: blocks, any thread --- */

/* Everything is borrowed. */
typedef struct {
  const char *address;
  const char *tenant, *name, *secret; /* who signs in */
  const char *ca_file;                /* NULL: none */
  const char *ews_url;                /* of a host that was named: asked first; NULL: none */
  const char *const *trusted;         /* domains besides the address's; NULL: none */
} BpAutodiscoverQuery;

typedef struct {
  char **urls;    /* found: of EWS, the internal one first; NULL */
  char *redirect; /* not found yet, because somebody points to this host: ask, then again with it as trusted; NULL */
  char **tried;   /* "https://…: why not" each; never NULL */
} BpAutodiscoverResult;
void bp_autodiscover_result_free (BpAutodiscoverResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpAutodiscoverResult, bp_autodiscover_result_free)

/* Never NULL; with neither urls nor redirect *error says why: INVALID (the address), AUTH (the first refusal ends the search, so
 * that it locks no account), NOT_FOUND, CANCELLED. */
BpAutodiscoverResult *bp_autodiscover_search (const BpAutodiscoverQuery *query, GCancellable *cancellable,
                                              GError **error);
