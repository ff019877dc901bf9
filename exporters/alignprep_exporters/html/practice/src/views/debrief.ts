/** The end of a mock interview: what was hit, what was missed, where the time went; made to be printed, too. */

import { elapsed } from "../clock";
import { button, details, h, heading } from "../dom";
import type { Run } from "../interview";
import type { Rating } from "../log";
import type { Practice } from "../practice";
import { RATINGS, suggested } from "../schedule";
import { clockTime, minutes, moment, say } from "../words";
import { answer, ask, GRADES, plannedFor, points } from "./parts";

/** `leave`, the last button, is called so. */
export function debrief(practice: Practice, root: HTMLElement, run: Run, name: string, leave: () => void): void {
  const counts: number[] = [];
  const table = h("tbody");
  const missed = h("div", { class: "missed" });
  const asked = run.questions.slice(0, run.reached);
  const listed = asked.map((id, place) => {
    const list = points(practice, id, run.hits[place] ?? [], (ticked) => {
      run.hits[place] = ticked;
      practice.keep(run);
      sum();
    });
    counts.push(list.count);
    const note = run.notes[place] ?? "";
    const probes = practice.book.copies(id, ".probes > li");
    const heard = practice.book.copies(id, ".probe-ask").slice(0, run.probes[place] ?? 0);
    return h("section", { class: "card" },
      heading("h3", `${place + 1}. ${practice.book.title(id)}`),
      ask(practice, id),
      note ? h("div", { class: "own" }, h("h4", {}, say("Your notes")), h("p", { class: "note-text" }, note)) : null,
      heard.length ? h("div", { class: "own" }, h("h4", {}, say("Follow-ups that were asked")), h("ul", {}, ...heard.map((one) => h("li", {}, ...one.childNodes)))) : null,
      list.element,
      answer(practice, id),
      probes.length ? details(say("Follow-ups"), h("ol", {}, ...probes)) : null,
      list.count || !practice.questions.has(id) ? null : grades(place));
  });

  /** The four grades to choose from, for a question that has no points to tick. */
  function grades(place: number): HTMLElement {
    return h("fieldset", { class: "lengths" }, h("legend", {}, say("How well did you know it?")), ...RATINGS.map((rating) => {
      const radio = h("input", { type: "radio", name: `grade_${place}`, onchange: () => {
        run.grades[place] = rating;
        practice.keep(run);
      } });
      radio.checked = run.grades[place] === rating;
      return h("label", { class: "check" }, radio, h("span", {}, GRADES[rating]()));
    }));
  }

  /** How many points were hit, of those that the question has today. */
  const hits = (place: number): number => new Set(run.hits[place]?.filter((point) => point < (counts[place] ?? 0))).size;
  const hit = (place: number): string =>
    counts[place] ? say("{hit} of {points}", { hit: hits(place), points: counts[place] ?? 0 }) : "–";

  /** The rows of the table and the list of what was missed, after each tick. */
  function sum(): void {
    const now = Date.now();
    const times = run.clocks.map((watch) => elapsed(watch, now));
    const longest = Math.max(1, ...times);
    const planned = asked.map((id) => plannedFor(practice, id, run.minutes));
    const all = counts.reduce((one, other) => one + other, 0);
    table.replaceChildren(...run.questions.map((id, place) => {
      const title = h("th", { scope: "row" }, `${place + 1}. ${practice.book.title(id)}`);
      if (place >= asked.length) return h("tr", {}, title, h("td", { colspan: 3 }, say("not asked")));
      const bar = h("span", { class: "bar-of-time", "aria-hidden": "true" });
      bar.style.inlineSize = `${Math.round(((times[place] ?? 0) / longest) * 100)}%`;
      return h("tr", {}, title,
        h("td", {}, clockTime(times[place] ?? 0), bar),
        h("td", {}, minutes(planned[place] ?? 0)),
        h("td", {}, hit(place)));
    }), h("tr", { class: "sum" },
      h("th", { scope: "row" }, say("In all")),
      h("td", {}, clockTime(times.reduce((one, other) => one + other, 0))),
      h("td", {}, minutes(planned.reduce((one, other) => one + other, 0))),
      h("td", {}, all ? say("{hit} of {points}", { hit: asked.reduce((one, _, place) => one + hits(place), 0), points: all }) : "–")));
    missed.replaceChildren(...asked.flatMap((id, place) => {
      const open = practice.book.copies(id, ".points > li").filter((_, index) => !run.hits[place]?.includes(index));
      return open.length ? [h("h4", {}, practice.book.title(id)), h("ul", {}, ...open)] : [];
    }));
    if (!missed.childElementCount) missed.append(h("p", {}, say("Nothing was missed.")));
  }
  sum();

  const ratings = (): [string, Rating | 0][] => asked.filter((id) => practice.questions.has(id)).map((id) => {
    const place = run.questions.indexOf(id);
    return [id, suggested(hits(place), counts[place] ?? 0) ?? run.grades[place] ?? 0];
  });
  const pointed = counts.some(Boolean);
  const grade = button(say("Add the grades to my progress"), () => {
    const given = ratings().filter(([, rating]) => rating);
    for (const [id, rating] of given) if (rating) practice.grade({ id, kind: "question", question: id }, rating);
    if (given.length) {
      practice.undo = null; // Several grades; one undo would take back the last of them only.
      run.graded = true;
      practice.keep(run);
    }
    const left = ratings().length - given.length;
    drawGrade();
    if (!given.length) graded.textContent = say("Choose a grade first.");
    else if (left) graded.textContent = say("Grades added: {count}. Questions without one: {left}.", { count: given.length, left });
    graded.focus();
  });
  const graded = h("p", { class: "soft on-screen", tabindex: -1 });
  const drawGrade = (): void => {
    grade.hidden = run.graded;
    if (run.graded) graded.textContent = say("The grades were added.");
    else if (pointed) graded.textContent = say("Tick the points first; each question's grade follows from them: {good} for all but one, {hard} for half or more, {again} for fewer.", { good: GRADES[3](), hard: GRADES[2](), again: GRADES[1]() });
    else graded.textContent = say("Choose a grade for each question first.");
  };
  drawGrade();

  root.replaceChildren(
    heading("h2", say("How it went")),
    h("p", { class: "soft" }, [...(run.begun ? [moment(run.begun)] : []), minutes(run.minutes)].join(" · ")),
    h("p", { class: "on-screen" }, pointed
      ? say("Go through your answers: tick what you said, then compare.")
      : say("Go through your answers, and compare them.")),
    ...listed,
    h("section", { class: "card times" },
      h("h3", {}, say("Where the time went")),
      h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": say("Where the time went") },
        h("table", {},
          h("thead", {}, h("tr", {}, ...[say("Question"), say("Took"), say("Suggested"), say("Points")].map((column) => h("th", { scope: "col" }, column)))),
          table)),
      asked.length === run.questions.length
        ? h("p", { class: "soft" }, say("The rest of the {minutes} is for the greeting, your own questions and the interviewer.", { minutes: minutes(run.minutes) }))
        : null),
    ...(pointed ? [h("section", { class: "card" }, h("h3", {}, say("Missed")), missed)] : []),
    graded,
    h("div", { class: "actions" }, grade, button(say("Print"), () => print()), button(name, leave)));
}
