/* SPDX-License-Identifier: MIT */
#pragma once

/* The SOAP envelope in both directions, and faults. */

#include "xmlin.h"

typedef struct {
  xmlDoc *doc;
  xmlNode *header;    /* NULL if there is none */
  xmlNode *operation; /* first child of the body */
} Envelope;

typedef struct {
  const char *code; /* "ErrorSchemaValidation" */
  char *violation;  /* for schema violations; NULL otherwise */
  int line, position;
  gint64 back_off; /* milliseconds for ErrorServerBusy; 0: not said */
} SoapFault;

/* FALSE and the fault if the bytes are no SOAP request. */
gboolean envelope_read (const char *bytes, gsize size, Envelope *ret_envelope, SoapFault *ret_fault);
void envelope_clear (Envelope *envelope);
void soap_fault_clear (SoapFault *fault);

/* Begins an answer: envelope, ServerVersionInfo, body, <m:NameResponse>; and ends it. */
void soap_begin (GString *out, const char *name);
void soap_end (GString *out, const char *name);
/* Takes back what follows <s:Body> (bare answers have no ResponseMessages), and ends such an answer. */
void soap_rewind (GString *out);
void soap_end_bare (GString *out, const char *name);
/* A whole envelope with a fault. */
void soap_write_fault (GString *out, const SoapFault *fault);
/* Column of the element of that name in the line, for the LinePosition of a violation; 1 if it is not found. */
int soap_position (const char *bytes, gsize size, int line, const char *name);
