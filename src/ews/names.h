/* SPDX-License-Identifier: MIT */
#pragma once

/* Names that are fixed for ever, because items in mailboxes carry them, and the namespaces of EWS. */

/* Our own property set. Never change it: items created by older versions are found by it (SYNC 8, 21). */
#define BP_EWS_PROPERTY_SET "7b0e4f3c-5a94-4f0e-9d53-6c1f2a8be7d1"
/* The creation token of an item that the engine made. */
#define BP_EWS_PROPERTY_CREATE_TOKEN "bpexchange-create-token"
/* Present on the item of the connection test, whatever its value. */
#define BP_EWS_PROPERTY_PROBE "bpexchange-probe"

#define BP_EWS_NS_SOAP "http://schemas.xmlsoap.org/soap/envelope/"
#define BP_EWS_NS_TYPES "http://schemas.microsoft.com/exchange/services/2006/types"
#define BP_EWS_NS_MESSAGES "http://schemas.microsoft.com/exchange/services/2006/messages"

/* The oldest level that has all we use (StartTimeZoneId among it); every Exchange since 2013 SP1 knows it. */
#define BP_EWS_SERVER_VERSION "Exchange2013_SP1"
