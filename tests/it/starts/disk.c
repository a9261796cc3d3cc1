/* A disk without room, for a process that this is preloaded into: while there is a file `filler` in the folder
   $PRESSWORK_TEST_DISK, no file in it grows by being written to. Files are made, read, cut and written over as before, as
   on a real one. Sees what goes through the C library: SQLite, Rust's files, dd. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#undef pwrite64 /* A macro in some C libraries. */

#define HERE ((off_t)-1)

static int has_no_room(int file, size_t size, off_t at) {
    const char *disk = getenv("PRESSWORK_TEST_DISK");
    struct stat seen;
    char link[64], path[4096], filler[4096 + 16];

    if (disk == NULL || fstat(file, &seen) != 0 || !S_ISREG(seen.st_mode)) return 0;
    if (at == HERE) at = (fcntl(file, F_GETFL) & O_APPEND) ? seen.st_size : lseek(file, 0, SEEK_CUR);
    if (at + (off_t)size <= seen.st_size) return 0;

    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = '\0';
    size_t prefix = strlen(disk);
    if (strncmp(path, disk, prefix) != 0 || path[prefix] != '/') return 0;
    snprintf(filler, sizeof filler, "%s/filler", disk);
    if (access(filler, F_OK) != 0) return 0;
    errno = ENOSPC;
    return 1;
}

ssize_t write(int file, const void *bytes, size_t size) {
    return has_no_room(file, size, HERE) ? -1 : syscall(SYS_write, file, bytes, size);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
    return has_no_room(file, size, at) ? -1 : syscall(SYS_pwrite64, file, bytes, size, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off_t at) {
    return pwrite(file, bytes, size, at);
}
