/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "base/saying.h"
#include "engine/member.h"

/* What a failed pass means for the user's next turn: what heals by waiting is tried again, what somebody must change is not. */

static const struct {
  const char *name;
  int code;
  const char *server_code;
  BpTurnOutcome outcome;
  const char *state;
} rows[] = {
  { "no network", BP_ERROR_TEMPORARY, NULL, BP_TURN_RETRY, "waiting" },
  { "a busy server", BP_ERROR_BUSY_UNTIL, NULL, BP_TURN_RETRY, "waiting" },
  { "a full disk", BP_ERROR_LOCAL, "disk-full", BP_TURN_RETRY, "error" },
  { "a lost key", BP_ERROR_LOCAL, NULL, BP_TURN_REFUSED, "error" },
  { "a wrong password", BP_ERROR_AUTH, NULL, BP_TURN_REFUSED, "error" },
  { "no right to impersonate", BP_ERROR_DENIED, NULL, BP_TURN_REFUSED, "error" },
  { "no such mailbox", BP_ERROR_NOT_FOUND, NULL, BP_TURN_REFUSED, "error" },
};

static void
test_failure (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (BpMember) member = bp_member_new (1, NULL);
  BpPassResult *result = g_new0 (BpPassResult, 1);
  gboolean news = FALSE;
  g_autofree char *said = NULL;
  bp_set_error (&result->error, rows[row].code, rows[row].server_code, "%s failed.", "It");
  g_assert_cmpint (bp_member_take_result (member, result, G_USEC_PER_SEC, &news), ==, rows[row].outcome);
  g_assert_true (news);
  g_assert_cmpstr (member->status->state, ==, rows[row].state);
  said = bp_saying_say (member->status->last_error);
  g_assert_cmpstr (said, ==, "It failed.");
  g_assert_cmpstr (member->status->reason, ==, member->status->last_error);
  g_assert_cmpint (member->gives_up, ==, rows[row].outcome == BP_TURN_REFUSED);
  bp_pass_result_free (result);
}

/* Stored in words for whoever reads them: one and many, whose mailbox it is. */
static void
test_reasons (void)
{
  static const struct {
    guint held;
    const char *taken_by, *state, *reason;
  } results[] = {
    { 1, NULL, "held", "One deletion is held back until you decide (“Review…”, or “bpexchange-cli release anna”)." },
    { 40, NULL, "held", "40 deletions are held back until you decide (“Review…”, or “bpexchange-cli release anna”)." },
    { 0, "bert", "error", "The mailbox is already synced for user bert." },
  };
  for (guint i = 0; i < G_N_ELEMENTS (results); i++) {
    g_autoptr (BpMember) member = bp_member_new (1, NULL);
    BpPassResult *result = g_new0 (BpPassResult, 1);
    g_autofree char *said = NULL;
    gboolean news = FALSE;
    member->login = g_strdup ("anna");
    result->held = results[i].held;
    result->taken_by = g_strdup (results[i].taken_by);
    bp_member_take_result (member, result, G_USEC_PER_SEC, &news);
    g_assert_true (news);
    g_assert_cmpstr (member->status->state, ==, results[i].state);
    said = bp_saying_say (member->status->reason);
    g_assert_cmpstr (said, ==, results[i].reason);
    bp_pass_result_free (result);
  }
}

/* Which losses mean that streams do not work for him. */
static void
test_loss (void)
{
  static const struct {
    int code;
    const char *server_code;
    gint64 lasted;
    gboolean polls, polls_after_two;
  } losses[] = {
    { BP_ERROR_TOKEN_EXPIRED, "ErrorSubscriptionNotFound", BP_MEMBER_SHORT_US, FALSE, FALSE },
    { BP_ERROR_TOKEN_EXPIRED, "ErrorSubscriptionNotFound", 1, FALSE, TRUE },
    { BP_ERROR_TEMPORARY, "silent", BP_MEMBER_SHORT_US, FALSE, TRUE },
    { BP_ERROR_TEMPORARY, NULL, 1, FALSE, FALSE },
    { BP_ERROR_BUSY_UNTIL, "ErrorServerBusy", 1, FALSE, FALSE },
    { BP_ERROR_BUSY_UNTIL, "ErrorExceededConnectionCount", 1, TRUE, TRUE },
    { BP_ERROR_INVALID, "ErrorInvalidRequest", 1, TRUE, TRUE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (losses); i++) {
    g_autoptr (BpMember) member = bp_member_new (1, NULL);
    g_autoptr (GError) error = NULL;
    bp_set_error (&error, losses[i].code, losses[i].server_code, "It failed.");
    member->subscribed = member->streamed = TRUE;
    g_assert_cmpint (bp_member_take_loss (member, error, losses[i].lasted), ==, losses[i].polls);
    g_assert_false (member->subscribed);
    g_assert_cmpint (bp_member_take_loss (member, error, losses[i].lasted), ==, losses[i].polls_after_two);
    g_assert_cmpint (member->poll_until > 0, ==, losses[i].polls_after_two);
    member->streamed = FALSE;
    g_assert_false (bp_member_take_loss (member, error, 1));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/member/%s", rows[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_failure);
  }
  g_test_add_func ("/member/reasons", test_reasons);
  g_test_add_func ("/member/loss", test_loss);
  return g_test_run ();
}
