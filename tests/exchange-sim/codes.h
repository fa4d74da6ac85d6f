/* SPDX-License-Identifier: MIT */
#pragma once

/* The words Exchange says beside a response code. Static; never NULL. */
const char *code_text (const char *code);
