/** A small bank, a storage in memory and random numbers with a seed, for the tests. */

import type { Book } from "../src/book";
import type { Data } from "../src/data";
import type { Entry, Rating } from "../src/log";
import { Practice } from "../src/practice";

export const BANK = { slug: "acme", title: "Acme", version: "2026.2.0", language: "en" };
export const DATA: Data = {
  format: 1, program: "alignprep", bank: BANK, words: {}, topics: {}, sections: [{ id: "basics", title: "Basics" }],
  plans: {
    30: { probing: 3, forms: [{ seed: 1, questions: ["b", "a"], told: "" }, { seed: 2, questions: ["c"], told: "" }] },
    45: { probing: 3, forms: [] },
  },
  questions: ["a", "b", "c"].map((id, index) => ({
    id, number: index + 1, section: "basics", minutes: 3, priority: id === "a" ? "extended" : "core", topics: [], changed: "2026-01-01",
  })),
  cards: [{ id: "b/one", question: "b", point: null }],
};

/** Its keys are given all at once only, as properties; one by one would take far too long in Firefox. */
export class MemoryStorage {
  readonly values = new Map<string, string>();
  constructor() {
    return new Proxy(this, {
      ownKeys: ({ values }) => [...values.keys()],
      getOwnPropertyDescriptor: ({ values }, key) =>
        typeof key === "string" && values.has(key) ? { value: values.get(key), enumerable: true, configurable: true } : undefined,
    });
  }
  getItem(key: string): string | null { return this.values.get(key) ?? null; }
  setItem(key: string, value: string): void { this.values.set(key, value); }
  removeItem(key: string): void { this.values.delete(key); }
  clear(): void { this.values.clear(); }
}

globalThis.addEventListener ??= () => {};

/** The state of a page that was just opened. */
export function opened(area: () => Storage, failed: () => void = () => {}, data: Data = DATA): Practice {
  const book = { has: () => true } as unknown as Book;
  const practice = new Practice(data, book, area, failed);
  practice.restore();
  return practice;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffled<T>(values: readonly T[], draw: () => number): T[] {
  return values.map((value): [number, T] => [draw(), value]).sort(([one], [other]) => one - other).map(([, value]) => value);
}

/** Reviews of three cards, some of them taken back. */
export function someEntries(draw: () => number, count = 40): Entry[] {
  const entries: Entry[] = [];
  for (let index = 0; index < count; index++) {
    const before = entries[Math.floor(draw() * entries.length)];
    const time = 1_790_000_000_000 + Math.floor(draw() * 1000) * 3_600_000;
    if (before && before.kind !== "undo" && draw() < 0.2) {
      entries.push({ id: `u${index}`, kind: "undo", of: before.id, time: before.time + 1 });
    } else {
      const card = ["a", "b", "b/one"][Math.floor(draw() * 3)] ?? "a";
      const rating = (1 + Math.floor(draw() * 4)) as Rating;
      entries.push({ id: `r${index}`, kind: card.includes("/") ? "fact" : "question", card, time, rating, bankVersion: "2026.1.0" });
    }
  }
  return entries;
}
