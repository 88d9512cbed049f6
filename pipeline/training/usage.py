"""What a piece of work used."""

import resource


def cpu_seconds() -> float:
    """Return the processor time so far, of this process and the children it has waited for."""
    readings = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(reading.ru_utime + reading.ru_stime for reading in readings)
