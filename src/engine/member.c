/* SPDX-License-Identifier: MIT */
#include "engine/member.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"

BpMember *
bp_member_new (gint64 user, const BpUserStatus *stored)
{
  BpMember *self = g_new0 (BpMember, 1);
  self->user = user;
  self->clean_seq = -1;
  self->status = stored ? bp_user_status_copy (stored) : bp_user_status_new ();
  self->status->user = user;
  return self;
}

void
bp_member_free (BpMember *self)
{
  if (!self)
    return;
  g_free (self->login);
  bp_account_free (self->account);
  bp_user_status_free (self->status);
  g_free (self);
}

/* What a server says that has no more room for a stream, or wants none. */
static gboolean
is_refused (const GError *error)
{
  return g_strcmp0 (bp_error_get_server_code (error), "ErrorExceededConnectionCount") == 0
         || g_error_matches (error, BP_ERROR, BP_ERROR_INVALID) || g_error_matches (error, BP_ERROR, BP_ERROR_LOCAL);
}

gboolean
bp_member_take_loss (BpMember *self, const GError *error, gint64 now)
{
  gboolean silent = g_strcmp0 (bp_error_get_server_code (error), "silent") == 0;
  gboolean is_short =
    g_error_matches (error, BP_ERROR, BP_ERROR_TOKEN_EXPIRED) && now - self->subscribed_at < BP_MEMBER_SHORT_US;
  self->subscribed = FALSE;
  if (!self->streamed)
    return FALSE;
  self->short_streams = silent || is_short ? self->short_streams + 1 : 0;
  if (!is_refused (error) && self->short_streams < 2)
    return FALSE;
  self->short_streams = 0;
  self->poll_until = now + BP_MEMBER_POLL_US;
  return TRUE;
}

gboolean
bp_member_is_eligible (const BpMember *self)
{
  return self->account != NULL;
}

/* TRUE if that is something new. */
static gboolean
set_status (BpMember *self, const char *state, const char *reason)
{
  BpUserStatus *status = self->status;
  gboolean news = g_strcmp0 (status->state, state) != 0 || g_strcmp0 (status->reason, reason) != 0;
  char *copy = g_strdup (reason);
  g_free (status->state);
  status->state = g_strdup (state);
  g_free (status->reason);
  status->reason = copy;
  return news;
}

static gboolean
same_account (const BpAccount *account, const BpEligibility *eligibility)
{
  return account && g_strcmp0 (account->address, eligibility->address) == 0
         && account->by_login == eligibility->by_login;
}

BpMemberChange
bp_member_apply (BpMember *self, const BpRosterEntry *entry)
{
  gboolean was = bp_member_is_eligible (self), is = entry->eligibility->code == BP_ELIGIBLE;
  gboolean same = same_account (self->account, entry->eligibility) && self->start_company == entry->user->start_company;
  g_free (self->login);
  self->login = g_strdup (entry->user->login);
  self->start_company = entry->user->start_company;
  self->enabled_at = entry->enabled_at;
  if (is && same)
    return BP_MEMBER_SAME;
  g_clear_pointer (&self->account, bp_account_free);
  if (is) {
    self->account = bp_account_new (self->login, entry->eligibility->address, entry->eligibility->by_login);
    self->clean_seq = -1;
    set_status (self, "starting", NULL);
    return BP_MEMBER_JOINED;
  } else {
    g_autofree char *reason = bp_eligibility_describe (entry->eligibility);
    gboolean news = set_status (self, "off", reason);
    return was ? BP_MEMBER_LEFT : news ? BP_MEMBER_REASON : BP_MEMBER_SAME;
  }
}

/* A full disk is freed by somebody who does not tell us; other local trouble (a lost key, a wrong setting) only ends by our being
 * told, or started anew. The codes are the store's (store/store.h). */
static gboolean
is_disk_trouble (const GError *error)
{
  static const char *const codes[] = { "disk-full", "disk-error", NULL };
  const char *code = bp_error_get_server_code (error);
  return code && g_error_matches (error, BP_ERROR, BP_ERROR_LOCAL) && g_strv_contains (codes, code);
}

/* A certificate that is not trusted, and the like: asking costs nobody anything, and may work once it was renewed. */
static gboolean
was_not_sent (const GError *error)
{
  return g_strcmp0 (bp_error_get_server_code (error), BP_NOT_SENT) == 0;
}

static void
note_error (BpUserStatus *status, const char *message, gint64 now)
{
  g_free (status->last_error);
  status->last_error = g_strdup (message);
  status->last_error_at = now;
}

void
bp_member_take_refusal (BpMember *self, const char *reason, gint64 now, gint64 now_monotonic)
{
  self->clean_seq = -1;
  self->gives_up = self->away = self->failed_quietly = TRUE;
  self->subscribed = self->subscribed && self->streamed;
  bp_turn_reset (&self->turn, now_monotonic);
  set_status (self, "error", reason);
  note_error (self->status, reason, now);
}

static BpTurnOutcome
take_failure (BpMember *self, const BpPassResult *result, gint64 now, gboolean *ret_news)
{
  BpUserStatus *status = self->status;
  gboolean temporary = bp_error_is_temporary (result->error) || result->error->code == BP_ERROR_TOKEN_EXPIRED
                       || result->error->code == BP_ERROR_CHANGED_MEANWHILE;
  gboolean heals;
  self->clean_seq = -1;
  if (g_error_matches (result->error, BP_ERROR, BP_ERROR_CANCELLED)) {
    *ret_news = FALSE;
    return BP_TURN_RETRY;
  }
  heals = temporary || is_disk_trouble (result->error);
  self->gives_up = !heals;
  *ret_news = set_status (self, temporary ? "waiting" : "error", bp_error_get_saying (result->error));
  note_error (status, bp_error_get_saying (result->error), now);
  return heals || was_not_sent (result->error) ? BP_TURN_RETRY : BP_TURN_REFUSED;
}

static char *
describe_held (guint held, const char *login)
{
  g_autofree char *count = g_strdup_printf ("%u", held);
  return held == 1 ? bp_saying_new (
           N_ ("One deletion is held back until you decide (“Review…”, or “bpexchange-cli release %s”)."), login, NULL)
                   : bp_saying_new (
                     N_ ("%u deletions are held back until you decide (“Review…”, or “bpexchange-cli release %s”)."),
                     count, login, NULL);
}

BpTurnOutcome
bp_member_take_result (BpMember *self, const BpPassResult *result, gint64 now, gboolean *ret_news)
{
  BpUserStatus *status = self->status;
  status->count_out += result->moved_out;
  status->count_in += result->moved_in;
  status->parked = result->parked;
  status->held = result->held;
  self->again_at = result->again_at;
  self->gives_up = FALSE;
  if (result->error)
    return take_failure (self, result, now, ret_news);
  if (result->taken_by) {
    g_autofree char *reason = bp_saying_new (N_ ("The mailbox is already synced for user %s."), result->taken_by, NULL);
    self->gives_up = TRUE;
    *ret_news = set_status (self, "error", reason);
    return BP_TURN_REFUSED;
  }
  self->refused_alone = FALSE;
  status->last_success = now;
  if (result->held) {
    g_autofree char *reason = describe_held (result->held, self->login);
    *ret_news = set_status (self, "held", reason);
  } else {
    *ret_news = set_status (self, "in-step", NULL);
  }
  self->clean_seq =
    result->moved_out + result->moved_in == 0 && !result->again && !result->again_at ? result->seen_journal : -1;
  return result->again ? BP_TURN_AGAIN : BP_TURN_DONE;
}
