"""The encoder of `convert_models` as a PyTorch network, to be fine-tuned and laid out again (group `train`)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from evals.convert_models import Dense, Encoder, Layer, Norm, RowTable

WARM_UP = 0.06  # of all steps


class Descent:
    """Takes the steps of a training: AdamW with a rate for what is known and one for what is new, falling linearly."""

    def __init__(
        self, network: nn.Module, new: Sequence[nn.Parameter], *, rates: tuple[float, float], steps: int
    ) -> None:
        fresh = {id(p) for p in new}
        old = [p for p in network.parameters() if id(p) not in fresh]
        groups = [{"params": old, "lr": rates[0]}, {"params": new, "lr": rates[1]}]
        self._network, self._steps, self._taken, self._started = network, steps, 0, time.monotonic()
        self._optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda step: min(1, step / (WARM_UP * steps)) * max(0.0, 1 - step / steps) + 1e-3
        )

    def take(self, loss: torch.Tensor) -> None:
        """Take one step down from a loss; every twentieth is printed, with the time that is left."""
        loss.backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self._schedule.step()
        self._taken += 1
        if self._taken % 20 == 0:
            spent = time.monotonic() - self._started
            left = spent / self._taken * (self._steps - self._taken)
            done = f"step {self._taken}/{self._steps}  loss {loss.item():.3f}"
            print(f"{done}  {spent:.0f} s, {left:.0f} s left", flush=True)


class EncoderNetwork(nn.Module):
    """The encoder, with more tables of input vectors: `features` are how many values each has, by name."""

    def __init__(self, encoder: Encoder, features: Mapping[str, int]) -> None:
        super().__init__()
        self.hidden = encoder.positions.shape[1]
        self.words = nn.Embedding.from_pretrained(_tensor(encoder.words.rows), freeze=False)
        self.positions = nn.Parameter(_tensor(encoder.positions))
        self.norm = _norm(encoder.norm)
        self.blocks = nn.ModuleList(Block(layer) for layer in encoder.layers)
        self.features = nn.ModuleDict({name: nn.Embedding(values, self.hidden) for name, values in features.items()})
        self.drop = nn.Dropout(0.1)
        for table in self.features.values():
            nn.init.normal_(table.weight, std=0.02)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, **features: torch.Tensor) -> torch.Tensor:
        """Return (rows, length, hidden); `mask` (rows, length) is true where there is a piece."""
        value = self.words(ids) + self.positions[: ids.shape[1]]
        for name, numbers in features.items():
            value = value + self.features[name](numbers)
        value, seen = self.drop(self.norm(value)), mask[:, None, None, :]
        for block in self.blocks:
            value = block(value, seen)
        return value

    def weights(self) -> tuple[Encoder, dict[str, Any]]:
        """Return the encoder, and the tables of its features by name."""
        layers = [block.weights() for block in self.blocks]
        encoder = Encoder(RowTable(array(self.words.weight)), array(self.positions), _scales(self.norm), layers)
        return encoder, {name: array(table.weight) for name, table in self.features.items()}


class Block(nn.Module):
    """One transformer layer, with query, key and value in one projection as in `Layer`."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.attend_in, self.attend_out = _linear(layer.attend_in), _linear(layer.attend_out)
        self.widen, self.narrow = _linear(layer.widen), _linear(layer.narrow)
        self.attend_norm, self.narrow_norm = _norm(layer.attend_norm), _norm(layer.narrow_norm)
        self.drop = nn.Dropout(0.1)

    def forward(self, value: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        rows, length, hidden = value.shape
        parts = self.attend_in(value).view(rows, length, 3, 12, hidden // 12).permute(2, 0, 3, 1, 4)
        heads = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], attn_mask=mask)
        attended = self.attend_out(heads.transpose(1, 2).reshape(rows, length, hidden))
        value = self.attend_norm(value + self.drop(attended))
        wide = functional.gelu(self.widen(value))
        return self.narrow_norm(value + self.drop(self.narrow(wide)))

    def weights(self) -> Layer:
        return Layer(
            _dense(self.attend_in),
            _dense(self.attend_out),
            _scales(self.attend_norm),
            _dense(self.widen),
            _dense(self.narrow),
            _scales(self.narrow_norm),
        )


def _tensor(value: Any) -> torch.Tensor:
    return torch.from_numpy(np.array(value, np.float32))


def array(value: torch.Tensor) -> Any:
    return value.detach().float().numpy().copy()


def _linear(dense: Dense) -> nn.Linear:
    layer = nn.Linear(dense.weight.shape[1], dense.weight.shape[0])
    layer.weight.data, layer.bias.data = _tensor(dense.weight), _tensor(dense.bias)
    return layer


def _norm(norm: Norm) -> nn.LayerNorm:
    layer = nn.LayerNorm(norm.scale.shape[0], eps=1e-12)
    layer.weight.data, layer.bias.data = _tensor(norm.scale), _tensor(norm.shift)
    return layer


def _dense(layer: nn.Linear) -> Dense:
    return Dense(array(layer.weight), array(layer.bias))


def _scales(layer: nn.LayerNorm) -> Norm:
    return Norm(array(layer.weight), array(layer.bias))
