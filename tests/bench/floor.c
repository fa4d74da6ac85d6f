/* SPDX-License-Identifier: MIT */
/* The floor under any EWS client: libxml2 merely reading the same bytes. Reads each file given, once more for each time it is named, and
 * prints processor seconds and bytes. */
#include <glib.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <time.h>

int
main (int argc, char **argv)
{
  clock_t used = 0;
  gsize bytes = 0;
  for (int i = 1; i < argc; i++) {
    char *text;
    gsize length;
    clock_t begun;
    xmlDoc *document;
    if (!g_file_get_contents (argv[i], &text, &length, NULL))
      return 1;
    begun = clock ();
    document = xmlReadMemory (text, (int) length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_COMPACT);
    used += clock () - begun;
    if (!document)
      return 1;
    xmlFreeDoc (document);
    g_free (text);
    bytes += length;
  }
  printf ("{\"seconds\": %.6f, \"bytes\": %" G_GSIZE_FORMAT "}\n", (double) used / CLOCKS_PER_SEC, bytes);
  return 0;
}
