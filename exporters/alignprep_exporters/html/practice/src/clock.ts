/** Time that passes, computed from timestamps: ticks come late in a tab that nobody looks at. */

import { announce, button, h } from "./dom";
import { clockTime, say } from "./words";

/** Milliseconds that passed before, and when it was started last (null: it stands). */
export interface Watch {
  passed: number;
  since: number | null;
}

export const started = (now: number, watch: Watch = { passed: 0, since: null }): Watch =>
  watch.since === null ? { ...watch, since: now } : watch;

/** A clock that was set back takes nothing away. */
export const elapsed = ({ passed, since }: Watch, now: number): number =>
  passed + (since === null ? 0 : Math.max(0, now - since));

export const stopped = (watch: Watch, now: number): Watch => ({ passed: elapsed(watch, now), since: null });

/**
 * A running clock with a button that pauses it. It counts up and never ends anything; when the suggested time has
 * passed it says so once, if nudges are wanted.
 */
export class Clock {
  readonly element: HTMLElement;
  readonly #face = h("span", { role: "timer", class: "time" });
  readonly #pause: HTMLButtonElement;
  readonly #tick: () => void;
  #timer: number | undefined;

  constructor(options: {
    label: string;
    watch: () => Watch;
    change: (watch: Watch) => void;
    suggested: number;
    of: string;
    nudge: string | null;
    /** What stands below it, anew with each second. */
    below?: () => string;
  }) {
    const { watch, change, suggested, nudge, below } = options;
    let nudged = elapsed(watch(), Date.now()) >= suggested;
    const note = h("p", { class: "note" });
    const second = h("p", { class: "soft" });
    this.#face.setAttribute("aria-label", options.label);
    this.#tick = () => {
      const passed = elapsed(watch(), Date.now());
      this.#face.textContent = clockTime(passed);
      if (below) second.textContent = below();
      // A view that waits while one reads in the document is silent.
      if (!nudged && passed >= suggested && this.element.offsetParent) {
        nudged = true;
        if (nudge !== null) {
          note.textContent = nudge;
          announce(nudge);
        }
      }
    };
    this.#pause = button(say("Pause the clock"), () => {
      const now = Date.now();
      change(watch().since === null ? started(now, watch()) : stopped(watch(), now));
      this.#label(watch());
      this.#tick();
    }, "small");
    this.#label(watch());
    this.element = h("div", { class: "clock" }, h("p", {}, this.#face, " ", h("span", { class: "soft" }, options.of)), this.#pause, below ? second : null, note);
    this.#tick();
    this.#timer = window.setInterval(this.#tick, 1000);
  }

  /** Leave the clock as it stands. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#pause.remove();
  }

  #label({ since }: Watch): void {
    this.#pause.textContent = since === null ? say("Go on with the clock") : say("Pause the clock");
  }
}
