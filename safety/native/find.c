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

/* Make the row of a need: the places at which it stands, a bit each. */
static int
make_row(Table *self, Said *said, int32_t need)
{
    int32_t number = EMPTY;
    for (int32_t each = self->word_from[need]; each < self->word_from[need + 1]; each++) {
        int32_t slot = self->slot_of[self->word[each]];
        if (slot == NONE)
            continue;
        if (number == EMPTY) {
            number = (int32_t)(said->rows.count / said->wide);
            if (zeros(&said->rows, said->wide) < 0)
                return -1;
        }
        uint64_t *row = said->rows.items + number * said->wide;
        for (Py_ssize_t at = part_of(&said->words, slot); at < part_of(&said->words, slot + 1); at++)
            row[said->words.parts.items[at] / 64] |= (uint64_t)1 << said->words.parts.items[at] % 64;
    }
    self->row_of[need] = number;
    return pile(&said->made, row_made(need, number));
}

/* The number of the row of a need; made once for all that ask for it. */
static int32_t
row_of(Table *self, Said *said, int32_t need)
{
    if (self->row_of[need] == NONE && make_row(self, said, need) < 0)
        return FAILED;
    return self->row_of[need];
}

/* Whether a row has one of the bits from one to before another, at most 64 of them. */
static int
has_bit(const Said *said, int32_t number, Py_ssize_t first, Py_ssize_t past)
{
    const uint64_t *row = said->rows.items + number * said->wide;
    Py_ssize_t part = first / 64, off = first % 64, count = past - first;
    uint64_t bits = row[part] >> off;
    if (off + count > 64)
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

/* Whether all that a phrase needs stands behind a place, before the end of its sentence; -1 without
   memory. Its rarest need was found near, but that may be in another sentence. */
static int
fits(Table *self, Said *said, int32_t phrase, Py_ssize_t at, Py_ssize_t end)
{
    const int32_t *from = self->field[STEP_FROM] + phrase, *step = self->field[STEP];
    for (int32_t each = from[0]; each < from[1]; each++) {
        int32_t need = step[3 * each];
        Py_ssize_t first = at + step[3 * each + 1], past = at + step[3 * each + 2];
        if (each == from[0] && past <= end)
            continue; /* it was found there */
        past = past < end ? past : end;
        if (first >= past)
            return 0;
        if (self->word_from[need + 1] - self->word_from[need] >= MANY) {
            int32_t number = row_of(self, said, need);
            if (number == FAILED)
                return -1;
            if (number == EMPTY || !has_bit(said, number, first, past))
                return 0;
        } else if (!meets(self, said, need, first, past))
            return 0;
    }
    return 1;
}

/* Note that a phrase may begin at a place, if it reaches something new and has all that it needs. */
static int
find_at(Table *self, Said *said, const Filed *filed, Py_ssize_t at, Pile *found)
{
    Py_ssize_t sentence = (Py_ssize_t)said->within.items[at], end = (Py_ssize_t)said->ends.items[sentence];
    Py_ssize_t start = sentence ? (Py_ssize_t)said->ends.items[sentence - 1] : 0;
    if ((uint64_t)self->field[WIDTH][filed->phrase] < said->ahead.items[at])
        return 0;
    int fit = fits(self, said, filed->phrase, at, end);
    return fit > 0 ? pile(found, find_of(filed->rank, sentence, filed->phrase, at - start)) : fit;
}

/* Note where a phrase may begin, of the places that are marked in a part of a row; unmark them. */
static int
find_marked(Table *self, Said *said, const Filed *filed, int32_t number, Py_ssize_t part, Pile *found)
{
    uint64_t bits = said->row[part] & said->rows.items[number * said->wide + part];
    said->row[part] = 0;
    for (; bits; bits &= bits - 1)
        if (find_at(self, said, filed, 64 * part + __builtin_ctzll(bits), found) < 0)
            return -1;
    return 0;
}

/* Note where a phrase may begin: where it can reach its rarest need, which is marked first. */
static int
find_one(Table *self, Said *said, const Filed *filed, Pile *found)
{
    const uint64_t *bit = said->spots.items, *past = bit + said->spots.count;
    Py_ssize_t high = filed->low + filed->spread - 1, least = said->wide, most = -1;
    int32_t number = row_of(self, said, filed->first);
    if (number < 0)
        return number == EMPTY ? 0 : -1;
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
        if (said->row[part] && find_marked(self, said, filed, number, part, found) < 0)
            return -1;
    return 0;
}

/* Note where a word stands. */
static int
note_spots(Said *said, Py_ssize_t slot)
{
    for (Py_ssize_t at = part_of(&said->words, slot); at < part_of(&said->words, slot + 1); at++)
        if (pile(&said->spots, said->words.parts.items[at]) < 0)
            return -1;
    return 0;
}

/* Note where a need stands that has a row. */
static int
note_row(Said *said, int32_t number)
{
    said->spots.count = 0;
    for (Py_ssize_t part = 0; part < said->wide; part++)
        for (uint64_t bits = said->rows.items[number * said->wide + part]; bits; bits &= bits - 1)
            if (pile(&said->spots, (uint64_t)(64 * part + __builtin_ctzll(bits))) < 0)
                return -1;
    return 0;
}

/* Whether phrases of a rank are looked for. */
static int
wanted(const Asked *asked, const Filed *filed)
{
    return (int)(asked->ranks >> filed->rank & 1);
}

/* Look for the phrases that are filed under a need of the message. */
static int
find_under(Table *self, Said *said, Py_ssize_t thing, const Asked *asked, Pile *found)
{
    const int32_t *from = self->filed_from + said->under.things.items[thing];
    said->spots.count = 0;
    for (const Filed *filed = self->filed + from[0], *past = self->filed + from[1]; filed < past; filed++) {
        if (!wanted(asked, filed))
            continue;
        if (said->spots.count == 0)
            for (Py_ssize_t each = part_of(&said->under, thing); each < part_of(&said->under, thing + 1); each++)
                if (note_spots(said, (Py_ssize_t)said->under.parts.items[each]) < 0)
                    return -1;
        if (find_one(self, said, filed, found) < 0)
            return -1;
    }
    return 0;
}

/* Look for all phrases: under each need of the message. */
static int
find_all(Table *self, Said *said, const Asked *asked, Pile *found)
{
    if (!said->has_under && said_under(self, said) < 0)
        return -1;
    for (Py_ssize_t thing = 0; thing < said->under.things.count; thing++)
        if (find_under(self, said, thing, asked, found) < 0)
            return -1;
    return 0;
}

/* Look for some phrases, one after the other. */
static int
find_some(Table *self, Said *said, const Asked *asked, Pile *found)
{
    for (Py_ssize_t phrase = asked->first; phrase < asked->last; phrase++) {
        int32_t need = self->filed_by[phrase];
        const Filed *filed = self->filed + self->filed_at[phrase];
        if (!wanted(asked, filed))
            continue;
        int32_t number = row_of(self, said, need);
        if (number == FAILED)
            return -1;
        if (number != EMPTY
            && (note_row(said, number) < 0 || find_one(self, said, filed, found) < 0))
            return -1;
    }
    return 0;
}

int
find(Table *self, Said *said, const Asked *asked, Pile *found)
{
    int all = asked->first == 0 && asked->last == self->phrases;
    said_show(self, said);
    return (all ? find_all : find_some)(self, said, asked, found);
}
