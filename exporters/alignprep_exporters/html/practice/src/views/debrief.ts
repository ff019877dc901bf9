/** The end of a mock interview: what was hit, what was missed, where the time went; made to be printed, too. */

import { elapsed } from "../clock";
import { button, details, h, heading } from "../dom";
import type { Run } from "../interview";
import type { Practice } from "../practice";
import { suggested } from "../schedule";
import { clockTime, minutes, say } from "../words";
import { answer, ask, GRADES, points } from "./parts";

export function debrief(practice: Practice, root: HTMLElement, run: Run, keep: () => void, again: () => void): void {
  const counts: number[] = [];
  const table = h("tbody");
  const missed = h("div", { class: "missed" });
  const listed = run.questions.map((id, place) => {
    const list = points(practice, id, run.hits[place] ?? [], (hits) => {
      run.hits[place] = hits;
      keep();
      sum();
    });
    counts.push(list.count);
    const note = run.notes[place] ?? "";
    const probes = practice.book.copies(id, ".probes > li");
    return h("section", { class: "card" },
      heading("h3", `${place + 1}. ${practice.book.title(id)}`),
      ask(practice, id),
      note ? h("div", { class: "own" }, h("h4", {}, say("Your notes")), h("p", { class: "note-text" }, note)) : null,
      list.element,
      answer(practice, id),
      probes.length ? details(say("Follow-ups"), h("ol", {}, ...probes)) : null);
  });

  /** The rows of the table and the list of what was missed, after each tick. */
  function sum(): void {
    const now = Date.now();
    const times = run.clocks.map((watch) => elapsed(watch, now));
    const longest = Math.max(1, ...times);
    table.replaceChildren(...run.questions.map((id, place) => {
      const bar = h("span", { class: "bar-of-time", "aria-hidden": "true" });
      bar.style.inlineSize = `${Math.round(((times[place] ?? 0) / longest) * 100)}%`;
      return h("tr", {},
        h("th", { scope: "row" }, `${place + 1}. ${practice.book.title(id)}`),
        h("td", {}, clockTime(times[place] ?? 0), bar),
        h("td", {}, minutes(practice.questions.get(id)?.minutes ?? 0)),
        h("td", {}, counts[place] ? say("{hit} of {points}", { hit: run.hits[place]?.length ?? 0, points: counts[place] ?? 0 }) : "–"));
    }), h("tr", { class: "sum" },
      h("th", { scope: "row" }, say("In all")),
      h("td", {}, clockTime(times.reduce((one, other) => one + other, 0))),
      h("td", {}, minutes(run.minutes)),
      h("td", {}, say("{hit} of {points}", { hit: run.hits.flat().length, points: counts.reduce((one, other) => one + other, 0) }))));
    missed.replaceChildren(...run.questions.flatMap((id, place) => {
      const open = practice.book.copies(id, ".points > li").filter((_, index) => !run.hits[place]?.includes(index));
      return open.length ? [h("h4", {}, practice.book.title(id)), h("ul", {}, ...open)] : [];
    }));
    if (!missed.childElementCount) missed.append(h("p", {}, say("Nothing was missed.")));
  }
  sum();

  const grade = button(say("Add the grades to my progress"), () => {
    run.questions.forEach((id, place) => {
      const rating = suggested(run.hits[place]?.length ?? 0, counts[place] ?? 0);
      if (rating) practice.grade({ id, kind: "question", question: id }, rating);
    });
    practice.undo = null; // Several grades; one undo would take back the last of them only.
    run.graded = true;
    keep();
    drawGrade();
    graded.focus();
  });
  const graded = h("p", { class: "soft", tabindex: -1 });
  const drawGrade = (): void => {
    grade.hidden = run.graded;
    graded.textContent = run.graded
      ? say("The grades were added.")
      : say("Tick the points first; each question's grade follows from them: {good} for all but one, {hard} for half, {again} for fewer.", { good: GRADES[3](), hard: GRADES[2](), again: GRADES[1]() });
  };
  drawGrade();

  root.replaceChildren(
    heading("h2", say("How it went")),
    h("p", {}, say("Go through your answers: tick what you said, then compare.")),
    ...listed,
    h("section", { class: "card times" },
      h("h3", {}, say("Where the time went")),
      h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": say("Where the time went") },
        h("table", {},
          h("thead", {}, h("tr", {}, ...[say("Question"), say("Took"), say("Suggested"), say("Points")].map((name) => h("th", { scope: "col" }, name)))),
          table))),
    h("section", { class: "card" }, h("h3", {}, say("Missed")), missed),
    graded,
    h("div", { class: "actions" }, grade, button(say("Print"), () => print()), button(say("Another interview"), again)));
}
