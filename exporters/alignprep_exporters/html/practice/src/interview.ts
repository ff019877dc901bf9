/** A mock interview as data: what was asked, how long each answer took, what was noted. It survives a reload. */

import { elapsed, started, stopped, type Watch } from "./clock";

export interface Run {
  minutes: number;
  seed: number;
  questions: string[];
  /** Which question is being asked; their number once all are done. */
  at: number;
  clocks: Watch[];
  /** How many follow-ups were asked, by question. */
  probes: number[];
  notes: string[];
  /** Which points were hit, from 0, by question; ticked at the end. */
  hits: number[][];
  /** Whether the grades stand in the log. */
  graded: boolean;
}

const LONGEST_NOTE = 20_000;

export function begin(minutes: number, seed: number, questions: readonly string[], now: number): Run {
  return {
    minutes, seed, questions: [...questions], at: 0, graded: false,
    clocks: questions.map((_, index) => (index ? { passed: 0, since: null } : started(now))),
    probes: questions.map(() => 0), notes: questions.map(() => ""), hits: questions.map(() => []),
  };
}

export const over = (run: Run): boolean => run.at >= run.questions.length;

/** Stop the clock of this question and start that of the next one. */
export function advance(run: Run, now: number): void {
  pauseAll(run, now);
  run.at++;
  const next = run.clocks[run.at];
  if (next) run.clocks[run.at] = started(now, next);
}

/** End the interview where it stands. */
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

/** What a kept value says as an interview of questions that are known, or null. */
export function runOf(value: unknown, known: (id: string) => boolean): Run | null {
  if (typeof value !== "object" || value === null) return null;
  const run = value as Run;
  const { questions, clocks, probes, notes, hits } = run;
  if (!isCount(run.minutes) || !Number.isSafeInteger(run.seed) || !isCount(run.at) || typeof run.graded !== "boolean") return null;
  if (!Array.isArray(questions) || !questions.length || !questions.every((id) => typeof id === "string" && known(id))) return null;
  const alike = (list: unknown): boolean => Array.isArray(list) && list.length === questions.length;
  if (![clocks, probes, notes, hits].every(alike) || run.at > questions.length) return null;
  if (!clocks.every((one) => isCount(one?.passed) && (one.since === null || isCount(one.since)))) return null;
  if (!probes.every(isCount) || !notes.every((note) => typeof note === "string" && note.length <= LONGEST_NOTE)) return null;
  if (!hits.every((list) => Array.isArray(list) && list.every(isCount))) return null;
  return run;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
