/** A mock interview as data: what was asked, how long each answer took, what was noted. It survives a reload. */

import { elapsed, started, stopped, type Watch } from "./clock";
import { ID, newId, type Rating } from "./log";

export interface Run {
  id: string;
  /** When it began, in milliseconds since 1970 (UTC); 0 if that was not kept. */
  begun: number;
  minutes: number;
  seed: number;
  questions: string[];
  /** Which question is being asked; their number once all are done. */
  at: number;
  /** How many questions were asked, also when it was ended before the last one. */
  reached: number;
  clocks: Watch[];
  /** How many follow-ups were asked, by question. */
  probes: number[];
  notes: string[];
  /** Which points were hit, from 0, by question; ticked at the end. */
  hits: number[][];
  /** The grades that were chosen, by question, where there are no points to tick; 0 for none. */
  grades: (Rating | 0)[];
  /** Whether the grades stand in the log. */
  graded: boolean;
}

export const LONGEST_NOTE = 20_000;
const MOST_QUESTIONS = 200;
/** The last time that is a date (https://tc39.es/ecma262/#sec-time-values-and-time-range). */
const LAST_DAY = 8.64e15;

export function begin(minutes: number, seed: number, questions: readonly string[], now: number): Run {
  return {
    id: newId(), begun: now, minutes, seed, questions: [...questions], at: 0, reached: 1, graded: false,
    clocks: questions.map((_, index) => (index ? { passed: 0, since: null } : started(now))),
    probes: questions.map(() => 0), notes: questions.map(() => ""),
    hits: questions.map(() => []), grades: questions.map(() => 0),
  };
}

export const over = (run: Run): boolean => run.at >= run.questions.length;

/** Stop the clock of this question and start that of the next one. */
export function advance(run: Run, now: number): void {
  pauseAll(run, now);
  run.at++;
  run.reached = Math.max(run.reached, Math.min(run.at + 1, run.questions.length));
  const next = run.clocks[run.at];
  if (next) run.clocks[run.at] = started(now, next);
}

/** End the interview where it stands; what comes after was not asked. */
export function finish(run: Run, now: number): void {
  pauseAll(run, now);
  run.at = run.questions.length;
}

/**
 * What was kept of an interview, when the page is opened again: its clock stood still from when the page was last seen
 * open. A clock that was set back takes nothing away.
 */
export function resumed(run: Run, seen: number, now: number): Run {
  const clocks = run.clocks.map((watch) =>
    watch.since === null ? watch : started(now, stopped(watch, Math.min(now, Math.max(seen, watch.since)))));
  return { ...run, clocks };
}

export const total = (run: Run, now: number): number => run.clocks.reduce((sum, watch) => sum + elapsed(watch, now), 0);

function pauseAll(run: Run, now: number): void {
  run.clocks = run.clocks.map((watch) => stopped(watch, now));
}

/**
 * What a kept value says as an interview, or null. One that still runs needs questions that are known; older pages kept
 * neither its id, its day nor how many questions were asked.
 */
export function runOf(value: unknown, known: (id: string) => boolean): Run | null {
  if (typeof value !== "object" || value === null) return null;
  const run = value as Run;
  const { minutes, seed, at, graded, questions, clocks, probes, notes, hits } = run;
  if (!isCount(minutes) || !Number.isSafeInteger(seed) || !isCount(at) || typeof graded !== "boolean") return null;
  if (!Array.isArray(questions) || !questions.length || questions.length > MOST_QUESTIONS || at > questions.length) return null;
  if (!questions.every((id) => typeof id === "string" && id.length <= 200)) return null;
  if (at < questions.length && !questions.every(known)) return null;
  const alike = (list: unknown): boolean => Array.isArray(list) && list.length === questions.length;
  if (![clocks, probes, notes, hits].every(alike)) return null;
  if (!clocks.every((one) => isCount(one?.passed) && (one.since === null || isCount(one.since)))) return null;
  if (!probes.every(isCount) || !notes.every((note) => typeof note === "string" && note.length <= LONGEST_NOTE)) return null;
  if (!hits.every((list) => Array.isArray(list) && list.every(isCount))) return null;
  const used = questions.map((_, place) => Boolean(clocks[place]?.passed || probes[place] || notes[place] || hits[place]?.length));
  const reached = isCount(run.reached) ? run.reached : at < questions.length ? 0 : used.lastIndexOf(true) + 1;
  return {
    id: typeof run.id === "string" && ID.test(run.id) ? run.id : newId(),
    begun: isCount(run.begun) && run.begun <= LAST_DAY ? run.begun : 0,
    minutes, seed, questions, at, graded, clocks, probes, notes, hits,
    reached: Math.min(questions.length, Math.max(reached, at < questions.length ? at + 1 : 1)),
    grades: questions.map((_, place) => {
      const grade: unknown = Array.isArray(run.grades) ? run.grades[place] : 0;
      return grade === 1 || grade === 2 || grade === 3 || grade === 4 ? grade : 0;
    }),
  };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
