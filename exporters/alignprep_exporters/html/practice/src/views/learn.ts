/** Learn: one question or fact after the other, as the schedule says. */

import { Clock, started, stopped, type Watch } from "../clock";
import { announce, button, details, h, heading } from "../dom";
import type { Rating } from "../log";
import { type Item, queue } from "../schedule";
import { minutes, say, until } from "../words";
import { about, answer, ask, clockSettings, Grades, GRADES, points, sectionOf, type View } from "./parts";

type Deck = "all" | Item["kind"];
const DECKS: readonly [Deck, () => string][] = [
  ["all", () => say("Questions and facts")],
  ["question", () => say("Questions")],
  ["fact", () => say("Facts")],
];

export const learn: View = (practice, root, argument) => {
  let deck: Deck = "all";
  let section = "";
  let extra = 0;
  let last = "";
  /** What was put off, until nothing else is left. */
  const skipped = new Set<string>();
  let clock: Clock | null = null;

  const counts = h("p", { class: "soft" });
  const done = h("p", { class: "note done" });
  const card = h("section", { class: "card" });
  const decks = h("select", { onchange: () => choose() }, ...DECKS.map(([id, name]) => h("option", { value: id }, name())));
  const sections = h("select", { onchange: () => choose() },
    h("option", { value: "" }, say("All sections")),
    ...practice.data.sections.map(({ id, title }) => h("option", { value: id }, title)));

  /** Facts come once their question was practiced, unless facts alone are asked for. */
  const wanted = ({ id, kind, question }: Item): boolean =>
    (deck === "all" || kind === deck) &&
    (!section || practice.questions.get(question)?.section === section) &&
    (kind === "question" || deck === "fact" || Boolean(practice.schedule.get(question) ?? practice.schedule.get(id)));

  const waiting = (asked = wanted) => {
    const { question, fact } = practice.settings.fresh;
    const limits = { question: question + extra * 3, fact: fact + extra * 10 };
    return queue(practice.items, asked, practice.schedule, limits, Date.now(), last);
  };

  function count(): ReturnType<typeof waiting> {
    const now = waiting();
    counts.textContent = say("To repeat: {due} · New today: {fresh}", { due: now.due, fresh: now.fresh });
    return now;
  }

  function choose(): void {
    deck = decks.value as Deck;
    section = sections.value;
    next(false);
  }

  /** Show what comes next. */
  function next(focus: boolean): void {
    const all = count();
    const kept = skipped.size ? waiting((item) => wanted(item) && !skipped.has(item.id)) : all;
    if (!kept.next) skipped.clear();
    const item = kept.next ?? all.next;
    const { later } = all;
    if (item) show(item, focus);
    else rest(later, focus);
  }

  /** Goes on without a grade. */
  const skip = (item: Item): HTMLElement => button(say("Not now"), () => {
    skipped.add(item.id);
    last = item.id;
    next(true);
  }, "later");

  function rest(later: number | null, focus: boolean): void {
    clock?.end();
    practice.away = () => {};
    const title = heading("h3", say("Done for now"));
    const more = [...practice.items.values()].some((item) => wanted(item) && !practice.schedule.get(item.id));
    card.replaceChildren(title,
      h("p", {}, later === null ? say("Nothing is waiting here.") : say("The next one is due {when}.", { when: until(later, Date.now()) })),
      ...(more ? [button(say("More new ones today"), () => { extra++; next(true); })] : []),
      ...(practice.remind ? [h("p", { class: "note" }, say("It is time to save your progress as a file."), " ", h("a", { href: "#/progress" }, say("Progress")))] : []));
    if (focus) title.focus();
  }

  function show(item: Item, focus: boolean): void {
    clock?.end();
    clock = null;
    practice.away = () => {};
    const title = heading("h3", practice.book.title(item.question));
    if (item.kind === "question") question(item, title);
    else fact(item, title);
    if (focus) title.focus();
  }

  function question(item: Item, title: HTMLElement): void {
    const { id } = item;
    const suggestedMinutes = practice.questions.get(id)?.minutes ?? 0;
    let watch: Watch = started(Date.now());
    const place = h("div");
    let ran = false;
    // Reading in the document is no time on the question.
    practice.away = (away) => {
      const now = Date.now();
      if (away) {
        ran = watch.since !== null;
        watch = stopped(watch, now);
      } else if (ran) {
        watch = started(now, watch);
      }
    };
    const draw = (): void => {
      clock?.end();
      clock = null;
      place.replaceChildren();
      if (!practice.settings.clock) return;
      const nudge = practice.settings.nudges ? say("The suggested time has passed; take the time you need.") : null;
      clock = new Clock({
        label: say("Time on this question"), watch: () => watch, change: (now) => { watch = now; },
        suggested: suggestedMinutes * 60_000, of: say("of {minutes}", { minutes: minutes(suggestedMinutes) }), nudge,
      });
      place.append(clock.element);
    };
    const switches = clockSettings(practice, draw);
    const pointed = practice.book.part(id, ".points > li");
    const reveal = button(pointed ? say("Show the points") : say("Show the answer"), () => {
      clock?.end();
      switches.remove();
      actions.remove();
      const grades = new Grades(practice, item, (rating) => grade(item, rating));
      const list = points(practice, id, [], (hits) => grades.suggest(hits.length, list.count));
      card.append(...[list.element, answer(practice, id), grades.element].filter((one) => one !== null));
      (card.querySelector<HTMLElement>(".ticks h4, .answer summary") ?? grades.element.querySelector<HTMLElement>("h4"))?.focus();
    }, "primary");
    const actions = h("div", { class: "actions" }, reveal, skip(item));
    draw();
    card.replaceChildren(about(practice, id), title, ask(practice, id), place, ...practice.book.copies(id, "details.nudge"), actions, switches);
  }

  function fact(item: Item, title: HTMLElement): void {
    const made = practice.book.fact(item.question, item.id.slice(item.question.length + 1));
    const side = h("div", { class: "front" }, made?.front);
    const reveal = button(say("Show the answer"), () => {
      actions.remove();
      if (made) side.replaceChildren(made.back);
      side.tabIndex = -1;
      const grades = new Grades(practice, item, (rating) => grade(item, rating));
      card.append(
        ...(made?.why ? [h("p", {}, made.why)] : []),
        h("p", {}, h("a", { href: `#${item.question}` }, say("Read the question"))),
        grades.element);
      side.focus();
    }, "primary");
    const actions = h("div", { class: "actions" }, reveal, skip(item));
    card.replaceChildren(h("p", { class: "soft" }, `${say("Fact")} · ${sectionOf(practice, item.question)}`), title, side, actions);
  }

  function grade(item: Item, rating: Rating): void {
    practice.grade(item, rating);
    const { undo } = practice;
    last = item.id;
    skipped.delete(item.id);
    const due = practice.schedule.get(item.id)?.due.getTime() ?? Date.now();
    const text = say("{grade}: comes again {when}.", { grade: GRADES[rating](), when: until(due, Date.now()) });
    done.replaceChildren(text, " ", button(say("Undo"), () => {
      undo?.();
      done.replaceChildren();
      announce(say("The last grade was taken back."));
      count();
      show(item, true);
    }, "small"));
    next(true);
    announce(text);
  }

  root.replaceChildren(
    heading("h2", say("Learn")),
    counts,
    details(say("What to learn"), h("div", { class: "filters" }, h("label", {}, say("Kind"), decks), h("label", {}, say("Section"), sections))),
    done, card);
  const asked = practice.items.get(argument);
  if (asked) {
    count();
    show(asked, true);
  } else {
    next(true);
  }
  practice.changed = count;
  return () => clock?.end();
};
