/* SPDX-License-Identifier: MIT */
#include "core/user.h"

#include <string.h>

#include <gio/gio.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/saying.h"
#include "core/field.h"

#define MAX_TEXT 255
#define MAX_ADDRESS 254

BpUser *
bp_user_new (void)
{
  return g_new0 (BpUser, 1);
}

BpUser *
bp_user_copy (const BpUser *self)
{
  BpUser *copy = bp_user_new ();
  *copy = *self;
  copy->login = g_strdup (self->login);
  copy->name = g_strdup (self->name);
  copy->email = g_strdup (self->email);
  copy->birth_date = g_strdup (self->birth_date);
  copy->bank_name = g_strdup (self->bank_name);
  copy->iban = g_strdup (self->iban);
  copy->exchange_mailbox = g_strdup (self->exchange_mailbox);
  return copy;
}

void
bp_user_free (BpUser *self)
{
  if (!self)
    return;
  g_free (self->login);
  g_free (self->name);
  g_free (self->email);
  g_free (self->birth_date);
  g_free (self->bank_name);
  g_free (self->iban);
  g_free (self->exchange_mailbox);
  g_free (self);
}

BpCompany *
bp_company_new (void)
{
  return g_new0 (BpCompany, 1);
}

void
bp_company_free (BpCompany *self)
{
  if (!self)
    return;
  g_free (self->name);
  g_free (self->maintenance_until);
  g_free (self);
}

/* --- checks ------------------------------------------------------------------------------------------------------- */

static gboolean
refuse (GError **error, const char *english)
{
  bp_set_said_error (error, BP_ERROR_INVALID, NULL, g_strdup (english));
  return FALSE;
}

/* What every value must be: UTF-8, one line, of sensible length. */
static gboolean
check_line (const char *text, gsize max, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    return refuse (error, N_ ("The text is not UTF-8."));
  for (const char *c = text; *c; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return refuse (error, N_ ("Control characters and line breaks are not allowed."));
  if ((gsize) g_utf8_strlen (text, -1) <= max)
    return TRUE;
  bp_set_error (error, BP_ERROR_INVALID, NULL, N_ ("At most %u characters are allowed."), (guint) max);
  return FALSE;
}

/* Letters, digits and hyphens between dots; at least one dot. */
static gboolean
is_domain (const char *text)
{
  g_autofree char *ascii = g_hostname_to_ascii (text);
  g_auto (GStrv) labels = NULL;
  if (!ascii || g_hostname_is_ip_address (ascii))
    return FALSE;
  labels = g_strsplit (ascii, ".", -1);
  for (guint i = 0; labels[i]; i++) {
    gsize length = strlen (labels[i]);
    if (length == 0 || length > 63 || labels[i][0] == '-' || labels[i][length - 1] == '-')
      return FALSE;
    for (const char *c = labels[i]; *c; c++)
      if (!g_ascii_isalnum (*c) && *c != '-')
        return FALSE;
  }
  return g_strv_length (labels) >= 2;
}

/* The part before the @, as RFC 5321 has it without quoting. */
static gboolean
is_local_part (const char *text, gsize length)
{
  if (length == 0 || length > 64 || text[0] == '.' || text[length - 1] == '.')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && !strchr ("!#$%&'*+-/=?^_`{|}~.", text[i]))
      return FALSE;
  return !g_strstr_len (text, (gssize) length, "..");
}

gboolean
bp_check_address (const char *text, GError **error)
{
  const char *at;
  if (!text || !*text)
    return TRUE;
  if (!check_line (text, MAX_ADDRESS, error))
    return FALSE;
  at = strchr (text, '@');
  if (!at || strchr (at + 1, '@'))
    return refuse (error, N_ ("An address has exactly one @, as in benutzer@firma.de."));
  if (!is_local_part (text, (gsize) (at - text)))
    return refuse (error, N_ ("Before the @ stand letters without umlauts, digits, dots and hyphens, no blanks."));
  if (!is_domain (at + 1))
    return refuse (error, N_ ("After the @ stands a domain, as in firma.de."));
  return TRUE;
}

gboolean
bp_check_date (const char *text, GError **error)
{
  g_autofree char *normal = NULL;
  if (!text || !*text || bp_field_normalise (BP_FIELD_START_DATE, text, &normal, NULL))
    return TRUE;
  return refuse (error, N_ ("A date is written as year-month-day, as in 2026-12-31."));
}

/* Upper case and without blanks. */
static char *
compact_iban (const char *text)
{
  GString *compact = g_string_new (NULL);
  for (; *text; text++)
    if (!g_ascii_isspace (*text))
      g_string_append_c (compact, g_ascii_toupper (*text));
  return g_string_free (compact, FALSE);
}

/* ISO 13616: the country and its check digits moved to the end, letters as 10..35, modulo 97 is 1. */
static gboolean
is_iban (const char *iban)
{
  gsize length = strlen (iban);
  guint rest = 0;
  if (length < 15 || length > 34 || !g_ascii_isupper (iban[0]) || !g_ascii_isupper (iban[1])
      || !g_ascii_isdigit (iban[2]) || !g_ascii_isdigit (iban[3]) || (g_str_has_prefix (iban, "DE") && length != 22))
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    char c = iban[(i + 4) % length];
    if (g_ascii_isdigit (c))
      rest = (rest * 10 + (guint) (c - '0')) % 97;
    else if (g_ascii_isupper (c))
      rest = (rest * 100 + (guint) (c - 'A') + 10) % 97;
    else
      return FALSE;
  }
  return rest == 1;
}

gboolean
bp_check_iban (const char *text, GError **error)
{
  g_autofree char *iban = NULL;
  if (!text || !*text)
    return TRUE;
  iban = compact_iban (text);
  return is_iban (iban) || refuse (error, N_ ("This is no valid IBAN: a character is wrong, missing or too many."));
}

gboolean
bp_check_login (const char *text, GError **error)
{
  if (!text || !*text)
    return TRUE;
  if (!check_line (text, MAX_TEXT, error))
    return FALSE;
  /* Two blanks end the login in a line of the log. */
  if (g_ascii_isspace (text[0]) || g_ascii_isspace (text[strlen (text) - 1]) || strstr (text, "  "))
    return refuse (error, N_ ("A login neither begins nor ends with a blank, and has no two in a row."));
  return TRUE;
}

static gboolean
check_text (const char *text, GError **error)
{
  return check_line (text, MAX_TEXT, error);
}

/* --- values by name ----------------------------------------------------------------------------------------------- */

static const BpUserKey keys[] = {
  { "login", "login" },
  { "name", "name" },
  { "email", "email" },
  { "birth-date", "birth_date" },
  { "bank-name", "bank_name" },
  { "iban", "iban" },
  { "start-company", "start_company" },
  { "exchange-mailbox", "exchange_mailbox" },
  { "exchange-sync", "exchange_sync" },
};

const BpUserKey *
bp_user_keys (guint *ret_count)
{
  *ret_count = G_N_ELEMENTS (keys);
  return keys;
}

typedef struct {
  const char *key;
  goffset offset; /* of the string in BpUser */
  gboolean (*check) (const char *text, GError **error);
} TextKey;

static const TextKey text_keys[] = {
  { "login", G_STRUCT_OFFSET (BpUser, login), bp_check_login },
  { "name", G_STRUCT_OFFSET (BpUser, name), check_text },
  { "email", G_STRUCT_OFFSET (BpUser, email), bp_check_address },
  { "birth-date", G_STRUCT_OFFSET (BpUser, birth_date), bp_check_date },
  { "bank-name", G_STRUCT_OFFSET (BpUser, bank_name), check_text },
  { "iban", G_STRUCT_OFFSET (BpUser, iban), bp_check_iban },
  { "exchange-mailbox", G_STRUCT_OFFSET (BpUser, exchange_mailbox), bp_check_address },
};

static const TextKey *
find_text_key (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (text_keys); i++)
    if (strcmp (text_keys[i].key, key) == 0)
      return &text_keys[i];
  return NULL;
}

/* Every value loses the blanks around it, an IBAN those inside, too. */
static gboolean
set_text (BpUser *self, const TextKey *key, const char *value, GError **error)
{
  g_autofree char *text = key->check == bp_check_iban ? compact_iban (value) : g_strstrip (g_strdup (value));
  char **place = &G_STRUCT_MEMBER (char *, self, key->offset);
  if (!key->check (text, error))
    return FALSE;
  g_free (*place);
  *place = *text ? g_steal_pointer (&text) : NULL;
  return TRUE;
}

static gboolean
set_company (BpUser *self, const char *value, GError **error)
{
  guint64 number = 0;
  if (*value && !g_ascii_string_to_unsigned (value, 10, 1, G_MAXINT32, &number, NULL))
    return refuse (error, N_ ("The company is a number from 1."));
  self->start_company = (gint64) number;
  return TRUE;
}

static gboolean
set_sync (BpUser *self, const char *value, GError **error)
{
  if (*value && strcmp (value, "0") != 0 && strcmp (value, "1") != 0)
    return refuse (error, N_ ("Only 0 (no) and 1 (yes) are allowed."));
  self->exchange_sync = strcmp (value, "1") == 0;
  return TRUE;
}

gboolean
bp_user_set (BpUser *self, const char *key, const char *value, GError **error)
{
  const TextKey *text_key = find_text_key (key);
  gboolean set;
  value = value ? value : "";
  if (text_key)
    set = set_text (self, text_key, value, error);
  else if (strcmp (key, "start-company") == 0)
    set = set_company (self, value, error);
  else if (strcmp (key, "exchange-sync") == 0)
    set = set_sync (self, value, error);
  else
    set = refuse (error, N_ ("There is no such value."));
  if (!set)
    bp_prefix_said_error (error, bp_saying_new ("%s: ", key, NULL));
  return set;
}

char *
bp_user_get (const BpUser *self, const char *key)
{
  const TextKey *text_key = find_text_key (key);
  if (text_key)
    return g_strdup (G_STRUCT_MEMBER (char *, self, text_key->offset));
  if (strcmp (key, "start-company") == 0 && self->start_company != 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, self->start_company);
  if (strcmp (key, "exchange-sync") == 0)
    return g_strdup (self->exchange_sync ? "1" : "0");
  return NULL;
}

gboolean
bp_user_check (const BpUser *self, GError **error)
{
  if (!self->login || !*self->login)
    return refuse (error, N_ ("A user needs a login."));
  for (guint i = 0; i < G_N_ELEMENTS (text_keys); i++) {
    const char *text = G_STRUCT_MEMBER (char *, self, text_keys[i].offset);
    if (text && !text_keys[i].check (text, error)) {
      bp_prefix_said_error (error, bp_saying_new ("%s: ", text_keys[i].key, NULL));
      return FALSE;
    }
  }
  return TRUE;
}
