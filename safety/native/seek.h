/* Which phrases may stand in the sentences of a message, and where they would begin.

   The same as `safety/bits.py` says in Python, which is used where this could not be compiled: a
   phrase begins with one of some words, and at each of its distances behind needs one of others.
   Phrases are filed under the rarest of their needs, so that only those are looked at of which it
   stands somewhere. Where their beginnings stand are the bits of a row, made once for all phrases
   that begin alike. A phrase may begin at those from which it reaches its rarest need. Few are
   left, so the rest of what it needs is looked for word by word. What a message tells of a need is
   worked out when it is first asked for.

   Numbers are checked once when a table is made, and those of the words at each call, so that
   nothing outside of the arrays is read. The interpreter's lock is held throughout, and no Python
   code runs between reading the arguments and making the answer; so scratch arrays serve all
   calls. */

#ifndef MOORING_SEEK_H
#define MOORING_SEEK_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>

#define FIELDS 7      /* arrays of a table */
#define RANKS 64      /* ranks of phrases, a bit each where there are several */
#define MANY 24       /* a need of so many words is looked up by rows of bits */
#define WIDEST 63     /* places of one need, as bits of a row */
#define LIMIT 0xfffff /* words of a message, and so its places; phrases of a table */
#define SENTENCES 0x3ffff /* sentences of a message */

/* NONE: no number; EMPTY: no row, since the need stands nowhere; FAILED: no memory, error set. */
enum { NONE = -1, EMPTY = -2, FAILED = -3 };

/* NEED_FROM and NEED: the needs that each word meets; FIRST: the need that a phrase begins with. */
enum { NEED_FROM, NEED, FIRST, STEP_FROM, STEP, WIDTH, RANK };

/* A phrase under its rarest need: the need that it begins with, its rank, and where the rarest one
   may stand behind its beginning. */
typedef struct {
    int32_t phrase, first;
    int8_t rank, low, spread;
} Filed;

struct Said;

/* Phrases by their words. */
typedef struct {
    PyObject_HEAD
    Py_buffer held[FIELDS];
    const int32_t *field[FIELDS];
    Py_ssize_t size[FIELDS];
    Py_ssize_t words, phrases, needs;
    int32_t *filed_from;       /* of each need where its phrases begin in `filed` */
    Filed *filed;              /* those of a need side by side */
    int32_t *filed_at;         /* of each phrase where it stands there */
    int32_t *filed_by;         /* of each phrase its rarest need */
    int32_t *word_from, *word; /* the words that meet each need */
    uint64_t *sign;            /* of each need: the bits of its words, see bit_of() */
    int32_t *under_from, *under; /* as NEED: the needs that phrases are filed under */
    int32_t *thing_of;         /* of each need: its number among those of a message that is noted, or NONE */
    struct Said *shown;        /* the message at hand, or NULL */
    int32_t *row_of;           /* of each need: its row in that message, EMPTY, or not asked for: NONE */
    int32_t *slot_of;          /* of each word: its number among those of the message, or NONE */
} Table;

/* Numbers, as many as come. */
typedef struct {
    Py_ssize_t count, room;
    uint64_t *items;
} Pile;

/* Things and parts of them: which of them has which is piled, then those of each are grouped. */
typedef struct {
    Pile things, pairs, from, parts;
} Group;

/* What is known of a message.

   `known` are the words of all sentences, one behind the other: those of a place from
   `from[at]` to before `from[at + 1]`; a sentence ends before the place `ends[number]`. */
typedef struct Said {
    Pile known, from, ahead, ends;
    Pile signs;         /* of each place the bits of its words, see bit_of() */
    Pile within;        /* of each place its sentence */
    Group words;        /* its different words, and the places at which each stands */
    Group under;        /* the needs that phrases are filed under, and the numbers of their words */
    int has_under;      /* whether they were noted */
    Pile spots;         /* the places at which the need at hand stands */
    Py_ssize_t wide;    /* parts of a row, which has a bit for each place */
    uint64_t *row;      /* a row to work with, empty between two phrases */
    Pile rows;          /* the rows of needs that were asked for */
    Pile made;          /* these needs, and the numbers of their rows, see row_made() */
} Said;

/* A need and its row, in one number. */
static inline uint64_t
row_made(int32_t need, int32_t row)
{
    return (uint64_t)need << 32 | (uint32_t)row;
}

/* A find as one number, so that sorting brings them in order: rank, sentence, phrase, place. */
static inline uint64_t
find_of(int32_t rank, Py_ssize_t sentence, int32_t phrase, Py_ssize_t at)
{
    return (uint64_t)rank << 58 | (uint64_t)sentence << 40 | (uint64_t)phrase << 20 | (uint64_t)at;
}

/* What to look for: phrases of some ranks, a bit each, from one to before another. */
typedef struct {
    unsigned long long ranks;
    Py_ssize_t first, last;
} Asked;

/* One bit of 64 for a word. Where a need's sign lacks it, the need lacks the word. */
static inline uint64_t
bit_of(uint64_t word)
{
    return (uint64_t)1 << (word * 0x9e3779b97f4a7c15u >> 58);
}

/* Where the parts of a thing begin; they end where those of the next one begin. */
static inline Py_ssize_t
part_of(const Group *group, Py_ssize_t thing)
{
    return (Py_ssize_t)group->from.items[thing];
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

/* Put so many zeros onto a pile; -1 with an error set if there is no memory. */
int zeros(Pile *pile, Py_ssize_t count);

/* said.c: read a message from Python, note what stands in it, and have it at hand; have it at hand
   again after another one was; give everything back. */
int said_read(Table *self, PyObject *sentences, Said *said);
int said_note(Table *self, Said *said);
int said_under(Table *self, Said *said);
void said_show(Table *self, Said *said);
void said_free(Table *self, Said *said);

/* find.c: what may begin where, see find_of(). */
int find(Table *self, Said *said, const Asked *asked, Pile *found);

/* look.c: a message noted once, to be looked through for these ranks or those. */
extern PyType_Spec look_spec;
PyObject *look_new(PyTypeObject *type, Table *table, PyObject *sentences);

#endif
