"""``Knowledge``: the one door to the knowledge base for the api, the actions and the command line."""

from knowledge.editorial import EditorialUseCases
from knowledge.resident import ResidentUseCases


class Knowledge(ResidentUseCases, EditorialUseCases):
    """Everything that can be asked of the knowledge base.

    Methods block and are safe to call from any thread; each runs in its own short transaction and holds
    none while it computes. Residents' methods are in ``knowledge.resident``, staff's in
    ``knowledge.editorial``, starting, stopping and refreshing in ``knowledge.runtime``.
    """
