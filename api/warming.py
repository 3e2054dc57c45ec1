"""What a worker does once, soon after it began to answer, so that the first person at a desk need not wait for it."""

import contextlib
import gc
import logging
from collections.abc import Iterator

from anyio import to_thread

from api.errors import where_raised
from knowledge.emerging.priority import MOST_CLAIMS_REMEMBERED, harm_of_words
from knowledge.questions.kinds import Reason
from knowledge.service import Knowledge

_log = logging.getLogger(__name__)

_COLLECTED_AFTER = (10_000, 10, 20)
"""Objects more than before until the youngest are looked through, and how many such looks make one at the older. With
Python's own numbers (700, 10, 10) a page of figures has everything looked through every few times it is opened."""


async def warm_desks(knowledge: Knowledge) -> None:
    """Read what the desks show first. Nothing depends on it: what is not read by then is read when it is asked for."""
    try:
        await to_thread.run_sync(_read_once, knowledge)
    except Exception as error:  # noqa: BLE001 - pages say themselves what is wrong, to who opens them
        _log.warning("reading ahead for the desks failed: %s (%s)", type(error).__name__, where_raised(error))
    leave_uncollected()


@contextlib.contextmanager
def seldom_collected() -> Iterator[None]:
    """Within it, garbage is looked for seldom, and not in what ``leave_uncollected`` left out."""
    before = gc.get_threshold()
    gc.set_threshold(*_COLLECTED_AFTER)
    leave_uncollected()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def leave_uncollected() -> None:
    """Keep the garbage collector from what is loaded by now, for it stays.

    With 20,000 entries, going through all of that in search of garbage stops every answer for half a second, again
    and again. What is replaced one day still goes, by its references; only garbage in circles would stay.
    """
    gc.freeze()


def _read_once(knowledge: Knowledge) -> None:
    # Imports what measures growth, reads claims with the encoder, and looks for harms in the words of leads.
    knowledge.overview(may_see_restricted=False)
    for reason in Reason:
        knowledge.questions_to_handle(reason)
    for cluster in knowledge.list_clusters(limit=MOST_CLAIMS_REMEMBERED):
        harm_of_words(cluster.claim)
