/** What the views say, in the language of the bank; the English text is the key. */

let words: Readonly<Record<string, string>> = {};
let locale = "en";
let backwards = false;

/** `direction` is that of the page, `ltr` or `rtl`. */
export function speak(translations: Readonly<Record<string, string>>, language: string, direction = "ltr"): void {
  words = translations;
  backwards = direction === "rtl";
  try {
    locale = new Intl.Locale(language).toString();
  } catch {
    locale = "en"; // Not a tag that the browser can read.
  }
}

/** A text in the bank's language; each `{name}` in it becomes the value of that name. */
export function say(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  const said = Object.hasOwn(words, text) ? (words[text] ?? text) : text;
  return apart(said.replace(/\{([a-z_]+)\}/g, (all, name: string) => String(values[name] ?? all)));
}

/**
 * A text that was said. On a page that runs from right to left it stands apart from what is around it and runs as its own
 * letters do, for it may have no translation; the signs are those of https://www.unicode.org/reports/tr9/.
 */
export const apart = (text: string): string => (backwards ? `\u2068${text}\u2069` : text);

/** Chinese and Japanese set no space between a number and its unit; browsers do, and not everywhere. */
const set = (text: string): string =>
  text.replace(/(\d)\s(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/gu, "$1");

export const minutes = (count: number): string =>
  set(new Intl.NumberFormat(locale, { style: "unit", unit: "minute", unitDisplay: "long" }).format(count));

export const percent = (share: number): string => new Intl.NumberFormat(locale, { style: "percent" }).format(share);

export const day = (time: number): string => new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(time);

export const moment = (time: number): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(time);

/** How far away a time is, such as "in 3 days". */
export const until = (time: number, now: number): string => set(distance(time, now));

function distance(time: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
  const left = Math.max(0, time - now) / 60_000;
  if (left < 60) return format.format(Math.max(1, Math.round(left)), "minute");
  if (left < 23.5 * 60) return format.format(Math.round(left / 60), "hour");
  const days = Math.round(left / (24 * 60));
  if (days < 60) return format.format(days, "day");
  return days < 730 ? format.format(Math.round(days / 30.4), "month") : format.format(Math.round(days / 365), "year");
}

/** Minutes and seconds, such as 12:05. */
export function clockTime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
