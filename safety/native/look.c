/* A look at a message: it is noted once, and looked through for these ranks or those. */

#include "seek.h"

typedef struct {
    PyObject_HEAD
    Table *table;
    Said said;
} Look;

PyObject *
look_new(PyTypeObject *type, Table *table, PyObject *sentences)
{
    Look *self = (Look *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->table = (Table *)Py_NewRef((PyObject *)table);
    if (said_read(table, sentences, &self->said) < 0 || said_note(table, &self->said) < 0)
        Py_CLEAR(self);
    return (PyObject *)self;
}

static void
look_free(Look *self)
{
    said_free(self->table, &self->said);
    Py_DECREF((PyObject *)self->table);
    PyTypeObject *type = Py_TYPE(self);
    type->tp_free((PyObject *)self);
    Py_DECREF(type);
}

static int
order(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* Append the phrase and the sentence of a find, with their places; these are given away. */
static int
append(PyObject *every, uint64_t item, PyObject *places)
{
    PyObject *phrase = PyLong_FromLong((long)(item >> 20 & LIMIT));
    PyObject *sentence = PyLong_FromLong((long)(item >> 40 & SENTENCES));
    PyObject *one = phrase && sentence ? PyTuple_Pack(3, phrase, sentence, places) : NULL;
    int failed = one == NULL || PyList_Append(every, one) < 0;
    Py_XDECREF(phrase);
    Py_XDECREF(sentence);
    Py_XDECREF(one);
    Py_DECREF(places); /* the list holds the tuple, and it the places */
    return failed ? -1 : 0;
}

/* What was found as a list: of each phrase, a sentence, and the places there, each once. */
static PyObject *
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
            if (places == NULL || append(every, item, places) < 0)
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

static PyObject *
look_of(Look *self, PyObject *args)
{
    Asked asked = {0};
    PyObject *every = NULL;
    Pile found = {0};
    if (!PyArg_ParseTuple(args, "Knn", &asked.ranks, &asked.first, &asked.last))
        return NULL;
    if (asked.first < 0 || asked.last > self->table->phrases) {
        PyErr_SetString(PyExc_ValueError, "there are not so many phrases");
        return NULL;
    }
    if (find(self->table, &self->said, &asked, &found) == 0)
        every = answer(&found);
    PyMem_Free(found.items);
    return every;
}

static PyMethodDef methods[] = {
    {"of", (PyCFunction)look_of, METH_VARARGS,
     "Of the phrases from one to before another those of some ranks that may stand there: for each "
     "sentence the places to begin at."},
    {NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_dealloc, look_free},
    {Py_tp_methods, methods},
    {Py_tp_doc, "The sentences of a message, as the phrases of a table look at them."},
    {0, NULL},
};

PyType_Spec look_spec = {
    "safety.seek.Look", sizeof(Look), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots,
};
