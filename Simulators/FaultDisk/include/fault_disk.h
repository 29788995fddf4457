#ifndef VIGIE_FAULT_DISK_H
#define VIGIE_FAULT_DISK_H

/* A disk that breaks on demand, for programs that are started with LD_PRELOAD=libFaultDisk.so. There is nothing to
 * call: the environment says what goes wrong.
 *
 *   FAULTDISK_PATH=<text>      only files whose path has this text in it count; without it nothing happens
 *   FAULTDISK_FSYNC_AFTER=<n>  the n-th fsync or fdatasync of such a file, and every later one, fails with EIO
 *   FAULTDISK_WRITE_AFTER=<n>  the n-th write to such a file, and every later one, fails with ENOSPC
 *   FAULTDISK_ARM=<file>       counting begins when this file exists; without it at once
 *   FAULTDISK_HEAL=<file>      writes succeed again as soon as this file exists
 *
 * A failed fsync stays failed: what a disk did after one is not known, so no healing is offered for it. */

#endif
