/* Where in the sentences of a message each phrase may begin. */

#include "seek.h"

/* Move the bits of a row back, so that each stands where one stood so many places behind it. */
static void
move_back(uint64_t *row, Py_ssize_t wide, int places)
{
    Py_ssize_t whole = places / 64;
    int off = places % 64;
    for (Py_ssize_t at = 0; at + 1 < wide; at++) {
        uint64_t here = at + whole < wide ? row[at + whole] : 0;
        uint64_t next = at + whole + 1 < wide ? row[at + whole + 1] : 0;
        row[at] = off ? here >> off | next << (64 - off) : here;
    }
}

/* Add to the bits of a row those that stand so many places behind them. */
static void
add_behind(uint64_t *row, Py_ssize_t wide, int places)
{
    for (Py_ssize_t at = 0; at + 1 < wide; at++)
        row[at] |= row[at] >> places | row[at + 1] << (64 - places);
}

/* The places of one of some words: of those that a thing of a group has. */
static void
places_of(const Said *said, const Group *group, Py_ssize_t thing, uint64_t *row)
{
    const uint64_t *from = group->from.items + thing, *slots = group->slots.items;
    Py_ssize_t wide = said->wide;
    memcpy(row, said->rows + slots[from[0]] * wide, wide * sizeof(uint64_t));
    for (uint64_t one = from[0] + 1; one < from[1]; one++) {
        const uint64_t *more = said->rows + slots[one] * wide;
        for (Py_ssize_t at = 0; at < wide; at++)
            row[at] |= more[at];
    }
}

/* The places behind which, as far as a phrase has it, stands what it needs most rarely. */
static void
places_before(const Table *self, const Said *said, const Rarest *rarest, uint64_t *row)
{
    places_of(said, &said->needs, self->row_of[rarest->need], row);
    if (rarest->low)
        move_back(row, said->wide, rarest->low);
    for (int done = 1, more; done < rarest->spread; done += more) {
        more = done < rarest->spread - done ? done : rarest->spread - done;
        add_behind(row, said->wide, more);
    }
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

/* Whether what else a phrase needs stands behind a place, before the end of its sentence. */
static int
fits(const Table *self, const Said *said, int32_t phrase, Py_ssize_t at, Py_ssize_t end)
{
    const int32_t *from = self->field[STEP_FROM] + phrase, *step = self->field[STEP];
    for (int32_t each = from[0] + 1; each < from[1]; each++) {
        Py_ssize_t first = at + step[3 * each + 1], past = at + step[3 * each + 2];
        if (first >= end || !meets(self, said, step[3 * each], first, past < end ? past : end))
            return 0;
    }
    return 1;
}

/* A find as one number, so that sorting brings them in order: rank, sentence, phrase, place. */
static uint64_t
find_of(int32_t rank, uint64_t sentence, int32_t phrase, Py_ssize_t at)
{
    return (uint64_t)rank << 60 | (sentence - 1) << 40 | (uint64_t)phrase << 20 | (uint64_t)at;
}

/* Note that a phrase may begin at a bit, if it reaches something new and has all that it needs. */
static int
find_at(const Table *self, const Said *said, int32_t phrase, Py_ssize_t bit, Pile *found)
{
    uint64_t spot = said->bits.items[bit], sentence = spot >> 32;
    Py_ssize_t at = (Py_ssize_t)(spot & UINT32_MAX);
    Py_ssize_t end = (Py_ssize_t)said->ends.items[sentence - 1];
    Py_ssize_t start = sentence > 1 ? (Py_ssize_t)said->ends.items[sentence - 2] : 0;
    if ((uint64_t)self->field[WIDTH][phrase] < said->ahead.items[at]
        || !fits(self, said, phrase, at, end))
        return 0;
    return pile(found, find_of(self->field[RANK][phrase], sentence, phrase, at - start));
}

int
find(const Table *self, const Said *said, Pile *found)
{
    uint64_t *first = said->rows + said->words.count * said->wide, *need = first + said->wide;
    for (Py_ssize_t left = 0; left < said->left.things.count; left++) {
        int32_t phrase = (int32_t)said->left.things.items[left];
        const Rarest *rarest = self->rarest + phrase;
        places_of(said, &said->left, left, first);
        if (rarest->need != NONE) {
            places_before(self, said, rarest, need);
            for (Py_ssize_t at = 0; at < said->wide; at++)
                first[at] &= need[at];
        }
        for (Py_ssize_t part = 0; part < said->wide; part++)
            for (uint64_t bits = first[part]; bits; bits &= bits - 1)
                if (find_at(self, said, phrase, 64 * part + __builtin_ctzll(bits), found) < 0)
                    return -1;
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
        uint64_t item = found->items[at];
        if (at == 0 || item >> 20 != found->items[at - 1] >> 20) {
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
