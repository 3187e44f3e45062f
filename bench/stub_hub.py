#!/usr/bin/env python3
"""A Hub that answers at once, or as late as it is told to.

Serves plausible canned answers for the calls that the benchmarks cause, from memory, on 127.0.0.1, fast enough
not to be what is measured (a few thousand answers a second on one core). Every model, dataset and Space exists.

    python3 bench/stub_hub.py PORT

    GET /__set?latency_ms=100   delay every answer; "never" = accept, read, and say nothing
    GET /__count                how many requests came in since the last look, and at most how many at a time
    GET /__waiting              how many connections hold a request that is never answered
    GET /__unknown              the paths nobody had an answer for
"""

import asyncio
import json
import re
import sys
from urllib.parse import parse_qs, unquote, urlsplit

import stub_services

SIBLINGS = ["README.md", "config.json", "tokenizer.json", "model-00001-of-00002.safetensors"]
WORDS = ("chat", "instruct", "code", "math", "vision", "tiny", "base", "large", "multilingual", "reasoning")


def model(number):
    name = "%s-%s-%d" % (WORDS[number % 10], WORDS[number * 7 % 10], number)
    return {
        "_id": "%024x" % number,
        "id": "lab/" + name,
        "modelId": "lab/" + name,
        "author": "lab",
        "sha": "%040x" % (number + 1),
        "private": False,
        "gated": False,
        "disabled": False,
        "downloads": 700_000 - 31 * number,
        "likes": 900 - number,
        "trendingScore": 50 - number % 50,
        "pipeline_tag": "text-generation",
        "library_name": "transformers",
        "createdAt": "2026-03-02T08:00:00.000Z",
        "lastModified": "2026-08-14T09:30:00.000Z",
        "tags": ["transformers", "safetensors", "llama", "text-generation", "conversational", "en", "de", "fr",
                 "dataset:lab/mix", "base_model:lab/base", "license:apache-2.0", "endpoints_compatible", "region:us"],
        "safetensors": {"parameters": {"BF16": 1_235_814_400}, "total": 1_235_814_400},
        "config": {"architectures": ["LlamaForCausalLM"], "model_type": "llama"},
        "cardData": {"license": "apache-2.0", "language": ["en", "de", "fr"], "pipeline_tag": "text-generation"},
        "siblings": [{"rfilename": name} for name in SIBLINGS],
        "usedStorage": 2_471_645_608,
    }


def dataset(number):
    return {
        "_id": "%024x" % number,
        "id": "lab/data-%d" % number,
        "author": "lab",
        "sha": "%040x" % (number + 9),
        "private": False,
        "gated": False,
        "disabled": False,
        "downloads": 90_000 - 17 * number,
        "likes": 200 - number % 200,
        "trendingScore": 20 - number % 20,
        "createdAt": "2026-02-02T08:00:00.000Z",
        "lastModified": "2026-07-14T09:30:00.000Z",
        "description": "Conversations between users and an assistant, collected, filtered and scored. " * 3,
        "tags": ["task_categories:text-generation", "language:en", "license:cc-by-4.0", "size_categories:10K<n<100K",
                 "format:parquet", "modality:text", "library:datasets", "region:us"],
        "cardData": {"license": "cc-by-4.0", "language": ["en"], "task_categories": ["text-generation"]},
        "siblings": [{"rfilename": "README.md"}, {"rfilename": "data/train-00000-of-00001.parquet"}],
    }


def space(number):
    return {
        "_id": "%024x" % number,
        "id": "lab/space-%d" % number,
        "author": "lab",
        "sha": "%040x" % number,
        "private": False,
        "likes": 90 - number % 90,
        "sdk": "gradio",
        "createdAt": "2026-02-02T08:00:00.000Z",
        "lastModified": "2026-07-14T09:30:00.000Z",
        "tags": ["gradio", "region:us"],
        "runtime": {"stage": "RUNNING", "hardware": {"current": "cpu-basic"}},
    }


MAKERS = {"models": model, "datasets": dataset, "spaces": space}
CARD = "---\nlicense: apache-2.0\n---\n# A repo\n\n" + "What it is for, how it was made, how well it does. " * 120
FEATURES = {
    "messages": [{"role": {"dtype": "string", "_type": "Value"}, "content": {"dtype": "string", "_type": "Value"}}],
    "source": {"dtype": "string", "_type": "Value"},
}
FEATURE_LIST = [{"feature_idx": i, "name": name, "type": FEATURES[name]} for i, name in enumerate(FEATURES)]
SPLITS = {"train": 18_000, "test": 2_000}


def row(number):
    return {
        "row_idx": number,
        "truncated_cells": [],
        "row": {
            "messages": [
                {"role": "user", "content": "Question %d: how does a tokenizer split words? " % number * 2},
                {"role": "assistant", "content": "It merges the most frequent pairs, number %d. " % number * 6},
            ],
            "source": "handwritten",
        },
    }


def statistics():
    lengths = {"nan_count": 0, "nan_proportion": 0.0, "min": 60, "max": 900, "mean": 210.5, "median": 190.0,
               "std": 77.2, "histogram": {"hist": [900, 100], "bin_edges": [60, 480, 900]}}
    return {"num_examples": SPLITS["train"], "partial": False, "statistics": [
        {"column_name": "messages", "column_type": "list", "column_statistics": dict(lengths, min=2, max=8, mean=2.6)},
        {"column_name": "source", "column_type": "string_label", "column_statistics": {
            "nan_count": 0, "nan_proportion": 0.0, "no_label_count": 0, "no_label_proportion": 0.0, "n_unique": 1,
            "frequencies": {"handwritten": SPLITS["train"]}}}]}


def viewer(path, query):
    """Answers of the dataset viewer API."""
    name = query.get("dataset", ["lab/data-1"])[0]
    one = {"dataset": name, "config": "default"}
    sizes = [dict(one, split=split, num_bytes_parquet_files=rows * 300, num_bytes_memory=rows * 900, num_rows=rows,
                  num_columns=2, estimated_num_rows=None) for split, rows in SPLITS.items()]
    config = dict(one, num_bytes_original_files=9_000_000, num_bytes_parquet_files=6_000_000,
                  num_bytes_memory=18_000_000, num_rows=20_000, num_columns=2, estimated_num_rows=None)
    info = {"description": "", "citation": "", "homepage": "", "license": "", "features": FEATURES,
            "builder_name": "parquet", "dataset_name": name, "config_name": "default",
            "splits": {split: {"name": split, "num_bytes": rows * 900, "num_examples": rows, "dataset_name": name}
                       for split, rows in SPLITS.items()}}
    offset = int(query.get("offset", ["0"])[0])
    length = int(query.get("length", ["100"])[0])
    page = {"features": FEATURE_LIST, "rows": [row(offset + i) for i in range(length)],
            "num_rows_total": SPLITS["train"], "num_rows_per_page": 100, "partial": False}
    answers = {
        "is-valid": lambda: dict.fromkeys(("preview", "viewer", "search", "filter", "statistics"), True),
        "splits": lambda: {"splits": [dict(one, split=split) for split in SPLITS], "pending": [], "failed": []},
        "size": lambda: {"size": {"dataset": config, "configs": [config], "splits": sizes}, "pending": [],
                         "failed": [], "partial": False},
        "info": lambda: {"dataset_info": info if "config" in query else {"default": info}, "pending": [],
                         "failed": [], "partial": False},
        "first-rows": lambda: dict(one, split="train", features=FEATURE_LIST,
                                   rows=[row(i) for i in range(100)], truncated=False),
        "rows": lambda: page,
        "search": lambda: page,
        "filter": lambda: page,
        "statistics": statistics,
        "parquet": lambda: {"parquet_files": [
            dict(one, split=split, url="http://127.0.0.1/%s.parquet" % split, filename="0000.parquet", size=rows * 300)
            for split, rows in SPLITS.items()], "pending": [], "failed": [], "partial": False},
    }
    return answers[path]() if path in answers else None


def hub(path, query, signed_in):
    """Answers of the Hub; text is a file, None is "not found"."""
    listing = re.fullmatch(r"/api/(models|datasets|spaces)(/semantic-search)?", path)
    if listing:
        limit = int(query.get("limit", ["20"])[0])
        return [MAKERS[listing[1]](i) for i in range(limit)]
    if path == "/api/trending":
        return {"recentlyTrending": [{"repoType": "model", "repoData": model(i)} for i in range(10)]}
    info = re.fullmatch(r"/api/(models|datasets|spaces)/([^/]+/[^/]+)(/revision/[^/]+)?", path)
    if info:
        answer = MAKERS[info[1]](1)
        answer["id"] = unquote(info[2])
        return answer
    if re.fullmatch(r"/api/(models|datasets|spaces)/[^/]+/[^/]+/tree/.*", path):
        return [{"type": "file", "oid": "b" * 40, "size": len(CARD), "path": "README.md"},
                {"type": "file", "oid": "c" * 40, "size": 700, "path": "config.json"},
                {"type": "file", "oid": "d" * 40, "size": 2_471_645_608, "path": "model.safetensors",
                 "lfs": {"oid": "e" * 64, "size": 2_471_645_608, "pointerSize": 135}}]
    if re.search(r"/(resolve|raw)/[^/]+/README.md$", path):
        return CARD
    if re.search(r"/(resolve|raw)/[^/]+/config.json$", path):
        return {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 2048}
    if path == "/api/whoami-v2":
        return {"type": "user", "id": "u1", "name": "bench", "fullname": "Bench", "isPro": False, "orgs": [],
                "auth": {"type": "access_token", "accessToken": {"displayName": "b", "role": "read"}}} \
            if signed_in else None
    return None


class Connection(asyncio.Protocol):
    """One keep-alive connection; requests without bodies or with a Content-Length."""

    latency = 0.0
    count = open_now = most_open = 0
    ready = {}
    waiting = set()
    unknown = set()

    def connection_made(self, transport):
        self.transport = transport
        self.buffer = b""

    def connection_lost(self, _):
        Connection.waiting.discard(self)

    def data_received(self, data):
        self.buffer += data
        while True:
            head, separator, rest = self.buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            body = int(length[1]) if length else 0
            if len(rest) < body:
                return
            self.buffer = rest[body:]
            self.request(head)

    def request(self, head):
        method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ", 2)
        if target.startswith("/__set"):
            value = parse_qs(urlsplit(target).query)["latency_ms"][0]
            Connection.latency = None if value == "never" else int(value) / 1000
            self.send(b"{}", "200 OK")
            return
        if target.startswith("/__count"):
            self.send(json.dumps({"requests": Connection.count, "at_once": Connection.most_open}).encode(), "200 OK")
            Connection.count = Connection.most_open = 0
            return
        if target.startswith("/__waiting"):
            self.send(json.dumps(len(Connection.waiting)).encode(), "200 OK")
            return
        if target.startswith("/__unknown"):
            self.send(json.dumps(sorted(Connection.unknown)).encode(), "200 OK")
            return
        Connection.count += 1
        Connection.open_now += 1
        Connection.most_open = max(Connection.most_open, Connection.open_now)
        if Connection.latency is None:
            Connection.waiting.add(self)
            return
        answer = self.answer(target, b"\r\nauthorization:" in head.lower(), method)
        if Connection.latency == 0:
            self.finish(*answer)
        else:
            asyncio.get_running_loop().call_later(Connection.latency, self.finish, *answer)

    def answer(self, target, signed_in, method):
        """Body and status line. What differs only in the words searched for is made once."""
        key = re.sub(r"([?&](search|query|q)=)[^&]*", r"\1", target), signed_in
        if key not in Connection.ready:
            url = urlsplit(target)
            query = parse_qs(url.query)
            path = url.path.removeprefix("/datasets-server")
            found = viewer(path.strip("/"), query)
            if found is None:
                found = hub(path, query, signed_in)
            if found is None:
                found = stub_services.answer(path, query)
            if found is None:
                Connection.unknown.add(path)
                Connection.ready[key] = b'{"error":"not in the stub"}', "404 Not Found"
            else:
                if not isinstance(found, (str, bytes)):
                    found = json.dumps(found, separators=(",", ":"))
                Connection.ready[key] = found if isinstance(found, bytes) else found.encode(), "200 OK"
        body, status = Connection.ready[key]
        return (b"" if method == "HEAD" else body), status, kind_of(target)

    def finish(self, body, status, kind):
        Connection.open_now -= 1
        self.send(body, status, kind)

    def send(self, body, status, kind=b"application/json; charset=utf-8"):
        if not self.transport.is_closing():
            head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (
                status.encode(), kind, len(body))
            self.transport.writelines([head, body])


def kind_of(target):
    """The media type of an answer, where a client looks at it."""
    path = target.split("?")[0]
    if path.endswith("/logs"):
        return b"text/event-stream"
    if path.startswith("/html/"):
        return b"text/html; charset=utf-8"
    if path.startswith("/docs/"):
        return b"text/markdown; charset=utf-8"
    if "/contents/" in path:
        return b"application/vnd.github.raw+json"
    return b"application/json; charset=utf-8"


async def main():
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", int(sys.argv[1]), backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
