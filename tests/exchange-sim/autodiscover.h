/* SPDX-License-Identifier: MIT */
#pragma once

/* Autodiscover in plain XML (MS-OXDSCLI), as far as an EWS client needs it. */

#include "sim.h"

/* Answers a request. `ews` is the address to tell. Errors are an answer too. */
void autodiscover_answer (Sim *sim, const char *bytes, gsize size, const char *ews, GString *out);
