/* SPDX-License-Identifier: MIT */
#pragma once

/* Which properties an answer holds: base shape, additional properties, body format. */

#include "property.h"
#include "xmlin.h"

typedef enum { SHAPE_GET, SHAPE_FIND, SHAPE_SYNC } ShapeUse;

typedef struct {
  ShapeUse use;
  guint base;                          /* PROPERTY_DEFAULT, PROPERTY_ALL or 0 */
  gboolean additional[PROPERTY_LIMIT]; /* by PropertyId */
  GPtrArray *extended;                 /* paths (extended.h) */
  char body_type;                      /* 'T'ext, 'H'TML, 'B'est */
} Shape;

/* `node` is t:ItemShape. A response code, or NULL; shape_clear() in either case. */
const char *shape_read (Shape *shape, const xmlNode *node, ShapeUse use);
void shape_clear (Shape *shape);
gboolean shape_wants (const Shape *shape, const Property *property);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shape, shape_clear)
