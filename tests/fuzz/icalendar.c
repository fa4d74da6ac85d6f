/* SPDX-License-Identifier: MIT */
/* Files of iCalendar as other programs write them: refused in words, or what was read is read again from what is written of it. */
#include <string.h>

#include "core/icalendar.h"
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
  const BpSite site = { "Europe/Berlin" };
  g_autoptr (GError) error = NULL, again_error = NULL;
  g_autoptr (GPtrArray) entries = bp_icalendar_read ((const char *) data, size, &site, &error), again = NULL;
  g_autofree char *written = NULL;
  g_assert_true ((entries == NULL) == (error != NULL));
  if (!entries)
    return 0;
  written = bp_icalendar_write (entries, &site);
  again = bp_icalendar_read (written, strlen (written), &site, &again_error);
  g_assert_no_error (again_error);
  g_assert_cmpuint (again->len, ==, entries->len);
  return 0;
}
