/// <reference lib="dom" />
import type { Locator, Page } from 'playwright-core';
import type { Credentials } from '../../src/tenants/index.ts';
import { until } from './until.ts';

/** Of a page with a menu, a list and a form. */
const MOST_TABS = 150;

/** The panel in a browser. Finds elements by their Polish names, as a person does. */
export class Panel {
  readonly page: Page;
  readonly #origin: string;

  constructor(page: Page, origin: string) {
    this.page = page;
    this.#origin = origin;
  }

  async open(path = '/'): Promise<void> {
    await this.page.goto(this.#origin + path);
  }

  /** Fills in the form that is open. */
  async enter({ login, password }: Pick<Credentials, 'login' | 'password'>): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Login' }).fill(login);
    await this.page.locator('input[type=password]').fill(password);
    await this.button('Zaloguj się').click();
  }

  /** Opens the panel, signs in and waits until the panel is shown. */
  async signIn(credentials: Pick<Credentials, 'login' | 'password'>): Promise<void> {
    await this.open();
    await this.enter(credentials);
    await this.page.getByRole('button', { name: /^Konto użytkownika/ }).waitFor();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Presses Tab until the element has the focus. */
  async tabTo(element: Locator): Promise<void> {
    await element.waitFor();
    for (let pressed = 0; pressed < MOST_TABS; pressed++) {
      if (await element.evaluate((node) => node === node.ownerDocument.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`${MOST_TABS} times Tab do not lead to ${element.toString()}`);
  }

  /** The calls shown: rows of the table, or cards on a phone. */
  get calls(): Locator {
    const list = /^Lista połączeń/;
    const rows = this.page
      .getByRole('table', { name: list })
      .getByRole('row')
      .filter({ has: this.page.locator('time') });
    return rows.or(this.page.getByRole('list', { name: list }).getByRole('listitem'));
  }

  call(text: string): Locator {
    return this.calls.filter({ hasText: text });
  }

  /** Waits until the texts of the calls shown match these patterns, in this order. */
  async showsCalls(...patterns: readonly RegExp[]): Promise<void> {
    let texts: string[] = [];
    const matches = async (): Promise<boolean> => {
      texts = await this.calls.allTextContents();
      return texts.length === patterns.length && patterns.every((pattern, index) => pattern.test(texts[index]!));
    };
    await until(`calls match ${patterns.join(' ')}`, matches).catch((error: Error) => {
      throw new Error(`${error.message}; the panel shows:\n${texts.join('\n')}`);
    });
  }

  get player(): Locator {
    return this.page.getByRole('region', { name: 'Odtwarzacz nagrania' });
  }

  /** The current state of the audio element; times in seconds. */
  audio(): Promise<{ currentTime: number; duration: number; paused: boolean; playbackRate: number }> {
    return this.player.locator('audio').evaluate((element) => {
      const { currentTime, duration, paused, playbackRate } = element as HTMLAudioElement;
      return { currentTime, duration, paused, playbackRate };
    });
  }

  /** Clicks the speaker icon of a call and waits until playback advances. */
  async listen(call: Locator): Promise<void> {
    await call.getByRole('button', { name: 'Odsłuchaj' }).click();
    await this.player.waitFor();
    await until('playback advances', async () => (await this.audio()).currentTime > 0.1);
  }

  /** Whether the page needs no horizontal scrolling. */
  async fitsItsWidth(): Promise<boolean> {
    const width = await this.page.evaluate('document.documentElement.scrollWidth');
    return Number(width) <= this.page.viewportSize()!.width;
  }
}
