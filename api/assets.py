"""The names of built front-end files: they hold a hash of their content, and Vite's manifest says which."""

import json
from pathlib import Path
from typing import Any


class BuiltAssets:
    """Looks sources up in the manifest of the build in ``directory``; a later build needs no restart."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / ".vite" / "manifest.json"
        self._read_at: int | None = None
        self._manifest: dict[str, dict[str, Any]] = {}

    def url(self, source: str) -> str | None:
        """The address of what ``source`` (``src/site/site.css``) was built into, ``None`` before a build."""
        chunk = self._chunks().get(source)
        return f"/{chunk['file']}" if chunk else None

    def stylesheets(self, source: str) -> tuple[str, ...]:
        """The addresses of the styles of the script ``source``: what it imports first, as a build's own page has it."""
        chunks = self._chunks()
        seen: set[str] = set()

        def styles(name: str) -> list[str]:
            if name in seen:
                return []
            seen.add(name)
            chunk = chunks.get(name, {})
            imported = [sheet for other in chunk.get("imports", ()) for sheet in styles(other)]
            return [*imported, *(f"/{sheet}" for sheet in chunk.get("css", ()))]

        return tuple(dict.fromkeys(styles(source)))

    def _chunks(self) -> dict[str, dict[str, Any]]:
        try:
            changed = self._path.stat().st_mtime_ns
        except FileNotFoundError:
            return {}
        if changed != self._read_at:
            self._manifest = json.loads(self._path.read_text(encoding="utf-8"))
            self._read_at = changed
        return self._manifest
