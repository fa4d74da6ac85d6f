/* SPDX-License-Identifier: MIT */
#pragma once

/* MD4 (RFC 1320): NTLM's hash of a password. OpenSSL 3 has it in a module only that is not installed everywhere. */

#include <glib.h>

#define MD4_SIZE 16

void md4 (const guint8 *bytes, gsize size, guint8 ret_digest[MD4_SIZE]);
