import vm from 'node:vm';

interface Element {
  attributes: Record<string, string>;
  className: string;
  value: string;
  textContent: string;
  firstChild?: Element;
}

/** One question that the script asked; `answer` is its end. */
export interface Asked {
  url: URL;
  answer(status: number, frames: unknown): void;
  isAborted: boolean;
}

/** A page in a browser of 2010: this language, timers, and XMLHttpRequest, by hand. */
export interface OldPageWorld {
  asked: Asked[];
  text(id: string): string;
  element(id: string): Element;
  /** Lets time pass: timers that are due run in their order. */
  pass(ms: number): void;
}

const NEWER = [
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'Promise',
  'Symbol',
  'Proxy',
  'Reflect',
  'ArrayBuffer',
  'Uint8Array',
  'BigInt',
  'Intl',
  'Atomics',
  'WebAssembly',
];
/** Methods that ES5 has not. */
const DROP = `
  ['assign','entries','values','fromEntries','is'].forEach(function (n) { delete Object[n]; });
  ['from','of'].forEach(function (n) { delete Array[n]; });
  ['find','findIndex','includes','flat','flatMap','fill','keys','entries','values','at'].forEach(
    function (n) { delete Array.prototype[n]; });
  ['includes','startsWith','endsWith','repeat','padStart','padEnd','trimStart','matchAll','replaceAll','at'].forEach(
    function (n) { delete String.prototype[n]; });
  ['isInteger','isFinite','isNaN','isSafeInteger','parseFloat'].forEach(function (n) { delete Number[n]; });
  ['trunc','imul','sign','hypot','log2','fround'].forEach(function (n) { delete Math[n]; });`;

/** Runs the script on a page with these attributes and elements. Time starts at `atMs` of the device. */
export function runOnOldPage(
  script: string,
  page: {
    live: Record<string, string | number>;
    elements: Record<string, Record<string, string>>;
    atMs: number;
  },
): OldPageWorld {
  let nowMs = page.atMs;
  const asked: Asked[] = [];
  const timers: { atMs: number; every: number; run: () => void; id: number }[] = [];
  const elements = new Map<string, Element>();
  const make = (attributes: Record<string, string>): Element => ({
    attributes,
    className: attributes.class ?? '',
    value: attributes.value ?? '',
    textContent: attributes.text ?? '',
  });
  const data = Object.entries(page.live).map(([name, value]) => [`data-${name}`, String(value)]);
  elements.set('live', make(Object.fromEntries(data)));
  for (const [id, attributes] of Object.entries(page.elements)) elements.set(id, make(attributes));
  const changed = elements.get('changed');
  if (changed) changed.firstChild = make({});

  const shown = (element: Element | undefined) =>
    element &&
    Object.assign(element, {
      getAttribute: (name: string) => element.attributes[name] ?? null,
      setAttribute: (name: string, value: unknown) => {
        element.attributes[name] = String(value);
      },
    });
  const later = (run: () => void, ms: number, every: number) => {
    const id = timers.length + 1;
    timers.push({ atMs: nowMs + ms, every, run, id });
    return id;
  };

  class OldRequest {
    readyState = 0;
    status = 0;
    responseText = '';
    onreadystatechange = () => {};
    #mine: Asked | null = null;
    open(_method: string, url: string): void {
      this.#mine = {
        url: new URL(url),
        isAborted: false,
        answer: (status, frames) => {
          this.readyState = 4;
          this.status = status;
          this.responseText = typeof frames === 'string' ? frames : JSON.stringify(frames);
          this.onreadystatechange();
        },
      };
    }
    send(): void {
      if (this.#mine) asked.push(this.#mine);
    }
    abort(): void {
      if (this.#mine) this.#mine.isAborted = true;
    }
  }

  const context = vm.createContext({
    document: { getElementById: (id: string) => shown(elements.get(id)) ?? null },
    setTimeout: (run: () => void, ms: number) => later(run, ms, 0),
    setInterval: (run: () => void, ms: number) => later(run, ms, ms),
    clearTimeout: (id: number) => {
      const timer = timers.find((one) => one.id === id);
      if (timer) timer.atMs = Number.POSITIVE_INFINITY;
    },
    XMLHttpRequest: OldRequest,
    now: () => nowMs,
  });
  for (const name of NEWER) vm.runInContext(`delete globalThis.${name}`, context);
  vm.runInContext(
    `var window = { XMLHttpRequest: XMLHttpRequest, JSON: JSON };
     Date = (function (Real) {
       function OldDate(ms) { return new Real(arguments.length ? ms : now()); }
       return OldDate;
     })(Date);${DROP}`,
    context,
  );
  vm.runInContext(script, context);

  return {
    asked,
    text: (id) => elements.get(id)?.textContent ?? '',
    element(id) {
      const element = elements.get(id);
      if (!element) throw new Error(`the page has no ${id}`);
      return element;
    },
    pass(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const due = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
        if (!due) break;
        nowMs = due.atMs;
        due.atMs = due.every > 0 ? due.atMs + due.every : Number.POSITIVE_INFINITY;
        due.run();
      }
      nowMs = untilMs;
    },
  };
}
