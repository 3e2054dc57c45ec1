"""``Knowledge``: the one door to the knowledge base for the api, the actions and the command line."""

from knowledge.editing import EditingUseCases
from knowledge.editorial import EditorialUseCases
from knowledge.promoting import PromotionUseCases
from knowledge.resident import ResidentUseCases


class Knowledge(ResidentUseCases, EditingUseCases, EditorialUseCases, PromotionUseCases):
    """Everything that can be asked of the knowledge base.

    Methods block and are safe to call from any thread; each runs in its own short transaction and holds
    none while it computes. Residents' methods are in ``knowledge.resident``, the life of entries in
    ``knowledge.editing``, the rest of staff's in ``knowledge.editorial``, starting, stopping and refreshing in
    ``knowledge.runtime``.
    """
