/* A driver with one GPU whose memory is the processor's: enough to move arrays and replay copies.
   What it is asked is appended to the file that DRIVER_TRAIL names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long long u64;
struct copy { void *to, *from; size_t size; };
static struct copy graph[64];
static int kept, capturing, drawings;

/* What DRIVER_FAILS names fails: 2 is out of memory, 700 a fault after which nothing works. */
static int failing(const char *name) {
    const char *named = getenv("DRIVER_FAILS");
    return named && !strcmp(named, name) ? (strstr(name, "Alloc") ? 2 : 700) : 0;
}

/* Captured graphs that nobody destroyed. */
int standin_drawings(void) { return drawings; }

static void told(const char *name) {
    const char *place = getenv("DRIVER_TRAIL");
    FILE *file = place ? fopen(place, "a") : 0;
    if (file) { fprintf(file, "%s\n", name); fclose(file); }
}

static int copied(void *to, void *from, size_t size) {
    if (capturing && kept < 64) graph[kept++] = (struct copy){to, from, size};
    else memcpy(to, from, size);
    return 0;
}

int cuInit(unsigned flags) { return flags ? 1 : 0; }
int cuDriverGetVersion(int *version) { *version = 12060; return 0; }
int cuDeviceGetCount(int *count) { *count = 1; return 0; }
int cuDeviceGet(int *device, int index) { *device = 0; return index ? 101 : 0; }
int cuDeviceGetName(char *name, int room, int device) { snprintf(name, room, "Orin"); return device; }
int cuDeviceGetAttribute(int *value, int kind, int device) {
    *value = kind == 16 ? 8 : kind == 18 ? 1 : kind == 75 ? 8 : kind == 76 ? 7 : 0;
    return device;
}
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = 7620ull << 20; return device; }
int cuDevicePrimaryCtxRetain(void **context, int device) { *context = graph; told("retain"); return device; }
int cuDevicePrimaryCtxRelease_v2(int device) { told("release"); return device; }
int cuCtxSetCurrent(void *context) { return context != graph; }
int cuMemGetInfo_v2(size_t *free_, size_t *total) { *free_ = 1ull << 30; *total = 2ull << 30; return 0; }
int cuMemAlloc_v2(u64 *to, size_t size) { told("alloc"); *to = (u64)calloc(1, size); return 0; }
int cuMemFree_v2(u64 at) { told("free"); free((void *)at); return failing("cuMemFree_v2"); }
int cuMemAllocHost_v2(void **to, size_t size) {
    if (failing("cuMemAllocHost_v2")) return failing("cuMemAllocHost_v2");
    *to = calloc(1, size); return 0;
}
int cuMemFreeHost(void *at) { free(at); return 0; }
int cuMemcpyHtoDAsync_v2(u64 to, void *from, size_t size, void *stream) {
    told("up"); (void)stream; return copied((void *)to, from, size);
}
int cuMemcpyDtoHAsync_v2(void *to, u64 from, size_t size, void *stream) {
    told("down"); (void)stream; return copied(to, (void *)from, size);
}
int cuStreamCreate(void **stream, unsigned flags) { *stream = &kept; return flags != 1; }
int cuStreamDestroy_v2(void *stream) { told("destroy"); return stream != &kept; }
int cuStreamSynchronize(void *stream) { return stream != &kept; }
int cuStreamBeginCapture_v2(void *stream, unsigned mode) {
    told("capture"); kept = 0; capturing = 1; return stream != &kept || mode > 2;
}
int cuStreamEndCapture(void *stream, void **drawn) { capturing = 0; drawings++; *drawn = graph; return stream != &kept; }
int cuGraphInstantiateWithFlags(void **ready, void *drawn, u64 flags) {
    *ready = drawn; return flags ? 1 : failing("cuGraphInstantiateWithFlags");
}
int cuGraphLaunch(void *ready, void *stream) {
    told("launch");
    for (int each = 0; each < kept; each++) memcpy(graph[each].to, graph[each].from, graph[each].size);
    return ready != graph || stream != &kept;
}
int cuGraphExecDestroy(void *ready) { return ready != graph; }
int cuGraphDestroy(void *drawn) { drawings--; return drawn != graph; }
int cuGetErrorName(int code, const char **name) { *name = code == 101 ? "CUDA_ERROR_INVALID_DEVICE" : "CUDA_ERROR"; return 0; }
