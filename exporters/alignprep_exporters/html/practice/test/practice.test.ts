import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "../src/schedule";
import { Schedule } from "../src/schedule";
import { finish } from "../src/interview";
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

test("interviews are deleted with the progress, come back with the undo, and stay when another begins", () => {
  const [area, get] = memory();
  const practice = opened(get);
  practice.begin(30);
  assert(practice.run && practice.running);
  practice.run.notes[0] = "a private note";
  finish(practice.run, Date.now());
  practice.keep(practice.run);
  practice.putAside();
  assert.equal(practice.run, null);
  practice.begin(30);
  finish(practice.run!, Date.now());
  practice.keep(practice.run!);
  const ended = practice.ended;
  assert.equal(ended.length, 2);
  assert.deepEqual(opened(get).ended, ended);
  const unsaid = [...area.values];
  practice.clear();
  assert(![...area.values.values()].join().includes("private"));
  assert.deepEqual([opened(get).ended, practice.plan(30)?.seed], [[], 1]);
  practice.undo?.();
  assert.deepEqual([...area.values].sort(), unsaid.sort());
  assert.deepEqual(opened(get).ended, ended);
});

test("interviews of a file are joined once, and can be taken back", () => {
  const from = opened(memory()[1]);
  from.begin(30);
  finish(from.run!, Date.now());
  const [, get] = memory();
  const practice = opened(get);
  assert.deepEqual(practice.join([], from.ended), { reviews: 0, interviews: 1 });
  assert.deepEqual(practice.join([], from.ended), { reviews: 0, interviews: 0 });
  assert.deepEqual(opened(get).ended, from.ended);
  const other = opened(memory()[1]);
  other.join([], from.ended);
  other.undo?.();
  assert.deepEqual(other.ended, []);
});

test("without a storage an interview and what comes next are known as long as the page is open", () => {
  const practice = opened(() => { throw new DOMException("no", "SecurityError"); });
  practice.begin(30);
  practice.keep(practice.run!);
  assert.equal(practice.running, true);
  finish(practice.run!, Date.now());
  practice.catchUp();
  assert.equal(practice.ended.length, 1);
  assert.equal(practice.unsaved, true);
  assert.equal(practice.plan(30)?.seed, 2);
});

test("many reviews that another tab imports are drawn once", async () => {
  const [area, get] = memory();
  let tell: (event: { key: string; newValue: string | null }) => void = () => {};
  globalThis.addEventListener = ((_: string, listener: typeof tell) => { tell = listener; }) as never;
  const practice = opened(get);
  globalThis.addEventListener = (() => {}) as never;
  let changed = 0;
  const drawn = new Promise<void>((done) => { practice.changed = () => { changed++; done(); }; });
  const other = opened(get);
  for (let time = 1; time <= 200; time++) other.join([{ id: `one-${time}`, kind: "fact", card: "b/one", time, rating: 3, bankVersion: "0" }]);
  for (const [key, newValue] of area.values) tell({ key, newValue });
  assert.equal(practice.log.size, 200);
  await drawn;
  assert.equal(changed, 1);
});

test("what another tab does to the interview is known here", () => {
  const [area, get] = memory();
  let tell: (event: { key: string; newValue: string | null }) => void = () => {};
  globalThis.addEventListener = ((_: string, listener: typeof tell) => { tell = listener; }) as never;
  const practice = opened(get);
  let changed = 0;
  const guarded: boolean[] = [];
  practice.changed = () => changed++;
  practice.guard = (running) => guarded.push(running);
  globalThis.addEventListener = (() => {}) as never;
  const other = opened(get);
  const told = (name: string): void => tell({ key: `alignprep/acme/${name}`, newValue: area.getItem(`alignprep/acme/${name}`) });
  other.begin(30);
  told("interview");
  told("plan/30");
  assert.deepEqual(practice.run, other.run);
  assert.deepEqual([guarded, practice.plan(30)?.seed], [[true], 2]);
  other.run!.notes[0] = "said there";
  finish(other.run!, Date.now());
  other.keep(other.run!);
  told("interview");
  assert.deepEqual([practice.run?.notes[0], guarded.at(-1)], ["said there", false]);
  const { id } = other.run!;
  other.putAside();
  told(`interviews/${id}`);
  told("interview");
  assert.deepEqual([practice.run, practice.ended], [null, other.ended]);
  other.clear();
  told(`interviews/${id}`);
  assert.deepEqual(practice.ended, []);
  other.markExported();
  told("exported");
  assert.equal(practice.exported, other.exported);
  assert(changed >= 6);
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
