/* A message as numbers, and which needs of phrases stand in it. */

#include "seek.h"

int
grow(Pile *pile)
{
    Py_ssize_t room = pile->room ? 2 * pile->room : 2048;
    uint64_t *items = PyMem_Realloc(pile->items, room * sizeof(uint64_t));
    if (items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    pile->items = items;
    pile->room = room;
    return 0;
}

int
zeros(Pile *pile, Py_ssize_t count)
{
    while (pile->room < pile->count + count)
        if (grow(pile) < 0)
            return -1;
    if (count > 0) /* without room there is no place yet */
        memset(pile->items + pile->count, 0, (size_t)count * sizeof(uint64_t));
    pile->count += count;
    return 0;
}

static void
group_free(Group *group)
{
    PyMem_Free(group->things.items);
    PyMem_Free(group->pairs.items);
    PyMem_Free(group->from.items);
    PyMem_Free(group->parts.items);
}

/* Have no message at hand: its words have no numbers any more, and its needs no rows. */
static void
hide(Table *self)
{
    const Said *said = self->shown;
    for (Py_ssize_t at = 0; said != NULL && at < said->words.things.count; at++)
        self->slot_of[said->words.things.items[at]] = NONE;
    for (Py_ssize_t at = 0; said != NULL && at < said->made.count; at++)
        self->row_of[said->made.items[at] >> 32] = NONE;
    self->shown = NULL;
}

void
said_show(Table *self, Said *said)
{
    if (self->shown == said)
        return;
    hide(self);
    for (Py_ssize_t at = 0; at < said->words.things.count; at++)
        self->slot_of[said->words.things.items[at]] = (int32_t)at;
    for (Py_ssize_t at = 0; at < said->made.count; at++)
        self->row_of[said->made.items[at] >> 32] = (int32_t)(said->made.items[at] & UINT32_MAX);
    self->shown = said;
}

void
said_free(Table *self, Said *said)
{
    Pile *every[] = {&said->known, &said->from, &said->signs, &said->ahead, &said->ends, &said->within,
                     &said->spots, &said->rows, &said->made};
    if (self->shown == said)
        hide(self);
    for (size_t at = 0; at < sizeof every / sizeof *every; at++)
        PyMem_Free(every[at]->items);
    group_free(&said->words);
    group_free(&said->under);
    PyMem_Free(said->row);
}

/* A number of Python's, from 0 on; -1 with an error set if it is none. */
static long
number_of(PyObject *number)
{
    long value = PyLong_CheckExact(number) ? PyLong_AsLong(number) : -1;
    if (value < 0 && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "a number from 0 on is needed");
    return value;
}

/* Read the numbers of a word; those that the table doesn't know stand for nothing. */
static int
read_word(const Table *self, PyObject *numbers, Said *said)
{
    uint64_t sign = 0;
    if (!PyTuple_CheckExact(numbers)) {
        PyErr_SetString(PyExc_TypeError, "the numbers of a word are a tuple");
        return -1;
    }
    for (Py_ssize_t one = 0; one < PyTuple_GET_SIZE(numbers); one++) {
        long word = number_of(PyTuple_GET_ITEM(numbers, one));
        if (word < 0 || (word < self->words && pile(&said->known, (uint64_t)word) < 0))
            return -1;
        sign |= word < self->words ? bit_of((uint64_t)word) : 0;
    }
    return pile(&said->signs, sign) < 0 ? -1 : pile(&said->from, (uint64_t)said->known.count);
}

static int
read_sentence(Table *self, PyObject *words, PyObject *ahead, Said *said)
{
    if (!PyList_CheckExact(words) || !PyList_CheckExact(ahead)
        || PyList_GET_SIZE(words) != PyList_GET_SIZE(ahead)) {
        PyErr_SetString(PyExc_TypeError, "a sentence is two lists of one length");
        return -1;
    }
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(words); at++) {
        long far = number_of(PyList_GET_ITEM(ahead, at));
        if (far < 0 || pile(&said->within, (uint64_t)said->ends.count) < 0 || pile(&said->ahead, (uint64_t)far) < 0
            || read_word(self, PyList_GET_ITEM(words, at), said) < 0)
            return -1;
    }
    return pile(&said->ends, (uint64_t)said->ahead.count);
}

int
said_read(Table *self, PyObject *sentences, Said *said)
{
    if (!PyList_CheckExact(sentences)) {
        PyErr_SetString(PyExc_TypeError, "sentences are a list");
        return -1;
    }
    if (pile(&said->from, 0) < 0)
        return -1;
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(sentences); at++) {
        PyObject *words, *ahead, *each = PyList_GET_ITEM(sentences, at);
        if (!PyTuple_CheckExact(each) || PyTuple_GET_SIZE(each) != 2) {
            PyErr_SetString(PyExc_TypeError, "a sentence is its words and how far is new");
            return -1;
        }
        words = PyTuple_GET_ITEM(each, 0);
        ahead = PyTuple_GET_ITEM(each, 1);
        if (read_sentence(self, words, ahead, said) < 0)
            return -1;
    }
    if (said->ahead.count > LIMIT || said->ends.count > SENTENCES) {
        PyErr_SetString(PyExc_ValueError, "that is too long for one message");
        return -1;
    }
    return 0;
}

/* Note a part of a thing, whose number in `number_of` is given to it the first time. */
static int
note(Group *group, int32_t *number_of, int32_t thing, Py_ssize_t part)
{
    if (number_of[thing] == NONE) {
        if (pile(&group->things, (uint64_t)thing) < 0)
            return -1;
        number_of[thing] = (int32_t)(group->things.count - 1);
    }
    return pile(&group->pairs, (uint64_t)number_of[thing] << 32 | (uint64_t)part);
}

/* Bring the parts of each thing together: those from `from[thing]` to before `from[thing + 1]`. */
static int
bring_together(Group *group)
{
    Pile *from = &group->from;
    if (zeros(from, group->things.count + 2) < 0 || zeros(&group->parts, group->pairs.count) < 0)
        return -1;
    for (Py_ssize_t at = 0; at < group->pairs.count; at++)
        from->items[(group->pairs.items[at] >> 32) + 2]++;
    for (Py_ssize_t at = 2; at < from->count; at++)
        from->items[at] += from->items[at - 1];
    for (Py_ssize_t at = 0; at < group->pairs.count; at++) {
        uint64_t pair = group->pairs.items[at];
        group->parts.items[from->items[(pair >> 32) + 1]++] = pair & UINT32_MAX;
    }
    return 0;
}

/* Note the different words, and the places at which they stand; they keep their numbers. */
static int
note_words(Table *self, Said *said)
{
    const uint64_t *from = said->from.items;
    for (Py_ssize_t at = 0; at < said->within.count; at++)
        for (uint64_t one = from[at]; one < from[at + 1]; one++)
            if (note(&said->words, self->slot_of, (int32_t)said->known.items[one], at) < 0)
                return -1;
    return bring_together(&said->words);
}

int
said_under(Table *self, Said *said)
{
    Group *under = &said->under;
    int failed = 0;
    for (Py_ssize_t slot = 0; !failed && slot < said->words.things.count; slot++) {
        const int32_t *from = self->under_from + said->words.things.items[slot];
        for (int32_t each = from[0]; !failed && each < from[1]; each++)
            failed = note(under, self->thing_of, self->under[each], slot) < 0;
    }
    for (Py_ssize_t at = 0; at < under->things.count; at++)
        self->thing_of[under->things.items[at]] = NONE;
    said->has_under = 1;
    return failed ? -1 : bring_together(under);
}

int
said_note(Table *self, Said *said)
{
    hide(self);
    self->shown = said;
    if (note_words(self, said) < 0)
        return -1;
    said->wide = said->within.count / 64 + 1;
    said->row = PyMem_Calloc((size_t)said->wide, sizeof(uint64_t));
    if (said->row == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}
