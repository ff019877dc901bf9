import assert from "node:assert/strict";
import { test } from "node:test";
import { readFile, writeFile } from "../src/progress_file";
import { begin, finish } from "../src/interview";
import { BANK, MemoryStorage, opened, random, someEntries } from "./support";

const NOW = 1_800_000_000_000;
const ENTRIES = someEntries(random(3));
const TEXT = writeFile(BANK, ENTRIES);

const why = (text: string): string => {
  const found = readFile(text, BANK, NOW);
  return "why" in found ? found.why : "";
};

test("a file says what was written", () => {
  assert.deepEqual(readFile(TEXT, BANK, NOW), { entries: ENTRIES, interviews: [], faulty: 0, version: "2026.2.0" });
  assert.deepEqual(readFile(writeFile(BANK, []), BANK, NOW), { entries: [], interviews: [], faulty: 0, version: "2026.2.0" });
});

test("interviews that have ended go with the file, and a page that knows none of them reads the rest", () => {
  const [ended, running] = [begin(30, 7, ["a", "gone"], 1000), begin(30, 7, ["a"], 1000)];
  finish(ended, 2000);
  ended.notes[0] = "<b>said</b>";
  const text = writeFile(BANK, ENTRIES, [ended]);
  assert.deepEqual(readFile(text, BANK, NOW), { entries: ENTRIES, interviews: [ended], faulty: 0, version: "2026.2.0" });
  assert.deepEqual({ ...JSON.parse(text), interviews: undefined }, { ...JSON.parse(TEXT), interviews: undefined });
  const file = { ...JSON.parse(text), interviews: [ended, running, null, { id: "x" }] };
  assert.deepEqual(readFile(JSON.stringify(file), BANK, NOW), { entries: ENTRIES, interviews: [ended], faulty: 3, version: "2026.2.0" });
  assert.deepEqual(readFile(JSON.stringify({ ...file, interviews: "all" }), BANK, NOW), { entries: ENTRIES, interviews: [], faulty: 0, version: "2026.2.0" });
  assert.equal(why(JSON.stringify({ ...file, interviews: Array(10_001).fill(0) })), "large");
});

test("each refusal has its reason", () => {
  const file = JSON.parse(TEXT);
  assert.equal(why("{"), "not-json");
  assert.equal(why(""), "not-json");
  assert.equal(why("[".repeat(100_000)), "not-json");
  for (const other of [null, 3, [], {}, { ...file, program: "anki" }, { ...file, content: "bank" }, { ...file, log: {} }, { ...file, format: "1" }, { ...file, format: 0 }, { ...file, bank: null }]) {
    assert.equal(why(JSON.stringify(other)), "not-progress", JSON.stringify(other).slice(0, 80));
  }
  assert.equal(why(JSON.stringify({ ...file, format: 2 })), "newer");
  assert.equal(why(JSON.stringify({ ...file, log: Array(200_001).fill(0) })), "large");
  assert.equal(why(" ".repeat(33 * 1024 * 1024)), "large");
  const foreign = readFile(JSON.stringify({ ...file, bank: { slug: "other", version: "1", title: "x".repeat(9999) } }), BANK, NOW);
  assert(("why" in foreign) && foreign.why === "other-bank" && foreign.title.length === 200);
});

test("entries that cannot be understood are counted, and the others stay", () => {
  const file = JSON.parse(TEXT);
  file.log.splice(3, 0, null, { id: "<script>" }, [["a"]]);
  assert.deepEqual(readFile(JSON.stringify(file), BANK, NOW), { entries: ENTRIES, interviews: [], faulty: 3, version: "2026.2.0" });
});

test("a file that was damaged anywhere never throws, and never takes away what was there", () => {
  const draw = random(11);
  const letters = '{}[]",:0e-9\\u\u0000é<';
  const area = new MemoryStorage();
  const practice = opened(() => area as unknown as Storage);
  practice.join(ENTRIES);
  const before = practice.log.entries();
  for (let round = 0; round < 3000; round++) {
    let text = TEXT;
    for (let edit = 0; edit <= draw() * 4; edit++) {
      const from = Math.floor(draw() * text.length);
      const to = draw() < 0.5 ? from + Math.floor(draw() * 30) : from;
      text = text.slice(0, from) + (draw() < 0.7 ? letters[Math.floor(draw() * letters.length)] : "") + text.slice(to);
    }
    const found = readFile(text, BANK, NOW);
    if ("why" in found) continue;
    practice.join(found.entries);
    const ids = new Set(practice.log.entries().map(({ id }) => id));
    for (const entry of before) assert(ids.has(entry.id));
  }
  for (const entry of before) assert(practice.log.entries().some((one) => one.id === entry.id && one.time === entry.time));
});
