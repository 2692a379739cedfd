/* Hyperscan beside the filter: a file of literals, one a line, and a log in; on one line out: the
 * version, and the seconds of building, the seconds of one scan of the log in memory by one
 * thread, and the number of matches. Built with: cc -O2 peer.c -lhs */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static char *contents(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END)) return perror(path), exit(1), NULL;
    *size = ftell(file);
    rewind(file);
    char *bytes = malloc(*size + 1);
    if (!bytes || fread(bytes, 1, *size, file) != *size) return perror(path), exit(1), NULL;
    fclose(file);
    bytes[*size] = 0;
    return bytes;
}

static int found(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                 void *count) {
    (void)id, (void)from, (void)to, (void)flags;
    ++*(unsigned long long *)count;
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 3) return fputs("usage: peer LITERALS LOG\n", stderr), 2;
    size_t list_size, size, count = 0, at = 0;
    char *list = contents(argv[1], &list_size), *log = contents(argv[2], &size);
    for (size_t i = 0; i < list_size; i++) count += list[i] == '\n';
    const char **texts = malloc(count * sizeof *texts);
    size_t *sizes = malloc(count * sizeof *sizes);
    unsigned *ids = malloc(count * sizeof *ids), *flags = calloc(count, sizeof *flags);
    for (char *line = strtok(list, "\n"); line && at < count; line = strtok(NULL, "\n"), at++)
        texts[at] = line, sizes[at] = strlen(line), ids[at] = at;

    double start = now();
    hs_database_t *database;
    hs_compile_error_t *error;
    if (hs_compile_lit_multi(texts, flags, ids, sizes, at, HS_MODE_BLOCK, NULL, &database, &error))
        return fprintf(stderr, "%s\n", error->message), 1;
    hs_scratch_t *scratch = NULL;
    if (hs_alloc_scratch(database, &scratch)) return fputs("no scratch\n", stderr), 1;
    double built = now();
    unsigned long long matches = 0;
    /* One block is at most 4 GiB long; a log of the benchmarks is shorter, or it is cut. */
    for (size_t from = 0; from < size; from += 1u << 31) {
        size_t length = size - from < 1u << 31 ? size - from : 1u << 31;
        if (hs_scan(database, log + from, length, 0, scratch, found, &matches))
            return fputs("the scan failed\n", stderr), 1;
    }
    printf("Hyperscan %s\t%.6f\t%.6f\t%llu\n", hs_version(), built - start, now() - built, matches);
    return 0;
}
