"""``docs/evaluation.md``: the comparison as Markdown, with what went wrong and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.evaluation.columns import number_columns, numbers, percent, share_columns
from knowledge.evaluation.comparison import Result, Row
from knowledge.evaluation.counting import RESAMPLES
from knowledge.evaluation.measures import by_style, question_counts
from knowledge.evaluation.mistakes import Mistake, by_kind, mistakes
from knowledge.evaluation.targets import target_lines

MOST_LINES = 40
_EXPLANATIONS = Path(__file__).with_name("explanations.md")
_LONGEST_QUOTED = 60
_STYLE_COLUMNS = ("recall_at_1", "recall_at_3", "answered", "clarified", "wrong_when_answered")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When, with what and by which command the figures were made."""

    measured_on: date
    commit: str
    command: str
    encoder: str
    calibrated_on: date


def write_report(results: Sequence[Result], when: Circumstances, dialogue: Mapping[str, Any] | None) -> str:
    """Return the whole report."""
    parts = [*_head(when), *_data(results)]
    parts.extend(target_lines(results))
    for result in results:
        parts.extend(_data_set(result))
    parts.extend(_dialogue(dialogue))
    return "\n".join(parts) + "\n" + _EXPLANATIONS.read_text(encoding="utf-8")


def _head(when: Circumstances) -> Iterator[str]:
    yield "# How good the answers are"
    yield ""
    yield f"Measured {when.measured_on.isoformat()} at commit `{when.commit}` by"
    yield ""
    yield f"    {when.command}"
    yield ""
    yield (
        f"which writes this file; do not edit it. Encoder `{when.encoder}`, weights and limits of "
        f"{when.calibrated_on.isoformat()}. Shares are in per cent, in brackets the 95 % interval "
        f"({RESAMPLES:,} bootstrap resamples of the questions). What the columns mean stands at the end."
    )
    yield ""


def _data(results: Sequence[Result]) -> Iterator[str]:
    yield "## The questions"
    yield ""
    yield "| set | entries | topics asked | questions | negatives | contradiction pairs | not asked |"
    yield "|---|---|---|---|---|---|---|"
    for result in results:
        files = result.data.files
        negatives = ", ".join(
            f"{len(texts)} {stem.removeprefix('negatives_')}" for stem, texts in files.negatives.items()
        )
        topics = len({question.topic_id for question in files.questions})
        yield (
            f"| {result.data.title} | {len(files.entries)} | {topics} | {len(files.questions)} | {negatives or '–'} "
            f"| {len(files.contradictions) or '–'} | {result.data.dropped or '–'} |"
        )
    yield ""
    yield (
        "The own questions (`tests/evaluation/own/`) were written for this and are asked of the shipped entries. They "
        "are in no entry, no training pair and no calibration file; those that got into one since are not asked. "
        "Topics are split: the development part may be looked at while the matcher is worked on, the final part is "
        "asked when the work is done; of it only counts are shown here."
    )
    if any(result.data.name == "outside" for result in results):
        yield (
            "The outside questions are real ones nobody here worded, with a knowledge file of bare titles. They are "
            "no part of the repository, and their texts are not shown."
        )
    yield ""


def _data_set(result: Result) -> Iterator[str]:
    yield f"## {result.data.title}"
    yield ""
    yield from _table(result)
    for name, reason in result.left_out.items():
        yield ""
        yield f"Left out: {name}, because {reason}."
    yield ""
    yield from _styles(result.matcher)
    yield from _mistakes(result)


def _table(result: Result) -> Iterator[str]:
    columns = share_columns(result)
    yield "| system | " + " | ".join([*(heading for _, heading in columns), *number_columns()]) + " |"
    yield "|---" * (1 + len(columns) + len(number_columns())) + "|"
    for row in result.rows:
        name = f"**{row.system}**" if row is result.matcher else row.system
        yield f"| {name} | " + " | ".join([*(_cell(row, key) for key, _ in columns), *numbers(row)]) + " |"


def _cell(row: Row, key: str) -> str:
    counted = row.counts[key]
    if not any(counted.counts):
        return "–"
    interval = counted.interval()
    return f"{percent(counted.share)} ({percent(interval.low)}–{percent(interval.high)})"


def _styles(row: Row) -> Iterator[str]:
    styles = list(by_style(row.replies.questions))
    if not styles:
        return
    yield "This matcher by style of the question:"
    yield ""
    yield "| style | n | recall@1 | recall@3 | answered | asked back | wrong among answered |"
    yield "|---|---|---|---|---|---|---|"
    for style, asked in styles:
        counts = question_counts(asked)
        cells = " | ".join(percent(counts[key].share) for key in _STYLE_COLUMNS)
        yield f"| {style} | {len(asked)} | {cells} |"
    yield ""


def _mistakes(result: Result) -> Iterator[str]:
    found = mistakes(result.matcher.replies)
    if not found:
        yield "This matcher made no mistake and answered everything."
        yield ""
        return
    yield "What this matcher got wrong or did not answer, by nearest cause:"
    yield ""
    yield "| cause | n | topics |"
    yield "|---|---|---|"
    for kind, number in by_kind(found).items():
        yield f"| {kind} | {number} | {_topics([mistake for mistake in found if mistake.kind == kind])} |"
    yield ""
    if result.data.may_be_quoted:
        yield from _examples(found)


def _topics(those: Sequence[Mistake]) -> str:
    """Name the topics of mistakes that matter: of what was merely not answered there are too many to read."""
    if those[0].kind.startswith("not answered"):
        return ""
    return ", ".join(dict.fromkeys(mistake.topic or f"as {mistake.best}" for mistake in those))


def _examples(found: Sequence[Mistake]) -> Iterator[str]:
    """List at most ``MOST_LINES`` texts; every kind gets its turn before any kind gets a second line."""
    kinds = list(by_kind(found))
    turns: list[tuple[int, int, Mistake]] = []
    seen = dict.fromkeys(kinds, 0)
    for mistake in found:
        turns.append((seen[mistake.kind], kinds.index(mistake.kind), mistake))
        seen[mistake.kind] += 1
    shown = sorted(turns, key=lambda turn: turn[:2])[:MOST_LINES]
    yield f"{len(shown)} of {len(found)} (text → best entry, its probability; wanted):"
    yield ""
    for _, kind, mistake in sorted(shown, key=lambda turn: (turn[1], turn[0])):
        wanted = f"; wanted {mistake.topic}" if mistake.topic and mistake.topic != mistake.best else ""
        text = " ".join(mistake.text.split())
        text = text if len(text) <= _LONGEST_QUOTED else f"{text[:_LONGEST_QUOTED]}…"
        best = mistake.best or "nothing"
        yield f"- {kinds[kind]}: {text} → {best} {mistake.confidence:.2f}{wanted}"
    yield ""


def _dialogue(figures: Mapping[str, Any] | None) -> Iterator[str]:
    if figures is None:
        return
    yield "## The same through the dialogue"
    yield ""
    yield (
        f"`make evaluate-dialogue` ({figures['measured_on']}) sent {figures['asked']} texts, questions and negatives, "
        "through `POST /api/v1/chat` with Rasa up, a new conversation each, and through `POST /api/v1/check`. Outcome "
        f"and first card were equal for **{percent(figures['equal'])} %** of the {figures['questions']} questions "
        f"(target 99.5); direct mode answered {figures['direct_mode']} of all texts. Small talk counts as right for "
        "what nothing matches."
    )
    yield ""
    yield "| set | equal |"
    yield "|---|---|"
    for name, share in figures["equal_by_set"].items():
        yield f"| {name} | {percent(share)} |"
    yield ""
    if figures["different"]:
        yield "| set | check | chat | Rasa's intent | n |"
        yield "|---|---|---|---|---|"
        for line in figures["different_by_kind"]:
            yield f"| {line['set']} | {line['check']} | {line['chat']} | {line['intent'] or '–'} | {line['n']} |"
        yield ""
    quoted = [one for one in figures["different"] if one.get("text")]
    for one in quoted[:MOST_LINES]:
        yield f"- {one['text']}: check {one['check']}, chat {one['chat']}, intent {one['intent'] or '–'}"
    if quoted:
        yield ""
    if figures["intents"]:
        yield "Intents on the held-back messages of `tests/dialogue/`, as the running Rasa understands them:"
        yield ""
        yield "| intent | held back | recall | precision |"
        yield "|---|---|---|---|"
        for name, line in figures["intents"].items():
            yield f"| {name} | {line['n']} | {percent(line['recall'])} | {percent(line['precision'])} |"
        yield ""
