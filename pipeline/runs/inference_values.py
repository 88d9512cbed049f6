"""Explanations on their way between two processes: JSON with a name on each value, never pickle."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pipeline.domain.attribution import AttentionMap, Attribution, FeaturePart, Span, TextPart

_KIND = "__value__"


def encode(value: Any) -> Any:
    """Return what `json.dumps` takes. Raises: TypeError for a value that has no business here."""
    if isinstance(value, AttentionMap):
        return _named("attention_map", tokens=list(value.tokens), spans=_pairs(value.spans), **_weights(value))
    if isinstance(value, Attribution):
        fields = {name: getattr(value, name) for name in _ATTRIBUTION}
        return _named("attribution", parts=[_encoded_part(part) for part in value.parts], **fields)
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    if isinstance(value, Sequence):
        return [encode(item) for item in value]
    raise TypeError(f"{type(value).__name__} is not sent between processes")


def decode(value: Any) -> Any:
    """Return the values that `encode` was given (sequences as lists)."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get(_KIND)
    if kind == "attention_map":
        raw = np.frombuffer(base64.b64decode(value["weights"]), dtype="<f4")
        weights = raw.astype(np.float32).reshape(value["shape"])
        return AttentionMap(tuple(value["tokens"]), _spans(value["spans"]), weights)
    if kind == "attribution":
        parts = tuple(_decoded_part(part) for part in value["parts"])
        return Attribution(parts, **{name: value[name] for name in _ATTRIBUTION})
    return {key: decode(item) for key, item in value.items()}


_ATTRIBUTION = ("label", "method", "unit", "signed", "additive", "base", "output")


def _named(kind: str, **fields: Any) -> dict[str, Any]:
    return {_KIND: kind, **fields}


def _weights(attention_map: AttentionMap) -> dict[str, Any]:
    raw = np.ascontiguousarray(attention_map.weights, dtype="<f4").tobytes()
    return {"weights": base64.b64encode(raw).decode("ascii"), "shape": list(attention_map.weights.shape)}


def _encoded_part(part: TextPart | FeaturePart) -> dict[str, Any]:
    if isinstance(part, FeaturePart):
        return {"column": part.column, "value": part.value, "score": part.score}
    return {"column": part.column, "text": part.text, "spans": _pairs(part.spans), "scores": list(part.scores)}


def _decoded_part(part: Mapping[str, Any]) -> TextPart | FeaturePart:
    if "score" in part:
        return FeaturePart(part["column"], part["value"], part["score"])
    return TextPart(part["column"], part["text"], _spans(part["spans"]), tuple(part["scores"]))


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _spans(pairs: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)
