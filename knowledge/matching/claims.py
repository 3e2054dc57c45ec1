"""Cutting a forwarded message into the claims it makes. Pure."""

import re

from knowledge.matching.features import core_words
from knowledge.matching.spelling import plain_words
from knowledge.matching.vocabulary import mentions

MOST_CLAIMS = 12
LONGEST_CLAIM = 120
_SHORT = 36
_SHORTEST_CLAIM = 4
_CLAUSE_TARGET = 48
_MOST_CLAUSES = 16

_SENTENCE_END = re.compile(r"(?<=[。!?…;])|\n+")
_LIST_MARK = re.compile(
    r"^\s*(?:\(?\d{1,2}[.、)](?!\d)|[(（]?[一二三四五六七八九十]{1,3}[、.)）]|第[一二三四五六七八九十]{1,3}[,、::]|[-*·•]\s)\s*"
)
_INLINE_LIST = re.compile(r"(?<=[\s,;。:!?])(?=(?:\d{1,2}[.、)](?!\d)|[一二三四五六七八九十]、))")
_EMPTY_TALK = re.compile(
    r"^(?:大家好|各位好|你好|您好|谢谢|多谢|感谢|注意|提醒|收到|好的|哈+|嗯+|是的|请问|我想问一下|求助|在吗|原文|来源|链接|点击.{0,8}|"
    r"为了.{0,10}健康|爱心接力|功德无量|好人一生平安|记得收藏|请收藏|赶紧收藏)[啊呀吧哦!。,.]*$"
)


def split_claims(text: str) -> tuple[str, ...]:
    """Return the claims of a message in its order, cleaned, at most twelve; a short message without a list is one.

    Greetings, alarm words and list numbers are dropped, and so are sentences that name no food, substance, effect or
    practice when others do. When there are more than twelve, those that name most stay. A message without words gives
    no claim.
    """
    body = plain_words(text)
    if not body:
        return ()
    if len(body) <= _SHORT and "\n" not in body and not _INLINE_LIST.search(body):
        return (_bare(body),) if core_words(body) else ()
    pieces = [piece for sentence in _sentences(body) for piece in _shortened(sentence)]
    claims = list(dict.fromkeys(piece for piece in pieces if _says_something(piece)))
    if not claims:
        return (_bare(body)[:LONGEST_CLAIM],) if core_words(body) else ()
    weights = [_substance(claim) for claim in claims]
    # Sentences that name nothing one eats or fears only resemble an entry by chance.
    telling = [number for number, weight in enumerate(weights) if weight] or list(range(len(claims)))
    best = sorted(telling, key=lambda number: (-weights[number], number))[:MOST_CLAIMS]
    return tuple(claims[number] for number in sorted(best))


def split_clauses(claim: str) -> tuple[str, ...]:
    """Return the clauses of a long claim (longer than about forty characters); nothing for a short one."""
    if len(claim) <= _SHORT:
        return ()
    parts = [part.strip() for part in re.split(r"[,。!?;:、\n…]+", claim)]
    clauses = [part for part in parts if len(core_words(part)) >= _SHORTEST_CLAIM]
    return tuple(dict.fromkeys(clauses))[:_MOST_CLAUSES] if len(clauses) > 1 else ()


def _sentences(body: str) -> list[str]:
    spaced = _INLINE_LIST.sub("\n", body)
    return [_bare(part) for part in _SENTENCE_END.split(spaced) if part and part.strip()]


def _bare(sentence: str) -> str:
    return _LIST_MARK.sub("", sentence.strip()).strip(" ,。、;:!…~\"'“”‘’「」『』")


def _shortened(sentence: str) -> list[str]:
    """Cut a long sentence at its commas into pieces of about the target length."""
    if len(sentence) <= _CLAUSE_TARGET:
        return [sentence]
    pieces: list[str] = []
    current = ""
    for part in re.split(r"[,:]", sentence):
        if current and len(current) + len(part) > _CLAUSE_TARGET:
            pieces.append(current)
            current = part
        else:
            current = f"{current},{part}" if current else part
    pieces.append(current)
    return [piece[start : start + LONGEST_CLAIM] for piece in pieces for start in range(0, len(piece), LONGEST_CLAIM)]


def _says_something(piece: str) -> bool:
    return len(core_words(piece)) >= _SHORTEST_CLAIM and not _EMPTY_TALK.match(piece)


def _substance(piece: str) -> int:
    """Rate how much a claim says about food: the more kinds of things it names, the more."""
    found = mentions(piece)
    return (
        2 * bool(found.foods)
        + 2 * bool(found.substances)
        + 2 * bool(found.harms or found.benefits)
        + bool(found.practices)
        + bool(found.general_harm)
    )
