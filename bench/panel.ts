/**
 * What somebody waits for who opens the panel, in Debian's Chromium with an empty cache and a slowed processor: the first paint and the first
 * page that can be used, of the sign-in page and of the history; and from the click on a recording to its sound. The data are the demo's.
 * `npm run bench -- panel [--visits=5] [--slower=4]`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { freePort } from '../test/kit/free-port.ts';
import { BenchReport, benchOptions } from './kit/report.ts';

const options = benchOptions({ visits: '5', slower: '4' });

const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
const demo = spawn('sh', ['bin/fonoteka', 'demo'], {
  cwd: `${import.meta.dirname}/..`,
  env: { ...process.env, FONOTEKA_HTTP_PORT: String(port) },
  stdio: ['ignore', 'pipe', 'ignore'],
});
const ended = once(demo, 'exit');
let browser: Browser | null = null;
try {
  const { login, password } = await adminOf(demo.stdout);
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const waits = new Map<string, number[]>();
  const add = (what: string, ms: number): void => void waits.set(what, [...(waits.get(what) ?? []), ms]);
  for (let visit = 0; visit < Number(options.visits); visit++) {
    const context = await browser.newContext({ locale: 'pl-PL' });
    const signIn = await opened(context, '/sign-in', (page) => page.getByRole('textbox', { name: 'Login' }));
    add('sign-in page, first paint', signIn.firstPaintMs);
    add('sign-in page, the form', signIn.usableMs);
    await signIn.page.request.post(`${origin}/api/v1/session`, { data: { login, password } });
    const cookies = await context.cookies();
    await context.close();
    // Another profile: nothing of the sign-in page is in its cache.
    const own = await browser.newContext({ locale: 'pl-PL' });
    await own.addCookies(cookies);
    const history = await opened(own, '/account/calls', (page) =>
      page.getByRole('button', { name: /^Odsłuchaj/ }).first(),
    );
    add('history, first paint', history.firstPaintMs);
    add('history, first row', history.usableMs);
    add('history, click to sound', await clickToSound(history.page));
    await own.close();
  }
  const figures = new BenchReport('panel', options.json);
  for (const [what, times] of waits) {
    const sorted = times.toSorted((a, b) => a - b);
    figures.add(what, 'median', sorted[Math.floor(sorted.length / 2)]!, 'ms');
    figures.add(what, 'slowest', sorted.at(-1)!, 'ms');
  }
  figures.write();
} finally {
  await browser?.close();
  demo.kill('SIGINT');
  await ended;
}

/** The login that the demo prints. */
async function adminOf(output: NodeJS.ReadableStream): Promise<{ login: string; password: string }> {
  let admin: { login: string; password: string } | null = null;
  for await (const line of createInterface({ input: output })) {
    const [, login, password] = /^ +admin +(\S+) {2}(\S+)$/.exec(line) ?? [];
    if (login !== undefined && password !== undefined) admin = { login, password };
    if (line.startsWith('Ctrl-C')) break;
  }
  if (admin === null) throw new Error('the demo printed no login of an administrator');
  return admin;
}

/** Opens a page with a processor that is `--slower` times slower; times from the request on. */
async function opened(context: BrowserContext, path: string, usable: (page: Page) => ReturnType<Page['locator']>) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: Number(options.slower) });
  const from = performance.now();
  await page.goto(origin + path, { waitUntil: 'commit' });
  await usable(page).waitFor();
  const usableMs = performance.now() - from;
  const firstPaintMs = Number(
    await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0]?.startTime`),
  );
  return { page, usableMs, firstPaintMs };
}

/** From the click until the audio element plays, in the page's own time. */
async function clickToSound(page: Page): Promise<number> {
  await page.evaluate(`addEventListener('click', (event) => (globalThis.clickedAt ??= event.timeStamp), true);
    globalThis.sound = new Promise((resolve) => document.addEventListener('playing', (event) => resolve(event.timeStamp), true));
    undefined`);
  await page
    .getByRole('button', { name: /^Odsłuchaj/ })
    .first()
    .click();
  return Number(await page.evaluate('globalThis.sound.then((at) => at - globalThis.clickedAt)'));
}
