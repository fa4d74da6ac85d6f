/* SPDX-License-Identifier: MIT */
#include "core/eligibility.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"

static const char *const code_names[BP_ELIGIBILITY_COUNT] = {
  [BP_ELIGIBLE] = "eligible",
  [BP_NOT_AUTO_SYNC] = "auto-sync-off",
  [BP_NOT_ALLOWED] = "not-allowed",
  [BP_NOT_COMPANY] = "no-company",
  [BP_NOT_COMPANY_UNKNOWN] = "company-unknown",
  [BP_NOT_MAINTENANCE] = "maintenance-expired",
  [BP_NOT_MAILBOX] = "no-mailbox",
  [BP_NOT_MAILBOX_INVALID] = "mailbox-invalid",
  [BP_NOT_LOGIN_TENANT] = "login-without-tenant",
  [BP_NOT_MAILBOX_TAKEN] = "mailbox-taken",
  [BP_NOT_NO_KIND] = "no-kind",
  [BP_NOT_NO_DIRECTION] = "no-direction",
  [BP_NOT_NO_HOST] = "no-host",
};

static gboolean
has_connection (const BpSettings *settings)
{
  static const BpSetting needed[] = { BP_SETTING_EWS_HOST, BP_SETTING_ADMIN_NAME, BP_SETTING_ADMIN_SECRET,
                                      BP_SETTING_TENANT };
  for (guint i = 0; i < G_N_ELEMENTS (needed); i++) {
    if (bp_settings_problem (settings, needed[i]))
      return FALSE;
  }
  return TRUE;
}

/* The login as an address: as it is, or completed by a tenant that is a domain (R11). NULL if neither. */
static char *
complete_login (const char *login, const char *tenant)
{
  if (strchr (login, '@'))
    return g_strdup (login);
  return strchr (tenant, '.') ? g_strconcat (login, "@", tenant, NULL) : NULL;
}

/* Whom to impersonate. */
static BpEligibilityCode
find_address (const BpSettings *settings, const BpUser *user, char **ret_address)
{
  if (!bp_settings_get_bool (settings, BP_SETTING_USE_MAILBOXES)) {
    *ret_address = complete_login (user->login ? user->login : "", bp_settings_get (settings, BP_SETTING_TENANT));
    return *ret_address ? BP_ELIGIBLE : BP_NOT_LOGIN_TENANT;
  }
  if (!user->exchange_mailbox || !*user->exchange_mailbox)
    return BP_NOT_MAILBOX;
  if (!bp_check_address (user->exchange_mailbox, NULL))
    return BP_NOT_MAILBOX_INVALID;
  *ret_address = g_strdup (user->exchange_mailbox);
  return BP_ELIGIBLE;
}

/* The user's own reasons first: they are what can be changed at the user. */
static BpEligibilityCode
check_user (const BpUser *user, const BpCompany *company, const char *today)
{
  if (!user->exchange_sync)
    return BP_NOT_ALLOWED;
  if (user->start_company == 0)
    return BP_NOT_COMPANY;
  if (!company)
    return BP_NOT_COMPANY_UNKNOWN;
  if (company->maintenance_until && *company->maintenance_until && strcmp (company->maintenance_until, today) < 0)
    return BP_NOT_MAINTENANCE;
  return BP_ELIGIBLE;
}

static BpEligibilityCode
check_settings (const BpSettings *settings)
{
  if (!bp_settings_get_bool (settings, BP_SETTING_SYNC_APPOINTMENTS)
      && !bp_settings_get_bool (settings, BP_SETTING_SYNC_TASKS))
    return BP_NOT_NO_KIND;
  if (!bp_settings_get_bool (settings, BP_SETTING_EXPORT) && !bp_settings_get_bool (settings, BP_SETTING_IMPORT))
    return BP_NOT_NO_DIRECTION;
  return has_connection (settings) ? BP_ELIGIBLE : BP_NOT_NO_HOST;
}

static char *
detail_of (BpEligibilityCode code, const BpUser *user, const BpCompany *company, const char *taken_by)
{
  switch (code) {
  case BP_NOT_COMPANY_UNKNOWN:
    return g_strdup_printf ("%" G_GINT64_FORMAT, user->start_company);
  case BP_NOT_MAINTENANCE:
    return g_strdup (company->maintenance_until);
  case BP_NOT_MAILBOX_INVALID:
    return g_strdup (user->exchange_mailbox);
  case BP_NOT_LOGIN_TENANT:
    return g_strdup (user->login);
  case BP_NOT_MAILBOX_TAKEN:
    return g_strdup (taken_by);
  default:
    return NULL;
  }
}

BpEligibility *
bp_eligibility_new (const BpSettings *settings, const BpUser *user, const BpCompany *company, const char *today,
                    const char *taken_by)
{
  BpEligibility *self = g_new0 (BpEligibility, 1);
  g_autofree char *address = NULL;
  if (!bp_settings_get_bool (settings, BP_SETTING_AUTO_SYNC))
    self->code = BP_NOT_AUTO_SYNC;
  if (self->code == BP_ELIGIBLE)
    self->code = check_user (user, company, today);
  if (self->code == BP_ELIGIBLE)
    self->code = find_address (settings, user, &address);
  if (self->code == BP_ELIGIBLE && taken_by)
    self->code = BP_NOT_MAILBOX_TAKEN;
  if (self->code == BP_ELIGIBLE)
    self->code = check_settings (settings);
  self->detail = detail_of (self->code, user, company, taken_by);
  if (self->code == BP_ELIGIBLE) {
    self->address = g_steal_pointer (&address);
    self->by_login = !bp_settings_get_bool (settings, BP_SETTING_USE_MAILBOXES);
  }
  return self;
}

void
bp_eligibility_free (BpEligibility *self)
{
  if (!self)
    return;
  g_free (self->detail);
  g_free (self->address);
  g_free (self);
}

const char *
bp_eligibility_code_name (BpEligibilityCode code)
{
  return code_names[code];
}

char *
bp_eligibility_describe (const BpEligibility *self)
{
  g_autofree char *date = NULL;
  switch (self->code) {
  case BP_ELIGIBLE:
    return g_strdup (_ ("The user is synchronised."));
  case BP_NOT_AUTO_SYNC:
    return g_strdup (_ ("The automatic synchronisation is switched off."));
  case BP_NOT_ALLOWED:
    return g_strdup (_ ("The automatic Exchange sync is not allowed for this user."));
  case BP_NOT_COMPANY:
    return g_strdup (_ ("The user has no company in the defaults for program start."));
  case BP_NOT_COMPANY_UNKNOWN:
    return g_strdup_printf (_ ("The user's company %s does not exist."), self->detail);
  case BP_NOT_MAINTENANCE:
    date = bp_clock_describe_date (self->detail);
    return g_strdup_printf (_ ("The company's maintenance contract ended on %s."), date);
  case BP_NOT_MAILBOX:
    return g_strdup (_ ("The user has no Exchange mailbox."));
  case BP_NOT_MAILBOX_INVALID:
    return g_strdup_printf (_ ("The Exchange mailbox “%s” is no valid address."), self->detail);
  case BP_NOT_LOGIN_TENANT:
    return g_strdup_printf (_ ("The login “%s” is no address, and the tenant is no domain to complete it with."),
                            self->detail);
  case BP_NOT_MAILBOX_TAKEN:
    return g_strdup_printf (_ ("The mailbox is already synchronised for the user “%s”."), self->detail);
  case BP_NOT_NO_KIND:
    return g_strdup (_ ("Neither appointments nor tasks are to be synchronised."));
  case BP_NOT_NO_DIRECTION:
    return g_strdup (_ ("Neither export nor import is switched on."));
  case BP_NOT_NO_HOST:
    return g_strdup (_ ("The connection to Exchange is not set up: host, account or tenant is missing."));
  case BP_ELIGIBILITY_COUNT:
    break;
  }
  return g_strdup ("");
}
