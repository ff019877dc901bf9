/** What several views show: a question, its points to tick, its answer, the grades. */

import { nameOf } from "../book";
import { button, check, details, h, heading } from "../dom";
import type { Rating } from "../log";
import type { Practice } from "../practice";
import { type Item, RATINGS, suggested } from "../schedule";
import { minutes, say, until } from "../words";

/** A view draws itself into the root; what it returns is called before another takes its place. */
export type View = (practice: Practice, root: HTMLElement, argument: string) => () => void;

export const GRADES: Readonly<Record<Rating, () => string>> = {
  1: () => say("Again"),
  2: () => say("Hard"),
  3: () => say("Good"),
  4: () => say("Easy"),
};

export const ask = (practice: Practice, id: string): HTMLElement =>
  h("div", { class: "front" }, ...practice.book.copies(id, ".ask"));

export const sectionOf = (practice: Practice, id: string): string => {
  const section = practice.questions.get(id)?.section;
  return practice.data.sections.find((one) => one.id === section)?.title ?? "";
};

export const about = (practice: Practice, id: string): HTMLElement =>
  h("p", { class: "soft" }, `${sectionOf(practice, id)} · ${minutes(practice.questions.get(id)?.minutes ?? 0)}`);

/** The minutes of a question in an interview of that length: those of the answer, and of its follow-ups if it has any. */
export function plannedFor(practice: Practice, id: string, length: number): number {
  const probing = practice.book.part(id, ".probes > li") ? practice.data.plans[length]?.probing ?? 0 : 0;
  return (practice.questions.get(id)?.minutes ?? 0) + probing;
}

/** Points to tick; `change` gets those that are ticked, from 0. */
export function points(
  practice: Practice, id: string, hits: readonly number[], change: (hits: number[]) => void,
): { element: HTMLElement | null; count: number } {
  const all = practice.book.copies(id, ".points > li");
  if (!all.length) return { element: null, count: 0 };
  const ticked = new Set(hits.filter((place) => place < all.length));
  const sum = h("p", { class: "soft", role: "status" });
  const count = (): void => {
    sum.textContent = say("{hit} of {points} hit", { hit: ticked.size, points: all.length });
  };
  const list = all.map((point, place) => {
    const text = h("span");
    text.append(...point.childNodes);
    return h("li", {}, check(text, ticked.has(place), (on) => {
      if (on) ticked.add(place);
      else ticked.delete(place);
      count();
      change([...ticked].sort((one, other) => one - other));
    }));
  });
  count();
  const element = h("fieldset", { class: "ticks" },
    h("legend", {}, heading("h4", say("Which points did you hit?"))), h("ul", {}, ...list), sum);
  return { element, count: all.length };
}

/** The answer in foldable parts. */
export function answer(practice: Practice, id: string): HTMLElement {
  const { book } = practice;
  const part = (name: string, selector: string, ...others: string[]): HTMLElement | null => {
    const found = book.copies(id, selector)[0];
    if (!found) return null;
    const rest = others.flatMap((other) => book.copies(id, other).filter(() => !book.part(id, `${selector} ${other}`)));
    return details(nameOf(found, name), found, ...rest);
  };
  return h("div", { class: "answer" },
    part(say("In thirty seconds"), ".short"),
    part(say("Say it"), ".spoken"),
    part(say("If they push"), ".depth", ".figure", ".code"),
    part(say("Facts to remember"), ".facts"),
    part(say("Sources"), ".sources"));
}

/** Four buttons, each with the time when the item would come again; one may be marked as suggested. */
export class Grades {
  readonly element: HTMLElement;
  readonly #marks = new Map<Rating, HTMLElement>();

  constructor(practice: Practice, item: Item, chosen: (rating: Rating) => void) {
    const now = Date.now();
    const due = practice.schedule.preview(item, now);
    const buttons = RATINGS.map((rating) => {
      const mark = h("span", { class: "mark" });
      this.#marks.set(rating, mark);
      const one = button(GRADES[rating](), () => chosen(rating), "grade");
      one.append(" ", h("span", { class: "when" }, until(due.get(rating) ?? now, now)), " ", mark);
      return one;
    });
    this.element = h("fieldset", {},
      h("legend", {}, heading("h4", say("How well did you know it?"))), h("div", { class: "grades" }, ...buttons));
  }

  suggest(hit: number, count: number): void {
    const best = suggested(hit, count);
    for (const [rating, mark] of this.#marks) {
      mark.textContent = rating === best ? say("suggested") : "";
      mark.parentElement?.classList.toggle("suggested", rating === best);
    }
  }
}

/** The switches of the clock; `change` is called after each. */
export function clockSettings(practice: Practice, change: () => void): HTMLElement {
  const { clock, nudges } = practice.settings;
  const set = (settings: Parameters<Practice["set"]>[0]): void => {
    practice.set(settings);
    change();
  };
  const element = details(say("Clock"),
    check(say("Show the clock"), clock, (on) => set({ clock: on })),
    check(say("Say when the suggested time has passed"), nudges, (on) => set({ nudges: on })));
  element.className = "on-screen";
  return element;
}
