/* SPDX-License-Identifier: MIT */
#include "engine/outage.h"

#include <string.h>

#include "base/backoff.h"
#include "base/error.h"
#include "engine/schedule.h"

/* A mailbox that is slow to answer holds up the others no longer. */
#define DOUBT_US (2 * (gint64) G_USEC_PER_SEC)

/* Server codes of what is wrong with the way to the server or with the account, and not with a mailbox. */
static gboolean
is_general (const char *code)
{
  static const char *const general[] = { BP_NOT_SENT, "EWS policy", "key-file", "no-exchange", "token-url", NULL };
  return code && (g_strv_contains (general, code) || g_str_has_prefix (code, "HTTP "));
}

gboolean
bp_outage_is_meant (const GError *error)
{
  const char *code = bp_error_get_server_code (error);
  if (g_error_matches (error, BP_ERROR, BP_ERROR_AUTH))
    return TRUE; /* there is but one account */
  if (!error || error->domain != BP_ERROR || (code && g_str_has_prefix (code, "Error")))
    return FALSE;
  switch ((BpError) error->code) {
  case BP_ERROR_TEMPORARY:
  case BP_ERROR_BUSY_UNTIL:
    return TRUE;
  case BP_ERROR_LOCAL:
  case BP_ERROR_DENIED:
    return is_general (code);
  default:
    return FALSE;
  }
}

gboolean
bp_outage_may_be_alone (const GError *error)
{
  const char *code = bp_error_get_server_code (error);
  return !bp_error_is_temporary (error) && !g_error_matches (error, BP_ERROR, BP_ERROR_AUTH) && code
         && (g_str_equal (code, "EWS policy") || g_str_equal (code, "no-exchange") || g_str_has_prefix (code, "HTTP "));
}

BpOutageNews
bp_outage_take_contact (BpOutage *self, gint64 begun_at)
{
  gboolean news = self->down || !self->known;
  if ((self->down || self->suspect) && begun_at < self->since)
    return BP_OUTAGE_SAME;
  self->known = TRUE;
  self->down = self->refused = FALSE;
  self->failures = self->attempts = 0;
  self->next_try_at = 0;
  self->suspect = self->doubt_until = 0;
  return news ? BP_OUTAGE_ENDED : BP_OUTAGE_SAME;
}

/* The server is away, or busy. */
static BpOutageNews
take_weather (BpOutage *self, const GError *error, guint n_mailboxes, gint64 now, double jitter)
{
  gboolean was_down = self->down;
  self->down = was_down || !self->known || n_mailboxes < 2 || self->failures >= 2;
  self->refused = FALSE;
  self->next_try_at = now + (gint64) bp_backoff_delay_ms (self->attempts, bp_error_get_retry_ms (error), jitter) * 1000;
  return self->down && !was_down ? BP_OUTAGE_BEGAN : BP_OUTAGE_SAME;
}

static BpOutageNews
take_refusal (BpOutage *self, const GError *error, gint64 user, guint n_mailboxes, gint64 now, double jitter)
{
  gboolean was_refused = self->refused;
  /* Where nothing has left (a certificate that was refused), asking costs nobody anything. */
  gboolean was_asked = g_strcmp0 (bp_error_get_server_code (error), BP_NOT_SENT) != 0;
  gint64 pause = was_asked ? BP_SCHEDULE_REFUSED_US : (gint64) bp_backoff_delay_ms (self->attempts, 0, jitter) * 1000;
  gboolean is_sure =
    was_refused || !bp_outage_may_be_alone (error) || n_mailboxes < 2 || (self->suspect && self->suspect != user);
  self->next_try_at = is_sure ? now + pause : now;
  self->suspect = is_sure ? 0 : user;
  self->doubt_until = is_sure ? 0 : now + DOUBT_US;
  if (!is_sure)
    return BP_OUTAGE_SUSPECTED;
  self->down = self->refused = TRUE;
  return was_refused ? BP_OUTAGE_SAME : BP_OUTAGE_BEGAN;
}

BpOutageNews
bp_outage_take_failure (BpOutage *self, const GError *error, gint64 user, guint n_mailboxes, gint64 now, double jitter)
{
  BpOutageNews news;
  if (self->failures++ == 0)
    self->since = now;
  if (now >= self->next_try_at)
    self->attempts++;
  news = bp_error_is_temporary (error) ? take_weather (self, error, n_mailboxes, now, jitter)
                                       : take_refusal (self, error, user, n_mailboxes, now, jitter);
  self->known = self->known || news != BP_OUTAGE_SUSPECTED;
  return news;
}

void
bp_outage_doubt (BpOutage *self, const GError *error, gint64 now)
{
  if (!self->doubt_until && bp_outage_is_meant (error) && !bp_error_is_temporary (error))
    self->doubt_until = now + DOUBT_US;
}

void
bp_outage_hurry (BpOutage *self)
{
  self->next_try_at = 0;
}

gboolean
bp_outage_may_try (const BpOutage *self, gint64 now, guint n_running)
{
  if (self->down)
    return n_running == 0 && now >= self->next_try_at;
  return n_running == 0 || now >= self->doubt_until;
}
