"""What a piece of work used: processor and wall time; energy only where a counter can be read."""

import resource
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class EnergyMethod(StrEnum):
    MEASURED = "measured"
    ESTIMATED = "estimated"
    NONE = "none"


@dataclass(frozen=True)
class Used:
    cpu_seconds: float
    wall_seconds: float
    energy_wh: float | None = None
    method: EnergyMethod = EnergyMethod.NONE


@dataclass(frozen=True)
class Usage:
    """The readings at the start, of this process and the children it has waited for."""

    cpu_seconds: float
    wall_seconds: float

    @classmethod
    def start(cls) -> Self:
        return cls(_cpu_seconds(), time.monotonic())

    def stop(self) -> Used:
        return Used(_cpu_seconds() - self.cpu_seconds, time.monotonic() - self.wall_seconds)


def _cpu_seconds() -> float:
    readings = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(reading.ru_utime + reading.ru_stime for reading in readings)
