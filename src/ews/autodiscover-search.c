/* SPDX-License-Identifier: MIT */
/* Where Autodiscover is asked, in which order, and where it may lead. */
#include <string.h>

#include "auth/credentials.h"
#include "base/error.h"
#include "base/i18n.h"
#include "ews/autodiscover.h"
#include "ews/error.h"
#include "net/url.h"

#define PATH "/autodiscover/autodiscover.xml"
#define MAX_HOPS 10
#define TIMEOUT_MS 15000

typedef struct {
  const BpAutodiscoverQuery *query;
  BpAutodiscoverResult *result;
  BpHttp *http;
  GCancellable *cancellable;
  char *address;      /* changes when the mailbox has another */
  GPtrArray *domains; /* where the password may go; NULL-terminated */
  GPtrArray *tried;
  GError *end; /* what ends the search; NULL: go on */
  guint hops;
} Search;

void
bp_autodiscover_result_free (BpAutodiscoverResult *self)
{
  if (!self)
    return;
  g_strfreev (self->urls);
  g_free (self->redirect);
  g_strfreev (self->tried);
  g_free (self);
}

static gboolean
is_over (const Search *self)
{
  return self->end || self->result->urls || self->result->redirect || self->hops > MAX_HOPS;
}

static void
note (Search *self, const char *url, const char *why)
{
  g_ptr_array_add (self->tried, g_strdup_printf ("%s: %s", url, why));
}

static void
add_domain (Search *self, const char *domain)
{
  g_ptr_array_insert (self->domains, (int) self->domains->len - 1, g_strdup (domain));
}

/* --- one question ------------------------------------------------------------------------------------------------- */

/* A scheme that turns out not to work may be followed by another; a password that is refused is refused. */
static BpHttpResponse *
post (Search *self, const char *url, GError **error)
{
  const BpAutodiscoverQuery *query = self->query;
  g_autoptr (BpCredentials) credentials = bp_credentials_new_password (query->tenant, query->name, query->secret);
  g_autoptr (GBytes) body = bp_autodiscover_request (self->address);
  const char *const headers[] = { "Content-Type: text/xml; charset=utf-8", "Accept: text/xml", NULL };
  BpHttpRequest request = {
    .url = url, .headers = headers, .body = body, .ca_file = query->ca_file, .timeout_ms = TIMEOUT_MS
  };
  for (;;) {
    char *none;
    g_autoptr (BpHttpResponse) response = NULL;
    if (!bp_credentials_apply (credentials, &request, &none, self->cancellable, error))
      return NULL;
    response = bp_http_perform (self->http, &request, self->cancellable, error);
    if (!response || !bp_credentials_learn (credentials, response, request.auth, NULL))
      return g_steal_pointer (&response);
  }
}

static void ask (Search *self, const char *url);

/* Over TLS only; to other domains only where that was agreed to. */
static void
follow (Search *self, const char *from, const char *location)
{
  g_autofree char *host = g_ascii_strncasecmp (location, "https://", 8) == 0 ? bp_url_dup_host (location) : NULL;
  self->hops++;
  if (!host)
    note (self, from, _ ("It leads to an address that is not encrypted."));
  else if (bp_autodiscover_lies_in (host, (const char *const *) self->domains->pdata))
    ask (self, location);
  else
    self->result->redirect = g_steal_pointer (&host);
}

static void search_domain (Search *self);

static void
follow_address (Search *self, const char *from, const char *address)
{
  g_autofree char *domain = bp_autodiscover_domain (address);
  self->hops++;
  if (!domain || g_ascii_strcasecmp (address, self->address) == 0) {
    note (self, from, _ ("It leads to an address that is none."));
    return;
  }
  if (!bp_autodiscover_lies_in (domain, (const char *const *) self->domains->pdata)) {
    self->result->redirect = g_steal_pointer (&domain);
    return;
  }
  g_free (self->address);
  self->address = g_strdup (address);
  search_domain (self);
}

static void
take_answer (Search *self, const char *url, GBytes *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpAutodiscoverAnswer) answer = bp_autodiscover_parse (body, &error);
  if (!answer)
    note (self, url, error->message);
  else if (answer->kind == BP_AUTODISCOVER_REDIRECT_URL)
    follow (self, url, answer->target);
  else if (answer->kind == BP_AUTODISCOVER_REDIRECT_ADDRESS)
    follow_address (self, url, answer->target);
  else
    self->result->urls = g_steal_pointer (&answer->urls);
}

static void
ask (Search *self, const char *url)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BpHttpResponse) response = is_over (self) ? NULL : post (self, url, &error);
  guint status = response ? bp_http_response_get_status (response) : 0;
  const char *location = status / 100 == 3 ? bp_http_response_get_header (response, "Location") : NULL;
  if (is_over (self))
    return;
  if (location) {
    follow (self, url, location);
    return;
  }
  if (status == 200) {
    take_answer (self, url, bp_http_response_get_body (response));
    return;
  }
  if (response)
    bp_ews_error_set_from_http (&error, response, self->query->name);
  if (error)
    note (self, url, error->message);
  if (g_error_matches (error, BP_ERROR, BP_ERROR_AUTH) || g_error_matches (error, BP_ERROR, BP_ERROR_CANCELLED))
    self->end = g_steal_pointer (&error);
}

/* --- where -------------------------------------------------------------------------------------------------------- */

/* Without a password: only to be told where to go. */
static void
ask_plain (Search *self, const char *host)
{
  g_autofree char *url = g_strconcat ("http://", host, PATH, NULL);
  g_autoptr (GError) error = NULL;
  BpHttpRequest request = { .url = url, .timeout_ms = TIMEOUT_MS };
  g_autoptr (BpHttpResponse) response =
    is_over (self) ? NULL : bp_http_perform (self->http, &request, self->cancellable, &error);
  guint status = response ? bp_http_response_get_status (response) : 0;
  const char *location = status == 301 || status == 302 ? bp_http_response_get_header (response, "Location") : NULL;
  if (location)
    follow (self, url, location);
  else if (response)
    note (self, url, _ ("It leads nowhere."));
  else if (error)
    note (self, url, error->message);
}

static void
ask_dns (Search *self, const char *domain)
{
  g_autofree char *name = g_strdup_printf ("_autodiscover._tcp.%s", domain);
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  g_autoptr (GError) error = NULL;
  GList *targets = is_over (self)
                     ? NULL
                     : g_resolver_lookup_service (resolver, "autodiscover", "tcp", domain, self->cancellable, &error);
  if (targets) {
    const char *host = g_srv_target_get_hostname (targets->data);
    g_autofree char *url = g_strdup_printf ("https://%s:%u" PATH, host, (guint) g_srv_target_get_port (targets->data));
    follow (self, name, url);
  } else if (error) {
    note (self, name, error->message);
  }
  g_resolver_free_targets (targets);
}

static void
search_domain (Search *self)
{
  g_autofree char *domain = bp_autodiscover_domain (self->address);
  g_autofree char *sub = g_strconcat ("autodiscover.", domain, NULL);
  g_autofree char *first = g_strconcat ("https://", sub, PATH, NULL);
  g_autofree char *second = g_strconcat ("https://", domain, PATH, NULL);
  ask (self, first);
  ask (self, second);
  ask_plain (self, sub);
  ask_dns (self, domain);
}

/* The host that was named has an Autodiscover of its own. */
static void
ask_named (Search *self)
{
  g_autoptr (GUri) uri = g_uri_parse (self->query->ews_url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *url = NULL;
  if (!uri || !g_uri_get_host (uri))
    return;
  add_domain (self, g_uri_get_host (uri));
  url = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri), g_uri_get_port (uri), PATH,
                    NULL, NULL);
  ask (self, url);
}

static void
conclude (Search *self, GError **error)
{
  g_ptr_array_add (self->tried, NULL);
  self->result->tried = (char **) g_ptr_array_steal (self->tried, NULL);
  if (self->result->urls || self->result->redirect)
    return;
  if (bp_error_if_cancelled (self->cancellable, error))
    return;
  if (self->end)
    g_propagate_error (error, g_steal_pointer (&self->end));
  else
    bp_set_error (error, BP_ERROR_NOT_FOUND, NULL, N_ ("No Autodiscover was found for %s."), self->query->address);
}

static void
search (Search *self, const char *domain)
{
  add_domain (self, domain);
  for (guint i = 0; self->query->trusted && self->query->trusted[i]; i++)
    add_domain (self, self->query->trusted[i]);
  if (self->query->ews_url)
    ask_named (self);
  if (!is_over (self))
    search_domain (self);
}

BpAutodiscoverResult *
bp_autodiscover_search (const BpAutodiscoverQuery *query, GCancellable *cancellable, GError **error)
{
  g_autofree char *domain = bp_autodiscover_domain (query->address);
  Search self = { .query = query, .cancellable = cancellable };
  self.result = g_new0 (BpAutodiscoverResult, 1);
  if (!domain) {
    self.result->tried = g_new0 (char *, 1);
    bp_set_error (error, BP_ERROR_INVALID, NULL, N_ ("“%s” is no e-mail address, as in name@firma.de."),
                  query->address);
    return self.result;
  }
  self.address = g_strdup (query->address);
  self.domains = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self.domains, NULL);
  self.tried = g_ptr_array_new ();
  self.http = bp_http_new (&self.end);
  if (self.http)
    search (&self, domain);
  conclude (&self, error);
  bp_http_free (self.http);
  g_ptr_array_unref (self.domains);
  g_ptr_array_unref (self.tried);
  g_clear_error (&self.end);
  g_free (self.address);
  return self.result;
}
