/**
 * The log of reviews: append-only, the record of all progress.
 *
 * A schedule is what follows from the log. Logs of two tabs, browsers or files are joined by the ids of their entries,
 * so joining is the same in any order and as often as one likes.
 */

export type Rating = 1 | 2 | 3 | 4;

export interface Review {
  id: string;
  kind: "question" | "fact";
  /** The id of a question, or of a fact's card, which has a slash. */
  card: string;
  /** Milliseconds since 1970 (UTC). */
  time: number;
  /** 1 Again, 2 Hard, 3 Good, 4 Easy. */
  rating: Rating;
  bankVersion: string;
}

/** Takes back another entry. */
export interface Undo {
  id: string;
  kind: "undo";
  of: string;
  time: number;
}

export type Entry = Review | Undo;

/** A clock may be wrong by so much; a review after that never happened. */
const TOMORROW = 24 * 60 * 60 * 1000;
/** What an id of an entry or an interview is made of. */
export const ID = /^[A-Za-z0-9-]{1,64}$/;

export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What an unknown value says as an entry, or null; properties that are not of an entry are left behind. */
export function entryOf(value: unknown, now: number): Entry | null {
  if (typeof value !== "object" || value === null) return null;
  const { id, kind, card, time, rating, bankVersion, of } = value as Record<string, unknown>;
  if (typeof id !== "string" || !ID.test(id)) return null;
  if (typeof time !== "number" || !Number.isSafeInteger(time) || time < 0 || time > now + TOMORROW) return null;
  if (kind === "undo") return typeof of === "string" && ID.test(of) ? { id, kind, of, time } : null;
  if (kind !== "question" && kind !== "fact") return null;
  if (typeof card !== "string" || !card || card.length > 200) return null;
  if (rating !== 1 && rating !== 2 && rating !== 3 && rating !== 4) return null;
  if (typeof bankVersion !== "string" || bankVersion.length > 64) return null;
  return { id, kind, card, time, rating, bankVersion };
}

export class Log {
  readonly #entries = new Map<string, Entry>();
  readonly #byCard = new Map<string, Review[]>();
  /** Cards whose reviews did not come in order; they are sorted once, when they are asked for. */
  readonly #unsorted = new Set<string>();
  /** How many undo entries take an entry back. */
  readonly #undone = new Map<string, number>();

  get size(): number {
    return this.#entries.size;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** Whether the entry is new; the first of two with the same id stays. */
  add(entry: Entry): boolean {
    if (this.#entries.has(entry.id)) return false;
    this.#entries.set(entry.id, entry);
    if (entry.kind === "undo") {
      this.#undone.set(entry.of, (this.#undone.get(entry.of) ?? 0) + 1);
    } else {
      const history = this.#byCard.get(entry.card);
      const last = history?.at(-1);
      if (last && inTime(last, entry) > 0) this.#unsorted.add(entry.card);
      if (history) history.push(entry);
      else this.#byCard.set(entry.card, [entry]);
    }
    return true;
  }

  remove(id: string): Entry | null {
    const entry = this.#entries.get(id);
    if (!entry) return null;
    this.#entries.delete(id);
    if (entry.kind === "undo") {
      this.#undone.set(entry.of, (this.#undone.get(entry.of) ?? 1) - 1);
    } else {
      const history = this.#byCard.get(entry.card) ?? [];
      history.splice(history.indexOf(entry), 1);
      if (!history.length) this.#byCard.delete(entry.card);
    }
    return entry;
  }

  /** The card that an entry tells something about, or null while the entry that it takes back is unknown. */
  cardOf(entry: Entry): string | null {
    if (entry.kind !== "undo") return entry.card;
    const target = this.#entries.get(entry.of);
    return target && target.kind !== "undo" ? target.card : null;
  }

  /** The reviews of a card that have not been taken back, oldest first. */
  history(card: string): Review[] {
    const history = this.#byCard.get(card) ?? [];
    if (this.#unsorted.delete(card)) history.sort(inTime);
    return history.filter(({ id }) => !this.#undone.get(id));
  }

  cards(): Iterable<string> {
    return this.#byCard.keys();
  }

  /** All entries, oldest first; the same log is the same list whatever way it came about. */
  entries(): Entry[] {
    return [...this.#entries.values()].sort(inTime);
  }
}

/** By time, then by id. */
function inTime(one: Entry, other: Entry): number {
  return one.time - other.time || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}
