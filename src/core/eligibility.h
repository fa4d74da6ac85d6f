/* SPDX-License-Identifier: MIT */
#pragma once

/* "Why is this user (not) synced?" One pure function (SPEC U6), used by the engine, the command line and the window. */

#include "core/setting.h"
#include "core/user.h"

typedef enum {
  BP_ELIGIBLE,
  BP_NOT_AUTO_SYNC,       /* R1 off */
  BP_NOT_ALLOWED,         /* U4 off */
  BP_NOT_COMPANY,         /* no start company (U2) */
  BP_NOT_COMPANY_UNKNOWN, /* start company does not exist */
  BP_NOT_MAINTENANCE,     /* S9: expired */
  BP_NOT_MAILBOX,         /* R2 on and no mailbox */
  BP_NOT_MAILBOX_INVALID, /* mailbox is no address */
  BP_NOT_LOGIN_TENANT,    /* R2 off, login without @ and no tenant with a dot (R11) */
  BP_NOT_MAILBOX_TAKEN,   /* another user holds the mailbox (SYNC 12); the other's login is the detail */
  BP_NOT_NO_KIND,         /* neither appointments nor tasks */
  BP_NOT_NO_DIRECTION,    /* neither export nor import */
  BP_NOT_NO_HOST,         /* no host, or no account */
  BP_ELIGIBILITY_COUNT
} BpEligibilityCode;

typedef struct {
  BpEligibilityCode code;
  char *detail;      /* login of the other user, date of expiry, company number; NULL */
  char *address;     /* whom to impersonate, when eligible */
  gboolean by_login; /* address is a PrincipalName rather than an SMTP address */
} BpEligibility;

/* company: the user's start company, NULL if unknown. today: YYYY-MM-DD. taken_by: login of the user that has the same mailbox before this one, or NULL. */
BpEligibility *bp_eligibility_new (const BpSettings *settings, const BpUser *user, const BpCompany *company,
                                   const char *today, const char *taken_by);
void bp_eligibility_free (BpEligibility *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEligibility, bp_eligibility_free)
/* "no-company", … stable; and the sentence for the administrator (translated, caller frees). */
const char *bp_eligibility_code_name (BpEligibilityCode code);
char *bp_eligibility_describe (const BpEligibility *self);
