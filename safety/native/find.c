/* Where in the sentences of a message each phrase may begin. */

#include "seek.h"

/* Set the bits of a row from one to another, at most 64 apart. */
static void
set_bits(uint64_t *row, Py_ssize_t first, Py_ssize_t last)
{
    uint64_t from = UINT64_MAX << first % 64, to = UINT64_MAX >> (63 - last % 64);
    if (first / 64 == last / 64)
        row[first / 64] |= from & to;
    else {
        row[first / 64] |= from;
        row[last / 64] |= to;
    }
}

/* The bits at which a need stands; made once for all that ask for it. */
static const uint64_t *
row_of(Said *said, Py_ssize_t need)
{
    if (said->number_of[need] != NONE)
        return said->rows + said->number_of[need] * said->wide;
    uint64_t *row = said->rows + said->rows_made * said->wide;
    said->number_of[need] = said->rows_made++;
    memset(row, 0, said->wide * sizeof(uint64_t));
    for (Py_ssize_t one = part_of(&said->needs, need); one < part_of(&said->needs, need + 1); one++) {
        Py_ssize_t slot = (Py_ssize_t)said->needs.parts.items[one];
        for (Py_ssize_t at = part_of(&said->words, slot); at < part_of(&said->words, slot + 1); at++)
            set_bits(row, (Py_ssize_t)said->words.parts.items[at], (Py_ssize_t)said->words.parts.items[at]);
    }
    return row;
}

/* Whether a row has one of the bits from one to before another, at most 64 of them. */
static int
has_bit(const uint64_t *row, Py_ssize_t wide, Py_ssize_t first, Py_ssize_t past)
{
    Py_ssize_t part = first / 64, off = first % 64, count = past - first;
    if (part >= wide)
        return 0;
    uint64_t bits = row[part] >> off;
    if (off && part + 1 < wide)
        bits |= row[part + 1] << (64 - off);
    return (bits & (UINT64_MAX >> (64 - count))) != 0;
}

/* Whether a word meets a need. */
static int
listed(const Table *self, uint64_t word, int32_t need)
{
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
    return 0;
}

/* Whether one of the words of a need stands from one place to before another. */
static int
meets(const Table *self, const Said *said, int32_t need, Py_ssize_t first, Py_ssize_t past)
{
    uint64_t sign = self->sign[need];
    for (Py_ssize_t at = first; at < past; at++) {
        if (!(sign & said->signs.items[at]))
            continue;
        for (uint64_t one = said->from.items[at]; one < said->from.items[at + 1]; one++)
            if (sign & bit_of(said->known.items[one]) && listed(self, said->known.items[one], need))
                return 1;
    }
    return 0;
}

/* Whether what else a phrase needs stands behind a place, which has a bit, before the end of its
   sentence. Behind the last bit of a sentence as many are empty as any phrase reaches. */
static int
fits(const Table *self, Said *said, int32_t phrase, Py_ssize_t at, Py_ssize_t bit, Py_ssize_t end)
{
    const int32_t *from = self->field[STEP_FROM] + phrase, *step = self->field[STEP];
    for (int32_t each = from[0] + 1; each < from[1]; each++) {
        int32_t need = step[3 * each], low = step[3 * each + 1], past = step[3 * each + 2];
        if (self->has_row[need]) {
            int32_t thing = self->row_of[need];
            if (thing == NONE || !has_bit(row_of(said, thing), said->wide, bit + low, bit + past))
                return 0;
        } else if (at + low >= end || !meets(self, said, need, at + low, at + past < end ? at + past : end))
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
find_at(const Table *self, Said *said, int32_t phrase, Py_ssize_t bit, Pile *found)
{
    uint64_t spot = said->bits.items[bit], sentence = spot >> 32;
    Py_ssize_t at = (Py_ssize_t)(spot & UINT32_MAX);
    Py_ssize_t end = (Py_ssize_t)said->ends.items[sentence - 1];
    Py_ssize_t start = sentence > 1 ? (Py_ssize_t)said->ends.items[sentence - 2] : 0;
    if ((uint64_t)self->field[WIDTH][phrase] < said->ahead.items[at]
        || !fits(self, said, phrase, at, bit, end))
        return 0;
    return pile(found, find_of(self->field[RANK][phrase], sentence, phrase, at - start));
}

/* Note where a phrase may begin, of the places that are marked in a part of a row; unmark them. */
static int
find_marked(const Table *self, Said *said, int32_t phrase, const uint64_t *begin,
            Py_ssize_t part, Pile *found)
{
    uint64_t bits = said->row[part] & begin[part];
    said->row[part] = 0;
    for (; bits; bits &= bits - 1)
        if (find_at(self, said, phrase, 64 * part + __builtin_ctzll(bits), found) < 0)
            return -1;
    return 0;
}

/* Note where a phrase may begin: where it can reach its rarest need, which is marked first. */
static int
find_one(const Table *self, Said *said, const Filed *filed, const uint64_t *begin,
         Pile *found)
{
    const uint64_t *bit = said->spots.items, *past = bit + said->spots.count;
    Py_ssize_t high = filed->low + filed->spread - 1, least = said->wide, most = -1;
    for (; bit < past; bit++) {
        Py_ssize_t last = (Py_ssize_t)*bit - filed->low, first = (Py_ssize_t)*bit - high;
        if (last < 0)
            continue;
        first = first > 0 ? first : 0;
        set_bits(said->row, first, last);
        least = first / 64 < least ? first / 64 : least;
        most = last / 64 > most ? last / 64 : most;
    }
    for (Py_ssize_t part = least; part <= most; part++)
        if (said->row[part] && find_marked(self, said, filed->phrase, begin, part, found) < 0)
            return -1;
    return 0;
}

/* Note where a need stands. */
static int
note_spots(Said *said, Py_ssize_t need)
{
    said->spots.count = 0;
    for (Py_ssize_t one = part_of(&said->needs, need); one < part_of(&said->needs, need + 1); one++) {
        Py_ssize_t slot = (Py_ssize_t)said->needs.parts.items[one];
        for (Py_ssize_t at = part_of(&said->words, slot); at < part_of(&said->words, slot + 1); at++)
            if (pile(&said->spots, said->words.parts.items[at]) < 0)
                return -1;
    }
    return 0;
}

/* Note where a phrase may begin that is filed under a need of the message, if it is asked for. */
static int
find_filed(const Table *self, Said *said, const Asked *asked, Py_ssize_t thing, const Filed *filed,
           Pile *found)
{
    int32_t first = self->row_of[self->field[FIRST][filed->phrase]];
    if (first == NONE || filed->rank < asked->low || filed->rank >= asked->past)
        return 0;
    if (said->spots.count == 0 && note_spots(said, thing) < 0)
        return -1;
    return find_one(self, said, filed, row_of(said, first), found);
}

/* Look for all phrases: under each need of the message. */
static int
find_all(const Table *self, Said *said, const Asked *asked, Pile *found)
{
    for (Py_ssize_t thing = 0; thing < said->needs.things.count; thing++) {
        const int32_t *from = self->filed_from + said->needs.things.items[thing];
        said->spots.count = 0;
        for (int32_t at = from[0]; at < from[1]; at++)
            if (find_filed(self, said, asked, thing, self->filed + at, found) < 0)
                return -1;
    }
    return 0;
}

/* Look for some phrases, one after the other. */
static int
find_some(const Table *self, Said *said, const Asked *asked, Pile *found)
{
    for (Py_ssize_t phrase = asked->first; phrase < asked->last; phrase++) {
        int32_t thing = self->row_of[self->filed_by[phrase]];
        said->spots.count = 0;
        if (thing != NONE
            && find_filed(self, said, asked, thing, self->filed + self->filed_at[phrase], found) < 0)
            return -1;
    }
    return 0;
}

int
find(Table *self, Said *said, const Asked *asked, Pile *found)
{
    Py_ssize_t count = said->needs.things.count;
    const uint64_t *things = said->needs.things.items;
    int all = asked->first == 0 && asked->last == self->phrases;
    for (Py_ssize_t thing = 0; thing < count; thing++)
        self->row_of[things[thing]] = (int32_t)thing;
    int failed = (all ? find_all : find_some)(self, said, asked, found);
    for (Py_ssize_t thing = 0; thing < count; thing++)
        self->row_of[things[thing]] = NONE;
    return failed;
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
