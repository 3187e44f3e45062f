"""Context economy: tokens of every tool definition and of typical answers, ours beside the peer's."""

import json
import os
import subprocess
from dataclasses import dataclass

import figures
from lab import CannotMeasure
from mcp_client import ServerGone

PAPER = "2305.18290"
JOB = "6890%08x%012x" % (0, 200)


@dataclass
class Answer:
    """One typical answer. `earlier` is a figure of a peer from an earlier measurement, with what was asked."""

    name: str
    ours: int = None
    theirs: int = None
    earlier: str = ""
    trouble: str = ""


# Name, our call, the peer's call against the same stub, an earlier measurement of a peer.
ON_THE_STUB = [
    ("search, 20 models", ("hub_repo_search", {"query": "llama", "repo_types": ["model"], "limit": 20}),
     ("hub_repo_search", {"query": "llama", "repo_types": ["model"], "limit": 20}), "hf CLI 3,411"),
    ("search without arguments: what is trending", ("hub_repo_search", {}), ("hub_repo_search", {}), ""),
    ("details of a model", ("hub_repo_details", {"repo_ids": ["lab/chat-1"]}),
     ("hub_repo_details", {"repo_ids": ["lab/chat-1"], "repo_type": "model"}), "hf CLI 505"),
    ("audit of a dataset", ("hf_inspect_dataset", {"dataset": "lab/data-1"}),
     ("hub_repo_details", {"repo_ids": ["lab/data-1"], "repo_type": "dataset",
                           "operations": ["overview", "dataset_structure"]}), ""),
    ("five rows of a dataset", ("hf_inspect_dataset", {"dataset": "lab/data-1", "offset": 0, "sample_rows": 5}),
     ("hub_repo_details", {"repo_ids": ["lab/data-1"], "repo_type": "dataset", "operations": ["dataset_preview"],
                           "config": "default", "split": "train", "limit": 5}), ""),
    ("papers: search, 10", ("hf_papers", {"operation": "search", "query": "preference optimisation", "limit": 10}),
     ("hf_fs", {"operations": [{"cmd": "search", "args": ["hf://papers", "preference", "--limit", "10"]}]}),
     "hf CLI 3,380"),
    ("papers: details", ("hf_papers", {"operation": "paper_details", "arxiv_id": PAPER}), None, ""),
    ("papers: outline", ("hf_papers", {"operation": "read_paper", "arxiv_id": PAPER}), None,
     ""),
    ("papers: one section", ("hf_papers", {"operation": "read_paper", "arxiv_id": PAPER, "section": "4"}), None, ""),
    ("docs: search", ("explore_hf_docs", {"query": "fine-tune", "endpoint": "trl"}),
     ("hf_fs", {"operations": [{"cmd": "search", "args": ["hf://docs/transformers", "trainer"]}]}), ""),
    ("docs: a page", ("fetch_hf_docs", {"url": "https://huggingface.co/docs/trl/step_1"}), None, ""),
    ("docs: one section", ("fetch_hf_docs", {"url": "https://huggingface.co/docs/trl/step_1", "section": "Memory"}),
     None, ""),
    ("Hub API: restart a Space", ("find_hf_api", {"query": "restart space"}), None, ""),
    ("GitHub: find examples", ("github_find_examples", {"repo": "huggingface/trl", "keyword": "grpo"}), None, ""),
    ("GitHub: read a file", ("github_read_file", {"repo": "huggingface/trl", "path": "examples/scripts/sft.py"}),
     None, ""),
    ("GitHub: list repositories", ("github_list_repos", {"owner": "lab", "limit": 20}), None, ""),
    ("jobs: ps, 25 jobs", ("hf_jobs", {"operation": "ps", "all": True}),
     ("hf_jobs", {"operation": "ps", "args": {"all": True}}), "HF server 3,628 as Claude Code sees it; hf CLI 1,085"),
    ("jobs: inspect", ("hf_jobs", {"operation": "inspect", "job_id": JOB}),
     ("hf_jobs", {"operation": "inspect", "args": {"job_id": JOB}}), ""),
    ("jobs: logs, last 50 of 200 lines", ("hf_jobs", {"operation": "logs", "job_id": JOB, "tail": 50}),
     ("hf_jobs", {"operation": "logs", "args": {"job_id": JOB, "tail": 50}}), ""),
    ("jobs: hardware and prices", ("hf_jobs", {"operation": "hardware"}), None, "hf CLI 227"),
]
ON_THE_EMBEDDED_HUB = [
    ("repository: list files", ("hf_repo_files", {"operation": "list", "repo_id": "local/model"}),
     ""),
    ("repository: read the card", ("hf_repo_files", {"operation": "read", "repo_id": "local/model",
                                                     "path": "README.md"}), ""),
    ("repository: history", ("hf_repo_files", {"operation": "history", "repo_id": "local/model"}), ""),
    ("repository: branches and tags", ("hf_repo_git", {"operation": "list_refs", "repo_id": "local/model"}), ""),
    ("pull request", ("hf_repo_git", {"operation": "get_pr", "repo_id": "local/model", "pr_num": 1}), ""),
    ("sandboxes: status", ("sandbox_status", {}), ""),
]


def definitions(lab):
    """Every tool: name, tokens as the model sees it, bytes of its description."""
    tools = figures.definitions(lab.us)
    counts = lab.tokens([seen(tool) for tool in tools])
    return [(tool["name"], count, len(tool["description"].encode())) for tool, count in zip(tools, counts)]


def of_the_peer(lab):
    """Tokens of the peer's definitions and how many tools they are."""
    tools = figures.definitions(lab.peer)
    return sum(lab.tokens([seen(tool) for tool in tools])), len(tools)


def seen(tool):
    """As Claude Code hands a tool of the server `ml-intern` to the model."""
    return json.dumps({"name": "mcp__ml-intern__" + tool["name"], "description": tool["description"],
                       "input_schema": tool["inputSchema"]}, separators=(",", ":"), ensure_ascii=False)


def answers(lab):
    """Typical answers with their tokens. A call that fails says why and does not stop the others."""
    found, texts = [], []
    with lab.us.start() as us:
        us.initialize()
        for name, ours, _, earlier in ON_THE_STUB:
            found.append(asked(us, Answer(name, earlier=earlier), ours, "ours", texts))
    embedded(lab, found, texts)
    if lab.peer:
        with lab.peer.start() as peer:
            peer.initialize()
            for answer, (_, _, theirs, _) in zip(found, ON_THE_STUB):
                if theirs:
                    asked(peer, answer, theirs, "theirs", texts)
    for (answer, side, _), count in zip(texts, lab.tokens([text for _, _, text in texts])):
        setattr(answer, side, count)
    return found


def asked(client, answer, call, side, texts):
    try:
        texts.append((answer, side, client.call(*call)[0]))
    except ServerGone as trouble:
        if side == "ours":
            answer.trouble = str(trouble)[:160].replace("\n", " ").replace("|", "/")
    return answer


def embedded(lab, found, texts):
    """What changes something is asked of the embedded Hub."""
    hub = subprocess.Popen([lab.java_home + "/bin/java", "-Xmx256m", "-jar", lab.jar, "hub", "--root",
                            os.path.join(lab.home, "economy")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        endpoint = hub.stdout.readline().decode().strip()
        server = figures.Rival("embedded", lab.us.command, lab.environment(HF_ENDPOINT=endpoint, HF_TOKEN="hf_bench"))
        with server.start() as client:
            client.initialize()
            trouble = seeded(client)
            for name, ours, earlier in ON_THE_EMBEDDED_HUB:
                answer = asked(client, Answer(name, earlier=earlier), ours, "ours", texts)
                answer.trouble = answer.trouble and (trouble or answer.trouble)
                found.append(answer)
    finally:
        hub.terminate()
        hub.wait()


def seeded(client):
    """A repository with files and a pull request. Why it could not be made, or nothing."""
    card = "---\nlicense: apache-2.0\n---\n# A model\n\n" + "What it is for, and how well it does.\n\n" * 200
    calls = [{"operation": "upload", "repo_id": "local/model", "path": "README.md", "content": card,
              "create_repo": True}]
    calls += [{"operation": "upload", "repo_id": "local/model", "path": "config/%d.json" % k, "content": "{}"}
              for k in range(8)]
    try:
        for call in calls:
            client.call("hf_repo_files", call)
        client.call("hf_repo_git", {"operation": "create_pr", "repo_id": "local/model", "title": "Fix the card",
                                    "description": "The licence is missing a link."})
        client.call("hf_repo_files", {"operation": "edit", "repo_id": "local/model", "path": "README.md",
                                      "old_str": "# A model", "new_str": "# A small model", "revision": "refs/pr/1"})
    except ServerGone as trouble:
        return str(trouble)[:160].replace("\n", " ").replace("|", "/")
    return ""
