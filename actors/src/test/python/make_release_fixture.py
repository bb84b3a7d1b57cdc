"""Makes ../resources/clip/release: a model of random weights as CLIP's original release publishes its models, and what it must answer.

Needs Debian's python3-torch, python3-pil and python3-regex, to regenerate the fixtures only; the build does not run it:

    /usr/bin/python3 make_release_fixture.py ../resources/clip/release

The release is a TorchScript archive in half precision with parameters named as in github.com/openai/CLIP (MIT), and a gzipped list
of merges. What is expected is computed in single precision from the same weights by PyTorch's own attention, dense features by the
formula of MaskCLIP's value path.
"""

import gzip
import json
import sys
from collections import OrderedDict
from pathlib import Path

import torch
from torch import nn

import make_clip_fixture as small

WIDTH, TEXT_WIDTH, PATCH, SIZE, EMBED, HEAD = 128, 64, 8, 32, 24, 64


class QuickGelu(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.attn = nn.MultiheadAttention(width, width // HEAD)
        self.ln_1 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(OrderedDict(
            c_fc=nn.Linear(width, 4 * width), gelu=QuickGelu(), c_proj=nn.Linear(4 * width, width)))
        self.ln_2 = nn.LayerNorm(width)

    def forward(self, x, mask):
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False, attn_mask=mask)[0]
        return x + self.mlp(self.ln_2(x))

    def value_path(self, x):
        w = x.shape[-1]
        v = nn.functional.linear(self.ln_1(x), self.attn.in_proj_weight[2 * w :], self.attn.in_proj_bias[2 * w :])
        return self.attn.out_proj(v)


class Transformer(nn.Module):
    def __init__(self, width, layers):
        super().__init__()
        self.resblocks = nn.Sequential(*(Block(width) for _ in range(layers)))


class Visual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, WIDTH, PATCH, PATCH, bias=False)
        self.class_embedding = nn.Parameter(torch.randn(WIDTH) * 0.3)
        self.positional_embedding = nn.Parameter(torch.randn((SIZE // PATCH) ** 2 + 1, WIDTH) * 0.3)
        self.ln_pre = nn.LayerNorm(WIDTH)
        self.transformer = Transformer(WIDTH, 1)
        self.ln_post = nn.LayerNorm(WIDTH)
        self.proj = nn.Parameter(torch.randn(WIDTH, EMBED) * WIDTH**-0.5)

    def tokens(self, pixels):
        x = self.conv1(pixels).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_embedding.expand(1, 1, WIDTH), x], 1) + self.positional_embedding
        return self.ln_pre(x).permute(1, 0, 2)

    def embed(self, pixels):
        x = self.tokens(pixels)
        for block in self.transformer.resblocks:
            x = block(x, None)
        return self.ln_post(x[0]) @ self.proj

    def dense(self, pixels):
        x = self.tokens(pixels)
        for block in self.transformer.resblocks[:-1]:
            x = block(x, None)
        x = self.transformer.resblocks[-1].value_path(x)
        return self.ln_post(x.permute(1, 0, 2)[:, 1:]) @ self.proj


class Clip(nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.visual = Visual()
        self.transformer = Transformer(TEXT_WIDTH, 2)
        self.token_embedding = nn.Embedding(vocabulary, TEXT_WIDTH)
        self.positional_embedding = nn.Parameter(torch.randn(small.CONTEXT, TEXT_WIDTH) * 0.1)
        self.ln_final = nn.LayerNorm(TEXT_WIDTH)
        self.text_projection = nn.Parameter(torch.randn(TEXT_WIDTH, EMBED) * TEXT_WIDTH**-0.5)
        self.logit_scale = nn.Parameter(torch.ones([]) * 4.6)

    def forward(self, x):
        return x * self.logit_scale

    def embed(self, ids):
        x = (self.token_embedding(ids) + self.positional_embedding).permute(1, 0, 2)
        mask = torch.full((small.CONTEXT, small.CONTEXT), float("-inf")).triu(1)
        for block in self.transformer.resblocks:
            x = block(x, mask)
        x = self.ln_final(x.permute(1, 0, 2))
        return x[torch.arange(1), ids.argmax(-1)] @ self.text_projection


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(11)
    tokenizer = json.loads((out.parent / "tokenizer.json").read_text())["model"]
    vocabulary, merges = tokenizer["vocab"], [tuple(m.split(" ")) for m in tokenizer["merges"]]
    lines = ["#version: 0.2", *(" ".join(m) for m in merges), ""]
    (out / "merges.txt.gz").write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    model = Clip(len(vocabulary)).eval()
    for p in model.parameters():
        p.data += 0.05 * torch.randn_like(p)
    model.half()
    # Nothing of it runs in half precision on a CPU; a traced scale keeps the modules with their parameters.
    torch.jit.save(torch.jit.trace(model, torch.zeros(1, dtype=torch.half), check_trace=False), out / "weights.pt")
    model.float()
    pixels = small.preprocess(small.photograph())
    expected = {"image": small.floats(model.visual.embed(pixels)), "dense": small.floats(model.visual.dense(pixels)), "texts": []}
    for phrase in ["object", "a photo of a cat", "The  RED mug\n", "wall " * 90, ""]:
        ids = small.tokens(phrase, vocabulary, merges)
        padded = torch.tensor([ids + [0] * (small.CONTEXT - len(ids))])
        expected["texts"].append({"text": phrase, "embedding": small.floats(model.embed(padded))})
    (out / "expected.json").write_text(json.dumps(expected))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
