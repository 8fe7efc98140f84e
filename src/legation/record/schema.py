"""The JSON Schema of a record."""

from __future__ import annotations

from typing import Any

from legation._version import CODEBOOK_VERSION


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of what ``Record.to_json`` writes."""
    from pydantic import TypeAdapter

    from legation.record.model import Record

    made = TypeAdapter(Record).json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:legation:record:{CODEBOOK_VERSION}",
        "title": "Legation diplomatic record",
    }
    return head | {key: value for key, value in made.items() if key != "title"}
