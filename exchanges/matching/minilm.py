"""all-MiniLM-L6-v2, read from its weights and worked out in numpy: English sentences as 384 numbers.

Wang et al., 'MiniLM: Deep Self-Attention Distillation', 2020; Reimers and Gurevych, 'Sentence-BERT', 2019: the mean of
the last layer over all parts of the text. The package that ships the weights asks for torch, which is a hundred times
larger than what is needed here: six layers of sums and products. A test compares with figures from the original.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

Numbers = NDArray[np.float32]

LAYERS, HEADS, SIZE = 6, 12, 384
LONGEST = 128  # parts of words; a title and what a person writes beneath it
EPSILON = 1e-12
HIDDEN = np.float32(-1e9)


class MiniLM:
    """The model, read once (91 MB) and asked often."""

    def __init__(self, folder: Path) -> None:
        self._weights: dict[str, Numbers] = load_file(folder / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Numbers:
        """Give a row of 384 numbers of length 1 for each text; texts of like length together are quickest."""
        read = self._tokenizer.encode_batch(list(texts))
        mask = np.array([each.attention_mask for each in read], dtype=np.float32)
        state = self._embedded(np.array([each.ids for each in read]))
        hidden = (1 - mask)[:, None, None, :] * HIDDEN
        for layer in range(LAYERS):
            state = self._layer(state, hidden, f"encoder.layer.{layer}.")
        mean = (state * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        unit: Numbers = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return unit

    def _embedded(self, ids: NDArray[np.int64]) -> Numbers:
        weights = self._weights
        words = weights["embeddings.word_embeddings.weight"][ids]
        places = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        return self._evened(
            words + places + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm"
        )

    def _layer(self, state: Numbers, hidden: Numbers, name: str) -> Numbers:
        seen = self._times(self._attended(state, hidden, f"{name}attention.self."), f"{name}attention.output.dense")
        state = self._evened(state + seen, f"{name}attention.output.LayerNorm")
        inner = _gelu(self._times(state, f"{name}intermediate.dense"))
        return self._evened(state + self._times(inner, f"{name}output.dense"), f"{name}output.LayerNorm")

    def _attended(self, state: Numbers, hidden: Numbers, name: str) -> Numbers:
        rows, parts, _size = state.shape
        shape = (rows, parts, HEADS, SIZE // HEADS)
        query, key, value = (
            self._times(state, name + part).reshape(shape).transpose(0, 2, 1, 3) for part in ("query", "key", "value")
        )
        weight = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(SIZE // HEADS)) + hidden
        weight = np.exp(weight - weight.max(-1, keepdims=True))
        weight /= weight.sum(-1, keepdims=True)
        attended: Numbers = (weight @ value).transpose(0, 2, 1, 3).reshape(rows, parts, SIZE)
        return attended

    def _times(self, state: Numbers, name: str) -> Numbers:
        product: Numbers = state @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return product

    def _evened(self, state: Numbers, name: str) -> Numbers:
        centred = state - state.mean(-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + EPSILON)
        evened: Numbers = centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return evened


def _gelu(x: Numbers) -> Numbers:
    gelu: Numbers = x * np.float32(0.5) * (1 + _erf(x * np.float32(np.sqrt(0.5))))
    return gelu


def _erf(x: Numbers) -> Numbers:
    """Abramowitz and Stegun 7.1.26, off by 1.5e-7 at most: numpy has none."""
    t = 1 / (1 + np.float32(0.3275911) * np.abs(x))
    curve = ((((1.061405429 * t - 1.453152027) * t) + 1.421413741) * t - 0.284496736) * t + 0.254829592
    erf: Numbers = np.sign(x) * (1 - curve * t * np.exp(-x * x))
    return erf
