/// <reference lib="dom" />
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { allTexts } from '../../panel/src/i18n/all.ts';
import { sampled } from './sampled.ts';
import { type ApiAnswer, type PageStand, standBeforeApi } from './page-stand.ts';

export interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

/** Long enough for a busy machine. */
const DEADLINE_MS = 30_000;
/** Nothing has been asked or answered for so long: what is shown stays. */
const QUIET_MS = 80;
const HEIGHT = 800;
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What another colour scheme can change. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
/**
 * In these a page has its own contents. In the others it has a heading with what all pages share (outlines, what failed, what is
 * refused): axe's rules look at each of them in one look, in turn. They take most of the time.
 */
const OF_ITS_OWN = ['full', 'open', 'empty'];
/** A text that is missing is shown as its key. */
const TEXT_KEYS = `\\b(?:${Object.keys(allTexts.pl).join('|')})\\.[a-zA-Z]+[a-zA-Z.]*\\b`;
const LOADING = '.mantine-Skeleton-root, .mantine-Loader-root, [aria-busy="true"], [data-loading]';
const RETRIES = (['pl', 'en'] as const)
  .map((language) => `[role="alert"] button:has-text("${allTexts[language].failure.retry}")`)
  .join(', ');

const RETRY = new RegExp(`^(${allTexts.pl.failure.retry}|${allTexts.en.failure.retry})$`);

/** Each page-state of the walk that was looked at, in each of its looks. */
export const seen: string[] = [];

/** One person in a browser, who goes from page to page while the API answers as each state needs. */
export class PageWalk {
  readonly page: Page;
  /** What is wrong. */
  readonly found: string[] = [];
  readonly #origin: string;
  readonly #who: string;
  /** Whether a state gets axe's rules; others are looked at without. */
  readonly #withAxe: (state: string) => boolean;
  #path = '';
  #visits = 0;
  #shared = 0;
  #looks: readonly Look[] = [];

  constructor(page: Page, origin: string, who: string, withAxe: (state: string) => boolean = () => true) {
    this.page = page;
    this.#origin = origin;
    this.#who = who;
    this.#withAxe = withAxe;
  }

  async begin(language: 'pl' | 'en'): Promise<void> {
    await this.page.addInitScript(standBeforeApi);
    await this.page.addInitScript((chosen) => {
      if (localStorage.getItem('fonoteka.language') === null) localStorage.setItem('fonoteka.language', chosen);
    }, language);
    await this.page.goto(`${this.#origin}/offline.html`);
  }

  /** `loadFailRetry`: loading, then failed, then, after another try, as it is; else without loading the document again. */
  visit(path: string, state: ApiAnswer | 'loadFailRetry', looks: readonly Look[]): Promise<void> {
    return state === 'loadFailRetry' ? this.#loadFailRetry(path, looks) : this.#go(path, looks, state);
  }

  /** Loading, then failed, then, after a click on what tries again, as it is. */
  async #loadFailRetry(path: string, looks: readonly Look[]): Promise<void> {
    this.#path = path;
    this.#looks = looks;
    await this.#setSize(looks[0]!);
    await this.#load('held');
    const asked = await this.#changed();
    if (asked > 0) {
      await this.#look('loading', async () => {
        if ((await this.page.locator(LOADING).count()) === 0) this.#note('loading', 'does not say that it is loading');
      });
      await this.#release((this.#visits += 1) % 2 === 0 ? 'away' : 'broken');
      await this.#look('failed', async () => {
        if ((await this.page.locator(RETRIES).count()) === 0) this.#note('failed', 'offers nothing to try again');
      });
      await this.#release('open');
      await this.#retry();
    }
    await this.#look('full', async () => {
      if (await this.page.locator(RETRIES).count()) this.#note('full', 'still failed after a retry');
      await this.#alarmsNobody('full');
    });
  }

  /** Without loading the document again. */
  async #go(path: string, looks: readonly Look[], answer: ApiAnswer): Promise<void> {
    this.#path = path;
    this.#looks = looks;
    await this.#setSize(looks[0]!);
    const { pathname } = new URL(this.page.url());
    const inside = pathname !== '/offline.html';
    if (inside) {
      await this.#release(answer);
      await this.page.evaluate((to) => {
        const other = new URL(to, location.href).pathname !== location.pathname;
        if (other) for (const heading of document.querySelectorAll('h1')) heading.dataset['left'] = '';
        history.pushState(null, '', to);
      }, path);
      await this.#settled(answer);
    } else await this.#load(answer);
    await this.#look(answer, async () => {
      if (inside && pathname !== path.split('?')[0]) await this.#hasFocus(answer);
      const hasWayOn = await this.page.locator('main a[href], main button').count();
      if (hasWayOn === 0) this.#note(answer, 'has no way on');
      if (answer === 'open' || answer === 'empty') await this.#alarmsNobody(answer);
    });
  }

  async #load(answer: ApiAnswer): Promise<void> {
    await this.page.evaluate((chosen) => sessionStorage.setItem('stand', chosen), answer);
    await this.page.goto(this.#origin + this.#path);
    await this.#settled(answer);
  }

  #changed(): Promise<number> {
    return this.page.evaluate(() => (globalThis as unknown as { stand: PageStand }).stand.changed);
  }

  async #release(answer: ApiAnswer): Promise<void> {
    await this.page.evaluate((next) => {
      const { stand } = globalThis as unknown as { stand: PageStand };
      stand.movedAt = performance.now();
      stand.release(next);
    }, answer);
    await this.#settled(answer);
  }

  /** Presses what tries again until nothing does. */
  async #retry(): Promise<void> {
    for (let left = await this.page.locator(RETRIES).count(); left > 0; left -= 1) {
      const next = this.page.locator(RETRIES).first();
      if (!(await next.isVisible())) return;
      await next.evaluate((button: HTMLElement) => {
        (globalThis as unknown as { stand: PageStand }).stand.movedAt = performance.now();
        button.click();
      });
      await this.#settled('after another try');
    }
  }

  /** A page with its heading, and nothing under way that is not held. */
  async #settled(state: string): Promise<void> {
    const settled = this.page.waitForFunction(
      ({ quiet, loading }) => {
        const { stand } = globalThis as unknown as { stand: PageStand };
        const answered = stand.underWay === 0 && document.querySelector(loading) === null;
        const shown = document.querySelector('h1:not([data-left])') !== null && (stand.answer === 'held' || answered);
        return shown && performance.now() - stand.movedAt > quiet;
      },
      { quiet: QUIET_MS, loading: LOADING },
      { timeout: DEADLINE_MS },
    );
    await settled.catch(() => this.#note(state, 'has no heading, or does not come to an end'));
  }

  async #setSize({ colorScheme, width }: Look): Promise<void> {
    if (this.page.viewportSize()!.width !== width) await this.page.setViewportSize({ width, height: HEIGHT });
    await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The outline of a page has none.
    const scheme = `html:not([data-mantine-color-scheme]), html[data-mantine-color-scheme="${colorScheme}"]`;
    await this.page.locator(scheme).waitFor({ state: 'attached' });
    // Colours are inherited step by step: with reduced motion each element has a transition of its own.
    await this.page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  }

  async #look(state: string, also: () => Promise<void>): Promise<void> {
    await also();
    const withAxe = this.#withAxe(state);
    const alone = OF_ITS_OWN.includes(state) ? null : (this.#shared += 1) % this.#looks.length;
    for (const [nr, look] of this.#looks.entries()) {
      await this.#setSize(look);
      seen.push(`${this.#who} ${this.#path} ${state} ${look.width} ${look.colorScheme}`);
      const sameWidth = this.#looks.slice(0, nr).some(({ width }) => width === look.width);
      const problems = await this.page.evaluate(problemsOfPage, TEXT_KEYS);
      if (withAxe && (alone === null || alone === nr)) problems.push(...(await this.#axe(alone === null && sameWidth)));
      for (const problem of problems) this.#note(`${state} ${look.width} ${look.colorScheme}`, problem);
    }
    await this.#setSize(this.#looks[0]!);
  }

  async #axe(onlyColours: boolean): Promise<string[]> {
    if (!(await this.page.evaluate(() => 'axe' in globalThis))) await this.page.evaluate(axe.source);
    return this.page.evaluate(
      async ({ tags, rules }) => {
        const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
          runOnly: rules === null ? { type: 'tag', values: tags } : { type: 'rule', values: rules },
          resultTypes: ['violations'],
        });
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
        );
      },
      { tags: WCAG, rules: onlyColours ? COLOUR_RULES : null },
    );
  }

  /** A note that stands on the page is no alert: nobody has done anything that it could be the answer to. What failed is one. */
  async #alarmsNobody(state: string): Promise<void> {
    const notes = this.page.getByRole('alert').filter({ hasNot: this.page.getByRole('button', { name: RETRY }) });
    for (const text of await notes.allInnerTexts()) this.#note(state, `is announced as an alarm: ${text}`);
  }

  /** After a navigation the keyboard goes on in the page, not behind it. */
  async #hasFocus(state: string): Promise<void> {
    const focused = await this.page.evaluate(() => document.activeElement?.closest('main') !== null);
    if (!focused) this.#note(state, 'has no focus after the navigation');
  }

  #note(state: string, problem: string): void {
    const found = `${this.#who} ${this.#path} ${state}: ${problem}`;
    this.found.push(found);
    // The whole takes long.
    if (sampled(false, true)) console.log(found);
  }
}

/** In the page: what everybody would see or hear that is wrong. */
function problemsOfPage(textKeys: string): string[] {
  const problems: string[] = [];
  const headings = [...document.querySelectorAll('h1')].filter((heading) => heading.checkVisibility());
  if (headings.length !== 1) problems.push(`has ${headings.length} headings of level 1`);
  const heading = headings[0]?.textContent.trim() ?? '';
  if (!document.title.includes(heading)) problems.push(`has the title ${document.title}, not ${heading}`);
  if (document.documentElement.scrollWidth > innerWidth) problems.push('scrolls to the side');
  const named = ['aria-label', 'title', 'placeholder', 'alt'].flatMap((name) =>
    Array.from(document.querySelectorAll(`[${name}]`), (element) => element.getAttribute(name)),
  );
  const keys = [document.body.innerText, ...named].join('\n').match(new RegExp(textKeys, 'g')) ?? [];
  problems.push(...keys.map((key) => `shows the key ${key}`));
  if (/\b(undefined|NaN|\[object )/.test(document.body.innerText)) problems.push('shows undefined or NaN');
  if (document.querySelector('main') === null) problems.push('has no main');
  for (const { playState, effect } of document.getAnimations()) {
    if (playState === 'running' && effect!.getComputedTiming().endTime !== 0.01)
      problems.push(`moves although motion is reduced: ${(effect as KeyframeEffect).target?.className ?? ''}`);
  }
  return problems;
}
