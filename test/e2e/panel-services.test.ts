import type { Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { type AddedTenant, addUser, retentionDays, serviceHistory } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const OWN = '+48221234567';
const fonoteka = runningFonoteka();
const browser = testBrowser();
let tenant: AddedTenant;

beforeAll(async () => {
  tenant = await fonoteka.current.tenant('Kwiaciarnia', [OWN]);
  expect(await placeCall('+48600000000')).toBe(200);
});

async function placeCall(caller: string): Promise<number | null> {
  const listed = async (): Promise<number> => (await fonoteka.current.calls(tenant.tenantId)).length;
  const before = await listed();
  const { status } = await fonoteka.current.call({ caller, callee: OWN, durationMs: 300 });
  await until('the call is listed', async () => (await listed()) > before);
  return status;
}

async function servicesOf(credentials: { login: string; password: string }): Promise<Panel> {
  const panel = new Panel(await browser.page(), fonoteka.current.ready.http!);
  await panel.signIn(credentials);
  await panel.open('/account/services');
  await panel.page.getByRole('heading', { name: 'Twoje Usługi' }).waitFor();
  return panel;
}

test('recording is turned off and on, which applies to the next call', async () => {
  const panel = await servicesOf(tenant.panel);
  const button = panel.page.getByRole('switch', { name: /Nagrywanie Rozmów (włączona|wyłączona)/ });
  const isOn = async (): Promise<boolean> => (await button.getAttribute('aria-checked')) === 'true';
  await until('it is on', isOn);
  await button.click();
  await panel.button('Wyłącz nagrywanie').click();
  await until('it is off', async () => !(await isOn()));
  expect(await placeCall('+48600000001')).toBe(403);
  await panel.page.getByRole('link', { name: /Historia/ }).click();
  await panel.call('600 000 001').filter({ hasText: 'Nagrywanie wyłączone' }).waitFor();
  await panel.page.getByRole('link', { name: 'Usługi / Oferta' }).click();
  await button.click();
  await until('it is on', isOn);
  expect(await placeCall('+48600000002')).toBe(200);
});

test('a supervisor sees the services, but cannot change them', async () => {
  const supervisor = { tenantId: tenant.tenantId, name: 'opiekun', role: 'supervisor' } as const;
  const panel = await servicesOf(await addUser(fonoteka.current.db, supervisor, Date.now()));
  expect(await panel.page.getByRole('switch').count()).toBe(0);
});

test('an order whose answer was lost, followed by another choice, is the other choice', async () => {
  const panel = await servicesOf(tenant.panel);
  let orders = 0;
  await panel.page.route('**/services/orders', async (route) => {
    orders += 1;
    if (orders > 1) return route.continue();
    await route.fetch();
    await route.fulfill({ status: 200, contentType: 'application/json', body: '{' });
  });
  await panel.button('Wydłuż okres').click();
  const dialog = panel.page.getByRole('dialog', { name: 'Okres przechowywania nagrań' });
  const choose = (units: string) => dialog.getByLabel('Przechowuj nagrania przez').selectOption(units);
  await choose('1');
  await panel.button('Zamawiam z obowiązkiem zapłaty').click();
  const history = () => serviceHistory(fonoteka.current.db, tenant.tenantId);
  await until('the first is ordered', async () => retentionDays(await history(), Date.now()) === 60);
  await choose('3');
  await panel.button('Zamawiam z obowiązkiem zapłaty').click();
  await panel.page.getByText('Nagrania przechowujemy 120 dni').waitFor();
  expect(retentionDays(await history(), Date.now())).toBe(120);
});

test('recording rules are made, ordered and tried by keyboard alone', async () => {
  const panel = await servicesOf(tenant.panel);
  const { page } = panel;
  const { keyboard } = page;
  const tabTo = (element: Locator): Promise<void> => panel.tabTo(element);
  const dialog = page.getByRole('dialog', { name: 'Nowa reguła nagrywania' });
  const addRule = async (name: string, fill: () => Promise<void>): Promise<void> => {
    await tabTo(panel.button('Dodaj regułę'));
    await keyboard.press('Enter');
    await tabTo(dialog.getByLabel('Nazwa'));
    await keyboard.type(name);
    await fill();
    await tabTo(dialog.getByRole('button', { name: 'Zapisz' }));
    await keyboard.press('Enter');
    await page.getByRole('row', { name: new RegExp(name) }).waitFor();
    await dialog.waitFor({ state: 'hidden' });
  };
  const tried = async (): Promise<void> => {
    await tabTo(page.getByLabel('Dzwoni', { exact: true }));
    await keyboard.press('Control+A');
    await keyboard.type('600 000 009');
    await keyboard.press('Tab');
    await keyboard.press('Control+A');
    await keyboard.type(OWN);
    await keyboard.press('Enter');
  };
  await panel.open('/account/recording-rules');
  await addRule('Prywatne', async () => {
    await tabTo(dialog.getByLabel('Numery rozmówców'));
    await keyboard.type('600 000 009');
  });
  await addRule('Wszystkie inne', async () => {
    await tabTo(dialog.getByRole('radio', { name: 'Nienagrywane' }));
    await keyboard.press('ArrowUp');
  });
  await tried();
  await page.getByText('Nie byłaby nagrana').waitFor();
  await tabTo(page.getByRole('button', { name: 'Przesuń wyżej: Wszystkie inne' }));
  await keyboard.press('Enter');
  await page.getByText('Wszystkie inne: miejsce 1 z 2').waitFor({ state: 'attached' });
  await tried();
  await page.getByText('Byłaby nagrana', { exact: true }).waitFor();
  await page.getByText('reguła „Wszystkie inne”').waitFor();
  await tabTo(page.getByRole('button', { name: 'Zmień regułę Wszystkie inne' }));
  await keyboard.press('Enter');
  await tabTo(page.getByRole('dialog', { name: 'Reguła nagrywania' }).getByRole('button', { name: 'Usuń regułę' }));
  await keyboard.press('Enter');
  await tabTo(page.getByRole('dialog', { name: 'Usunąć regułę?' }).getByRole('button', { name: 'Usuń regułę' }));
  await keyboard.press('Enter');
  await page.getByText('Reguła usunięta.').waitFor();
  await page.getByRole('row', { name: /Wszystkie inne/ }).waitFor({ state: 'detached' });
});
