import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { panelFolder } from '../../src/compose/index.ts';

const CHROMIUM = '/usr/bin/chromium';
/** No sandbox, because the tests may run as root; nothing that would look for hosts outside. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface TestBrowser {
  /** A page in a fresh profile, in Polish; what its console complains of goes into `complaints`. */
  page(options?: BrowserContextOptions): Promise<{ readonly page: Page; readonly complaints: string[] }>;
}

/** Debian's Chromium, headless, for the tests of a file. Fails loudly when it or the built panel is missing. */
export function testBrowser(): TestBrowser {
  let browser: Browser;
  beforeAll(async () => {
    if (!existsSync(`${panelFolder()}/index.html`)) throw new Error('the panel is not built: npm run build');
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(() => browser.close());
  return {
    async page(options = {}) {
      const context = await browser.newContext({ locale: 'pl-PL', viewport: { width: 1280, height: 800 }, ...options });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      return { page, complaints };
    },
  };
}

export async function signIn(
  page: Page,
  origin: string,
  credentials: { login: string; password: string },
): Promise<void> {
  await page.goto(origin);
  await page.getByRole('textbox', { name: 'Login' }).fill(credentials.login);
  await page.locator('input[type=password]').fill(credentials.password);
  await page.getByRole('button', { name: 'Zaloguj się' }).click();
}
