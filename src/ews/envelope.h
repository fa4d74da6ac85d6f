/* SPDX-License-Identifier: MIT */
#pragma once

/* Writes a SOAP request: the envelope with its header, then elements in the order they are given. Names carry the
 * prefix "m:" (messages) or "t:" (types). Not shared between threads. */

#include "driver/driver.h"

typedef struct _BpEwsEnvelope BpEwsEnvelope;

/* Opens the body. account: who is impersonated; NULL: the signed-in account itself. time_zone: a Windows zone name for
 * TimeZoneContext, or NULL. */
BpEwsEnvelope *bp_ews_envelope_new (const BpAccount *account, const char *time_zone);
void bp_ews_envelope_free (BpEwsEnvelope *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpEwsEnvelope, bp_ews_envelope_free)

void bp_ews_envelope_open (BpEwsEnvelope *self, const char *name);
/* Of the element just opened. */
void bp_ews_envelope_attribute (BpEwsEnvelope *self, const char *name, const char *value);
void bp_ews_envelope_text (BpEwsEnvelope *self, const char *text);
void bp_ews_envelope_close (BpEwsEnvelope *self);
/* A whole element with text. */
void bp_ews_envelope_element (BpEwsEnvelope *self, const char *name, const char *text);
/* A whole element without content, with one attribute; value NULL: without that, too. */
void bp_ews_envelope_empty (BpEwsEnvelope *self, const char *name, const char *attribute, const char *value);

/* What many requests share. */
void bp_ews_envelope_item_id (BpEwsEnvelope *self, const char *id, const char *change_key);
void bp_ews_envelope_folder_id (BpEwsEnvelope *self, const char *id);
void bp_ews_envelope_field_uri (BpEwsEnvelope *self, const char *uri);
/* The path of a property of our own property set. */
void bp_ews_envelope_own_property (BpEwsEnvelope *self, const char *property);

/* Closes everything and hands out the message. The envelope is then used up. */
GBytes *bp_ews_envelope_finish (BpEwsEnvelope *self);
