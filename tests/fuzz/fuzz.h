/* SPDX-License-Identifier: MIT */
#pragma once

/* What every fuzz target shares. A target is a file NAME.c with LLVMFuzzerTestOneInput; corpus/NAME holds its inputs, NAME.dict (may
 * be missing) its words. With clang it is linked with libFuzzer, else with driver.c. */

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What a target finds out by itself is an assertion, and so is a critical warning of GLib. */
static inline void
fuzz_be_strict (void)
{
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
}

/* The input up to the next newline, or the rest of it, as text without embedded zeros; moves on behind it. NULL: there is no more. New. */
static inline char *
fuzz_take_line (const uint8_t **data, size_t *size)
{
  const uint8_t *end;
  size_t length;
  char *line;
  if (*size == 0)
    return NULL;
  end = memchr (*data, '\n', *size);
  length = end ? (size_t) (end - *data) : *size;
  line = g_strndup ((const char *) *data, length);
  length += end != NULL;
  *data += length;
  *size -= length;
  return line;
}

/* All that is left, as text. New. */
static inline char *
fuzz_take_rest (const uint8_t *data, size_t size)
{
  return g_strndup ((const char *) data, size);
}
