"""A small bank for tests that holds every construct, hostile text included, and is valid all the same."""

from __future__ import annotations

import datetime

from alignprep import Interview
from alignprep.bank.bank import Bank
from alignprep.model import ledger
from alignprep.model.records import BankData

SPOKEN = """
What a strong candidate says of it, 1 \\< 2 & more, with *emphasis* and a citation [@nist2023].

Then a second paragraph, with $\\beta$ and a `name`, and a judgment at its end.
""".strip()
FULL = r"""
A paragraph with **bold**, *emphasis*, ***both***, `code <b> & {{x}}`, a [link](https://example.org/a?b=1&c=2),
inline maths $\mathrm{KL}(\pi \,\|\, \pi_0) < \beta$ and a citation [@ouyang2022training; @nist2023].

Markup that must survive: 1 \< 2 & 3 > 2, {{c1::no cloze}}, }} and {{, [sound:x.mp3], 100 % \$5 \_ \* # ~ ^ \\ | "quoted" 'single'.

- A bullet with `code`
- Another
  1. nested, numbered
  2. with **bold**
     - the third level

7. begins with seven
8. eight

   with a second paragraph

> A quotation
>
> - with a list

```python
def reward(x: float) -> float:
    return "<&>" if x < 0 else x  # {{not}} a cloze
```

| left | center | right |
|:-----|:------:|------:|
| a | **b** | $c_1$ |
| `d` | 1 \| 2 | [e](https://example.org/) |

$$
\mathcal{L}(\theta) = -\mathbb{E}_{(x, y)} \left[ \log \sigma \left( \beta \frac{a_i}{b^2} \right) \right] + \sum_{i=1}^{n} \hat{\theta}_i < 1
$$

Greek and arrows: θ → π, ∑ ∏ ≤ ≥ ≠ 𝔼 ∇ é ü ß “quotes” – dashes — and a smile ☺.
""".strip()

INTERVIEW = Interview(
    candidate="Ada <L> & Co.",
    role="Alignment Engineer",
    interviewer="B. Noor",
    date=datetime.date(2026, 12, 1),
    start=datetime.time(23, 50),
    form="B",
)
SHORT = " ".join(["short"] * 45) + " with <, & and **bold**."
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80">\n'
    '  <rect x="5" y="5" width="90" height="40" fill="none" stroke="black"/>\n'
    '  <text x="20" y="30" font-size="12">A &lt; B</text>\n'
    '  <line x1="95" y1="25" x2="150" y2="25" stroke="black"/>\n'
    "</svg>\n"
)


def question(number: int = 1, **changes: object) -> dict[str, object]:
    """A question as plain data of the exported JSON's shape."""
    first = number <= 2
    return {
        "id": f"question-{number}",
        "number": number,
        "section": "one" if first else "two",
        "title": f"Title {number} with <b> & {{{{braces}}}}",
        "question": f"What does question {number} ask about **rewards**, $x < y$ and `code`, please?",
        "hint": f"Hint {number}: mention *emphasis*, $a_b$ and a < b.",
        "topics": ["rlhf", "safety"] if first else ["safety"],
        "competencies": ["depth"],
        "minutes": 3 + number % 5,
        "nudge": f"Nudge {number}: think of a < b & *one* case.",
        "priority": "core" if first else "extra",
        "answer": {"short": SHORT, "spoken": SPOKEN, "depth": FULL},
        "key_points": [f"Point {letter} of {number} with `code` & $x_{letter}$" for letter in "abcd"],
        "rubric": {
            "1": f"Anchor one of {number} \\<fails>",
            **({"2": f"Anchor two of {number}", "4": f"Anchor four of {number} & $x_4$"} if number == 2 else {}),
            "3": f"Anchor three of {number} & more",
            "5": f"Anchor five of {number} **best**",
        },
        "follow_ups": [
            {"ask": f"Follow-up {letter} of {number}?", "listen_for": f"Reply {letter} of {number} with $z$"}
            for letter in "ab"
        ],
        "red_flags": [f'"Wrong claim {letter} of {number}": corrected' for letter in "ab"],
        "facts": [
            {
                "id": "plain",
                "text": f"Fact one of {number} hides {{{{c1::the answer}}}}.",
                "why": f"Why {number}: because *a* < b & $c$.",
                "point": 2,
            },
            {"id": "cue", "text": f"Fact two of {number} hides {{{{c1::a < b::which relation}}}} [@nist2023]."},
            {
                "id": "maths",
                "text": rf"Fact three of {number} hides {{{{c1::the fraction $\frac{{a_{{1}}}}{{b}}$}}}} at its end.",
            },
        ],
        "references": ["ouyang2022training", "nist2023"],
        "code": ["sample.py"] if first else [],
        **(
            {"figure": {"file": "boxes.svg", "alt": "A box A < B and a line", "caption": "A box & a line"}}
            if first
            else {}
        ),
        "related": {1: ["question-3"], 3: ["question-1"]}.get(number, []),
        "reviewed": f"2026-01-{number:02d}",
        **changes,
    }


def bank_data(*questions: dict[str, object]) -> dict[str, object]:
    """A bank's exported JSON with these questions (three of them where none are given)."""
    return {
        # As in content/bank.yaml, so that the tests freeze the identities of the decks that people have.
        "slug": "alignprep",
        "anki": {
            "deck": "AlignPrep",
            "answers": "1 Explain",
            "facts": "2 Facts",
            "tag": "AlignPrep",
            "id": 1763856000000,
        },
        "title": "A sample bank <&>",
        "version": "2026.1.0",
        "license": "CC-BY-4.0",
        "code_license": "MIT",
        "authors": ["A. Sampler", "The <sample> team"],
        "sections": [
            {"id": "one", "title": "Section One", "first": 1, "last": 2, "description": "The *first* section."},
            {"id": "two", "title": "Section Two & more", "first": 3, "last": 900, "description": "The second section."},
        ],
        "topics": {
            "rlhf": {"title": "RLHF", "description": "Reinforcement learning from human feedback"},
            "safety": {"title": "Safety & more", "description": "Everything else"},
        },
        "competencies": {"depth": {"title": "Depth", "description": "Knows how things work"}},
        "references": {
            "ouyang2022training": {
                "type": "article",
                "title": "Training language models to follow instructions with human feedback",
                "authors": ["Long Ouyang", "Jeff Wu", "et al."],
                "year": 2022,
                "venue": "NeurIPS",
                "arxiv": "2203.02155",
            },
            "nist2023": {
                "type": "report",
                "title": "A framework <with> markup & all",
                "authors": ["National Institute of Standards and Technology"],
                "label": "NIST",
                "year": 2023,
                "url": "https://example.org/report?a=1&b=2",
            },
        },
        "code": {"sample.py": 'print("<hello> & {{goodbye}}")\n'},
        "media": {"boxes.svg": SVG},
        "questions": list(questions) or [question(1), question(2), question(3)],
    }


def sample_bank(*questions: dict[str, object]) -> Bank:
    """The bank of `bank_data`."""
    return Bank(BankData.model_validate(bank_data(*questions)))


def release(day: str, *questions: dict[str, object], after: Bank | None = None) -> Bank:
    """The bank of a release on that day, its ledger going on from that of an earlier release."""
    data = BankData.model_validate({**bank_data(*questions), "released": day})
    date = datetime.date.fromisoformat(day)
    entries = ledger.retire(ledger.current(data, after.ledger if after else {}), data, (), date)
    retired = {**(after.retired if after else {}), **ledger.retired(entries)}
    return Bank(data.model_copy(update={"ledger": ledger.held(data, entries), "retired": retired}))


def large_bank(count: int) -> Bank:
    """A bank of so many questions."""
    return sample_bank(*(question(number, reviewed="2026-01-31") for number in range(1, count + 1)))
