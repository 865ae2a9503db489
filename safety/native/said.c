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

static void
group_free(Group *group)
{
    PyMem_Free(group->things.items);
    PyMem_Free(group->pairs.items);
    PyMem_Free(group->from.items);
    PyMem_Free(group->slots.items);
}

void
said_free(Table *self, Said *said)
{
    for (Py_ssize_t at = 0; at < said->words.count; at++)
        self->slot_of[said->words.items[at]] = NONE;
    for (Py_ssize_t at = 0; at < said->needs.things.count; at++)
        self->row_of[said->needs.things.items[at]] = NONE;
    for (Py_ssize_t at = 0; at < said->left.things.count; at++)
        self->left_of[said->left.things.items[at]] = NONE;
    Pile *every[] = {&said->known, &said->from, &said->ahead, &said->ends, &said->bits, &said->words};
    for (size_t at = 0; at < sizeof every / sizeof *every; at++)
        PyMem_Free(every[at]->items);
    group_free(&said->needs);
    group_free(&said->left);
    PyMem_Free(said->rows);
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
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(words); at++) {
        long far = number_of(PyList_GET_ITEM(ahead, at));
        uint64_t spot = spot_of(said->ends.count + 1, said->ahead.count);
        if (far < 0 || pile(&said->bits, spot) < 0 || pile(&said->ahead, (uint64_t)far) < 0
            || read_word(self, PyList_GET_ITEM(words, at), said) < 0)
            return -1;
    }
    for (Py_ssize_t at = 0; at < self->reach; at++)
        if (pile(&said->bits, 0) < 0)
            return -1;
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

/* Note that a thing has a slot; the thing's number in `number_of` is given to it the first time. */
static int
note(Group *group, int32_t *number_of, int32_t thing, Py_ssize_t slot)
{
    if (number_of[thing] == NONE) {
        if (pile(&group->things, (uint64_t)thing) < 0)
            return -1;
        number_of[thing] = (int32_t)(group->things.count - 1);
    }
    return pile(&group->pairs, (uint64_t)number_of[thing] << 32 | (uint64_t)slot);
}

/* Bring the slots of each thing together: those from `from[thing]` to before `from[thing + 1]`. */
static int
bring_together(Group *group)
{
    Pile *from = &group->from;
    for (Py_ssize_t at = 0; at < group->things.count + 2; at++)
        if (pile(from, 0) < 0)
            return -1;
    for (Py_ssize_t at = 0; at < group->pairs.count; at++)
        if (pile(&group->slots, 0) < 0)
            return -1;
    for (Py_ssize_t at = 0; at < group->pairs.count; at++)
        from->items[(group->pairs.items[at] >> 32) + 2]++;
    for (Py_ssize_t at = 2; at < from->count; at++)
        from->items[at] += from->items[at - 1];
    for (Py_ssize_t at = 0; at < group->pairs.count; at++) {
        uint64_t pair = group->pairs.items[at];
        group->slots.items[from->items[(pair >> 32) + 1]++] = pair & UINT32_MAX;
    }
    return 0;
}

/* Note the different words, and the rare needs that they meet. */
static int
note_words(Table *self, Said *said)
{
    for (Py_ssize_t one = 0; one < said->known.count; one++) {
        uint64_t word = said->known.items[one];
        if (self->slot_of[word] != NONE)
            continue;
        if (pile(&said->words, word) < 0)
            return -1;
        int32_t slot = self->slot_of[word] = (int32_t)(said->words.count - 1);
        for (int32_t each = self->rare_from[word]; each < self->rare_from[word + 1]; each++)
            if (note(&said->needs, self->row_of, self->rare[each], slot) < 0)
                return -1;
    }
    return bring_together(&said->needs);
}

/* Whether the rarest need of a phrase stands somewhere, if it needs anything. */
static int
hopeful(const Table *self, int32_t phrase)
{
    int32_t need = self->rarest[phrase].need;
    return need == NONE || self->row_of[need] != NONE;
}

/* Note for each phrase that is left with which words it may begin. */
static int
note_phrases(Table *self, Said *said)
{
    const int32_t *from = self->field[FIRST_FROM], *first = self->field[FIRST];
    for (Py_ssize_t slot = 0; slot < said->words.count; slot++) {
        uint64_t word = said->words.items[slot];
        for (int32_t each = from[word]; each < from[word + 1]; each++) {
            int32_t phrase = first[each];
            if ((said->wanted == NULL || said->wanted[phrase]) && hopeful(self, phrase)
                && note(&said->left, self->left_of, phrase, slot) < 0)
                return -1;
        }
    }
    return bring_together(&said->left);
}

/* Write where each word stands. */
static int
write_rows(const Table *self, Said *said)
{
    said->wide = said->bits.count / 64 + 2;
    said->rows = PyMem_Calloc((size_t)(said->words.count + 2) * said->wide, sizeof(uint64_t));
    if (said->rows == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t bit = 0; bit < said->bits.count; bit++) {
        if (said->bits.items[bit] == 0)
            continue;
        const uint64_t *from = said->from.items + (said->bits.items[bit] & UINT32_MAX);
        for (uint64_t one = from[0]; one < from[1]; one++) {
            uint64_t *row = said->rows + self->slot_of[said->known.items[one]] * said->wide;
            row[bit / 64] |= (uint64_t)1 << (bit % 64);
        }
    }
    return 0;
}

int
said_note(Table *self, Said *said)
{
    if (note_words(self, said) < 0 || note_phrases(self, said) < 0)
        return -1;
    return write_rows(self, said);
}
