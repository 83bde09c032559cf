/**
 * What somebody waits for who opens the panel, in Debian's Chromium with an empty cache and a slowed processor: the first paint and the first
 * page that can be used, of the sign-in page and of the history; and from the click on a recording of an hour to its sound. The data are the
 * demo's, and that recording.
 * `npm run bench -- panel [--visits=5] [--slower=4]`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { dialogue } from '../src/test-caller/index.ts';
import { encodeG711 } from '../src/wire/g711.ts';
import { freePort } from '../test/kit/free-port.ts';
import { PbxClient } from '../test/kit/pbx-client.ts';
import { riff, wavChunk, wavFormat } from '../test/kit/wav-file.ts';
import { CHROMIUM } from '../tools/test-chromium.ts';
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
  const {
    admin: { login, password },
    operator,
  } = await loginsOf(demo.stdout);
  await uploadHour(operator);
  browser = await chromium.launch({
    executablePath: CHROMIUM,
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
    add('history, click to the sound of an hour', await clickToSound(history.page));
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

interface Login {
  readonly login: string;
  readonly password: string;
}

/** The logins that the demo prints. */
async function loginsOf(output: NodeJS.ReadableStream): Promise<Record<'admin' | 'operator', Login>> {
  const logins: Partial<Record<string, Login>> = {};
  for await (const line of createInterface({ input: output })) {
    const [, role, login, password] = /^ +(admin|operator) +(\S+) {2}(\S+)$/.exec(line) ?? [];
    if (role !== undefined && login !== undefined && password !== undefined) logins[role] = { login, password };
    if (line.startsWith('Ctrl-C')) break;
  }
  const { admin, operator } = logins;
  if (admin === undefined || operator === undefined) throw new Error('the demo printed no logins');
  return { admin, operator };
}

/** Uploads a call of an hour, as a PBX does: a minute of speech sixty times. */
async function uploadHour(operator: Login): Promise<void> {
  const headers = { 'content-type': 'application/json', origin };
  const session = await fetch(`${origin}/api/v1/session`, { method: 'POST', headers, body: JSON.stringify(operator) });
  const cookie = session.headers.getSetCookie().map((one) => one.split(';')[0]);
  const source = await fetch(`${origin}/api/v1/operator/sources`, {
    method: 'POST',
    headers: { ...headers, cookie: cookie.join('; ') },
    body: JSON.stringify({ name: 'PBX of an hour' }),
  });
  const { apiKey } = (await source.json()) as { apiKey: string };
  const { caller, callee } = dialogue(60_000);
  const minute = encodeG711(
    'PCMU',
    Int16Array.from({ length: 2 * caller.length }, (_, at) => (at % 2 === 0 ? caller : callee)[at >> 1]!),
  );
  const format = wavFormat({ encoding: 'mu-law', bits: 8, channels: [[], []] });
  const wav = riff(wavChunk('fmt ', format), wavChunk('data', Buffer.concat(Array.from({ length: 60 }, () => minute))));
  const startedAt = new Date(Date.now() - 2 * 3_600_000).toISOString();
  const call = { startedAt, caller: '+48512000111', callee: '+48221234567', direction: 'inbound' };
  const answer = await new PbxClient(origin, apiKey).upload(call, wav);
  if (!answer.ok) throw new Error(`the upload of an hour was answered ${answer.status}`);
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
  await page.getByRole('row').filter({ hasText: '512 000 111' }).getByRole('button', { name: 'Odsłuchaj' }).click();
  return Number(await page.evaluate('globalThis.sound.then((at) => at - globalThis.clickedAt)'));
}
