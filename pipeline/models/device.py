"""Which part of this machine computes."""

import torch


def choose_device() -> str:
    """Return "cuda", "mps" or "cpu", the fastest that is here."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
