/** All that practice knows: the document, the log, the schedule, the settings, and where they are kept. */

import type { Book } from "./book";
import type { Data, FactCard, Plan, Question } from "./data";
import { begin, over, type Run, runOf } from "./interview";
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
/** Where the interview that was begun last is kept; those before it have a key each, which begins so. */
const RUN = "interview";
const EARLIER = "interviews/";
/** Reviews of another tab come one by one, also thousands that it imports; a view is drawn anew after so many milliseconds. */
const BURST = 50;
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
  /** The interview that runs, or ended last; null once it was put with the earlier ones. */
  run: Run | null = null;
  readonly earlier = new Map<string, Run>();
  /** Called when another tab changed something. */
  changed = (): void => {};
  /** Called when the view is left for the document, and when one comes back to it. */
  away = (_away: boolean): void => {};
  /** Called when an interview begins or ends. */
  guard = (_running: boolean): void => {};
  #exported = 0;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** How many interviews of each length were begun. */
  readonly #begun = new Map<number, number>();

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
    this.#exported = timeOf(this.store.get("exported"));
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
    for (const text of this.store.under(EARLIER).values()) {
      const run = this.#runOf(text);
      if (run) this.earlier.set(run.id, run);
    }
    // A storage that takes nothing more knows less than this tab.
    if (this.store.kept || !this.run) this.run = this.#runOf(this.store.get(RUN));
    this.guard(this.running);
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

  /** Join what a file says; how much of it was new. */
  join(entries: readonly Entry[], interviews: readonly Run[] = []): { reviews: number; interviews: number } {
    const fresh = entries.filter((entry) => this.#write(entry));
    const runs = interviews.filter(({ id }) => id !== this.run?.id && !this.earlier.has(id));
    for (const run of runs) {
      this.earlier.set(run.id, run);
      this.keep(run);
    }
    this.schedule = new Schedule(this.log);
    this.undo = () => this.#forget(fresh, runs);
    return { reviews: fresh.length, interviews: runs.length };
  }

  /** Forget all progress, and all interviews with their notes. */
  clear(): void {
    const [all, runs, run] = [this.log.entries(), [...this.earlier.values()], this.run];
    const begun = Object.keys(this.data.plans).map(Number).map((minutes) => [minutes, this.#taken(minutes)] as const);
    this.#forget(all, runs);
    this.run = null;
    this.store.remove(RUN);
    for (const [minutes] of begun) this.#count(minutes, 0);
    this.undo = () => {
      for (const entry of all) this.#write(entry);
      for (const one of runs) this.earlier.set(one.id, one);
      if (this.run && run) this.earlier.set(run.id, run);
      else this.run ??= run;
      for (const one of [...runs, ...(run ? [run] : [])]) this.keep(one);
      for (const [minutes, count] of begun) this.#count(minutes, count);
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
    return this.run !== null && !over(this.run);
  }

  /** Begin an interview of that length, if there is one. */
  begin(minutes: number): void {
    const plan = this.plan(minutes);
    if (!plan) return;
    this.takePlan(minutes);
    this.run = begin(minutes, plan.seed, plan.questions, Date.now());
    this.keep(this.run);
  }

  /** Keep what became of an interview. */
  keep(run: Run): void {
    this.store.set(run === this.run ? RUN : EARLIER + run.id, JSON.stringify(run));
    this.guard(this.running);
  }

  /** Make room for another interview: the one that has ended goes to the earlier ones. */
  putAside(): void {
    const { run } = this;
    if (!run) return;
    this.run = null;
    this.earlier.set(run.id, run);
    this.keep(run);
    this.store.remove(RUN);
  }

  /** The interviews that have ended, oldest first. */
  get ended(): Run[] {
    const all = [...this.earlier.values(), ...(this.run && !this.running ? [this.run] : [])];
    return all.sort((one, other) => one.begun - other.begun || (one.id < other.id ? -1 : 1));
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
    this.#count(minutes, this.#taken(minutes) + 1);
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

  /** Whether there is something that no exported file has. */
  get unsaved(): boolean {
    return this.unexported > 0 || this.ended.some(({ begun }) => begun > this.#exported);
  }

  get remind(): boolean {
    const open = this.log.entries().filter(({ time }) => time > this.#exported);
    const first = open[0];
    return first !== undefined && (open.length >= GRADES || Date.now() - first.time > WEEK);
  }

  #taken(minutes: number): number {
    const kept = Number(this.store.get(`plan/${minutes}`));
    const count = this.#begun.get(minutes) ?? (Number.isSafeInteger(kept) && kept > 0 ? kept : 0);
    this.#begun.set(minutes, count);
    return count;
  }

  #count(minutes: number, count: number): void {
    this.#begun.set(minutes, count);
    if (count) this.store.set(`plan/${minutes}`, String(count));
    else this.store.remove(`plan/${minutes}`);
  }

  #runOf(text: string | null): Run | null {
    return runOf(parsed(text), (id) => this.questions.has(id));
  }

  #write(entry: Entry): boolean {
    const fresh = this.log.add(entry);
    if (fresh) this.store.set(`log/${entry.id}`, JSON.stringify(entry));
    return fresh;
  }

  #forget(entries: readonly Entry[], runs: readonly Run[]): void {
    for (const { id } of entries) {
      this.log.remove(id);
      this.store.remove(`log/${id}`);
    }
    for (const { id } of runs) {
      this.earlier.delete(id);
      this.store.remove(EARLIER + id);
    }
    this.schedule = new Schedule(this.log);
    this.undo = null;
  }

  /** Another tab wrote. */
  #elsewhere(key: string, value: string | null): void {
    if (key === "settings") {
      this.settings = settingsOf(parsed(value));
    } else if (key === "exported") {
      this.#exported = timeOf(value);
    } else if (key.startsWith("plan/")) {
      this.#begun.delete(Number(key.slice("plan/".length)));
    } else if (key === RUN) {
      this.run = this.#runOf(value);
      this.guard(this.running);
    } else if (key.startsWith(EARLIER)) {
      const run = this.#runOf(value);
      if (run) this.earlier.set(run.id, run);
      else this.earlier.delete(key.slice(EARLIER.length));
    } else if (key.startsWith("log/")) {
      const id = key.slice("log/".length);
      const entry = value === null ? this.log.remove(id) : entryOf(parsed(value), Date.now());
      if (!entry || (value !== null && !this.log.add(entry))) return;
      const card = this.log.cardOf(entry);
      if (card !== null) this.schedule.replay(card);
      this.#waiting ??= setTimeout(() => {
        this.#waiting = undefined;
        this.changed();
      }, BURST);
      return;
    } else {
      return;
    }
    this.changed();
  }
}

/** A time that was kept, or 0. */
function timeOf(text: string | null): number {
  const time = parsed(text);
  return typeof time === "number" && time <= Date.now() ? time : 0;
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
