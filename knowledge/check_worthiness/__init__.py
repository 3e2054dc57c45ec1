"""Does a message read like a rumor to be checked, like a question nobody has answered yet, or like chat?

``CheckWorthiness.load().probability(text)`` is pure: no database, the same number for the same text.
"""

from knowledge.check_worthiness.kinds import MessageKind, kind_of
from knowledge.check_worthiness.model import CheckWorthiness

__all__ = ["CheckWorthiness", "MessageKind", "kind_of"]
