"""Names of columns: unique and never empty, whatever the header says."""

from collections.abc import Sequence


def joined_names(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Join the names of several header rows; a name that spans columns stands in its first cell only."""
    filled = [_spread(row) if row is not rows[-1] else list(row) for row in rows]
    width = max(map(len, filled))
    columns = [[row[i].strip() if i < len(row) else "" for row in filled] for i in range(width)]
    return tuple(" ".join(dict.fromkeys(name for name in names if name)) for names in columns)


def _spread(row: Sequence[str]) -> list[str]:
    spread: list[str] = []
    for cell in row:
        spread.append(cell if cell.strip() or not spread else spread[-1])
    return spread


def unique_names(header: Sequence[str], width: int) -> tuple[str, ...]:
    """Make names unique and fill empty ones; there are more than `width` where the header names more."""
    names = [name.strip() for name in header]
    while len(names) > width and not names[-1]:
        names.pop()
    names += [""] * (width - len(names))
    given = {name for name in names if name}
    taken: set[str] = set()
    unique = []
    for position, name in enumerate(names, start=1):
        unique.append(_free_name(name or f"column_{position}", taken, given if name in taken or not name else set()))
        taken.add(unique[-1])
    return tuple(unique)


def count_nameless_at_end(header: Sequence[str]) -> int:
    return next((i for i, name in enumerate(reversed(header)) if name.strip()), 0)


def _free_name(name: str, taken: set[str], given: set[str]) -> str:
    candidate, number = name, 2
    while candidate in taken or candidate in given:
        candidate, number = f"{name}_{number}", number + 1
    return candidate
