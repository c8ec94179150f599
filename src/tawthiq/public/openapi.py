"""The description of the open API, kept as ``openapi.yaml`` beside this file; in both languages."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def load_openapi() -> dict[str, Any]:
    """The OpenAPI 3.1 document; Arabic words stand under ``x-summary-ar`` and ``x-description-ar``."""
    return yaml.safe_load((Path(__file__).parent / "openapi.yaml").read_text(encoding="utf-8"))


def operations(lang: str) -> list[dict[str, Any]]:
    """What can be asked, for the page that explains it: path, summary, description, parameters, in one language."""
    document = load_openapi()
    return [
        {"path": path, **_said(methods["get"], lang), "parameters": [_parameter(p, lang) for p in _parameters(methods)]}
        for path, methods in document["paths"].items()
    ]


def _said(part: dict[str, Any], lang: str) -> dict[str, str]:
    mark = "x-{}-ar" if lang == "ar" else "{}"
    return {name: part.get(mark.format(name), "") for name in ("summary", "description")}


def _parameters(methods: dict[str, Any]) -> list[dict[str, Any]]:
    known = load_openapi()["components"]["parameters"]
    return [known[part["$ref"].rpartition("/")[2]] for part in methods["get"].get("parameters", ())]


def _parameter(part: dict[str, Any], lang: str) -> dict[str, str]:
    return {"name": part["name"], "is_path": part["in"] == "path", **_said(part, lang)}
