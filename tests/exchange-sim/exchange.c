/* SPDX-License-Identifier: MIT */
#include "exchange.h"

#include "operations.h"
#include "stream.h"
#include "throttle.h"
#include "versions.h"
#include "zone-read.h"

#include <string.h>

Exchange *
exchange_new (Sim *sim, const Principal *principal)
{
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->sim = sim;
  exchange->principal = *principal;
  exchange->answer = g_string_new (NULL);
  exchange->codes = g_string_new (NULL);
  exchange->status = 200;
  return exchange;
}

void
exchange_free (Exchange *exchange)
{
  if (!exchange)
    return;
  envelope_clear (&exchange->envelope);
  g_free (exchange->name);
  if (exchange->answer)
    g_string_free (exchange->answer, TRUE);
  g_string_free (exchange->codes, TRUE);
  stream_plan_free (exchange->stream);
  g_free (exchange);
}

const char *
exchange_smtp (const Exchange *exchange)
{
  return exchange->mailbox ? mailbox_get_smtp (exchange->mailbox) : NULL;
}

char *
exchange_asked (const Exchange *exchange)
{
  const xmlNode *shape = node_child (exchange->envelope.operation, "ItemShape");
  g_autofree char *base = node_child_text (shape, "BaseShape");
  g_autofree char *mime = node_child_text (shape, "IncludeMimeContent");
  GString *asked = g_string_new (base);

  if (mime && strcmp (mime, "false") != 0 && strcmp (mime, "0") != 0)
    g_string_append (asked, " item:MimeContent");
  for (const xmlNode *path = node_first (node_child (shape, "AdditionalProperties")); path; path = node_next (path)) {
    g_autofree char *uri = node_attribute (path, "FieldURI");

    if (uri)
      g_string_append_printf (asked, " %s", uri);
  }
  return g_string_free (asked, FALSE);
}

static gboolean
answer_fault (Exchange *exchange, SoapFault *fault)
{
  exchange->status = 500;
  g_string_truncate (exchange->answer, 0);
  g_string_assign (exchange->codes, fault->code);
  soap_write_fault (exchange->answer, fault);
  soap_fault_clear (fault);
  return FALSE;
}

static gboolean
answer_code (Exchange *exchange, const char *code)
{
  SoapFault fault = { .code = code };

  if (strcmp (code, "ErrorSchemaValidation") == 0)
    fault.violation = g_strdup ("A value is outside of what the schema allows.");
  return answer_fault (exchange, &fault);
}

void
exchange_answer_busy (Exchange *exchange, FaultKind form, gint64 back_off)
{
  SoapFault fault = { .code = "ErrorServerBusy", .back_off = back_off };
  Request request = {
    .operation = exchange->envelope.operation, .name = exchange->name, .out = exchange->answer, .codes = exchange->codes
  };

  if (form == FAULT_BUSY || !operation_has_messages (exchange->name)) {
    answer_fault (exchange, &fault);
    return;
  }
  soap_begin (exchange->answer, exchange->name);
  throttle_write (&request, form == FAULT_BUSY_WRAPPED, back_off);
  soap_end (exchange->answer, exchange->name);
}

gboolean
exchange_read (Exchange *exchange, const char *bytes, gsize size)
{
  g_autofree char *version = NULL;
  SoapFault fault;
  const char *code;

  if (!envelope_read (bytes, size, &exchange->envelope, &fault))
    return answer_fault (exchange, &fault);
  exchange->name = g_strdup (node_name (exchange->envelope.operation));
  version = node_attribute (node_child (exchange->envelope.header, "RequestServerVersion"), "Version");
  if (version && !version_is_known (version))
    return answer_code (exchange, "ErrorInvalidServerVersion");
  if (version_lacks (version, exchange->envelope.operation))
    return answer_code (exchange, "ErrorIncorrectSchemaVersion");
  code = auth_impersonate (exchange->sim, &exchange->principal, exchange->envelope.header, &exchange->mailbox);
  return code ? answer_code (exchange, code) : TRUE;
}

static gboolean
validate (Exchange *exchange, const char *bytes, gsize size)
{
  SoapFault fault = { .code = "ErrorSchemaValidation" };
  const char *quote, *end;

  if (!exchange->sim->schema
      || schema_validate (exchange->sim->schema, exchange->envelope.operation, &fault.violation, &fault.line))
    return TRUE;
  /* libxml2 says Element '{namespace}Name': … */
  quote = strstr (fault.violation, "}");
  end = quote ? strchr (quote, '\'') : NULL;
  if (end) {
    g_autofree char *name = g_strndup (quote + 1, end - quote - 1);

    fault.position = soap_position (bytes, size, fault.line, name);
  }
  return answer_fault (exchange, &fault);
}

static const char *
item_fault (Exchange *exchange)
{
  gboolean writes = strcmp (exchange->name, "UpdateItem") == 0 || strcmp (exchange->name, "DeleteItem") == 0;
  gint64 unused;

  if (strcmp (exchange->name, "UpdateItem") == 0
      && faults_hit (exchange->sim->faults, FAULT_STALE_CHANGE_KEY, exchange_smtp (exchange), exchange->name, &unused))
    return "ErrorIrresolvableConflict";
  if ((writes || strcmp (exchange->name, "GetItem") == 0)
      && faults_hit (exchange->sim->faults, FAULT_UNKNOWN_ITEM, exchange_smtp (exchange), exchange->name, &unused))
    return "ErrorItemNotFound";
  return NULL;
}

void
exchange_run (Exchange *exchange, const char *bytes, gsize size)
{
  xmlNode *zone = node_child (node_child (exchange->envelope.header, "TimeZoneContext"), "TimeZoneDefinition");
  Operation operation = operation_find (exchange->name);
  Request request = { .sim = exchange->sim,
                      .mailbox = exchange->mailbox,
                      .admin = exchange->principal.admin,
                      .operation = exchange->envelope.operation,
                      .name = exchange->name,
                      .zone = zone ? zone_read (zone) : NULL,
                      .now = sim_now (exchange->sim),
                      .out = exchange->answer,
                      .codes = exchange->codes };

  if (!operation) {
    answer_code (exchange, "ErrorInvalidRequest");
    return;
  }
  if (!validate (exchange, bytes, size))
    return;
  request.item_fault = item_fault (exchange);
  soap_begin (exchange->answer, exchange->name);
  operation (&request);
  if (request.bare)
    soap_end_bare (exchange->answer, request.name);
  else
    soap_end (exchange->answer, exchange->name);
  exchange->stream = request.stream;
  if (!state_commit (exchange->sim->state))
    request.fault = "ErrorInternalServerError";
  if (request.fault)
    answer_code (exchange, request.fault);
}
