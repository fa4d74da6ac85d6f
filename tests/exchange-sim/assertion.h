/* SPDX-License-Identifier: MIT */
#pragma once

/* Client assertions (RFC 7523): a JWT that an application signs with its certificate's key instead of sending a secret. */

#include <glib.h>
#include <openssl/x509.h>

typedef struct {
  const char *client;   /* must be issuer and subject */
  const char *audience; /* the token endpoint's address */
  gint64 now;
} AssertionContext;

/* 0 if the assertion is good, else the number of Entra's error (AADSTS) and in *ret_words (static) what it says. `certificate` may be NULL: none is
 * registered. */
int assertion_check (const AssertionContext *context, X509 *certificate, const char *text, const char **ret_words);
