import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type WarsawDay, warsawInstant } from '../../src/base/warsaw-time.ts';
import { addSubscription, type AddedTenant, addUser } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { MovableClock } from '../kit/movable-clock.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { LOGIN, PASSWORD, Proftpd } from '../kit/push/proftpd.ts';
import { ServerFolder } from '../kit/push/server-folder.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const OWN = '+48221234567';
const [DAY, NEXT]: readonly WarsawDay[] = ['2026-03-10', '2026-03-11'];
const DELIVERED = /^10\.03\.2026: dostarczony, dostarczono 1 z 1 nagrania$/;

const clock = new MovableClock(warsawInstant(DAY!, '09:00'));
const fonoteka = runningFonoteka({ pushAllow: ['127.0.0.0/8', '::1/128'] }, clock);
const browser = testBrowser();
const certificates = new ServerFolder();
let server: Proftpd;
let tenant: AddedTenant;
let other: AddedTenant;

beforeAll(async () => {
  server = await Proftpd.start({ certificate: new TestAuthority(certificates.path).issue('localhost') });
  tenant = await fonoteka.current.tenant('Kwiaciarnia', [OWN]);
  other = await fonoteka.current.tenant('Obca', ['+48587654321']);
  const order = { service: 'push', startsAt: clock.now(), orderedBy: 'test', orderedAt: clock.now() } as const;
  for (const { tenantId } of [tenant, other]) await addSubscription(fonoteka.current.db, { ...order, tenantId });
});
afterAll(async () => {
  await server.stop();
  certificates.remove();
});

/** The panel of a person whose browser has the time of the service. */
async function panelOf(credentials: { login: string; password: string }, path: string): Promise<Panel> {
  const panel = new Panel(await browser.page(), fonoteka.current.ready.http!);
  await panel.page.clock.setFixedTime(clock.now());
  await panel.signIn(credentials);
  await panel.open(path);
  return panel;
}

/** The paths of the files on the customer's server. */
function files(): string[] {
  const entries = readdirSync(server.folder.files, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(server.folder.files.length + 1))
    .sort();
}

function step(panel: Panel, text: string): Locator {
  return panel.page.getByRole('list', { name: 'Kroki sprawdzenia' }).getByRole('listitem').filter({ hasText: text });
}

function shownPackage(panel: Panel, name: string): Locator {
  return panel.page.getByRole('table', { name: 'Wysłane pakiety' }).getByRole('row').filter({ hasText: name });
}

describe('the page of the daily push', () => {
  test('saves the target after the connection test has passed', async () => {
    const panel = await panelOf(tenant.panel, '/account/services');
    const { page } = panel;
    await page.getByRole('link', { name: 'Ustaw serwer docelowy' }).click();
    await page.getByText('Serwer docelowy nie jest ustawiony').waitFor();
    await page.getByRole('link', { name: 'Ustaw serwer docelowy' }).click();
    // Without its fields the form goes to the first that is missing; with changes it asks before it is left.
    await panel.button('Zapisz').click();
    await page.locator('input[aria-invalid=true]:focus').waitFor();
    expect(await page.getByLabel('Adres serwera').evaluate((field) => field === document.activeElement)).toBe(true);
    await page.getByLabel('Adres serwera').fill('localhost');
    await page
      .getByRole('link', { name: /Przesyłanie nagrań$/ })
      .first()
      .click();
    await page.getByRole('dialog', { name: 'Niezapisane zmiany' }).waitFor();
    await panel.button('Zostań na stronie').click();
    expect(await page.getByLabel('Adres serwera').inputValue()).toBe('localhost');
    await page.getByLabel('Port').fill(String(server.port));
    await page.getByLabel('Login').fill(LOGIN);
    await page.locator('input[type=password]').fill('nie to');
    const check = page.getByRole('button', { name: /^Sprawdź (połączenie|ponownie)$/ });

    await check.click();
    await step(panel, 'Certyfikat serwera nie jest zaufany').filter({ hasText: 'nie udało się' }).waitFor();
    await panel.button('To mój serwer: potwierdzam odcisk').click();
    await check.click();
    await step(panel, 'Serwer nie przyjął loginu, hasła lub klucza.').filter({ hasText: 'nie udało się' }).waitFor();
    await page.getByText('Serwer nie jest gotowy na przyjęcie nagrań.').waitFor();

    await page.locator('input[type=password]').fill(PASSWORD);
    await check.click();
    await page.getByText('Wszystko działa: serwer przyjmie nagrania.').waitFor();
    expect(files()).toEqual([]);

    await panel.button('Zapisz').click();
    const card = page.getByRole('region', { name: 'Serwer docelowy' });
    await card.getByText(`ftps://localhost:${server.port}`).waitFor();
    expect(await page.content()).not.toContain(PASSWORD);
    await card.getByRole('button', { name: 'Sprawdź połączenie' }).click();
    await card.getByText('Wszystko działa: serwer przyjmie nagrania.').waitFor();
  });

  test('shows a delivered day, and sends it again', async () => {
    clock.moveTo(warsawInstant(DAY!, '11:00'));
    await fonoteka.current.call({ caller: '+48600000000', callee: OWN, durationMs: 300 });
    await until('the call is listed', async () => (await fonoteka.current.calls(tenant.tenantId)).length === 1);
    const before = await panelOf(tenant.panel, '/account/push');
    await before.page.getByRole('link', { name: /^10\.03\.2026: oczekuje/ }).waitFor();
    // Its session expires during the night, and each of its requests would be an error.
    await before.page.close();

    await fonoteka.current.allArchived();
    clock.moveTo(warsawInstant(NEXT!, '00:06'));
    await fonoteka.current.runJob('packages');
    await until('the recording and two manifests are there', () => files().length === 3);
    const panel = await panelOf(tenant.panel, '/account/push');
    const { page } = panel;
    await page.getByRole('link', { name: DELIVERED }).click();
    await page.getByRole('heading', { name: /^Nagrania – wtorek, 10 marca 2026/ }).waitFor();
    await page.getByText('nie brakuje żadnego').waitFor();
    await shownPackage(panel, '1. dzienny pakiet').filter({ hasText: 'dostarczony' }).waitFor();

    const recording = join(server.folder.files, files().find((path) => path.endsWith('.mp3'))!);
    const content = readFileSync(recording);
    rmSync(recording);
    await panel.button('Wyślij cały dzień ponownie').click();
    await panel.button('Wyślij ponownie').click();
    await shownPackage(panel, '2. ponowna wysyłka').filter({ hasText: 'dostarczony' }).waitFor();
    expect(readFileSync(recording)).toEqual(content);
  });

  test('shows nothing of another tenant', async () => {
    const panel = await panelOf(other.panel, '/account/push');
    await panel.page.getByText('Serwer docelowy nie jest ustawiony').waitFor();
    await panel.page.getByRole('link', { name: /^10\.03\.2026: brak serwera, bez nagrań$/ }).click();
    await panel.page.getByText('Pakietu z tego dnia jeszcze nie ma.').waitFor();
    expect(await panel.page.content()).not.toContain(`localhost:${server.port}`);
  });

  test('is read-only for a supervisor', async () => {
    const supervisor = { tenantId: tenant.tenantId, name: 'opiekun', role: 'supervisor' } as const;
    const panel = await panelOf(await addUser(fonoteka.current.db, supervisor, clock.now()), '/account/push');
    const { page } = panel;
    await page.getByRole('region', { name: 'Serwer docelowy' }).waitFor();
    await page.getByRole('link', { name: DELIVERED }).waitFor();
    for (const name of ['Sprawdź połączenie', 'Usuń serwer']) expect(await panel.button(name).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Zmień ustawienia' }).count()).toBe(0);
    await page.getByRole('link', { name: DELIVERED }).click();
    await shownPackage(panel, '2. ponowna wysyłka').waitFor();
    expect(await page.getByRole('button', { name: /Wyślij/ }).count()).toBe(0);
    await panel.open('/account/push/target');
    await page.getByText('Serwer docelowy może zmienić tylko administrator.').waitFor();
  });

  test('fits the width of a phone, where the days are a list', async () => {
    const phone = await browser.page({ viewport: { width: 390, height: 844 } });
    const panel = new Panel(phone, fonoteka.current.ready.http!);
    await phone.clock.setFixedTime(clock.now());
    await panel.signIn(tenant.panel);
    for (const path of ['/account/push', `/account/push/${DAY}`, '/account/push/target']) {
      await panel.open(path);
      await phone.getByRole('heading', { level: 1 }).waitFor();
      expect(await panel.fitsItsWidth()).toBe(true);
    }
    await panel.open('/account/push');
    await phone.getByRole('listitem').getByRole('link').filter({ hasText: 'dostarczono 1 z 1 nagrania' }).waitFor();
  });

  test('removes the target after a confirmation', async () => {
    const panel = await panelOf(tenant.panel, '/account/push');
    await panel.button('Usuń serwer').click();
    await panel.button('Usuń').click();
    await panel.page.getByText('Serwer docelowy nie jest ustawiony').waitFor();
  });
});
