"""Standards and laws: cited from the controlled list only, in the version that is in force."""

from collections.abc import Iterator, Mapping
from datetime import date

from knowledge.content_checks.findings import Finding, error, warning
from knowledge.content_checks.wording_checks import told_texts
from knowledge.entries.draft import EntryDraft
from knowledge.entries.kinds import EntryKind
from knowledge.entries.standards import STANDARDS_FILE, Citation, Standards, citations, law_names


def check_citations(entry_id: str, content: EntryDraft, standards: Standards, today: date) -> Iterator[Finding]:
    """What our own texts and ``law`` cite, each number and name once; of sources, those without a page."""
    texts = {**dict(told_texts(content)), **{f"law.{place}": line for place, line in enumerate(content.law)}}
    yield from _unlisted_numbers(entry_id, texts, standards)
    yield from _not_yet_in_force(entry_id, texts, standards, today)
    if content.kind is not EntryKind.PLAN:  # the plan speaks of papers of the district that are not laws
        yield from _unlisted_laws(entry_id, texts, standards)
    # The titles of other people's pages name what was in force when they were written.
    titles = {
        f"sources.{place}.title": source.title for place, source in enumerate(content.sources) if source.url is None
    }
    for field, text in {**texts, **titles}.items():
        yield from _outdated(entry_id, field, text, standards, today)


def _first_uses(texts: Mapping[str, str]) -> Iterator[tuple[str, Citation]]:
    seen: set[str] = set()
    for field, text in texts.items():
        for citation in citations(text):
            if citation.number not in seen:
                seen.add(citation.number)
                yield field, citation


def _unlisted_numbers(entry_id: str, texts: Mapping[str, str], standards: Standards) -> Iterator[Finding]:
    for field, citation in _first_uses(texts):
        if standards.find(citation) is None and standards.replacing(citation) is None:
            yield error(
                "citations",
                entry_id,
                field,
                f"{citation.text} 不在清单（{STANDARDS_FILE}）里，请核对编号，或请管理员加入清单。",
            )


def _unlisted_laws(entry_id: str, texts: Mapping[str, str], standards: Standards) -> Iterator[Finding]:
    seen: set[str] = set()
    for field, text in texts.items():
        for name in law_names(text):
            if name not in seen and not standards.has_law(name):
                seen.add(name)
                yield warning(
                    "citations", entry_id, field, f"《{name}》不在清单（{STANDARDS_FILE}）里，请核对名称和现行版本。"
                )


def _not_yet_in_force(entry_id: str, texts: Mapping[str, str], standards: Standards, today: date) -> Iterator[Finding]:
    whole = "\n".join(texts.values())
    for field, citation in _first_uses(texts):
        known = standards.find(citation) if citation.year else None
        if known is None or known.in_force_since is None or known.is_in_force(today):
            continue
        if f"{known.in_force_since.year}年" not in whole:
            yield warning(
                "citations", entry_id, field, f"{known.number} 到 {known.in_force_since} 才实施，请写明实施日期。"
            )


def _outdated(entry_id: str, field: str, text: str, standards: Standards, today: date) -> Iterator[Finding]:
    """A replaced version may be named only beside the one that took its place."""
    cited = {citation.number: citation for citation in citations(text)}
    for citation in cited.values():
        new = standards.replacing(citation)
        if new is None or not new.is_in_force(today):
            continue
        if not any(standards.find(other) is new for other in cited.values() if other is not citation):
            yield error("citations", entry_id, field, f"{citation.text} 已被 {new.number} 代替，请改用现行版本。")
