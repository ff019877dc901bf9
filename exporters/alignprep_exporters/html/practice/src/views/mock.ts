/** Mock interview: questions of a plan one after the other, with no feedback before the end. */

import { Clock } from "../clock";
import { announce, button, details, h, heading } from "../dom";
import { advance, begin, finish, over, resumed, type Run, runOf, total } from "../interview";
import type { Practice } from "../practice";
import { parsed } from "../store";
import { clockTime, minutes, say } from "../words";
import { debrief } from "./debrief";
import { ask, clockSettings, type View } from "./parts";

const KEY = "interview";
/** When the interview was last seen open; apart from the run, so that a second tab does not overwrite what this one knows. */
const SEEN = "seen";
/** Milliseconds between two of these marks, and how long a gap is worth a word. */
const HEARTBEAT = 5_000;
const GAP = 60_000;

/** The interview that was kept, if there is one. */
export function keptRun(practice: Practice): Run | null {
  return runOf(parsed(practice.store.get(KEY)), (id) => practice.questions.has(id));
}

/** Whether answers must stay out of reach. */
export const isRunning = (run: Run | null): boolean => run !== null && !over(run);

export const mock: View = (practice, root) => {
  let run = keptRun(practice);
  let clocks: Clock[] = [];
  /** How long the page was closed in the middle of the interview. */
  let gap = 0;

  /** Go on with an interview that a closed page left behind. */
  const resume = (): void => {
    if (!run || over(run)) return;
    const now = Date.now();
    const seen = Number(practice.store.get(SEEN)) || now;
    run = resumed(run, seen, now);
    gap = now - seen;
    mark();
    keep();
  };
  const mark = (): void => {
    if (isRunning(run)) practice.store.set(SEEN, String(Date.now()));
  };
  const beat = setInterval(mark, HEARTBEAT);
  const leaving = new AbortController();
  addEventListener("pagehide", mark, { signal: leaving.signal });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    resume();
    draw();
  }, { signal: leaving.signal });

  const keep = (): void => practice.store.set(KEY, JSON.stringify(run));
  const endClocks = (): void => {
    for (const clock of clocks) clock.end();
    clocks = [];
  };

  function draw(): void {
    endClocks();
    practice.running = isRunning(run);
    if (!run) choose();
    else if (over(run)) debrief(practice, root, run, keep, again);
    else question(run);
    root.querySelector<HTMLElement>("h2")?.focus();
    if (gap > GAP) announce(say("The clock stood still while the page was closed."));
    gap = 0;
  }

  function again(): void {
    run = null;
    practice.store.remove(KEY);
    draw();
  }

  function choose(): void {
    const lengths = practice.lengths;
    let wanted = lengths[0] ?? 0;
    const about = h("p", { class: "soft" });
    const describe = (): void => {
      const plan = practice.plan(wanted);
      about.textContent = plan ? say("{count} questions, chosen by seed {seed}", { count: plan.questions.length, seed: plan.seed }) : "";
    };
    const radios = lengths.map((length) => {
      const radio = h("input", { type: "radio", name: "length", value: length, onchange: () => { wanted = length; describe(); } });
      radio.checked = length === wanted;
      return h("label", { class: "check" }, radio, h("span", {}, minutes(length)));
    });
    describe();
    root.replaceChildren(
      heading("h2", say("Mock interview")),
      h("p", {}, say("Answer aloud, as you would to a person. Until the end there is no feedback, and the answers cannot be reached. The clock only tells the time: it ends nothing, and you can pause it or turn it off.")),
      ...(lengths.length ? [
        h("fieldset", { class: "lengths" }, h("legend", {}, say("How long")), ...radios),
        about,
        clockSettings(practice, () => {}),
        button(say("Begin"), () => {
          const plan = practice.plan(wanted);
          if (!plan) return;
          practice.takePlan(wanted);
          run = begin(wanted, plan.seed, plan.questions, Date.now());
          mark();
          keep();
          draw();
        }, "primary"),
      ] : [h("p", { class: "note" }, say("This page has too few questions for an interview."))]));
  }

  function question(now: Run): void {
    const place = now.at;
    const id = now.questions[place] ?? "";
    const clockPlace = h("div", { class: "clocks" });
    const drawClocks = (): void => {
      endClocks();
      clockPlace.replaceChildren();
      const watch = now.clocks[place];
      if (!practice.settings.clock || !watch) return;
      const { nudges } = practice.settings;
      const own = practice.questions.get(id)?.minutes ?? 0;
      const before = total(now, Date.now()) - total({ ...now, clocks: [watch] }, Date.now());
      const whole = h("span", { class: "soft" });
      clocks = [new Clock({
        label: say("Time on this question"), watch: () => now.clocks[place] ?? watch,
        change: (changed) => { now.clocks[place] = changed; keep(); },
        suggested: own * 60_000, of: say("of {minutes}", { minutes: minutes(own) }),
        nudge: nudges ? say("The suggested time has passed; take the time you need.") : null,
      })];
      whole.textContent = say("{time} before this question, of {minutes} in all", { time: clockTime(before), minutes: minutes(now.minutes) });
      clockPlace.append(...clocks.map(({ element }) => element), h("p", {}, whole));
    };
    drawClocks();

    const probes = practice.book.parts(id, ".probes > li");
    const asked = h("ol", { class: "asked" });
    const follow = button("", () => {
      now.probes[place] = (now.probes[place] ?? 0) + 1;
      keep();
      showProbes(true);
    });
    const showProbes = (focus: boolean): void => {
      const shown = Math.min(now.probes[place] ?? 0, probes.length);
      for (const probe of probes.slice(asked.childElementCount, shown)) {
        const text = probe.querySelector(".probe-ask") ?? probe;
        asked.append(h("li", { tabindex: -1 }, ...[...text.childNodes].map((node) => node.cloneNode(true))));
      }
      follow.textContent = say("Ask a follow-up ({left} left)", { left: probes.length - shown });
      follow.hidden = shown >= probes.length;
      if (focus) (asked.lastElementChild as HTMLElement | null)?.focus();
    };
    showProbes(false);

    const notes = h("textarea", { rows: 4, maxlength: 20_000, oninput: () => { now.notes[place] = notes.value; keep(); } });
    notes.value = now.notes[place] ?? "";
    const last = place === now.questions.length - 1;
    const step = (): void => {
      advance(now, Date.now());
      keep();
      draw();
      if (!last) announce(say("Question {number} of {count}", { number: now.at + 1, count: now.questions.length }));
    };
    root.replaceChildren(
      heading("h2", say("Question {number} of {count}", { number: place + 1, count: now.questions.length })),
      h("section", { class: "card" },
        ask(practice, id),
        clockPlace,
        gap > GAP ? h("p", { class: "note" }, say("The clock stood still while the page was closed.")) : null,
        asked, follow,
        h("label", { class: "notes" }, say("Notes"), notes),
        button(last ? say("Finish the interview") : say("Next question"), step, "primary")),
      h("div", { class: "bar" },
        clockSettings(practice, drawClocks),
        ...(last ? [] : [details(say("End the interview now"),
          button(say("End it and see the answers"), () => { finish(now, Date.now()); keep(); draw(); }))])));
  }

  resume();
  draw();
  return () => {
    clearInterval(beat);
    leaving.abort();
    endClocks();
  };
};
