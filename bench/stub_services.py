"""More canned answers for stub_hub.py: Jobs, papers, documentation, GitHub. Plausible, not recorded.

A job's id says how long its log is: the last 12 hexadecimal digits are the number of lines.
"""

import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
HARDWARE = [(name, cpu, ram, gpu, vram, count, cost) for name, cpu, ram, gpu, vram, count, cost in (
    ("cpu-basic", 2, 16, None, 0, 0, 167), ("cpu-upgrade", 8, 32, None, 0, 0, 500),
    ("t4-small", 4, 15, "T4", 16, 1, 6667), ("t4-medium", 8, 30, "T4", 16, 1, 10000),
    ("a10g-small", 4, 15, "A10G", 24, 1, 16667), ("a10g-large", 12, 46, "A10G", 24, 1, 25000),
    ("a10g-largex2", 24, 92, "A10G", 24, 2, 50000), ("a10g-largex4", 48, 184, "A10G", 24, 4, 83333),
    ("l4x1", 8, 30, "L4", 24, 1, 13333), ("l4x4", 48, 186, "L4", 24, 4, 63333),
    ("l40sx1", 8, 62, "L40S", 48, 1, 30000), ("l40sx4", 48, 382, "L40S", 48, 4, 138333),
    ("a100-large", 12, 142, "A100", 80, 1, 41667), ("a100x4", 48, 568, "A100", 80, 4, 166667),
    ("h200", 23, 256, "H200", 141, 1, 83333), ("h200x2", 46, 512, "H200", 141, 2, 166667))]
PRODUCTS = ["transformers", "datasets", "peft", "trl", "accelerate", "diffusers", "hub", "tokenizers"]
SCRIPTS = ["sft", "dpo", "grpo", "reward_modeling", "kto", "orpo", "ppo", "gkd"]


def hardware():
    return [{"name": name, "prettyName": name, "cpu": "%d vCPU" % cpu, "ram": "%d GB" % ram,
             "ephemeralStorage": "50 GB",
             "accelerator": {"type": "gpu", "model": gpu, "quantity": str(count), "manufacturer": "Nvidia",
                             "vram": "%d GB" % vram} if gpu else None,
             "unitCostMicroUSD": cost, "unitCostUSD": cost / 1e6, "unitLabel": "minute"}
            for name, cpu, ram, gpu, vram, count, cost in HARDWARE]


def job(number, lines=200, job_id=None):
    stage = ("COMPLETED", "RUNNING", "COMPLETED", "ERROR", "CANCELED")[number % 5]
    owner = {"id": "5e0000000000000000000001", "name": "bench", "type": "user"}
    return {"type": "job", "id": job_id or "6890%08x%012x" % (number, lines),
            "createdAt": "2026-08-%02dT10:00:00.000Z" % (1 + number), "startedAt": "2026-08-%02dT10:00:09.000Z" % (1 + number),
            "finishedAt": None if stage == "RUNNING" else "2026-08-%02dT11:12:00.000Z" % (1 + number),
            "dockerImage": "ghcr.io/astral-sh/uv:python3.12-bookworm", "spaceId": None,
            "command": ["uv", "run", "--with", "trl", "--with", "trackio", "train_%d.py" % number], "arguments": [],
            "environment": {"PYTHONUNBUFFERED": "1"}, "secrets": {}, "flavor": ("a10g-large", "cpu-basic")[number % 2],
            "timeout": 14400, "status": {"stage": stage, "message": None}, "owner": owner, "createdBy": owner,
            "tags": [], "labels": {"run": "sft-%d" % number}, "durations": {"runningSecs": 4311}}


def log_of(lines):
    """The body of a log stream: blocks of a thousand events made once, whatever the length."""
    def event(text):
        return b"data: " + json.dumps({"timestamp": "2026-08-01T10:00:00Z", "data": text}).encode() + b"\n\n"
    block = [event("step %d/1000 loss=%.4f grad_norm=0.81 learning_rate=2e-05 epoch=0.42" % (k, 2.4 / (1 + k / 90)))
             for k in range(1000)]
    return (b"".join(block) * (lines // 1000) + b"".join(block[:lines % 1000])
            + event("===== Job finished: status=COMPLETED ====="))


def paper(number):
    arxiv_id = "24%02d.%05d" % (1 + number % 12, 10000 + number)
    text = ("We align language models with preferences by one classification loss on pairs, without sampling and"
            " without a separate reward model, and match the best known methods on summarisation and dialogue. ")
    return {"paper": {"id": arxiv_id, "title": "Preference Optimisation Without Rewards, Part %d" % number,
                      "summary": text * 5, "upvotes": 100 - number % 100, "publishedAt": "2026-05-01T00:00:00.000Z",
                      "authors": [{"_id": "%024x" % k, "name": "Author %s" % "ABCDEF"[k], "hidden": False}
                                  for k in range(6)],
                      "ai_summary": text, "ai_keywords": ["preferences", "alignment"],
                      "githubRepo": "https://github.com/lab/tools", "githubStars": 1234},
            "publishedAt": "2026-05-01T00:00:00.000Z", "title": "Preference Optimisation Without Rewards, Part %d" % number,
            "summary": text * 5, "numComments": 3}


def page(product, number):
    return "# Fine-tune with %s, step %d\n\n" % (product, number) + "".join(
        "## %s\n\n" % heading + "The trainer takes the dataset, the model and its arguments. " * 9
        + "\n\n```python\ntrainer = Trainer(model, args, train_dataset=data)\ntrainer.train()\n```\n\n"
        for heading in ("Usage", "Dataset", "Arguments", "Logging", "Memory", "Several GPUs"))


def jobs(path):
    if path == "/api/jobs/hardware":
        return hardware()
    if re.fullmatch(r"/api/jobs/[^/]+", path):
        return [job(i) for i in range(25)]
    one = re.fullmatch(r"/api/jobs/[^/]+/([0-9a-f]{24})(/logs)?", path)
    if one and one[2]:
        return log_of(int(one[1][12:], 16))
    return job(0, job_id=one[1]) if one else None


def papers(path, query):
    if path in ("/api/papers/search", "/api/daily_papers"):
        return [paper(i) for i in range(int(query.get("limit", ["12"])[0]))]
    one = re.fullmatch(r"/api/papers/([0-9.]+)", path)
    if one:
        return dict(paper(1)["paper"], id=one[1], linkedModels=[], linkedDatasets=[], linkedSpaces=[])
    if re.fullmatch(r"/html/[0-9.v]+", path):
        with open(os.path.join(os.path.dirname(HERE), "src/test/resources/papers/latexml.html")) as file:
            return file.read()
    if path.startswith("/graph/v1/paper/") and not path.endswith(("/citations", "/references", "/search")):
        return {"paperId": "a" * 40, "title": "Preference Optimisation Without Rewards", "year": 2024,
                "citationCount": 4_321, "influentialCitationCount": 800, "referenceCount": 61, "venue": "NeurIPS",
                "abstract": paper(1)["summary"], "tldr": {"text": "One loss on pairs replaces the reward model."},
                "externalIds": {"ArXiv": "2305.18290"}, "authors": [{"name": "A. Author"}, {"name": "B. Author"}]}
    return None


def docs(path, query):
    if path == "/api/docs":
        return [{"id": name, "name": name, "slug": name, "product": name, "title": name, "url": "/docs/" + name,
                 "description": name + " documentation", "category": "Libraries"} for name in PRODUCTS]
    if path == "/api/docs/search":
        product = query.get("product", ["transformers"])[0]
        return [{"text": "How to fine-tune with %s, step %d: pass the dataset to the trainer. " % (product, k) * 4,
                 "product": product, "heading1": "Fine-tune, step %d" % k, "heading2": "Usage",
                 "source_page_title": "Fine-tune with %s, step %d" % (product, k),
                 "source_page_url": "https://huggingface.co/docs/%s/step_%d#usage" % (product, k)} for k in range(10)]
    manifest = re.fullmatch(r"/docs/([^/]+)/llms\.txt", path)
    if manifest:
        return "# %s\n\n## Docs\n\n" % manifest[1] + "\n".join(
            "- [Step %d](https://huggingface.co/docs/%s/v5.0.0/en/step_%d.md)" % (k, manifest[1], k) for k in range(80))
    one = re.fullmatch(r"/docs/([^/]+)/.*", path)
    return page(one[1], 1) if one else None


def github(path, query):
    code = ("import torch\nfrom trl import SFTConfig, SFTTrainer\n\n\n" + "".join(
        "def step_%d(batch):\n    \"\"\"One step of the run.\"\"\"\n    return batch[\"input_ids\"].to(\"cuda\")\n\n\n" % k
        for k in range(60)))
    if path == "/search/repositories" or re.fullmatch(r"/(users|orgs)/[^/]+/repos", path):
        found = [{"full_name": "lab/repo-%d" % i, "name": "repo-%d" % i, "stargazers_count": 9000 - 100 * i,
                  "forks_count": 90 - i, "language": "Python", "license": {"spdx_id": "Apache-2.0"},
                  "description": "Training recipes for language models, number %d" % i, "archived": False, "fork": False,
                  "topics": ["llm", "training"], "pushed_at": "2026-08-01T00:00:00Z",
                  "created_at": "2024-08-01T00:00:00Z", "updated_at": "2026-08-01T00:00:00Z", "default_branch": "main",
                  "html_url": "https://github.com/lab/repo-%d" % i, "owner": {"login": "lab"}} for i in range(30)]
        return {"total_count": 30, "incomplete_results": False, "items": found} if path.startswith("/search") else found
    if re.search(r"/git/trees/", path):
        return {"sha": "a" * 40, "truncated": False, "tree": [
            {"path": "examples/scripts/%s.py" % name, "mode": "100644", "type": "blob", "sha": "%040x" % i, "size": 4321}
            for i, name in enumerate(SCRIPTS)]}
    if re.search(r"/commits/", path):
        return "a" * 40
    if re.search(r"/contents/", path):
        return code
    one = re.fullmatch(r"/repos/([^/]+/[^/]+)", path)
    if one:
        return {"full_name": one[1], "default_branch": "main", "stargazers_count": 9000, "archived": False,
                "license": {"spdx_id": "Apache-2.0"}, "description": "Training recipes"}
    return None


def openapi():
    operations = {}
    for thing in ("models", "datasets", "spaces", "collections", "jobs", "discussions"):
        for verb, what in (("get", "List"), ("post", "Create"), ("delete", "Delete")):
            operations.setdefault("/api/" + thing, {})[verb] = {
                "tags": [thing], "summary": "%s %s" % (what, thing), "description": "%s %s of a namespace." % (what, thing),
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}], "responses": {"200": {}}}
    operations["/api/spaces/{namespace}/{repo}/restart"] = {"post": {
        "tags": ["spaces"], "summary": "Restart a Space", "description": "Restarts a Space, with a rebuild if asked.",
        "parameters": [{"name": "namespace", "in": "path", "required": True, "schema": {"type": "string"}},
                       {"name": "repo", "in": "path", "required": True, "schema": {"type": "string"}},
                       {"name": "factory", "in": "query", "schema": {"type": "boolean"}}], "responses": {"200": {}}}}
    return {"openapi": "3.1.0", "info": {"title": "Hub", "version": "1"}, "paths": operations}


def answer(path, query):
    """What these services answer; None for what they do not know."""
    if path.startswith("/github"):
        return github(path.removeprefix("/github"), query)
    if path == "/.well-known/openapi.json":
        return openapi()
    for service in (papers, docs):
        found = service(path, query)
        if found is not None:
            return found
    return jobs(path)
