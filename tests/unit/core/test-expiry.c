/* SPDX-License-Identifier: MIT */
/* The warnings before a client secret runs out. */
#include "core/expiry.h"

static void
test_stages (void)
{
  static const struct {
    const char *expires, *today;
    BpExpiry expected;
  } rows[] = {
    { NULL, "2026-11-28", BP_EXPIRY_NONE },          { "", "2026-11-28", BP_EXPIRY_NONE },
    { "2027-13-01", "2026-11-28", BP_EXPIRY_NONE },  { "2028-11-28", "2026-11-28", BP_EXPIRY_NONE },
    { "2026-12-29", "2026-11-28", BP_EXPIRY_NONE },                                                   /* 31 */
    { "2026-12-28", "2026-11-28", BP_EXPIRY_MONTH }, { "2026-12-06", "2026-11-28", BP_EXPIRY_MONTH }, /* 8 */
    { "2026-12-05", "2026-11-28", BP_EXPIRY_WEEK },  { "2026-11-30", "2026-11-28", BP_EXPIRY_WEEK },
    { "2026-11-29", "2026-11-28", BP_EXPIRY_DAY },   { "2026-11-28", "2026-11-28", BP_EXPIRY_DAY },
    { "2026-11-27", "2026-11-28", BP_EXPIRY_OVER },  { "2025-01-01", "2026-11-28", BP_EXPIRY_OVER },
    { "2028-03-01", "2028-02-28", BP_EXPIRY_WEEK }, /* over a leap day */
    { "2027-01-01", "2026-12-31", BP_EXPIRY_DAY },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("%s on %s", rows[i].expires, rows[i].today);
    g_assert_cmpint (bp_expiry_of_date (rows[i].expires, rows[i].today, NULL), ==, rows[i].expected);
  }
}

static void
test_words (void)
{
  static const struct {
    const char *oauth2, *expires, *holds; /* NULL: nothing to say */
  } rows[] = {
    { "0", "2026-11-29", NULL },          { "1", "", NULL },
    { "1", "2027-11-29", NULL },          { "1", "2026-12-05", "in 7 days" },
    { "1", "2026-11-29", "in 1 day." },   { "1", "2026-11-28", "expires today" },
    { "1", "2026-11-01", "has expired" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (BpSettings) settings = bp_settings_new ();
    g_autofree char *text = NULL;
    bp_settings_set (settings, BP_SETTING_USE_OAUTH2, rows[i].oauth2);
    bp_settings_set (settings, BP_SETTING_SECRET_EXPIRES, rows[i].expires);
    text = bp_expiry_describe (settings, "2026-11-28");
    if (!rows[i].holds)
      g_assert_null (text);
    else
      g_assert_nonnull (strstr (text, rows[i].holds));
    g_assert_true ((text != NULL) == (bp_expiry (settings, "2026-11-28") != BP_EXPIRY_NONE));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expiry/stages", test_stages);
  g_test_add_func ("/expiry/words", test_words);
  return g_test_run ();
}
