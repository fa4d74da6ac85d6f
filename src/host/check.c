/* SPDX-License-Identifier: MIT */
#include "host/check.h"

#include "auth/secret.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "engine/roster.h"
#include "ews/probe.h"
#include "host/connection.h"
#include "host/paths.h"
#include "host/remedy.h"
#include "net/probe.h"
#include "net/url.h"
#include "store/setting.h"
#include "store/users.h"

/* Kerberos and tokens fail beyond five minutes. */
#define SKEW_US (5 * 60 * (gint64) G_USEC_PER_SEC)

/* A test under way. */
typedef struct {
  const BpCheckOptions *options;
  BpCheckFunc report;
  gpointer data;
  GCancellable *cancellable;
  BpEwsConfig *ews;
  BpEwsProbe *probe;
  guint kinds;          /* bit mask of what is synced */
  GPtrArray *accounts;  /* BpAccount: with whom the user's steps are taken */
  const char *user;     /* of the step at hand, NULL: the server */
  BpCheckStep way;      /* of the way to the server: begun last */
  GError *server_error; /* of the first request; NULL: Exchange answered */
  gint64 begun;
  gboolean all_passed;
} Check;

/* --- names -------------------------------------------------------------------------------------------------------- */

static const struct {
  const char *name, *label;
} steps[BP_CHECK_STEP_COUNT] = {
  [BP_CHECK_ADDRESS] = { "address", N_ ("Address") },
  [BP_CHECK_TCP] = { "tcp", N_ ("Connection") },
  [BP_CHECK_TLS] = { "tls", N_ ("Encryption") },
  [BP_CHECK_SIGN_IN] = { "sign-in", N_ ("Sign-in") },
  [BP_CHECK_EWS] = { "ews", N_ ("Exchange Web Services") },
  [BP_CHECK_IMPERSONATION] = { "impersonation", N_ ("Access to the mailbox") },
  [BP_CHECK_CALENDAR] = { "calendar", N_ ("Calendar") },
  [BP_CHECK_TASKS] = { "tasks", N_ ("Tasks") },
  [BP_CHECK_SUBSCRIPTION] = { "subscription", N_ ("Subscription") },
  [BP_CHECK_WRITE] = { "write", N_ ("Writing") },
};

const char *
bp_check_step_name (BpCheckStep step)
{
  return steps[step].name;
}

const char *
bp_check_step_label (BpCheckStep step)
{
  return _ (steps[step].label);
}

const char *
bp_check_result_name (BpCheckResult result)
{
  static const char *const names[] = { "running", "passed", "failed", "skipped" };
  return names[result];
}

static void
certificate_free (BpCheckCertificate *self)
{
  if (!self)
    return;
  g_free (self->subject);
  g_free (self->issuer);
  g_free (self->names);
  g_free (self->not_before);
  g_free (self->not_after);
  g_free (self->fingerprint);
  g_free (self->pem);
  g_free (self);
}

static char *
dup_day (const char *moment)
{
  return moment ? bp_clock_describe_date (moment) : NULL;
}

char *
bp_check_certificate_describe (const BpCheckCertificate *self)
{
  g_autofree char *from = dup_day (self->not_before), *until = dup_day (self->not_after);
  const struct {
    const char *label, *value;
  } lines[] = {
    { _ ("Made out for"), self->subject }, { _ ("Names"), self->names },
    { _ ("Issued by"), self->issuer },     { _ ("Valid from"), from },
    { _ ("Valid until"), until },          { _ ("Fingerprint (SHA-256)"), self->fingerprint },
  };
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i].value)
      g_string_append_printf (text, "%s%s: %s", text->len ? "\n" : "", lines[i].label, lines[i].value);
  return g_string_free (text, FALSE);
}

void
bp_check_event_free (BpCheckEvent *self)
{
  if (!self)
    return;
  g_free (self->user);
  g_free (self->text);
  g_free (self->remedy);
  g_free (self->code);
  certificate_free (self->certificate);
  certificate_free (self->to_trust);
  g_free (self);
}

/* --- events ------------------------------------------------------------------------------------------------------- */

static BpCheckEvent *
event_new (const Check *self, BpCheckStep step, BpCheckResult result)
{
  BpCheckEvent *event = g_new0 (BpCheckEvent, 1);
  event->step = step;
  event->result = result;
  event->user = g_strdup (self->user);
  event->duration_us = result == BP_CHECK_RUNNING ? 0 : bp_clock_monotonic () - self->begun;
  return event;
}

static void
begin (Check *self, BpCheckStep step)
{
  self->begun = bp_clock_monotonic ();
  self->report (event_new (self, step, BP_CHECK_RUNNING), self->data);
}

/* Takes text. */
static void
passed (Check *self, BpCheckStep step, char *text)
{
  BpCheckEvent *event = event_new (self, step, BP_CHECK_PASSED);
  event->text = text;
  self->report (event, self->data);
}

static BpCheckEvent *
failure_new (Check *self, BpCheckStep step, const char *code, const GError *error)
{
  BpCheckEvent *event = event_new (self, step, BP_CHECK_FAILED);
  event->text = g_strdup (error->message);
  event->code = g_strdup (code ? code : bp_error_code_name ((BpError) error->code));
  event->remedy = g_strdup (bp_remedy (code, error));
  self->all_passed = FALSE;
  return event;
}

static void
failed (Check *self, BpCheckStep step, const char *code, const GError *error)
{
  self->report (failure_new (self, step, code, error), self->data);
}

static void
skipped (Check *self, BpCheckStep step, const char *why)
{
  BpCheckEvent *event;
  self->begun = bp_clock_monotonic ();
  event = event_new (self, step, BP_CHECK_SKIPPED);
  event->text = g_strdup (why);
  self->all_passed = FALSE;
  self->report (event, self->data);
}

static gboolean
is_wanted (const Check *self, BpCheckStep step)
{
  switch (step) {
  case BP_CHECK_CALENDAR:
    return self->kinds & (1u << BP_KIND_APPOINTMENT);
  case BP_CHECK_TASKS:
    return self->kinds & (1u << BP_KIND_TASK);
  case BP_CHECK_WRITE:
    return self->options->write;
  default:
    return TRUE;
  }
}

static void
skip_from (Check *self, BpCheckStep step)
{
  for (; step < (self->options->server_only ? BP_CHECK_IMPERSONATION : BP_CHECK_STEP_COUNT); step++)
    if (is_wanted (self, step))
      skipped (self, step, _ ("Not tested, because an earlier step failed."));
}

/* Takes text; error: NULL if the step passed. */
static gboolean
conclude (Check *self, BpCheckStep step, const GError *error, char *text)
{
  if (!error) {
    passed (self, step, text);
    return TRUE;
  }
  failed (self, step, bp_error_get_server_code (error), error);
  g_free (text);
  return FALSE;
}

/* --- the way to the server ---------------------------------------------------------------------------------------- */

static char *
describe_certificate (const BpCertificate *certificate)
{
  g_autofree char *until = dup_day (certificate->not_after);
  return g_strdup_printf (_ ("Certificate of %s (%s), issued by %s, valid until %s"), certificate->subject,
                          certificate->names ? certificate->names : "-", certificate->issuer, until ? until : "-");
}

static char *
describe_stage (const BpProbe *probe, BpCheckStep step, const char *url)
{
  if (step == BP_CHECK_ADDRESS)
    return bp_url_dup_host (url);
  if (step == BP_CHECK_TCP)
    return probe->address ? g_strdup (probe->address) : bp_url_dup_host (url);
  if (!probe->is_encrypted)
    return g_strdup (_ ("Not encrypted, which is allowed on this machine itself."));
  return probe->certificate ? describe_certificate (probe->certificate) : g_strdup (_ ("The connection is encrypted."));
}

static BpCheckCertificate *
copy_certificate (const BpCertificate *certificate)
{
  BpCheckCertificate *copy = certificate ? g_new (BpCheckCertificate, 1) : NULL;
  if (!copy)
    return NULL;
  *copy = (BpCheckCertificate){
    .subject = g_strdup (certificate->subject),
    .issuer = g_strdup (certificate->issuer),
    .names = g_strdup (certificate->names),
    .not_before = g_strdup (certificate->not_before),
    .not_after = g_strdup (certificate->not_after),
    .fingerprint = g_strdup (certificate->fingerprint),
    .pem = g_strdup (certificate->pem),
  };
  return copy;
}

/* The failed stage; a certificate that was refused is described with it. */
static void
report_broken (Check *self, BpCheckStep step, const BpProbe *probe)
{
  g_autoptr (GError) error = g_error_copy (probe->error);
  BpCheckEvent *event;
  if (probe->certificate) {
    g_autofree char *certificate = describe_certificate (probe->certificate);
    char *text = g_strdup_printf ("%s %s.", error->message, certificate);
    g_free (error->message);
    error->message = text;
  }
  event = failure_new (self, step, probe->code, error);
  event->certificate = copy_certificate (probe->certificate);
  event->to_trust = copy_certificate (probe->unknown_issuer);
  self->report (event, self->data);
}

static void
report_stage (Check *self, const BpProbe *probe)
{
  BpCheckEvent *event = event_new (self, self->way, BP_CHECK_PASSED);
  event->text = describe_stage (probe, self->way, self->ews->url);
  event->certificate = self->way == BP_CHECK_TLS ? copy_certificate (probe->certificate) : NULL;
  self->report (event, self->data);
}

/* The stages are the first steps. */
static void
stage_begun_cb (BpProbeStage stage, const BpProbe *so_far, gpointer data)
{
  Check *self = data;
  for (; self->way < (BpCheckStep) stage; begin (self, ++self->way))
    report_stage (self, so_far);
}

static gboolean
check_way (Check *self)
{
  g_autoptr (BpProbe) probe = NULL;
  begin (self, BP_CHECK_ADDRESS);
  self->way = BP_CHECK_ADDRESS;
  probe =
    bp_probe_connect (self->ews->url, self->ews->ca_file, self->ews->proxy, stage_begun_cb, self, self->cancellable);
  for (;; begin (self, ++self->way)) {
    BpProbeStage stage = (BpProbeStage) self->way;
    self->begun = bp_clock_monotonic () - probe->took_us[stage];
    if (stage == probe->stage) {
      report_broken (self, self->way, probe);
      return FALSE;
    }
    report_stage (self, probe);
    if (self->way == BP_CHECK_TLS)
      return TRUE;
  }
}

/* --- the server --------------------------------------------------------------------------------------------------- */

static char *
describe_server (Check *self)
{
  g_autofree char *version = bp_ews_probe_dup_version (self->probe);
  gint64 offset = bp_ews_probe_get_clock_offset (self->probe);
  if (ABS (offset) > SKEW_US)
    return g_strdup_printf (_ ("%s; its clock and that of this machine differ by %d minutes"),
                            version ? version : "Exchange", (int) (ABS (offset) / SKEW_US * 5));
  return version ? g_steal_pointer (&version) : g_strdup ("Exchange");
}

static char *
describe_scheme (BpCredentials *credentials)
{
  g_autofree char *thumbprint = bp_credentials_dup_thumbprint (credentials);
  const char *label = bp_credentials_get_scheme_label (credentials);
  return thumbprint ? g_strdup_printf (_ ("%s, certificate %s"), label, thumbprint) : g_strdup (label);
}

/* The sign-in service of OAuth 2.0 is another server: what it cannot do is no trouble of Exchange. The token is kept. */
static gboolean
has_token (Check *self, GError **error)
{
  BpHttpRequest request = { .url = self->ews->url };
  char *token = NULL;
  gboolean ok = bp_credentials_apply (self->ews->credentials, &request, &token, self->cancellable, error);
  bp_secret_free (token);
  return ok;
}

/* One request tells both: whether the sign-in is good, and who answers. Its error goes to check_server (). */
static gboolean
check_sign_in (Check *self)
{
  BpCredentials *credentials = self->ews->credentials;
  g_autofree char *scheme = NULL;
  const BpAccount *account = self->accounts->len ? g_ptr_array_index (self->accounts, 0) : NULL;
  gboolean prepared;
  begin (self, BP_CHECK_SIGN_IN);
  prepared = has_token (self, &self->server_error);
  if (prepared)
    bp_ews_probe_server (self->probe, bp_credentials_is_application (credentials) ? account : NULL, self->cancellable,
                         &self->server_error);
  if (!prepared || g_error_matches (self->server_error, BP_ERROR, BP_ERROR_AUTH)) {
    failed (self, BP_CHECK_SIGN_IN, bp_error_get_server_code (self->server_error), self->server_error);
    skip_from (self, BP_CHECK_EWS);
    return FALSE;
  }
  if (self->server_error)
    skipped (self, BP_CHECK_SIGN_IN, _ ("It cannot be told, because Exchange did not answer."));
  else {
    scheme = describe_scheme (credentials);
    passed (self, BP_CHECK_SIGN_IN,
            g_strdup_printf (_ ("“%s” is signed in (%s)."), bp_credentials_get_name (credentials), scheme));
  }
  return TRUE;
}

static gboolean
check_server (Check *self)
{
  gint64 begun = self->begun;
  begin (self, BP_CHECK_EWS);
  self->begun = begun;
  if (conclude (self, BP_CHECK_EWS, self->server_error, self->server_error ? NULL : describe_server (self)))
    return TRUE;
  skip_from (self, BP_CHECK_IMPERSONATION);
  return FALSE;
}

/* --- one user ----------------------------------------------------------------------------------------------------- */

static char *
describe_write (guint leftovers)
{
  if (leftovers == 0)
    return g_strdup (_ ("A test item was written and deleted."));
  return g_strdup_printf (ngettext ("A test item was written and deleted, and %u that an earlier test left behind.",
                                    "A test item was written and deleted, and %u that earlier tests left behind.",
                                    leftovers),
                          leftovers);
}

static gboolean
check_step (Check *self, BpCheckStep step, const BpAccount *account)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup (account->address);
  guint leftovers = 0;
  gboolean streams = FALSE;
  begin (self, step);
  switch (step) {
  case BP_CHECK_CALENDAR:
    bp_ews_probe_folder (self->probe, account, BP_KIND_APPOINTMENT, self->cancellable, &error);
    break;
  case BP_CHECK_TASKS:
    bp_ews_probe_folder (self->probe, account, BP_KIND_TASK, self->cancellable, &error);
    break;
  case BP_CHECK_SUBSCRIPTION:
    if (bp_ews_probe_subscribe (self->probe, account, self->kinds, &streams, self->cancellable, &error)) {
      g_free (text);
      text = g_strdup (streams ? _ ("Exchange says over a standing connection when something changes.")
                               : _ ("Exchange has to be asked every few seconds whether something has changed."));
    }
    break;
  case BP_CHECK_WRITE:
    if (bp_ews_probe_write (self->probe, account, &leftovers, self->cancellable, &error)) {
      g_free (text);
      text = describe_write (leftovers);
    }
    break;
  default:
    bp_ews_probe_impersonate (self->probe, account, self->cancellable, &error);
    break;
  }
  return conclude (self, step, error, g_steal_pointer (&text));
}

/* Without the mailbox nothing else can be tested; the other steps stand for themselves. */
static void
check_user (Check *self, const BpAccount *account)
{
  self->user = account->login;
  if (!check_step (self, BP_CHECK_IMPERSONATION, account))
    skip_from (self, BP_CHECK_IMPERSONATION + 1);
  else
    for (BpCheckStep step = BP_CHECK_IMPERSONATION + 1; step < BP_CHECK_STEP_COUNT; step++)
      if (is_wanted (self, step) && !g_cancellable_is_cancelled (self->cancellable))
        check_step (self, step, account);
  self->user = NULL;
}

static void
check_users (Check *self)
{
  for (guint i = 0; i < self->accounts->len && !g_cancellable_is_cancelled (self->cancellable); i++)
    check_user (self, g_ptr_array_index (self->accounts, i));
  if (self->accounts->len == 0)
    skipped (self, BP_CHECK_IMPERSONATION, _ ("No user takes part in the sync yet: enable one, or name one."));
}

/* --- from settings to accounts ------------------------------------------------------------------------------------ */

/* As if the master switch were on: the test is what one does before. */
static BpSettings *
load_settings (const Check *self, BpStore *store, GError **error)
{
  BpSettings *settings =
    self->options->settings ? bp_settings_copy (self->options->settings) : bp_store_settings (store, error);
  if (!settings)
    return NULL;
  bp_settings_set (settings, BP_SETTING_AUTO_SYNC, "1");
  if (self->options->secret)
    bp_settings_set (settings, BP_SETTING_ADMIN_SECRET, "set");
  return settings;
}

/* The user's mailbox, whether he takes part or not: only what makes the address counts. */
static gboolean
add_named (Check *self, BpStore *store, const BpSettings *settings, GError **error)
{
  g_autoptr (BpUser) user = bp_store_user_by_login (store, self->options->login, error);
  g_autoptr (BpCompany) company = bp_company_new ();
  g_autoptr (BpEligibility) eligibility = NULL;
  if (!user)
    return FALSE;
  user->exchange_sync = TRUE;
  user->start_company = company->number = 1;
  eligibility = bp_eligibility_new (settings, user, company, "", NULL);
  if (eligibility->code != BP_ELIGIBLE) {
    g_autofree char *reason = bp_eligibility_describe (eligibility);
    bp_set_error (error, BP_ERROR_LOCAL, NULL, "%s", reason);
    return FALSE;
  }
  g_ptr_array_add (self->accounts, bp_account_new (user->login, eligibility->address, eligibility->by_login));
  return TRUE;
}

static gboolean
add_all (Check *self, BpStore *store, const BpSettings *settings, GError **error)
{
  g_autoptr (GPtrArray) roster = bp_roster_load (store, settings, error);
  for (guint i = 0; roster && i < roster->len; i++) {
    const BpRosterEntry *entry = g_ptr_array_index (roster, i);
    if (entry->eligibility->code == BP_ELIGIBLE)
      g_ptr_array_add (self->accounts,
                       bp_account_new (entry->user->login, entry->eligibility->address, entry->eligibility->by_login));
  }
  return roster != NULL;
}

/* Everything that is needed of the database, so that it is closed before the network is asked. */
static gboolean
load (Check *self, const char *dir, GError **error)
{
  g_autofree char *path = bp_paths_dup_database (dir);
  g_autoptr (BpStore) store = bp_store_open (path, BP_STORE_READ, error);
  g_autoptr (BpSettings) settings = store ? load_settings (self, store, error) : NULL;
  if (!settings)
    return FALSE;
  self->kinds = (bp_settings_get_bool (settings, BP_SETTING_SYNC_APPOINTMENTS) ? 1u << BP_KIND_APPOINTMENT : 0)
                | (bp_settings_get_bool (settings, BP_SETTING_SYNC_TASKS) ? 1u << BP_KIND_TASK : 0);
  self->ews = bp_connection_ews_config (dir, store, settings, self->options->secret, NULL, error);
  if (!self->ews)
    return FALSE;
  return self->options->login ? add_named (self, store, settings, error) : add_all (self, store, settings, error);
}

static void
run (Check *self)
{
  self->all_passed = TRUE;
  if (!check_way (self))
    skip_from (self, BP_CHECK_SIGN_IN);
  else if (check_sign_in (self) && check_server (self) && !self->options->server_only)
    check_users (self);
}

gboolean
bp_check_run (const char *dir, const BpCheckOptions *options, BpCheckFunc report, gpointer data,
              GCancellable *cancellable, GError **error)
{
  Check self = { .options = options, .report = report, .data = data, .cancellable = cancellable };
  g_autofree char *folder = bp_paths_dup_dir (dir);
  gboolean ready;
  self.accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) bp_account_free);
  ready = load (&self, folder, error) && (self.probe = bp_ews_probe_new (self.ews, error)) != NULL;
  if (ready)
    run (&self);
  bp_ews_probe_free (self.probe);
  g_clear_error (&self.server_error);
  bp_connection_ews_config_free (self.ews);
  g_ptr_array_unref (self.accounts);
  return ready && !bp_error_if_cancelled (cancellable, error) && self.all_passed;
}
