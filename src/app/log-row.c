/* SPDX-License-Identifier: MIT */
#include "app/log-row.h"

#include "base/i18n.h"

struct _BpLogRow {
  GObject parent_instance;
  BpLogLine *line;
};
G_DEFINE_FINAL_TYPE (BpLogRow, bp_log_row, G_TYPE_OBJECT)

BpLogRow *
bp_log_row_new (BpLogLine *line)
{
  BpLogRow *self = g_object_new (BP_TYPE_LOG_ROW, NULL);
  self->line = bp_log_line_ref (line);
  return self;
}

const BpLogLine *
bp_log_row_get_line (BpLogRow *self)
{
  return self->line;
}

const char *
bp_log_level_label (BpLogLevel level)
{
  switch (level) {
  case BP_LOG_DEBUG:
    return C_ ("log level", "Debug");
  case BP_LOG_INFO:
    return C_ ("log level", "Info");
  case BP_LOG_WARNING:
    return C_ ("log level", "Warning");
  case BP_LOG_ERROR:
    return C_ ("log level", "Error");
  default:
    return "";
  }
}

static void
bp_log_row_finalize (GObject *object)
{
  bp_log_line_unref (BP_LOG_ROW (object)->line);
  G_OBJECT_CLASS (bp_log_row_parent_class)->finalize (object);
}

static void
bp_log_row_class_init (BpLogRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bp_log_row_finalize;
}

static void
bp_log_row_init (BpLogRow *self)
{
}
