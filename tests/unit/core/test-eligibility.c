/* SPDX-License-Identifier: MIT */
/* "Why is this user (not) synced?" for every combination of what it depends on. */
#include "core/eligibility.h"

#include <string.h>

#define TODAY "2026-11-23"

/* Each dimension of a combination, as digits of a number of mixed base. */
enum { COMPANY_NONE, COMPANY_UNKNOWN, COMPANY_EXPIRED, COMPANY_LAST_DAY, COMPANY_UNLIMITED, COMPANY_VARIANTS };
enum { MAILBOX_NONE, MAILBOX_INVALID, MAILBOX_GOOD, MAILBOX_VARIANTS };
enum { LOGIN_PLAIN, LOGIN_ADDRESS, LOGIN_VARIANTS };
enum { TENANT_NONE, TENANT_WORD, TENANT_DOMAIN, TENANT_VARIANTS };

typedef struct {
  guint auto_sync, allowed, company, use_mailboxes, mailbox, login, tenant, taken, appointments, tasks, export, import,
    host, oauth;
} Case;

static Case
nth_case (guint n)
{
  Case c;
#define DIGIT(member, base) c.member = n % (base), n /= (base)
  DIGIT (auto_sync, 2);
  DIGIT (allowed, 2);
  DIGIT (company, COMPANY_VARIANTS);
  DIGIT (use_mailboxes, 2);
  DIGIT (mailbox, MAILBOX_VARIANTS);
  DIGIT (login, LOGIN_VARIANTS);
  DIGIT (tenant, TENANT_VARIANTS);
  DIGIT (taken, 2);
  DIGIT (appointments, 2);
  DIGIT (tasks, 2);
  DIGIT (export, 2);
  DIGIT (import, 2);
  DIGIT (host, 2);
  DIGIT (oauth, 2);
#undef DIGIT
  return c;
}

#define CASES                                                                                                          \
  (2 * 2 * COMPANY_VARIANTS * 2 * MAILBOX_VARIANTS * LOGIN_VARIANTS * TENANT_VARIANTS * 2 * 2 * 2 * 2 * 2 * 2 * 2)

/* The rules of SPEC R1-R11, U2-U4 and S9 in one chain, the first that applies. */
static BpEligibilityCode
expected (const Case *c)
{
  return !c->auto_sync                                                                ? BP_NOT_AUTO_SYNC
         : !c->allowed                                                                ? BP_NOT_ALLOWED
         : c->company == COMPANY_NONE                                                 ? BP_NOT_COMPANY
         : c->company == COMPANY_UNKNOWN                                              ? BP_NOT_COMPANY_UNKNOWN
         : c->company == COMPANY_EXPIRED                                              ? BP_NOT_MAINTENANCE
         : c->use_mailboxes && c->mailbox == MAILBOX_NONE                             ? BP_NOT_MAILBOX
         : c->use_mailboxes && c->mailbox == MAILBOX_INVALID                          ? BP_NOT_MAILBOX_INVALID
         : !c->use_mailboxes && c->login == LOGIN_PLAIN && c->tenant != TENANT_DOMAIN ? BP_NOT_LOGIN_TENANT
         : c->taken                                                                   ? BP_NOT_MAILBOX_TAKEN
         : !c->appointments && !c->tasks                                              ? BP_NOT_NO_KIND
         : !c->export && !c->import                                                   ? BP_NOT_NO_DIRECTION
         : (!c->oauth && !c->host) || (c->oauth && c->tenant == TENANT_NONE)          ? BP_NOT_NO_HOST
                                                                                      : BP_ELIGIBLE;
}

/* Nothing below is freed: it borrows its texts, which makes a hundred thousand cases cheap. */
static BpSettings
settings_of (const Case *c, const BpSettings *defaults)
{
  static const char *const tenants[] = { "", "FIRMA", "firma.de" };
  static const char *const flags[] = { "0", "1" };
  BpSettings settings = *defaults;
  settings.values[BP_SETTING_AUTO_SYNC] = (char *) flags[c->auto_sync];
  settings.values[BP_SETTING_USE_MAILBOXES] = (char *) flags[c->use_mailboxes];
  settings.values[BP_SETTING_TENANT] = (char *) tenants[c->tenant];
  settings.values[BP_SETTING_SYNC_APPOINTMENTS] = (char *) flags[c->appointments];
  settings.values[BP_SETTING_SYNC_TASKS] = (char *) flags[c->tasks];
  settings.values[BP_SETTING_EXPORT] = (char *) flags[c->export];
  settings.values[BP_SETTING_IMPORT] = (char *) flags[c->import];
  settings.values[BP_SETTING_USE_OAUTH2] = (char *) flags[c->oauth];
  settings.values[BP_SETTING_EWS_HOST] = (char *) (c->host ? "exchange.firma.de" : "");
  settings.values[BP_SETTING_ADMIN_NAME] = (char *) "admin";
  settings.values[BP_SETTING_ADMIN_SECRET] = (char *) "set";
  return settings;
}

static BpUser
user_of (const Case *c)
{
  static const char *const mailboxes[] = { NULL, "anna", "anna.mueller@firma.de" };
  return (BpUser){ .login = (char *) (c->login == LOGIN_PLAIN ? "anna" : "anna@other.de"),
                   .exchange_sync = c->allowed != 0,
                   .start_company = c->company == COMPANY_NONE ? 0 : 7,
                   .exchange_mailbox = (char *) mailboxes[c->mailbox] };
}

static BpCompany
company_of (const Case *c)
{
  static const char *const dates[] = { NULL, NULL, "2026-11-22", TODAY, NULL };
  return (BpCompany){ .number = 7, .maintenance_until = (char *) dates[c->company] };
}

static BpEligibility *
eligibility_of (const Case *c, const BpSettings *defaults)
{
  BpSettings settings = settings_of (c, defaults);
  BpUser user = user_of (c);
  BpCompany company = company_of (c);
  gboolean has_company = c->company != COMPANY_NONE && c->company != COMPANY_UNKNOWN;
  return bp_eligibility_new (&settings, &user, has_company ? &company : NULL, TODAY, c->taken ? "bernd" : NULL);
}

static void
test_every_combination (void)
{
  guint seen[BP_ELIGIBILITY_COUNT] = { 0 };
  g_autoptr (BpSettings) defaults = bp_settings_new ();
  for (guint n = 0; n < CASES; n++) {
    Case c = nth_case (n);
    g_autoptr (BpEligibility) eligibility = eligibility_of (&c, defaults);
    if (eligibility->code != expected (&c))
      g_error ("case %u: %s instead of %s", n, bp_eligibility_code_name (eligibility->code),
               bp_eligibility_code_name (expected (&c)));
    seen[eligibility->code]++;
    g_assert_cmpint (eligibility->address != NULL, ==, eligibility->code == BP_ELIGIBLE);
    if (eligibility->address) {
      const char *completed = c.login == LOGIN_ADDRESS ? "anna@other.de" : "anna@firma.de";
      g_assert_cmpstr (eligibility->address, ==, c.use_mailboxes ? "anna.mueller@firma.de" : completed);
      g_assert_cmpint (eligibility->by_login, ==, !c.use_mailboxes);
    }
  }
  for (guint code = 0; code < BP_ELIGIBILITY_COUNT; code++)
    g_assert_cmpuint (seen[code], >, 0);
}

/* Every reason has a name of its own and a sentence that names its detail. */
static void
test_words (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) sentences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint code = 0; code < BP_ELIGIBILITY_COUNT; code++) {
    BpEligibility eligibility = { .code = code, .detail = (char *) "2026-11-22" };
    char *sentence = bp_eligibility_describe (&eligibility);
    g_assert_cmpstr (sentence, !=, "");
    g_assert_true (g_hash_table_add (sentences, sentence));
    g_assert_true (g_hash_table_add (names, (gpointer) bp_eligibility_code_name (code)));
  }
}

static void
assert_detail (const Case *c, BpEligibilityCode code, const char *detail)
{
  g_autoptr (BpSettings) defaults = bp_settings_new ();
  g_autoptr (BpEligibility) eligibility = eligibility_of (c, defaults);
  g_assert_cmpint (eligibility->code, ==, code);
  g_assert_cmpstr (eligibility->detail, ==, detail);
}

static void
test_detail (void)
{
  Case c = nth_case (CASES - 1);
  assert_detail (&c, BP_NOT_MAILBOX_TAKEN, "bernd");
  c.mailbox = MAILBOX_INVALID;
  assert_detail (&c, BP_NOT_MAILBOX_INVALID, "anna");
  c.company = COMPANY_EXPIRED;
  assert_detail (&c, BP_NOT_MAINTENANCE, "2026-11-22");
  c.company = COMPANY_UNKNOWN;
  assert_detail (&c, BP_NOT_COMPANY_UNKNOWN, "7");
  c.allowed = 0;
  assert_detail (&c, BP_NOT_ALLOWED, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eligibility/every-combination", test_every_combination);
  g_test_add_func ("/eligibility/words", test_words);
  g_test_add_func ("/eligibility/detail", test_detail);
  return g_test_run ();
}
