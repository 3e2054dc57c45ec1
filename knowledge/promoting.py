"""Collections, the entry of the day, and what is new: for editors who promote, and for the public pages."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select

from knowledge.audit import service as audit
from knowledge.audit.actions import Action, SubjectKind
from knowledge.clock import china_date
from knowledge.entries.kinds import EntryKind
from knowledge.entries.models import Entry, EntryVersion
from knowledge.errors import NotFound
from knowledge.promotion import service as promotion
from knowledge.promotion.views import CollectionView, DailyPickView, PublicCollection, PublishedCard
from knowledge.runtime import Runtime
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission


class PromotionUseCases(Runtime):
    """``actor`` names a staff account with the permission to promote, or ``NotAllowed`` is raised.

    Residents only ever see public entries of public collections.
    """

    def create_collection(self, title: str, introduction: str, actor: str) -> str:
        """Begin a collection, hidden at first; returns its id."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.PROMOTE)
            now = self.clock()
            new_id = promotion.create(session, title=title, introduction=introduction, author=actor, now=now)
            subject = (SubjectKind.COLLECTION, new_id)
            audit.record(
                session, actor=actor, action=Action.CREATE, subject=subject, now=now, after={"title": title.strip()}
            )
            return new_id

    def update_collection(
        self,
        collection_id: str,
        *,
        title: str,
        introduction: str,
        entry_ids: Sequence[str],
        actor: str,
        edition: int | None = None,
    ) -> CollectionView:
        """Replace what a collection says and holds. Raises ``EditConflict`` when somebody saved since ``edition``."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.PROMOTE)
            before = promotion.read(session, collection_id)
            now = self.clock()
            promotion.update(
                session,
                collection_id,
                title=title,
                introduction=introduction,
                entry_ids=entry_ids,
                edition=edition,
                now=now,
            )
            view = promotion.read(session, collection_id)
            audit.record(
                session,
                actor=actor,
                action=Action.UPDATE,
                subject=(SubjectKind.COLLECTION, collection_id),
                now=now,
                before=_held(before),
                after=_held(view),
            )
            return view

    def set_collection_public(self, collection_id: str, is_public: bool, actor: str) -> CollectionView:
        """Show a collection to everybody, or hide it again."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.PROMOTE)
            now = self.clock()
            promotion.set_public(session, collection_id, is_public=is_public, now=now)
            action = Action.PUBLISH if is_public else Action.WITHDRAW
            audit.record(session, actor=actor, action=action, subject=(SubjectKind.COLLECTION, collection_id), now=now)
            return promotion.read(session, collection_id)

    def delete_collection(self, collection_id: str, actor: str) -> None:
        """Take a collection away for good; its entries stay."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.PROMOTE)
            held = _held(promotion.read(session, collection_id))
            promotion.delete(session, collection_id)
            audit.record(
                session,
                actor=actor,
                action=Action.DELETE,
                subject=(SubjectKind.COLLECTION, collection_id),
                now=self.clock(),
                before=held,
            )

    def collections(self, *, only_public: bool = False) -> list[CollectionView]:
        """Collections, last changed first."""
        with self.database.read() as session:
            return promotion.list_all(session, only_public=only_public)

    def collection(self, collection_id: str) -> CollectionView:
        """A collection as its editors see it. Raises ``NotFound``."""
        with self.database.read() as session:
            return promotion.read(session, collection_id)

    def public_collection(self, collection_id: str) -> PublicCollection:
        """A collection as residents see it. Raises ``NotFound`` for a hidden one too."""
        view = self.collection(collection_id)
        if not view.is_public:
            raise NotFound("collection", collection_id)
        return self.collection_cards(view)

    def collection_cards(self, view: CollectionView) -> PublicCollection:
        """The cards of a collection's public entries, in its order."""
        cards = self.served().cards
        return PublicCollection(
            collection_id=view.collection_id,
            title=view.title,
            introduction=view.introduction,
            updated_at=view.updated_at,
            cards=tuple(cards[entry.entry_id] for entry in view.entries if entry.entry_id in cards),
        )

    def pick_daily(self, on_date: date, entry_id: str, actor: str) -> None:
        """Choose the entry of a day (每日一条). Raises ``InvalidInput`` for a past day, or an entry not public."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.PROMOTE)
            now = self.clock()
            promotion.pick(session, on_date=on_date, entry_id=entry_id, chosen_by=actor, now=now)
            audit.record(
                session,
                actor=actor,
                action=Action.SCHEDULE,
                subject=(SubjectKind.ENTRY, entry_id),
                now=now,
                after={"daily": on_date.isoformat()},
            )

    def unpick_daily(self, on_date: date, actor: str) -> None:
        """Leave a day without an entry. Raises ``NotFound`` when it has none."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.PROMOTE)
            chosen = promotion.picks(session, first=on_date, last=on_date)
            promotion.unpick(session, on_date)
            audit.record(
                session,
                actor=actor,
                action=Action.DELETE,
                subject=(SubjectKind.ENTRY, chosen[0].entry_id),
                now=self.clock(),
                before={"daily": on_date.isoformat()},
            )

    def daily_picks(self, first: date, last: date) -> list[DailyPickView]:
        """The choices for the days from ``first`` to ``last``."""
        with self.database.read() as session:
            return promotion.picks(session, first=first, last=last)

    def daily_card(self, on_date: date | None = None) -> PublishedCard | None:
        """The entry of a day, of today in China by default; ``None`` when none was chosen or it is not public."""
        day = on_date or china_date(self.clock())
        chosen = self.daily_picks(day, day)
        return self.published_card(chosen[0].entry_id) if chosen and chosen[0].is_public else None

    def published_card(self, entry_id: str) -> PublishedCard | None:
        """A public entry with its dates; ``None`` when it is not public."""
        found = self._published_cards((Entry.id == entry_id,), most=1)
        return found[0] if found else None

    def new_rebuttals(self, most: int = 50) -> list[PublishedCard]:
        """The rebuttals that became public last, the newest first; a correction does not make one new again."""
        return self._published_cards((Entry.kind == EntryKind.RUMOR,), most=most)

    def _published_cards(self, conditions: tuple[ColumnElement[bool], ...], *, most: int) -> list[PublishedCard]:
        first, last = func.min(EntryVersion.published_at), func.max(EntryVersion.published_at)
        query = (
            select(Entry.id, first, last)
            .join(EntryVersion, EntryVersion.entry_id == Entry.id)
            .where(Entry.published_version.is_not(None), *conditions)
            .group_by(Entry.id)
            .order_by(first.desc(), Entry.id)
            .limit(most)
        )
        cards = self.served().cards
        with self.database.read() as session:
            rows = session.execute(query).all()
        return [
            PublishedCard(cards[entry_id], begun, changed) for entry_id, begun, changed in rows if entry_id in cards
        ]


def _held(view: CollectionView) -> dict[str, object]:
    return {
        "title": view.title,
        "introduction": view.introduction,
        "entries": [entry.entry_id for entry in view.entries],
    }
