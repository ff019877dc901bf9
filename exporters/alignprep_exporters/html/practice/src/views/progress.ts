/** Progress: what was practiced, the file that keeps it, the settings. */

import { announce, button, check, details, download, h, heading } from "../dom";
import type { Practice } from "../practice";
import { MOST_BYTES, readFile, type Refusal, writeFile } from "../progress_file";
import { day, percent, say } from "../words";
import type { View } from "./parts";

export function save(practice: Practice): void {
  const { bank } = practice.data;
  const today = new Date();
  const date = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  download(`${bank.slug}-progress-${date}.json`, writeFile(bank, practice.log.entries(), practice.ended));
  practice.markExported();
}

export const progress: View = (practice, root) => {
  const message = h("div", { role: "alert", tabindex: -1 });
  const body = h("div");

  /** Say what happened, and how it is undone if it changed something. */
  const tell = (text: string, undo: (() => void) | null = null): void => {
    message.replaceChildren(h("p", { class: "note" }, text, " ", undo ? button(say("Undo"), () => {
      undo();
      draw();
      tell(say("Undone."));
    }, "small") : null));
    if (document.activeElement === document.body) message.focus(); // What was pressed is gone.
  };

  async function read(file: File): Promise<void> {
    if (file.size > MOST_BYTES) return tell(refusal({ why: "large" }, practice));
    let text: string;
    try {
      text = await file.text();
    } catch {
      return tell(say("The file could not be read."));
    }
    add(text);
  }

  /** Whether the text was progress, which is joined then. */
  function add(text: string): boolean {
    const { bank } = practice.data;
    const found = readFile(text, bank, Date.now());
    if ("why" in found) {
      tell(refusal(found, practice));
      return false;
    }
    const before = practice.undo;
    const { reviews, interviews } = practice.join(found.entries, found.interviews);
    const { undo } = practice;
    if (!reviews && !interviews) practice.undo = before;
    draw();
    const known = found.entries.length + found.interviews.length - reviews - interviews;
    const parts = [say("Reviews added: {count}.", { count: reviews })];
    if (interviews) parts.push(say("Interviews added: {count}.", { count: interviews }));
    if (known) parts.push(say("Already here: {count}.", { count: known }));
    if (found.faulty) parts.push(say("Left out, since they could not be understood: {count}.", { count: found.faulty }));
    if (found.version !== bank.version) parts.push(say("The file is of version {other} of the bank, this page is of {own}; what is no longer asked is kept but not shown.", { other: found.version, own: bank.version }));
    tell(parts.join(" "), reviews || interviews ? undo : null);
    return true;
  }

  // The same as text, for where a browser saves no files, as some phones do not for a page on their own disk. What is
  // typed here outlives a drawing.
  const copied = h("textarea", { rows: 3, readonly: true, oncopy: () => practice.markExported() });
  const given = h("label", { class: "notes", hidden: true }, say("Progress as text"), copied);
  const pasted = h("textarea", { rows: 3, spellcheck: "false", autocomplete: "off" });
  const asText = details(say("Keep it as text instead"),
    button(say("Copy progress as text"), () => {
      copied.value = writeFile(practice.data.bank, practice.log.entries(), practice.ended);
      given.hidden = false;
      copied.focus();
      copied.select();
      const done = document.execCommand("copy"); // Also where the page is not a secure context; the marked text stays.
      draw();
      tell(done ? say("Copied. Paste it where you keep notes.") : say("Copy the marked text and paste it where you keep notes."));
    }),
    given,
    h("label", { class: "notes" }, say("Paste progress here"), pasted),
    button(say("Add what was pasted"), () => {
      if (add(pasted.value.trim())) pasted.value = "";
    }));

  /** What can be pressed stands in the same order after each drawing. */
  const pressed = (): HTMLElement[] => [...body.querySelectorAll<HTMLElement>("button, input, summary, textarea")];

  function draw(): void {
    const focused = pressed().findIndex((one) => one === document.activeElement);
    const { log, exported, unexported, settings } = practice;
    const chooser = h("input", { type: "file", accept: ".json,application/json", onchange: () => {
      const file = chooser.files?.[0];
      if (file) void read(file).finally(() => { chooser.value = ""; });
    } });
    const number = (label: string, value: number, change: (count: number) => void): HTMLElement => {
      const input = h("input", { type: "number", min: 0, max: 999, value, onchange: () => {
        if (input.validity.valid && input.value) change(Number(input.value));
      } });
      return h("label", {}, label, input);
    };
    body.replaceChildren(
      table(practice),
      h("section", { class: "card" },
        h("h3", {}, say("Keep your progress")),
        h("p", {}, practice.store.kept
          ? say("Your browser may delete what is stored here. Only the file that you save is safe.")
          : say("This browser does not keep your progress. Save it as a file before you close the page.")),
        h("p", { class: practice.remind || !practice.store.kept ? "note" : "soft" }, exported
          ? say("Last saved: {day}. Reviews since then: {count}.", { day: day(exported), count: unexported })
          : say("Not saved as a file yet. Reviews: {count}.", { count: log.size })),
        h("div", { class: "actions" }, button(say("Save progress as a file"), () => {
          save(practice);
          draw();
          announce(say("The file was handed to the browser."));
        }, "primary")),
        h("label", { class: "file" }, say("Add progress from a file"), chooser),
        asText),
      h("section", { class: "card" },
        h("h3", {}, say("Settings")),
        h("div", { class: "filters" },
          number(say("New questions a day"), settings.fresh.question, (question) => practice.set({ fresh: { ...practice.settings.fresh, question } })),
          number(say("New facts a day"), settings.fresh.fact, (fact) => practice.set({ fresh: { ...practice.settings.fresh, fact } })),
          check(say("Show the clock"), settings.clock, (clock) => practice.set({ clock })),
          check(say("Say when the suggested time has passed"), settings.nudges, (nudges) => practice.set({ nudges })))),
      details(say("Delete my progress"),
        h("p", {}, say("This deletes interviews and their notes too. Save them as a file first: then they can be added again.")),
        button(say("Delete all progress in this browser"), () => {
          practice.clear();
          draw();
          tell(say("All progress was deleted."), practice.undo);
        })));
    pressed()[focused]?.focus();
  }

  root.replaceChildren(heading("h2", say("Progress")), message, body);
  draw();
  root.querySelector<HTMLElement>("h2")?.focus();
  practice.changed = draw;
  return () => {};
};

function refusal(found: Refusal, { data: { bank } }: Practice): string {
  switch (found.why) {
    case "large":
      return say("The file is too large to be progress. Nothing was changed.");
    case "not-json":
      return say("The file is damaged or is not a progress file. Nothing was changed.");
    case "not-progress":
      return say("The file holds no progress of such a page. Nothing was changed.");
    case "newer":
      return say("The file was saved by a newer page; open it there. Nothing was changed.");
    case "other-bank":
      return say("The file is of another bank, “{other}”; this page is “{own}”. Nothing was changed.", { other: found.title, own: bank.title });
  }
}

/**
 * By section: how much was practiced, and how much of that is likely still known. Of what was practiced today, or missed
 * the last time, there is nothing to tell yet.
 */
function table(practice: Practice): HTMLElement {
  const now = Date.now();
  const rows = practice.data.sections.map(({ id, title }) => {
    const items = [...practice.items.values()].filter(({ question }) => practice.questions.get(question)?.section === id);
    const cell = (kind: "question" | "fact"): string => {
      const all = items.filter((item) => item.kind === kind);
      return say("{hit} of {points}", { hit: all.filter((item) => practice.schedule.get(item.id)).length, points: all.length });
    };
    const estimated = items.filter(({ id }) => {
      const last = practice.log.history(id).at(-1);
      return last !== undefined && last.rating !== 1 && last.time < new Date(now).setHours(0, 0, 0, 0);
    });
    const recalls = estimated.map((item) => practice.schedule.recall(item, now)).filter((recall) => recall !== null);
    const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
    return h("tr", {}, h("th", { scope: "row" }, title), h("td", {}, cell("question")), h("td", {}, cell("fact")),
      h("td", {}, String(items.filter((item) => practice.schedule.isDue(item.id, now)).length)),
      h("td", {}, recalls.length ? say("{share} of {count}", { share: percent(mean), count: recalls.length }) : "–"));
  });
  const names = [say("Section"), say("Questions practiced"), say("Facts practiced"), say("Due"), say("Likely recalled, of what you practiced")];
  return h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": say("Progress by section") },
    h("table", {}, h("thead", {}, h("tr", {}, ...names.map((name) => h("th", { scope: "col" }, name)))), h("tbody", {}, ...rows)));
}
