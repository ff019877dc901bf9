/**
 * The browser's storage, as a cache: any access may fail, on any day, and nothing else may fail with it.
 *
 * On `file:` all pages of a browser may share one storage, so every key begins with program and bank. Each entry of the
 * log has a key of its own: a grade is one small write, and two tabs cannot overwrite each other's.
 */

export class Store {
  /** Whether everything so far could be written. */
  kept = true;
  readonly #prefix: string;
  readonly #area: () => Storage;
  readonly #failed: () => void;

  /** `area` is asked anew each time, since the property itself may throw; `failed` is called once. */
  constructor(slug: string, area: () => Storage, failed: () => void) {
    this.#prefix = `alignprep/${slug}/`;
    this.#area = area;
    this.#failed = failed;
  }

  get(key: string): string | null {
    return this.#try((area) => area.getItem(this.#prefix + key)) ?? null;
  }

  set(key: string, value: string): void {
    this.#try((area) => area.setItem(this.#prefix + key, value));
  }

  remove(key: string): void {
    this.#try((area) => area.removeItem(this.#prefix + key));
  }

  /** Values whose keys begin so, by the rest of the key. */
  under(start: string): Map<string, string> {
    const found = new Map<string, string>();
    this.#try((area) => {
      const whole = this.#prefix + start;
      // All keys at once: Firefox takes a hundred times as long to give them one by one between values.
      for (const key of Object.keys(area)) {
        if (key.startsWith(whole)) found.set(key.slice(whole.length), area.getItem(key) ?? "");
      }
    });
    return found;
  }

  /** Call with the key, without program and bank, and the value (null: removed) of each change by another tab. */
  watch(changed: (key: string, value: string | null) => void): void {
    addEventListener("storage", ({ key, newValue }) => {
      if (key?.startsWith(this.#prefix)) changed(key.slice(this.#prefix.length), newValue);
    });
  }

  #try<T>(access: (area: Storage) => T): T | undefined {
    try {
      return access(this.#area());
    } catch {
      if (this.kept) {
        this.kept = false;
        this.#failed();
      }
      return undefined;
    }
  }
}

/** A JSON text's value, or null for a text that is none. */
export function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
