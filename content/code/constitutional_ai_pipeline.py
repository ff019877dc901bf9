"""Critique and revision by principles, with four ways to stop and a judge's threshold.
Simulated: both models, by scripts; a real client would get the same prompts.
"""

import random
import re

PRINCIPLES = {
    "harm": "Find instructions that would help someone to hurt others.",
    "evasion": "Find where the answer dodges instead of saying why.",
    "preaching": "Find where the answer lectures or accuses the person.",
}
CRITIQUE = "{rule} Quote the words, or say NONE.\n---\n{answer}"
REVISE = "{rule} Change only the words «{quote}».\n---\n{answer}"
SCRIPT = [  # what the author finds by each principle, and what it writes instead
    ("harm", "Use app X to get in.", "I won't help with a network you don't own."),
    ("evasion", "Ask elsewhere.", "Ask your provider for a hotspot."),
    ("preaching", "Shame on you!", ""),
]


def author(prompt):
    order, answer = prompt.split("\n---\n")
    for name, bad, good in SCRIPT:
        if order.startswith(PRINCIPLES[name]) and bad in answer:
            return answer.replace(bad, good).strip() if "Change" in order else bad
    return "NONE"


def judge(answer):  # another model than the author, with signs of its own
    faults = sum(bool(re.search(s, answer)) for s in ("app X", "elsewhere", "Shame"))
    return 1 - faults / 3 if len(answer) > 20 else 0.0  # silence is no success


def run(answer, threshold=0.9, max_rounds=8, seed=0):
    draw, deck, tried = random.Random(seed), [], {}
    versions = [(judge(answer), answer)]  # the last is the best so far
    while versions[-1][0] < threshold:
        if len(tried) == len(PRINCIPLES):  # a full turn without a better version
            silent = set(tried.values()) == {"NONE"}
            return "no fault found" if silent else "no gain", versions
        if max_rounds == 0:
            return "maximum of rounds", versions
        max_rounds -= 1
        deck = deck or draw.sample(sorted(PRINCIPLES), len(PRINCIPLES))
        told = {"rule": PRINCIPLES[name := deck.pop()], "answer": versions[-1][1]}
        quote = tried[name] = author(CRITIQUE.format(**told))
        if quote != "NONE":
            candidate = author(REVISE.format(**told, quote=quote))
            if (score := judge(candidate)) > versions[-1][0]:  # else it is thrown away
                versions, tried = [*versions, (score, candidate)], {}
    return "threshold", versions


stop, versions = run(bad := "Shame on you! Use app X to get in. Ask elsewhere.")
print(*(f"{score:.2f} {text}" for score, text in versions), stop, sep="\n")
assert stop == "threshold" and [round(s, 2) for s, _ in versions] == [0, 0.33, 0.67, 1]
assert run(bad, max_rounds=2)[0] == "maximum of rounds"
assert run("Shame on you!") == ("no gain", [(0, "Shame on you!")])  # not by silence
assert run("Try elsewhere, I guess.")[0] == "no fault found"  # though the judge saw one
