/* SPDX-License-Identifier: MIT */
#include "base/platform.h"

#include <windows.h>
#include <bcrypt.h>
#include <shlobj.h>

#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/i18n.h"

char *
bp_platform_data_dir (void)
{
  wchar_t folder[MAX_PATH];
  g_autofree char *utf8 = NULL;
  if (SHGetFolderPathW (NULL, CSIDL_COMMON_APPDATA, NULL, SHGFP_TYPE_CURRENT, folder) == S_OK)
    utf8 = g_utf16_to_utf8 ((const gunichar2 *) folder, -1, NULL, NULL, NULL);
  return g_build_filename (utf8 ? utf8 : "C:\\ProgramData", "bpexchange", NULL);
}

char *
bp_platform_program_dir (void)
{
  wchar_t file[32768];
  DWORD length = GetModuleFileNameW (NULL, file, G_N_ELEMENTS (file));
  g_autofree char *utf8 = NULL;
  if (length > 0 && length < G_N_ELEMENTS (file))
    utf8 = g_utf16_to_utf8 ((const gunichar2 *) file, -1, NULL, NULL, NULL);
  return utf8 ? g_path_get_dirname (utf8) : g_get_current_dir ();
}

char *
bp_platform_machine_id (void)
{
  wchar_t guid[64];
  DWORD size = sizeof guid;
  g_autofree char *id = NULL;
  g_autofree char *salted = NULL;
  g_autofree char *hash = NULL;
  if (RegGetValueW (HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Cryptography", L"MachineGuid",
                    RRF_RT_REG_SZ | RRF_SUBKEY_WOW6464KEY, NULL, guid, &size)
      == ERROR_SUCCESS)
    id = g_utf16_to_utf8 ((const gunichar2 *) guid, -1, NULL, NULL, NULL);
  salted = g_strconcat ("bpexchange ", id ? id : g_get_host_name (), NULL);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, salted, -1);
  return g_strndup (hash, 32);
}

gboolean
bp_platform_is_network_path (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  wchar_t root[MAX_PATH];
  g_autofree wchar_t *wide = (wchar_t *) g_utf8_to_utf16 (absolute, -1, NULL, NULL, NULL);
  if (wide && (wcsncmp (wide, L"\\\\", 2) == 0 || wcsncmp (wide, L"//", 2) == 0) && wcsncmp (wide, L"\\\\?\\", 4) != 0)
    return TRUE;
  if (!wide || !GetVolumePathNameW (wide, root, G_N_ELEMENTS (root)))
    return FALSE;
  return GetDriveTypeW (root) == DRIVE_REMOTE;
}

/* --- the lock file ------------------------------------------------------------------------------------------------ */

struct _BpFileLock {
  HANDLE handle;
};

static HANDLE
open_shared (const char *path, DWORD access, DWORD creation)
{
  g_autofree wchar_t *wide = (wchar_t *) g_utf8_to_utf16 (path, -1, NULL, NULL, NULL);
  if (!wide)
    return INVALID_HANDLE_VALUE;
  return CreateFileW (wide, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, creation,
                      FILE_ATTRIBUTE_NORMAL, NULL);
}

BpFileLock *
bp_platform_lock_file (const char *path, GError **error)
{
  OVERLAPPED first_byte = { 0 };
  DWORD written;
  BpFileLock *lock;
  HANDLE handle = open_shared (path, GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS);
  if (handle == INVALID_HANDLE_VALUE) {
    g_autofree char *reason = g_win32_error_message ((int) GetLastError ());
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The lock file “%s” cannot be opened: %s"), path, reason);
    return NULL;
  }
  if (!LockFileEx (handle, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &first_byte)) {
    DWORD code = GetLastError ();
    g_autofree char *reason = g_win32_error_message ((int) code);
    CloseHandle (handle);
    if (code == ERROR_LOCK_VIOLATION || code == ERROR_IO_PENDING)
      bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("“%s” is in use by another process."), path);
    else
      bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The file “%s” cannot be locked: %s"), path, reason);
    return NULL;
  }
  /* A byte to try to read: see bp_platform_is_locked (). */
  WriteFile (handle, "1", 1, &written, NULL);
  lock = g_new (BpFileLock, 1);
  lock->handle = handle;
  return lock;
}

void
bp_platform_unlock_file (BpFileLock *lock)
{
  OVERLAPPED first_byte = { 0 };
  if (!lock)
    return;
  UnlockFileEx (lock->handle, 0, 1, 0, &first_byte);
  CloseHandle (lock->handle);
  g_free (lock);
}

/* Locks are mandatory here: reading the locked byte is refused, and asking takes nothing. */
gboolean
bp_platform_is_locked (const char *path)
{
  char byte;
  DWORD n;
  gboolean locked;
  HANDLE handle = open_shared (path, GENERIC_READ, OPEN_EXISTING);
  if (handle == INVALID_HANDLE_VALUE)
    return FALSE;
  locked = !ReadFile (handle, &byte, 1, &n, NULL) && GetLastError () == ERROR_LOCK_VIOLATION;
  CloseHandle (handle);
  return locked;
}

/* --- files, memory, process --------------------------------------------------------------------------------------- */

/* Opened so that others may rename it: rotation must not depend on who is reading. */
int
bp_platform_open_append (const char *path)
{
  HANDLE handle = open_shared (path, FILE_APPEND_DATA | SYNCHRONIZE, OPEN_ALWAYS);
  int fd;
  if (handle == INVALID_HANDLE_VALUE)
    return -1;
  fd = _open_osfhandle ((intptr_t) handle, _O_APPEND | _O_BINARY | _O_NOINHERIT);
  if (fd < 0)
    CloseHandle (handle);
  return fd;
}

/* The data folder's access list, set by the installer, is inherited: there is nothing to narrow per file. */
gboolean
bp_platform_make_private (const char *path, GError **error)
{
  return TRUE;
}

void
bp_platform_disable_core_dumps (void)
{
  SetErrorMode (GetErrorMode () | SEM_NOGPFAULTERRORBOX | SEM_FAILCRITICALERRORS);
}

void
bp_platform_random (guint8 *buffer, gsize length)
{
  /* Fails only for wrong arguments: nothing may go on with guessable secrets. */
  if (BCryptGenRandom (NULL, buffer, (ULONG) length, BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0)
    abort (); /* lint: allowed, see above */
}

void
bp_platform_wipe (gpointer memory, gsize length)
{
  if (memory)
    SecureZeroMemory (memory, length);
}

/* --- stopping ----------------------------------------------------------------------------------------------------- */

static void (*stop_call) (gpointer data);
static gpointer stop_data;

static gboolean
stop_in_main_cb (gpointer unused)
{
  stop_call (stop_data);
  return G_SOURCE_REMOVE;
}

/* On a thread of the system's. Closing the console, logging off and shutting down end the process when this returns:
 * then the main thread is given the time that the system grants anyway. */
static BOOL WINAPI
console_control_cb (DWORD event)
{
  g_main_context_invoke (NULL, stop_in_main_cb, NULL);
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
    Sleep (INFINITE);
  return TRUE;
}

void
bp_platform_on_stop_signal (void (*stop) (gpointer data), gpointer data)
{
  stop_call = stop;
  stop_data = data;
  SetConsoleCtrlHandler (console_control_cb, TRUE);
}

/* --- time zone ---------------------------------------------------------------------------------------------------- */

void
bp_platform_kill_self (void)
{
  for (;;)
    TerminateProcess (GetCurrentProcess (), 99);
}

char *
bp_platform_time_zone (void)
{
  DYNAMIC_TIME_ZONE_INFORMATION zone;
  const char *variable = g_getenv ("TZ");
  char *name = NULL;
  if (variable && strchr (variable, '/'))
    return g_strdup (variable);
  if (GetDynamicTimeZoneInformation (&zone) != TIME_ZONE_ID_INVALID && zone.TimeZoneKeyName[0])
    name = g_utf16_to_utf8 ((const gunichar2 *) zone.TimeZoneKeyName, -1, NULL, NULL, NULL);
  return name ? name : g_strdup ("UTC");
}
