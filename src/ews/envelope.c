/* SPDX-License-Identifier: MIT */
#include "ews/envelope.h"

#include <libxml/parser.h>
#include <libxml/xmlwriter.h>

#include "ews/names.h"

struct _BpEwsEnvelope {
  xmlBuffer *buffer;
  xmlTextWriter *writer;
};

static void
write_header (BpEwsEnvelope *self, const BpAccount *account, const char *time_zone)
{
  bp_ews_envelope_open (self, "s:Header");
  bp_ews_envelope_empty (self, "t:RequestServerVersion", "Version", BP_EWS_SERVER_VERSION);
  if (account) {
    bp_ews_envelope_open (self, "t:ExchangeImpersonation");
    bp_ews_envelope_open (self, "t:ConnectingSID");
    bp_ews_envelope_element (self, account->by_login ? "t:PrincipalName" : "t:PrimarySmtpAddress", account->address);
    bp_ews_envelope_close (self);
    bp_ews_envelope_close (self);
  }
  if (time_zone) {
    bp_ews_envelope_open (self, "t:TimeZoneContext");
    bp_ews_envelope_empty (self, "t:TimeZoneDefinition", "Id", time_zone);
    bp_ews_envelope_close (self);
  }
  bp_ews_envelope_close (self);
}

BpEwsEnvelope *
bp_ews_envelope_new (const BpAccount *account, const char *time_zone)
{
  BpEwsEnvelope *self = g_new0 (BpEwsEnvelope, 1);
  xmlInitParser (); /* what libxml2 sets up at the first use of an encoding, two lanes must not set up at once */
  self->buffer = xmlBufferCreateSize (16 * 1024);
  self->writer = xmlNewTextWriterMemory (self->buffer, 0);
  xmlTextWriterStartDocument (self->writer, NULL, "utf-8", NULL);
  bp_ews_envelope_open (self, "s:Envelope");
  bp_ews_envelope_attribute (self, "xmlns:s", BP_EWS_NS_SOAP);
  bp_ews_envelope_attribute (self, "xmlns:t", BP_EWS_NS_TYPES);
  bp_ews_envelope_attribute (self, "xmlns:m", BP_EWS_NS_MESSAGES);
  write_header (self, account, time_zone);
  bp_ews_envelope_open (self, "s:Body");
  return self;
}

void
bp_ews_envelope_free (BpEwsEnvelope *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->writer, xmlFreeTextWriter);
  xmlBufferFree (self->buffer);
  g_free (self);
}

void
bp_ews_envelope_open (BpEwsEnvelope *self, const char *name)
{
  xmlTextWriterStartElement (self->writer, BAD_CAST name);
}

void
bp_ews_envelope_attribute (BpEwsEnvelope *self, const char *name, const char *value)
{
  xmlTextWriterWriteAttribute (self->writer, BAD_CAST name, BAD_CAST value);
}

void
bp_ews_envelope_text (BpEwsEnvelope *self, const char *text)
{
  xmlTextWriterWriteString (self->writer, BAD_CAST text);
}

void
bp_ews_envelope_close (BpEwsEnvelope *self)
{
  xmlTextWriterEndElement (self->writer);
}

void
bp_ews_envelope_element (BpEwsEnvelope *self, const char *name, const char *text)
{
  bp_ews_envelope_open (self, name);
  bp_ews_envelope_text (self, text);
  bp_ews_envelope_close (self);
}

void
bp_ews_envelope_empty (BpEwsEnvelope *self, const char *name, const char *attribute, const char *value)
{
  bp_ews_envelope_open (self, name);
  if (value)
    bp_ews_envelope_attribute (self, attribute, value);
  bp_ews_envelope_close (self);
}

void
bp_ews_envelope_item_id (BpEwsEnvelope *self, const char *id, const char *change_key)
{
  bp_ews_envelope_open (self, "t:ItemId");
  bp_ews_envelope_attribute (self, "Id", id);
  if (change_key)
    bp_ews_envelope_attribute (self, "ChangeKey", change_key);
  bp_ews_envelope_close (self);
}

void
bp_ews_envelope_folder_id (BpEwsEnvelope *self, const char *id)
{
  bp_ews_envelope_empty (self, "t:FolderId", "Id", id);
}

void
bp_ews_envelope_field_uri (BpEwsEnvelope *self, const char *uri)
{
  bp_ews_envelope_empty (self, "t:FieldURI", "FieldURI", uri);
}

void
bp_ews_envelope_own_property (BpEwsEnvelope *self, const char *property)
{
  bp_ews_envelope_open (self, "t:ExtendedFieldURI");
  bp_ews_envelope_attribute (self, "PropertySetId", BP_EWS_PROPERTY_SET);
  bp_ews_envelope_attribute (self, "PropertyName", property);
  bp_ews_envelope_attribute (self, "PropertyType", "String");
  bp_ews_envelope_close (self);
}

GBytes *
bp_ews_envelope_finish (BpEwsEnvelope *self)
{
  xmlTextWriterEndDocument (self->writer);
  g_clear_pointer (&self->writer, xmlFreeTextWriter); /* flushes into the buffer */
  return g_bytes_new (xmlBufferContent (self->buffer), (gsize) xmlBufferLength (self->buffer));
}
