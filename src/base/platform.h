/* SPDX-License-Identifier: MIT */
#pragma once

/* What differs between Unix and Windows, behind one header: platform-unix.c and platform-win32.c. Nothing else in the
 * project asks which system it is. Any thread unless said otherwise. */

#include <glib.h>

/* The default data folder: $XDG_DATA_HOME/bpexchange; on Windows %ProgramData%\bpexchange. Caller frees. */
char *bp_platform_data_dir (void);
/* The folder of the running program, without a trailing separator. Caller frees. */
char *bp_platform_program_dir (void);
/* A stable id of this machine; never empty. Not a secret, not a person. Caller frees. */
char *bp_platform_machine_id (void);
/* Whether the path lies on a network file system, where SQLite's WAL is not safe. */
gboolean bp_platform_is_network_path (const char *path);

/* An exclusive lock on a file, held by the open handle and released by the system when the process ends, however it ends.
 * NULL with BP_ERROR_TEMPORARY if another process (or handle) holds it, BP_ERROR_LOCAL if the file cannot be opened. */
typedef struct _BpFileLock BpFileLock;
BpFileLock *bp_platform_lock_file (const char *path, GError **error);
void bp_platform_unlock_file (BpFileLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BpFileLock, bp_platform_unlock_file)
/* Whether somebody (another handle) holds the lock, without taking it. */
gboolean bp_platform_is_locked (const char *path);

/* Opens a file to append to, creating it; not inherited by children. A file descriptor, -1 with errno set. */
int bp_platform_open_append (const char *path);
/* Restricts a file to its owner (0600). */
gboolean bp_platform_make_private (const char *path, GError **error);
/* No core dump of this process: it may hold a secret. */
void bp_platform_disable_core_dumps (void);
/* Fills the buffer from the system's random source. */
void bp_platform_random (guint8 *buffer, gsize length);
/* Overwrites memory that held a secret, in a way the compiler may not drop. */
void bp_platform_wipe (gpointer memory, gsize length);

/* Ends this process on the spot, as a power cut would: nobody gets to say or write anything any more. */
G_NORETURN void bp_platform_kill_self (void);
/* Calls `stop` (from the main loop of the default context) when the system asks the program to end. Main thread. */
void bp_platform_on_stop_signal (void (*stop) (gpointer data), gpointer data);
/* The name of the system's time zone as the system gives it: IANA's, on Windows Windows' ("W. Europe Standard Time"); "UTC" if it
 * cannot be told. bp_zone_system () of core/zone.h has the IANA name everywhere. Caller frees. */
char *bp_platform_time_zone (void);
