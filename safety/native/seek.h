/* Which phrases may stand in the sentences of a message, and where they would begin.

   The same as `safety/bits.py` says in Python, which is used where this could not be compiled: a
   phrase begins with one of some words, and at each of its distances behind needs one of others.
   First the phrases are left out of which the rarest need stands nowhere in the message. Of those
   of the others the places where they stand are the bits of a row: a phrase may begin where the row
   of its rarest need has a bit at the right distance. Few do, so the rest of what they need is
   looked for word by word.

   Numbers are checked once when a table is made, and those of the words at each call, so that
   nothing outside of the arrays is read. The interpreter's lock is held throughout, and no Python
   code runs between reading the arguments and making the answer; so scratch arrays serve all
   calls. */

#ifndef MOORING_SEEK_H
#define MOORING_SEEK_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

#define FIELDS 8      /* arrays of a table */
#define RANKS 16      /* ranks of phrases */
#define WIDEST 63     /* places of one need, as bits of a row */
#define LIMIT 0xfffff /* words of a message, and so its sentences and places; phrases of a table */

enum { NONE = -1 };

enum { FIRST_FROM, FIRST, NEED_FROM, NEED, STEP_FROM, STEP, WIDTH, RANK };

/* Phrases by their words. */
typedef struct {
    PyObject_HEAD
    Py_buffer held[FIELDS];
    const int32_t *field[FIELDS];
    Py_ssize_t size[FIELDS];
    Py_ssize_t words, phrases, needs;
    int32_t *rare_from, *rare; /* as NEED: those that are the rarest need of some phrase */
    uint64_t *sign;            /* of each need: the bits of its words, see bit_of() */
    int32_t *row_of;           /* of each need: its row for the message at hand, or NONE */
    int32_t *slot_of;          /* of each word: its number among those of the message, or NONE */
    int32_t *left_of;          /* of each phrase: its number among those left for the message, or NONE */
} Table;

/* Numbers, as many as come. */
typedef struct {
    Py_ssize_t count, room;
    uint64_t *items;
} Pile;

/* What is known of a message.

   `known` are the words of all sentences, one behind the other: those of a place from
   `from[at]` to before `from[at + 1]`; a sentence ends before the place `ends[number]`. */
typedef struct {
    Pile known, from, ahead, ends;
    Pile words;                 /* its different words; a word's slot is its number here */
    Pile needs;                 /* the rare needs that stand somewhere in it; a row for each */
    Pile left, step_from, step; /* the phrases of which nothing is missing, and their steps */
    Pile begin_from, begin;     /* by slots: those of them that may begin with the word */
    Py_ssize_t wide;
    const char *wanted; /* of each phrase whether to look for it, or NULL for all */
    uint64_t *bits;     /* a row for each need, `wide` parts each */
    int64_t *when;      /* for which sentence a row was written */
} Said;

/* One bit of 64 for a word. Where a need's sign lacks it, the need lacks the word. */
static inline uint64_t
bit_of(uint64_t word)
{
    return (uint64_t)1 << (word * 0x9e3779b97f4a7c15u >> 58);
}

int grow(Pile *pile);

/* Put a number onto a pile; -1 with an error set if there is no memory. */
static inline int
pile(Pile *pile, uint64_t item)
{
    if (pile->count == pile->room && grow(pile) < 0)
        return -1;
    pile->items[pile->count++] = item;
    return 0;
}

/* said.c: read a message from Python; note what may stand in it; give everything back. */
int said_read(Table *self, PyObject *sentences, Said *said);
int said_note(Table *self, Said *said);
void said_free(Table *self, Said *said);

/* find.c: what may begin where; then the same as a list of each phrase, a sentence, and the
   places there, each once. */
int find(const Table *self, Said *said, Pile *found);
PyObject *answer(const Pile *found);

#endif
