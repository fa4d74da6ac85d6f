/* SPDX-License-Identifier: MIT */
#include "app/user-item.h"

#include "app/time-text.h"
#include "base/clock.h"
#include "base/i18n.h"

struct _BpUserItem {
  GObject parent_instance;
  BpUserView *view;
  gint64 now;
};
G_DEFINE_FINAL_TYPE (BpUserItem, bp_user_item, G_TYPE_OBJECT)

enum {
  PROP_LOGIN = 1,
  PROP_NAME,
  PROP_COMPANY,
  PROP_MAILBOX,
  PROP_SYNC,
  PROP_STATE,
  PROP_STATUS,
  PROP_REASON,
  PROP_LAST,
  PROP_LAST_FULL,
  PROP_OUT,
  PROP_IN,
  PROP_LAST_ERROR,
  PROP_HELP,
  PROP_STATE_CLASS,
  N_PROPS
};
static GParamSpec *props[N_PROPS];
static const char *const prop_names[N_PROPS] = { NULL,    "login",      "name",   "company",    "mailbox",   "sync",
                                                 "state", "status",     "reason", "last",       "last-full", "out",
                                                 "in",    "last-error", "help",   "state-class" };

/* What is wrong with the user's own record can be put right in the editor; a company's contract in the list of companies. */
static const struct {
  BpEligibilityCode code;
  const char *label, *action;
} helps[] = {
  { BP_NOT_COMPANY, N_ ("Edit…"), "win.edit-user" },
  { BP_NOT_COMPANY_UNKNOWN, N_ ("Edit…"), "win.edit-user" },
  { BP_NOT_MAILBOX, N_ ("Edit…"), "win.edit-user" },
  { BP_NOT_MAILBOX_INVALID, N_ ("Edit…"), "win.edit-user" },
  { BP_NOT_MAILBOX_TAKEN, N_ ("Edit…"), "win.edit-user" },
  { BP_NOT_LOGIN_TENANT, N_ ("Settings…"), "win.show-exchange" },
  { BP_NOT_MAINTENANCE, N_ ("Companies…"), "win.companies" },
  { BP_NOT_NO_KIND, N_ ("Settings…"), "win.show-exchange" },
  { BP_NOT_NO_DIRECTION, N_ ("Settings…"), "win.show-exchange" },
  { BP_NOT_NO_HOST, N_ ("Settings…"), "win.show-exchange" },
};

static gboolean
state_is (const BpUserView *view, const char *state)
{
  return g_strcmp0 (view->state, state) == 0;
}

static gboolean
is_error (const BpUserView *view)
{
  return state_is (view, "error") || state_is (view, "held") || view->parked > 0 || view->held > 0;
}

/* A user who takes no part although he should: something in his record is missing. */
static gboolean
is_incomplete (const BpUserView *view)
{
  BpEligibilityCode code = view->eligibility ? view->eligibility->code : BP_ELIGIBLE;
  return code != BP_ELIGIBLE && code != BP_NOT_ALLOWED && code != BP_NOT_AUTO_SYNC;
}

static const char *
state_class (const BpUserView *view)
{
  if (is_error (view))
    return "state-error";
  if (state_is (view, "off") || state_is (view, "stopped"))
    return is_incomplete (view) ? "state-warning" : "state-off";
  if (state_is (view, "in-step"))
    return "state-ok";
  return "state-busy";
}

static char *
count_text (const BpUserView *view, gint64 count)
{
  if (!count && !view->last_success)
    return g_strdup ("–");
  return g_strdup_printf ("%" G_GINT64_FORMAT, count);
}

static char *
company_text (const BpUserView *view)
{
  if (!view->user->start_company)
    return g_strdup ("–");
  if (!view->company_name)
    return g_strdup_printf ("%" G_GINT64_FORMAT, view->user->start_company);
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s", view->user->start_company, view->company_name);
}

static char *
status_text (const BpUserView *view)
{
  if (state_is (view, "in-step") || !view->reason || !*view->reason || g_strcmp0 (view->reason, view->state_label) == 0)
    return g_strdup (view->state_label);
  /* TRANSLATORS: the state of a user in a word, and the reason in a sentence */
  return g_strdup_printf (_ ("%s: %s"), view->state_label, view->reason);
}

/* The action that helps this user and its label; NULL if there is none. */
static const char *
find_help (const BpUserView *view, const char **ret_label)
{
  if (view->held > 0) {
    *ret_label = _ ("Review…");
    return "win.review-deletions";
  }
  for (guint i = 0; view->eligibility && i < G_N_ELEMENTS (helps); i++)
    if (helps[i].code == view->eligibility->code) {
      *ret_label = _ (helps[i].label);
      return helps[i].action;
    }
  if (state_is (view, "error")) {
    *ret_label = _ ("Verify…");
    return "win.check-user";
  }
  return NULL;
}

static const char *
or_dash (const char *text)
{
  return text && *text ? text : "–";
}

static char *
error_text (const BpUserView *view)
{
  if (!view->last_error || !*view->last_error)
    return g_strdup ("–");
  g_autofree char *at = bp_time_text (view->last_error_at, bp_clock_now ());
  return view->last_error_at ? g_strdup_printf ("%s (%s)", view->last_error, at) : g_strdup (view->last_error);
}

static char *
prop_text (BpUserItem *self, guint id)
{
  const BpUserView *view = self->view;
  switch (id) {
  case PROP_LOGIN:
    return g_strdup (view->user->login);
  case PROP_NAME:
    return g_strdup (view->user->name);
  case PROP_COMPANY:
    return company_text (view);
  case PROP_MAILBOX:
    return g_strdup (or_dash (view->user->exchange_mailbox));
  case PROP_SYNC:
    return g_strdup (view->user->exchange_sync ? C_ ("sync of a user", "on") : C_ ("sync of a user", "off"));
  case PROP_STATE:
    return g_strdup (view->state_label);
  case PROP_STATUS:
    return status_text (view);
  case PROP_REASON:
    return g_strdup (view->reason);
  case PROP_LAST:
    return bp_time_text (view->last_success, self->now);
  case PROP_LAST_FULL:
    return bp_time_text_full (view->last_success);
  case PROP_OUT:
    return count_text (view, view->count_out);
  case PROP_IN:
    return count_text (view, view->count_in);
  case PROP_LAST_ERROR:
    return error_text (view);
  case PROP_HELP: {
    const char *label = "";
    find_help (view, &label);
    return g_strdup (label);
  }
  default:
    return g_strdup (state_class (view));
  }
}

BpUserItem *
bp_user_item_new (BpUserView *view)
{
  BpUserItem *self = g_object_new (BP_TYPE_USER_ITEM, NULL);
  self->view = view;
  return self;
}

void
bp_user_item_set_view (BpUserItem *self, BpUserView *view)
{
  char *before[N_PROPS] = { NULL };
  for (guint id = 1; id < N_PROPS; id++)
    before[id] = prop_text (self, id);
  bp_user_view_free (self->view);
  self->view = view;
  self->now = bp_clock_now ();
  for (guint id = 1; id < N_PROPS; id++) {
    g_autofree char *after = prop_text (self, id);
    if (g_strcmp0 (before[id], after) != 0)
      g_object_notify_by_pspec (G_OBJECT (self), props[id]);
    g_free (before[id]);
  }
}

const BpUserView *
bp_user_item_get_view (BpUserItem *self)
{
  return self->view;
}

void
bp_user_item_tick (BpUserItem *self)
{
  g_autofree char *before = prop_text (self, PROP_LAST);
  self->now = bp_clock_now ();
  g_autofree char *after = prop_text (self, PROP_LAST);
  if (g_strcmp0 (before, after) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LAST]);
}

static gboolean
contains (const char *text, const char *needle)
{
  g_autofree char *folded = text ? g_utf8_casefold (text, -1) : NULL;
  return folded && strstr (folded, needle);
}

gboolean
bp_user_item_matches (BpUserItem *self, BpUserFilter filter, const char *text)
{
  const BpUserView *view = self->view;
  if (filter == BP_USER_FILTER_IN_STEP && !state_is (view, "in-step"))
    return FALSE;
  if (filter == BP_USER_FILTER_ERROR && !is_error (view) && !is_incomplete (view))
    return FALSE;
  if (filter == BP_USER_FILTER_OFF && !state_is (view, "off"))
    return FALSE;
  if (!text || !*text)
    return TRUE;
  g_autofree char *needle = g_utf8_casefold (text, -1);
  return contains (view->user->login, needle) || contains (view->user->name, needle)
         || contains (view->user->email, needle) || contains (view->user->exchange_mailbox, needle)
         || contains (view->company_name, needle);
}

const char *
bp_user_item_get_help_action (BpUserItem *self)
{
  const char *label;
  return find_help (self->view, &label);
}

const char *
bp_user_help_for_reason (const char *reason_code, const char **ret_label)
{
  for (guint i = 0; i < G_N_ELEMENTS (helps); i++)
    if (g_strcmp0 (bp_eligibility_code_name (helps[i].code), reason_code) == 0) {
      *ret_label = _ (helps[i].label);
      return helps[i].action;
    }
  return NULL;
}

gboolean
bp_user_help_takes_login (const char *action)
{
  return g_strcmp0 (action, "win.edit-user") == 0 || g_strcmp0 (action, "win.check-user") == 0;
}

static void
bp_user_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_autofree char *text = prop_text (BP_USER_ITEM (object), id);
  if (id != PROP_STATE_CLASS) {
    g_value_take_string (value, g_steal_pointer (&text));
    return;
  }
  const char *classes[] = { "state", text, NULL };
  g_value_set_boxed (value, classes);
}

static void
bp_user_item_finalize (GObject *object)
{
  bp_user_view_free (BP_USER_ITEM (object)->view);
  G_OBJECT_CLASS (bp_user_item_parent_class)->finalize (object);
}

static void
bp_user_item_class_init (BpUserItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  object_class->get_property = bp_user_item_get_property;
  object_class->finalize = bp_user_item_finalize;
  for (guint id = 1; id < N_PROPS; id++)
    props[id] = g_param_spec_string (prop_names[id], NULL, NULL, NULL, flags);
  props[PROP_STATE_CLASS] = g_param_spec_boxed (prop_names[PROP_STATE_CLASS], NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
bp_user_item_init (BpUserItem *self)
{
  self->now = bp_clock_now ();
}
