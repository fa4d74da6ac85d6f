/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target without libFuzzer: [--variations N] [--seed N] FILE|FOLDER… Each input as it is, then so many damaged copies of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static GPtrArray *inputs; /* GBytes */
static guint64 ran;

static void
add (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  char *text;
  gsize length;
  if (!folder) {
    if (g_file_get_contents (path, &text, &length, NULL))
      g_ptr_array_add (inputs, g_bytes_new_take (text, length));
    return;
  }
  while ((name = g_dir_read_name (folder))) {
    g_autofree char *inside = g_build_filename (path, name, NULL);
    add (inside);
  }
}

/* In memory of exactly that size, so that whoever reads beyond it is seen. */
static void
run (const guint8 *data, gsize size)
{
  guint8 *copy = g_malloc (MAX (size, 1));
  memcpy (copy, data, size);
  LLVMFuzzerTestOneInput (copy, size);
  g_free (copy);
  ran++;
}

static void
damage (GRand *rand, GByteArray *bytes)
{
  const char interesting[] = "\0\377<>&\"';:=,/%0123456789-ZT\n\r\t {}[]";
  guint at = (guint) g_rand_int_range (rand, 0, (gint32) MAX (bytes->len, 1));
  guint length = (guint) g_rand_int_range (rand, 1, 32);
  if (bytes->len == 0)
    return;
  switch (g_rand_int_range (rand, 0, 6)) {
  case 0:
    bytes->data[at] ^= (guint8) (1u << g_rand_int_range (rand, 0, 8));
    break;
  case 1:
    bytes->data[at] = (guint8) interesting[g_rand_int_range (rand, 0, sizeof interesting - 1)];
    break;
  case 2: /* cut off */
    g_byte_array_set_size (bytes, at);
    break;
  case 3: /* a piece less */
    g_byte_array_remove_range (bytes, at, MIN (length, bytes->len - at));
    break;
  case 4: { /* a piece twice */
    g_autofree guint8 *tail = g_memdup2 (bytes->data + at, bytes->len - at);
    guint rest = bytes->len - at;
    g_byte_array_set_size (bytes, at + MIN (length, rest));
    g_byte_array_append (bytes, tail, rest);
    break;
  }
  default: { /* a piece of another input in its place */
    const GBytes *other = inputs->pdata[g_rand_int_range (rand, 0, (gint32) inputs->len)];
    gsize size;
    const guint8 *data = g_bytes_get_data ((GBytes *) other, &size);
    gsize from = size ? (gsize) g_rand_int_range (rand, 0, (gint32) size) : 0;
    gsize n = MIN (MIN (size - from, bytes->len - at), length);
    memcpy (bytes->data + at, data + from, n);
    break;
  }
  }
}

int
main (int argc, char **argv)
{
  gint variations = 200, seed = 1;
  GOptionEntry entries[] = { { "variations", 0, 0, G_OPTION_ARG_INT, &variations, "damaged copies of each input", "N" },
                             { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "of the damage", "N" },
                             { 0 } };
  g_autoptr (GOptionContext) options = g_option_context_new ("FILE|FOLDER…");
  g_autoptr (GRand) rand = NULL;
  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, NULL))
    return 2;
  rand = g_rand_new_with_seed ((guint32) seed);
  inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  LLVMFuzzerInitialize (&argc, &argv);
  for (int i = 1; i < argc; i++)
    add (argv[i]);
  for (guint i = 0; i < inputs->len; i++) {
    gsize size;
    const guint8 *data = g_bytes_get_data (inputs->pdata[i], &size);
    run (data, size);
    for (gint n = 0; n < variations; n++) {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_byte_array_append (bytes, data, (guint) size);
      for (int times = g_rand_int_range (rand, 1, 5); times > 0; times--)
        damage (rand, bytes);
      run (bytes->data, bytes->len);
    }
  }
  printf ("%u inputs, %" G_GUINT64_FORMAT " runs\n", inputs->len, ran);
  if (inputs->len == 0)
    return 1;
  g_ptr_array_unref (inputs);
  return 0;
}
