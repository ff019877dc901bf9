from __future__ import annotations

from typing import Any

import pytest

from alignprep.errors import ContentError
from alignprep.importing.markdown_list import read


def questions(text: str) -> list[dict[str, Any]]:
    return [{**draft.fields, "section": draft.section} for draft in read(text, "README.md").drafts]


def notes(text: str) -> list[str]:
    return read(text, "README.md").notes.lines()


HEADINGS = """\
# Interview questions

Read this first.

## Table of contents

- [What is a closure?](#what-is-a-closure)

## JavaScript

### 1. What is a closure?

A function with its scope:

1. own variables
2. outer ones

#### An example

```js
const f = () => 1;
```

**[⬆ Back to Top](#table-of-contents)**

### 2. Explain `this`

---

## CSS

### 3. What is the box model?

![box](https://example.org/box.png)
"""


def test_headings() -> None:
    closure, this, box = questions(HEADINGS)
    assert closure == {
        "question": "What is a closure?",
        "section": "JavaScript",
        "answer": {"depth": (
            "A function with its scope:\n\n1. own variables\n2. outer ones\n\n"
            "**An example**\n\n```js\nconst f = () => 1;\n```\n"
        )},
    }  # fmt: skip
    assert this == {"question": "Explain `this`", "section": "JavaScript"}
    assert box == {
        "question": "What is the box model?", "section": "CSS", "answer": {"short": "[box](https://example.org/box.png)"},
    }  # fmt: skip
    assert notes(HEADINGS) == [
        "links back to the top were left out (line 11)",
        "left out: text that belongs to no question, on lines 3, 7",
        "headings inside an answer became bold paragraphs (line 18)",
        "rules were left out (line 28)",
        "images and media became links, or their names where there is no address of the web (line 34)",
    ]


def test_details_with_questions_as_summaries() -> None:
    text = """\
# Git
## Questions

<details>
<summary>How do you run <code>git branch <BRANCH></code>?</summary><br><b>

With a name. See [git-scm](https://git-scm.com/):

  - `git branch x`
</b></details>

### Branches

<details>
<summary>True or False? A branch is a pointer</summary><br><b>

True
</b></details>
<details>
<summary>What is a merge?</summary><br><b>
</b></details>
"""
    assert questions(text) == [
        {
            "question": r"How do you run `git branch <BRANCH>`?", "section": "Questions",
            "answer": {"depth": "With a name. See [git-scm](https://git-scm.com/):\n\n- `git branch x`\n"},
        },
        {"question": "True or False? A branch is a pointer", "section": "Branches", "answer": {"short": "True"}},
        {"question": "What is a merge?", "section": "Branches"},
    ]  # fmt: skip


def test_details_with_the_answer_below_a_question_with_code() -> None:
    text = """\
###### 1. Was wird ausgegeben?

```javascript
\tconsole.log(1);
```

- A: `1`
- B: `2`

<details><summary><b>Antwort</b></summary>
<p>

#### Antwort: A

Weil.

</p>
</details>

---

###### 2. Was wird ausgegeben?

- A: nichts

<details><summary><b>Antwort</b></summary>
<p>

#### Antwort: A

</p>
</details>
"""
    first, second = read(text, "README.md").drafts
    assert first.fields == {
        "question": "Was wird ausgegeben?",
        "x-question": "Was wird ausgegeben?\n\n```javascript\n    console.log(1);\n```\n\n- A: `1`\n- B: `2`\n",
        "answer": {"depth": "**Antwort: A**\n\nWeil.\n"},
    }
    assert first.reasons == ("a question with code, a list or a table; the whole is in x-question",)
    assert second.fields["answer"] == {"short": "**Antwort: A**"}


def test_entries_that_begin_with_headings() -> None:
    text = """\
1. ### What are closures

   A closure has two scopes

   **[⬆ Back to Top](#toc)**

2. ### What is a Cookie
"""
    assert questions(text) == [
        {"question": "What are closures", "answer": {"short": "A closure has two scopes"}, "section": ""},
        {"question": "What is a Cookie", "section": ""},
    ]


def test_bold_questions() -> None:
    text = """\
## Regression

**What is regression? 👶**

A model.

- **Linear** is one.

<br/>

**2)** Count the elements.

```python
len(x)
```

**Why?** Because.
"""
    assert questions(text) == [
        {"question": "What is regression? 👶", "section": "Regression",
         "answer": {"depth": "A model.\n\n- **Linear** is one.\n"}},
        {"question": "Count the elements.", "section": "Regression", "answer": {"depth": "```python\nlen(x)\n```\n"}},
        {"question": "Why?", "section": "Regression", "answer": {"short": "Because."}},
    ]  # fmt: skip


def test_numbered_entries_that_begin_in_bold() -> None:
    text = "1. **What is git?**\n   A VCS.\n2. **What is a tag?**\n\n   A name.\n"
    assert questions(text) == [
        {"question": "What is git?", "section": "", "answer": {"short": "A VCS."}},
        {"question": "What is a tag?", "section": "", "answer": {"short": "A name."}},
    ]


def test_letters_for_question_and_answer() -> None:
    text = "Q1: What is git?\nA: A VCS.\n\nQ2: What is `x`?\n\nA: A letter.\n\n質問: なぜ？\n**回答: はい**\n"
    assert questions(text) == [
        {"question": "What is git?", "section": "", "answer": {"short": "A VCS."}},
        {"question": "What is `x`?", "section": "", "answer": {"short": "A letter."}},
        {"question": "なぜ？", "section": "", "answer": {"short": "**はい**"}},
    ]


def test_bullets_without_answers() -> None:
    text = """\
---
title: JavaScript
---
### 一般的な質問事項

* 昨日・今週に何を学びましたか？
* `this`を説明してください。
  * 例は何ですか？
* どう最適化しますか？
  * 縮小する
    * など
"""
    assert questions(text) == [
        {"question": "昨日・今週に何を学びましたか？", "section": "一般的な質問事項"},
        {"question": "`this`を説明してください。", "section": "一般的な質問事項", "x-follow-ups": ["例は何ですか？"]},
        {
            "question": "どう最適化しますか？",
            "section": "一般的な質問事項",
            "answer": {"depth": "- 縮小する\n  - など\n"},
        },
    ]
    assert notes(text) == [
        "left out: the metadata at the beginning (line 1)",
        "questions below a question were kept as x-follow-ups (line 7)",
    ]


def test_a_list_in_an_answer_is_not_a_list_of_questions() -> None:
    text = "## What do you ask?\n\n- Who are you?\n- What do you do?\n\n## Why?\n\nSo.\n"
    assert [one["question"] for one in questions(text)] == ["What do you ask?", "Why?"]


def test_an_answer_heading_divides_question_and_answer() -> None:
    text = "### What is x?\n\nLook at x.\n\n#### Answer\n\nA letter.\n\n### What is y?\n\n#### Answer\n\nAnother.\n"
    assert [(one["question"], one["answer"]["short"]) for one in questions(text)] == [
        ("What is x? Look at x.", "A letter."), ("What is y?", "Another."),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "Just text.\n", "# Title\n\n- [a](#a)\n"])
def test_a_file_without_questions_is_an_error(text: str) -> None:
    with pytest.raises(ContentError, match=r"README.md: error\[AP801\]: no question was found; questions are headings"):
        read(text, "README.md")
