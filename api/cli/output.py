"""How commands write: tables and sentences for people, JSON for programs."""

import json
from typing import Any

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.text import Text

_WIDTH_WITHOUT_TERMINAL = 110


def console() -> Console:
    """Standard output, at a fixed width when it is not a terminal."""
    found = Console(highlight=False, soft_wrap=True)
    return found if found.is_terminal else Console(highlight=False, width=_WIDTH_WITHOUT_TERMINAL)


def errors() -> Console:
    """Standard error; what is printed is taken literally."""
    return Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def plain(text: object) -> Text:
    """Text from the database, in which square brackets are not markup."""
    return Text(str(text))


def print_json(value: Any) -> None:
    """A dataclass, or a list of them, as JSON."""
    data = TypeAdapter(type(value)).dump_python(value, mode="json", serialize_as_any=True)
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
