"""Critique and revision by principles, with iteration control and a quality threshold.
Simulated: the models, by rules; a real client has the same methods.
"""

from dataclasses import dataclass

PRINCIPLES = {
    "harm": "Point out instructions that would help someone to hurt others.",
    "evasion": "Point out where the answer dodges instead of saying why.",
    "preaching": "Point out where the answer lectures or accuses the person.",
}


class Scripted:
    fixes = {
        "harm": ("Use app X to get in.", "I won't help with a network you don't own."),
        "evasion": ("Ask elsewhere.", "Ask your provider for a hotspot."),
        "preaching": ("Shame on you!", ""),
    }

    def critique(self, answer, principle):
        return self.fixes[principle][0] if self.fixes[principle][0] in answer else ""

    def revise(self, answer, principle, critique):
        return answer.replace(critique, self.fixes[principle][1]).strip()


class Judge:  # another model than the author's, else both miss the same things
    def score(self, answer):
        faults = sum(bad in answer for bad, _ in Scripted.fixes.values())
        return 1 - faults / 3 if len(answer) > 20 else 0.0  # silence is no success


@dataclass
class Trace:
    versions: list[tuple[float, str]]
    stopped: str = "max_rounds"


def run(author, judge, answer, threshold=0.9, max_rounds=4):
    trace = Trace([(judge.score(answer), answer)])
    for number in range(max_rounds):
        if trace.versions[-1][0] >= threshold:
            trace.stopped = "threshold"
            return trace
        principle = list(PRINCIPLES)[number % len(PRINCIPLES)]
        critique = author.critique(answer, principle)
        candidate = author.revise(answer, principle, critique) if critique else answer
        score = judge.score(candidate)
        if score > trace.versions[-1][0]:  # keep a revision only if it is better
            answer = candidate
            trace.versions.append((score, answer))
    return trace


trace = run(Scripted(), Judge(), "Shame on you! Use app X to get in. Ask elsewhere.")
print(trace.stopped, *(f"{score:.2f} {text}" for score, text in trace.versions))
assert [round(score, 2) for score, _ in trace.versions] == [0.0, 0.33, 0.67, 1.0]
assert run(Scripted(), Judge(), "Ask elsewhere.").stopped == "threshold"
assert len(run(Scripted(), Judge(), "Shame on you!").versions) == 1  # not by silence
