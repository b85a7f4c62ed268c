#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>
struct Wide { alignas(64) char c[100]; };
int main() {
    void *a = malloc(10); void *b = calloc(3, 7); a = realloc(a, 100); void *c = realloc(nullptr, 5);
    free(nullptr); free(b);
    auto *w = new Wide; delete w;
    auto *s = new std::string(50, 'x'); delete s;
    auto *v = new int[20]; delete[] v;
    void *p = nullptr; if (posix_memalign(&p, 64, 200)) return 1; free(p); free(aligned_alloc(32, 96));
    free(realloc(c, 3000)); a = realloc(a, 0); char *d = strdup("hello"); free(d);
    return 0;
}
