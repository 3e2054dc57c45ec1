"""The form of an entry: what was typed, what an entry holds as such, and the draft it makes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from api.console.entry_text import one_line, plain_text
from api.console.wording import FIELD_PROBLEM, GROUP_LINE, NO_PICTURE_HERE, NOT_EMPTY, UNTITLED
from knowledge.entries.draft import DraftSource, EntryDraft
from knowledge.entries.kinds import EntryKind

SPARE_SOURCES = 2
"""Empty rows under the sources that are there."""

_LINES = ("key_points", "phrasings", "related", "law", "groups")
_SINGLE = ("kind", "title", "verdict", "truth", "advice", "topic", "unit", "risk")
_PARAGRAPHS = frozenset({"truth", "advice"})
_SOURCE = ("publisher", "title", "url", "published_on", "checked_on", "tier")
_NEEDED_OF_SOURCE = frozenset({"publisher", "title"})
_MOST_MENDS = 4

Problems = dict[str, str]
"""What is wrong, by field."""


@dataclass(frozen=True, slots=True)
class EntryForm:
    """The fields as text, as they stand in the page; nothing typed is lost when it cannot be saved."""

    values: dict[str, str]
    sources: tuple[dict[str, str], ...]
    edition: int | None = None
    has_file: bool = False
    """Whether a file came along, such as a picture; entries are words only."""

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
        several_lines = _PARAGRAPHS.union(_LINES)
        values = {
            name: (plain_text if name in several_lines else one_line)(_text(form.get(name)))
            for name in (*_SINGLE, *_LINES)
        }
        columns = [[one_line(_text(value)) for value in form.getlist(f"source_{name}")] for name in _SOURCE]
        rows = (dict(zip(_SOURCE, row, strict=True)) for row in zip_longest(*columns, fillvalue=""))
        edition = str(form.get("edition") or "")
        return cls(
            values,
            tuple(_filled(rows)),
            int(edition) if edition.isdecimal() else None,
            any(isinstance(value, UploadFile) for _, value in form.multi_items()),
        )

    @classmethod
    async def sent_with(cls, request: Request) -> "EntryForm":
        """The form of a request."""
        # Closed at once: a file that came along is not looked at.
        async with request.form() as sent:
            return cls.of_request(sent)

    @property
    def source_rows(self) -> tuple[dict[str, str], ...]:
        """The sources and some empty rows for more."""
        empty = dict.fromkeys(_SOURCE, "")
        return (*self.sources, *(empty for _ in range(SPARE_SOURCES)))

    def draft(self, base: EntryDraft | None = None) -> tuple[EntryDraft | None, Problems]:
        """The draft, or ``None`` and what is wrong. Dates that are not in the form are those of ``base``."""
        content, problems = self._content(base)
        try:
            draft = EntryDraft.model_validate(content)
        except ValidationError as error:
            return None, _said(error, problems)
        return (None, problems) if problems else (draft, {})

    def readable(self, base: EntryDraft | None = None) -> tuple[EntryDraft, Problems]:
        """A draft of what makes sense so far, and what was left out of it: for somebody in the middle of writing."""
        content, problems = self._content(base)
        content["title"] = content["title"] or UNTITLED
        for _ in range(_MOST_MENDS):
            try:
                return EntryDraft.model_validate(content), problems
            except ValidationError as error:
                problems = _said(error, problems)
                _leave_out(content, error)
        return EntryDraft(kind=EntryKind.RUMOR, title=UNTITLED), problems

    def _content(self, base: EntryDraft | None) -> tuple[dict[str, Any], Problems]:
        problems: Problems = {"file": NO_PICTURE_HERE} if self.has_file else {}
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
        return content, problems


def _said(error: ValidationError, known: Mapping[str, str]) -> Problems:
    problems = dict(known)
    for one in error.errors():
        said = str(one["ctx"]["error"]) if one["type"] == "value_error" else NOT_EMPTY
        problems.setdefault(str(one["loc"][0]), said if "too_long" not in one["type"] else FIELD_PROBLEM)
    return problems


def _leave_out(content: dict[str, Any], error: ValidationError) -> None:
    """Take what cannot be read out of ``content``, as little as possible; the rest is shown."""
    for one in error.errors():
        field, *place = one["loc"]
        value = content.get(str(field))
        if isinstance(value, list) and place:
            _leave_out_item(value, place)
        elif value and "too_long" in one["type"]:
            content[str(field)] = value[: one["ctx"]["max_length"]]
        elif field == "kind":
            content["kind"] = EntryKind.RUMOR
        else:
            content.pop(str(field), None)
    for name, value in content.items():
        if isinstance(value, list):
            content[name] = [item for item in value if item is not None]


def _leave_out_item(items: list[Any], place: list[int | str]) -> None:
    # Places stay what they are until every mistake has been seen.
    number, part = int(place[0]), str(place[1]) if len(place) > 1 else ""
    item = items[number]
    if isinstance(item, dict) and part and part not in _NEEDED_OF_SOURCE:
        item.pop(part, None)
    else:
        items[number] = None


def _source_values(source: DraftSource) -> dict[str, str]:
    content = source.model_dump(mode="json")
    return {name: str(content[name] or "") for name in _SOURCE}


def _filled(rows: Iterable[dict[str, str]]) -> Iterable[dict[str, str]]:
    # A tier alone is what an empty row starts with.
    return (row for row in rows if any(value for name, value in row.items() if name != "tier"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
