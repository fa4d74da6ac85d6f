/* SPDX-License-Identifier: MIT */
#pragma once

/* NTLM over HTTP as [MS-NLMP] has it, the server's side: the challenge, and the proof that the client knows the password. NTLMv2 only;
 * message integrity codes are not looked at. */

#include <glib.h>

#define NTLM_CHALLENGE_SIZE 8

/* The parts of an AUTHENTICATE_MESSAGE. */
typedef struct {
  char *domain, *user;
  GBytes *response; /* NtChallengeResponse */
} NtlmAnswer;

/* 1: NEGOTIATE_MESSAGE, 3: AUTHENTICATE_MESSAGE, 0: none of them. */
guint ntlm_message_type (const guint8 *bytes, gsize size);
/* A CHALLENGE_MESSAGE in Base64. */
char *ntlm_challenge (const guint8 challenge[NTLM_CHALLENGE_SIZE]);
/* FALSE if the message is damaged or leaves the user out; ntlm_answer_clear() in either case. */
gboolean ntlm_read_answer (const guint8 *bytes, gsize size, NtlmAnswer *ret_answer);
void ntlm_answer_clear (NtlmAnswer *answer);
gboolean ntlm_verify (const NtlmAnswer *answer, const guint8 challenge[NTLM_CHALLENGE_SIZE], const char *password);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NtlmAnswer, ntlm_answer_clear)
