import assert from "node:assert/strict";
import { test } from "node:test";
import { apart, say, speak } from "../src/words";

test("words of a page from right to left run as their own letters do", () => {
  speak({ Good: "جيد" }, "ar", "rtl");
  assert.equal(say("{hit} of {points}", { hit: 1, points: 4 }), "\u20681 of 4\u2069");
  assert.equal(say("Good"), "\u2068جيد\u2069");
  assert.equal(apart("2 questions."), "\u20682 questions.\u2069");
  speak({}, "en", "ltr");
  assert.equal(say("{hit} of {points}", { hit: 1, points: 4 }), "1 of 4");
  assert.equal(apart("2 questions."), "2 questions.");
});
