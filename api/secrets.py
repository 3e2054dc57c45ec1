"""The state's secrets, as the processes of one state directory share them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from knowledge.state_files import load_or_create, secrets_directory


@dataclass(frozen=True, slots=True)
class StateSecrets:
    """What the processes of one state directory share. Values are kept out of ``repr``."""

    action_token: str = field(repr=False)
    """Rasa shows it to the action route."""
    rasa_token: str = field(repr=False)
    """The api shows it to Rasa's channel."""
    visitor_salt: str = field(repr=False)
    """Turns client addresses into keys that tell nothing about them."""

    @classmethod
    def load_or_create(cls, var: Path) -> Self:
        """The secrets under ``var``; made when missing. Safe for several processes starting at once."""
        directory = secrets_directory(var)
        return cls(
            action_token=load_or_create(directory / "action_token"),
            rasa_token=load_or_create(directory / "rasa_token"),
            visitor_salt=load_or_create(directory / "visitor_salt"),
        )
