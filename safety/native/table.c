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
    self->words = size[NEED_FROM] - 1;
    self->phrases = size[WIDTH];
    if (size[FIRST] != self->phrases || size[STEP_FROM] != self->phrases + 1
        || size[RANK] != self->phrases || self->phrases > LIMIT || size[STEP] % 3 != 0)
        return 0;
    for (Py_ssize_t at = 0; at < self->phrases; at++)
        if (field[FIRST][at] < 0)
            return 0;
        else if (field[FIRST][at] >= self->needs)
            self->needs = (Py_ssize_t)field[FIRST][at] + 1;
    for (Py_ssize_t at = 0; at < size[STEP]; at += 3) {
        int32_t need = field[STEP][at], low = field[STEP][at + 1], past = field[STEP][at + 2];
        if (need < 0 || low < 0 || low > INT8_MAX || past <= low || past - low > WIDEST)
            return 0;
        if (need >= self->needs)
            self->needs = (Py_ssize_t)need + 1;
    }
    return cuts(field[NEED_FROM], self->words, size[NEED])
        && cuts(field[STEP_FROM], self->phrases, size[STEP] / 3)
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
    PyMem_Free(self->filed_from);
    PyMem_Free(self->filed);
    PyMem_Free(self->filed_at);
    PyMem_Free(self->filed_by);
    PyMem_Free(self->word_from);
    PyMem_Free(self->word);
    PyMem_Free(self->under_from);
    PyMem_Free(self->under);
    PyMem_Free(self->thing_of);
    PyMem_Free(self->sign);
    PyMem_Free(self->row_of);
    PyMem_Free(self->slot_of);
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
    if (self->size[NEED_FROM] < 1 || self->size[STEP_FROM] < 1 || !sound(self)) {
        PyErr_SetString(PyExc_ValueError, "the arrays of this table don't fit each other");
        return -1;
    }
    return 0;
}

/* The rarest need of a phrase is its first step; one that has none is filed by its beginning. */
static int32_t
rarest(const Table *self, Py_ssize_t phrase, Filed *filed)
{
    const int32_t *from = self->field[STEP_FROM] + phrase, *step = self->field[STEP] + 3 * from[0];
    *filed = (Filed){(int32_t)phrase, self->field[FIRST][phrase], (int8_t)self->field[RANK][phrase], 0, 1};
    if (from[0] == from[1])
        return self->field[FIRST][phrase];
    filed->low = (int8_t)step[1];
    filed->spread = (int8_t)(step[2] - step[1]);
    return step[0];
}

/* File each phrase under its rarest need. */
static void
file_phrases(Table *self)
{
    Filed filed;
    for (Py_ssize_t phrase = 0; phrase < self->phrases; phrase++) {
        int32_t need = rarest(self, phrase, &filed);
        self->filed_from[need + 2]++;
    }
    for (Py_ssize_t need = 2; need < self->needs + 2; need++)
        self->filed_from[need] += self->filed_from[need - 1];
    for (Py_ssize_t phrase = 0; phrase < self->phrases; phrase++) {
        int32_t need = rarest(self, phrase, &filed);
        self->filed_by[phrase] = need;
        self->filed_at[phrase] = self->filed_from[need + 1]++;
        self->filed[self->filed_at[phrase]] = filed;
    }
}

/* Note the words that meet each need, and sign it. */
static void
note_words(Table *self)
{
    const int32_t *from = self->field[NEED_FROM], *need = self->field[NEED];
    for (Py_ssize_t each = 0; each < self->size[NEED]; each++)
        self->word_from[need[each] + 2]++;
    for (Py_ssize_t at = 2; at < self->needs + 2; at++)
        self->word_from[at] += self->word_from[at - 1];
    for (Py_ssize_t word = 0; word < self->words; word++)
        for (int32_t each = from[word]; each < from[word + 1]; each++) {
            self->word[self->word_from[need[each] + 1]++] = (int32_t)word;
            self->sign[need[each]] |= bit_of((uint64_t)word);
        }
}

/* Note which of the needs of each word phrases are filed under. */
static void
note_under(Table *self)
{
    const int32_t *from = self->field[NEED_FROM], *need = self->field[NEED];
    int32_t count = 0;
    for (Py_ssize_t word = 0; word < self->words; word++) {
        self->under_from[word] = count;
        for (int32_t each = from[word]; each < from[word + 1]; each++)
            if (self->filed_from[need[each]] < self->filed_from[need[each] + 1])
                self->under[count++] = need[each];
    }
    self->under_from[self->words] = count;
}

static int
ready(Table *self)
{
    self->filed_from = PyMem_Calloc((size_t)self->needs + 2, sizeof(int32_t));
    self->filed = PyMem_New(Filed, self->phrases + 1);
    self->filed_at = PyMem_New(int32_t, self->phrases + 1);
    self->filed_by = PyMem_New(int32_t, self->phrases + 1);
    self->word_from = PyMem_Calloc((size_t)self->needs + 2, sizeof(int32_t));
    self->word = PyMem_New(int32_t, self->size[NEED] + 1);
    self->under_from = PyMem_New(int32_t, self->words + 1);
    self->under = PyMem_New(int32_t, self->size[NEED] + 1);
    self->thing_of = none(self->needs);
    self->sign = PyMem_Calloc((size_t)self->needs + 1, sizeof(uint64_t));
    self->row_of = none(self->needs);
    self->slot_of = none(self->words);
    if (!self->filed_from || !self->filed || !self->filed_at || !self->filed_by
        || !self->word_from || !self->word || !self->under_from || !self->under
        || !self->thing_of || !self->sign || !self->row_of || !self->slot_of) {
        PyErr_NoMemory();
        return -1;
    }
    file_phrases(self);
    note_words(self);
    note_under(self);
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
    if (!PyArg_ParseTuple(args, "OOOOOOO", &given[0], &given[1], &given[2], &given[3], &given[4],
                          &given[5], &given[6]))
        return NULL;
    Table *self = (Table *)type->tp_alloc(type, 0);
    if (self != NULL && (hold(self, given) < 0 || ready(self) < 0))
        Py_CLEAR(self);
    return (PyObject *)self;
}

/* What the module keeps: the type of looks. */
typedef struct {
    PyTypeObject *look;
} State;

static PyObject *
table_look(Table *self, PyObject *sentences)
{
    State *state = PyType_GetModuleState(Py_TYPE(self));
    return state == NULL ? NULL : look_new(state->look, self, sentences);
}

static PyMethodDef methods[] = {
    {"look", (PyCFunction)table_look, METH_O, "Sentences, noted to be looked through."},
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
    State *state = PyModule_GetState(module);
    state->look = (PyTypeObject *)PyType_FromModuleAndSpec(module, &look_spec, NULL);
    PyObject *type = PyType_FromModuleAndSpec(module, &spec, NULL);
    int failed = state->look == NULL || type == NULL || PyModule_AddObjectRef(module, "Table", type) < 0;
    Py_XDECREF(type);
    return failed ? -1 : 0;
}

static int
module_clear(PyObject *module)
{
    State *state = PyModule_GetState(module);
    Py_CLEAR(state->look);
    return 0;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_fill}, {0, NULL}};

static PyModuleDef module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "seek",
    .m_doc = "Phrases looked up in machine code.",
    .m_size = sizeof(State),
    .m_slots = module_slots,
    .m_clear = module_clear,
};

PyMODINIT_FUNC
PyInit_seek(void)
{
    return PyModuleDef_Init(&module);
}

