import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "../src/schedule";
import { Schedule } from "../src/schedule";
import { DATA, MemoryStorage, opened } from "./support";

const QUESTION: Item = { id: "b", kind: "question", question: "b" };

const memory = (): [MemoryStorage, () => Storage] => {
  const area = new MemoryStorage();
  return [area, () => area as unknown as Storage];
};

test("a grade is there when the page is opened again", () => {
  const [area, get] = memory();
  const practice = opened(get);
  practice.grade(QUESTION, 3);
  assert.deepEqual(opened(get).schedule.get("b"), practice.schedule.get("b"));
  assert.equal(opened(get).log.size, 1);
  assert([...area.values.keys()].every((key) => key.startsWith("alignprep/acme/")));
});

test("two tabs that never hear of each other lose no grade", () => {
  const [, get] = memory();
  const [one, other] = [opened(get), opened(get)];
  one.grade(QUESTION, 3);
  other.grade({ id: "b/one", kind: "fact", question: "b" }, 1);
  one.grade(QUESTION, 4);
  assert.equal(opened(get).log.size, 3);
});

test("undo restores the snapshot, and the log says the same", () => {
  const [, get] = memory();
  const practice = opened(get);
  practice.grade(QUESTION, 3);
  const before = practice.schedule.get("b");
  practice.grade(QUESTION, 1);
  practice.undo?.();
  assert.deepEqual(practice.schedule.get("b"), before);
  assert.deepEqual(new Schedule(practice.log).get("b"), before);
  assert.deepEqual(opened(get).schedule.get("b"), before);
  assert.equal(practice.log.size, 3);
});

test("what is deleted can be undone, and so can what was added", () => {
  const [area, get] = memory();
  const practice = opened(get);
  practice.grade(QUESTION, 3);
  const entries = practice.log.entries();
  practice.clear();
  assert.equal(opened(get).log.size, 0);
  practice.undo?.();
  assert.deepEqual(opened(get).log.entries(), entries);
  practice.join([{ id: "x", kind: "fact", card: "b/one", time: 5, rating: 2, bankVersion: "0" }]);
  practice.undo?.();
  assert.deepEqual(opened(get).log.entries(), entries);
  assert.equal([...area.values.keys()].filter((key) => key.includes("/log/")).length, 1);
});

test("no storage, a full one and one that throws on any access: all goes on, and the page is told once", () => {
  const full = new MemoryStorage();
  full.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
  for (const get of [
    () => { throw new DOMException("no", "SecurityError"); },
    () => undefined as unknown as Storage,
    () => null as unknown as Storage,
    () => full as unknown as Storage,
  ]) {
    let told = 0;
    const practice = opened(get, () => told++);
    practice.grade(QUESTION, 3);
    practice.set({ clock: false });
    practice.undo?.();
    practice.clear();
    assert.equal(told, 1);
    assert.equal(practice.store.kept, false);
  }
});

test("a full storage keeps what it had, and still gives it", () => {
  const [area, get] = memory();
  opened(get).grade(QUESTION, 3);
  area.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
  const practice = opened(get);
  practice.grade(QUESTION, 4);
  assert.equal(practice.log.size, 2);
  assert.equal(practice.unexported, 2);
  assert.equal(opened(get).log.size, 1);
});

test("rubbish in the storage is as if it were not there", () => {
  const [area, get] = memory();
  for (const [key, value] of [["log/a", "{"], ["log/b", "null"], ["log/c", "[1]"], ["settings", "7"], ["exported", "{}"], ["interview", "[]"], ["plan/30", "x"]]) {
    area.setItem(`alignprep/acme/${key}`, value ?? "");
  }
  area.setItem("alignprep/other/log/x", JSON.stringify({ id: "x", kind: "fact", card: "b/one", time: 5, rating: 2, bankVersion: "0" }));
  const practice = opened(get);
  assert.equal(practice.log.size, 0);
  assert.equal(practice.settings.clock, true);
  assert.equal(practice.exported, 0);
  assert.equal(practice.plan(30)?.seed, 1);
});

test("core questions come first, then the others, then facts", () => {
  const [, get] = memory();
  assert.deepEqual([...opened(get).items.keys()], ["b", "c", "a", "b/one"]);
});

test("reviews of what is no longer asked stay in the log", () => {
  const [, get] = memory();
  opened(get).join([{ id: "x", kind: "question", card: "gone", time: 5, rating: 2, bankVersion: "0" }]);
  const practice = opened(get, () => {}, { ...DATA, bank: { ...DATA.bank, version: "2027.1.0" } });
  assert.equal(practice.log.entries().length, 1);
  assert(!practice.items.has("gone"));
});

test("the next interview of a length is another one", () => {
  const [, get] = memory();
  const practice = opened(get);
  assert.deepEqual(practice.lengths, [30]);
  assert.equal(practice.plan(30)?.seed, 1);
  practice.takePlan(30);
  assert.equal(opened(get).plan(30)?.seed, 2);
  practice.takePlan(30);
  assert.equal(practice.plan(30)?.seed, 1);
});

test("the export is reminded of after twenty grades, or a week after the first", () => {
  const [, get] = memory();
  const practice = opened(get);
  assert.equal(practice.remind, false);
  for (let count = 0; count < 20; count++) practice.grade(QUESTION, 3);
  assert.equal(practice.remind, true);
  const patient = opened(memory()[1]);
  patient.join([{ id: "x", kind: "question", card: "a", time: Date.now() - 8 * 86_400_000, rating: 2, bankVersion: "0" }]);
  assert.equal(patient.remind, true);
  patient.markExported();
  assert.equal(patient.remind, false);
});
