import type { Page } from '@playwright/test';

/**
 * What keeps a page from people who use a keyboard, a screen reader or weak eyes: controls without a
 * name, references to nothing, ids twice, radio buttons without a group's name, pictures without a text,
 * headings out of order, and text below 4.5:1 (large: 3:1) on the ground it stands on, as drawn now.
 */
export const faultsOf = (page: Page): Promise<string[]> => page.evaluate(lookForFaults);

function lookForFaults(): string[] {
  const faults: string[] = [];
  const all = <T extends Element>(selector: string) => [
    ...document.querySelectorAll<T & HTMLElement>(selector),
  ];
  const isShown = (element: Element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest('[aria-hidden="true"], .sr-only');
  const nameless = (element: Element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 120);
  const textOf = (ids: string | null) =>
    (ids ?? '')
      .split(/\s+/)
      .map((id) => document.getElementById(id)?.textContent?.trim() ?? '')
      .join('');

  for (const control of all<HTMLInputElement>(
    'a[href], button, input, select, textarea, summary',
  )) {
    if (!isShown(control) || control.type === 'hidden') continue;
    const isButton = ['submit', 'button'].includes(control.type) && control.tagName === 'INPUT';
    const name =
      control.getAttribute('aria-label') ??
      (textOf(control.getAttribute('aria-labelledby')) ||
        (isButton && control.value) ||
        [...(control.labels ?? [])].map((label) => label.textContent?.trim()).join('') ||
        (/^(A|BUTTON|SUMMARY)$/.test(control.tagName) &&
          (control.textContent?.trim() || control.querySelector('img[alt]')?.getAttribute('alt'))));
    if (!name) faults.push(`no name: ${nameless(control)}`);
    if (control.type === 'radio' && !control.closest('fieldset, [role="radiogroup"]')) {
      faults.push(`a radio button of no group: ${nameless(control)}`);
    }
  }
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls']) {
    for (const element of all(`[${attribute}]`)) {
      // What a button opens need not stand while it is shut.
      if (attribute === 'aria-controls' && element.getAttribute('aria-expanded') === 'false')
        continue;
      for (const id of (element.getAttribute(attribute) ?? '').split(/\s+/)) {
        if (!document.getElementById(id)) faults.push(`${attribute} leads to nothing: ${id}`);
      }
    }
  }
  const ids = all('[id]').map(({ id }) => id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) {
    faults.push(`id twice: ${id}`);
  }
  for (const picture of all('img:not([alt])')) faults.push(`no text: ${nameless(picture)}`);
  if (!document.documentElement.lang) faults.push('the page has no language');
  const levels = all('h1, h2, h3, h4')
    .filter(isShown)
    .map(({ tagName }) => Number(tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) faults.push(`headings: ${levels.join()}`);
  levels.forEach((level, at) => {
    if (at > 0 && level > (levels[at - 1] ?? 0) + 1) faults.push(`headings: ${levels.join()}`);
  });

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!canvas) return [...faults, 'no canvas to see colours with'];
  /** The colour as it is drawn over another, 0–255. */
  const drawn = (color: string, over: readonly number[]): number[] => {
    canvas.fillStyle = `rgb(${over.join()})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const groundOf = (element: Element): number[] => {
    const above = element.parentElement ? groundOf(element.parentElement) : [255, 255, 255];
    return drawn(getComputedStyle(element).backgroundColor, above);
  };
  const luminance = (color: readonly number[]) => {
    const [r = 0, g = 0, b = 0] = color.map((part) =>
      part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (const element of all('body *')) {
    const own = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
    );
    const value = element instanceof HTMLInputElement && element.type === 'submit';
    if (!(own || value) || !isShown(element) || element.closest('svg, option, noscript')) continue;
    const style = getComputedStyle(element);
    const ground = groundOf(element);
    const [low = 0, high = 0] = [luminance(ground), luminance(drawn(style.color, ground))].sort(
      (a, b) => a - b,
    );
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < (isLarge ? 3 : 4.5)) {
      faults.push(`${ratio.toFixed(2)}:1 "${element.textContent?.trim().slice(0, 40)}"`);
    }
  }
  return faults;
}

/** Where the focus goes from the page's beginning, by the Tab key: each stop's id, name or text. */
export async function tabStops(page: Page, most: number): Promise<string[]> {
  const stops: string[] = [];
  for (let at = 0; at < most; at += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      if (!element || element === document.body) return null;
      const style = getComputedStyle(element);
      const isRinged = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
      const text =
        element.labels?.[0]?.textContent ??
        (element.type === 'submit' && element.value ? element.value : element.textContent);
      return `${isRinged ? '' : 'without a ring: '}${text?.trim().replace(/\s+/g, ' ') ?? ''}`;
    });
    if (stop === null) break;
    stops.push(stop);
  }
  return stops;
}
