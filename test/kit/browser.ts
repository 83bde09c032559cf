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
const API = '/api/v1';
const DESKTOP = { width: 1280, height: 800 };

export interface TestBrowser {
  /** A page in a new browser profile; default: Polish, desktop size. */
  page(options?: BrowserContextOptions): Promise<Page>;
}

/** Answers of the API that Chromium logs as errors. */
interface Refusals {
  readonly status: number;
  /** In the path of the request, below `/api/v1`. */
  readonly path: RegExp;
}

interface Expected {
  readonly mayRefuse?: readonly Refusals[];
  readonly mayBeCut?: boolean;
}

/**
 * Debian's Chromium for the tests of a file. Fails if Chromium or the built panel is missing. Closes the pages after each
 * test. Fails the test if a page had a script error, logged an error to the console (such as a violation of the content
 * security policy) or sent a request to another host. `mayRefuse`: what the API refuses in these tests. `mayBeCut`: they cut
 * connections.
 */
export function testBrowser({ mayRefuse = [], mayBeCut = false }: Expected = {}): TestBrowser {
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
          mayRefuse.some((refusals) => isRefusal(message, refusals)) ||
          (mayBeCut && isCut(message));
        if (message.type() === 'error' && !expected) complaints.push(`${message.text()} ${message.location().url}`);
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

function isRefusal(message: ConsoleMessage, { status, path }: Refusals): boolean {
  if (!message.text().includes(`status of ${status} `)) return false;
  const { pathname } = new URL(message.location().url);
  return pathname.startsWith(API) && path.test(pathname.slice(API.length));
}

function isAtHome(request: Request): boolean {
  const { protocol, hostname } = new URL(request.url());
  return ['data:', 'blob:', 'file:'].includes(protocol) || hostname === '127.0.0.1' || hostname === 'localhost';
}
