/* SPDX-License-Identifier: MIT */
#pragma once

/* The EWS driver: driver/driver.h over SOAP, for Exchange 2013 SP1 and newer. */

#include "auth/credentials.h"
#include "driver/driver.h"

/* How to reach the server, and the site's ways. Copied by the driver. */
typedef struct {
  char *url; /* complete, https://…/EWS/Exchange.asmx */
  BpCredentials *credentials;
  char *ca_file;         /* NULL: the system's authorities only */
  char *proxy;           /* as in net/http.h; NULL: the system's */
  char *time_zone;       /* IANA: the zone of records without one */
  gboolean info_as_html; /* R4 */
  guint timeout_ms;      /* of one request, 0: BP_HTTP_TIMEOUT_MS */
} BpEwsConfig;

/* NULL with BP_ERROR_LOCAL if the configuration cannot work (no address, no account, unknown zone). */
BpDriver *bp_ews_driver_new (const BpEwsConfig *config, GError **error);
