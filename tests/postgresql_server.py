"""A PostgreSQL server for the tests that need one: the one that is named, or one that runs as long as they do."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import SERVER

_HOW = f"needs PostgreSQL: install it (Debian: apt-get install postgresql), or name a server in {SERVER}"
_NO_CARE_FOR_THE_DISK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Address of a database on a server where databases can be made. Without PostgreSQL the test fails and says so."""
    if named := os.environ.get(SERVER):
        yield named
        return
    programs = _programs()
    directory = Path(tempfile.mkdtemp(prefix="xiaochen-postgresql-"))
    try:
        # PostgreSQL refuses to run as root; Debian's package brings an account for it.
        account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        os.chown(directory, account.pw_uid, account.pw_gid)
        _make(programs, directory, account)
        try:
            yield f"postgresql://xiaochen@/postgres?host={directory}"
        finally:
            _run(programs / "pg_ctl", "stop", "--pgdata", directory / "data", "--mode", "immediate", account=account)
    finally:
        shutil.rmtree(directory)


def _programs() -> Path:
    """Where ``initdb`` and ``pg_ctl`` are; Debian keeps them off the PATH, by version."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    assert versions, _HOW
    return versions[-1].parent


def _make(programs: Path, directory: Path, account: pwd.struct_passwd) -> None:
    """A new server that listens on a socket in ``directory`` alone."""
    data = directory / "data"
    _run(
        *(programs / "initdb", "--pgdata", data, "--username", "xiaochen", "--auth", "trust", "--no-sync"),
        *("--encoding", "UTF8", "--locale", "C.UTF-8"),
        account=account,
    )
    # A zone that is not UTC: nothing may depend on the server's.
    options = f"-k {directory} -c listen_addresses= -c timezone=Asia/Shanghai {_NO_CARE_FOR_THE_DISK}"
    _run(
        *(programs / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", directory / "log", "--options", options),
        account=account,
    )


def _run(*words: str | Path, account: pwd.struct_passwd) -> None:
    # The server keeps what it inherits: a pipe would stay open as long as it runs.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            words, user=account.pw_uid, group=account.pw_gid, cwd="/", stdout=said, stderr=said, check=False
        )
        said.seek(0)
        assert done.returncode == 0, said.read().decode()
