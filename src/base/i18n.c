/* SPDX-License-Identifier: MIT */
#include "base/i18n.h"

#include <libintl.h>
#include <locale.h>

#include "base/platform.h"

void
bp_i18n_init (void)
{
  g_autofree char *program = bp_platform_program_dir ();
  gboolean from_build = g_str_has_prefix (BP_BUILD_LOCALEDIR, program);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, from_build ? BP_BUILD_LOCALEDIR : BP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
