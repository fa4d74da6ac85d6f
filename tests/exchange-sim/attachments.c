/* SPDX-License-Identifier: MIT */
#include "attachments.h"

#include "values.h"
#include "xmlout.h"

#include <string.h>

#define BETWEEN_FILES "\x1d"
#define BETWEEN_FIELDS "\x1e"

/* A file is these fields, in this order; each is text, "" if it was not said. */
enum { NUMBER, NAME, TYPE, CONTENT_ID, LOCATION, IS_INLINE, CONTENT, FIELDS };

static char **
split (const char *file)
{
  return g_strsplit (file, BETWEEN_FIELDS, FIELDS);
}

static const char *
stored (const View *view)
{
  const char *all = view_get (view, PROPERTY_ATTACHMENTS);

  return all ? all : "";
}

static void
add_field (GString *file, const xmlNode *node, const char *name)
{
  g_autofree char *text = node_child_text (node, name);

  g_string_append (file, BETWEEN_FIELDS);
  /* What separates is no text. */
  for (const char *p = text; p && *p; p++)
    if (*p != *BETWEEN_FILES && *p != *BETWEEN_FIELDS)
      g_string_append_c (file, *p);
}

static const char *
add_file (GString *all, const xmlNode *node, guint32 number)
{
  g_autofree char *content = node_child_text (node, "Content"), *flag = node_child_text (node, "IsInline"),
                  *again = NULL;
  g_autofree guchar *bytes = NULL;
  gboolean is_inline = FALSE;
  gsize size = 0;

  if (!node_is (node, "FileAttachment"))
    return "ErrorInvalidItemForOperationCreateItemAttachment";
  bytes = g_base64_decode (content ? content : "", &size);
  again = g_base64_encode (bytes, size);
  if (flag)
    value_to_bool (g_strstrip (flag), &is_inline);
  if (all->len)
    g_string_append (all, BETWEEN_FILES);
  g_string_append_printf (all, "%u", number);
  add_field (all, node, "Name");
  add_field (all, node, "ContentType");
  add_field (all, node, "ContentId");
  add_field (all, node, "ContentLocation");
  g_string_append_printf (all, BETWEEN_FIELDS "%s" BETWEEN_FIELDS "%s", is_inline ? "true" : "false", again);
  return NULL;
}

const char *
attachments_add (Bag **bag, const xmlNode *list, GArray *added)
{
  const char *before = bag_get (*bag, PROPERTY_ATTACHMENTS), *code = NULL;
  g_autoptr (GString) all = g_string_new (before);

  for (xmlNode *node = node_first (list); node && !code; node = node_next (node)) {
    /* Not a number that one had that is gone: its name would mean another file. */
    guint32 number = g_random_int_range (1, G_MAXINT32);

    code = add_file (all, node, number);
    if (!code && added)
      g_array_append_val (added, number);
  }
  if (!code)
    bag_set (bag, PROPERTY_ATTACHMENTS, all->str);
  return code;
}

static gboolean
has_number (const char *file, guint32 number)
{
  return g_ascii_strtoull (file, NULL, 10) == number;
}

gboolean
attachments_remove (Bag **bag, guint32 number)
{
  const char *all = bag_get (*bag, PROPERTY_ATTACHMENTS);
  g_auto (GStrv) files = g_strsplit (all ? all : "", BETWEEN_FILES, -1);
  g_autoptr (GString) left = g_string_new (NULL);
  gboolean found = FALSE;

  for (char **file = files; *file; file++)
    if (has_number (*file, number)) {
      found = TRUE;
    } else {
      if (left->len)
        g_string_append (left, BETWEEN_FILES);
      g_string_append (left, *file);
    }
  bag_set (bag, PROPERTY_ATTACHMENTS, left->str);
  return found;
}

gboolean
attachments_any (const View *view)
{
  g_auto (GStrv) files = g_strsplit (stored (view), BETWEEN_FILES, -1);
  gboolean any = FALSE;

  for (char **file = files; *file && !any; file++) {
    g_auto (GStrv) fields = split (*file);

    any = g_strv_length (fields) == FIELDS && strcmp (fields[IS_INLINE], "true") != 0;
  }
  return any;
}

char *
attachment_id (const View *view, guint32 number)
{
  return token_make (TOKEN_ATTACHMENT, mailbox_get_guid (view->mailbox), view->item->number, number, view->original);
}

static void
write_said (GString *out, const char *tag, const char *text)
{
  if (*text)
    xml_element (out, tag, text);
}

static void
write_id (GString *out, const View *view, const char *file)
{
  g_autofree char *id = attachment_id (view, g_ascii_strtoull (file, NULL, 10));

  xml_start (out, "t:AttachmentId");
  xml_attribute (out, "Id", id);
  xml_empty_end (out);
}

static void
write_file (GString *out, const View *view, const char *file, gboolean content, const char *zone)
{
  g_auto (GStrv) fields = split (file);
  g_autofree char *time = value_in_zone (view->item->modified, zone);
  gsize length, padding;

  if (g_strv_length (fields) != FIELDS)
    return;
  length = strlen (fields[CONTENT]);
  padding = g_str_has_suffix (fields[CONTENT], "==") ? 2 : g_str_has_suffix (fields[CONTENT], "=") ? 1 : 0;
  xml_open (out, "t:FileAttachment");
  write_id (out, view, file);
  write_said (out, "t:Name", fields[NAME]);
  write_said (out, "t:ContentType", fields[TYPE]);
  write_said (out, "t:ContentId", fields[CONTENT_ID]);
  write_said (out, "t:ContentLocation", fields[LOCATION]);
  xml_int (out, "t:Size", length / 4 * 3 - padding);
  xml_element (out, "t:LastModifiedTime", time);
  xml_element (out, "t:IsInline", fields[IS_INLINE]);
  xml_bool (out, "t:IsContactPhoto", FALSE);
  if (content)
    xml_element (out, "t:Content", fields[CONTENT]);
  xml_close (out, "t:FileAttachment");
}

void
attachments_write (GString *out, const View *view, const char *zone)
{
  g_auto (GStrv) files = g_strsplit (stored (view), BETWEEN_FILES, -1);

  if (!*files || !**files)
    return;
  xml_open (out, "t:Attachments");
  for (char **file = files; *file; file++)
    write_file (out, view, *file, FALSE, zone);
  xml_close (out, "t:Attachments");
}

void
attachments_write_ids (GString *out, const View *view)
{
  g_auto (GStrv) files = g_strsplit (stored (view), BETWEEN_FILES, -1);

  if (!*files || !**files)
    return;
  xml_open (out, "t:Attachments");
  for (char **file = files; *file; file++) {
    xml_open (out, "t:FileAttachment");
    write_id (out, view, *file);
    xml_close (out, "t:FileAttachment");
  }
  xml_close (out, "t:Attachments");
}

gboolean
attachments_write_one (GString *out, const View *view, guint32 number, gboolean content, const char *zone)
{
  g_auto (GStrv) files = g_strsplit (stored (view), BETWEEN_FILES, -1);

  for (char **file = files; *file; file++)
    if (has_number (*file, number)) {
      write_file (out, view, *file, content, zone);
      return TRUE;
    }
  return FALSE;
}
