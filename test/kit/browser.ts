import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type ConsoleMessage,
  type Page,
  type Request,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { panelFolder } from '../../src/compose/index.ts';

const CHROMIUM = '/usr/bin/chromium';
/** No sandbox, because the tests may run as root; nothing that looks for hosts outside. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const DESKTOP = { width: 1280, height: 800 };

export interface TestBrowser {
  /** A page in a fresh profile of a person in Poland at a desk, unless the options say otherwise. */
  page(options?: BrowserContextOptions): Promise<Page>;
}

/**
 * Debian's Chromium for the tests of a file. Fails loudly when it or the built panel is missing. After each test its
 * pages are closed, and the test fails if any of them complained: errors of scripts, of the console (violations of the
 * content security policy among them), requests to another host.
 */
export function testBrowser(): TestBrowser {
  let browser: Browser | null = null;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: apt-get install chromium`);
    if (!existsSync(join(panelFolder(), 'index.html'))) throw new Error('the panel is not built: npm run build');
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(() => browser?.close());
  return {
    async page(options = {}) {
      const context = await browser!.newContext({ locale: 'pl-PL', viewport: DESKTOP, ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error' && !isNotSignedIn(message)) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        if (!isAtHome(request)) complaints.push(`asked ${request.url()}`);
      });
      return page;
    },
  };
}

/** Chromium reports every answer 401: to the question who is signed in, and to a wrong password. */
function isNotSignedIn(message: ConsoleMessage): boolean {
  return message.text().includes('401') && new URL(message.location().url).pathname === '/api/v1/session';
}

function isAtHome(request: Request): boolean {
  const { protocol, hostname } = new URL(request.url());
  return protocol === 'data:' || protocol === 'blob:' || hostname === '127.0.0.1';
}
