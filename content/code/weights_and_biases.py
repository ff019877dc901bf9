"""Offline W&B runs: safety metrics, a versioned report, and what a sweep may optimize.

Simulated: training. Scores come from a formula in which more pressure buys reward and
costs safety; no run leaves the machine, and `wandb sync` would upload it later.
"""

import json
import os
import tempfile
from pathlib import Path

HERE = tempfile.mkdtemp()
os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_DIR=HERE)
import wandb  # noqa: E402  (reads its settings from the environment)

SWEEP = {
    "method": "grid",
    "metric": {"name": "utility_if_safe", "goal": "maximize"},
    "parameters": {"beta": {"values": [0.01, 0.03, 0.1, 0.3]}},
}
FLOOR = 0.95  # refusals of harmful prompts; below it a run is no candidate


def train(beta, step):
    pressure = step / 100 / beta
    return {
        "reward/proxy": round(1 - 0.9**pressure, 3),
        "safety/refusal_harmful": round(0.99 - 0.004 * pressure, 3),
        "safety/refusal_benign": round(0.05 + 0.001 * pressure, 3),
    }


def one_run(beta):
    config = {"beta": beta, "eval_set": "refusals-2026-11", "judge": "judge-3"}
    with wandb.init(project="alignment", job_type="rl", config=config) as run:
        run.define_metric("step")
        run.define_metric("safety/*", step_metric="step", summary="last")
        run.define_metric("reward/*", step_metric="step", summary="last")
        for step in range(0, 101, 10):
            last = train(beta, step)
            run.log({"step": step, **last})
        safe = last["safety/refusal_harmful"] >= FLOOR
        run.summary["utility_if_safe"] = last["reward/proxy"] if safe else 0.0
        report = Path(run.dir, "report.json")
        report.write_text(json.dumps({"config": config, "last": last}))
        artifact = wandb.Artifact("safety-report", type="evaluation", metadata=config)
        artifact.add_file(str(report))
        run.log_artifact(artifact, aliases=["candidate"] if safe else ["rejected"])
        return {"beta": beta, "digest": artifact.digest, **last,
                "utility_if_safe": run.summary["utility_if_safe"]}


runs = [one_run(beta) for beta in SWEEP["parameters"]["beta"]["values"]]
by = {name: max(runs, key=lambda run: run[name])["beta"]
      for name in ("reward/proxy", SWEEP["metric"]["name"])}
print("best beta by proxy reward, and among the safe:", *by.values())
assert by["reward/proxy"] == 0.01 and by["utility_if_safe"] == 0.1
assert len({run["digest"] for run in runs}) == 4, "each report is its own version"
