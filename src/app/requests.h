/* SPDX-License-Identifier: MIT */
#pragma once

/* What the windows ask of the data: functions for bp_session_call (). They run on the SERVICE THREAD and touch nothing but their arguments, which they
 * own until they return. Arguments, results and their free functions stand side by side. */

#include "base/log.h"
#include "host/session.h"

/* Everything the windows show of users and engine, read together. No argument. */
typedef struct {
  BpOverview *overview;
  GPtrArray *users;     /* BpUserView */
  GPtrArray *companies; /* BpCompany */
} BpSnapshot;
void bp_snapshot_free (BpSnapshot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpSnapshot, bp_snapshot_free)
gpointer bp_request_snapshot (BpData *data, gpointer none, GError **error);

/* No argument -> BpSettings. */
gpointer bp_request_settings (BpData *data, gpointer none, GError **error);

/* BpSettingsChange -> BpSettings as stored now. */
typedef struct {
  BpSettings *base; /* as they were read */
  BpSettings *settings;
  char *secret; /* NULL: keep the stored one; wiped when freed */
} BpSettingsChange;
BpSettingsChange *bp_settings_change_new (const BpSettings *base, const BpSettings *settings, const char *secret);
void bp_settings_change_free (BpSettingsChange *self);
gpointer bp_request_save_settings (BpData *data, gpointer change, GError **error);

/* BpSettings as entered -> char*, the PowerShell that grants the rights. */
gpointer bp_request_setup_help (BpData *data, gpointer settings, GError **error);

/* char* login -> BpUserView. */
gpointer bp_request_user (BpData *data, gpointer login, GError **error);
/* BpUser -> BpEligibility. */
gpointer bp_request_preview_user (BpData *data, gpointer user, GError **error);
/* BpUserChange -> nothing. */
typedef struct {
  BpUser *user; /* id 0: a new one */
  gint64 revision;
} BpUserChange;
BpUserChange *bp_user_change_new (const BpUser *user, gint64 revision);
void bp_user_change_free (BpUserChange *self);
gpointer bp_request_save_user (BpData *data, gpointer change, GError **error);
/* char** logins -> nothing. Their records go to the deleted records; Exchange is not touched. */
gpointer bp_request_remove_users (BpData *data, gpointer logins, GError **error);

/* No argument -> GPtrArray of BpCompany. */
gpointer bp_request_companies (BpData *data, gpointer none, GError **error);
/* BpCompanyChange -> nothing. */
typedef enum { BP_COMPANY_ADD, BP_COMPANY_UPDATE, BP_COMPANY_REMOVE } BpCompanyVerb;
typedef struct {
  BpCompanyVerb verb;
  BpCompany *company;
} BpCompanyChange;
BpCompanyChange *bp_company_change_new (BpCompanyVerb verb, gint64 number, const char *name,
                                        const char *maintenance_until);
void bp_company_change_free (BpCompanyChange *self);
gpointer bp_request_change_company (BpData *data, gpointer change, GError **error);

/* No argument -> GPtrArray of BpLogLine: the newest lines of ExchangeSync.Log, oldest first. */
gpointer bp_request_log_tail (BpData *data, gpointer none, GError **error);

/* char** {command, argument or NULL} -> nothing: for an engine that runs in another process. */
gpointer bp_request_command (BpData *data, gpointer words, GError **error);
