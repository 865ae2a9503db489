/* Where in the sentences of a message each phrase may begin. */

#include "seek.h"

/* A sentence: its number, from 1 on, the place of its first word and that behind its last. */
typedef struct {
    int64_t number;
    Py_ssize_t start, end;
} Stretch;

/* Write the places of a sentence into the rows. */
static void
write_rows(const Table *self, Said *said, const Stretch *here)
{
    for (Py_ssize_t at = here->start; at < here->end; at++)
        for (uint64_t one = said->from.items[at]; one < said->from.items[at + 1]; one++) {
            uint64_t word = said->known.items[one];
            for (int32_t each = self->rare_from[word]; each < self->rare_from[word + 1]; each++) {
                int32_t row = self->row_of[self->rare[each]];
                uint64_t *bits = said->bits + row * said->wide;
                if (said->when[row] != here->number) {
                    said->when[row] = here->number;
                    memset(bits, 0, said->wide * sizeof(uint64_t));
                }
                bits[(at - here->start) / 64] |= (uint64_t)1 << ((at - here->start) % 64);
            }
        }
}

/* Whether a row has a bit from one place on, among so many. */
static int
stands(const Said *said, uint64_t row, Py_ssize_t first, uint64_t places)
{
    const uint64_t *bits = said->bits + row * said->wide + first / 64;
    int off = (int)(first % 64);
    uint64_t here = bits[0] >> off;
    if (off)
        here |= bits[1] << (64 - off);
    return (here & (((uint64_t)1 << places) - 1)) != 0;
}

/* Whether one of the words of a need stands from one place to before another. */
static int
meets(const Table *self, const Said *said, int32_t need, Py_ssize_t first, Py_ssize_t past)
{
    uint64_t sign = self->sign[need];
    for (uint64_t one = said->from.items[first]; one < said->from.items[past]; one++) {
        uint64_t word = said->known.items[one];
        if (!(sign & bit_of(word)))
            continue;
        const int32_t *low = self->field[NEED] + self->field[NEED_FROM][word];
        const int32_t *high = self->field[NEED] + self->field[NEED_FROM][word + 1];
        while (low < high) {
            const int32_t *middle = low + (high - low) / 2;
            if (*middle == need)
                return 1;
            if (*middle < need)
                low = middle + 1;
            else
                high = middle;
        }
    }
    return 0;
}

/* Whether all that a phrase needs stands behind a place of a sentence. */
static int
fits(const Table *self, const Said *said, const Stretch *here, uint64_t left, Py_ssize_t at)
{
    const uint64_t *from = said->step_from.items + left;
    for (uint64_t each = from[0]; each < from[1]; each++) {
        uint64_t step = said->step.items[each];
        Py_ssize_t first = at + (Py_ssize_t)(step >> 8 & 0xff);
        Py_ssize_t past = first + (Py_ssize_t)(step & 0xff);
        if (first >= here->end)
            return 0;
        if (past > here->end)
            past = here->end;
        if (each == from[0]) {
            uint64_t row = step >> 16;
            if (said->when[row] != here->number
                || !stands(said, row, first - here->start, step & 0xff))
                return 0;
        }
        else if (!meets(self, said, (int32_t)(step >> 16), first, past))
            return 0;
    }
    return 1;
}

/* A find as one number, so that sorting brings them in order: rank, sentence, phrase, place. */
static uint64_t
find_of(int32_t rank, int64_t sentence, uint64_t phrase, Py_ssize_t at)
{
    return (uint64_t)rank << 60 | (uint64_t)(sentence - 1) << 40 | phrase << 20 | (uint64_t)at;
}

/* The phrases that may begin at a place of a sentence. */
static int
find_at(const Table *self, const Said *said, const Stretch *here, Py_ssize_t at, Pile *found)
{
    for (uint64_t one = said->from.items[at]; one < said->from.items[at + 1]; one++) {
        int32_t slot = self->slot_of[said->known.items[one]];
        uint64_t last = said->begin_from.items[slot + 1];
        for (uint64_t each = said->begin_from.items[slot]; each < last; each++) {
            uint64_t left = said->begin.items[each], phrase = said->left.items[left];
            if ((uint64_t)self->field[WIDTH][phrase] >= said->ahead.items[at]
                && fits(self, said, here, left, at)
                && pile(found, find_of(self->field[RANK][phrase], here->number, phrase,
                                       at - here->start)) < 0)
                return -1;
        }
    }
    return 0;
}

int
find(const Table *self, Said *said, Pile *found)
{
    Stretch here = {1, 0, 0};
    for (; here.number <= said->ends.count; here.number++) {
        here.end = (Py_ssize_t)said->ends.items[here.number - 1];
        write_rows(self, said, &here);
        for (Py_ssize_t at = here.start; at < here.end; at++)
            if (find_at(self, said, &here, at, found) < 0)
                return -1;
        here.start = here.end;
    }
    return 0;
}

static int
order(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

PyObject *
answer(const Pile *found)
{
    PyObject *every = PyList_New(0), *places = NULL;
    if (every == NULL)
        return NULL;
    if (found->count)
        qsort(found->items, (size_t)found->count, sizeof(uint64_t), order);
    for (Py_ssize_t at = 0; at < found->count; at++) {
        uint64_t item = found->items[at], before = at ? found->items[at - 1] : 0;
        if (at && item == before)
            continue;
        if (at == 0 || item >> 20 != before >> 20) {
            places = PyList_New(0);
            PyObject *one = places ? Py_BuildValue("(KKN)", item >> 20 & LIMIT, item >> 40 & LIMIT,
                                                   places)
                                   : NULL;
            int failed = one == NULL || PyList_Append(every, one) < 0;
            Py_XDECREF(one); /* the list holds it, and it the places */
            if (failed)
                goto failed;
        }
        PyObject *place = PyLong_FromUnsignedLongLong(item & LIMIT);
        int failed = place == NULL || PyList_Append(places, place) < 0;
        Py_XDECREF(place);
        if (failed)
            goto failed;
    }
    return every;
failed:
    Py_DECREF(every);
    return NULL;
}
