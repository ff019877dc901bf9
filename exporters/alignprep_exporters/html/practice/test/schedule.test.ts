import assert from "node:assert/strict";
import { test } from "node:test";
import { Log, type Rating } from "../src/log";
import { type Item, queue, rated, Schedule, suggested } from "../src/schedule";

const NOON = new Date(2026, 5, 15, 12).getTime();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ITEMS: Item[] = ["a", "b", "c"].flatMap((id): Item[] => [{ id, kind: "question", question: id }, { id: `${id}/f`, kind: "fact", question: id }]);

function after(reviews: [string, number, Rating][]): Schedule {
  const log = new Log();
  reviews.forEach(([card, time, rating], index) => {
    log.add({ id: `r${index}`, kind: card.includes("/") ? "fact" : "question", card, time, rating, bankVersion: "1" });
  });
  return new Schedule(log);
}

const next = (reviews: [string, number, Rating][], limits: { question: number; fact: number }, now = NOON, last = "") =>
  queue(new Map(ITEMS.map((item) => [item.id, item])), () => true, after(reviews), limits, now, last);

test("new ones are limited by day and kind", () => {
  assert.deepEqual(next([], { question: 1, fact: 2 }), { next: ITEMS[0], due: 0, fresh: 3, later: null });
  assert.equal(next([["a", NOON - MINUTE, 3]], { question: 1, fact: 0 }).next, null);
  assert.equal(next([["a", NOON - DAY, 3]], { question: 1, fact: 0 }).next?.id, "b");
});

test("the most overdue comes first, before anything new", () => {
  const found = next([["b", NOON - 40 * DAY, 1], ["a", NOON - 50 * DAY, 1]], { question: 9, fact: 9 });
  assert.deepEqual([found.next?.id, found.due], ["a", 2]);
});

test("a fact that is due soon comes when nothing else does, and not twice in a row if there is another", () => {
  const none = { question: 0, fact: 0 };
  assert.equal(next([["a/f", NOON, 1]], none).next?.id, "a/f");
  assert.equal(next([["a/f", NOON, 1], ["a/f", NOON + 1, 3]], none).next, null);
  assert.equal(next([["a/f", NOON - DAY, 1], ["b/f", NOON - DAY + 1, 1]], none, NOON, "a/f").next?.id, "b/f");
  const rest = next([["a", NOON, 3]], none);
  assert(rest.next === null && rest.later !== null && rest.later > NOON);
});

test("a question never comes again on the same day, a fact that was missed does", () => {
  for (const rating of [1, 2, 3, 4] as const) {
    assert(rated("question", undefined, rating, NOON).due.getTime() >= NOON + DAY);
  }
  assert.equal(rated("fact", undefined, 1, NOON).due.getTime(), NOON + 10 * MINUTE);
});

test("the suggested grade: all but one Good, half Hard, fewer Again", () => {
  const grades = (points: number) => Array.from({ length: points + 1 }, (_, hit) => suggested(hit, points));
  assert.deepEqual(grades(6), [1, 1, 1, 2, 2, 3, 3]);
  assert.deepEqual(grades(5), [1, 1, 1, 2, 3, 3]);
  assert.deepEqual(grades(2), [1, 3, 3]);
  assert.deepEqual(grades(1), [1, 3]);
  assert.deepEqual(grades(0), [null]);
});
