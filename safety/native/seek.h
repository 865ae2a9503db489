/* Which phrases may stand in the sentences of a message, and where they would begin.

   The same as `safety/bits.py` says in Python, which is used where this could not be compiled: a
   phrase begins with one of some words, and at each of its distances behind needs one of others.
   Where a word stands in the message are the bits of a row. The rows of the words that a phrase may
   begin with, and those of its rarest need moved back by its distance, have a bit in common where
   the phrase may begin. Few do, so the rest of what they need is looked for word by word. The
   phrases are left out of which the rarest need stands nowhere in the message.

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

/* The rarest need of a phrase, and where it may stand behind its beginning: NONE if it has none. */
typedef struct {
    int32_t need;
    int16_t low, spread;
} Rarest;

/* Phrases by their words. */
typedef struct {
    PyObject_HEAD
    Py_buffer held[FIELDS];
    const int32_t *field[FIELDS];
    Py_ssize_t size[FIELDS];
    Py_ssize_t words, phrases, needs;
    Py_ssize_t reach;          /* so many words behind its beginning no phrase needs one */
    Rarest *rarest;            /* of each phrase */
    int32_t *rare_from, *rare; /* as NEED: those that are the rarest need of some phrase */
    uint64_t *sign;            /* of each need: the bits of its words, see bit_of() */
    int32_t *row_of;  /* of each need: its number among the rare ones of the message, or NONE */
    int32_t *slot_of; /* of each word: its number among those of the message, or NONE */
    int32_t *left_of; /* of each phrase: its number among those left for the message, or NONE */
} Table;

/* Numbers, as many as come. */
typedef struct {
    Py_ssize_t count, room;
    uint64_t *items;
} Pile;

/* Things that have words: which of them has which is piled, then grouped. */
typedef struct {
    Pile things, pairs, from, slots;
} Group;

/* What is known of a message.

   `known` are the words of all sentences, one behind the other: those of a place from
   `from[at]` to before `from[at + 1]`; a sentence ends before the place `ends[number]`. Between the
   bits of two sentences are so many that no phrase reaches from the one into the other. */
typedef struct {
    Pile known, from, ahead, ends;
    Pile bits;          /* of each bit of a row the sentence and the place, see spot_of() */
    Pile words;         /* its different words; a word's slot is its number here */
    Group needs;        /* the rare needs that stand somewhere in it, and their slots */
    Group left;         /* the phrases of which nothing is missing; the slots they may begin with */
    Py_ssize_t wide;    /* parts of a row; the last is empty: a look reads two at once */
    uint64_t *rows;     /* a row for each slot, and two to work with */
    const char *wanted; /* of each phrase whether to look for it, or NULL for all */
} Said;

/* A sentence, numbered from 1 on, and a place; 0 stands for none. */
static inline uint64_t
spot_of(Py_ssize_t sentence, Py_ssize_t at)
{
    return (uint64_t)sentence << 32 | (uint64_t)at;
}

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
int find(const Table *self, const Said *said, Pile *found);
PyObject *answer(const Pile *found);

#endif
