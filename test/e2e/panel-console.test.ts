import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type EvidenceKeyId, newId } from '../../src/base/ids.ts';
import { panelFolder } from '../../src/compose/index.ts';
import { type AddedTenant, addTenant, addUser, type UserRole } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const fonoteka = runningFonoteka();
const browser = testBrowser();
const PHONE = { width: 390, height: 844 };
const DAY_MS = 86_400_000;
let tenant: AddedTenant;
/** Each role signs in once. */
const accounts = new Map<UserRole, { login: string; password: string }>();

beforeAll(async () => {
  const { db } = fonoteka.current;
  tenant = await fonoteka.current.tenant('Kwiaciarnia', ['+48221234567']);
  // The price of Premium is set by the test of another file only.
  await addTenant(db, { name: 'Młyn', plan: 'Premium', numbers: [] }, Date.now());
  const now = Date.now();
  const report = {
    host: 'rec-1',
    roles: ['recorder'],
    version: '0.2.0',
    startedAt: now - DAY_MS,
    checks: { database: true, sip: false },
    clockAheadMs: 4000,
    disk: { freeBytes: 1e9, totalBytes: 100e9 },
    certificates: [{ service: 'sips', expiresAt: now + 3 * DAY_MS }],
    waitingCalls: 2,
  };
  await db
    .insertInto('machine_reports')
    .values([
      { machine: 'rec-1', report: JSON.stringify(report), seen_at: new Date(now + DAY_MS) },
      { machine: 'rec-2', report: JSON.stringify({ ...report, host: 'rec-2' }), seen_at: new Date(now - DAY_MS) },
    ])
    .execute();
  await db
    .insertInto('evidence_keys')
    .values({ id: newId<EvidenceKeyId>(now), public_key: 'MCo=', made_at: new Date(now), replaced_at: null })
    .execute();
  for (const role of ['operator-admin', 'operator-support'] as const) {
    accounts.set(role, await addUser(db, { tenantId: null, name: role, role }, now));
  }
});

async function consoleOf(role: UserRole, path: string, viewport?: { width: number; height: number }): Promise<Panel> {
  const panel = new Panel(await browser.page(viewport && { viewport }), fonoteka.current.ready.http!);
  await panel.signIn(accounts.get(role)!);
  await panel.open(path);
  return panel;
}

/** On a phone nothing may be wider than the screen. */
async function fits(page: Page): Promise<void> {
  await until('the page fits', async () =>
    Boolean(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')),
  );
}

const eventsOf = async (action: string) =>
  fonoteka.current.db.selectFrom('audit_events').selectAll().where('action', '=', action).orderBy('id').execute();

test('the start page says what needs somebody, on all machines', async () => {
  const panel = await consoleOf('operator-support', '/');
  await panel.page.getByRole('heading', { name: 'Stan usługi' }).waitFor();
  const findings = panel.page.getByRole('region', { name: 'Wymaga działania' });
  for (const text of [
    /pilne.*Maszyna rec-2 milczy od.*systemctl/,
    /Maszyna nie jest gotowa – rec-1: sip/,
    /Zegar maszyny rec-1 różni się od zegara bazy o 4 s/,
    /Dysk maszyny rec-1: zostało 1% miejsca/,
    /Certyfikat \(rec-1, sips\) wygasa/,
    /Pakiet Premium nie ma ceny, a mają go klienci: 1/,
  ]) {
    await findings.getByRole('listitem').filter({ hasText: text }).waitFor();
  }
  await panel.page.getByRole('table', { name: 'Maszyny' }).getByRole('row').filter({ hasText: 'milczy' }).waitFor();
  await panel.page.getByRole('region', { name: 'Miejsce na nagrania' }).waitFor();
  await panel.page.setViewportSize(PHONE);
  await findings.getByRole('listitem').first().waitFor();
  await fits(panel.page);
});

test('an administrator replaces the key that signs evidence packs; the public one of before stays in the list', async () => {
  const panel = await consoleOf('operator-admin', '/');
  const card = panel.page.getByRole('region', { name: 'Klucz podpisu pakietów dowodowych' });
  await card.getByText('w użyciu').waitFor();
  await card.getByRole('button', { name: 'Wymień klucz' }).click();
  await panel.page.getByRole('dialog').getByRole('button', { name: 'Wymień klucz' }).click();
  await panel.page.getByText('Klucz wymieniony.', { exact: false }).waitFor();
  const rows = card.getByRole('table').getByRole('row');
  await rows.filter({ hasText: 'wymieniony' }).waitFor();
  expect([await rows.count(), await card.getByText('w użyciu').count()]).toEqual([3, 1]);
  expect(await eventsOf('evidence-key-replaced')).toHaveLength(1);
});

test('a customer’s page has its parts at addresses of their own; what staff look at is in the customer’s log', async () => {
  const panel = await consoleOf('operator-admin', `/operator/tenants/${tenant.tenantId}?part=users`);
  const { page } = panel;
  await page.getByRole('table', { name: 'Użytkownicy klienta' }).getByText('kwiaciarnia').waitFor();
  await page.getByText('Otwarcie tej części zapisaliśmy w dzienniku zdarzeń klienta.').waitFor();
  for (const [tab, sees] of [
    ['Usługi', 'Miesięcznie razem'],
    ['Rozliczenia', 'Pozycje'],
    ['Rezygnacje', 'Klient z niczego nie rezygnował'],
    ['Przesyłanie', 'Klient nie ustawił serwera.'],
    ['Blokady', 'Nie ma blokad usunięcia'],
    ['Miejsce', 'Nie ma jeszcze żadnych nagrań.'],
    ['Dziennik', 'podgląd danych przez obsługę operatora'],
    ['Numery', '22 123 45 67'],
  ] as const) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    // Not the choices of a filter.
    await page.getByRole('tabpanel').getByText(sees).filter({ visible: true }).first().waitFor();
  }
  expect(page.url()).toContain('part=numbers');
  await page.getByRole('tab', { name: 'Notatki' }).click();
  await page.getByLabel('Nowa notatka').fill('Dzwonić po dziesiątej');
  await panel.button('Dodaj notatkę').click();
  await page.getByRole('list', { name: 'Notatki' }).getByText('Dzwonić po dziesiątej').waitFor();
  await page.getByRole('tab', { name: 'Zakończenie' }).click();
  await panel.button('Zaplanuj zakończenie').click();
  const dialog = page.getByRole('dialog', { name: 'Zakończenie współpracy' });
  await dialog.getByRole('button', { name: 'Zakończ współpracę' }).click();
  await dialog.getByText('Potwierdź, że rozumiesz skutek').waitFor();
  await dialog.getByRole('button', { name: 'Anuluj' }).click();
  await page.setViewportSize(PHONE);
  await page.getByRole('tab', { name: 'Dane', exact: true }).click();
  await page.getByRole('heading', { name: 'Dane do faktury' }).waitFor();
  await fits(page);
  const parts = (await eventsOf('customer-data-read')).map(({ tenant_id, detail }) => [tenant_id, detail]);
  for (const part of ['users', 'statements', 'cancellations', 'push', 'holds', 'audit'])
    expect(parts).toContainEqual([tenant.tenantId, { part }]);
});

test('support sees the same, and can change nothing', async () => {
  const panel = await consoleOf('operator-support', `/operator/tenants/${tenant.tenantId}?part=notes`);
  await panel.page.getByRole('list', { name: 'Notatki' }).waitFor();
  expect(await panel.page.getByLabel('Nowa notatka').count()).toBe(0);
  await panel.page.getByRole('tab', { name: 'Zakończenie' }).click();
  await panel.page.getByText('Współpraca trwa.').waitFor();
  expect(await panel.button('Zaplanuj zakończenie').count()).toBe(0);
  await panel.open('/operator/branding');
  await panel.page.getByLabel('Nazwa produktu').waitFor();
  expect(await panel.button('Zapisz wygląd').count()).toBe(0);
  await panel.open('/operator/tenants');
  await panel.page.getByText('Kwiaciarnia').waitFor();
  expect(await panel.button('Import z pliku').count()).toBe(0);
});

test('customers are imported from a file that is checked first', async () => {
  const panel = await consoleOf('operator-admin', '/operator/tenants');
  await panel.button('Import z pliku').click();
  const dialog = panel.page.getByRole('dialog', { name: 'Import klientów z pliku CSV' });
  const choose = (text: string) =>
    dialog
      .locator('input[type=file]')
      .setInputFiles({ name: 'klienci.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await choose('nazwa;pakiet;numery;id zewnętrzny\nSad;Biznes;221111111;K-1\nLas;Złoty;;K-2\n');
  await dialog.getByRole('button', { name: 'Sprawdź bez zapisywania' }).click();
  await dialog
    .getByRole('table', { name: 'Błędne wiersze' })
    .getByRole('row')
    .filter({ hasText: /3.*plan/ })
    .waitFor();
  expect(await dialog.getByRole('button', { name: 'Zaimportuj' }).count()).toBe(0);
  await choose('nazwa;pakiet;numery;id zewnętrzny\nSad;Biznes;221111111;K-1\n');
  await dialog.getByRole('button', { name: 'Sprawdź bez zapisywania' }).click();
  await dialog.getByText('Nowych: 1, zmienionych: 0, bez zmian: 0.').waitFor();
  expect(await eventsOf('tenants-imported')).toEqual([]);
  await dialog.getByRole('button', { name: 'Zaimportuj' }).click();
  await dialog.getByRole('button', { name: 'Pobierz hasła (CSV)' }).waitFor();
  expect((await eventsOf('tenants-imported'))[0]).toMatchObject({ detail: { added: 1, changed: 0, kept: 0 } });
  const close = dialog.getByRole('button', { name: 'Zamknij', exact: true }).last();
  await close.click();
  // The passwords are not shown again.
  await panel.button('Wróć do okna').click();
  const downloaded = panel.page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Pobierz hasła (CSV)' }).click();
  await downloaded;
  await close.click();
  await dialog.waitFor({ state: 'detached' });
  await panel.page.getByRole('row').filter({ hasText: 'Sad' }).waitFor();
});

test('a plan without a price is warned of where it is given, and is never 0,00 zł', async () => {
  const panel = await consoleOf('operator-admin', '/operator/tenants');
  await panel.button('Zmień pakiet: Kwiaciarnia').click();
  const dialog = panel.page.getByRole('dialog', { name: 'Zmiana pakietu' });
  await dialog.getByLabel('Nowy pakiet').selectOption({ label: 'Premium – cena do ustalenia' });
  await dialog.getByText('Pakiet Premium nie ma ceny').waitFor();
  const { id } = await fonoteka.current.db
    .selectFrom('tenants')
    .select('id')
    .where('name', '=', 'Młyn')
    .executeTakeFirstOrThrow();
  await panel.open(`/operator/tenants/${id}?part=statements`);
  await panel.page.getByRole('table', { name: 'Rozliczenia klienta' }).getByText('cena do ustalenia').waitFor();
  expect(await panel.page.getByText(/^0,00/).count()).toBe(0);
  await panel.open('/operator/prices');
  await panel.button('Ustal cenę: Wirtualna centrala, Pakiet Premium').click();
  await panel.page.getByRole('dialog', { name: 'Nowa cena' }).getByLabel('Cena netto (zł)').waitFor();
});

test('what the staff did is listed for all customers and filtered', async () => {
  const panel = await consoleOf('operator-support', '/operator/audit?action=customer-note-added');
  const rows = panel.page.getByRole('table', { name: /^Działania obsługi/ }).getByRole('row');
  await rows.filter({ hasText: 'Kwiaciarnia' }).filter({ hasText: 'operator-admin' }).waitFor();
  // The head of the table, and one event.
  expect(await rows.count()).toBe(2);
  await panel.page.getByLabel('Kto').selectOption('polecenie na serwerze');
  await panel.page.getByText('Nic nie znaleziono').waitFor();
});

test('the product gets the operator’s name, look and texts; a colour that cannot be read is refused with its contrast', async () => {
  const panel = await consoleOf('operator-admin', '/operator/branding');
  const { page } = panel;
  await page.getByLabel('Nazwa produktu').fill('Nagrywarka');
  await page.getByLabel('E-mail do kontaktu').fill('pomoc@operator.example');
  await page.getByLabel('Regulamin (https://…)').fill('https://operator.example/regulamin');
  await page.getByLabel('Krótka informacja o prywatności').fill('Rozmowy są nagrywane.');
  await page.getByLabel('Kolor główny').fill('#ffcc00');
  await page.getByText(/Kontrast białego tekstu 1,5.*za mały/).waitFor();
  await page.getByLabel('Kolor główny').fill('#7a1f3d');
  await panel.button('Zapisz wygląd').click();
  await page.getByText('Zapisano. Klienci zobaczą to po odświeżeniu strony.').waitFor();
  const logo = page.getByRole('button', { name: 'Wybierz PNG: Logo na jasnym tle' });
  const choosing = page.waitForEvent('filechooser');
  await logo.click();
  await (await choosing).setFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png(64, 32) });
  await page.getByRole('img', { name: 'Logo na jasnym tle' }).waitFor();
  const address = fonoteka.current.ready.http!;
  // The service reads its look again after some seconds.
  await until('the files of the panel have the name', async () =>
    (await (await fetch(`${address}/manifest.webmanifest`)).text()).includes('Nagrywarka'),
  );
  const visitor = new Panel(await browser.page({ viewport: PHONE }), address);
  await visitor.open('/sign-in');
  await visitor.page.getByText('Nagrywarka').first().waitFor();
  expect(await visitor.page.title()).toContain('Nagrywarka');
  await visitor.page.getByText('Rozmowy są nagrywane.').waitFor();
  expect(await visitor.page.getByRole('link', { name: 'Regulamin' }).getAttribute('href')).toBe(
    'https://operator.example/regulamin',
  );
  await visitor.page.locator('img[src^="/api/v1/branding/logo?v="]').waitFor();
  const colour = await visitor.button('Zaloguj się').evaluate((button) => getComputedStyle(button).backgroundColor);
  expect(colour).toBe('rgb(122, 31, 61)');
  await fits(visitor.page);

  // The panel can be installed under that name, and says so without a connection.
  const devtools = await visitor.page.context().newCDPSession(visitor.page);
  const { data, errors } = await devtools.send('Page.getAppManifest');
  expect([JSON.parse(data ?? '{}'), errors]).toMatchObject([{ short_name: 'Nagrywarka', theme_color: '#7a1f3d' }, []]);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
  await visitor.page.evaluate('navigator.serviceWorker.ready.then(() => null)');
  await visitor.page.context().setOffline(true);
  await visitor.page.goto(`${address}/account/calls`);
  await visitor.page.getByRole('heading', { name: 'Brak połączenia' }).waitFor();
  expect(await visitor.page.title()).toContain('Nagrywarka');
  await visitor.page.context().setOffline(false);
  await visitor.page.getByRole('link', { name: /Spróbuj ponownie/ }).click();
  await visitor.page.getByRole('heading', { name: 'Zaloguj się' }).waitFor();
});

test('the present service worker takes the place of an older one while a form is filled in, and nothing typed is lost', async () => {
  const service = await beforeUpgrade(fonoteka.current.ready.http!);
  const panel = new Panel(await browser.page(), service.origin);
  const { page } = panel;
  const caches = () => page.evaluate('caches.keys()');
  await panel.open('/sign-in');
  await until('the older one has kept its page', async () => String(await caches()) === 'fonoteka-offline-0');
  await page.evaluate('navigator.serviceWorker.ready.then(() => null)');
  await page.getByRole('textbox', { name: 'Login' }).fill('anna');
  service.isUpgraded = true;
  // As the browser does it by itself, with the next page that is opened.
  await page.evaluate('navigator.serviceWorker.getRegistration().then((it) => it.update()).then(() => null)');
  await until('the present one has kept its page alone', async () => String(await caches()) === 'fonoteka-offline-1');
  expect(await page.getByRole('textbox', { name: 'Login' }).inputValue()).toBe('anna');
  expect(service.documents).toBe(1);
  await page.context().setOffline(true);
  await page.goto(`${service.origin}/account/calls`);
  await page.getByRole('heading', { name: 'Brak połączenia' }).waitFor();
});

/** A proxy whose service worker is an older one until the service is upgraded. */
async function beforeUpgrade(target: string) {
  const present = readFileSync(join(panelFolder(), 'sw.js'), 'utf8');
  const older = present.replace('fonoteka-offline-1', 'fonoteka-offline-0');
  expect(older).not.toBe(present);
  const service = { origin: '', isUpgraded: false, documents: 0 };
  const server = createServer((asked, answer) => {
    if (asked.url === '/sw.js' && !service.isUpgraded) {
      answer.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-cache' }).end(older);
      return;
    }
    if (asked.headers['sec-fetch-dest'] === 'document') service.documents += 1;
    const { method = 'GET', headers } = asked;
    const onward = request(`${target}${asked.url}`, { method, headers, agent: false }, (got) => {
      answer.writeHead(got.statusCode!, got.headers);
      got.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  service.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return service;
}

function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const rows = deflateSync(Buffer.alloc((width + 1) * height));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}
