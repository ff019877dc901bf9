/** Find: search as one types, with filters; results lead into the document and into Learn. */

import { announce, button, check, details, h, heading } from "../dom";
import type { Question } from "../data";
import type { Practice } from "../practice";
import { excerpt, type Found, Index } from "../search";
import { day, minutes, say } from "../words";
import { about, type View } from "./parts";

/** What is searched, in the order in which a word's place is looked for; and what counts less. */
const SEARCHED = [".ask", ".short", ".points", ".spoken", ".facts"];
const MORE = [".hint, .nudge", ".depth, figcaption", ".code", ".probes, .red-flags", ".sources"];
const SHOWN = 20;
/** Milliseconds of indexing before the browser may draw again. */
const SLICE = 12;
const QUIET = 600;

/** The index of the page's questions, and what it was made of; filled when it is first needed. */
let index: Index | undefined;
const read = new Map<string, string[]>();
let whole = false;

/** Fill the index, a little at a time; `ready` is called at the end. */
function fill(practice: Practice, made: Index, ready: () => void): void {
  const { questions, data, book } = practice;
  const left = [...questions.values()];
  const some = (): void => {
    const end = performance.now() + SLICE;
    while (left.length && performance.now() < end) {
      const { id, number, topics } = left.shift() as Question;
      const names = topics.map((topic) => data.topics[topic] ?? topic);
      const [texts, more] = [SEARCHED, MORE].map((parts) => parts.map((part) => book.text(id, part))) as [string[], string[]];
      read.set(id, [...texts, ...more]);
      made.add({ id, number: String(number), title: book.title(id), text: [...texts, ...names].join(" "), more: more.join(" ") });
    }
    if (left.length) setTimeout(some);
    else ready();
  };
  some();
}

export const find: View = (practice, root) => {
  const { questions, data } = practice;
  let shown = SHOWN;
  let quiet: number | undefined;

  const options = (name: string, values: readonly [string, string][]): HTMLSelectElement =>
    h("select", { onchange: () => renew() }, h("option", { value: "" }, name), ...values.map(([value, text]) => h("option", { value }, text)));
  const lengths = [...new Set([...questions.values()].map((one) => one.minutes))].sort((one, other) => one - other);
  const days = [...new Set([...questions.values()].map((one) => one.changed).filter(Boolean))].sort().reverse().slice(0, 20);
  const input = h("input", { type: "search", autocomplete: "off", spellcheck: "false", oninput: () => renew() });
  const section = options(say("All sections"), data.sections.map(({ id, title }) => [id, title]));
  const topic = options(say("All topics"), Object.entries(data.topics));
  const length = options(say("Any length"), lengths.map((count) => [String(count), say("at most {minutes}", { minutes: minutes(count) })]));
  const changed = options(say("Changed at any time"), [
    ["practiced", say("Changed since I practiced it")],
    ...days.map((one): [string, string] => [one, say("Changed on or after {day}", { day: day(Date.parse(`${one}T12:00`)) })]),
  ]);
  let dueOnly = false;
  const due = check(say("Only what is due"), false, (on) => { dueOnly = on; renew(); });
  const list = h("ol", { class: "results" });
  const sum = h("p", { class: "soft" });
  const more = button(say("Show more"), () => {
    const first = shown;
    shown += SHOWN;
    draw();
    list.children[first]?.querySelector("a")?.focus();
  });

  /** Questions that are due, or facts of theirs. */
  function allDue(): Set<string> {
    const now = Date.now();
    const found = new Set<string>();
    for (const [id, { card }] of practice.schedule.practiced()) {
      const item = practice.items.get(id);
      if (item && card.due.getTime() <= now) found.add(item.question);
    }
    return found;
  }

  function passes(id: string): boolean {
    const question = questions.get(id);
    if (!question) return false;
    if (section.value && question.section !== section.value) return false;
    if (topic.value && !question.topics.includes(topic.value)) return false;
    if (length.value && question.minutes > Number(length.value)) return false;
    if (!changed.value) return true;
    if (changed.value !== "practiced") return question.changed >= changed.value;
    const last = practice.log.history(id).at(-1);
    return last !== undefined && question.changed > new Date(last.time).toISOString().slice(0, 10);
  }

  function draw(): void {
    const words = input.value.trim();
    const all = [...questions.keys()].map((id): Found => ({ id, terms: [] }));
    const { pages, exact } = words && index ? index.find(words, whole) : { pages: all, exact: true };
    const waiting = dueOnly ? allDue() : null;
    const found = pages.filter(({ id }) => passes(id) && (waiting?.has(id) ?? true));
    list.replaceChildren(...found.slice(0, shown).map((one) => entry(practice, one)));
    list.hidden = !found.length;
    sum.textContent = exact
      ? say("Questions found: {count}", { count: found.length })
      : say("Nothing is spelled like this. Questions with similar words: {count}", { count: found.length });
    more.hidden = found.length <= shown;
    clearTimeout(quiet);
    quiet = window.setTimeout(() => announce(sum.textContent ?? ""), QUIET);
  }

  function renew(): void {
    shown = SHOWN;
    draw();
  }

  root.replaceChildren(
    heading("h2", say("Find")),
    h("form", { role: "search", onsubmit: (event) => event.preventDefault() },
      h("label", { class: "query" }, say("Search the questions and answers"), input),
      details(say("Filters"), h("div", { class: "filters" },
        h("label", {}, say("Section"), section), h("label", {}, say("Topic"), topic),
        h("label", {}, say("Minutes"), length), h("label", {}, say("Changed"), changed), due))),
    sum, list, more);
  input.focus();
  draw();
  if (!index) {
    index = new Index();
    fill(practice, index, () => {
      whole = true;
      if (input.value) draw();
    });
  }
  practice.changed = () => {};
  return () => clearTimeout(quiet);
};

function entry(practice: Practice, { id, terms }: Found): HTMLElement {
  const parts = excerpt(read.get(id) ?? [], terms) ?? [practice.book.text(id, ".ask")];
  return h("li", {},
    h("h3", {}, h("a", { href: `#${id}` }, practice.book.title(id))),
    about(practice, id),
    h("p", { class: "excerpt" }, ...parts.map((part, place) => (place % 2 ? h("mark", {}, part) : part))),
    h("a", { class: "button small", href: `#/learn/${id}`, "aria-label": say("Learn: {title}", { title: practice.book.title(id) }) }, say("Learn")));
}
