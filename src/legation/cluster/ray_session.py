"""Ray started and stopped: quiet, without reports of its use, and with errors in one line."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from legation.errors import LegationError, MissingExtraError

_OBJECT_STORE = 128 * 2**20
"""Bytes of Ray's shared memory on one machine. Only shards' numbers pass through it; the stories lie in the folder."""
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_BACKEND_LOG_LEVEL": "fatal", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}


@contextmanager
def ray_started(workers: int | None = None, address: str | None = None) -> Iterator[None]:
    """Ray, quiet and without reports of its use; stopped at the end if it was started here.

    Raises:
        MissingExtraError: Ray is not installed. LegationError: it cannot be started or reached.
    """
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    try:
        with _hushed():
            import ray
            import ray.data
    except ImportError:
        raise MissingExtraError("cluster", "reading with Ray") from None
    if ray.is_initialized():
        yield
        return
    address = address or os.environ.get("RAY_ADDRESS")
    here: dict[str, Any] = {"num_cpus": workers, "object_store_memory": _OBJECT_STORE, "include_dashboard": False}
    try:
        if address:
            _knock(address)
        with _hushed():
            ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, **({} if address else here))
    except Exception as error:
        if not address:
            raise LegationError(f"Ray cannot be started ({_first_line(error)}); without Ray leave out --engine ray") from error
        raise LegationError(
            f"the Ray cluster at {address} cannot be reached ({_first_line(error)}); see whether it runs (ray status), and set "
            "RAY_AUTH_MODE=token if it asks for a token"
        ) from error
    try:
        yield
    finally:
        ray.shutdown()


def _knock(address: str) -> None:
    """Fail at once where nothing listens; Ray itself would try for many minutes."""
    host, _, port = address.rpartition(":")
    if host and "//" not in address and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()


@contextmanager
def _hushed() -> Iterator[None]:
    """Without what Ray's C++ part writes to stderr while it starts, where no setting reaches it; errors come as exceptions."""
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


@contextmanager
def quiet_data() -> Iterator[None]:
    """Ray Data without bars and reports, and without a limit of time between shards; as before afterwards."""
    from ray.data import DataContext

    context = DataContext.get_current()
    wanted = {"enable_progress_bars": False, "print_on_execution_start": False, "execution_no_progress_timeout_s": -1}
    before = {name: getattr(context, name) for name in wanted}
    log = logging.getLogger("ray.data")
    level = log.level
    try:
        log.setLevel(logging.CRITICAL)  # errors come as exceptions
        for name, value in wanted.items():
            setattr(context, name, value)
        yield
    finally:
        log.setLevel(level)
        for name, value in before.items():
            setattr(context, name, value)


def plainly(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows; an error of Ray's in one line.

    Raises:
        LegationError: the run broke off.
    """
    try:
        yield from rows
    except Exception as error:
        raise LegationError(f"the run on Ray broke off ({_first_line(error)}); the same command goes on from there") from error


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0][:300] if str(error).strip() else 'no message'}"
