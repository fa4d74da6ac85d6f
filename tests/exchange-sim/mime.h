/* SPDX-License-Identifier: MIT */
#pragma once

/* MimeContent of appointments: iCalendar as [MS-OXCICAL] has it. */

#include "view.h"

/* <t:MimeContent CharacterSet="UTF-8">Base64</t:MimeContent>; nothing for other kinds of items. */
void mime_write (GString *out, const View *view, const char *zone);
