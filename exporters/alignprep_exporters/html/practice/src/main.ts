/**
 * The page's script. Without it the page is a whole document; with it, a place to practice.
 *
 * The address says what is shown: `#/learn` and its like are views, everything else is a place in the document.
 */

import { Book } from "./book";
import { type Data, readData } from "./data";
import { announce, button, h } from "./dom";
import { Practice } from "./practice";
import { find } from "./views/find";
import { learn } from "./views/learn";
import { mock } from "./views/mock";
import type { View } from "./views/parts";
import { progress, save } from "./views/progress";
import { say, speak } from "./words";

const VIEWS: ReadonlyMap<string, { name: () => string; view: View }> = new Map([
  ["learn", { name: () => say("Learn"), view: learn }],
  ["mock", { name: () => say("Interview"), view: mock }],
  ["find", { name: () => say("Find"), view: find }],
  ["progress", { name: () => say("Progress"), view: progress }],
]);

function start(data: Data, main: HTMLElement, place: HTMLElement, modes: HTMLElement): void {
  speak(data.words, data.bank.language, document.documentElement.dir);
  const warning = h("div", { class: "unkept" });
  const root = h("div");
  const invitation = h("p", {}, say(
    "To practice, choose {learn}: it asks one thing at a time and brings it back before you forget it. {interview} is a mock interview by the clock.",
    { learn: say("Learn"), interview: say("Interview") }));
  const practice = new Practice(data, new Book(main), () => localStorage, () => {
    const unkept = say("This browser does not keep your progress. Save it as a file before you close the page.");
    invitation.after(h("p", {}, unkept));
    warning.replaceChildren(h("p", { class: "note" }, unkept, " ", button(say("Save progress as a file"), () => save(practice), "small")));
  });
  const skip = document.querySelector(".skip");
  let leave = (): void => {};
  /** The address of the view that stands in the root, and how far it was scrolled; it waits while one reads. */
  let standing = "";
  let scrolled = 0;
  /** What had the focus last in that view: browsers take it away on the way back. */
  let focused: HTMLElement | null = null;

  const links = new Map([["", h("a", { href: "#" }, say("Read"))]]);
  for (const [id, { name }] of VIEWS) links.set(id, h("a", { href: `#/${id}` }, name()));
  modes.setAttribute("aria-label", say("Practice"));
  modes.append(h("ul", {}, ...[...links.values()].map((link) => h("li", {}, link))));
  modes.hidden = false;
  document.getElementById("_no-practice")?.replaceWith(invitation);

  function show(): void {
    const [, name = "", argument = ""] = /^#\/(\w+)(?:\/(.*))?$/.exec(location.hash) ?? [];
    if (practice.running && name !== "mock") {
      location.replace(`${location.href.replace(/#.*/, "")}#/mock`); // Not relative: see the clicks below.
      announce(say("The answers cannot be reached while the interview runs."));
      return;
    }
    const chosen = VIEWS.get(name);
    const id = chosen ? name : "";
    for (const [other, link] of links) {
      if (other === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    place.hidden = !chosen;
    skip?.setAttribute("href", chosen ? "#_practice" : "#_book");
    practice.book.show(!chosen);
    if (chosen) {
      document.documentElement.dataset["view"] = id;
      place.setAttribute("role", "main");
      if (standing === location.hash) {
        practice.changed();
        practice.away(false);
        scrollTo(0, scrolled);
        (focused?.isConnected ? focused : root.querySelector<HTMLElement>("h2"))?.focus({ preventScroll: true });
      } else {
        leave();
        practice.changed = () => {};
        practice.away = () => {};
        focused = null;
        standing = location.hash;
        scrollTo(0, 0);
        leave = chosen.view(practice, root, decoded(argument));
      }
    } else {
      delete document.documentElement.dataset["view"];
      place.removeAttribute("role");
      practice.away(true);
      reach(location.hash);
    }
  }

  // The document is drawn before anything is restored.
  let ready = false;
  const restore = (): void => {
    if (ready) return;
    ready = true;
    place.append(warning, root);
    practice.restore();
    // Also an interview that begins in another tab puts the answers out of reach.
    practice.guard = (running) => {
      modes.hidden = running;
      if (running && document.documentElement.dataset["view"] !== "mock") show();
    };
    modes.hidden = practice.running;
    addEventListener("hashchange", show);
    if (practice.running || location.hash.startsWith("#/")) show();
    else links.get("")?.setAttribute("aria-current", "page");
  };
  requestAnimationFrame(() => setTimeout(restore));
  setTimeout(restore, 500); // Nothing is drawn in a tab that nobody looks at.

  root.addEventListener("focusin", ({ target }) => {
    focused = target as HTMLElement;
  });
  addEventListener("scroll", () => {
    if (!place.hidden) scrolled = scrollY;
  }, { passive: true });
  skip?.addEventListener("click", (event) => {
    const first = place.hidden ? null : root.querySelector<HTMLElement>("h2");
    if (!first) return;
    event.preventDefault();
    first.focus();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && ready) practice.catchUp();
  });
  // Where a preview holds the page inside its own (about:srcdoc), such links would lead into that one.
  addEventListener("click", (event) => {
    const link = location.protocol === "about:" && event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    location.hash = link.getAttribute("href") ?? "";
  });
  addEventListener("beforeunload", (event) => {
    if (!practice.store.kept && practice.unsaved) event.preventDefault();
  });
}

/** Scroll to a place in the document that was hidden when the browser looked for it. */
function reach(hash: string): void {
  const target = hash.length > 1 ? document.getElementById(decoded(hash.slice(1))) : null;
  if (!target) return scrollTo(0, 0);
  for (let above = target.parentElement; above; above = above.parentElement) {
    if (above instanceof HTMLDetailsElement) above.open = true;
  }
  target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  target.scrollIntoView();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const data = readData();
const main = document.getElementById("_book");
const place = document.getElementById("_practice");
const modes = document.getElementById("_modes");
if (data && main && place && modes) start(data, main, place, modes);
