/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <string.h>

static void
mailbox_option_free (MailboxOption *mailbox)
{
  g_free (mailbox->smtp);
  g_free (mailbox->password);
  g_free (mailbox);
}

void
options_free (Options *options)
{
  if (!options)
    return;
  g_free (options->listen);
  g_free (options->port_file);
  g_free (options->certificate);
  g_free (options->key);
  g_free (options->state);
  g_clear_pointer (&options->mailboxes, g_ptr_array_unref);
  g_free (options->admin_name);
  g_free (options->admin_password);
  g_strfreev (options->no_impersonation);
  g_free (options->schema);
  g_free (options->auth);
  g_free (options->oauth);
  g_free (options->oauth_certificate);
  g_free (options->log);
  g_strfreev (options->faults);
  g_free (options);
}

/* GOption takes one argument per option, --tls has two: they become --tls-cert and --tls-key. */
static char **
split_tls (int argc, char **argv)
{
  GPtrArray *out = g_ptr_array_new ();

  for (int i = 0; i < argc; i++) {
    if (strcmp (argv[i], "--tls") == 0 && i + 2 < argc) {
      g_ptr_array_add (out, g_strconcat ("--tls-cert=", argv[i + 1], NULL));
      g_ptr_array_add (out, g_strconcat ("--tls-key=", argv[i + 2], NULL));
      i += 2;
    } else {
      g_ptr_array_add (out, g_strdup (argv[i]));
    }
  }
  g_ptr_array_add (out, NULL);
  return (char **) g_ptr_array_free (out, FALSE);
}

static void
add_mailbox (Options *options, const char *text)
{
  const char *equals = strchr (text, '=');
  MailboxOption *mailbox = g_new0 (MailboxOption, 1);

  mailbox->smtp = equals ? g_strndup (text, equals - text) : g_strdup (text);
  mailbox->password = equals ? g_strdup (equals + 1) : NULL;
  g_ptr_array_add (options->mailboxes, mailbox);
}

static gboolean
take_admin (Options *options, const char *text, GError **error)
{
  const char *equals = strchr (text, '=');

  if (!equals) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--admin takes NAME=PASSWORD");
    return FALSE;
  }
  options->admin_name = g_strndup (text, equals - text);
  options->admin_password = g_strdup (equals + 1);
  return TRUE;
}

static gboolean
refuse (GError **error, const char *option, const char *takes, const char * not )
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s takes %s%s%s", option, takes, not ? ", not " : "",
               not ? not : "");
  return FALSE;
}

/* What GOption cannot know. */
static gboolean
check (const Options *options, GError **error)
{
  static const char *const schemes[] = { "basic", "ntlm", "bearer", NULL };
  g_auto (GStrv) offered = g_strsplit (options->auth ? options->auth : "basic", ",", -1);

  for (char **scheme = offered; *scheme; scheme++)
    if (!g_strv_contains (schemes, *scheme))
      return refuse (error, "--auth", "basic, ntlm, bearer", *scheme);
  for (guint i = 0; i < options->mailboxes->len; i++) {
    const MailboxOption *mailbox = g_ptr_array_index (options->mailboxes, i);
    const char *at = strchr (mailbox->smtp, '@');

    if (!at || at == mailbox->smtp || at[1] == '\0')
      return refuse (error, "--mailbox", "SMTP[=PASSWORD]", mailbox->smtp);
  }
  if ((options->certificate == NULL) != (options->key == NULL))
    return refuse (error, "--tls", "two files: CERT KEY", NULL);
  if (options->latency < 0)
    return refuse (error, "--latency", "milliseconds", NULL);
  if (options->max_subscriptions < 0 || options->max_streams < 0)
    return refuse (error, "--max-subscriptions or --max-streams", "a number; 0: none at all", NULL);
  return TRUE;
}

Options *
options_parse (int *argc, char ***argv, GError **error)
{
  g_autoptr (Options) options = g_new0 (Options, 1);
  g_auto (GStrv) mailboxes = NULL;
  g_auto (GStrv) arguments = split_tls (*argc, *argv);
  g_autofree char *admin = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  /* FILENAME everywhere: the bytes as they are, UTF-8 in every locale. */
  GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_FILENAME, &options->listen, "Where to listen (127.0.0.1:0; [::1]:0)",
      "ADDRESS:PORT" },
    { "port-file", 0, 0, G_OPTION_ARG_FILENAME, &options->port_file, "Gets the port, once it listens", "FILE" },
    { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &options->certificate, "--tls CERT KEY: serve HTTPS", "CERT" },
    { "tls-key", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &options->key, NULL, "KEY" },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &options->state, "Keep everything in this database", "FILE.db" },
    { "mailbox", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &mailboxes, "A mailbox", "SMTP[=PASSWORD]" },
    { "admin", 0, 0, G_OPTION_ARG_FILENAME, &admin, "May impersonate every mailbox", "NAME=PASSWORD" },
    { "no-impersonation", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->no_impersonation, "…but this one", "SMTP" },
    { "schema", 0, 0, G_OPTION_ARG_FILENAME, &options->schema, "Refuse what messages.xsd in DIR refuses", "DIR" },
    { "auth", 0, 0, G_OPTION_ARG_FILENAME, &options->auth, "Schemes offered (basic)", "basic,ntlm,bearer" },
    { "oauth", 0, 0, G_OPTION_ARG_FILENAME, &options->oauth, "The application", "TENANT:CLIENT_ID:SECRET" },
    { "oauth-certificate", 0, 0, G_OPTION_ARG_FILENAME, &options->oauth_certificate, "Its key signs client assertions",
      "FILE.pem" },
    { "latency", 0, 0, G_OPTION_ARG_INT, &options->latency, "Added to every answer", "MS" },
    { "max-subscriptions", 0, 0, G_OPTION_ARG_INT, &options->max_subscriptions, "A mailbox (5000)", "N" },
    { "max-streams", 0, 0, G_OPTION_ARG_INT, &options->max_streams, "Open GetStreamingEvents a mailbox (10)", "N" },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &options->log, "A line per request", "FILE" },
    { "fault", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->faults, "See the README",
      "KIND[:VALUE][@MAILBOX][/OPERATION][,every=N][,count=N][,seed=N]" },
    { NULL },
  };

  options->max_subscriptions = 5000;
  options->max_streams = 10;
  options->mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify) mailbox_option_free);
  g_option_context_set_summary (context, "Behaves like Exchange Server towards EWS clients.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, &arguments, error))
    return NULL;
  if (arguments[0] && arguments[1]) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "unknown argument %s", arguments[1]);
    return NULL;
  }
  if (admin && !take_admin (options, admin, error))
    return NULL;
  for (char **text = mailboxes; text && *text; text++)
    add_mailbox (options, *text);
  if (!options->listen)
    options->listen = g_strdup ("127.0.0.1:0");
  return check (options, error) ? g_steal_pointer (&options) : NULL;
}
