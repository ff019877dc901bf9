import assert from "node:assert/strict";
import { test } from "node:test";
import { Index, terms } from "../src/search";

const index = new Index();
for (const page of [
  { id: "rlhf", title: "The RLHF pipeline", text: "Reward model, naïve Bayes, Größe; reward hacking" },
  { id: "hack", title: "Reward hacking", text: "a proxy is gamed" },
  { id: "ja", title: "強化学習とは", text: "人間のフィードバックからの強化学習を説明してください。" },
  { id: "ko", title: "강화학습", text: "사람의 피드백으로 배우는 강화학습을 설명하라" },
  { id: "th", title: "การเรียนรู้", text: "การเรียนรู้แบบเสริมกำลัง" },
]) index.add(page);

test("words are found while they are typed, titles first", () => {
  assert.deepEqual(index.find("reward h"), ["hack", "rlhf"]);
  assert.deepEqual(index.find("pipel"), ["rlhf"]);
  assert.deepEqual(index.find("reward zebra"), []);
});

test("case and accents do not matter", () => {
  assert.deepEqual(index.find("NAIVE"), ["rlhf"]);
  assert.deepEqual(index.find("größe"), ["rlhf"]);
});

test("words of languages without spaces are found, also by a part of them, letter by letter", () => {
  for (const typed of ["強", "強化", "強化学", "強化学習", "化学習", "フィードバック", "説明して"]) assert.deepEqual(index.find(typed), ["ja"], typed);
  for (const typed of ["강화", "강화학습", "학습", "피드백"]) assert.deepEqual(index.find(typed), ["ko"], typed);
  assert.deepEqual(index.find("เสริม"), ["th"]);
  assert.deepEqual(index.find("習強"), []);
});

test("signs are no words", () => {
  assert.deepEqual(terms("RLHF (2026), C++ & が"), ["rlhf", "2026", "c", "が"]);
  assert.deepEqual(index.find("\u0000 <>"), []);
});
