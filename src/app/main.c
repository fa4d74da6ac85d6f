/* SPDX-License-Identifier: MIT */
#include "app/application.h"
#include "base/i18n.h"

int
main (int argc, char **argv)
{
  bp_i18n_init ();
  g_autoptr (BpApplication) application = bp_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
