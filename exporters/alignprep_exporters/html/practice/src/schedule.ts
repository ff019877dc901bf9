/** When a card is due, by FSRS (https://github.com/open-spaced-repetition/ts-fsrs), and which one comes next. */

import { type Card, createEmptyCard, type FSRS, fsrs, State } from "ts-fsrs";
import type { Log, Rating, Review } from "./log";

/** An answer takes minutes, so a question comes back after a day at least; a fact that was missed after ten minutes. */
const SCHEDULERS: Readonly<Record<Review["kind"], FSRS>> = {
  question: fsrs({ enable_fuzz: false, learning_steps: [], relearning_steps: [] }),
  fact: fsrs({ enable_fuzz: false, learning_steps: ["10m"], relearning_steps: ["10m"] }),
};
/** With nothing else to do, a fact that is due so soon need not be waited for. */
const SOON = 20 * 60 * 1000;

export const RATINGS = [1, 2, 3, 4] as const satisfies readonly Rating[];

/** What is practiced: a question, or a fact of one. */
export interface Item {
  id: string;
  kind: Review["kind"];
  question: string;
}

/** The state of a card after a rating. */
export function rated(kind: Review["kind"], card: Card | undefined, rating: Rating, time: number): Card {
  const when = new Date(time);
  return SCHEDULERS[kind].next(card ?? createEmptyCard(when), when, rating).card;
}

/** A card that was practiced, and when that was for the first time. */
export interface Practiced {
  card: Card;
  first: number;
}

export class Schedule {
  readonly #log: Log;
  readonly #practiced = new Map<string, Practiced>();

  constructor(log: Log) {
    this.#log = log;
    for (const card of log.cards()) this.replay(card);
  }

  get(id: string): Card | undefined {
    return this.#practiced.get(id)?.card;
  }

  practiced(): Iterable<[string, Practiced]> {
    return this.#practiced;
  }

  /** What `restore` puts back. */
  snapshot(id: string): Practiced | undefined {
    return this.#practiced.get(id);
  }

  restore(id: string, snapshot: Practiced | undefined): void {
    if (snapshot) this.#practiced.set(id, snapshot);
    else this.#practiced.delete(id);
  }

  /** Compute a card anew from the log. */
  replay(id: string): void {
    const history = this.#log.history(id);
    let card: Card | undefined;
    for (const { kind, rating, time } of history) card = rated(kind, card, rating, time);
    this.restore(id, card && { card, first: history[0]?.time ?? 0 });
  }

  /** When a card would be due after each rating. */
  preview(item: Item, now: number): Map<Rating, number> {
    const card = this.get(item.id);
    return new Map(RATINGS.map((rating) => [rating, rated(item.kind, card, rating, now).due.getTime()]));
  }

  isDue(id: string, now: number): boolean {
    const card = this.get(id);
    return card !== undefined && card.due.getTime() <= now;
  }

  /** The probability that it would be recalled now, from 0 to 1; null for one that was never practiced. */
  recall(item: Item, now: number): number | null {
    const card = this.get(item.id);
    if (!card) return null;
    return SCHEDULERS[item.kind].get_retrievability(card, new Date(now), false);
  }
}

export interface Limits {
  question: number;
  fact: number;
}

export interface Queue {
  next: Item | null;
  /** Due now. */
  due: number;
  /** New ones that today still has room for. */
  fresh: number;
  /** When the next one is due, if none is now. */
  later: number | null;
}

/**
 * What comes next: what is due, the most overdue first; then new ones in the order of the items, so many a day of each
 * kind; then facts that are due soon. `last` comes again only if nothing else does. Items that are not `wanted` are
 * left out.
 */
export function queue(
  items: ReadonlyMap<string, Item>, wanted: (item: Item) => boolean, schedule: Schedule, limits: Limits, now: number, last = "",
): Queue {
  const today = new Date(now).setHours(0, 0, 0, 0);
  const left = { ...limits };
  const due: [number, Item][] = [];
  let soon: [number, Item, State] | null = null;
  for (const [id, { card, first }] of schedule.practiced()) {
    const item = items.get(id);
    if (!item || !wanted(item)) continue;
    const time = card.due.getTime();
    if (time <= now) due.push([time, item]);
    else if (!soon || time < soon[0]) soon = [time, item, card.state];
    if (first >= today) left[item.kind]--;
  }
  const fresh: Item[] = [];
  for (const item of items.values()) {
    if (left.question <= 0 && left.fact <= 0) break;
    if (left[item.kind] > 0 && !schedule.get(item.id) && wanted(item)) {
      fresh.push(item);
      left[item.kind]--;
    }
  }
  due.sort(([one], [other]) => one - other);
  const waiting = soon && soon[0] <= now + SOON && soon[2] !== State.Review ? [soon[1]] : [];
  const order = [...due.map(([, item]) => item), ...fresh, ...waiting];
  const next = order.find(({ id }) => id !== last) ?? order[0] ?? null;
  return { next, due: due.length, fresh: fresh.length, later: next || !soon ? null : soon[0] };
}

/** The grade that goes with so many points hit: all but one or more Good, half Hard, fewer Again; null without points. */
export function suggested(hit: number, points: number): Rating | null {
  if (points === 0) return null;
  if (hit >= points - 1 && hit > 0) return 3;
  return hit * 2 >= points ? 2 : 1;
}
