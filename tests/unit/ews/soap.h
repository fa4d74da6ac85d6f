/* SPDX-License-Identifier: MIT */
#pragma once

/* Answers as an Exchange gives them, put together for tests. */

#include <glib.h>

#define SOAP_HEAD                                                                                                      \
  "<?xml version=\"1.0\" encoding=\"utf-8\"?>"                                                                         \
  "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""                                                  \
  " xmlns:m=\"http://schemas.microsoft.com/exchange/services/2006/messages\""                                          \
  " xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\"><s:Header>"                                  \
  "<t:ServerVersionInfo MajorVersion=\"15\"/></s:Header><s:Body>"
#define SOAP_TAIL "</s:Body></s:Envelope>"

/* A response of the operation around whole response messages. New. */
static inline char *
soap_response (const char *operation, const char *messages)
{
  return g_strdup_printf (SOAP_HEAD
                          "<m:%sResponse><m:ResponseMessages>%s</m:ResponseMessages></m:%sResponse>" SOAP_TAIL,
                          operation, messages, operation);
}

/* One message of success with the content. New. */
static inline char *
soap_success (const char *operation, const char *content)
{
  return g_strdup_printf ("<m:%sResponseMessage ResponseClass=\"Success\"><m:ResponseCode>NoError</m:ResponseCode>%s"
                          "</m:%sResponseMessage>",
                          operation, content, operation);
}

/* One message of failure. New. */
static inline char *
soap_failure (const char *operation, const char *code, const char *extra)
{
  return g_strdup_printf (
    "<m:%sResponseMessage ResponseClass=\"Error\"><m:MessageText>Words of the server</m:MessageText>"
    "<m:ResponseCode>%s</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>%s"
    "</m:%sResponseMessage>",
    operation, code, extra, operation);
}

/* A fault. detail: what stands in <detail>, may be "". New. */
static inline char *
soap_fault (const char *detail)
{
  return g_strdup_printf (SOAP_HEAD
                          "<s:Fault><faultcode xmlns:a=\"urn:a\">a:ErrorWhatever</faultcode>"
                          "<faultstring xml:lang=\"en-US\">Words of the fault</faultstring>%s</s:Fault>" SOAP_TAIL,
                          detail);
}
