"""Log lines of the api: to standard error, without a resident's words or address."""

import logging

_OURS = ("api", "actions", "knowledge")
_QUIET = ("bm25s", "httpx", "httpcore", "rasa_sdk", "sqlalchemy")
"""Libraries whose own lines name addresses, parameters, or nothing an operator needs."""


def configure_logs() -> None:
    """Called once by the process's entry point. Replaces what libraries set up while they were imported."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
