/** Full-text search as one types (https://lucaong.github.io/minisearch/), also in languages that put no spaces. */

import MiniSearch from "minisearch";

export interface Page {
  id: string;
  title: string;
  text: string;
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts whose words stand close together; pairs of neighboring letters find them, whatever browser cuts words how. */
const CLOSE = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+)/u;

/** The terms of a text: words without case and accents, and pairs of letters where there are no spaces. */
export function terms(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").toLowerCase();
  const found: string[] = [];
  for (const [word] of plain.matchAll(WORD)) {
    word.split(CLOSE).forEach((run, place) => {
      if (place % 2) found.push(...pairs(run));
      else if (run) found.push(run);
    });
  }
  return found;
}

function pairs(run: string): string[] {
  const letters = [...run];
  return letters.length === 1 ? letters : letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

export class Index {
  readonly #index = new MiniSearch<Page>({
    fields: ["title", "text"],
    tokenize: terms,
    processTerm: (term) => term,
  });

  add(page: Page): void {
    this.#index.add(page);
  }

  /** Ids of the pages that hold every word, the last of them perhaps not typed to its end; best first. */
  find(text: string): string[] {
    const results = this.#index.search(text, {
      combineWith: "AND",
      prefix: (_, place, all) => place === all.length - 1,
      boost: { title: 4 },
    });
    return results.map(({ id }) => id as string);
  }
}
