/* SPDX-License-Identifier: MIT */
#include "faults.h"

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

static const char *const kinds[FAULT_KINDS] = {
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

static gboolean
read_parameter (Fault *fault, const char *text)
{
  const char *equals = strchr (text, '=');
  gint64 number;

  if (!equals || !g_ascii_string_to_signed (equals + 1, 10, 0, G_MAXINT64, &number, NULL))
    return FALSE;
  if (g_str_has_prefix (text, "every="))
    fault->every = number;
  else if (g_str_has_prefix (text, "count="))
    fault->count = number;
  else if (g_str_has_prefix (text, "seed="))
    fault->random = g_rand_new_with_seed (number);
  else
    return FALSE;
  return TRUE;
}

/* KIND[:VALUE][@MAILBOX][/OPERATION]; takes it apart from the end. */
static gboolean
read_head (Fault *fault, char *head)
{
  char *slash = strchr (head, '/');
  char *at, *colon;

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
  if (colon) {
    *colon = '\0';
    if (!g_ascii_string_to_signed (colon + 1, 10, G_MININT64, G_MAXINT64, &fault->value, NULL))
      return FALSE;
  }
  for (guint i = 0; i < FAULT_KINDS; i++)
    if (strcmp (head, kinds[i]) == 0) {
      fault->kind = i;
      return TRUE;
    }
  return FALSE;
}

gboolean
faults_add (Faults *faults, const char *text, GError **error)
{
  g_autoptr (Fault) fault = g_new0 (Fault, 1);
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  gboolean good = parts[0] && read_head (fault, parts[0]);

  fault->text = g_strdup (text);
  for (guint i = 1; good && parts[i]; i++)
    good = read_parameter (fault, parts[i]);
  if (!good) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "not a fault: %s", text);
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
