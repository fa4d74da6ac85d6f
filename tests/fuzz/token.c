/* SPDX-License-Identifier: MIT */
/* What Microsoft Entra writes when it gives no token: OAuth's word, then the description. */
#include "auth/aadsts.h"

#include <string.h>

#include "base/error.h"
#include "fuzz.h"

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_be_strict ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *word = fuzz_take_line (&data, &size), *description = fuzz_take_rest (data, size);
  g_autoptr (GError) error = NULL;
  bp_aadsts_set_error (&error, word, description, "app");
  g_assert_nonnull (error);
  g_assert_true (error->message && *error->message);
  return 0;
}
