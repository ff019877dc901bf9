import assert from "node:assert/strict";
import { test } from "node:test";
import { excerpt, Index, terms } from "../src/search";

const index = new Index();
const found = (text: string): string[] => index.find(text).pages.map(({ id }) => id);
for (const page of [
  { id: "rlhf", title: "The RLHF pipeline", text: "Reward model, naïve Bayes, Größe; reward hacking", number: "2", more: "the logit lens; 17 steps" },
  { id: "hack", title: "Reward hacking", text: "a proxy is gamed" },
  { id: "ja", title: "強化学習とは", text: "人間のフィードバックからの強化学習を説明してください。" },
  { id: "ko", title: "강화학습", text: "사람의 피드백으로 배우는 강화학습을 설명하라" },
  { id: "th", title: "การเรียนรู้", text: "การเรียนรู้แบบเสริมกำลัง" },
  { id: "end", title: "", text: "能力を測る罰。人間の力" },
  { id: "ar", title: "نقاط ضعف", text: "التعلّم المعزَّز: مراجعة الإجابات" },
  { id: "he", title: "חולשות", text: "בְּרֵאשִׁית" },
  { id: "lens", title: "Seventeen", text: "what a logit tells", number: "17", more: "" },
]) index.add({ number: "", more: "", ...page });

test("words are found while they are typed, titles first", () => {
  assert.deepEqual(found("reward h"), ["hack", "rlhf"]);
  assert.deepEqual(found("pipel"), ["rlhf"]);
  assert.deepEqual(found("reward zebra"), []);
});

test("case and accents do not matter", () => {
  assert.deepEqual(found("NAIVE"), ["rlhf"]);
  assert.deepEqual(found("größe"), ["rlhf"]);
});

test("words of languages without spaces are found, also by a part of them, letter by letter", () => {
  for (const typed of ["強", "強化", "強化学", "強化学習", "化学習", "フィードバック", "説明して"]) assert.deepEqual(found(typed), ["ja"], typed);
  for (const typed of ["강화", "강화학습", "학습", "피드백"]) assert.deepEqual(found(typed), ["ko"], typed);
  assert.deepEqual(found("เสริม"), ["th"]);
  assert.deepEqual(found("習強"), []);
});

test("a word of one letter is found wherever it stands", () => {
  for (const typed of ["力", "罰", "罰 力", "力 人間"]) assert.deepEqual(found(typed), ["end"], typed);
  assert.deepEqual(excerpt(["能力を測る罰。人間の力"], ["罰"]), ["能力を測る", "罰", "。人間の力"]);
});

test("vowel signs of Arabic and Hebrew may be left out or written", () => {
  for (const typed of ["المعزز", "المعزَّز", "الاجابات", "مـراجعة"]) assert.deepEqual(found(typed), ["ar"], typed);
  for (const typed of ["בראשית", "בְּרֵאשִׁית"]) assert.deepEqual(found(typed), ["he"], typed);
  const { pages } = index.find("المعزز الاجابات");
  assert.deepEqual(excerpt(["التعلّم المعزَّز: مراجعة الإجابات"], pages[0]!.terms), ["التعلّم ", "المعزَّز", ": مراجعة ", "الإجابات", ""]);
});

test("signs are no words", () => {
  assert.deepEqual(terms("RLHF (2026), C++ & が"), ["rlhf", "2026", "c", "が"]);
  assert.deepEqual(found("\u0000 <>"), []);
});

test("what stands deeper is found too, after what says more about a question", () => {
  assert.deepEqual(found("logit"), ["lens", "rlhf"]);
  assert.deepEqual(found("logit lens"), ["rlhf"]);
});

test("a question is found by its number", () => {
  assert.deepEqual(found("17"), ["lens", "rlhf"]);
});

test("a word with a typing error finds similar ones, and says that it is not exact", () => {
  assert.deepEqual(index.find("rewrad hacking").exact, false);
  assert.deepEqual(found("rewrad hacking"), ["hack"]);
  assert.deepEqual(found("pipeleni"), ["rlhf"]);
  assert.deepEqual(index.find("zzzzzzz"), { pages: [], exact: true });
  assert.deepEqual(found("習強"), []);
});

test("an excerpt shows where a word was found", () => {
  const { pages } = index.find("lens");
  const texts = ["What do we mean?", `Long ago, ${"and then ".repeat(30)}somebody held a logit lens to it. ${"More ".repeat(60)}`];
  const parts = excerpt(texts, pages[0]!.terms);
  assert(parts);
  assert.deepEqual([parts[1], parts.length], ["lens", 3]);
  assert.match(parts.join(""), /^…then and then somebody held a logit lens to it\..*…$/);
  assert.deepEqual(excerpt(["Ein Lensch, the lens"], ["lens"]), ["Ein Lensch, the ", "lens", ""]);
  assert.deepEqual(excerpt(["Die Größe zählt"], ["große"]), ["Die ", "Größe", " zählt"]);
  assert.deepEqual(excerpt(["人間の強化学習"], ["強化", "学習"]), ["人間の", "強化", "", "学習", ""]);
  assert.equal(excerpt(["nothing"], ["lens"]), null);
  assert.equal(excerpt(["nothing"], []), null);
});
