/* SPDX-License-Identifier: MIT */
#include "base/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <glib-unix.h>
#include <linux/magic.h>

#include "base/error.h"
#include "base/i18n.h"

/* Not in every version of linux/magic.h. */
#define BP_CIFS_MAGIC 0xff534d42u
#define BP_SMB2_MAGIC 0xfe534d42u
#define BP_CEPH_MAGIC 0x00c36400u

char *
bp_platform_data_dir (void)
{
  return g_build_filename (g_get_user_data_dir (), "bpexchange", NULL);
}

char *
bp_platform_program_dir (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  return program ? g_path_get_dirname (program) : g_get_current_dir ();
}

char *
bp_platform_machine_id (void)
{
  static const char *const files[] = { "/etc/machine-id", "/var/lib/dbus/machine-id" };
  g_autofree char *id = NULL;
  g_autofree char *salted = NULL;
  g_autofree char *hash = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (files) && (!id || !*id); i++) {
    g_clear_pointer (&id, g_free);
    if (g_file_get_contents (files[i], &id, NULL, NULL))
      g_strstrip (id);
  }
  if (!id || !*id) {
    g_free (id);
    id = g_strdup (g_get_host_name ());
  }
  /* machine-id(5): not to be shown outside the machine as it is. */
  salted = g_strconcat ("bpexchange ", id, NULL);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, salted, -1);
  return g_strndup (hash, 32);
}

/* --- network file systems ----------------------------------------------------------------------------------------- */

/* The path itself or the nearest folder above it that exists. */
static char *
existing_part (const char *path)
{
  char *part = g_canonicalize_filename (path, NULL);
  while (access (part, F_OK) != 0 && strcmp (part, "/") != 0) {
    char *parent = g_path_get_dirname (part);
    g_free (part);
    part = parent;
  }
  return part;
}

/* FUSE has one magic number for everything: the mount table knows the type ("fuse.sshfs"). */
static gboolean
is_network_fuse (dev_t device)
{
  static const char *const types[] = {
    "fuse.sshfs", "fuse.rclone", "fuse.s3fs",     "fuse.glusterfs", "fuse.ceph",
    "fuse.davfs", "fuse.davfs2", "fuse.smbnetfs", "fuse.curlftpfs", "fuse.gvfsd-fuse"
  };
  g_autofree char *wanted = g_strdup_printf ("%u:%u", gnu_dev_major (device), gnu_dev_minor (device));
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;
  if (!g_file_get_contents ("/proc/self/mountinfo", &table, NULL, NULL))
    return FALSE;
  lines = g_strsplit (table, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    /* "36 35 98:0 /root /mount options … - type source …" */
    g_auto (GStrv) fields = g_strsplit (lines[i], " ", 4);
    const char *separator = strstr (lines[i], " - ");
    if (!separator || g_strv_length (fields) < 4 || strcmp (fields[2], wanted) != 0)
      continue;
    for (guint t = 0; t < G_N_ELEMENTS (types); t++)
      if (g_str_has_prefix (separator + 3, types[t]) && separator[3 + strlen (types[t])] == ' ')
        return TRUE;
  }
  return FALSE;
}

gboolean
bp_platform_is_network_path (const char *path)
{
  g_autofree char *part = existing_part (path);
  struct statfs file_system;
  struct stat info;
  if (statfs (part, &file_system) != 0)
    return FALSE;
  switch ((guint32) file_system.f_type) {
  case NFS_SUPER_MAGIC:
  case SMB_SUPER_MAGIC:
  case BP_CIFS_MAGIC:
  case BP_SMB2_MAGIC:
  case BP_CEPH_MAGIC:
  case V9FS_MAGIC:
  case AFS_SUPER_MAGIC:
  case CODA_SUPER_MAGIC:
    return TRUE;
  case FUSE_SUPER_MAGIC:
    return stat (part, &info) == 0 && is_network_fuse (info.st_dev);
  default:
    return FALSE;
  }
}

/* --- the lock file ------------------------------------------------------------------------------------------------ */

struct _BpFileLock {
  int fd;
};

/* Locks of the open file description: two handles of one process exclude each other, too, and closing an unrelated
 * handle of the same file does not release it as POSIX locks do. */
static const struct flock whole_file = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

BpFileLock *
bp_platform_lock_file (const char *path, GError **error)
{
  struct flock wanted = whole_file;
  BpFileLock *lock;
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The lock file “%s” cannot be opened: %s"), path,
                  g_strerror (errno));
    return NULL;
  }
  if (fcntl (fd, F_OFD_SETLK, &wanted) != 0) {
    int code = errno;
    close (fd);
    if (code == EAGAIN || code == EACCES)
      bp_set_error (error, BP_ERROR_TEMPORARY, NULL, N_ ("“%s” is in use by another process."), path);
    else
      bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The file “%s” cannot be locked: %s"), path, g_strerror (code));
    return NULL;
  }
  lock = g_new (BpFileLock, 1);
  lock->fd = fd;
  return lock;
}

void
bp_platform_unlock_file (BpFileLock *lock)
{
  struct flock unlock = { .l_type = F_UNLCK, .l_whence = SEEK_SET };
  if (!lock)
    return;
  /* Not left to close (): a forked child may still hold the description open. */
  fcntl (lock->fd, F_OFD_SETLK, &unlock);
  close (lock->fd);
  g_free (lock);
}

gboolean
bp_platform_is_locked (const char *path)
{
  struct flock asked = whole_file;
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean locked;
  if (fd < 0)
    return FALSE;
  locked = fcntl (fd, F_OFD_GETLK, &asked) == 0 && asked.l_type != F_UNLCK;
  close (fd);
  return locked;
}

/* --- files, memory, process --------------------------------------------------------------------------------------- */

int
bp_platform_open_append (const char *path)
{
  return open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
}

gboolean
bp_platform_make_private (const char *path, GError **error)
{
  if (chmod (path, 0600) == 0)
    return TRUE;
  bp_set_error (error, BP_ERROR_LOCAL, NULL, N_ ("The access rights of “%s” cannot be restricted: %s"), path,
                g_strerror (errno));
  return FALSE;
}

void
bp_platform_disable_core_dumps (void)
{
  const struct rlimit none = { 0, 0 };
  setrlimit (RLIMIT_CORE, &none);
  /* The limit does not reach a core_pattern that pipes into a program. */
  prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void
bp_platform_random (guint8 *buffer, gsize length)
{
  while (length > 0) {
    gssize n = getrandom (buffer, length, 0);
    if (n < 0 && errno == EINTR)
      continue;
    /* Only a kernel before 3.17 has no getrandom: nothing may go on with guessable secrets. */
    if (n < 0)
      abort (); /* lint: allowed, see above */
    buffer += n;
    length -= (gsize) n;
  }
}

void
bp_platform_wipe (gpointer memory, gsize length)
{
  if (memory)
    explicit_bzero (memory, length);
}

/* --- signals ------------------------------------------------------------------------------------------------------ */

typedef struct {
  void (*stop) (gpointer data);
  gpointer data;
} StopCall;

static gboolean
stop_signalled_cb (gpointer data)
{
  StopCall *call = data;
  call->stop (call->data);
  return G_SOURCE_CONTINUE;
}

void
bp_platform_on_stop_signal (void (*stop) (gpointer data), gpointer data)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++) {
    struct sigaction before;
    StopCall *call;
    /* nohup (1) and background shells ignore some on purpose. */
    if (sigaction (signals[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN)
      continue;
    call = g_new (StopCall, 1);
    *call = (StopCall){ stop, data };
    g_unix_signal_add_full (G_PRIORITY_DEFAULT, signals[i], stop_signalled_cb, call, g_free);
  }
}

/* --- time zone ---------------------------------------------------------------------------------------------------- */

/* The zone's name, if it is the name or path of one of the system's zone files. */
static char *
zone_name (const char *name)
{
  static const char folder[] = "zoneinfo/";
  const char *in_folder;
  g_autofree char *file = NULL;
  if (*name == ':')
    name++;
  in_folder = strstr (name, folder);
  if (in_folder)
    name = in_folder + strlen (folder);
  file = g_build_filename ("/usr/share/zoneinfo", name, NULL);
  return *name && !strstr (name, "..") && g_file_test (file, G_FILE_TEST_IS_REGULAR) ? g_strdup (name) : NULL;
}

void
bp_platform_kill_self (void)
{
  for (;;)
    kill (getpid (), SIGKILL);
}

char *
bp_platform_time_zone (void)
{
  const char *variable = g_getenv ("TZ");
  g_autofree char *timezone_file = NULL;
  g_autofree char *link = NULL;
  char *name = variable ? zone_name (variable) : NULL;
  if (!name && variable && !*variable)
    return g_strdup ("UTC");
  if (!name && (link = g_file_read_link ("/etc/localtime", NULL)))
    name = zone_name (link);
  if (!name && g_file_get_contents ("/etc/timezone", &timezone_file, NULL, NULL))
    name = zone_name (g_strstrip (timezone_file));
  return name ? name : g_strdup ("UTC");
}
