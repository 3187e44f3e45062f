"""Drives the official Python client against the Hub at HF_ENDPOINT; prints one JSON object of what it saw."""

import json
import os
import pathlib
import sys
import tempfile
import time

from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete, HfApi, HfFileSystem
from huggingface_hub import Sandbox, hf_hub_download, snapshot_download
from huggingface_hub.errors import SandboxCommandError

api = HfApi()
seen = {}


def repo():
    kind, name = sys.argv[2], "local/py-" + sys.argv[2]
    of = {"repo_id": name, "repo_type": kind}
    seen["url"] = api.create_repo(**of, private=True, space_sdk="static" if kind == "space" else None)
    api.create_repo(**of, exist_ok=True, space_sdk="static" if kind == "space" else None)
    weights = os.urandom(11_000_000)
    seen["commitUrl"] = api.upload_file(path_or_fileobj=weights, path_in_repo="weights.bin", **of).commit_url
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "sub").mkdir()
        pathlib.Path(folder, "sub", "é b.txt").write_text("hello")
        pathlib.Path(folder, "a.txt").write_text("a")
        api.upload_folder(folder_path=folder, path_in_repo="data", **of)
    tree = list(api.list_repo_tree(recursive=True, expand=True, **of))
    seen["tree"] = sorted(entry.path for entry in tree)
    seen["scan"] = sorted({entry.security.status for entry in tree if hasattr(entry, "size")})
    seen["pathsInfo"] = [entry.path for entry in api.get_paths_info(paths=["weights.bin", "nope"], expand=True, **of)]
    seen["sameBytes"] = pathlib.Path(hf_hub_download(filename="weights.bin", **of)).read_bytes() == weights
    seen["snapshot"] = pathlib.Path(snapshot_download(allow_patterns=["data/*"], **of), "data/sub/é b.txt").read_text()
    seen["exists"] = [api.file_exists(filename="data/a.txt", **of), api.file_exists(filename="nope", **of)]
    api.create_branch(branch="dev", **of)
    api.create_commit(operations=[CommitOperationAdd("n.txt", b"n"), CommitOperationDelete("data/a.txt"),
                                  CommitOperationCopy("weights.bin", "copy.bin")],
                      commit_message="Several", revision="dev", **of)
    seen["onDev"] = api.list_repo_files(revision="dev", **of)
    api.create_tag(tag="v1", **of)
    refs = api.list_repo_refs(**of)
    seen["refs"] = [ref.name for ref in refs.branches + refs.tags]
    proposal = api.create_commit(operations=[CommitOperationAdd("pr.txt", b"p")], commit_message="Propose", create_pr=True, **of)
    api.comment_discussion(discussion_num=proposal.pr_num, comment="Fine.", **of)
    api.merge_pull_request(discussion_num=proposal.pr_num, **of)
    seen["merged"] = api.get_discussion_details(discussion_num=proposal.pr_num, **of).status
    seen["commits"] = [commit.title for commit in api.list_repo_commits(**of)]
    fs = HfFileSystem()
    path = {"model": "", "dataset": "datasets/", "space": "spaces/"}[kind] + name + "/fs.txt"
    with fs.open(path, "w") as file:
        file.write("written through the file system")
    seen["fs"] = fs.cat_file(path).decode()
    api.super_squash_history(**of)
    seen["squashed"] = len(api.list_repo_commits(**of))
    seen["keptFiles"] = len(api.list_repo_files(**of)) == len(tree_files(tree)) + 2
    seen["copy"] = api.duplicate_repo(name, to_id=name + "-copy", repo_type=kind).repo_id
    seen["copyHolds"] = api.list_repo_files(name + "-copy", repo_type=kind) == api.list_repo_files(**of)
    seen["copyIsPrivate"] = api.repo_info(name + "-copy", repo_type=kind).private
    api.update_repo_settings(private=False, **of)
    api.move_repo(from_id=name, to_id=name + "-moved", repo_type=kind)
    seen["oldName"] = api.repo_info(**of).id
    api.delete_repo(name + "-moved", repo_type=kind)
    seen["existsAfter"] = api.repo_exists(**of)


def tree_files(tree):
    return [entry for entry in tree if hasattr(entry, "size")]


def jobs():
    seen["hardware"] = len(api.list_jobs_hardware()) > 5
    job = api.run_job(image="python:3.12", command=["python3", "-c", "import os; print('A is', os.environ['A'])"],
                      env={"A": "1"}, secrets={"S": "x"}, labels={"l": "v"}, timeout="5m")
    while api.inspect_job(job_id=job.id).status.stage not in ("COMPLETED", "ERROR", "CANCELED"):
        time.sleep(0.1)
    seen["stage"] = api.inspect_job(job_id=job.id).status.stage
    seen["logs"] = list(api.fetch_job_logs(job_id=job.id))
    seen["metrics"] = list(api.fetch_job_metrics(job_id=job.id))
    failed = api.run_job(image="python:3.12", command=["sh", "-c", "exit 3"])
    while api.inspect_job(job_id=failed.id).status.stage not in ("COMPLETED", "ERROR", "CANCELED"):
        time.sleep(0.1)
    seen["failed"] = api.inspect_job(job_id=failed.id).status.stage
    long = api.run_job(image="python:3.12", command=["sleep", "100"])
    seen["relabelled"] = api.update_job_labels(job_id=long.id, labels={"x": "y"}).labels
    seen["listed"] = long.id in [one.id for one in api.list_jobs()]
    api.cancel_job(job_id=long.id)
    seen["cancelled"] = api.inspect_job(job_id=long.id).status.stage
    daily = api.create_scheduled_job(image="python:3.12", command=["true"], schedule="@daily")
    api.suspend_scheduled_job(scheduled_job_id=daily.id)
    seen["suspended"] = api.inspect_scheduled_job(scheduled_job_id=daily.id).suspend
    api.resume_scheduled_job(scheduled_job_id=daily.id)
    seen["triggered"] = api.trigger_scheduled_job(scheduled_job_id=daily.id).id != daily.id
    api.delete_scheduled_job(scheduled_job_id=daily.id)
    seen["schedules"] = len(list(api.list_scheduled_jobs()))


def sandbox():
    box = Sandbox.create(image="python:3.12", flavor="cpu-basic")
    result = box.run("echo out; echo err >&2; echo $A; exit 3", env={"A": "from the call"}, check=False)
    seen["result"] = [result.exit_code, result.stdout, result.stderr]
    seen["argv"] = box.run(["echo", "a  b"]).stdout
    box.files.write("folder/é.txt", "hello", mode="600")
    seen["read"] = box.files.read_text("folder/é.txt")
    seen["entries"] = [[entry.name, entry.type, entry.size] for entry in box.files.list("folder")]
    seen["exists"] = [box.files.exists("folder/é.txt"), box.files.exists("folder/nope")]
    big = os.urandom(9_000_001)
    box.files.write("folder/big.bin", big)
    seen["sameBytes"] = box.files.read("folder/big.bin") == big
    started = box.run("sleep 100", background=True)
    seen["running"] = [one.running for one in box.processes() if one.pid == started.pid]
    started.kill()
    while any(one.running for one in box.processes()):
        time.sleep(0.05)
    try:
        box.run("echo before; sleep 100", timeout=1)
    except SandboxCommandError as error:
        seen["timedOut"] = [error.result.timed_out, error.result.stdout]
    seen["again"] = Sandbox.connect(box.id).run("echo again").stdout
    box.files.delete("folder", recursive=True)
    box.kill()
    seen["stage"] = api.inspect_job(job_id=box.id).status.stage


seen["user"] = api.whoami()["name"]
{"repo": repo, "jobs": jobs, "sandbox": sandbox}[sys.argv[1]]()
print(json.dumps(seen))
