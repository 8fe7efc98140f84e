from __future__ import annotations

import pytest

from legation.reader import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The shipped model, loaded once for all tests."""
    return Reader.load()
