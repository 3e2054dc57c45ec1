"""The form of an entry: what was typed, what an entry holds as such, and the draft it makes."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from itertools import zip_longest
from typing import Any

import nh3
from pydantic import ValidationError
from starlette.datastructures import FormData

from api.console.wording import FIELD_PROBLEM, GROUP_LINE, NOT_EMPTY
from knowledge.entries.draft import DraftSource, EntryDraft

SPARE_SOURCES = 2
"""Empty rows under the sources that are there."""

_LINES = ("key_points", "phrasings", "related", "law", "groups")
_SINGLE = ("kind", "title", "verdict", "truth", "advice", "topic", "unit", "risk")
_SOURCE = ("publisher", "title", "url", "published_on", "checked_on", "tier")


@dataclass(frozen=True, slots=True)
class EntryForm:
    """The fields as text, as they stand in the page; nothing typed is lost when it cannot be saved."""

    values: dict[str, str]
    sources: tuple[dict[str, str], ...]
    edition: int | None = None

    @classmethod
    def of_draft(cls, draft: EntryDraft, edition: int | None = None) -> "EntryForm":
        """The form that shows ``draft``."""
        content = draft.to_json()
        values = {name: str(content[name] or "") for name in _SINGLE}
        values |= {name: "\n".join(content[name]) for name in _LINES if name != "groups"}
        values["groups"] = "\n".join(f"{group.group}：{group.note}" for group in draft.groups)
        return cls(values, tuple(_source_values(source) for source in draft.sources), edition)

    @classmethod
    def of_request(cls, form: FormData) -> "EntryForm":
        """What was sent; markup that came with text pasted from a word processor is taken out."""
        values = {name: _plain(form.get(name)) for name in (*_SINGLE, *_LINES)}
        columns = [[_plain(value) for value in form.getlist(f"source_{name}")] for name in _SOURCE]
        rows = (dict(zip(_SOURCE, row, strict=True)) for row in zip_longest(*columns, fillvalue=""))
        edition = str(form.get("edition") or "")
        return cls(values, tuple(_filled(rows)), int(edition) if edition.isdecimal() else None)

    @property
    def source_rows(self) -> tuple[dict[str, str], ...]:
        """The sources and some empty rows for more."""
        empty = dict.fromkeys(_SOURCE, "")
        return (*self.sources, *(empty for _ in range(SPARE_SOURCES)))

    def draft(self, base: EntryDraft | None = None) -> tuple[EntryDraft | None, dict[str, str]]:
        """The draft, or ``None`` and what is wrong by field. Dates that are not in the form are those of ``base``."""
        problems: dict[str, str] = {}
        groups = []
        for line in _split(self.values["groups"]):
            group, mark, note = line.replace(":", "：", 1).partition("：")
            if mark and group.strip() and note.strip():
                groups.append({"group": group, "note": note})
            else:
                problems["groups"] = GROUP_LINE.format(line=line)
        content: dict[str, Any] = {
            **{name: self.values[name] for name in _SINGLE},
            **{name: _split(self.values[name]) for name in _LINES if name != "groups"},
            "groups": groups,
            "verdict": self.values["verdict"] or None,
            "risk": self.values["risk"] or "medium",
            "sources": [{name: value for name, value in row.items() if value} for row in self.sources],
        }
        if base is not None:
            content |= {name: getattr(base, name) for name in ("authored_on", "reviewed_on", "next_review_on")}
        try:
            draft = EntryDraft.model_validate(content)
        except ValidationError as error:
            for one in error.errors():
                field = str(one["loc"][0])
                said = str(one["ctx"]["error"]) if one["type"] == "value_error" else NOT_EMPTY
                problems.setdefault(field, said if one["type"] != "string_too_long" else FIELD_PROBLEM)
            return None, problems
        return (None, problems) if problems else (draft, {})


def _source_values(source: DraftSource) -> dict[str, str]:
    content = source.model_dump(mode="json")
    return {name: str(content[name] or "") for name in _SOURCE}


def _filled(rows: Iterable[dict[str, str]]) -> Iterable[dict[str, str]]:
    # A tier alone is what an empty row starts with.
    return (row for row in rows if any(value for name, value in row.items() if name != "tier"))


def _plain(value: object) -> str:
    text = str(value) if isinstance(value, str) else ""
    if "<" in text and nh3.is_html(text):
        # Only whole tags are markup; a lone "<" ("<5 毫克") stays.
        text = unescape(nh3.clean(text, tags=set()))
    return text.replace("\r\n", "\n").strip()


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
