/* A look at a message: it is noted once, and looked through for one rank after the other. */

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

static PyObject *
look_of(Look *self, PyObject *args)
{
    Asked asked = {0};
    PyObject *every = NULL;
    Pile found = {0};
    if (!PyArg_ParseTuple(args, "llnn", &asked.low, &asked.past, &asked.first, &asked.last))
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
