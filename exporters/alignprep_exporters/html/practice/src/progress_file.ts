/** The exported file of progress: a log with the name of its bank, as JSON. */

import { type Entry, entryOf } from "./log";

const FORMAT = 1;
/** More than a lifetime of practice; a larger file is something else. */
export const MOST_BYTES = 32 * 1024 * 1024;
const MOST_ENTRIES = 200_000;

export interface Bank {
  slug: string;
  title: string;
  version: string;
}

export interface ProgressFile {
  entries: Entry[];
  /** How many entries could not be understood. */
  faulty: number;
  /** The version of the bank that wrote the file. */
  version: string;
}

export type Refusal =
  | { why: "large" | "not-json" | "not-progress" | "newer" }
  | { why: "other-bank"; title: string };

export function writeFile(bank: Bank, entries: readonly Entry[]): string {
  const { slug, title, version } = bank;
  const log = entries.map((entry) => JSON.stringify(entry)).join(",\n");
  const head = { format: FORMAT, program: "alignprep", content: "progress", bank: { slug, title, version } };
  return `${JSON.stringify(head).slice(0, -1)},"log":[\n${log}\n]}\n`;
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
  const { program, content, format, bank: origin, log } = fields(file);
  if (program !== "alignprep" || content !== "progress") return { why: "not-progress" };
  if (typeof format !== "number" || !Array.isArray(log)) return { why: "not-progress" };
  if (format !== FORMAT) return { why: format > FORMAT ? "newer" : "not-progress" };
  const { slug, title, version } = fields(origin);
  if (typeof slug !== "string" || typeof version !== "string") return { why: "not-progress" };
  if (slug !== bank.slug) return { why: "other-bank", title: String(typeof title === "string" ? title : slug).slice(0, 200) };
  if (log.length > MOST_ENTRIES) return { why: "large" };
  const entries: Entry[] = [];
  for (const value of log) {
    const entry = entryOf(value, now);
    if (entry) entries.push(entry);
  }
  return { entries, faulty: log.length - entries.length, version: version.slice(0, 64) };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
