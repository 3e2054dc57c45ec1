"""Starting, refreshing and stopping the knowledge base: what one process holds of it."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from knowledge import migrations, revision
from knowledge.checking import CheckOutcome, conclude
from knowledge.clock import Clock, utc_now
from knowledge.db import Database
from knowledge.emerging.clustering import ClaimReader
from knowledge.entries.cards import AnswerCard
from knowledge.entries.published import PublishedKnowledge, load_published
from knowledge.errors import IndexUnavailable, WrongState
from knowledge.index_store import IndexStore
from knowledge.matching.encoder import Encoder, load_encoder
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.matcher import Matcher
from knowledge.matching.reading import read_message
from knowledge.matching.thresholds import load_thresholds
from knowledge.settings import KnowledgeSettings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Served:
    """One revision in memory, whole: swapped in at once, so a reader never sees half of two."""

    revision: int
    matcher: Matcher
    claims: ClaimReader
    cards: Mapping[str, AnswerCard]

    def check(self, text: str) -> CheckOutcome:
        """What this revision knows about ``text``."""
        return conclude(read_message(text, self.matcher), self.cards, self.revision)


class Runtime:
    """What every use case needs: database, clock, and the revision being served.

    Making one opens nothing. Staff's methods need a migrated database only; residents' methods also need
    ``open``, which loads the encoder and the index.
    """

    def __init__(
        self, settings: KnowledgeSettings, clock: Clock = utc_now, *, encoder: Encoder | None = None
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.database = Database(settings.database_address)
        self._encoder = encoder
        self._claim_reader: ClaimReader | None = None
        self._served: Served | None = None
        self._refreshing = threading.Lock()

    def open(self) -> None:
        """Get ready to answer: load the encoder, and the index or rebuild it.

        Raises ``WrongState`` when the database is not migrated.
        """
        self.require_migrated()
        self.refresh()

    def close(self) -> None:
        """Close the database; nothing can be asked afterwards."""
        self._served = None
        self.database.close()

    def require_migrated(self) -> None:
        """Raises ``WrongState`` unless the tables are those this version needs."""
        present, wanted = migrations.current(self.database), migrations.head()
        if present != wanted:
            raise WrongState(
                "database schema",
                current=present or "empty",
                wanted=wanted,
                message="数据库还没有升级到当前版本，请先运行 xiaochen migrate。",
            )

    def refresh(self) -> bool:
        """Serve what is public now; ``True`` when that is another revision than before.

        Checks one number when nothing changed. Readers are not held up while an index is built.
        """
        with self._refreshing:
            with self.database.read() as session:
                number = revision.current(session)
            if self._served is not None and self._served.revision == number:
                return False
            published = self.published()
            previous = self._served.matcher.snapshot if self._served is not None else None
            self._served = self._serve(published, self.index_store().obtain(published, previous))
            return True

    @property
    def revision(self) -> int:
        """The revision being served. Raises ``IndexUnavailable`` before ``open``."""
        return self.served().revision

    def readiness(self) -> dict[str, str]:
        """What keeps residents from being answered, by name; empty when nothing does."""
        reasons: dict[str, str] = {}
        try:
            self.require_migrated()
        except WrongState as error:
            reasons["database"] = str(error)
        except SQLAlchemyError as error:
            reasons["database"] = f"not reachable ({type(error).__name__})"
        served = self.served_or_none()
        if served is None:
            reasons["index"] = "not loaded"
        elif not served.cards:
            reasons["content"] = "no published entries"
        return reasons

    def served(self) -> Served:
        """The revision being served, to be used for a whole request. Raises ``IndexUnavailable``."""
        served = self._served
        if served is None:
            raise IndexUnavailable("no index is loaded")
        return served

    def served_or_none(self) -> Served | None:
        """The revision being served, if any."""
        return self._served

    def published(self) -> PublishedKnowledge:
        """Everything public, as the database has it."""
        with self.database.read() as session:
            return load_published(session)

    def index_store(self) -> IndexStore:
        """The indexes on disk for the encoder in use."""
        return IndexStore(self.settings.index_dir, self.encoder())

    def encoder(self) -> Encoder:
        """The encoder of the settings, loaded when first needed (seconds)."""
        if self._encoder is None:
            self._encoder = load_encoder(self.settings.encoder_path)
        return self._encoder

    def _serve(self, published: PublishedKnowledge, snapshot: IndexSnapshot) -> Served:
        encoder = self.encoder()
        thresholds = load_thresholds(encoder_digest=encoder.digest)
        if thresholds.calibrated_for_other_encoder:
            _log.warning(
                "thresholds were calibrated for another encoder than %s; using cautious ones", encoder.name
            )
        return Served(
            published.revision,
            Matcher(snapshot, encoder, thresholds),
            self._claims(encoder),
            published.cards(),
        )

    def _claims(self, encoder: Encoder) -> ClaimReader:
        # Kept from one revision to the next: what it remembers depends on the encoder only.
        if self._claim_reader is None:
            self._claim_reader = ClaimReader(encoder)
        return self._claim_reader
