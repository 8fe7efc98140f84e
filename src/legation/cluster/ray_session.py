"""Ray started and stopped: quiet, without reports of its use, and with errors in one line."""

from __future__ import annotations

import logging
import os
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
        with _hushed():
            ray.init(address=address or "local", log_to_driver=False, logging_level=logging.ERROR, **({} if address else here))
    except Exception as error:
        where = f"the Ray cluster at {address} cannot be reached" if address else "Ray cannot be started"
        raise LegationError(f"{where} ({_first_line(error)}); without Ray leave out --engine ray") from error
    try:
        yield
    finally:
        ray.shutdown()


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
        log.setLevel(logging.ERROR)
        for name, value in wanted.items():
            setattr(context, name, value)
        yield
    finally:
        log.setLevel(level)
        for name, value in before.items():
            setattr(context, name, value)


def plainly(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows; an error of Legation in a worker as itself, any other of Ray's in one line."""
    try:
        yield from rows
    except LegationError:
        raise
    except Exception as error:
        cause: BaseException | None = error
        while cause is not None:
            inner = getattr(cause, "cause", None)
            if isinstance(cause, LegationError) or isinstance(inner, LegationError):
                raise LegationError(str(inner if isinstance(inner, LegationError) else cause)) from None
            cause = cause.__cause__
        raise LegationError(f"the run on Ray broke off ({_first_line(error)}); the same command goes on from there") from error


def _first_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error).strip().splitlines()[0][:300] if str(error).strip() else 'no message'}"
