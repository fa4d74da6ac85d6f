/* SPDX-License-Identifier: MIT */
#pragma once

/* HTTP: a request goes out, a whole answer comes back. The only user of libcurl. A BpHttp belongs to one thread and
 * keeps its connections open between requests; everything that waits ends within milliseconds of a cancellation.
 * Certificates are always verified, TLS is 1.2 or newer, redirects are never followed, and a password never travels in
 * the clear except to this machine itself. Errors of base/error.h, in words for the administrator; a request whose body
 * certainly never left has the server code BP_NOT_SENT. An HTTP status is no error here. */

#include <gio/gio.h>

/* Sign-in schemes that a request allows; libcurl picks the strongest that the server offers. */
typedef enum {
  BP_HTTP_AUTH_NONE = 0,
  BP_HTTP_AUTH_BASIC = 1 << 0,
  BP_HTTP_AUTH_NTLM = 1 << 1,
  BP_HTTP_AUTH_NEGOTIATE = 1 << 2,
  BP_HTTP_AUTH_BEARER = 1 << 3, /* the password is the token */
} BpHttpAuth;
/* Those with name and password that this libcurl has. */
guint bp_http_auth_available (void);
/* Whether Negotiate works with a Kerberos ticket only, and not with name and password. */
gboolean bp_http_auth_needs_ticket (void);

/* How large an answer may be, unless the request says otherwise. */
#define BP_HTTP_MAX_RESPONSE (32 * 1024 * 1024)
#define BP_HTTP_CONNECT_TIMEOUT_MS 15000
#define BP_HTTP_TIMEOUT_MS 30000

/* Everything is borrowed for the call. Zero means the default. */
typedef struct {
  const char *method; /* NULL: POST with a body, GET without */
  const char *url;
  const char *const *headers; /* "Name: value", NULL-terminated; may be NULL */
  GBytes *body;
  const char *user;
  const char *password;
  guint auth;          /* BpHttpAuth */
  gboolean is_secret;  /* the body holds one */
  const char *ca_file; /* further certificate authorities, PEM */
  const char
    *proxy; /* http://host:port, for every host; "none"; NULL: the system's, but never to this machine itself */
  const char *cookie;     /* "name=value", sent besides those of the session; may be NULL */
  const char *session;    /* cookies are kept per session (a mailbox); NULL: none */
  gboolean wants_cookies; /* bp_http_response_get_cookie () will be asked */
  gboolean once;          /* not to be repeated: a body that has left is never sent again by itself */
  guint connect_timeout_ms;
  guint timeout_ms;   /* for everything together */
  gsize max_response; /* bytes, after decompression */
  gboolean endless;   /* net/stream.h: no limit of time or size, and nothing holds back what has come */
} BpHttpRequest;

typedef struct _BpHttpResponse BpHttpResponse;
guint bp_http_response_get_status (const BpHttpResponse *self);
/* The schemes (BpHttpAuth) that the server offered when it asked for a sign-in; 0 if it did not, or none that we know. */
guint bp_http_response_get_auth_offered (const BpHttpResponse *self);
/* The value of a header, whatever the case of its name; several are joined by ", ". NULL if there is none. Borrowed. */
const char *bp_http_response_get_header (const BpHttpResponse *self, const char *name);
/* The value of a cookie as the session has it after this answer; NULL: none, or not asked
 * for. Borrowed. */
const char *bp_http_response_get_cookie (const BpHttpResponse *self, const char *name);
/* Borrowed; empty, never NULL. */
GBytes *bp_http_response_get_body (const BpHttpResponse *self);
/* The Date header as an instant; FALSE if there is none that can be read. */
gboolean bp_http_response_get_date (const BpHttpResponse *self, gint64 *ret_instant);
/* How long the server asks to wait (Retry-After, in seconds or until a time by its own clock), at most an hour; otherwise_ms if
 * it does not say. */
guint bp_http_response_get_retry_after_ms (const BpHttpResponse *self, guint otherwise_ms);
/* When the answer was complete, by our clock (an instant). */
gint64 bp_http_response_get_received_at (const BpHttpResponse *self);
void bp_http_response_free (BpHttpResponse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpHttpResponse, bp_http_response_free)

typedef struct _BpHttp BpHttp;
/* NULL with BP_ERROR_LOCAL only if libcurl cannot start. */
BpHttp *bp_http_new (GError **error);
void bp_http_free (BpHttp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpHttp, bp_http_free)

/* The answer, new; or NULL with an error. */
BpHttpResponse *bp_http_perform (BpHttp *self, const BpHttpRequest *request, GCancellable *cancellable, GError **error);

/* One of several at once: exactly one of the two is set afterwards, both the caller's. */
typedef struct {
  BpHttpResponse *response;
  GError *error;
} BpHttpResult;
/* Performs all requests at the same time (a few at a time) and returns when the last has ended. */
void bp_http_perform_all (BpHttp *self, const BpHttpRequest *requests, guint n, BpHttpResult *results,
                          GCancellable *cancellable);

/* Whether the URL's host is this machine by name or address: plain HTTP is allowed there. FALSE for a damaged URL. */
gboolean bp_http_is_loopback (const char *url);
