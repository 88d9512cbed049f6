"""Whole rows with their personal data masked, before anything is stored."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.data.privacy.masker import Masker
from pipeline.domain.dataset import Column, ColumnRole, SetAsideRow


class RowMasker:
    """A SENSITIVE cell becomes one token, also where its value stands in another cell of its row; a LABEL stays."""

    def __init__(self, masker: Masker, columns: Sequence[Column]) -> None:
        self._masker = masker
        roles = [column.role for column in columns]
        self._sensitive = [i for i, role in enumerate(roles) if role is ColumnRole.SENSITIVE]
        self._open = [i for i, role in enumerate(roles) if role not in (ColumnRole.SENSITIVE, ColumnRole.LABEL)]

    def mask(self, row: Sequence[str]) -> tuple[str, ...]:
        masked = list(row)
        known = [row[i] for i in self._sensitive if row[i].strip()]
        for i in self._sensitive:
            masked[i] = self._masker.mask_whole(row[i])
        for i in self._open:
            masked[i] = self._masker.mask(row[i], known=known)
        return tuple(masked)

    def mask_set_aside(self, row: SetAsideRow) -> SetAsideRow:
        """Mask what can be found in a row without known columns; all of it where a SENSITIVE cell may be in it."""
        if self._sensitive:
            return replace(row, content=self._masker.uncounted().mask_whole(row.content))
        return replace(row, content=self._masker.mask(row.content))
