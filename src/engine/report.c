/* SPDX-License-Identifier: MIT */
#include "engine/report.h"

#include "base/i18n.h"
#include "base/saying.h"
#include "engine/reason.h"

/* TRANSLATORS: the first %s is "Appointment" or "Task", the second the record's name such as a17. */
static const struct {
  const char *id, *text;
} remote_texts[] = {
  [BP_REMOTE_CREATE] = { "sync.out.created", N_ ("%s %s created in Exchange") },
  [BP_REMOTE_UPDATE] = { "sync.out.changed", N_ ("%s %s changed in Exchange") },
  [BP_REMOTE_DELETE] = { "sync.out.deleted", N_ ("%s %s deleted in Exchange (now in Deleted Items)") },
};

static const struct {
  const char *id, *text;
} local_texts[] = {
  [BP_LOCAL_INSERT] = { "sync.in.created", N_ ("%s %s taken over from Exchange") },
  [BP_LOCAL_UPDATE] = { "sync.in.changed", N_ ("%s %s changed by Exchange") },
  [BP_LOCAL_DELETE] = { "sync.in.deleted", N_ ("%s %s deleted, because it was deleted in Exchange") },
  [BP_LOCAL_RESTORE] = { "sync.in.restored", N_ ("%s %s restored, because it is in Exchange again") },
};

static const char *
kind_word (BpKind kind)
{
  return kind == BP_KIND_TASK ? _ ("Task") : _ ("Appointment");
}

static char *
record_name (const BpAction *action)
{
  return action->record ? g_strdup_printf ("%c%" G_GINT64_FORMAT, bp_kind_letter (action->kind), action->record)
                        : g_strdup ("–");
}

static void
report_line (BpLog *log, const char *login, const BpAction *action, const char *id, const char *text, BpUnitSet units,
             const BpItem *item)
{
  g_autofree char *name = record_name (action);
  g_autofree char *what = NULL;
  const char *subject = item ? bp_item_get (item, BP_FIELD_SUBJECT) : NULL;
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  what = g_strdup_printf (text, kind_word (action->kind), name);
#pragma GCC diagnostic pop
  G_GNUC_END_IGNORE_DEPRECATIONS
  if (units) {
    g_autofree char *list = bp_units_describe (units);
    bp_log (log, BP_LOG_INFO, id, login, "%s: %s", what, list);
  } else {
    bp_log (log, BP_LOG_INFO, id, login, "%s", what);
  }
  if (subject)
    bp_log (log, BP_LOG_DEBUG, "sync.subject", login, "%s: %s", name, subject);
}

static void
report_conflicts (BpLog *log, const char *login, const BpAction *action)
{
  g_autofree char *name = record_name (action);
  for (guint i = 0; i < action->conflicts->len; i++) {
    const BpPlanConflict *conflict = action->conflicts->pdata[i];
    bp_log (log, BP_LOG_WARNING, "sync.conflict", login,
            conflict->exchange_won
              ? _ ("%s %s: both sides changed “%s”; Exchange's value was taken, the other is kept (%s)")
              : _ ("%s %s: both sides changed “%s”; büro+'s value was taken, the other is kept (%s)"),
            kind_word (action->kind), name, bp_unit_label (conflict->unit), conflict->rule);
  }
}

/* Why an edit of a record stays here: said once, when it is dealt with. What lies outside the sync is no news to anyone. */
static void
report_left (BpLog *log, const char *login, const BpAction *action)
{
  g_autofree char *name = record_name (action);
  const char *reason = action->left_reason ? action->left_reason : action->link ? action->link->reason_out : NULL;
  gboolean expected = g_strcmp0 (reason, BP_REASON_WHILE_OFF) == 0 || g_strcmp0 (reason, BP_REASON_EXPORT_OFF) == 0;
  if (!reason || !action->record || !action->journal_seq)
    return;
  bp_log (log, expected ? BP_LOG_DEBUG : BP_LOG_INFO, "sync.out.left", login, _ ("%s %s is not transferred: %s"),
          kind_word (action->kind), name, bp_reason_describe (reason));
}

void
bp_report_done (BpLog *log, const char *login, const BpAction *action)
{
  if (action->remote_op != BP_REMOTE_NOTHING)
    report_line (log, login, action, remote_texts[action->remote_op].id, _ (remote_texts[action->remote_op].text),
                 action->remote_op == BP_REMOTE_UPDATE ? action->remote_units : 0, action->remote_item);
  if (action->local_op == BP_LOCAL_DELETE && action->link
      && g_strcmp0 (action->link->reason_in, BP_REASON_PRIVATE) == 0)
    report_line (log, login, action, "sync.in.withheld",
                 _ ("%s %s taken out, because it is private in Exchange (private-items)"), 0, NULL);
  else if (action->local_op != BP_LOCAL_NOTHING)
    report_line (log, login, action, local_texts[action->local_op].id, _ (local_texts[action->local_op].text),
                 action->local_op == BP_LOCAL_UPDATE ? action->local_units : 0, action->local_item);
  report_conflicts (log, login, action);
  report_left (log, login, action);
  if (action->park_reason) {
    g_autofree char *name = record_name (action), *why = bp_saying_say (action->park_reason);
    bp_log (log, BP_LOG_WARNING, "sync.parked", login,
            action->park_direction == BP_OUT ? _ ("%s %s is not transferred: %s") : _ ("%s %s was not taken over: %s"),
            kind_word (action->kind), name, why);
  }
}

void
bp_report_parked (BpLog *log, const char *login, const BpAction *action, BpDirection direction, const GError *why)
{
  g_autofree char *name = record_name (action);
  bp_log_error (log, BP_LOG_ERROR, "sync.parked", login, why,
                direction == BP_OUT ? _ ("%s %s cannot be transferred to Exchange and waits until it is changed")
                                    : _ ("%s %s cannot be taken over from Exchange and waits until it is changed"),
                kind_word (action->kind), name);
}
