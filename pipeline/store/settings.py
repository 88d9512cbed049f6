"""Small facts that people choose: by key, in the workspace."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from pipeline.store import schema
from pipeline.store.database import Database


@dataclass
class Settings:
    database: Database

    def get(self, key: str, default: Any = None) -> Any:
        with self.database.read() as connection:
            found = connection.execute(select(schema.settings.c.value).where(schema.settings.c.key == key)).first()
        return default if found is None else found.value

    def put(self, key: str, value: Any) -> None:
        with self.database.write() as connection:
            connection.execute(delete(schema.settings).where(schema.settings.c.key == key))
            connection.execute(schema.settings.insert().values(key=key, value=value))
