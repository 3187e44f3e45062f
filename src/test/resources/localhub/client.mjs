// Drives the official JavaScript client against a Hub: node client.mjs <endpoint> <token> <what>
// Prints one JSON object with what the client saw.
import * as hub from "@huggingface/hub";

const [endpoint, accessToken, what] = process.argv.slice(2);
const common = { hubUrl: endpoint, accessToken };
const seen = {};

async function all(iterator) {
  const items = [];
  for await (const item of iterator) items.push(item);
  return items;
}

async function refusal(promise) {
  try {
    await promise;
    return "no error";
  } catch (e) {
    return `${e.statusCode} ${e.message.split("\n")[0]}`;
  }
}

async function life(type) {
  const user = (await hub.whoAmI(common)).name;
  const repo = { type, name: `${user}/js-${type}` };
  const made = await hub.createRepo({
    ...common,
    repo,
    private: true,
    license: "mit",
    files: [{ path: "first.txt", content: new Blob(["first"]) }],
    ...(type === "space" ? { sdk: "static" } : {}),
  });
  seen.repoUrl = made.repoUrl;
  seen.again = await refusal(hub.createRepo({ ...common, repo, ...(type === "space" ? { sdk: "static" } : {}) }));
  seen.anonymous = await hub.repoExists({ hubUrl: endpoint, repo });
  seen.exists = await hub.repoExists({ ...common, repo });
  await hub.checkRepoAccess({ ...common, repo });

  const big = new Uint8Array(11_000_000).map((_, i) => i % 251);
  const upload = await hub.uploadFiles({
    ...common,
    repo,
    commitTitle: "Add files",
    files: [
      { path: "sub dir/small é.txt", content: new Blob(["hello"]) },
      { path: "weights.bin", content: new Blob([big]) },
    ],
  });
  seen.commitUrl = upload.commit.url;
  seen.commitOid = upload.commit.oid;

  const huge = new Uint8Array(40_000_000).map((_, i) => i % 241);
  await hub.uploadFile({ ...common, repo, file: { path: "parts.bin", content: new Blob([huge]) }, commitTitle: "Add parts" });
  const parts = new Uint8Array(await (await hub.downloadFile({ ...common, repo, path: "parts.bin" })).arrayBuffer());
  seen.sameParts = parts.length === huge.length && parts.every((b, i) => b === huge[i]);
  await hub.deleteFile({ ...common, repo, path: "parts.bin" });

  const files = await all(hub.listFiles({ ...common, repo, recursive: true, expand: true }));
  seen.files = files.map((f) => `${f.type} ${f.path} ${f.size}${f.lfs ? " lfs" : ""}`);
  seen.lastCommit = files.find((f) => f.path === "weights.bin").lastCommit.title;
  const info = await hub.fileDownloadInfo({ ...common, repo, path: "weights.bin" });
  seen.downloadInfo = { size: info.size, etag: info.etag };
  const blob = await hub.downloadFile({ ...common, repo, path: "weights.bin" });
  const back = new Uint8Array(await blob.arrayBuffer());
  seen.sameBytes = back.length === big.length && back.every((b, i) => b === big[i]);
  seen.slice = Array.from(new Uint8Array(await blob.slice(250, 253).arrayBuffer()));
  seen.small = await (await hub.downloadFile({ ...common, repo, path: "sub dir/small é.txt" })).text();
  seen.missing = await hub.downloadFile({ ...common, repo, path: "nope.txt" });
  seen.fileExists = [
    await hub.fileExists({ ...common, repo, path: "first.txt" }),
    await hub.fileExists({ ...common, repo, path: "nope.txt" }),
  ];
  seen.pathsInfo = (await hub.pathsInfo({ ...common, repo, paths: ["weights.bin", "nope"] })).map((p) => p.path);

  await hub.createBranch({ ...common, repo, branch: "feat/x" });
  await hub.uploadFile({ ...common, repo, branch: "feat/x", file: { path: "on-branch.txt", content: new Blob(["b"]) } });
  seen.onBranch = await hub.fileExists({ ...common, repo, path: "on-branch.txt", revision: "feat/x" });
  seen.onMain = await hub.fileExists({ ...common, repo, path: "on-branch.txt" });
  await hub.deleteBranch({ ...common, repo, branch: "feat/x" });

  seen.stale = await refusal(
    hub.uploadFile({ ...common, repo, parentCommit: "0".repeat(40), file: { path: "x", content: new Blob(["x"]) } }),
  );
  const pull = await hub.commit({
    ...common,
    repo,
    title: "Proposed",
    isPullRequest: true,
    operations: [
      { operation: "addOrUpdate", path: "proposed.txt", content: new Blob(["p"]) },
      { operation: "addOrUpdate", path: "proposed.bin", content: new Blob([big.subarray(0, 10_500_000)]) },
    ],
  });
  seen.pullRequestUrl = pull.pullRequestUrl;
  seen.inPullRequest = await hub.fileExists({ ...common, repo, path: "proposed.bin", revision: "refs/pr/1" });
  seen.pullRequestCommits = (await all(hub.listCommits({ ...common, repo, revision: "refs/pr/1" }))).map((c) => c.title);
  seen.notOnMain = await hub.fileExists({ ...common, repo, path: "proposed.txt" });

  await hub.deleteFile({ ...common, repo, path: "first.txt" });
  await hub.deleteFiles({ ...common, repo, paths: ["weights.bin"] });
  seen.left = (await all(hub.listFiles({ ...common, repo, recursive: true }))).map((f) => f.path);
  seen.commits = (await all(hub.listCommits({ ...common, repo }))).map((c) => c.title);
  seen.commitCount = await hub.countCommits({ ...common, repo, revision: "main" });

  await hub.deleteRepo({ ...common, repo });
  seen.existsAfter = await hub.repoExists({ ...common, repo });
}

async function lists() {
  seen.models = (await all(hub.listModels({ ...common, search: { query: "tiny", tags: ["license:mit"] }, limit: 10 }))).map(
    (m) => `${m.name} ${m.downloads} ${m.likes} ${m.gated} ${m.private}`,
  );
  seen.paged = (await all(hub.listDatasets({ ...common, search: { owner: "acme" } }))).length;
  seen.spaces = (await all(hub.listSpaces({ ...common, additionalFields: ["subdomain"] }))).map((s) => `${s.name} ${s.sdk} ${s.subdomain}`);
  const model = await hub.modelInfo({ ...common, name: "acme/tiny-a", additionalFields: ["sha", "safetensors", "tags", "library_name"] });
  seen.model = { name: model.name, safetensors: model.safetensors, library: model.library_name, task: model.task };
  seen.dataset = (await hub.datasetInfo({ ...common, name: "acme/d1" })).name;
  seen.space = (await hub.spaceInfo({ ...common, name: "acme/s" })).sdk;
  seen.renamed = (await hub.modelInfo({ ...common, name: "ACME/Tiny-A" })).name;
  seen.missing = await refusal(hub.modelInfo({ ...common, name: "acme/none" }));
  seen.tensors = (await hub.parseSafetensorsMetadata({ ...common, repo: "acme/tiny-a", computeParametersCount: true })).parameterCount.F32;
}

async function ended(at, jobId) {
  for (;;) {
    const job = await hub.getJob({ ...at, jobId });
    if (!["SCHEDULING", "RUNNING"].includes(job.status.stage)) return job;
  }
}

const messages = async (at, jobId) => (await all(hub.streamJobLogs({ ...at, jobId }))).map((line) => line.message);

async function jobs() {
  const at = { ...common, namespace: (await hub.whoAmI(common)).name };
  const machine = { dockerImage: "python:3.12", flavor: "cpu-basic" };
  seen.hardware = (await hub.listJobHardware({ hubUrl: endpoint })).map((h) => `${h.name} per ${h.unitLabel}`);
  const job = await hub.runJob({
    ...at,
    ...machine,
    command: ["sh", "-c", 'echo one; echo "$WORD"; echo "${#KEY}"'],
    environment: { WORD: "two" },
    secrets: { KEY: "12345" },
    timeoutSeconds: 60,
    labels: { team: "a" },
  });
  const lines = await all(hub.streamJobLogs({ ...at, jobId: job.id }));
  seen.log = lines.map((line) => line.message);
  seen.dated = lines.every((line) => !isNaN(line.timestamp.getTime()));
  const after = await ended(at, job.id);
  seen.end = { stage: after.status.stage, secrets: after.secrets, labels: after.labels, owner: after.owner.name };
  seen.listed = (await hub.listJobs(at)).map((found) => found.id === job.id);

  const again = await hub.duplicateJob({ ...at, jobId: job.id });
  seen.isAnother = again.id !== job.id;
  seen.againLog = await messages(at, again.id);

  const failing = await hub.runJob({ ...at, ...machine, command: ["sh", "-c", "exit 3"] });
  seen.failed = (await ended(at, failing.id)).status.stage;

  const long = await hub.runJob({ ...at, ...machine, command: ["sleep", "600"] });
  for await (const event of hub.streamJobMetrics({ ...at, jobId: long.id })) {
    seen.metrics = Object.keys(JSON.parse(event));
    break;
  }
  await hub.cancelJob({ ...at, jobId: long.id });
  seen.cancelled = (await ended(at, long.id)).status.stage;
  seen.missing = await refusal(hub.getJob({ ...at, jobId: "0".repeat(24) }));

  const { id: scheduleId, ...schedule } = await hub.createScheduledJob({
    ...at,
    schedule: "@daily",
    jobSpec: { ...machine, command: ["echo", "by the clock"] },
  });
  const which = { ...at, jobId: scheduleId };
  seen.schedule = { schedule: schedule.schedule, suspend: schedule.suspend, command: schedule.jobSpec.command };
  await hub.suspendScheduledJob(which);
  seen.suspended = (await hub.getScheduledJob(which)).suspend;
  await hub.resumeScheduledJob(which);
  seen.resumed = (await hub.getScheduledJob(which)).suspend;
  seen.triggeredLog = await messages(at, (await hub.runScheduledJob(which)).id);
  seen.schedules = (await hub.listScheduledJobs(at)).length;
  await hub.deleteScheduledJob(which);
  seen.schedulesAfter = (await hub.listScheduledJobs(at)).length;
}

const drives = { lists, jobs };
await (drives[what] ?? life)(what);
console.log(JSON.stringify(seen));
// A stream of metrics never ends by itself, as on the real Hub, and would keep this process alive.
process.exit();
