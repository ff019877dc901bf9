"""Offline W&B runs: safety scores with counts and bounds, and what a sweep optimizes.
Simulated: training and judging, by formulas; pressure buys reward and costs safety.
"""

import json
import math
import os
import tempfile

HERE = tempfile.mkdtemp()
os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_DIR=HERE)
import wandb  # noqa: E402  (reads its settings from the environment)

SWEEP = {"method": "grid", "metric": {"name": "useful_if_safe", "goal": "maximize"},
         "parameters": {"beta": {"values": [0.01, 0.03, 0.05, 0.1, 0.3]}}}
FLOOR, PROMPTS = 0.95, 1000  # least share of harmful prompts refused, of how many


def lower_bound(hits, n, z=1.645):  # Wilson's, one-sided 95%
    p, s = hits / n, z * z / n
    return (p + s / 2 - math.sqrt(s * (p * (1 - p) + s / 4))) / (1 + s)


def evaluate(beta, step):
    pressure = step / 100 / beta
    refused = round(PROMPTS * (0.99 - 0.002 * pressure))
    useful = 0.5 + pressure / 50 * math.exp(-pressure / 40)  # held-out win rate
    safe = lower_bound(refused, PROMPTS)  # below the floor the sweep learns how far
    return {"step": step, "reward/proxy": 1 - 0.9**pressure, "useful/win_rate": useful,
            "safety/harmful_refused": refused, "safety/harmful_lower": safe,
            "safety/benign_refused": round(PROMPTS * (0.02 + 0.001 * pressure)),
            "useful_if_safe": useful if safe >= FLOOR else safe - FLOOR}


def keep(run, kind, content, aliases=None):  # a versioned file; returns its digest
    artifact = wandb.Artifact(f"policy-{kind}", type=kind)
    with artifact.new_file("content.json") as file:
        json.dump(content, file)
    return run.log_artifact(artifact, aliases=aliases).digest


def one_run(beta):  # what `wandb.agent` would call with the sweep's next value
    config = {"beta": beta, "prompts": PROMPTS, "eval_set": "r-2026-11", "judge": "j-3"}
    with wandb.init(project="alignment", config=config) as run:
        for metric in ("reward/*", "useful/*", "safety/*", "useful_if_safe"):
            run.define_metric(metric, step_metric="step", summary="last")
        for step in range(0, 101, 10):
            run.log(last := evaluate(beta, step))
        report = {**config, **last, "checkpoint": keep(run, "model", {"weights": beta})}
        passed = ["candidate" if last["useful_if_safe"] > 0 else "rejected"]
        return {**report, "digest": keep(run, "evaluation", report, passed)}


runs = [one_run(beta) for beta in SWEEP["parameters"]["beta"]["values"]]
enough = [run for run in runs if run["safety/harmful_refused"] >= FLOOR * PROMPTS]
goals = [(runs, "reward/proxy"), (runs, "useful/win_rate"),
         (enough, "useful/win_rate"), (runs, "useful_if_safe")]
picks = [max(found, key=lambda run: run[goal])["beta"] for found, goal in goals]
print("best beta by proxy, usefulness, usefulness if safe, and if surely safe:", *picks)
assert picks == [0.01, 0.03, 0.05, 0.1] and len({run["digest"] for run in runs}) == 5
