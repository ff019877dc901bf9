/** All that practice knows: the document, the log, the schedule, the settings, and where they are kept. */

import type { Book } from "./book";
import type { Data, FactCard, Plan, Question } from "./data";
import { type Entry, entryOf, Log, newId, type Rating, type Review } from "./log";
import { type Item, type Limits, Schedule } from "./schedule";
import { parsed, Store } from "./store";

export interface Settings {
  clock: boolean;
  nudges: boolean;
  /** How many new ones a day. */
  fresh: Limits;
}

const DEFAULTS: Settings = { clock: true, nudges: true, fresh: { question: 3, fact: 10 } };
const MOST_FRESH = 999;
/** Remind of the export after so many grades, or so long, since the last one. */
const GRADES = 20;
const WEEK = 7 * 24 * 60 * 60 * 1000;

export class Practice {
  readonly log = new Log();
  readonly store: Store;
  readonly questions: ReadonlyMap<string, Question>;
  readonly cards: ReadonlyMap<string, FactCard>;
  /** Questions by priority and number, then facts, by id. */
  readonly items: ReadonlyMap<string, Item>;
  schedule = new Schedule(this.log);
  settings: Settings = DEFAULTS;
  /** Takes back what was done last, if that is possible. */
  undo: (() => void) | null = null;
  /** Called when another tab changed something. */
  changed = (): void => {};
  /** Called when an interview begins or ends. */
  guard = (_running: boolean): void => {};
  #running = false;
  #exported = 0;

  constructor(
    readonly data: Data,
    readonly book: Book,
    area: () => Storage,
    failed: () => void,
  ) {
    this.store = new Store(data.bank.slug, area, failed);
    this.questions = new Map(data.questions.filter(({ id }) => book.has(id)).map((one) => [one.id, one]));
    this.cards = new Map(data.cards.map((one) => [one.id, one]));
    const core = ({ priority }: Question): number => (priority === "core" ? 0 : 1);
    const ordered = [...this.questions.values()].sort((one, other) => core(one) - core(other) || one.number - other.number);
    const place = new Map(ordered.map(({ id }, index) => [id, index]));
    const facts = [...this.cards.values()].filter(({ question }) => place.has(question));
    facts.sort((one, other) => (place.get(one.question) ?? 0) - (place.get(other.question) ?? 0));
    const items = [
      ...ordered.map(({ id }): Item => ({ id, kind: "question", question: id })),
      ...facts.map(({ id, question }): Item => ({ id, kind: "fact", question })),
    ];
    this.items = new Map(items.map((item) => [item.id, item]));
  }

  /** Read what was kept. Whatever is missing or malformed is as if it had never been there. */
  restore(): void {
    this.store.set("probe", "1");
    this.store.remove("probe");
    this.catchUp();
    this.settings = settingsOf(parsed(this.store.get("settings")));
    const exported = parsed(this.store.get("exported"));
    this.#exported = typeof exported === "number" && exported <= Date.now() ? exported : 0;
    this.store.watch((key, value) => this.#elsewhere(key, value));
  }

  /** Read what other tabs wrote while nobody told this one, as while the browser kept it for its way back. */
  catchUp(): void {
    const now = Date.now();
    for (const text of this.store.under("log/").values()) {
      const entry = entryOf(parsed(text), now);
      if (entry) this.log.add(entry);
    }
    this.schedule = new Schedule(this.log);
    this.changed();
  }

  grade(item: Item, rating: Rating): Review {
    const before = this.schedule.snapshot(item.id);
    const last = this.log.history(item.id).at(-1)?.time ?? 0;
    const time = Math.max(Date.now(), last + 1); // A clock that was set back does not reorder the log.
    const review: Review = {
      id: newId(), kind: item.kind, card: item.id, time, rating, bankVersion: this.data.bank.version,
    };
    this.#write(review);
    this.schedule.replay(item.id);
    this.undo = () => {
      this.#write({ id: newId(), kind: "undo", of: review.id, time: Math.max(Date.now(), time) });
      this.schedule.restore(item.id, before);
      this.undo = null;
    };
    return review;
  }

  /** Join entries of a file; how many were new. */
  join(entries: readonly Entry[]): number {
    const fresh = entries.filter((entry) => this.#write(entry));
    this.schedule = new Schedule(this.log);
    this.undo = () => this.#forget(fresh);
    return fresh.length;
  }

  /** Forget all progress. */
  clear(): void {
    const all = this.log.entries();
    this.#forget(all);
    this.undo = () => {
      for (const entry of all) this.#write(entry);
      this.schedule = new Schedule(this.log);
      this.undo = null;
    };
  }

  set(settings: Partial<Settings>): void {
    this.settings = settingsOf({ ...this.settings, ...settings });
    this.store.set("settings", JSON.stringify(this.settings));
  }

  /** Whether an interview runs, so that answers must stay out of reach. */
  get running(): boolean {
    return this.#running;
  }

  set running(running: boolean) {
    this.#running = running;
    this.guard(running);
  }

  /** The lengths of interviews, in minutes. */
  get lengths(): number[] {
    return Object.keys(this.data.plans).map(Number).filter((minutes) => this.plan(minutes));
  }

  /** The plan of the next interview of that length. */
  plan(minutes: number): Plan | undefined {
    const forms = this.data.plans[minutes]?.forms ?? [];
    return forms[this.#taken(minutes) % forms.length];
  }

  /** The next interview of that length shall have other questions. */
  takePlan(minutes: number): void {
    this.store.set(`plan/${minutes}`, String(this.#taken(minutes) + 1));
  }

  get exported(): number {
    return this.#exported;
  }

  markExported(): void {
    this.#exported = Date.now();
    this.store.set("exported", String(this.#exported));
  }

  /** How many entries no exported file has yet. */
  get unexported(): number {
    return this.log.entries().filter(({ time }) => time > this.#exported).length;
  }

  get remind(): boolean {
    const open = this.log.entries().filter(({ time }) => time > this.#exported);
    const first = open[0];
    return first !== undefined && (open.length >= GRADES || Date.now() - first.time > WEEK);
  }

  #taken(minutes: number): number {
    const count = Number(this.store.get(`plan/${minutes}`));
    return Number.isSafeInteger(count) && count > 0 ? count : 0;
  }

  #write(entry: Entry): boolean {
    const fresh = this.log.add(entry);
    if (fresh) this.store.set(`log/${entry.id}`, JSON.stringify(entry));
    return fresh;
  }

  #forget(entries: readonly Entry[]): void {
    for (const { id } of entries) {
      this.log.remove(id);
      this.store.remove(`log/${id}`);
    }
    this.schedule = new Schedule(this.log);
    this.undo = null;
  }

  /** Another tab wrote. */
  #elsewhere(key: string, value: string | null): void {
    if (key === "settings") {
      this.settings = settingsOf(parsed(value));
    } else if (key.startsWith("log/")) {
      const id = key.slice("log/".length);
      const entry = value === null ? this.log.remove(id) : entryOf(parsed(value), Date.now());
      if (!entry || (value !== null && !this.log.add(entry))) return;
      const card = this.log.cardOf(entry);
      if (card !== null) this.schedule.replay(card);
    } else {
      return;
    }
    this.changed();
  }
}

function settingsOf(value: unknown): Settings {
  const { clock, nudges, fresh } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const { question, fact } = (typeof fresh === "object" && fresh !== null ? fresh : {}) as Record<string, unknown>;
  const count = (own: unknown, usual: number): number =>
    typeof own === "number" && Number.isInteger(own) && own >= 0 && own <= MOST_FRESH ? own : usual;
  return {
    clock: typeof clock === "boolean" ? clock : DEFAULTS.clock,
    nudges: typeof nudges === "boolean" ? nudges : DEFAULTS.nudges,
    fresh: { question: count(question, DEFAULTS.fresh.question), fact: count(fact, DEFAULTS.fresh.fact) },
  };
}
