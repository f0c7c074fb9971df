/* Preloaded into a program: of the files whose name ends with FSYNC_FILE, the fsync with the number FSYNC_FAILS, counted in
 * each process while FSYNC_ARMED exists, fails with EIO, once. With FSYNC_FORGETS, what the process had written since the
 * one before is gone, as it may be on Linux (wiki.postgresql.org/wiki/Fsync_Errors): it is overwritten with zeros. That is
 * for programs of one process, since another may have kept it by then. With FSYNC_LIES it succeeds all the same. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RANGES 65536

typedef ssize_t (*writer)(int, const void *, size_t, off_t);
typedef int (*syncer)(int);

static struct { off_t begin; size_t length; } ranges[RANGES];
static size_t written;
static long calls;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static int is_ours(int file) {
    const char *suffix = getenv("FSYNC_FILE");
    char link[64], name[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (suffix == NULL || length < (ssize_t)strlen(suffix)) return 0;
    name[length] = 0;
    return strcmp(name + length - strlen(suffix), suffix) == 0;
}

static ssize_t note(const char *real, int file, const void *bytes, size_t length, off_t begin) {
    if (is_ours(file)) {
        pthread_mutex_lock(&mutex);
        if (written == RANGES) abort();
        ranges[written].begin = begin;
        ranges[written++].length = length;
        pthread_mutex_unlock(&mutex);
    }
    return ((writer)dlsym(RTLD_NEXT, real))(file, bytes, length, begin);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t begin) {
    return note("pwrite", file, bytes, length, begin);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off_t begin) {
    return note("pwrite64", file, bytes, length, begin);
}

static int synchronize(const char *real, int file) {
    if (!is_ours(file)) return ((syncer)dlsym(RTLD_NEXT, real))(file);
    pthread_mutex_lock(&mutex);
    int armed = access(getenv("FSYNC_ARMED"), F_OK) == 0;
    int fails = armed && ++calls == atol(getenv("FSYNC_FAILS")) && unlink(getenv("FSYNC_ARMED")) == 0;
    int forgets = fails && getenv("FSYNC_FORGETS") != NULL;
    for (size_t i = 0; forgets && i < written; i++) {
        void *zeros = calloc(1, ranges[i].length);
        ((writer)dlsym(RTLD_NEXT, "pwrite"))(file, zeros, ranges[i].length, ranges[i].begin);
        free(zeros);
    }
    written = 0;
    pthread_mutex_unlock(&mutex);
    if (fails) {
        fprintf(stderr, "fsync %ld fails\n", calls);
        if (getenv("FSYNC_LIES") != NULL) return 0;
        errno = EIO;
        return -1;
    }
    return ((syncer)dlsym(RTLD_NEXT, real))(file);
}

int fsync(int file) { return synchronize("fsync", file); }

int fdatasync(int file) { return synchronize("fdatasync", file); }
