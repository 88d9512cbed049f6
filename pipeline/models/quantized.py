"""An encoder whose matrix products run on 8-bit integers: for embedding many texts on a processor, not for training."""

import platform
import warnings
from typing import Any

import torch
from torch import nn

_ENGINES = ("onednn", "x86", "fbgemm")  # in the order of their measured speed


class QuantizedLinear(nn.Module):
    """A linear layer with weights of 8 bits per output channel; its inputs are scaled anew batch by batch."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        weight = linear.weight.detach().float()
        scales = weight.abs().amax(dim=1).clamp(min=1e-8).double() / 127
        zeros = torch.zeros(len(weight), dtype=torch.int64)
        with warnings.catch_warnings():  # to go in a later torch; the version is pinned
            warnings.simplefilter("ignore")
            packed = torch.quantize_per_channel(weight, scales, zeros, 0, torch.qint8)
        bias = None if linear.bias is None else linear.bias.detach().float()
        self._packed: Any = torch.ops.quantized.linear_prepack(packed, bias)
        self._is_narrow = not has_wide_sums()

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        answer: torch.Tensor = torch.ops.quantized.linear_dynamic(states, self._packed, self._is_narrow)
        return answer


def can_quantize() -> bool:
    """Tell whether this processor has quick products of 8-bit integers in torch; elsewhere 32 bits stay."""
    return platform.machine().lower() in ("x86_64", "amd64") and _engine() is not None


def has_wide_sums() -> bool:
    """Tell whether products are summed in 32 bits (VNNI); older processors sum in 16 and need inputs of 7 bits."""
    return bool(torch.cpu._is_vnni_supported())


def quantize(module: nn.Module) -> None:
    """Replace every linear layer inside `module`."""
    engine = _engine()
    if engine is not None:
        torch.backends.quantized.engine = engine
    for name, child in module.named_children():
        if isinstance(child, nn.Linear):
            setattr(module, name, QuantizedLinear(child))
        else:
            quantize(child)


def _engine() -> str | None:
    return next((name for name in _ENGINES if name in torch.backends.quantized.supported_engines), None)
