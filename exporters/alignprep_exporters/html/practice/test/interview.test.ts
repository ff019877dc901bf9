import assert from "node:assert/strict";
import { test } from "node:test";
import { elapsed, started, stopped } from "../src/clock";
import { advance, begin, finish, over, resumed, runOf, total } from "../src/interview";

const known = (id: string): boolean => ["a", "b"].includes(id);

test("each question has its own time, and the whole is their sum", () => {
  const run = begin(30, 7, ["a", "b"], 1000);
  advance(run, 61_000);
  assert.deepEqual([elapsed(run.clocks[0]!, 99_000), elapsed(run.clocks[1]!, 99_000)], [60_000, 38_000]);
  assert.equal(total(run, 99_000), 98_000);
  advance(run, 100_000);
  assert(over(run));
  assert.equal(total(run, 500_000), 99_000);
});

test("an interview that is ended early has no time for what was not asked", () => {
  const run = begin(30, 7, ["a", "b"], 0);
  finish(run, 5000);
  assert(over(run));
  assert.deepEqual(run.clocks.map((watch) => elapsed(watch, 9000)), [5000, 0]);
  assert.equal(run.reached, 1);
});

test("how many questions were asked is known at any end", () => {
  const run = begin(30, 7, ["a", "b", "c"], 0);
  advance(run, 1000);
  assert.equal(run.reached, 2);
  finish(run, 2000);
  assert.deepEqual([run.at, run.reached], [3, 2]);
  const whole = begin(30, 7, ["a", "b"], 0);
  advance(whole, 1);
  advance(whole, 2);
  assert.deepEqual([whole.at, whole.reached], [2, 2]);
});

test("what an older page kept is read, and what was asked follows from what happened", () => {
  const { id: _id, begun: _begun, reached: _reached, grades: _grades, ...old } = begin(30, 7, ["a", "b"], 1000);
  const running = runOf(JSON.parse(JSON.stringify(old)), known);
  assert.deepEqual([running?.reached, running?.begun, running?.grades], [1, 0, [0, 0]]);
  assert.match(running?.id ?? "", /^[0-9a-f]{24}$/);
  const ended = { ...old, at: 2, clocks: [{ passed: 5000, since: null }, { passed: 0, since: null }] };
  assert.equal(runOf(ended, known)?.reached, 1);
  assert.equal(runOf({ ...ended, notes: ["", "said"] }, known)?.reached, 2);
  assert.equal(runOf({ ...ended, clocks: old.clocks.map(() => ({ passed: 0, since: null })) }, known)?.reached, 1);
});

test("a day that is none is as if it had not been kept", () => {
  const run = begin(30, 7, ["a"], 8.64e15);
  assert.equal(runOf(run, known)?.begun, 8.64e15);
  assert.equal(runOf({ ...run, begun: Number.MAX_SAFE_INTEGER }, known)?.begun, 0);
});

test("an interview that has ended is kept when a question of it is gone", () => {
  const run = begin(30, 7, ["a", "gone"], 1000);
  assert.equal(runOf(run, known), null);
  finish(run, 2000);
  assert.deepEqual(runOf(run, known), run);
});

test("a clock that stands does not pass, and one that was set back takes nothing away", () => {
  const watch = stopped(started(1000), 3000);
  assert.equal(elapsed(watch, 9000), 2000);
  assert.equal(elapsed(started(9000, watch), 8000), 2000);
});

test("a kept interview is read again, anything else is none", () => {
  const run = begin(30, 7, ["a", "b"], 1000);
  assert.deepEqual(runOf(JSON.parse(JSON.stringify(run)), known), run);
  for (const wrong of [
    { questions: ["a", "gone"] }, { questions: [] }, { questions: "ab" }, { at: 3 }, { at: -1 }, { clocks: [] }, { clocks: [null, null] },
    { clocks: [{ passed: "1", since: null }, { passed: 0, since: null }] }, { notes: [1, 2] }, { notes: ["x".repeat(20_001), ""] },
    { hits: [["a"], []] }, { probes: [NaN, 0] }, { minutes: "30" }, { graded: 1 }, { questions: Array(201).fill("a") }, { questions: ["a", "b".repeat(201)] },
  ]) {
    assert.equal(runOf({ ...run, ...wrong }, known), null, JSON.stringify(wrong).slice(0, 60));
  }
  const odd = runOf({ ...run, reached: 99, grades: [7, "3"], id: "<b>", html: 1 }, known);
  assert.match(odd?.id ?? "", /^[0-9a-f]{24}$/);
  assert.deepEqual(odd, { ...run, reached: 2, id: odd?.id });
  for (const wrong of [null, 3, "x", [], {}]) assert.equal(runOf(wrong, known), null);
});

test("time while the page was closed does not count", () => {
  const run = begin(30, 7, ["a", "b"], 1000);
  const night = 8 * 60 * 60 * 1000;
  const [first, second] = resumed(run, 61_000, night).clocks;
  assert.equal(elapsed(first!, night + 5000), 65_000);
  assert.equal(elapsed(second!, night + 5000), 0);
  for (const wrong of [0, night * 2]) assert(elapsed(resumed(run, wrong, night).clocks[0]!, night) >= 0);
  assert.equal(elapsed(resumed(run, 61_000, 500).clocks[0]!, 600), 100, "a clock that was set back");
});
