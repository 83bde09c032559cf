/// <reference lib="dom" />
import { beforeAll, expect, test } from 'vitest';
import { type CallId, newId, type RecordingId } from '../../src/base/ids.ts';
import { saveUnrecordedCall } from '../../src/calls/index.ts';
import { type AddedTenant, addUser } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { describeCall, insertRecordedCall } from '../kit/catalog-rows.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const OWN = '+48221234567';
const DAY_MS = 86_400_000;
const PHONE = { width: 390, height: 844 };
/** What a browser's margins leave of A4, px. */
const PAPER_WIDTH = 718;
const fonoteka = runningFonoteka();
// The test of ZIPs in parts answers so.
const browser = testBrowser({ mayRefuse: [{ status: 422, path: /^\/recordings\/zip\/size$/ }] });
let tenant: AddedTenant;

beforeAll(async () => {
  tenant = await fonoteka.current.tenant('Kwiaciarnia', [OWN]);
  const call = (daysAgo: number, changes: object) => {
    const startedAt = Date.now() - daysAgo * DAY_MS - 3600_000;
    const ids = { callId: newId<CallId>(startedAt), recordingId: newId<RecordingId>(startedAt) };
    return describeCall(tenant.tenantId, { ...ids, startedAt, answeredAt: startedAt + 5000, ...changes });
  };
  const { db } = fonoteka.current;
  await insertRecordedCall(db, call(18, { caller: OWN, callee: '+48512345678', extensions: ['101'] }));
  const inbound = { direction: 'inbound', caller: '+48601112233', callee: OWN, extensions: ['102'] };
  await insertRecordedCall(db, call(25, inbound));
  const missed = { ...call(1, { ...inbound, caller: '+48799000111' }), answeredAt: null };
  await saveUnrecordedCall(db, { ...missed, endedAt: missed.startedAt + 20_000, reason: 'not-answered' });
});

async function opened(options: Parameters<typeof browser.page>[0] = {}): Promise<Panel> {
  const panel = new Panel(await browser.page(options), fonoteka.current.ready.http!);
  await panel.signIn(tenant.panel);
  return panel;
}

const FRESH = /512 345 678.*usunięcie za 12 dni/;
const OLD = /601 112 233.*usunięcie za 5 dni – wkrótce/;
const MISSED = /799 000 111.*Połączenia nie odebrano/;

test('calls are found by duration, extension and reason, counted and drawn, and the filters saved under a name', async () => {
  const panel = await opened();
  const { page } = panel;
  await panel.showsCalls(MISSED, FRESH, OLD);
  const totals = page.getByRole('region', { name: 'Podsumowanie połączeń z listy' });
  await totals.getByText('0 godz. 2 min').waitFor();
  expect(await totals.innerText()).toMatch(/Połączenia\s*3\s*Z nagraniem\s*2/);

  await page.getByLabel('Czas od', { exact: true }).selectOption('30 s');
  await panel.showsCalls(FRESH, OLD);
  await page.getByLabel('Wewnętrzny', { exact: true }).fill('102');
  await panel.showsCalls(OLD);
  expect(new URL(page.url()).search).toBe('?minDurationMs=30000&extension=102');

  await panel.button('Zapisane filtry').click();
  await page.getByRole('menuitem', { name: 'Zapisz obecne filtry…' }).click();
  await page.getByRole('textbox', { name: 'Nazwa' }).fill('Długie rozmowy 102');
  await panel.button('Zapisz').click();
  await page.getByText('Zapisano filtry „Długie rozmowy 102”.').waitFor();
  await panel.button('Wyczyść filtry').click();
  await panel.showsCalls(MISSED, FRESH, OLD);
  await page.getByLabel('Nagranie', { exact: true }).selectOption('Połączenia nie odebrano');
  await panel.showsCalls(MISSED);
  await panel.button('Zapisane filtry').click();
  await page.getByRole('menuitem', { name: 'Długie rozmowy 102' }).click();
  await panel.showsCalls(OLD);

  await panel.button('Pokaż wykresy').click();
  await page.getByRole('heading', { name: 'Połączenia według godzin' }).waitFor();
  await page.locator('.recharts-surface').first().waitFor();
  const days = page.getByRole('region', { name: 'Połączenia według dni' });
  await days.getByRole('button', { name: 'Pokaż jako tabelę' }).click();
  await days.getByRole('table').waitFor();
  expect(await days.getByRole('row').count()).toBe(2);
  expect(await panel.fitsItsWidth()).toBe(true);
});

test('numbers have names: typed, or read from a file whose faults are named, and calls are found by them', async () => {
  const panel = await opened();
  const { page } = panel;
  await page.getByRole('link', { name: 'Książka telefoniczna' }).click();
  await page.getByText('Książka telefoniczna jest pusta').waitFor();
  await panel.button('Dodaj numer').click();
  await page.getByRole('textbox', { name: 'Numer' }).fill('512 345 678');
  await page.getByRole('textbox', { name: 'Nazwa' }).fill('Anna Łącka');
  await panel.button('Zapisz').click();
  await page.getByRole('row', { name: /Anna Łącka.*512 345 678/ }).waitFor();

  await panel.button('Wczytaj z pliku').click();
  // Windows-1250, as a Polish spreadsheet saves it.
  const buffer = Buffer.concat([
    Buffer.from('numer;nazwa\n601112233;Krzysztof Z'),
    Buffer.of(0xb9),
    Buffer.from('b\nabc;X\n'),
  ]);
  await page.locator('input[type=file]').setInputFiles({ name: 'numery.csv', mimeType: 'text/csv', buffer });
  await page.getByText('Po wczytaniu – nowe: 1, zmienione: 0, bez zmian: 0, usunięte: 0.').waitFor();
  await page.getByText('Wiersz 3: „abc” to nie jest numer telefonu').waitFor();
  await panel.button('Wczytaj').click();
  await page.getByRole('row', { name: /Krzysztof Ząb/ }).waitFor();

  await page.getByRole('link', { name: 'Historia (billing) połączeń' }).click();
  await panel.call('Anna Łącka').getByText('512 345 678').waitFor();
  await page.getByRole('searchbox', { name: 'Numer lub nazwa' }).fill('lacka');
  await panel.showsCalls(/Anna Łącka/);
});

test('the list is printed without being cut off', async () => {
  const { page } = await opened();
  await page.emulateMedia({ media: 'print' });
  const table = page.getByRole('table', { name: /^Lista połączeń/ });
  await table.getByText('usunięcie za 12 dni').waitFor();
  const sizes = await table.evaluate((printed, width) => {
    document.body.style.width = `${width}px`;
    const cells = [...printed.querySelectorAll('td, th, td *')].filter((cell) => cell.checkVisibility());
    return {
      width: printed.scrollWidth,
      right: Math.max(...cells.map((cell) => Math.ceil(cell.getBoundingClientRect().right))),
    };
  }, PAPER_WIDTH);
  expect(sizes.width).toBeLessThanOrEqual(PAPER_WIDTH);
  expect(sizes.right).toBeLessThanOrEqual(PAPER_WIDTH);
});

test('more calls than one ZIP takes are downloaded in parts, with a bar that says how far it is', async () => {
  const panel = await opened();
  const { page } = panel;
  // 20,000 calls are more than a test makes.
  const tooMany = { status: 422, code: 'too-many-calls' };
  await page.route('**/recordings/zip/size*', (route) => route.fulfill({ status: 422, json: tooMany }));
  const totals = { calls: 50_000, recorded: 40_000, durationMs: 0, countedFrom: null, days: [], hours: [] };
  await page.route('**/calls/totals*', (route) => route.fulfill({ json: totals }));
  await page.route('**/recordings/zip/part*', (route) => {
    const nth = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 1);
    const address = `/api/v1/recordings/zip?part=first&to=200${nth}-01-01T00:00:00.000Z`;
    const part = { calls: 10_000, recordings: 8_000, sizeBytes: 1_900_000_000, tooOld: 0 };
    return route.fulfill({ json: { ...part, address, nextCursor: String(nth + 1) } });
  });
  await panel.open('/account/calls');
  await panel.button('Pobierz ZIP').click();
  const dialog = page.getByRole('dialog', { name: 'Pobieranie nagrań' });
  await dialog.getByText('Części: 0 z około 5, nagrania: 0 z około 40 000').waitFor();
  for (const part of [/^Część 1/, /^Część 2/]) await dialog.getByRole('link', { name: part }).click();
  await dialog.getByText('Części: 2 z około 5, nagrania: 16 000 z około 40 000').waitFor();
  const bar = dialog.getByRole('progressbar', { name: /^Części: 2 z około 5/ });
  expect(await bar.getAttribute('aria-valuenow')).toBe('40');

  await page.reload();
  await panel.button('Pobierz ZIP').click();
  await dialog.getByText('Pobieranie zaczęto wcześniej w tej karcie.', { exact: false }).waitFor();
  await bar.waitFor();
  await panel.button('Zacznij od nowa').click();
  await dialog.getByText('Części: 0 z około 5', { exact: false }).waitFor();
});

test('the list is used with the keyboard alone, and its columns are chosen', async () => {
  const panel = await opened();
  const { page } = panel;
  await panel.showsCalls(MISSED, /./, /./);
  // Nobody stored its sound.
  await page.route('**/audio', (route) => route.fulfill({ contentType: 'audio/mpeg', body: '' }));
  const focused = () => page.evaluate('document.activeElement.textContent');
  await page.keyboard.press('/');
  expect(await page.evaluate('document.activeElement.type')).toBe('search');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Skróty klawiszowe historii' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  await panel.calls.first().focus();
  await page.keyboard.press('j');
  await until('the second row has the focus', async () => /512 345 678/.test(String(await focused())));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await until('the second row has the focus again', async () => /512 345 678/.test(String(await focused())));
  await page.keyboard.press('Enter');
  await panel.player.waitFor();

  await panel.button('Kolumny').click();
  await page.getByRole('checkbox', { name: 'Dni do usunięcia' }).uncheck();
  await page.keyboard.press('Escape');
  await panel.showsCalls(MISSED, /^(?!.*usunięcie)/, /^(?!.*usunięcie)/);
});

test('phones have the same, and users without the right to people no phone book', async () => {
  const panel = await opened({ viewport: PHONE });
  await panel.showsCalls(MISSED, /usunięcie za 12 dni/, /usunięcie za 5 dni – wkrótce/);
  expect(await panel.fitsItsWidth()).toBe(true);
  await panel.button('Filtry').click();
  await panel.page.getByLabel('Czas do', { exact: true }).selectOption('10 s');
  await panel.showsCalls(MISSED);
  await panel.open('/account/phone-book');
  await panel.page.getByRole('heading', { name: 'Książka telefoniczna' }).waitFor();
  expect(await panel.fitsItsWidth()).toBe(true);

  const agent = { tenantId: tenant.tenantId, name: 'agent-101', role: 'agent', extensions: ['101'] } as const;
  const limited = new Panel(await browser.page(), fonoteka.current.ready.http!);
  await limited.signIn(await addUser(fonoteka.current.db, agent, Date.now()));
  await limited.showsCalls(/512 345 678/);
  await limited.page
    .getByRole('region', { name: 'Podsumowanie połączeń z listy' })
    .getByText('0 godz. 1 min')
    .waitFor();
  expect(await limited.page.getByRole('link', { name: 'Książka telefoniczna' }).count()).toBe(0);
});

test('statistics of a period are tables that are sorted, and lead to the calls', async () => {
  const panel = await opened();
  const { page } = panel;
  await page.getByRole('link', { name: 'Statystyki', exact: true }).click();
  const extensions = page.getByRole('region', { name: 'Numery wewnętrzne i firmowe' });
  await extensions.getByRole('row', { name: /^102 .* 2 .* 1 / }).waitFor();
  await extensions.getByRole('button', { name: 'Numer', exact: true }).click();
  expect(await extensions.getByRole('columnheader', { name: 'Numer' }).getAttribute('aria-sort')).toBe('ascending');
  expect(await panel.fitsItsWidth()).toBe(true);
  await extensions.getByRole('link', { name: '102' }).click();
  await panel.showsCalls(MISSED, OLD);
});

test('the report of a month is downloaded as a PDF, and sent to those who are chosen', async () => {
  const { db } = fonoteka.current;
  const zofia = {
    tenantId: tenant.tenantId,
    name: 'zofia',
    role: 'supervisor',
    email: 'zofia@kwiaciarnia.example',
  } as const;
  await addUser(db, zofia, Date.now());
  const panel = await opened();
  const { page } = panel;
  await panel.open('/account/statistics');
  const card = page.getByRole('region', { name: 'Raport PDF' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    card.getByRole('link', { name: 'Pobierz PDF' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^statystyki-polaczen_\d{4}-\d\d-01_.*\.pdf$/);
  expect(await download.failure()).toBeNull();
  await card.getByRole('switch', { name: 'Wysyłaj raport co miesiąc e-mailem' }).check();
  await panel.button('Zapisz').click();
  await card.getByText('Wybierz co najmniej jednego odbiorcę.').waitFor();
  await card.getByRole('combobox', { name: 'Odbiorcy' }).click();
  await page.getByRole('option', { name: 'zofia (zofia@kwiaciarnia.example)' }).click();
  await panel.button('Zapisz').click();
  await page.getByText('Zapisano. Odbiorcy będą dostawać raport co miesiąc.').waitFor();
  expect(await panel.fitsItsWidth()).toBe(true);
  await page.reload();
  await card.getByText('zofia (zofia@kwiaciarnia.example)').waitFor();
  expect(await card.getByRole('switch').isChecked()).toBe(true);
});
