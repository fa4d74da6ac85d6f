/* SPDX-License-Identifier: MIT */
#include "cli/user-json.h"

json_t *
bp_user_status_to_json (const BpUserView *view)
{
  json_t *json = json_object ();
  json_object_set_new (json, "login", bp_json_text (view->user->login));
  json_object_set_new (json, "state", bp_json_text (view->state));
  json_object_set_new (json, "eligible", json_boolean (view->eligibility->code == BP_ELIGIBLE));
  json_object_set_new (json, "eligibility", bp_json_text (bp_eligibility_code_name (view->eligibility->code)));
  json_object_set_new (json, "reason", bp_json_text (view->reason));
  json_object_set_new (json, "last_success", bp_json_time (view->last_success));
  json_object_set_new (json, "last_error", bp_json_text (view->last_error));
  json_object_set_new (json, "last_error_at", bp_json_time (view->last_error_at));
  json_object_set_new (json, "count_out", json_integer (view->count_out));
  json_object_set_new (json, "count_in", json_integer (view->count_in));
  json_object_set_new (json, "parked", json_integer (view->parked));
  json_object_set_new (json, "held", json_integer (view->held));
  return json;
}

json_t *
bp_user_to_json (const BpUserView *view)
{
  const BpUser *user = view->user;
  json_t *json = bp_user_status_to_json (view);
  json_object_set_new (json, "id", json_integer (user->id));
  json_object_set_new (json, "name", bp_json_text (user->name));
  json_object_set_new (json, "email", bp_json_text (user->email));
  json_object_set_new (json, "birth_date", bp_json_text (user->birth_date));
  json_object_set_new (json, "bank_name", bp_json_text (user->bank_name));
  json_object_set_new (json, "iban", bp_json_text (user->iban));
  json_object_set_new (json, "start_company", user->start_company ? json_integer (user->start_company) : json_null ());
  json_object_set_new (json, "company_name", bp_json_text (view->company_name));
  json_object_set_new (json, "exchange_mailbox", bp_json_text (user->exchange_mailbox));
  json_object_set_new (json, "exchange_sync", json_boolean (user->exchange_sync));
  return json;
}
