/* SPDX-License-Identifier: MIT */

/* Why a user is (not) synced, to the letter, in the language of the run (SPEC U6): administrators search for these sentences. */

#include "base/i18n.h"
#include "core/eligibility.h"

static const struct {
  BpEligibilityCode code;
  const char *detail, *english, *german;
} rows[] = {
  { BP_ELIGIBLE, NULL, "The user is synchronised.", "Der Benutzer wird synchronisiert." },
  { BP_NOT_AUTO_SYNC, NULL, "The automatic synchronisation is switched off.",
    "Die automatische Synchronisation ist ausgeschaltet." },
  { BP_NOT_ALLOWED, NULL, "The automatic Exchange sync is not allowed for this user.",
    "Der automatische Exchangeabgleich ist für diesen Benutzer nicht zugelassen." },
  { BP_NOT_COMPANY, NULL, "The user has no company in the defaults for program start.",
    "Beim Benutzer ist in den Vorgaben für Programmstart kein Mandant eingetragen." },
  { BP_NOT_COMPANY_UNKNOWN, "3", "The user's company 3 does not exist.",
    "Den Mandanten 3 des Benutzers gibt es nicht." },
  { BP_NOT_MAINTENANCE, "2024-12-31", "The company's maintenance contract ended on 2024-12-31.",
    "Der Aktualitätsservice des Mandanten ist am 31.12.2024 abgelaufen." },
  { BP_NOT_MAILBOX, NULL, "The user has no Exchange mailbox.",
    "Beim Benutzer ist kein Exchange Postfach eingetragen." },
  { BP_NOT_MAILBOX_INVALID, "anna", "The Exchange mailbox “anna” is no valid address.",
    "Das Exchange Postfach „anna“ ist keine gültige Adresse." },
  { BP_NOT_LOGIN_TENANT, "anna", "The login “anna” is no address, and the tenant is no domain to complete it with.",
    "Der Anmeldename „anna“ ist keine Adresse, und der Mandant der Exchange-Anmeldung ist keine Domäne, mit der er "
    "ergänzt werden könnte." },
  { BP_NOT_MAILBOX_TAKEN, "bernd", "The mailbox is already synchronised for the user “bernd”.",
    "Das Postfach wird bereits für den Benutzer „bernd“ synchronisiert." },
  { BP_NOT_NO_KIND, NULL, "Neither appointments nor tasks are to be synchronised.",
    "Weder Termine noch Aufgaben sollen synchronisiert werden." },
  { BP_NOT_NO_DIRECTION, NULL, "Neither export nor import is switched on.",
    "Weder der Export nach Exchange noch der Import von Exchange ist eingeschaltet." },
  { BP_NOT_NO_HOST, NULL, "The connection to Exchange is not set up: host, account or tenant is missing.",
    "Die Verbindung zu Exchange ist nicht eingerichtet: Host, Konto oder Mandant fehlt." },
};

static void
test_sentences (void)
{
  gboolean german = g_strcmp0 (g_getenv ("LANGUAGE"), "de") == 0;
  g_assert_cmpuint (G_N_ELEMENTS (rows), ==, BP_ELIGIBILITY_COUNT);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BpEligibility eligibility = { .code = rows[i].code, .detail = (char *) rows[i].detail };
    g_autofree char *sentence = bp_eligibility_describe (&eligibility);
    g_assert_cmpstr (sentence, ==, german ? rows[i].german : rows[i].english);
  }
}

int
main (int argc, char **argv)
{
  bp_i18n_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reasons/sentences", test_sentences);
  return g_test_run ();
}
