"""A question in each of several scripts, with lists, a formula, code, a table and a citation."""

from __future__ import annotations

from dataclasses import dataclass

from alignprep.bank.bank import Bank
from alignprep.model.records import BankData
from tests.support.sample_bank import bank_data, question

__all__ = ["SCRIPTS", "Written", "script_bank"]

_DEPTH = """
{first}

- {one} $\\mathrm{{KL}}(\\pi \\,\\|\\, \\pi_0) < \\beta$
- {two} `reward = 0.5`
  1. {three}
  2. {four}

{second} [@ouyang2022training].

| {one} | {two} |
|:------|------:|
| {three} | 12 |

```python
def f(x):  # {two}
    return x + 1
```

$$
L(\\theta) = \\frac{{a}}{{b}} + 1
$$
"""


@dataclass(frozen=True)
class Written:
    """Texts in one language: a title, a question, two paragraphs and four short lines."""

    language: str
    title: str
    ask: str
    first: str
    second: str
    lines: tuple[str, str, str, str]


SCRIPTS = {
    "Japanese": Written(
        "ja",
        "報酬モデルの弱点",
        "強化学習で報酬モデルを使うとき、「報酬ハッキング」はなぜ起こりますか？",
        "報酬モデルは、人間の好みを少ない例から学んだ近似です。そのため、方策が学習データの分布から離れると、点数は高いのに"
        "実際には役に立たない答えが増えます。「良い答え」と「高い点数」は同じではありません（Goodhartの法則）。",
        "対策としては、元のモデルからの距離に罰を与えること、報酬モデルを定期的に学び直すこと、そして人間が結果を確かめることが"
        "あります",
        ("距離に罰を与える。", "報酬を確かめる。", "学び直す。", "人が見る。"),
    ),
    "Greek": Written(
        "el",
        "Οι αδυναμίες του μοντέλου ανταμοιβής",
        "Γιατί εμφανίζεται η «παραβίαση ανταμοιβής» όταν εκπαιδεύουμε με ενισχυτική μάθηση;",
        "Το μοντέλο ανταμοιβής είναι μια προσέγγιση που μαθαίνει από λίγα παραδείγματα ανθρώπινων προτιμήσεων. Όταν "
        "η πολιτική απομακρύνεται από τα δεδομένα της εκπαίδευσης, η βαθμολογία ανεβαίνει, ενώ οι απαντήσεις γίνονται "
        "χειρότερες.",
        "Βοηθούν η ποινή για την απόσταση από το αρχικό μοντέλο, η νέα εκπαίδευση και ο έλεγχος από ανθρώπους",
        ("Ποινή για την απόσταση:", "Έλεγχος της ανταμοιβής:", "Νέα εκπαίδευση.", "Άνθρωποι ελέγχουν."),
    ),
    "Arabic": Written(
        "ar",
        "نقاط ضعف نموذج المكافأة",
        "لماذا يحدث «اختراق المكافأة» (reward hacking) عندما ندرّب النموذج بالتعلّم المعزَّز؟",
        "نموذج المكافأة تقريب يتعلّمه النظام من أمثلة قليلة لتفضيلات البشر. وعندما تبتعد السياسة (policy) عن بيانات "
        "التدريب، ترتفع الدرجة من 3.5 إلى 7.2 بينما تسوء الإجابات؛ فالإجابة الجيدة ليست هي الدرجة العالية، كما "
        "يقول قانون Goodhart.",
        "من العلاجات: عقوبة على البعد عن النموذج الأصلي، وإعادة التدريب كل ١٢ يومًا، ومراجعة البشر للنتائج",
        ("عقوبة على البعد:", "مراجعة المكافأة:", "إعادة التدريب.", "لا بدّ من البشر."),
    ),
    "Hindi": Written(
        "hi",
        "पुरस्कार मॉडल की कमज़ोरियाँ",
        "सुदृढीकरण अधिगम से प्रशिक्षण करते समय ‘पुरस्कार में सेंध’ क्यों लगती है?",
        "पुरस्कार मॉडल मनुष्यों की पसंद का एक अनुमान है, जो थोड़े-से उदाहरणों से सीखा जाता है। जब नीति प्रशिक्षण के आँकड़ों से दूर "
        "चली जाती है, तब अंक बढ़ते हैं, पर उत्तर बिगड़ते हैं। अच्छा उत्तर और ऊँचे अंक एक ही बात नहीं हैं, जैसा कि Goodhart का "
        "नियम कहता है।",
        "उपाय ये हैं: मूल मॉडल से दूरी पर दंड, नियमित पुनःप्रशिक्षण, और मनुष्यों द्वारा परिणामों की जाँच",
        ("दूरी पर दंड:", "पुरस्कार की जाँच:", "पुनःप्रशिक्षण।", "मनुष्य देखते हैं।"),
    ),
    "Hebrew": Written(
        "he",
        "חולשות של מודל התגמול",
        "מדוע מתרחשת ״פריצת תגמול״ (reward hacking) כשמאמנים בלמידת חיזוק?",
        "מודל התגמול הוא קירוב שנלמד מדוגמאות מעטות של העדפות אנושיות. כשהמדיניות מתרחקת מנתוני האימון, הציון עולה "
        "מ־3.5 ל־7.2, אבל התשובות נעשות גרועות יותר. בְּרֵאשִׁית",
        "מה עוזר: קנס על המרחק מהמודל המקורי, אימון חוזר ובדיקה בידי בני אדם",
        ("קנס על המרחק:", "בדיקת התגמול:", "אימון חוזר.", "אדם בודק."),
    ),
    "Thai": Written(
        "th",
        "จุดอ่อนของแบบจำลองรางวัล",
        "ทำไมจึงเกิดการโกงรางวัลเมื่อฝึกด้วยการเรียนรู้แบบเสริมกำลัง",
        "แบบจำลองรางวัลเป็นการประมาณจากตัวอย่างความชอบของมนุษย์จำนวนน้อย เมื่อนโยบายห่างจากข้อมูลที่ใช้ฝึก คะแนนจะสูงขึ้นแต่คำตอบแย่ลง",
        "วิธีแก้คือการลงโทษระยะห่าง การฝึกซ้ำ และการตรวจสอบโดยมนุษย์",
        ("ลงโทษระยะห่าง", "ตรวจรางวัล", "ฝึกซ้ำ", "มนุษย์ดู"),
    ),
}
"""By the English name of the language."""


def script_bank(script: str, fonts: dict[str, bytes] | None = None) -> Bank:
    """A bank of one question in a script, which brings these fonts."""
    said = SCRIPTS[script]
    one, two, three, four = said.lines
    depth = _DEPTH.format(first=said.first, second=said.second, one=one, two=two, three=three, four=four)
    made = question(
        1,
        title=said.title,
        question=said.ask,
        hint=said.first,
        nudge=said.second,
        answer={"short": said.first, "spoken": said.second, "depth": depth.strip()},
        key_points=list(said.lines),
        rubric={"1": one, "3": two, "5": three},
        follow_ups=[{"ask": said.ask, "listen_for": said.second}],
        red_flags=[four],
        facts=[{"id": "plain", "text": f"{one} {{{{c1::{two}}}}}"}],
        references=["ouyang2022training"],
        related=[],
        figure=None,
    )
    data = bank_data(made)
    data |= {
        "language": said.language,
        "title": said.title,
        "sections": [{"id": "one", "title": said.title, "first": 1, "last": 2, "description": said.second}],
        "topics": {"rlhf": {"title": one, "description": two}, "safety": {"title": two, "description": one}},
        "fonts": list(fonts or {}),
    }
    return Bank(BankData.model_validate(data), fonts or {})
