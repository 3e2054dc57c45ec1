"""Finding what a build made of a source."""

import json
from pathlib import Path
from typing import Any

from api.assets import BuiltAssets

FRAME: dict[str, dict[str, Any]] = {
    "_Card.js": {"file": "assets/Card-1.js", "css": ["assets/Card-1.css"], "imports": ["_base.js", "src/frame.tsx"]},
    "_base.js": {"file": "assets/base-1.js", "css": ["assets/base-1.css"]},
    "src/frame.tsx": {"file": "assets/frame-1.js", "css": ["assets/frame-1.css"], "imports": ["_Card.js", "_base.js"]},
}


def _build(directory: Path, manifest: dict[str, dict[str, Any]]) -> BuiltAssets:
    (directory / ".vite").mkdir(exist_ok=True)
    (directory / ".vite" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return BuiltAssets(directory)


def test_the_styles_of_what_a_script_imports_come_first_and_once(tmp_path: Path) -> None:
    assets = _build(tmp_path, FRAME)
    assert assets.stylesheets("src/frame.tsx") == ("/assets/base-1.css", "/assets/Card-1.css", "/assets/frame-1.css")
    assert assets.url("src/frame.tsx") == "/assets/frame-1.js"


def test_before_a_build_and_for_an_unknown_source_there_is_nothing(tmp_path: Path) -> None:
    assert BuiltAssets(tmp_path).stylesheets("src/frame.tsx") == ()
    assert BuiltAssets(tmp_path).url("src/frame.tsx") is None
    assert _build(tmp_path, FRAME).stylesheets("src/other.ts") == ()
