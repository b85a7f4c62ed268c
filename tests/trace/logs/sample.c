#include <stdlib.h>
#include <string.h>
int main(void) {
    char *a = malloc(10), *b = calloc(3, 7), *c = realloc(0, 5), *d;
    a = realloc(a, 100); free(0); free(b); c = realloc(c, 3000); d = strdup("hello"); free(d); d = malloc(6); free(c); free(a);
    return d == 0;
}
