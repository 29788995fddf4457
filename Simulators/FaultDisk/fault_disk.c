/* Stands between a program and the C library for the few calls that a database's durability hangs on. */
#define _GNU_SOURCE

#include "fault_disk.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef ssize_t (*write_call)(int, const void *, size_t);
typedef ssize_t (*pwrite_call)(int, const void *, size_t, off_t);
typedef ssize_t (*pwrite64_call)(int, const void *, size_t, off64_t);
typedef int (*sync_call)(int);

static atomic_long writes;
static atomic_long syncs;

/* The next definition of a function: the C library's own. */
static void *next(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL) abort();
    return found;
}

static int exists(const char *variable) {
    const char *path = getenv(variable);
    return path != NULL && access(path, F_OK) == 0;
}

/* Whether the descriptor's file is one that counts, and counting has begun. The kernel knows the path of a
 * descriptor; that costs a call, and needs no table that follows open, dup and close. */
static int counts(int descriptor) {
    const char *part = getenv("FAULTDISK_PATH");
    if (part == NULL || *part == '\0') return 0;
    char link[64];
    char path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = '\0';
    if (strstr(path, part) == NULL) return 0;
    return getenv("FAULTDISK_ARM") == NULL || exists("FAULTDISK_ARM");
}

/* Counts one more call; whether it is the one that the variable names, or a later one. */
static int is_due(const char *variable, atomic_long *counter) {
    const char *text = getenv(variable);
    if (text == NULL) return 0;
    long limit = strtol(text, NULL, 10);
    return limit > 0 && atomic_fetch_add(counter, 1) + 1 >= limit;
}

/* Looking at the file must not change what the caller reads from errno. */
static int write_fails(int descriptor) {
    int before = errno;
    int fails = getenv("FAULTDISK_WRITE_AFTER") != NULL && counts(descriptor) && !exists("FAULTDISK_HEAL")
        && is_due("FAULTDISK_WRITE_AFTER", &writes);
    errno = fails ? ENOSPC : before;
    return fails;
}

static int sync_fails(int descriptor) {
    int before = errno;
    int fails = getenv("FAULTDISK_FSYNC_AFTER") != NULL && counts(descriptor)
        && is_due("FAULTDISK_FSYNC_AFTER", &syncs);
    errno = fails ? EIO : before;
    return fails;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    static write_call real;
    if (real == NULL) real = (write_call)next("write");
    return write_fails(descriptor) ? -1 : real(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    static pwrite_call real;
    if (real == NULL) real = (pwrite_call)next("pwrite");
    return write_fails(descriptor) ? -1 : real(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    static pwrite64_call real;
    if (real == NULL) real = (pwrite64_call)next("pwrite64");
    return write_fails(descriptor) ? -1 : real(descriptor, bytes, count, offset);
}

int fsync(int descriptor) {
    static sync_call real;
    if (real == NULL) real = (sync_call)next("fsync");
    return sync_fails(descriptor) ? -1 : real(descriptor);
}

int fdatasync(int descriptor) {
    static sync_call real;
    if (real == NULL) real = (sync_call)next("fdatasync");
    return sync_fails(descriptor) ? -1 : real(descriptor);
}
