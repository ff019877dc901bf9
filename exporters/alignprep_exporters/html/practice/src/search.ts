/** Full-text search as one types (https://lucaong.github.io/minisearch/), also in languages that put no spaces. */

import MiniSearch from "minisearch";

export interface Page {
  id: string;
  number: string;
  title: string;
  text: string;
  /** What counts less: a word there tells little about a question. */
  more: string;
}

/** A page, and its terms that were found. */
export interface Found {
  id: string;
  terms: string[];
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts whose words stand close together; pairs of neighboring letters find them, whatever browser cuts words how. */
const CLOSE = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+)/u;

/** How many times better the best page with similar words may be than the last that is shown. */
const LEAST = 3;

/** Accents, and what Hebrew and Arabic write above, below and between letters, or leave out. */
const ACCENTS = "\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670";
const ACCENT = new RegExp(`[${ACCENTS}]`, "g");

/** A text whose letters are without accents; those of Hangul are in their parts. */
const unaccented = (text: string): string => text.normalize("NFKD").replace(ACCENT, "");

/**
 * The terms of a text: words without case and accents, and pairs of letters where there are no spaces. `ends`: also the
 * letter at the end of such a run, which begins no pair, so that a word of one letter is found there.
 */
export function terms(text: string, ends = false): string[] {
  const plain = unaccented(text).normalize("NFC").toLowerCase();
  const found: string[] = [];
  for (const [word] of plain.matchAll(WORD)) {
    word.split(CLOSE).forEach((run, place) => {
      if (place % 2) found.push(...pairs(run, ends));
      else if (run) found.push(run);
    });
  }
  return found;
}

function pairs(run: string, end: boolean): string[] {
  const letters = [...run];
  const found = letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  return end || letters.length === 1 ? [...found, ...letters.slice(-1)] : found;
}

/** Whether a term is one letter of a script without spaces. */
const isLetter = (term: string): boolean => [...term].length === 1 && CLOSE.test(term);

export class Index {
  readonly #index = new MiniSearch<Page>({
    fields: ["number", "title", "text", "more"],
    tokenize: (text) => terms(text, true),
    searchOptions: { tokenize: (text) => terms(text) },
    processTerm: (term) => term,
  });

  add(page: Page): void {
    this.#index.add(page);
  }

  /**
   * The pages that hold every word, the last of them perhaps not typed to its end, best first; if there are none, those
   * with words that are spelled nearly so, unless only exact ones are wanted.
   */
  find(text: string, nearly = true): { pages: Found[]; exact: boolean } {
    const exact = this.#search(text, false);
    if (exact.length || !nearly) return { pages: exact, exact: true };
    const near = this.#search(text, true);
    return { pages: near, exact: !near.length };
  }

  #search(text: string, fuzzy: boolean): Found[] {
    const results = this.#index.search(text, {
      combineWith: "AND",
      prefix: (term, place, all) => place === all.length - 1 || isLetter(term),
      boost: { number: 8, title: 4, more: 0.3 },
      fuzzy: (term) => fuzzy && term.length > 3 && (term.length < 6 ? 1 : 2), // Two letters that changed places are two errors.
    });
    // What is similar by chance counts far less.
    const least = fuzzy ? (results[0]?.score ?? 0) / LEAST : 0;
    return results.filter(({ score }) => score >= least).map(({ id, terms: found }) => ({ id: id as string, terms: found }));
  }
}

/** How much of a text is shown before what was found in it, and in all, in letters. */
const BEFORE = 40;
const SHOWN = 240;
const INSIDE = /[\p{L}\p{N}\p{M}]/u;
const ACCENTED = /[\u00c0-\u024f\u0622-\u0626\u1e00-\u1eff]/g;

/** A letter as terms have it, if that is one letter too. */
function bare(letter: string): string {
  const base = unaccented(letter);
  return base.length === 1 ? base : letter;
}

/**
 * A piece of the first text that holds one of the terms, in parts, of which every second one is what was found; null if
 * none does.
 */
export function excerpt(texts: readonly string[], found: readonly string[]): string[] | null {
  if (!found.length) return null;
  const written = (term: string): string => [...term].map((letter) => `${letter}[${ACCENTS}]*`).join("");
  const ends = found.map((term) => (CLOSE.test(term) ? term : `${written(term)}(?![\\p{L}\\p{N}\\p{M}])`));
  const matcher = new RegExp(ends.join("|"), "giu");
  for (const text of texts) {
    const plain = text.replace(ACCENTED, bare);
    const places = [...plain.matchAll(matcher)].filter(({ 0: term, index }) => CLOSE.test(term) || !INSIDE.test(plain.charAt(index - 1)));
    const [first] = places;
    if (!first) continue;
    const from = Math.max(0, first.index - BEFORE);
    const space = text.indexOf(" ", from);
    let last = from > 0 && space >= 0 && space < first.index ? space + 1 : from;
    const end = last + SHOWN;
    const parts = [last > 0 ? "…" : ""];
    for (const { 0: term, index } of places) {
      if (index + term.length > end) break;
      parts.push(parts.pop() + text.slice(last, index), text.slice(index, index + term.length), "");
      last = index + term.length;
    }
    parts.push(parts.pop() + text.slice(last, end) + (end < text.length ? "…" : ""));
    return parts;
  }
  return null;
}
