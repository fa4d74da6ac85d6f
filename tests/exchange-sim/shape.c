/* SPDX-License-Identifier: MIT */
#include "shape.h"

#include "extended.h"
#include "values.h"

#include <string.h>

static const char *
read_path (Shape *shape, const xmlNode *path)
{
  if (node_is (path, "FieldURI")) {
    g_autofree char *uri = node_attribute (path, "FieldURI");
    const Property *property = uri ? property_by_uri (uri) : NULL;

    if (!property)
      return uri && g_str_has_prefix (uri, "folder:") ? "ErrorInvalidPropertyRequest" : NULL;
    /* FindItem and SyncFolderItems leave out what only GetItem returns, without a complaint: clients ask for all they know. */
    shape->additional[property->id] = shape->use == SHAPE_GET || !(property->flags & PROPERTY_GET_ONLY);
  } else if (node_is (path, "ExtendedFieldURI")) {
    char *extended = extended_path (path);

    if (!extended)
      return "ErrorInvalidExtendedProperty";
    g_ptr_array_add (shape->extended, extended);
  }
  return NULL;
}

const char *
shape_read (Shape *shape, const xmlNode *node, ShapeUse use)
{
  g_autofree char *base = node_child_text (node, "BaseShape");
  g_autofree char *body = node_child_text (node, "BodyType");
  g_autofree char *mime = node_child_text (node, "IncludeMimeContent");
  xmlNode *path = node_first (node_child (node, "AdditionalProperties"));
  gboolean include = FALSE;
  const char *code = NULL;

  memset (shape, 0, sizeof *shape);
  shape->use = use;
  shape->extended = g_ptr_array_new_with_free_func (g_free);
  shape->base = g_strcmp0 (base, "Default") == 0         ? PROPERTY_DEFAULT
                : g_strcmp0 (base, "AllProperties") == 0 ? PROPERTY_ALL
                                                         : 0;
  shape->body_type = body ? body[0] : 'B';
  shape->additional[PROPERTY_ItemId] = TRUE;
  if (mime && value_to_bool (mime, &include) && include) {
    if (use != SHAPE_GET)
      return "ErrorInvalidPropertyForOperation";
    shape->additional[PROPERTY_MimeContent] = TRUE;
  }
  for (; path && !code; path = node_next (path))
    code = read_path (shape, path);
  return code;
}

void
shape_clear (Shape *shape)
{
  g_clear_pointer (&shape->extended, g_ptr_array_unref);
}

gboolean
shape_wants (const Shape *shape, const Property *property)
{
  if (shape->additional[property->id])
    return TRUE;
  if (shape->use != SHAPE_GET && (property->flags & PROPERTY_GET_ONLY))
    return FALSE;
  return (property->flags & shape->base) != 0;
}
