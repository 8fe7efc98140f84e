"""Starts a real PostgreSQL server for the tests, from Debian's packages, where they are installed."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


def binaries() -> Path | None:
    """Folder of initdb and pg_ctl, or None where no server is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    path = shutil.which("initdb")
    return Path(path).parent if path else None


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as the user that Debian's package makes."""
    if os.geteuid() != 0:
        return []
    pwd.getpwnam("postgres")
    return ["runuser", "-u", "postgres", "--"]


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A server on a socket of its own; gives the address up to the database's name."""
    bin_ = binaries()
    assert bin_ is not None
    run = _as_postgres()
    folder = Path(tempfile.mkdtemp(prefix="legation-pg-"))
    os.chmod(folder, 0o777)
    data = folder / "data"
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=40"
    quiet = {"check": True, "capture_output": True}
    subprocess.run([*run, bin_ / "initdb", "-D", data, "-U", "legation", "-A", "trust", "-E", "UTF8", "--no-sync"], **quiet)  # type: ignore[call-overload]
    subprocess.run([*run, bin_ / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start"], check=True, stdout=subprocess.DEVNULL)
    try:
        yield f"postgresql://legation@/NAME?host={folder}"
    finally:
        subprocess.run([*run, bin_ / "pg_ctl", "-D", data, "-m", "immediate", "-W", "stop"], check=False, stdout=subprocess.DEVNULL)
        shutil.rmtree(folder, ignore_errors=True)


def new_database(address: str, name: str) -> str:
    """An empty database of the server; gives its address."""
    import psycopg

    with psycopg.connect(address.replace("/NAME", "/postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return address.replace("/NAME", f"/{name}")
