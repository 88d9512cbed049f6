"""Errors that a person is meant to read: a code and its facts; the wording is in `pipeline.words`."""


class UserFacingError(Exception):
    """Something a person can act on. Rendered in three parts: what happened, why usually, what to do.

    Args:
        code: key of the wording under `[errors.<code>]` in `pipeline/words/{en,zh}.toml`.
        params: values for the wording's placeholders; short, in the person's own words.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class NotApplicable(Exception):
    """A check, a measure or an explainer cannot say anything about this subject."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EmptySampleError(ValueError):
    """A measure was asked of no rows at all."""
