/* The type `safety.seek.Table`: arrays, checked once, and the scratch that a look needs. */

#include "seek.h"

/* Whether `from` cuts an array of `size` into parts, one behind the other. */
static int
cuts(const int32_t *from, Py_ssize_t parts, Py_ssize_t size)
{
    if (parts < 0 || from[0] != 0 || from[parts] != size)
        return 0;
    for (Py_ssize_t at = 0; at < parts; at++)
        if (from[at] > from[at + 1])
            return 0;
    return 1;
}

/* Whether each part of an array goes up. */
static int
goes_up(const int32_t *from, Py_ssize_t parts, const int32_t *numbers)
{
    for (Py_ssize_t at = 0; at < parts; at++)
        for (int32_t one = from[at] + 1; one < from[at + 1]; one++)
            if (numbers[one] <= numbers[one - 1])
                return 0;
    return 1;
}

static int
below(const int32_t *numbers, Py_ssize_t size, Py_ssize_t limit)
{
    for (Py_ssize_t at = 0; at < size; at++)
        if (numbers[at] < 0 || numbers[at] >= limit)
            return 0;
    return 1;
}

/* Whether every number of the arrays points to something, so that no look need check again. */
static int
sound(Table *self)
{
    const int32_t *const *field = self->field;
    const Py_ssize_t *size = self->size;
    self->words = size[FIRST_FROM] - 1;
    self->phrases = size[WIDTH];
    if (size[NEED_FROM] != size[FIRST_FROM] || size[STEP_FROM] != self->phrases + 1
        || size[RANK] != self->phrases || self->phrases > LIMIT || size[STEP] % 3 != 0)
        return 0;
    for (Py_ssize_t at = 0; at < size[STEP]; at += 3) {
        int32_t need = field[STEP][at], low = field[STEP][at + 1], past = field[STEP][at + 2];
        if (need < 0 || low < 0 || low > UINT8_MAX || past <= low || past - low > WIDEST)
            return 0;
        if (need >= self->needs)
            self->needs = (Py_ssize_t)need + 1;
        if (past > self->reach)
            self->reach = past;
    }
    return cuts(field[FIRST_FROM], self->words, size[FIRST])
        && cuts(field[NEED_FROM], self->words, size[NEED])
        && cuts(field[STEP_FROM], self->phrases, size[STEP] / 3)
        && below(field[FIRST], size[FIRST], self->phrases)
        && below(field[NEED], size[NEED], self->needs)
        && goes_up(field[NEED_FROM], self->words, field[NEED])
        && below(field[RANK], size[RANK], RANKS);
}

static void
table_free(Table *self)
{
    for (int at = 0; at < FIELDS; at++)
        if (self->held[at].obj != NULL)
            PyBuffer_Release(&self->held[at]);
    PyMem_Free(self->rarest);
    PyMem_Free(self->rare_from);
    PyMem_Free(self->rare);
    PyMem_Free(self->sign);
    PyMem_Free(self->row_of);
    PyMem_Free(self->slot_of);
    PyMem_Free(self->left_of);
    PyTypeObject *type = Py_TYPE(self);
    type->tp_free((PyObject *)self);
    Py_DECREF(type);
}

static int32_t *
none(Py_ssize_t size)
{
    int32_t *found = PyMem_New(int32_t, size + 1);
    for (Py_ssize_t at = 0; found != NULL && at < size; at++)
        found[at] = NONE;
    return found;
}

/* Hold on to the arrays; they may not change while a table looks at them. */
static int
hold(Table *self, PyObject **given)
{
    for (int at = 0; at < FIELDS; at++) {
        Py_buffer *held = &self->held[at];
        if (PyObject_GetBuffer(given[at], held, PyBUF_FORMAT | PyBUF_C_CONTIGUOUS) < 0)
            return -1;
        if (held->itemsize != sizeof(int32_t) || strcmp(held->format, "i") != 0) {
            PyErr_SetString(PyExc_TypeError, "a table is made of arrays of type i");
            return -1;
        }
        self->field[at] = held->buf;
        self->size[at] = held->len / (Py_ssize_t)sizeof(int32_t);
    }
    if (self->size[FIRST_FROM] < 1 || self->size[STEP_FROM] < 1 || !sound(self)) {
        PyErr_SetString(PyExc_ValueError, "the arrays of this table don't fit each other");
        return -1;
    }
    return 0;
}

/* Note the rarest need of each phrase, which is its first step; `row_of` is not NONE for these. */
static void
note_rarest(Table *self)
{
    const int32_t *from = self->field[STEP_FROM];
    for (Py_ssize_t phrase = 0; phrase < self->phrases; phrase++) {
        const int32_t *step = self->field[STEP] + 3 * from[phrase];
        self->rarest[phrase].need = NONE;
        if (from[phrase] == from[phrase + 1])
            continue;
        self->rarest[phrase] = (Rarest){step[0], (int16_t)step[1], (int16_t)(step[2] - step[1])};
        self->row_of[step[0]] = 0;
    }
}

/* File those under each word, as all needs are filed, and sign all needs. */
static void
file_rare(Table *self)
{
    const int32_t *from = self->field[NEED_FROM], *need = self->field[NEED];
    int32_t count = 0;
    for (Py_ssize_t word = 0; word < self->words; word++) {
        self->rare_from[word] = count;
        for (int32_t each = from[word]; each < from[word + 1]; each++) {
            self->sign[need[each]] |= bit_of((uint64_t)word);
            if (self->row_of[need[each]] != NONE)
                self->rare[count++] = need[each];
        }
    }
    self->rare_from[self->words] = count;
}

static int
ready(Table *self)
{
    self->rarest = PyMem_New(Rarest, self->phrases + 1);
    self->rare_from = PyMem_New(int32_t, self->words + 1);
    self->rare = PyMem_New(int32_t, self->size[NEED] + 1);
    self->sign = PyMem_Calloc((size_t)self->needs + 1, sizeof(uint64_t));
    self->row_of = none(self->needs);
    self->slot_of = none(self->words);
    self->left_of = none(self->phrases);
    if (!self->rarest || !self->rare_from || !self->rare || !self->sign || !self->row_of || !self->slot_of
        || !self->left_of) {
        PyErr_NoMemory();
        return -1;
    }
    note_rarest(self);
    file_rare(self);
    for (Py_ssize_t need = 0; need < self->needs; need++)
        self->row_of[need] = NONE;
    return 0;
}

static PyObject *
table_new(PyTypeObject *type, PyObject *args, PyObject *names)
{
    PyObject *given[FIELDS];
    if (names != NULL && PyDict_GET_SIZE(names) != 0) {
        PyErr_SetString(PyExc_TypeError, "a table takes no named arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "OOOOOOOO", &given[0], &given[1], &given[2], &given[3], &given[4],
                          &given[5], &given[6], &given[7]))
        return NULL;
    Table *self = (Table *)type->tp_alloc(type, 0);
    if (self != NULL && (hold(self, given) < 0 || ready(self) < 0))
        Py_CLEAR(self);
    return (PyObject *)self;
}

static PyObject *
table_find(Table *self, PyObject *args)
{
    PyObject *sentences, *wanted = Py_None, *every = NULL;
    Said said = {0};
    Pile found = {0};
    if (!PyArg_ParseTuple(args, "O|O", &sentences, &wanted))
        return NULL;
    if (wanted != Py_None) {
        if (!PyByteArray_CheckExact(wanted) || PyByteArray_GET_SIZE(wanted) != self->phrases) {
            PyErr_SetString(PyExc_ValueError, "wanted is a byte for each phrase");
            return NULL;
        }
        said.wanted = PyByteArray_AS_STRING(wanted);
    }
    int failed = said_read(self, sentences, &said) < 0 || said_note(self, &said) < 0
              || find(self, &said, &found) < 0;
    said_free(self, &said); /* before objects are made: that may run Python code */
    if (!failed)
        every = answer(&found);
    PyMem_Free(found.items);
    return every;
}

static PyMethodDef methods[] = {
    {"find", (PyCFunction)table_find, METH_VARARGS,
     "The phrases that may stand in sentences, and for each sentence the places to begin at."},
    {NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_new, table_new},
    {Py_tp_dealloc, table_free},
    {Py_tp_methods, methods},
    {Py_tp_doc, "Phrases by their words, as arrays of 32-bit numbers."},
    {0, NULL},
};

static PyType_Spec spec = {"safety.seek.Table", sizeof(Table), 0, Py_TPFLAGS_DEFAULT, slots};

static int
module_fill(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&spec);
    if (type == NULL)
        return -1;
    int failed = PyModule_AddObjectRef(module, "Table", type);
    Py_DECREF(type);
    return failed;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_fill}, {0, NULL}};

static PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "seek", "Phrases looked up in machine code.", 0, NULL, module_slots,
};

PyMODINIT_FUNC
PyInit_seek(void)
{
    return PyModuleDef_Init(&module);
}

