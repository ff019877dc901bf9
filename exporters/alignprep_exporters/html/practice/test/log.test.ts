import assert from "node:assert/strict";
import { test } from "node:test";
import { entryOf, Log, newId } from "../src/log";
import { Schedule } from "../src/schedule";
import { random, shuffled, someEntries } from "./support";

const logOf = (entries: ReturnType<typeof someEntries>): Log => {
  const log = new Log();
  for (const entry of entries) log.add(entry);
  return log;
};

test("logs joined in any order, as often as one likes, are the same log and schedule", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const draw = random(seed);
    const entries = someEntries(draw);
    const first = logOf(entries);
    const second = logOf([...shuffled(entries, draw), ...shuffled(entries, draw)]);
    assert.deepEqual(second.entries(), first.entries());
    const [one, other] = [new Schedule(first), new Schedule(second)];
    for (const card of ["a", "b", "b/one"]) assert.deepEqual(one.get(card), other.get(card));
  }
});

test("what is taken back, or removed, is as if it had never been", () => {
  const entries = someEntries(random(7), 12).filter(({ kind }) => kind !== "undo");
  const [last] = entries.splice(-1);
  assert(last);
  const log = logOf([...entries, last, { id: "x", kind: "undo", of: last.id, time: last.time }]);
  const card = last.kind === "undo" ? "" : last.card;
  assert.deepEqual(new Schedule(log).get(card), new Schedule(logOf(entries)).get(card));
  assert.deepEqual(log.history(card), logOf(entries).history(card));
  log.remove("x");
  assert.deepEqual(log.history(card), logOf([...entries, last]).history(card));
  log.remove(last.id);
  assert.deepEqual(log.entries(), logOf(entries).entries());
});

test("an undo that arrives before what it takes back counts", () => {
  const log = logOf([
    { id: "u", kind: "undo", of: "r", time: 2 },
    { id: "r", kind: "fact", card: "a/b", time: 1, rating: 3, bankVersion: "1" },
  ]);
  assert.deepEqual(log.history("a/b"), []);
});

test("ids are long and differ", () => {
  const ids = new Set(Array.from({ length: 1000 }, newId));
  assert.equal(ids.size, 1000);
  for (const id of ids) assert.match(id, /^[0-9a-f]{24}$/);
});

test("an entry keeps only what belongs to it", () => {
  const entry = { id: "r", kind: "fact", card: "a/b", time: 1, rating: 3, bankVersion: "1" };
  assert.deepEqual(entryOf({ ...entry, html: "<b>", constructor: 1 }, 5), entry);
  for (const wrong of [
    { id: "" }, { id: "é" }, { id: 4 }, { kind: "other" }, { card: "" }, { card: "x".repeat(201) }, { card: null }, { time: -1 },
    { time: 1.5 }, { time: 1e300 }, { time: 1e12 }, { time: "1" }, { rating: 0 }, { rating: 5 }, { rating: "3" }, { bankVersion: 3 },
  ]) {
    assert.equal(entryOf({ ...entry, ...wrong }, 5), null, JSON.stringify(wrong));
  }
  for (const wrong of [null, undefined, 3, "text", [], {}]) assert.equal(entryOf(wrong, 5), null);
});

test("a hundred thousand reviews of one card, newest first, are read at once", () => {
  const log = new Log();
  const count = 100_000;
  for (let time = count; time > 0; time--) {
    log.add({ id: `e${time}`, kind: "question", card: "a", time, rating: 3, bankVersion: "1" });
  }
  const history = log.history("a");
  assert.deepEqual([history.length, history[0]?.time, history.at(-1)?.time], [count, 1, count]);
});
