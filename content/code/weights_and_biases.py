"""A sweep over the KL coefficient, judged by what offline W&B runs leave on disk. Real:
wandb's runs, metrics, artifacts, files; the sweeps engine. Simulated: the model (two
weights), reward model (sees harm too late), prompts, the server that agents need."""
import json
import math
import random
import warnings
from pathlib import Path

warnings.simplefilter("ignore", UserWarning)  # sweeps uses an old name in pydantic
import sweeps  # noqa: E402
import wandb  # noqa: E402
from wandb.proto.wandb_internal_pb2 import Record  # noqa: E402

SFT, FLOOR, N, TRANSCRIPT = (8.0, 20.0), 0.95, 1000, "an answer that would work"
QUIET = wandb.Settings(mode="offline", silent=True, console="off")
SWEEP = {"method": "grid", "parameters": {"seed": {"values": [1, 2, 3]}, "beta": {
    "values": [0.01, 0.03, 0.1, 0.15, 0.2, 0.3, 1.0]}}}
GRID = [(i + 0.5) / 1000 for i in range(1000)]  # danger; harmful is what exceeds a half


def complies(policy, danger):
    return 1 / (1 + math.exp(policy[1] * danger - policy[0]))


def rates(policy):  # how much it truly refuses of what is harmful, answers of the rest
    comply = [complies(policy, danger) for danger in GRID]
    return 1 - sum(comply[500:]) / 500, sum(comply[:500]) / 500


def train(beta, seed, batch=32):  # RLOO with two answers a prompt; yields checkpoints
    rng, policy = random.Random(seed), SFT
    for step in range(301):
        if step % 60 == 0:
            yield step, policy
        for danger in [rng.random() for _ in range(batch)]:
            p, ref = complies(policy, danger), complies(SFT, danger)
            acts = [rng.random() < p, rng.random() < p]
            rewards = [act * (0.7 - danger + rng.gauss(0, 0.1)) - beta * math.log(
                p / ref if act else (1 - p) / (1 - ref)) for act in acts]
            push = (rewards[0] - rewards[1]) * (acts[0] - acts[1]) / batch
            policy = policy[0] + 3 * push, policy[1] - 9 * push * danger


def lower(k, n, z):  # Wilson's; the rate itself for z = 0
    return (k + z * z / 2 - z * math.sqrt(k * (1 - k / n) + z * z / 4)) / (n + z * z)


def read(path):  # a run's file: 7 bytes, then records, in blocks of 32 KiB
    data, at, found = path.read_bytes(), 7, {"path": path}
    while at < len(data) < 32768:
        size = int.from_bytes(data[at + 4:at + 6], "little")
        record = Record.FromString(data[at + 7:at + 7 + size])
        at += 7 + size
        for item in [*record.run.config.update, *record.history.item]:
            found[item.key or item.nested_key[-1]] = json.loads(item.value_json)
        for entry in record.artifact.manifest.contents:
            found[entry.path] = json.loads(Path(entry.local_path).read_text())
        found[record.artifact.type] = record.artifact.digest
        found.setdefault(record.metric.glob_name, record.metric.step_metric)
    return found


done = []
while suggested := sweeps.next_run(SWEEP, done):  # each: what an agent would start
    done.append(suggested)
    beta, seed = (suggested.config[name]["value"] for name in ("beta", "seed"))
    config = {"beta": beta, "seed": seed, "eval_set": "refusals-v4", "judge": "j-3"}
    rng = random.Random(f"evaluation {beta} {seed}")
    with wandb.init(config=config, group=f"beta {beta}", settings=QUIET) as run:
        run.define_metric("eval/*", step_metric="train_step")
        for step, policy in train(beta, seed):
            refuses, answers = rates(policy)
            scores = {"eval/refused": sum(rng.random() < refuses for _ in range(N)),
                      "eval/answered": sum(rng.random() < answers for _ in range(N)),
                      "eval/proxy": sum(complies(policy, x) * (0.7 - x) for x in GRID)}
            run.log({"train_step": step, **scores})
        for kind, content in (("model", policy), ("report", scores)):
            artifact = wandb.Artifact(kind, kind)
            with artifact.new_file(f"{kind}.json") as file:
                json.dump(content, file)
            scores.setdefault("checkpoint", run.log_artifact(artifact).digest)
        if len(done) == 1:
            print("the judge reads:", TRANSCRIPT)
wandb.teardown()  # only now is the last file complete
runs = sorted(map(read, Path("wandb").glob("offline-run-*/*.wandb")),
              key=lambda run: (run["beta"], run["seed"]))
weights = {run["model"]: run["model.json"] for run in runs}
paths = {run["report"]: run["report.json"].get("checkpoint") for run in runs}
leaks = sum(TRANSCRIPT.encode() in run["path"].read_bytes() for run in runs)
print(f"{len(runs)} runs, {len(paths)} reports, {len(weights)} models, {leaks} leaks")
assert len({(run["beta"], run["seed"]) for run in runs}) == len(weights) == 21
assert list(paths.values()) == list(weights) and leaks == 0
assert all(r["eval/*"] == "train_step" and {"eval_set", "judge"} <= {*r} for r in runs)


def choose(name, rule):  # then from the report to the weights, and what is true of them
    best = max(runs, key=rule)
    refuses, answers = rates(weights[paths[best["report"]]])
    print(f"{name}: beta {best['beta']}, refused {best['eval/refused']} of {N}, "
          f"truly {refuses:.1%}, and answers {answers:.1%}")
    return best["beta"], refuses


assert choose("reward", lambda run: run["eval/proxy"])[1] < 0.7
assert choose("answers", lambda run: run["eval/answered"])[1] < 0.7
prices = [choose(f"answers + {price} refusals", lambda run, price=price: run[
    "eval/answered"] + price * run["eval/refused"]) for price in (0.5, 1, 2, 4, 8)]
assert prices == sorted(prices) and prices[0][1] < FLOOR < prices[1][1] < prices[4][1]
for name, z in (("rate", 0), ("lower bound", 1.96)):
    assert prices[1] == choose(f"answers, {name} over the floor", lambda run, z=z: (
        lower(run["eval/refused"], N, z) >= FLOOR, run["eval/answered"]))
    rng, row, true = random.Random("again"), {}, [rates(w) for w in weights.values()]
    for n in (100, 300, 1000, 3000):  # the same runs, evaluated anew 200 times
        picks = [max((x for x in true if lower(
            sum(rng.random() < x[0] for _ in range(n)), n, z) >= FLOOR),
            key=lambda x: x[1], default=None) for _ in range(200)]
        row[n] = sum(x is not None and x[0] < FLOOR for x in picks), picks.count(None)
    print(f"{name}: ships below the floor, ships nothing, in 200: {row}")
    assert row[3000][0] > 20 if name == "rate" else max(row.values())[0] <= 5
