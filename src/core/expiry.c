/* SPDX-License-Identifier: MIT */
#include "core/expiry.h"

#include <stdio.h>

#include "base/i18n.h"

static gboolean
parse (const char *text, GDate *ret_date)
{
  int year, month, day;
  if (!text || sscanf (text, "%4d-%2d-%2d", &year, &month, &day) != 3
      || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_set_dmy (ret_date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return TRUE;
}

BpExpiry
bp_expiry_of_date (const char *expires, const char *today, int *ret_days)
{
  GDate last, now;
  int days;
  if (!parse (expires, &last) || !parse (today, &now))
    return BP_EXPIRY_NONE;
  days = g_date_days_between (&now, &last);
  if (ret_days)
    *ret_days = days;
  return days > 30   ? BP_EXPIRY_NONE
         : days > 7  ? BP_EXPIRY_MONTH
         : days > 1  ? BP_EXPIRY_WEEK
         : days >= 0 ? BP_EXPIRY_DAY
                     : BP_EXPIRY_OVER;
}

BpExpiry
bp_expiry (const BpSettings *settings, const char *today)
{
  return bp_settings_get_bool (settings, BP_SETTING_USE_OAUTH2)
           ? bp_expiry_of_date (bp_settings_get (settings, BP_SETTING_SECRET_EXPIRES), today, NULL)
           : BP_EXPIRY_NONE;
}

char *
bp_expiry_describe (const BpSettings *settings, const char *today)
{
  int days = 0;
  if (bp_expiry (settings, today) == BP_EXPIRY_NONE)
    return NULL;
  bp_expiry_of_date (bp_settings_get (settings, BP_SETTING_SECRET_EXPIRES), today, &days);
  if (days < 0)
    return g_strdup (_ ("The client secret has expired. Make a new one in Microsoft Entra and enter it."));
  if (days == 0)
    return g_strdup (_ ("The client secret expires today. Make a new one in Microsoft Entra and enter it."));
  return g_strdup_printf (
    ngettext ("The client secret expires in %d day. Make a new one in Microsoft Entra and enter it.",
              "The client secret expires in %d days. Make a new one in Microsoft Entra and enter it.", (gulong) days),
    days);
}
