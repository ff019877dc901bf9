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
    { hits: [["a"], []] }, { probes: [NaN, 0] }, { minutes: "30" }, { graded: 1 },
  ]) {
    assert.equal(runOf({ ...run, ...wrong }, known), null, JSON.stringify(wrong).slice(0, 60));
  }
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
