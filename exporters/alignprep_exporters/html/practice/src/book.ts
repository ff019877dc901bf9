/** The document: where each question's parts are found, also while the document is out of reach. */

import { copy, h } from "./dom";

export class Book {
  readonly #main: HTMLElement;
  readonly #articles = new Map<string, HTMLElement>();
  /** Stands in the document's place while it is taken out. */
  readonly #mark = document.createComment("");

  constructor(main: HTMLElement) {
    this.#main = main;
    for (const article of main.querySelectorAll<HTMLElement>("article.question")) this.#articles.set(article.id, article);
  }

  /**
   * Show the document, or take it out of the page: then neither the browser's search nor a link finds an answer in it,
   * and a view is as quick beside a thousand questions as beside ten.
   */
  show(shown: boolean): void {
    if (shown) this.#mark.replaceWith(this.#main);
    else this.#main.replaceWith(this.#mark);
  }

  /** The first part of a question that matches, or null. */
  part(id: string, selector: string): HTMLElement | null {
    return this.#articles.get(id)?.querySelector<HTMLElement>(selector) ?? null;
  }

  parts(id: string, selector: string): HTMLElement[] {
    return [...(this.#articles.get(id)?.querySelectorAll<HTMLElement>(selector) ?? [])];
  }

  /** Copies of the parts that match. */
  copies(id: string, selector: string): HTMLElement[] {
    return this.parts(id, selector).map(copy);
  }

  /** A fact as a card asks for it, as it is, and why it is so. */
  fact(question: string, fact: string): { front: HTMLElement; back: HTMLElement; why: HTMLElement | null } | null {
    const [told] = this.copies(question, `[data-fact="${CSS.escape(fact)}"]`);
    const back = told?.querySelector<HTMLElement>(".fact");
    if (!told || !back) return null;
    const front = copy(back);
    for (const hidden of front.querySelectorAll("mark")) {
      hidden.replaceWith(h("span", { class: "blank" }, `[${hidden.dataset["cue"] || "…"}]`));
    }
    for (const source of front.querySelectorAll(".cite")) {
      // It could give the fact away; the space before it goes too.
      const before = source.previousSibling;
      if (before instanceof Text) before.data = before.data.trimEnd();
      source.remove();
    }
    return { front, back, why: told.querySelector<HTMLElement>(".why") };
  }

  title(id: string): string {
    return this.part(id, ".title a")?.textContent?.trim() ?? id;
  }

  has(id: string): boolean {
    return this.#articles.has(id);
  }

  /** What can be read in some parts of a question, without their headings and labels. */
  text(id: string, selector: string): string {
    return this.parts(id, selector).map(readable).join(" ").replace(/\s+/g, " ").trim();
  }
}

/** What stands in a line with the text around it; everything else is apart from it. */
const INLINE: ReadonlySet<string> = new Set(["A", "CITE", "CODE", "EM", "I", "MARK", "SPAN", "STRONG", "SUB", "SUP"]);
const LABELS: ReadonlySet<string> = new Set(["B", "H4", "SUMMARY"]);

function readable(part: Node): string {
  let text = "";
  for (const child of part.childNodes) {
    if (child instanceof Text) text += child.data;
    else if (child instanceof Element && !LABELS.has(child.tagName)) {
      text += INLINE.has(child.tagName) ? readable(child) : ` ${readable(child)} `;
    }
  }
  return text;
}

/** A copied part's own heading, which is taken off it, or the given name. */
export function nameOf(part: HTMLElement, name: string): string {
  const first = part.firstElementChild;
  if (!first || !/^(H[1-6]|SUMMARY)$/.test(first.tagName)) return name;
  first.remove();
  return first.textContent?.trim() || name;
}
