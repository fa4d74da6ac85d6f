/* SPDX-License-Identifier: MIT */
#include "app/login-list.h"

#include "app/user-item.h"
#include "base/i18n.h"

struct _BpLoginList {
  GtkDropDown *drop_down;
  GtkStringList *names;
  GListModel *users;
  gulong handler;
};

const char *
bp_login_list_get_selected (BpLoginList *self)
{
  guint selected = gtk_drop_down_get_selected (self->drop_down);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->names));
  return selected > 0 && selected < n ? gtk_string_list_get_string (self->names, selected) : NULL;
}

static void
users_changed_cb (BpLoginList *self)
{
  guint n = g_list_model_get_n_items (self->users), chosen = 0;
  g_autofree char *login = g_strdup (bp_login_list_get_selected (self));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_strv_builder_add (names, _ ("All users"));
  for (guint i = 0; i < n; i++) {
    g_autoptr (BpUserItem) item = g_list_model_get_item (self->users, i);
    const char *name = bp_user_item_get_view (item)->user->login;
    g_strv_builder_add (names, name);
    if (g_strcmp0 (name, login) == 0)
      chosen = i + 1;
  }
  g_auto (GStrv) strings = g_strv_builder_end (names);
  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)),
                          (const char *const *) strings);
  gtk_drop_down_set_selected (self->drop_down, chosen);
}

BpLoginList *
bp_login_list_new (GtkDropDown *drop_down, GListModel *users)
{
  BpLoginList *self = g_new0 (BpLoginList, 1);
  self->drop_down = g_object_ref (drop_down);
  self->users = g_object_ref (users);
  self->names = gtk_string_list_new (NULL);
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (self->names));
  self->handler = g_signal_connect_swapped (users, "items-changed", G_CALLBACK (users_changed_cb), self);
  users_changed_cb (self);
  return self;
}

void
bp_login_list_free (BpLoginList *self)
{
  if (!self)
    return;
  g_signal_handler_disconnect (self->users, self->handler);
  g_object_unref (self->users);
  g_object_unref (self->names);
  g_object_unref (self->drop_down);
  g_free (self);
}
