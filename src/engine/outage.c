/* SPDX-License-Identifier: MIT */
#include "engine/outage.h"

#include <string.h>

#include "base/backoff.h"
#include "base/error.h"

/* Server codes of what is wrong with the way to the server or with the account, and not with a mailbox. */
static gboolean
is_general (const char *code)
{
  static const char *const general[] = { BP_NOT_SENT, "EWS policy", "key-file", NULL };
  return code && (g_strv_contains (general, code) || g_str_has_prefix (code, "HTTP "));
}

gboolean
bp_outage_is_meant (const GError *error)
{
  const char *code = bp_error_get_server_code (error);
  if (!error || error->domain != BP_ERROR || (code && g_str_has_prefix (code, "Error")))
    return FALSE;
  switch ((BpError) error->code) {
  case BP_ERROR_TEMPORARY:
  case BP_ERROR_BUSY_UNTIL:
  case BP_ERROR_AUTH:
    return TRUE;
  case BP_ERROR_LOCAL:
  case BP_ERROR_DENIED:
    return is_general (code);
  default:
    return FALSE;
  }
}

BpOutageNews
bp_outage_take_contact (BpOutage *self)
{
  gboolean news = self->down || !self->known;
  self->known = TRUE;
  self->down = FALSE;
  self->failures = 0;
  return news ? BP_OUTAGE_ENDED : BP_OUTAGE_SAME;
}

BpOutageNews
bp_outage_take_failure (BpOutage *self, const GError *error, guint n_mailboxes, gint64 now, double jitter)
{
  gboolean waits = bp_error_is_temporary (error), was_down = self->down;
  if (self->failures++ == 0)
    self->since = now;
  self->down = was_down || !waits || !self->known || n_mailboxes < 2 || self->failures >= 2;
  self->known = TRUE;
  /* A refusal has a schedule of its own, which is slow enough. */
  self->next_try_at =
    waits ? now + (gint64) bp_backoff_delay_ms (self->failures, bp_error_get_retry_ms (error), jitter) * 1000 : now;
  return self->down && !was_down ? BP_OUTAGE_BEGAN : BP_OUTAGE_SAME;
}

gboolean
bp_outage_may_try (const BpOutage *self, gint64 now, guint n_running)
{
  return !self->down || (n_running == 0 && now >= self->next_try_at);
}
