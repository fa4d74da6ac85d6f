/* SPDX-License-Identifier: MIT */
#include "faults.h"

#include "operations.h"

#include <string.h>

typedef struct {
  char *text;
  FaultKind kind;
  gint64 value;
  char *mailbox, *operation; /* NULL: any */
  gint64 every, count;       /* 0: always, without end */
  GRand *random;
  gint64 matched, hit;
} Fault;

struct Faults {
  GPtrArray *faults;
};

static const char *const kinds[FAULT_KINDS + 1] = {
  "delay-before",       "delay-after",      "reset-before",  "reset-after",
  "truncate",           "malformed",        "http",          "busy",
  "busy-http",          "busy-wrapped",     "busy-messages", "lost-subscription",
  "invalid-sync-state", "stale-change-key", "unknown-item",  "expired-token",
  "policy-block",       "clock-skew",
};

static void
fault_free (Fault *fault)
{
  g_free (fault->text);
  g_free (fault->mailbox);
  g_free (fault->operation);
  g_clear_pointer (&fault->random, g_rand_free);
  g_free (fault);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fault, fault_free)

Faults *
faults_new (void)
{
  Faults *faults = g_new0 (Faults, 1);

  faults->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) fault_free);
  return faults;
}

void
faults_free (Faults *faults)
{
  if (!faults)
    return;
  g_ptr_array_unref (faults->faults);
  g_free (faults);
}

void
faults_clear (Faults *faults)
{
  g_ptr_array_set_size (faults->faults, 0);
}

/* What a fault's VALUE may be. */
typedef enum { VALUE_NONE, VALUE_MILLISECONDS, VALUE_STATUS, VALUE_SECONDS } ValueRule;

static const ValueRule rules[FAULT_KINDS] = {
  [FAULT_DELAY_BEFORE] = VALUE_MILLISECONDS,
  [FAULT_DELAY_AFTER] = VALUE_MILLISECONDS,
  [FAULT_HTTP] = VALUE_STATUS,
  [FAULT_BUSY] = VALUE_MILLISECONDS,
  [FAULT_BUSY_WRAPPED] = VALUE_MILLISECONDS,
  [FAULT_BUSY_MESSAGES] = VALUE_MILLISECONDS,
  [FAULT_CLOCK_SKEW] = VALUE_SECONDS,
};

/* The read functions return what is wrong, or NULL. */
static char *
read_parameter (Fault *fault, const char *text)
{
  const char *equals = strchr (text, '=');
  gint64 number;
  gboolean is_seed = g_str_has_prefix (text, "seed=");
  gint64 *target = g_str_has_prefix (text, "every=")   ? &fault->every
                   : g_str_has_prefix (text, "count=") ? &fault->count
                                                       : NULL;

  if (!target && !is_seed)
    return g_strdup_printf ("\"%s\" is none of every=N, count=N, seed=N", text);
  if (!g_ascii_string_to_signed (equals + 1, 10, is_seed ? 0 : 1, G_MAXINT32, &number, NULL))
    return g_strdup_printf ("\"%s\": N is a whole number%s", text, is_seed ? "" : " of at least 1");
  if (is_seed ? fault->random != NULL : *target != 0)
    return g_strdup_printf ("\"%s\": given twice", text);
  if (is_seed)
    fault->random = g_rand_new_with_seed (number);
  else
    *target = number;
  return NULL;
}

static char *
read_value (Fault *fault, const char *text)
{
  switch (rules[fault->kind]) {
  case VALUE_NONE:
    return g_strdup_printf ("%s takes no value", kinds[fault->kind]);
  case VALUE_STATUS:
    if (!g_ascii_string_to_signed (text, 10, 200, 599, &fault->value, NULL))
      return g_strdup_printf ("\"%s\" is no HTTP status (200 to 599)", text);
    return NULL;
  case VALUE_MILLISECONDS:
    if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &fault->value, NULL))
      return g_strdup_printf ("\"%s\" is no number of milliseconds", text);
    return NULL;
  case VALUE_SECONDS:
    if (!g_ascii_string_to_signed (text, 10, -G_MAXINT32, G_MAXINT32, &fault->value, NULL))
      return g_strdup_printf ("\"%s\" is no number of seconds", text);
    return NULL;
  }
  return NULL;
}

static gboolean
find_kind (const char *name, FaultKind *ret_kind)
{
  for (guint i = 0; i < FAULT_KINDS; i++)
    if (strcmp (name, kinds[i]) == 0) {
      *ret_kind = i;
      return TRUE;
    }
  return FALSE;
}

/* KIND[:VALUE][@MAILBOX][/OPERATION]; takes it apart from the end. */
static char *
read_head (Fault *fault, char *head)
{
  char *slash = strchr (head, '/'), *at, *colon;

  if (slash) {
    fault->operation = g_strdup (slash + 1);
    *slash = '\0';
  }
  at = strchr (head, '@');
  if (at) {
    fault->mailbox = g_strdup (at + 1);
    *at = '\0';
  }
  colon = strchr (head, ':');
  if (colon)
    *colon = '\0';
  if (!find_kind (head, &fault->kind)) {
    g_autofree char *all = g_strjoinv (" ", (char **) kinds);

    return g_strdup_printf ("\"%s\" is none of the kinds %s", head, all);
  }
  if (fault->operation && !operation_find (fault->operation))
    return g_strdup_printf ("\"%s\" is no operation", fault->operation);
  if (fault->mailbox && !strchr (fault->mailbox, '@'))
    return g_strdup_printf ("\"%s\" is no mailbox", fault->mailbox);
  return colon ? read_value (fault, colon + 1) : NULL;
}

gboolean
faults_add (Faults *faults, const char *text, GError **error)
{
  g_autoptr (Fault) fault = g_new0 (Fault, 1);
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autofree char *wrong = parts[0] ? read_head (fault, parts[0]) : g_strdup ("nothing given");

  fault->text = g_strdup (text);
  for (guint i = 1; !wrong && parts[i]; i++)
    wrong = read_parameter (fault, parts[i]);
  if (wrong) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "fault \"%s\": %s; it is %s", text, wrong,
                 FAULT_GRAMMAR);
    return FALSE;
  }
  g_ptr_array_add (faults->faults, g_steal_pointer (&fault));
  return TRUE;
}

GPtrArray *
faults_list (Faults *faults)
{
  GPtrArray *texts = g_ptr_array_new ();

  for (guint i = 0; i < faults->faults->len; i++)
    g_ptr_array_add (texts, ((Fault *) g_ptr_array_index (faults->faults, i))->text);
  return texts;
}

static gboolean
triggers (Fault *fault)
{
  fault->matched++;
  if (fault->count > 0 && fault->hit >= fault->count)
    return FALSE;
  if (fault->every > 0 && fault->random && g_rand_int_range (fault->random, 0, fault->every) != 0)
    return FALSE;
  if (fault->every > 0 && !fault->random && fault->matched % fault->every != 0)
    return FALSE;
  fault->hit++;
  return TRUE;
}

gboolean
faults_hit (Faults *faults, FaultKind kind, const char *mailbox, const char *operation, gint64 *ret_value)
{
  for (guint i = 0; i < faults->faults->len; i++) {
    Fault *fault = g_ptr_array_index (faults->faults, i);

    if (fault->kind != kind)
      continue;
    if (fault->mailbox && (!mailbox || g_ascii_strcasecmp (fault->mailbox, mailbox) != 0))
      continue;
    if (fault->operation && (!operation || strcmp (fault->operation, operation) != 0))
      continue;
    if (!triggers (fault))
      continue;
    *ret_value = fault->value;
    return TRUE;
  }
  return FALSE;
}

gint64
faults_skew (Faults *faults)
{
  gint64 skew = 0;

  for (guint i = 0; i < faults->faults->len; i++) {
    const Fault *fault = g_ptr_array_index (faults->faults, i);

    if (fault->kind == FAULT_CLOCK_SKEW)
      skew += fault->value;
  }
  return skew;
}
