/// <reference lib="dom" />
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { addUser, type Credentials } from '../../src/tenants/index.ts';
import { tone } from '../../src/test-caller/index.ts';
import { RULE } from '../kit/api-bodies.ts';
import { signedInFetch } from '../kit/api-session.ts';
import { Panel } from '../kit/browser-panel.ts';
import { testBrowser } from '../kit/browser.ts';
import { CutProxy } from '../kit/cut-proxy.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const OWN = '+48221234567';
const CUSTOMER = '+48512345678';
const PHONE = { viewport: { width: 390, height: 844 }, locale: 'en-GB', colorScheme: 'dark' } as const;

const fonoteka = runningFonoteka();
const browser = testBrowser({
  // Whose right was taken away while they listen, and of a call that has ended.
  mayRefuse: [403, 404].map((status) => ({ status, path: /^\/live-calls\/[^/]+\/audio$/ })),
  mayBeCut: true,
});

test('a call that runs is seen, listened to, paused, resumed and kept by buttons, and goes when it ends', async () => {
  const { current } = fonoteka;
  const tenant = await current.tenant('Piekarnia', [OWN]);
  const supervisor = await addUser(
    current.db,
    { tenantId: tenant.tenantId, name: 'Ola', role: 'supervisor' },
    Date.now(),
  );
  const admin = await signedInFetch(current.ready.http!, tenant.panel);
  const rule = { ...RULE, name: 'Na żądanie', effect: 'on-demand', numbers: [CUSTOMER] };
  const other = await current.tenant('Kwiaciarnia', ['+48221234568']);
  expect((await admin('/recording-rules', { method: 'POST', body: rule })).status).toBe(201);
  const operator = await addUser(current.db, { tenantId: null, name: 'Jan', role: 'operator-support' }, Date.now());
  const [page, small] = [await browser.page(), await browser.page(PHONE)];
  const staff = new Panel(await browser.page(), current.ready.http!);
  await page.addInitScript(hearWhatIsPlayed);
  await small.addInitScript(() => localStorage.setItem('fonoteka.language', 'en'));
  const proxy = await CutProxy.before(Number(new URL(current.ready.http!).port));
  onTestFinished(() => proxy.close());
  const [panel, phone] = [new Panel(page, `http://127.0.0.1:${proxy.port}`), new Panel(small, current.ready.http!)];
  await Promise.all([openLive(panel, tenant.panel), openLive(phone, supervisor)]);
  await page.getByText('Teraz nikt nie rozmawia').waitFor();

  const hangUp = new AbortController();
  const voices = { callerAudio: tone(440, 0.5), calleeAudio: tone(1000, 0.5) };
  const call = current.call({
    ...voices,
    caller: CUSTOMER,
    callee: OWN,
    durationMs: 120_000,
    signal: hangUp.signal,
  });
  const row = page.getByRole('row').filter({ hasText: '512 345 678' });
  await row.getByText('na żądanie: jeszcze niezachowana').waitFor();
  for (const party of ['dzwoniącego', 'odbierającego']) {
    const meter = row.getByRole('meter', { name: `Głośność ${party}` });
    await until('the level moves', async () => Number(await meter.getAttribute('aria-valuenow')) > 50);
  }
  await row.getByText('jakość dobra').waitFor();
  const [{ id: liveId }] = ((await (await admin('/live-calls')).json()) as { calls: [{ id: string }] }).calls;
  const byOther = await signedInFetch(current.ready.http!, other.panel);
  const foreign = await byOther(`/live-calls/${liveId}/marks`, { method: 'POST', body: { text: 'x' } });
  expect(foreign.status).toBe(404);

  // What was said before the order is kept, too.
  await panel.button('Zachowaj całą').press('Enter');
  await row.getByText('na żądanie: zachowana').waitFor();
  expect(await panel.button('Nagrywaj od teraz').count()).toBe(0);

  await panel.button('Zaznacz').press('Enter');
  await page.getByRole('textbox', { name: 'Notatka' }).fill('Klient pyta o rabat');
  await page.getByRole('checkbox', { name: /Do sprawdzenia/ }).press('Space');
  await panel.button('Zapisz notatkę').press('Enter');
  await page.getByText('Notatka zapisana.', { exact: false }).waitFor();

  await panel.button('Posłuchaj').press('Enter');
  const bar = page.getByRole('region', { name: 'Odsłuch rozmowy na żywo' });
  await bar.getByText('słuchasz', { exact: true }).waitFor();
  expect(await bar.innerText()).toContain('Odsłuch zapisujemy w dzienniku');
  const bothAreHeard = () =>
    until('both parties are heard', async () => (await heard(page)).every((loudness) => loudness > 0.2));
  await bothAreHeard();

  // The connection is cut: it is said, and both the sound and the list come again.
  proxy.goDown();
  await bar.getByText('dźwięk się urwał, ponawianie…').waitFor();
  await page.getByText('Brak łączności, ponawianie…').waitFor();
  await page.evaluate(() => Object.assign(globalThis, { heard: [0, 0] }));
  proxy.isDown = false;
  await bar.getByText('słuchasz', { exact: true }).waitFor();
  await bothAreHeard();
  await page.getByText('Na bieżąco').waitFor();

  // A supervisor may order, and not listen.
  const card = small.getByRole('list', { name: 'Live calls, newest first' }).getByRole('listitem');
  await card.getByText('on demand: kept').waitFor();
  expect(await phone.button('Listen').count()).toBe(0);
  expect(await phone.fitsItsWidth()).toBe(true);
  await phone.button('Pause recording').click();
  await row.getByText('nagrywanie wstrzymane').waitFor();
  await small.getByText('Recording paused.', { exact: false }).waitFor();
  expect([...(await violations(page)), ...(await violations(small))]).toEqual([]);
  // The operator's staff see that it runs, and not who speaks.
  await openLive(staff, operator, '/operator/live');
  await staff.page.getByRole('table', { name: 'Klienci' }).getByRole('link', { name: 'Piekarnia' }).waitFor();
  await staff.page.getByText('nagrywanie wstrzymane').first().waitFor();
  await staff.page.getByRole('meter', { name: 'Głośność dzwoniącego' }).waitFor();
  await staff.page.getByText('jakość dobra').waitFor();
  expect(await staff.page.getByRole('main').innerText()).not.toMatch(/512 ?345 ?678|22 ?123 ?45 ?67/);
  expect(await violations(staff.page)).toEqual([]);
  await mayListen(admin, supervisor.id, true);
  await small.reload();
  await phone.button('Listen').click();
  const phoneBar = small.getByRole('region', { name: 'Listening to a call' });
  await phoneBar.getByText('you are listening').waitFor();
  await mayListen(admin, supervisor.id, false);
  await phoneBar.getByText('Your right to listen to live calls has been withdrawn.', { exact: false }).waitFor();
  await phone.button('Listen').waitFor({ state: 'detached' });
  expect(await phoneBar.getByRole('button').allInnerTexts()).toEqual(['Close']);

  await panel.button('Wznów nagrywanie').press('Enter');
  await card.getByText('recording paused').waitFor({ state: 'detached' });
  const resumedAt = Date.now();

  await until('the call goes on for a second', () => Date.now() - resumedAt > 1_000);
  hangUp.abort();
  await call;
  await Promise.all([page.getByText('Teraz nikt nie rozmawia').waitFor(), card.waitFor({ state: 'detached' })]);
  await bar.getByText('rozmowa się zakończyła').waitFor();
  await panel.button('Zamknij').press('Enter');
  await bar.waitFor({ state: 'detached' });

  const stored = async () => (await current.calls(tenant.tenantId))[0]?.recordings[0];
  await until('it is recorded', async () => (await stored()) !== undefined);
  const recording = (await stored())!;
  const pause = recording.pauses.find(({ channel }) => channel === 'caller')!;
  // What was on its way when the order came is on either side.
  const EDGE_MS = 600;
  // What was noted is at its moment of the recording; the author has it to review.
  const { id } = (await current.calls(tenant.tenantId))[0]!;
  const written = (await (await admin(`/calls/${id}/notes`)).json()) as {
    notes: { text: string; moment: { recordingId: string; atMs: number } }[];
    reviews: { note: string; doneAt: string | null }[];
  };
  expect(written).toMatchObject({
    notes: [{ text: 'Klient pyta o rabat', moment: { recordingId: recording.id } }],
    reviews: [{ note: 'Klient pyta o rabat', doneAt: null }],
  });
  expect(written.notes[0]!.moment.atMs).toBeGreaterThan(300);
  expect(written.notes[0]!.moment.atMs).toBeLessThan(pause.fromMs);
  const { caller } = await decodeRecording(await current.audio(tenant.tenantId, recording));
  expect(hasTone(caller, 440, [0, pause.fromMs - EDGE_MS])).toBe(true);
  expect(hasTone(caller, 440, [pause.fromMs + EDGE_MS, pause.untilMs - EDGE_MS])).toBe(false);
  expect(hasTone(caller, 440, [pause.untilMs + EDGE_MS, recording.durationMs])).toBe(true);
});

/** Changes what the supervisor may do besides what supervisors may. */
async function mayListen(
  admin: Awaited<ReturnType<typeof signedInFetch>>,
  id: string,
  isAllowed: boolean,
): Promise<void> {
  const rights = ['listen', 'download', 'control', ...(isAllowed ? ['listenLive'] : [])];
  expect((await admin(`/users/${id}`, { method: 'PATCH', body: { rights } })).status).toBe(200);
}

/** Signed in without the form, which other tests walk through. */
async function openLive(
  panel: Panel,
  { login, password }: Pick<Credentials, 'login' | 'password'>,
  path = '/account/live',
): Promise<void> {
  const url = `${fonoteka.current.ready.http}/api/v1/session`;
  expect((await panel.page.request.post(url, { data: { login, password } })).status()).toBe(200);
  await panel.open(path);
}

/** In the page: how loud each channel was that was played last, 0 to 1. */
function hearWhatIsPlayed(): void {
  const start: (this: AudioBufferSourceNode, when?: number) => void = Reflect.get(
    AudioBufferSourceNode.prototype,
    'start',
  );
  Object.assign(globalThis, { heard: [0, 0] });
  AudioBufferSourceNode.prototype.start = function (when) {
    const channels = [0, 1].map((channel) => this.buffer!.getChannelData(channel));
    Object.assign(globalThis, { heard: channels.map((samples) => Math.max(...samples)) });
    start.call(this, when);
  };
}

function heard(page: Page): Promise<number[]> {
  return page.evaluate(() => (globalThis as unknown as { heard: number[] }).heard);
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
    }),
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
