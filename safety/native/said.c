/* A message as numbers, and which phrases and needs are worth a look in it. */

#include "seek.h"

int
grow(Pile *pile)
{
    Py_ssize_t room = pile->room ? 2 * pile->room : 256;
    uint64_t *items = PyMem_Realloc(pile->items, room * sizeof(uint64_t));
    if (items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    pile->items = items;
    pile->room = room;
    return 0;
}

void
said_free(Table *self, Said *said)
{
    for (Py_ssize_t at = 0; at < said->words.count; at++)
        self->slot_of[said->words.items[at]] = NONE;
    for (Py_ssize_t at = 0; at < said->needs.count; at++)
        self->row_of[said->needs.items[at]] = NONE;
    for (Py_ssize_t at = 0; at < said->left.count; at++)
        self->left_of[said->left.items[at]] = NONE;
    Pile *every[] = {&said->known, &said->from,      &said->ahead,      &said->ends,
                     &said->words, &said->needs,     &said->left,       &said->step_from,
                     &said->step,  &said->begin_from, &said->begin};
    for (size_t at = 0; at < sizeof every / sizeof *every; at++)
        PyMem_Free(every[at]->items);
    PyMem_Free(said->bits);
    PyMem_Free(said->when);
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
    if (!PyTuple_CheckExact(numbers)) {
        PyErr_SetString(PyExc_TypeError, "the numbers of a word are a tuple");
        return -1;
    }
    for (Py_ssize_t one = 0; one < PyTuple_GET_SIZE(numbers); one++) {
        long word = number_of(PyTuple_GET_ITEM(numbers, one));
        if (word < 0 || (word < self->words && pile(&said->known, (uint64_t)word) < 0))
            return -1;
    }
    return pile(&said->from, (uint64_t)said->known.count);
}

static int
read_sentence(Table *self, PyObject *words, PyObject *ahead, Said *said)
{
    if (!PyList_CheckExact(words) || !PyList_CheckExact(ahead)
        || PyList_GET_SIZE(words) != PyList_GET_SIZE(ahead)) {
        PyErr_SetString(PyExc_TypeError, "a sentence is two lists of one length");
        return -1;
    }
    Py_ssize_t size = PyList_GET_SIZE(words);
    for (Py_ssize_t at = 0; at < size; at++) {
        long far = number_of(PyList_GET_ITEM(ahead, at));
        if (far < 0 || pile(&said->ahead, (uint64_t)far) < 0
            || read_word(self, PyList_GET_ITEM(words, at), said) < 0)
            return -1;
    }
    if (size / 64 + 2 > said->wide)
        said->wide = size / 64 + 2; /* one part more than needed: a look reads two at once */
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
    if (said->ahead.count > LIMIT || said->ends.count > LIMIT) {
        PyErr_SetString(PyExc_ValueError, "that is too long for one message");
        return -1;
    }
    return 0;
}

/* Note the different words, and a row for each rare need that stands somewhere. */
static int
note_words(Table *self, Said *said)
{
    const int32_t *from = self->rare_from, *need = self->rare;
    for (Py_ssize_t one = 0; one < said->known.count; one++) {
        uint64_t word = said->known.items[one];
        if (self->slot_of[word] != NONE)
            continue;
        if (pile(&said->words, word) < 0)
            return -1;
        self->slot_of[word] = (int32_t)(said->words.count - 1);
        for (int32_t each = from[word]; each < from[word + 1]; each++)
            if (self->row_of[need[each]] == NONE) {
                if (pile(&said->needs, (uint64_t)need[each]) < 0)
                    return -1;
                self->row_of[need[each]] = (int32_t)(said->needs.count - 1);
            }
    }
    return 0;
}

/* Whether the rarest need of a phrase stands somewhere, if it needs anything. */
static int
hopeful(const Table *self, int32_t phrase)
{
    const int32_t *from = self->field[STEP_FROM] + phrase;
    return from[0] == from[1] || self->row_of[self->field[STEP][3 * from[0]]] != NONE;
}

/* A step, packed so that those of a phrase lie close together. */
static uint64_t
step_of(int32_t row_or_need, int32_t low, int32_t past)
{
    return (uint64_t)row_or_need << 16 | (uint64_t)low << 8 | (uint64_t)(past - low);
}

/* Note a phrase that is left, of its rarest need the row. */
static int
note_phrase(Table *self, Said *said, int32_t phrase)
{
    const int32_t *from = self->field[STEP_FROM], *step = self->field[STEP];
    if (pile(&said->left, (uint64_t)phrase) < 0)
        return -1;
    self->left_of[phrase] = (int32_t)(said->left.count - 1);
    for (int32_t each = from[phrase]; each < from[phrase + 1]; each++) {
        int32_t need = step[3 * each], first = each == from[phrase] ? self->row_of[need] : need;
        if (pile(&said->step, step_of(first, step[3 * each + 1], step[3 * each + 2])) < 0)
            return -1;
    }
    return pile(&said->step_from, (uint64_t)said->step.count);
}

/* Note for each word which phrases may begin with it. */
static int
note_phrases(Table *self, Said *said)
{
    const int32_t *from = self->field[FIRST_FROM], *first = self->field[FIRST];
    if (pile(&said->step_from, 0) < 0)
        return -1;
    for (Py_ssize_t slot = 0; slot < said->words.count; slot++) {
        uint64_t word = said->words.items[slot];
        if (pile(&said->begin_from, (uint64_t)said->begin.count) < 0)
            return -1;
        for (int32_t each = from[word]; each < from[word + 1]; each++) {
            int32_t phrase = first[each];
            if (said->wanted != NULL && !said->wanted[phrase])
                continue;
            if (self->left_of[phrase] == NONE
                && (!hopeful(self, phrase) || note_phrase(self, said, phrase) < 0)) {
                if (PyErr_Occurred())
                    return -1;
                continue;
            }
            if (pile(&said->begin, (uint64_t)self->left_of[phrase]) < 0)
                return -1;
        }
    }
    return pile(&said->begin_from, (uint64_t)said->begin.count);
}

int
said_note(Table *self, Said *said)
{
    if (note_words(self, said) < 0 || note_phrases(self, said) < 0)
        return -1;
    said->bits = PyMem_New(uint64_t, said->needs.count * said->wide + 1);
    said->when = PyMem_Calloc((size_t)said->needs.count + 1, sizeof(int64_t));
    if (said->bits == NULL || said->when == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}
