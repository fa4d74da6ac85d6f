/* SPDX-License-Identifier: MIT */
#include "base/i18n.h"

#include <libintl.h>
#include <locale.h>

#include "base/platform.h"

void
bp_i18n_init (void)
{
  /* Programs of the build tree lie at its top or, like the tests, somewhere below. */
  g_autofree char *program = bp_platform_program_dir ();
  g_autofree char *share = g_path_get_dirname (BP_BUILD_LOCALEDIR);
  g_autofree char *build = g_path_get_dirname (share);
  gboolean from_build = g_str_has_prefix (program, build);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, from_build ? BP_BUILD_LOCALEDIR : BP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
