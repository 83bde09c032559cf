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
import { CHROMIUM } from '../../tools/test-chromium.ts';

/** No sandbox, because the tests may run as root. Features that connect to other hosts are off. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Long enough for a busy machine. Only a failing test waits until the end. */
const DEADLINE_MS = 120_000;
const DESKTOP = { width: 1280, height: 800 };

export interface TestBrowser {
  /** A page in a new browser profile; default: Polish, desktop size. */
  page(options?: BrowserContextOptions): Promise<Page>;
}

/**
 * Debian's Chromium for the tests of a file. Fails if Chromium or the built panel is missing. Closes the pages after each
 * test. Fails the test if a page had a script error, logged an error to the console (such as a violation of the content
 * security policy) or sent a request to another host. `mayRefuse`: pages may be opened whose data the person may not see, or
 * that does not exist, or of which there is too much. `mayBeCut`: the test cuts connections.
 */
export function testBrowser({ mayRefuse = false, mayBeCut = false } = {}): TestBrowser {
  let browser: Browser | null = null;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: apt-get install chromium-headless-shell`);
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
      context.setDefaultTimeout(DEADLINE_MS);
      contexts.push(context);
      const page = await context.newPage();
      page.on('console', (message) => {
        const expected =
          isNotSignedIn(message) ||
          isOffline(message) ||
          (mayRefuse && isRefusal(message)) ||
          (mayBeCut && isCut(message));
        if (message.type() === 'error' && !expected) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        if (!isAtHome(request)) complaints.push(`asked ${request.url()}`);
      });
      return page;
    },
  };
}

/** Chromium logs every 401: when the panel asks who is signed in, and after a wrong password. */
function isNotSignedIn(message: ConsoleMessage): boolean {
  return message.text().includes('401') && new URL(message.location().url).pathname === '/api/v1/session';
}

/** Only where the test has taken the connection away. */
function isOffline(message: ConsoleMessage): boolean {
  return message.text().endsWith('net::ERR_INTERNET_DISCONNECTED');
}

function isCut(message: ConsoleMessage): boolean {
  return /net::ERR_(INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_[A-Z]+)$/.test(message.text());
}

function isRefusal(message: ConsoleMessage): boolean {
  return /status of (403|404|422)/.test(message.text()) && new URL(message.location().url).pathname.startsWith('/api/');
}

function isAtHome(request: Request): boolean {
  const { protocol, hostname } = new URL(request.url());
  return ['data:', 'blob:', 'file:'].includes(protocol) || hostname === '127.0.0.1' || hostname === 'localhost';
}
