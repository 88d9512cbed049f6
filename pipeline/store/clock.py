"""Times as the database keeps them: seconds since 1970 in UTC; ids that no two machines make twice."""

import secrets
from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def seconds_of(moment: datetime) -> float:
    return moment.timestamp()


def moment_of(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def optional_moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else moment_of(seconds)


def new_id() -> str:
    """12 hexadecimal digits: short enough for a link, 2^48 of them."""
    return secrets.token_hex(6)
