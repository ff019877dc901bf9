/** The exported file of progress: a log and what became of interviews, with the name of their bank, as JSON. */

import { over, type Run, runOf } from "./interview";
import { type Entry, entryOf } from "./log";

const FORMAT = 1;
/** More than a lifetime of practice; a larger file is something else. */
export const MOST_BYTES = 32 * 1024 * 1024;
const MOST_ENTRIES = 200_000;
const MOST_INTERVIEWS = 10_000;

export interface Bank {
  slug: string;
  title: string;
  version: string;
}

export interface ProgressFile {
  entries: Entry[];
  /** Those that have ended; older pages wrote none, and leave them alone. */
  interviews: Run[];
  /** How many entries could not be understood. */
  faulty: number;
  /** The version of the bank that wrote the file. */
  version: string;
}

export type Refusal =
  | { why: "large" | "not-json" | "not-progress" | "newer" }
  | { why: "other-bank"; title: string };

export function writeFile(bank: Bank, entries: readonly Entry[], interviews: readonly Run[] = []): string {
  const { slug, title, version } = bank;
  const lines = (values: readonly object[]): string => values.map((value) => JSON.stringify(value)).join(",\n");
  const ended = interviews.length ? `"interviews":[\n${lines(interviews)}\n],` : "";
  const head = { format: FORMAT, program: "alignprep", content: "progress", bank: { slug, title, version } };
  return `${JSON.stringify(head).slice(0, -1)},${ended}"log":[\n${lines(entries)}\n]}\n`;
}

/** What a file says, or why it is refused; never throws, whatever the text is. */
export function readFile(text: string, bank: Bank, now: number): ProgressFile | Refusal {
  if (text.length > MOST_BYTES) return { why: "large" };
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return { why: "not-json" };
  }
  const { program, content, format, bank: origin, log, interviews: ended } = fields(file);
  if (program !== "alignprep" || content !== "progress") return { why: "not-progress" };
  if (typeof format !== "number" || !Array.isArray(log)) return { why: "not-progress" };
  if (format !== FORMAT) return { why: format > FORMAT ? "newer" : "not-progress" };
  const { slug, title, version } = fields(origin);
  if (typeof slug !== "string" || typeof version !== "string") return { why: "not-progress" };
  if (slug !== bank.slug) return { why: "other-bank", title: String(typeof title === "string" ? title : slug).slice(0, 200) };
  const runs: unknown[] = Array.isArray(ended) ? ended : [];
  if (log.length > MOST_ENTRIES || runs.length > MOST_INTERVIEWS) return { why: "large" };
  const entries: Entry[] = [];
  for (const value of log) {
    const entry = entryOf(value, now);
    if (entry) entries.push(entry);
  }
  const interviews = runs.map((value) => runOf(value, () => false)).filter((run): run is Run => run !== null && over(run));
  const faulty = log.length - entries.length + runs.length - interviews.length;
  return { entries, interviews, faulty, version: version.slice(0, 64) };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
