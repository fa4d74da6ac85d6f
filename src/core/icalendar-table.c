/* SPDX-License-Identifier: MIT */
#include "core/icalendar-table.h"

#define APPOINTMENT (1u << BP_KIND_APPOINTMENT)
#define TASK (1u << BP_KIND_TASK)
#define BOTH (APPOINTMENT | TASK)

static const BpCalendarWord classes[] = { { "normal", "PUBLIC", TRUE },
                                          { "private", "PRIVATE", FALSE },
                                          { "personal", "PRIVATE", FALSE },
                                          { "confidential", "CONFIDENTIAL", FALSE },
                                          { NULL, NULL, FALSE } };
/* iCalendar has no word for it. */
static const BpCalendarWord own_classes[] = { { "personal", "personal", FALSE }, { NULL, NULL, FALSE } };
static const BpCalendarWord priorities[] = { { "high", "1", FALSE },  { "high", "2", TRUE },   { "high", "3", TRUE },
                                             { "high", "4", TRUE },   { "normal", "5", TRUE }, { "low", "9", FALSE },
                                             { "low", "8", TRUE },    { "low", "7", TRUE },    { "low", "6", TRUE },
                                             { "normal", "0", TRUE }, { NULL, NULL, FALSE } };
static const BpCalendarWord importances[] = {
  { "high", "2", TRUE }, { "normal", "1", TRUE }, { "low", "0", TRUE }, { NULL, NULL, FALSE }
};
static const BpCalendarWord transparencies[] = {
  { "free", "TRANSPARENT", FALSE },         { "busy", "OPAQUE", FALSE },
  { "tentative", "OPAQUE", FALSE },         { "out-of-office", "OPAQUE", FALSE },
  { "working-elsewhere", "OPAQUE", FALSE }, { NULL, NULL, FALSE }
};
static const BpCalendarWord certainties[] = { { "tentative", "TENTATIVE", TRUE }, { NULL, NULL, FALSE } };
static const BpCalendarWord busy[] = { { "free", "FREE", FALSE },
                                       { "busy", "BUSY", FALSE },
                                       { "tentative", "TENTATIVE", FALSE },
                                       { "out-of-office", "OOF", FALSE },
                                       { "working-elsewhere", "WORKINGELSEWHERE", FALSE },
                                       { NULL, NULL, FALSE } };
static const BpCalendarWord states[] = {
  { "not-started", "NEEDS-ACTION", FALSE }, { "in-progress", "IN-PROCESS", FALSE }, { "completed", "COMPLETED", FALSE },
  { "waiting", "IN-PROCESS", FALSE },       { "deferred", "NEEDS-ACTION", FALSE },  { NULL, NULL, FALSE }
};
static const BpCalendarWord own_states[] = { { "waiting", "waiting", FALSE },
                                             { "deferred", "deferred", FALSE },
                                             { NULL, NULL, FALSE } };
static const BpCalendarWord truths[] = { { "1", "TRUE", FALSE }, { NULL, NULL, FALSE } };

static const BpCalendarRow rows[] = {
  { "SUMMARY", BP_FIELD_SUBJECT, BOTH, BP_CALENDAR_TEXT, NULL },
  { "LOCATION", BP_FIELD_LOCATION, APPOINTMENT, BP_CALENDAR_TEXT, NULL },
  { "CATEGORIES", BP_FIELD_CATEGORIES, BOTH, BP_CALENDAR_LIST, NULL },
  { "CLASS", BP_FIELD_SENSITIVITY, BOTH, BP_CALENDAR_WORD, classes },
  { "X-BPEXCHANGE-SENSITIVITY", BP_FIELD_SENSITIVITY, BOTH, BP_CALENDAR_WORD, own_classes },
  { "PRIORITY", BP_FIELD_IMPORTANCE, BOTH, BP_CALENDAR_WORD, priorities },
  { "X-MICROSOFT-CDO-IMPORTANCE", BP_FIELD_IMPORTANCE, BOTH, BP_CALENDAR_WORD, importances },
  { "TRANSP", BP_FIELD_SHOW_AS, APPOINTMENT, BP_CALENDAR_WORD, transparencies },
  { "STATUS", BP_FIELD_SHOW_AS, APPOINTMENT, BP_CALENDAR_WORD, certainties },
  { "X-MICROSOFT-CDO-BUSYSTATUS", BP_FIELD_SHOW_AS, APPOINTMENT, BP_CALENDAR_WORD, busy },
  { "STATUS", BP_FIELD_STATUS, TASK, BP_CALENDAR_WORD, states },
  { "X-BPEXCHANGE-STATUS", BP_FIELD_STATUS, TASK, BP_CALENDAR_WORD, own_states },
  { "PERCENT-COMPLETE", BP_FIELD_PERCENT_COMPLETE, TASK, BP_CALENDAR_NUMBER, NULL },
  { "X-BPEXCHANGE-REGENERATE", BP_FIELD_REGENERATE, TASK, BP_CALENDAR_WORD, truths },
  { "X-BPEXCHANGE-TOTAL-WORK-MINUTES", BP_FIELD_TOTAL_WORK_MINUTES, TASK, BP_CALENDAR_NUMBER, NULL },
  { "X-BPEXCHANGE-ACTUAL-WORK-MINUTES", BP_FIELD_ACTUAL_WORK_MINUTES, TASK, BP_CALENDAR_NUMBER, NULL },
  { "X-BPEXCHANGE-MILEAGE", BP_FIELD_MILEAGE, TASK, BP_CALENDAR_TEXT, NULL },
  { "X-BPEXCHANGE-BILLING-INFORMATION", BP_FIELD_BILLING_INFORMATION, TASK, BP_CALENDAR_TEXT, NULL },
  { "X-BPEXCHANGE-COMPANIES", BP_FIELD_COMPANIES, TASK, BP_CALENDAR_LIST, NULL },
};

const BpCalendarRow *
bp_calendar_rows (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (rows);
  return rows;
}
