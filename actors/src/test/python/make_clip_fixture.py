"""Makes the fixtures in ../resources/clip: small CLIP models of random weights and what they must answer.

Needs Debian's python3-torch, python3-pil and python3-regex, to regenerate the fixtures only; the build does not run it:

    /usr/bin/python3 make_clip_fixture.py ../resources/clip

The architecture is that of CLIP (Radford et al. 2021, section 2.4): a vision transformer with class token, pre-norm blocks and
QuickGELU; a causal text transformer read at the end-of-text token. Two image encoders with the same kind of weights differ in how
programs export them: "split" has separate q, k and v projections and batch-first layout (as common Python libraries have it),
"packed" uses torch.nn.MultiheadAttention in sequence-first layout (as the original release does). What is expected is computed
from the weights directly: dense features by the formula of MaskCLIP's value path, the tokenizer by an implementation of its own.
"""

import hashlib
import html
import json
import sys
from pathlib import Path

import numpy as np
import regex
import torch
from PIL import Image
from torch import nn

WIDTH, HEADS, LAYERS, PATCH, SIZE, EMBED = 32, 2, 2, 8, 32, 24
CONTEXT, MERGES = 77, 120
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class SplitAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def forward(self, x, mask=None):
        b, n, _ = x.shape

        def heads(t):
            return t.view(b, n, HEADS, WIDTH // HEADS).transpose(1, 2)

        q, k, v = heads(self.q(x)) * (WIDTH // HEADS) ** -0.5, heads(self.k(x)), heads(self.v(x))
        scores = q @ k.transpose(2, 3)
        if mask is not None:
            scores = scores + mask
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, WIDTH))

    def value_path(self, x):
        return self.out(self.v(x))


class PackedAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn = nn.MultiheadAttention(WIDTH, HEADS)

    def forward(self, x, mask=None):
        return self.attn(x, x, x, need_weights=False, attn_mask=mask)[0]

    def value_path(self, x):
        v = nn.functional.linear(x, self.attn.in_proj_weight[2 * WIDTH :], self.attn.in_proj_bias[2 * WIDTH :])
        return self.attn.out_proj(v)


class Block(nn.Module):
    def __init__(self, attention):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.attention = attention()
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), QuickGelu(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x, mask=None):
        x = x + self.attention(self.ln_1(x), mask)
        return x + self.mlp(self.ln_2(x))


class Vision(nn.Module):
    def __init__(self, attention, sequence_first):
        super().__init__()
        self.sequence_first = sequence_first
        self.conv = nn.Conv2d(3, WIDTH, PATCH, PATCH, bias=False)
        self.token = nn.Parameter(torch.randn(WIDTH))
        self.position = nn.Parameter(torch.randn((SIZE // PATCH) ** 2 + 1, WIDTH))
        self.ln_pre, self.ln_post = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.blocks = nn.ModuleList(Block(attention) for _ in range(LAYERS))
        self.proj = nn.Parameter(torch.randn(WIDTH, EMBED) * WIDTH**-0.5)

    def tokens(self, pixels):
        x = self.conv(pixels).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], 1, -1), x], 1) + self.position
        x = self.ln_pre(x)
        return x.permute(1, 0, 2) if self.sequence_first else x

    def forward(self, pixels):
        x = self.tokens(pixels)
        for block in self.blocks:
            x = block(x)
        x = x.permute(1, 0, 2) if self.sequence_first else x
        return self.ln_post(x[:, 0, :]) @ self.proj

    def dense(self, pixels):
        x = self.tokens(pixels)
        for block in self.blocks[:-1]:
            x = block(x)
        last = self.blocks[-1]
        x = last.attention.value_path(last.ln_1(x))
        x = x.permute(1, 0, 2) if self.sequence_first else x
        return self.ln_post(x[:, 1:]) @ self.proj


class Text(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, WIDTH)
        self.position = nn.Parameter(torch.randn(CONTEXT, WIDTH) * 0.1)
        self.blocks = nn.ModuleList(Block(SplitAttention) for _ in range(LAYERS))
        self.ln_final = nn.LayerNorm(WIDTH)
        self.proj = nn.Parameter(torch.randn(WIDTH, EMBED) * WIDTH**-0.5)
        self.register_buffer("mask", torch.full((CONTEXT, CONTEXT), -1e9).triu(1))

    def forward(self, ids):
        x = self.embed(ids) + self.position
        for block in self.blocks:
            x = block(x, self.mask)
        x = self.ln_final(x)
        return x[torch.arange(x.shape[0]), ids.argmax(-1)] @ self.proj


# The tokenizer: byte-level BPE of lower-cased, cleaned text with </w> at the end of words.

PATTERN = regex.compile(
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", regex.IGNORECASE
)


def byte_letters():
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [b for b in range(256) if b not in plain]
    return {b: chr(c) for b, c in [*((b, b) for b in plain), *((b, 256 + i) for i, b in enumerate(rest))]}


LETTERS = byte_letters()


def words(text):
    text = html.unescape(html.unescape(text)).strip()
    for word in PATTERN.findall(" ".join(text.split()).lower()):
        letters = [LETTERS[b] for b in word.encode()]
        yield [*letters[:-1], letters[-1] + "</w>"]


def merge(word, pair):
    out, i = [], 0
    while i < len(word):
        if tuple(word[i : i + 2]) == pair:
            out.append(word[i] + word[i + 1])
            i += 2
        else:
            out.append(word[i])
            i += 1
    return out


def train(text):
    corpus, merges = [list(w) for w in words(text)], []
    while len(merges) < MERGES and any(len(w) > 1 for w in corpus):
        counts = {}
        for word in corpus:
            for pair in zip(word, word[1:]):
                counts[pair] = counts.get(pair, 0) + 1
        best = max(counts, key=lambda p: (counts[p], p))
        merges.append(best)
        corpus = [merge(w, best) for w in corpus]
    return merges


def tokens(text, vocabulary, merges):
    ranks, ids = {m: i for i, m in enumerate(merges)}, []
    for word in words(text):
        while True:
            pairs = [p for p in zip(word, word[1:]) if p in ranks]
            if not pairs:
                break
            word = merge(word, min(pairs, key=ranks.get))
        ids += [vocabulary[w] for w in word]
    return [vocabulary["<|startoftext|>"], *ids[: CONTEXT - 2], vocabulary["<|endoftext|>"]]


def photograph():
    """A picture with edges, gradients and noise, wider than high, of a size that divides nothing."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0:47, 0:61]
    image = np.stack([x * 4, y * 5, (x + y) * 2], -1).astype(np.float64)
    image[10:30, 20:45] = (230, 40, 90)
    image += rng.normal(0, 12, image.shape)
    return np.clip(image, 0, 255).astype(np.uint8)


def preprocess(rgb):
    """CLIP's: the shorter side to SIZE by bicubic, the middle cut out, then scaled and normalised."""
    image = Image.fromarray(rgb)
    scale = SIZE / min(image.size)
    image = image.resize([max(SIZE, int(side * scale)) for side in image.size], Image.BICUBIC)
    left, top = (round((side - SIZE) / 2) for side in image.size)
    pixels = np.asarray(image.crop((left, top, left + SIZE, top + SIZE)), np.float32) / 255
    return torch.from_numpy(((pixels - np.float32(MEAN)) / np.float32(STD)).transpose(2, 0, 1)[None])


def export(model, example, path, names):
    torch.onnx.export(
        model, example, path, input_names=[names[0]], output_names=[names[1]], opset_version=14,
        dynamic_axes={names[0]: {0: "batch"}, names[1]: {0: "batch"}},
    )


def floats(tensor):
    return [float(f"{v:.7g}") for v in tensor.detach().flatten().tolist()]


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(3)
    corpus = "a photo of a cat and a dog. the red mug stands on the wooden table near the white wall; things, stuff, texture, object"
    merges = train(corpus)
    vocabulary = [*LETTERS.values(), *(c + "</w>" for c in LETTERS.values()), *("".join(m) for m in merges)]
    vocabulary = {t: i for i, t in enumerate([*vocabulary, "<|startoftext|>", "<|endoftext|>"])}
    (out / "tokenizer.json").write_text(json.dumps(
        {"version": "1.0", "model": {"type": "BPE", "end_of_word_suffix": "</w>", "unk_token": "<|endoftext|>",
                                     "vocab": vocabulary, "merges": [" ".join(m) for m in merges]}},
        ensure_ascii=False))
    rgb = photograph()
    pixels = preprocess(rgb)
    expected = {"width": rgb.shape[1], "height": rgb.shape[0], "rgb": rgb.flatten().tolist(), "pixels": floats(pixels)}
    for name, attention, first in (("split", SplitAttention, False), ("packed", PackedAttention, True)):
        model = Vision(attention, first).eval()
        for p in model.parameters():
            p.data += 0.05 * torch.randn_like(p)
        export(model, torch.zeros(1, 3, SIZE, SIZE), out / f"visual-{name}.onnx", ("pixel_values", "image_embeds"))
        expected[name] = {"image": floats(model(pixels)), "dense": floats(model.dense(pixels))}
    text = Text(len(vocabulary)).eval()
    for p in text.parameters():
        p.data += 0.05 * torch.randn_like(p)
    export(text, torch.zeros(1, CONTEXT, dtype=torch.long), out / "text.onnx", ("input_ids", "text_embeds"))
    phrases = ["object", "a photo of a cat", "The  RED mug\n", "it's 42 caf\u00e9s &amp; tea", "\u732b \U0001f408 <3", "wall " * 90, ""]
    expected["texts"] = []
    for phrase in phrases:
        ids = tokens(phrase, vocabulary, merges)
        padded = torch.tensor([ids + [0] * (CONTEXT - len(ids))])
        expected["texts"].append({"text": phrase, "ids": ids, "embedding": floats(text(padded))})
    (out / "expected.json").write_text(json.dumps(expected))
    for file in sorted(out.iterdir()):
        print(file.name, file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest()[:16])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
