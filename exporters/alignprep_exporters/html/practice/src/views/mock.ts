/** Mock interview: questions of a plan one after the other, with no feedback before the end. */

import { Clock } from "../clock";
import { announce, button, details, h, heading } from "../dom";
import { advance, finish, LONGEST_NOTE, over, resumed, type Run, total } from "../interview";
import { apart, clockTime, minutes, moment, say } from "../words";
import { debrief } from "./debrief";
import { ask, clockSettings, plannedFor, type View } from "./parts";

/** When the interview was last seen open; apart from the run, so that a second tab does not overwrite what this one knows. */
const SEEN = "seen";
/** Milliseconds between two of these marks, and how long a gap is worth a word. */
const HEARTBEAT = 5_000;
const GAP = 60_000;

export const mock: View = (practice, root) => {
  let clocks: Clock[] = [];
  /** How long the page was closed in the middle of the interview. */
  let gap = 0;
  /** What is drawn: the interview that runs or ended last, or an earlier one. */
  let drawn: Run | null = null;

  /** Go on with an interview that a closed page left behind. */
  const resume = (): void => {
    if (!practice.run || over(practice.run)) return;
    const now = Date.now();
    const seen = Number(practice.store.get(SEEN)) || now;
    if (now - seen > 2 * HEARTBEAT) { // Else another tab has it open, and knows best what it holds.
      practice.run = resumed(practice.run, seen, now);
      practice.keep(practice.run);
      gap = now - seen;
    }
    mark();
  };
  const mark = (): void => {
    if (practice.running) practice.store.set(SEEN, String(Date.now()));
  };
  const beat = setInterval(mark, HEARTBEAT);
  const leaving = new AbortController();
  addEventListener("pagehide", mark, { signal: leaving.signal });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    resume();
    draw();
  }, { signal: leaving.signal });

  const endClocks = (): void => {
    for (const clock of clocks) clock.end();
    clocks = [];
  };

  function draw(earlier: Run | null = null): void {
    endClocks();
    const run = earlier ?? practice.run;
    drawn = run;
    if (!run) choose();
    else if (over(run)) debrief(practice, root, run, earlier ? say("Back") : say("Another interview"), () => { if (!earlier) practice.putAside(); draw(); });
    else question(run);
    root.querySelector<HTMLElement>("h2")?.focus();
    if (gap > GAP) announce(say("The clock stood still while the page was closed."));
    gap = 0;
  }

  /** What another tab did to the interview is shown here too; whoever is writing goes on writing. */
  function follow(): void {
    if (drawn === practice.run || (drawn && practice.earlier.has(drawn.id) && !practice.running)) return;
    const before = document.activeElement;
    const marked = before instanceof HTMLTextAreaElement && root.contains(before) ? [before.selectionStart, before.selectionEnd] as const : null;
    const place = drawn?.at;
    draw();
    const notes = root.querySelector("textarea");
    if (!marked || !notes || practice.run?.at !== place) return;
    notes.focus();
    notes.setSelectionRange(...marked);
  }

  function choose(): void {
    const lengths = practice.lengths;
    let wanted = lengths[0] ?? 0;
    const about = h("p", { class: "soft" });
    const describe = (): void => {
      about.textContent = apart(practice.plan(wanted)?.told ?? "");
    };
    const radios = lengths.map((length) => {
      const radio = h("input", { type: "radio", name: "length", value: length, onchange: () => { wanted = length; describe(); } });
      radio.checked = length === wanted;
      return h("label", { class: "check" }, radio, h("span", {}, minutes(length)));
    });
    const earlier = practice.ended.reverse();
    describe();
    root.replaceChildren(
      heading("h2", say("Mock interview")),
      h("p", {}, say("Answer aloud, as you would to a person. Until the end there is no feedback, and the answers cannot be reached. The clock only tells the time: it ends nothing, and you can pause it or turn it off.")),
      ...(lengths.length ? [
        h("fieldset", { class: "lengths" }, h("legend", {}, say("How long")), ...radios),
        about,
        clockSettings(practice, () => {}),
        button(say("Begin"), () => {
          practice.begin(wanted);
          mark();
          draw();
        }, "primary"),
      ] : [h("p", { class: "note" }, say("This page has too few questions for an interview."))]),
      ...(earlier.length ? [details(say("Earlier interviews"), h("ul", { class: "earlier" }, ...earlier.map((run) =>
        h("li", {}, button([...(run.begun ? [moment(run.begun)] : []), minutes(run.minutes)].join(" · "), () => draw(run), "small")))))] : []));
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
      const own = plannedFor(practice, id, now.minutes);
      const whole = minutes(now.questions.reduce((sum, one) => sum + plannedFor(practice, one, now.minutes), 0));
      clocks = [new Clock({
        label: say("Time on this question"), watch: () => now.clocks[place] ?? watch,
        change: (changed) => { now.clocks[place] = changed; practice.keep(now); },
        suggested: own * 60_000, of: say("of {minutes}", { minutes: minutes(own) }),
        nudge: nudges ? say("The suggested time has passed; take the time you need.") : null,
        ...(place > 0 ? { below: () => say("{time} used so far, of {minutes} for all questions", { time: clockTime(total(now, Date.now())), minutes: whole }) } : {}),
      })];
      clockPlace.append(...clocks.map(({ element }) => element));
    };
    drawClocks();

    const probes = practice.book.parts(id, ".probes > li");
    const asked = h("ol", { class: "asked" });
    const follow = button("", () => {
      now.probes[place] = (now.probes[place] ?? 0) + 1;
      practice.keep(now);
      showProbes(true);
    });
    const showProbes = (focus: boolean): void => {
      const shown = Math.min(now.probes[place] ?? 0, probes.length);
      for (const probe of probes.slice(asked.childElementCount, shown)) {
        const text = probe.querySelector(".probe-ask") ?? probe;
        asked.append(h("li", { tabindex: -1 }, ...[...text.childNodes].map((node) => node.cloneNode(true))));
      }
      asked.hidden = !shown;
      follow.textContent = say("Ask a follow-up ({left} left)", { left: probes.length - shown });
      follow.hidden = shown >= probes.length;
      if (focus) (asked.lastElementChild as HTMLElement | null)?.focus();
    };
    showProbes(false);

    const notes = h("textarea", { rows: 4, maxlength: LONGEST_NOTE, oninput: () => { now.notes[place] = notes.value; practice.keep(now); } });
    notes.value = now.notes[place] ?? "";
    const last = place === now.questions.length - 1;
    const step = (): void => {
      advance(now, Date.now());
      practice.keep(now);
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
          button(say("End it and see the answers"), () => { finish(now, Date.now()); practice.keep(now); draw(); }))])));
  }

  resume();
  draw();
  practice.changed = follow;
  return () => {
    clearInterval(beat);
    leaving.abort();
    endClocks();
  };
};
