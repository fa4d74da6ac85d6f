/* SPDX-License-Identifier: MIT */
#include "engine/blame.h"

#include "base/error.h"

gboolean
bp_blame_is_careful (const BpPassJob *job)
{
  return job->failures >= BP_BLAME_AFTER;
}

gboolean
bp_blame_item (const BpLaneTools *tools, const BpPassJob *job, const GError *error)
{
  BpFolders folders = { 0 };
  gboolean answers;
  if (!bp_blame_is_careful (job) || !g_error_matches (error, BP_ERROR, BP_ERROR_TEMPORARY)
      || g_strcmp0 (bp_error_get_server_code (error), BP_NOT_SENT) == 0)
    return FALSE;
  answers = bp_driver_open (tools->driver, job->account, job->kinds, &folders, tools->cancellable, NULL);
  bp_folders_clear (&folders);
  return answers;
}
