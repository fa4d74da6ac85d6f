/* SPDX-License-Identifier: MIT */
/* Zones that a server defines: none, or a definition by which every wall clock can be told or is refused. */
#include <string.h>

#include <libxml/parser.h>

#include "core/zone.h"
#include "ews/zone.h"
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
  int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  xmlDoc *doc = xmlReadMemory ((const char *) data, (int) size, NULL, NULL, options);
  xmlNode *root = doc ? xmlDocGetRootElement (doc) : NULL;
  g_autofree char *definition = root ? bp_ews_zone_definition (root) : NULL;
  if (definition) {
    gint64 winter, summer;
    const char *equal = bp_zone_find_equal (definition, "Europe/Berlin");
    g_assert_true (!equal || bp_zone_is_known (equal));
    g_assert_true (bp_zone_definition_to_instant (definition, "2027-01-15T12:00:00", &winter));
    g_assert_true (bp_zone_definition_to_instant (definition, "2027-07-15T12:00:00", &summer));
    g_assert_cmpint (summer, >, winter);
  }
  xmlFreeDoc (doc);
  return 0;
}
