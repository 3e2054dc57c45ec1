"""Collections and daily picks. Functions take the session first and never commit."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from knowledge.clock import china_date
from knowledge.entries.models import Entry
from knowledge.errors import EditConflict, InvalidInput, NotFound
from knowledge.promotion.models import Collection, CollectionItem, DailyPick
from knowledge.promotion.views import CollectionEntry, CollectionView, DailyPickView

LONGEST_TITLE = 40
LONGEST_INTRODUCTION = 300
MOST_ENTRIES = 60
"""A page longer than this is not read, and an article longer than this is not accepted by WeChat."""

_IDS_AT_ONCE = 1_000
_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def create(session: Session, *, title: str, introduction: str, author: str, now: datetime) -> str:
    """Begin a collection; returns its id. Raises ``InvalidInput`` for an empty or long title."""
    title, introduction = _checked(title, introduction)
    ending = "".join(secrets.choice(_ID_ALPHABET) for _ in range(5))
    collection_id = f"{china_date(now):%Y%m%d}-{ending}"
    session.add(
        Collection(
            id=collection_id,
            title=title,
            introduction=introduction,
            is_public=False,
            created_by=author,
            edition=1,
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()
    return collection_id


def load(session: Session, collection_id: str) -> Collection:
    """The collection. Raises ``NotFound``."""
    collection = session.get(Collection, collection_id)
    if collection is None:
        raise NotFound("collection", collection_id)
    return collection


def update(
    session: Session,
    collection_id: str,
    *,
    title: str,
    introduction: str,
    entry_ids: Sequence[str],
    edition: int | None,
    now: datetime,
) -> None:
    """Replace what a collection says and holds. Raises ``EditConflict``, or ``InvalidInput`` for unknown entries."""
    collection = load(session, collection_id)
    if edition is not None and edition != collection.edition:
        raise EditConflict("collection", collection_id, read=edition, current=collection.edition)
    collection.title, collection.introduction = _checked(title, introduction)
    wanted = list(dict.fromkeys(entry_ids))
    if len(wanted) > MOST_ENTRIES:
        raise InvalidInput("entry_ids", f"一个专题最多放 {MOST_ENTRIES} 条。")
    known = set(session.scalars(select(Entry.id).where(Entry.id.in_(wanted))))
    missing = [entry_id for entry_id in wanted if entry_id not in known]
    if missing:
        raise InvalidInput("entry_ids", f"没有找到条目：{'、'.join(missing)}。")
    kept = {item.entry_id: item for item in collection.items}
    collection.items = [
        _at_position(kept.get(entry_id) or CollectionItem(entry_id=entry_id), position)
        for position, entry_id in enumerate(wanted)
    ]
    _touch(collection, now)


def set_public(session: Session, collection_id: str, *, is_public: bool, now: datetime) -> None:
    """Show a collection to everybody, or hide it. Raises ``InvalidInput`` when it would show nothing."""
    collection = load(session, collection_id)
    if is_public and not any(entry.is_public for entry in _entries(session, collection)):
        raise InvalidInput("entry_ids", "专题里还没有已发布的条目，先加一条再公开。")
    collection.is_public = is_public
    _touch(collection, now)


def delete(session: Session, collection_id: str) -> None:
    """Take a collection away for good; its entries stay. Raises ``NotFound``."""
    session.delete(load(session, collection_id))
    session.flush()


def list_all(session: Session, *, only_public: bool = False) -> list[CollectionView]:
    """Collections, last changed first."""
    query = select(Collection).order_by(Collection.updated_at.desc(), Collection.id)
    if only_public:
        query = query.where(Collection.is_public)
    found = list(session.scalars(query.options(selectinload(Collection.items))))
    held = _titles(session, {item.entry_id for collection in found for item in collection.items})
    return [_view_with(collection, held) for collection in found]


def read(session: Session, collection_id: str) -> CollectionView:
    """One collection as its editors see it. Raises ``NotFound``."""
    return _view(session, load(session, collection_id))


def pick(session: Session, *, on_date: date, entry_id: str, chosen_by: str, now: datetime) -> None:
    """Choose the entry of a day, in place of an earlier choice.

    Raises ``InvalidInput`` for a day that is over, or an entry that is not public.
    """
    if on_date < china_date(now):
        raise InvalidInput("on_date", "这一天已经过去，请选今天或以后的日期。")
    entry = session.get(Entry, entry_id)
    if entry is None or entry.published_version is None:
        raise InvalidInput("entry_id", "只能选已经发布的条目。")
    chosen = session.get(DailyPick, on_date) or DailyPick(on_date=on_date)
    chosen.entry_id = entry_id
    chosen.chosen_by = chosen_by
    chosen.created_at = now
    session.add(chosen)
    session.flush()


def unpick(session: Session, on_date: date) -> None:
    """Leave a day without an entry. Raises ``NotFound`` when it has none."""
    chosen = session.get(DailyPick, on_date)
    if chosen is None:
        raise NotFound("daily pick", on_date)
    session.delete(chosen)
    session.flush()


def picks(session: Session, *, first: date, last: date) -> list[DailyPickView]:
    """The choices for the days from ``first`` to ``last``, by day."""
    query = (
        select(DailyPick, Entry)
        .join(Entry, Entry.id == DailyPick.entry_id)
        .where(DailyPick.on_date.between(first, last))
        .order_by(DailyPick.on_date)
    )
    return [
        DailyPickView(chosen.on_date, entry.id, entry.title, entry.published_version is not None, chosen.chosen_by)
        for chosen, entry in session.execute(query)
    ]


def _checked(title: str, introduction: str) -> tuple[str, str]:
    title, introduction = title.strip(), introduction.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidInput("title", f"专题名称需要 1 到 {LONGEST_TITLE} 个字。")
    if len(introduction) > LONGEST_INTRODUCTION:
        raise InvalidInput("introduction", f"导语最多 {LONGEST_INTRODUCTION} 个字。")
    return title, introduction


def _touch(collection: Collection, now: datetime) -> None:
    collection.edition += 1
    collection.updated_at = now


def _at_position(item: CollectionItem, position: int) -> CollectionItem:
    item.position = position
    return item


def _entries(session: Session, collection: Collection) -> tuple[CollectionEntry, ...]:
    session.flush()
    ids = [item.entry_id for item in collection.items]
    held = _titles(session, ids)
    return tuple(held[entry_id] for entry_id in ids)


def _titles(session: Session, entry_ids: Iterable[str]) -> dict[str, CollectionEntry]:
    """Entries as lines of a collection, by id; nothing but title and state is read."""
    found = {}
    wanted = sorted(set(entry_ids))
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        some = wanted[start : start + _IDS_AT_ONCE]
        query = select(Entry.id, Entry.title, Entry.published_version).where(Entry.id.in_(some))
        for entry_id, title, version in session.execute(query):
            found[entry_id] = CollectionEntry(entry_id, title, version is not None)
    return found


def _view(session: Session, collection: Collection) -> CollectionView:
    session.flush()
    return _view_with(collection, _titles(session, [item.entry_id for item in collection.items]))


def _view_with(collection: Collection, held: Mapping[str, CollectionEntry]) -> CollectionView:
    return CollectionView(
        collection_id=collection.id,
        title=collection.title,
        introduction=collection.introduction,
        is_public=collection.is_public,
        created_by=collection.created_by,
        edition=collection.edition,
        updated_at=collection.updated_at,
        entries=tuple(held[item.entry_id] for item in collection.items),
    )
