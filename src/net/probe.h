/* SPDX-License-Identifier: MIT */
#pragma once

/* How far a connection to a server comes, before anything is sent on it: name, TCP, TLS, with the certificate. libcurl
 * makes the connection as it makes every other, so what is shown here is what a request meets, proxies included. */

#include <gio/gio.h>

typedef enum {
  BP_PROBE_NAME,
  BP_PROBE_TCP,
  BP_PROBE_TLS,
  BP_PROBE_DONE,
} BpProbeStage;

typedef struct {
  char *subject, *issuer; /* as one line each */
  char *names;            /* whom it was made out for; NULL: nobody in particular (an authority) */
  char *not_before;       /* the first and the last moment, RFC 3339; as in the certificate if that is not understood */
  char *not_after;
  char *fingerprint; /* SHA-256, "AB:CD:…"; NULL if it cannot be told */
  char *pem;         /* the certificate itself; NULL likewise */
} BpCertificate;

typedef struct {
  BpProbeStage stage;            /* the one that failed; DONE: none */
  gint64 took_us[BP_PROBE_DONE]; /* of the stages that were begun */
  char *address;                 /* IP address and port; NULL before TCP */
  gboolean is_encrypted;         /* the address begins with https:// */
  BpCertificate *certificate;    /* NULL if none was seen; also of a refused one */
  BpCertificate
    *unknown_issuer; /* refused only because nobody knows who issued it: the topmost of what the server sent,
                                    with which as an authority it would have been taken; NULL otherwise */
  const char *code;  /* of the failure, stable: "certificate-expired"; NULL: none */
  GError *error;     /* as a request would have failed; NULL: none */
} BpProbe;

/* The stage has begun, and all before it have passed; what is known by then stands in `so_far`. Stages that go by in no
 * time are not told. */
typedef void (*BpProbeFunc) (BpProbeStage stage, const BpProbe *so_far, gpointer data);

/* Blocks; never NULL. url: checked already. ca_file: further authorities, or NULL. proxy: as in net/http.h. begun: NULL for
 * nobody. */
BpProbe *bp_probe_connect (const char *url, const char *ca_file, const char *proxy, BpProbeFunc begun, gpointer data,
                           GCancellable *cancellable);
void bp_probe_free (BpProbe *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpProbe, bp_probe_free)
