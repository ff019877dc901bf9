/** Elements, copies of parts of the document, and the one region that tells screen readers what happened. */

type Child = Node | string | null | undefined | false;
type Value = string | number | boolean | ((event: Event) => void);

/** An element; `on…` values are listeners, true is an empty attribute, false none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const button = (label: string, press: () => void, kind = ""): HTMLButtonElement =>
  h("button", { type: "button", class: `button ${kind}`.trim(), onclick: press }, label);

/** A checkbox with its label. */
export function check(label: string | Node, checked: boolean, change: (checked: boolean) => void): HTMLLabelElement {
  const box = h("input", { type: "checkbox", onchange: () => change(box.checked) });
  box.checked = checked;
  return h("label", { class: "check" }, box, h("span", {}, label));
}

/** A heading that can take the focus, so that a reader lands on what is new. */
export const heading = (tag: "h2" | "h3" | "h4", ...text: Child[]): HTMLHeadingElement =>
  h(tag, { tabindex: -1 }, ...text);

export const details = (summary: string, ...content: Child[]): HTMLDetailsElement =>
  h("details", {}, h("summary", {}, summary), ...content);

const REFERENCES = ["for", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details"];

/** A copy that can stand beside the original: its ids are renamed, and what refers to them within the copy follows. */
export function copy<T extends Element>(original: T): T {
  const made = original.cloneNode(true) as T;
  if (made instanceof HTMLDetailsElement) made.open = false; // Opened in the document, it is still a surprise elsewhere.
  const renamed = new Map<string, string>();
  for (const one of [made, ...made.querySelectorAll("[id]")]) {
    if (one.id) {
      renamed.set(one.id, `practice_${one.id}`);
      one.id = `practice_${one.id}`;
    }
  }
  if (renamed.size) for (const one of [made, ...made.querySelectorAll("*")]) follow(one, renamed);
  return made;
}

function follow(one: Element, renamed: ReadonlyMap<string, string>): void {
  for (const { name, value } of [...one.attributes]) {
    if (REFERENCES.includes(name)) {
      one.setAttribute(name, value.replace(/\S+/g, (id) => renamed.get(id) ?? id));
    } else if (value.includes("#")) {
      one.setAttribute(name, value.replace(/^#(.+)$|url\(#([^)]+)\)/, (all, whole?: string, drawn?: string) => {
        const id = renamed.get(whole ?? drawn ?? "");
        return id === undefined ? all : whole === undefined ? `url(#${id})` : `#${id}`;
      }));
    }
  }
}

let region: HTMLElement | undefined;

/** Tell a screen reader what happened, once it is silent. */
export function announce(text: string): void {
  region ??= document.body.appendChild(h("p", { role: "status", class: "visually-hidden" }));
  region.textContent = text;
}

/** Offer a text as a file to keep. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = h("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
