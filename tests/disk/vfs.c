/* SPDX-License-Identifier: MIT */
/* A disk that fails at the n-th call: a library to be preloaded into a program that uses the shared SQLite. It stands between SQLite
 * and the operating system and answers one of its calls, and some after it, with an error. By environment:
 *
 *   BP_DISK_FAIL=KIND   ioerr: reads, writes, syncs … fail · full: writes fail · busy: locks are not to be had
 *   BP_DISK_AT=N        the N-th call of those that KIND concerns; 0: none, they are only counted
 *   BP_DISK_ON=N        and the N calls after it
 *   BP_DISK_COUNT=FILE  the number of such calls is written there when the program ends
 *   BP_DISK_PROTECT=FILE  as long as FILE exists nothing can be written: somebody took the right to write away
 */
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum { KIND_NONE, KIND_IOERR, KIND_FULL, KIND_BUSY } Kind;

typedef struct {
  sqlite3_file base;
  sqlite3_file *real; /* right behind */
} File;

static Kind kind;
static long fail_at;
static long goes_on;
static const char *count_file;
static const char *protect_file;
static atomic_long calls;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs shim;

/* Whether this call is to fail; counts it if the kind concerns it. */
static int
fails (Kind concerned)
{
  long number;
  if (concerned != kind)
    return 0;
  number = atomic_fetch_add (&calls, 1) + 1;
  return fail_at > 0 && number >= fail_at && number <= fail_at + goes_on;
}

#define REAL(file) (((File *) (file))->real)
#define PASS(file, method, ...) REAL (file)->pMethods->method (REAL (file), __VA_ARGS__)

static int
file_close (sqlite3_file *file)
{
  return REAL (file)->pMethods->xClose (REAL (file));
}

static int
file_read (sqlite3_file *file, void *to, int amount, sqlite3_int64 offset)
{
  return fails (KIND_IOERR) ? SQLITE_IOERR_READ : PASS (file, xRead, to, amount, offset);
}

static int
file_write (sqlite3_file *file, const void *from, int amount, sqlite3_int64 offset)
{
  if (fails (KIND_IOERR))
    return SQLITE_IOERR_WRITE;
  if (protect_file && access (protect_file, F_OK) == 0)
    return SQLITE_READONLY;
  if (!fails (KIND_FULL))
    return PASS (file, xWrite, from, amount, offset);
  /* A disk gets full in the middle of a write. */
  PASS (file, xWrite, from, amount / 2, offset);
  return SQLITE_FULL;
}

static int
file_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return fails (KIND_IOERR) ? SQLITE_IOERR_TRUNCATE : PASS (file, xTruncate, size);
}

static int
file_sync (sqlite3_file *file, int flags)
{
  return fails (KIND_IOERR) ? SQLITE_IOERR_FSYNC : PASS (file, xSync, flags);
}

static int
file_size (sqlite3_file *file, sqlite3_int64 *ret_size)
{
  return fails (KIND_IOERR) ? SQLITE_IOERR_FSTAT : PASS (file, xFileSize, ret_size);
}

static int
file_lock (sqlite3_file *file, int lock)
{
  return fails (KIND_BUSY) ? SQLITE_BUSY : PASS (file, xLock, lock);
}

static int
file_unlock (sqlite3_file *file, int lock)
{
  return PASS (file, xUnlock, lock);
}

static int
file_check_reserved (sqlite3_file *file, int *ret_reserved)
{
  return PASS (file, xCheckReservedLock, ret_reserved);
}

static int
file_control (sqlite3_file *file, int operation, void *argument)
{
  return PASS (file, xFileControl, operation, argument);
}

static int
file_sector_size (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
file_characteristics (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
file_shm_map (sqlite3_file *file, int region, int size, int extend, void volatile **ret_memory)
{
  return fails (KIND_IOERR) ? SQLITE_IOERR_SHMMAP : PASS (file, xShmMap, region, size, extend, ret_memory);
}

static int
file_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  if ((flags & SQLITE_SHM_LOCK) && fails (KIND_BUSY))
    return SQLITE_BUSY;
  return PASS (file, xShmLock, offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
file_shm_unmap (sqlite3_file *file, int delete)
{
  return PASS (file, xShmUnmap, delete);
}

/* Version 2: shared memory, which WAL needs, and no memory mapping, past which nothing could fail. */
static const sqlite3_io_methods methods = { 2,
                                            file_close,
                                            file_read,
                                            file_write,
                                            file_truncate,
                                            file_sync,
                                            file_size,
                                            file_lock,
                                            file_unlock,
                                            file_check_reserved,
                                            file_control,
                                            file_sector_size,
                                            file_characteristics,
                                            file_shm_map,
                                            file_shm_lock,
                                            file_shm_barrier,
                                            file_shm_unmap,
                                            NULL,
                                            NULL };

static int
shim_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
  File *self = (File *) file;
  int code;
  self->base.pMethods = NULL;
  self->real = (sqlite3_file *) (self + 1);
  if (fails (KIND_IOERR))
    return SQLITE_CANTOPEN;
  code = real_vfs->xOpen (real_vfs, name, self->real, flags, ret_flags);
  if (self->real->pMethods)
    self->base.pMethods = &methods;
  return code;
}

static void
write_count (void)
{
  FILE *file = count_file ? fopen (count_file, "w") : NULL;
  if (!file)
    return;
  fprintf (file, "%ld\n", atomic_load (&calls));
  fclose (file);
}

static Kind
kind_of (const char *name)
{
  if (strcmp (name, "ioerr") == 0)
    return KIND_IOERR;
  if (strcmp (name, "full") == 0)
    return KIND_FULL;
  return strcmp (name, "busy") == 0 ? KIND_BUSY : KIND_NONE;
}

static long
number_of (const char *name)
{
  const char *text = getenv (name);
  return text ? strtol (text, NULL, 10) : 0;
}

/* What the program calls first; SQLite finds its own default only then. */
int
sqlite3_open_v2 (const char *path, sqlite3 **ret_db, int flags, const char *vfs)
{
  static int (*real_open) (const char *, sqlite3 **, int, const char *);
  if (!real_open) {
    *(void **) &real_open = dlsym (RTLD_NEXT, "sqlite3_open_v2");
    sqlite3_initialize ();
    real_vfs = sqlite3_vfs_find (NULL);
    shim = *real_vfs;
    shim.zName = "bp-disk";
    shim.szOsFile = (int) sizeof (File) + real_vfs->szOsFile;
    shim.xOpen = shim_open;
    sqlite3_vfs_register (&shim, 1);
  }
  return real_open (path, ret_db, flags, vfs);
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *name = getenv ("BP_DISK_FAIL");
  kind = name ? kind_of (name) : KIND_NONE;
  fail_at = number_of ("BP_DISK_AT");
  goes_on = number_of ("BP_DISK_ON");
  protect_file = getenv ("BP_DISK_PROTECT");
  count_file = getenv ("BP_DISK_COUNT");
  atexit (write_count);
}
