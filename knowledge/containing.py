"""Whether a column has a word in it, its Latin letters in either case: the same on both databases."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_ESCAPE = "/"


class _HasWord(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True


def has_word(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    """A condition for a query; nothing in ``word`` has a meaning of its own."""
    for special in (_ESCAPE, "%", "_"):
        word = word.replace(special, _ESCAPE + special)
    return _HasWord(column, literal(f"%{word}%"))


@compiles(_HasWord)
def _compare(element: _HasWord, compiler: SQLCompiler, **more: Any) -> str:
    # SQLite's LIKE takes both cases; lower() of every row would take twice as long.
    column, pattern = element.clauses
    return compiler.process(column.like(pattern, escape=_ESCAPE), **more)


@compiles(_HasWord, "postgresql")
def _compare_on_postgresql(element: _HasWord, compiler: SQLCompiler, **more: Any) -> str:
    column, pattern = element.clauses
    return compiler.process(column.ilike(pattern, escape=_ESCAPE), **more)
