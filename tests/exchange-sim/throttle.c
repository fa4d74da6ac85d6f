/* SPDX-License-Identifier: MIT */
#include "throttle.h"

#include "codes.h"
#include "xmlout.h"

#include <string.h>

/* Operations answer one message for each of what they were given; others one in all. */
static guint
count_messages (const xmlNode *operation)
{
  static const char *const lists[] = { "ItemIds", "Items",         "ItemChanges",     "FolderIds",
                                       "Folders", "FolderChanges", "ParentFolderIds", "SourceIds" };
  guint count = 0;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (xmlNode *one = node_first (node_child (operation, lists[i])); one; one = node_next (one))
      count++;
  return MAX (count, 1);
}

/* What the schema demands behind an error. */
static const char *
payload (const char *operation)
{
  static const char *const with_items[] = { "GetItem",  "CreateItem",  "UpdateItem", "MoveItem",
                                            "CopyItem", "ArchiveItem", NULL };

  return g_strv_contains (with_items, operation) ? "<m:Items/>" : "";
}

static void
write_value (GString *out, const char *name, const char *value)
{
  xml_start (out, "t:Value");
  xml_attribute (out, "Name", name);
  xml_start_end (out);
  xml_text (out, value);
  xml_close (out, "t:Value");
}

void
throttle_write (Request *request, gboolean wrapped, gint64 back_off)
{
  g_autofree char *milliseconds = g_strdup_printf ("%" G_GINT64_FORMAT, back_off);
  g_autoptr (GString) details = g_string_new ("<m:MessageXml>");

  if (wrapped) {
    write_value (details, "InnerErrorMessageText", code_text ("ErrorServerBusy"));
    write_value (details, "InnerErrorResponseCode", "ErrorServerBusy");
  }
  write_value (details, "BackOffMilliseconds", milliseconds);
  g_string_append_printf (details, "</m:MessageXml>%s", payload (request->name));
  for (guint i = count_messages (request->operation); i > 0; i--)
    reply_error (request, wrapped ? "ErrorInternalServerError" : "ErrorServerBusy", details->str);
}
