from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from engines import binaries, new_database, server
from local_site import Site, Time

from legation.ingest.fetch import Fetcher
from legation.reader import Reader

_numbers = count()


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The shipped model, loaded once for all tests."""
    return Reader.load()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server; tests that need one are skipped where none is installed (apt-get install postgresql)."""
    if binaries() is None:
        pytest.skip("no PostgreSQL server is installed: apt-get install postgresql")
    with server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, on each engine in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "chronicle.sqlite")
    return new_database(request.getfixturevalue("postgres"), f"t{next(_numbers)}")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def fetcher(time: Time) -> Fetcher:
    return Fetcher(private=True, clock=time.clock, sleep=time.sleep)
