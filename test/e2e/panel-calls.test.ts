import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CallId, newId, type RecorderId, type RecordingId } from '../../src/base/ids.ts';
import { reportUnarchivedCalls } from '../../src/calls/index.ts';
import { addSource, type AddedTenant, addUser, setCallRecording } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { describeCall, insertRecordedCall } from '../kit/catalog-rows.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const OWN = '+48221234567';
/** More than fit on one page of the history. */
const LONG_HISTORY = 60;
const fonoteka = runningFonoteka();
const browser = testBrowser();
let tenant: AddedTenant;

beforeAll(async () => {
  tenant = await fonoteka.current.tenant('Kwiaciarnia', [OWN]);
  const pbx = { 'X-Tenant': tenant.tenantId };
  await placeCall('+48512345678', OWN);
  await moveToYesterday();
  await placeCall('101', '+48601112233', pbx);
  await placeCall('anonymous', OWN);
  await placeCall('101', '102', pbx);
  await setCallRecording(fonoteka.current.db, tenant.tenantId, { enabled: false }, Date.now());
  await placeCall('+4915112345678', OWN);
});

async function placeCall(caller: string, callee: string, headers = {}): Promise<void> {
  const listed = async (): Promise<number> => (await fonoteka.current.calls(tenant.tenantId)).length;
  const before = await listed();
  await fonoteka.current.call({ caller, callee, durationMs: 300, headers });
  await until('the call is listed', async () => (await listed()) > before);
}

function dayBefore(instant: 'started_at' | 'ended_at') {
  return sql<Date>`(${sql.ref(instant)} at time zone 'Europe/Warsaw' - interval '1 day') at time zone 'Europe/Warsaw'`;
}

async function moveToYesterday(): Promise<void> {
  const moved = { started_at: dayBefore('started_at'), ended_at: dayBefore('ended_at') };
  await fonoteka.current.db.updateTable('calls').set(moved).execute();
}

const REFUSED = /przychodzące\+49 1511 234567822 123 45 67–Nagrywanie wyłączone$/;
const INTERNAL = /wewnętrzne101102–Rozmowy wewnętrzne nie są nagrywane$/;
/** A busy machine makes a call of 300 ms longer. */
const WITHHELD = /przychodzącenumer zastrzeżony22 123 45 670:0\d/;
const OUTBOUND = /wychodzące101601 112 2330:0\d/;
const YESTERDAYS = /przychodzące512 345 67822 123 45 670:0\d/;
const ALL = [REFUSED, INTERNAL, WITHHELD, OUTBOUND, YESTERDAYS];

async function newPanel(): Promise<Panel> {
  return new Panel(await browser.page(), fonoteka.current.ready.http!);
}

async function signedIn(credentials: { login: string; password: string } = tenant.panel): Promise<Panel> {
  const panel = await newPanel();
  await panel.signIn(credentials);
  return panel;
}

describe('signing in', () => {
  test('reports a wrong password, and accepts the right one', async () => {
    const panel = await newPanel();
    await panel.open();
    await panel.enter({ login: tenant.panel.login, password: 'wrong' });
    await panel.page.getByRole('alert').filter({ hasText: 'Nieprawidłowy login lub hasło.' }).waitFor();
    await panel.enter(tenant.panel);
    await panel.page.getByRole('heading', { name: 'Historia (billing) połączeń' }).waitFor();
  });

  test('is required again after signing out', async () => {
    const panel = await signedIn();
    await panel.page.getByRole('button', { name: /^Konto użytkownika/ }).click();
    await panel.button('Wyloguj się').click();
    await panel.button('Zaloguj się').waitFor();
    await panel.open('/account/calls');
    await panel.button('Zaloguj się').waitFor();
    expect(await panel.calls.count()).toBe(0);
  });
});

describe('the call history', () => {
  test('has every call, newest first, with the reason of a missing recording', async () => {
    const panel = await signedIn();
    await panel.showsCalls(...ALL);
    expect(await panel.page.getByRole('button', { name: 'Odsłuchaj' }).count()).toBe(3);
    expect(await panel.page.getByRole('link', { name: 'Pobierz' }).count()).toBe(3);
  });

  test('finds a number however it is written', async () => {
    const panel = await signedIn();
    const number = panel.page.getByRole('searchbox', { name: 'Numer' });
    for (const written of ['512 345 678', '+48512345678', '0048 512-345-678', '48512345678', '234 56-78']) {
      await number.fill('');
      await panel.showsCalls(...ALL);
      await number.fill(written);
      await panel.showsCalls(...(written === '234 56-78' ? [REFUSED, YESTERDAYS] : [YESTERDAYS]));
    }
  });

  test('finds the own number as caller and callee, and says if nothing was found', async () => {
    const panel = await signedIn();
    const number = panel.page.getByRole('searchbox', { name: 'Numer' });
    await number.fill('22 123 45 67');
    await panel.showsCalls(REFUSED, WITHHELD, YESTERDAYS);
    await number.fill('600 700 800');
    await panel.page.getByText('Brak połączeń spełniających warunki').waitFor();
    await number.fill('12');
    await panel.page.getByText('Podaj co najmniej 3 cyfry').waitFor();
  });

  test('can be filtered by day, direction and recording', async () => {
    const panel = await signedIn();
    await panel.button('Wczoraj').click();
    await panel.showsCalls(YESTERDAYS);
    await panel.button('Dziś').click();
    await panel.showsCalls(REFUSED, INTERNAL, WITHHELD, OUTBOUND);
    await panel.button('7 dni').click();
    await panel.showsCalls(...ALL);
    await panel.page.getByLabel('Kierunek', { exact: true }).selectOption('wewnętrzne');
    await panel.showsCalls(INTERNAL);
    await panel.page.getByLabel('Kierunek', { exact: true }).selectOption('przychodzące');
    await panel.page.getByLabel('Nagranie', { exact: true }).selectOption('Bez nagrania');
    await panel.showsCalls(REFUSED);
    const number = panel.page.getByRole('searchbox', { name: 'Numer' });
    await number.fill('1');
    await panel.button('Wyczyść filtry').click();
    await panel.showsCalls(...ALL);
    expect(await number.inputValue()).toBe('');
  });

  test('shows the same filters when its URL is opened again', async () => {
    const panel = await signedIn();
    await panel.page.getByRole('searchbox', { name: 'Numer' }).fill('22 123 45 67');
    await panel.showsCalls(REFUSED, WITHHELD, YESTERDAYS);
    await panel.page.getByLabel('Nagranie', { exact: true }).selectOption('Z nagraniem');
    await panel.button('30 dni').click();
    await panel.showsCalls(WITHHELD, YESTERDAYS);
    const link = new URL(panel.page.url());

    const other = await newPanel();
    await other.open(link.pathname + link.search);
    await other.enter(tenant.panel);
    await other.showsCalls(WITHHELD, YESTERDAYS);
    expect(other.page.url()).toBe(link.href);
    expect(await other.page.getByRole('searchbox', { name: 'Numer' }).inputValue()).toBe('22 123 45 67');
    expect(await other.button('30 dni').getAttribute('aria-pressed')).toBe('true');
  });

  test('shows a new call after a click on refresh', async () => {
    const panel = await signedIn();
    await panel.showsCalls(...ALL);
    await placeCall('+48799000111', OWN);
    await panel.button('Odśwież').click();
    await panel.call('799 000 111').waitFor();
    await fonoteka.current.db.deleteFrom('calls').where('caller', '=', '+48799000111').execute();
  });

  test('shows an unanswered call as such, without a duration', async () => {
    const { tenantId, panel: credentials } = await fonoteka.current.tenant('Szklarnia', ['+48221110001']);
    const source = await addSource(fonoteka.current.db, { name: 'Records', tenantId }, Date.now());
    const [startedAt, endedAt] = ['2026-03-02T09:20:00+01:00', '2026-03-02T09:20:21+01:00'];
    const call = { startedAt, answeredAt: null, endedAt, caller: '512345678', callee: '221110001' };
    expect((await new PbxClient(fonoteka.current.ready.http!, source.apiKey).reportCalls(call)).status).toBe(200);
    const panel = await signedIn(credentials);
    await panel.showsCalls(/22 111 00 01nieodebranePołączenia nie odebrano$/);
  });

  test('loads older calls on demand', async () => {
    const { tenantId, panel: credentials } = await fonoteka.current.tenant('Hurtownia', ['+48221110000']);
    for (let minutesAgo = 1; minutesAgo <= LONG_HISTORY; minutesAgo++) {
      const startedAt = Date.now() - minutesAgo * 60_000;
      const ids = { callId: newId<CallId>(startedAt), recordingId: newId<RecordingId>(startedAt) };
      await insertRecordedCall(fonoteka.current.db, describeCall(tenantId, { ...ids, startedAt }));
    }
    const panel = await signedIn(credentials);
    await panel.page.getByText('Pokazano połączeń: 50').waitFor();
    await panel.button('Pokaż więcej').click();
    await panel.page.getByText(`Pokazano wszystkie połączenia: ${LONG_HISTORY}`).waitFor();
    await until('all of them are drawn', async () => (await panel.calls.count()) === LONG_HISTORY);
  });
});

describe('recordings that are being prepared', () => {
  /** As a recorder of its own, whose report no other one replaces. */
  const recorderId = newId<RecorderId>(0);
  const report = (calls: number, expectedAt: number | null) =>
    reportUnarchivedCalls(fonoteka.current.db, {
      recorderId,
      unarchivedSince: new Map(),
      waiting: new Map(calls === 0 ? [] : [[tenant.tenantId, { calls, expectedAt }]]),
      now: Date.now(),
    });

  test('are counted above the list, with the time if it is known, until they are there', async () => {
    const page = await browser.page();
    await page.clock.install();
    const panel = new Panel(page, fonoteka.current.ready.http!);
    // Today, and a full minute.
    const expectedAt = Math.ceil(Date.now() / 60_000) * 60_000;
    await report(2, expectedAt + 60 * 60_000);
    await panel.signIn(tenant.panel);
    await page.getByText(/^2 nagrania w przygotowaniu, gotowe około .*\d\d:\d\d$/).waitFor();
    for (const [calls, text] of [
      [1, '1 nagranie w przygotowaniu, czas nieznany'],
      [5, '5 nagrań w przygotowaniu, czas nieznany'],
      [22, '22 nagrania w przygotowaniu, czas nieznany'],
    ] as const) {
      await report(calls, null);
      await page.clock.fastForward(10_000);
      await page.getByText(text, { exact: true }).waitFor();
    }
    await report(0, null);
    await page.clock.fastForward(10_000);
    await page.getByText('w przygotowaniu').waitFor({ state: 'detached' });
  });
});

function agentOf(extension: string) {
  return {
    tenantId: tenant.tenantId,
    name: `agent-${extension}`,
    role: 'agent' as const,
    extensions: [extension],
  };
}

describe('an agent', () => {
  test('sees only calls of their own extensions, and cannot download without the right', async () => {
    const panel = await signedIn(await addUser(fonoteka.current.db, agentOf('101'), Date.now()));
    await panel.showsCalls(INTERNAL, OUTBOUND);
    expect(await panel.page.getByRole('link', { name: 'Usługi / Oferta' }).count()).toBe(0);
    await panel.listen(panel.call('601 112 233'));
    expect(await panel.page.getByRole('link', { name: /Pobierz/ }).count()).toBe(0);
    const audio = await panel.player.locator('audio').getAttribute('src');
    const download = await panel.page.request.get(`${fonoteka.current.ready.http}${audio}?download=1`);
    expect(download.status()).toBe(403);
  });

  test('can download with the right', async () => {
    const trusted = { ...agentOf('102'), given: ['download'] as const, extensions: ['101'] };
    const panel = await signedIn(await addUser(fonoteka.current.db, trusted, Date.now()));
    await panel.call('601 112 233').getByRole('link', { name: 'Pobierz' }).waitFor();
  });
});
