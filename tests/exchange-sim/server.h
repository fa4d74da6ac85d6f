/* SPDX-License-Identifier: MIT */
#pragma once

/* The HTTP side: listens, signs in, reads SOAP, runs the operation, answers; and breaks on purpose where a fault says so. */

#include "sim.h"

typedef struct Server Server;

/* Listens, and writes the port file. NULL and *error if it cannot. */
Server *server_new (Sim *sim, GError **error);
void server_free (Server *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_free)
