import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { allTexts } from '../../panel/src/i18n/all.ts';
import { type AddedTenant, addUser, retentionDays, serviceHistory } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { runningFonoteka } from '../kit/service.ts';

const fonoteka = runningFonoteka();
const browser = testBrowser();
let tenant: AddedTenant;

beforeAll(async () => {
  tenant = await fonoteka.current.tenant('Kwiaciarnia', ['+48221234567']);
});

async function panelOf(credentials: { login: string; password: string }, path: string): Promise<Panel> {
  const panel = new Panel(await browser.page(), fonoteka.current.ready.http!);
  await panel.signIn(credentials);
  await panel.open(path);
  return panel;
}

test('60 days more: shown for 149,00 zł, ordered once, on the statement', async () => {
  const panel = await panelOf(tenant.panel, '/account/services');
  await panel.button('Wydłuż okres').click();
  const dialog = panel.page.getByRole('dialog', { name: 'Okres przechowywania nagrań' });
  await dialog
    .getByLabel('Przechowuj nagrania przez')
    .selectOption({ label: '90 dni (60,00\u00a0zł netto miesięcznie)' });
  const monthly = dialog.getByRole('row', { name: /^Opłaty miesięczne razem/ });
  await monthly.filter({ hasText: '89,00\u00a0zł netto' }).filter({ hasText: '149,00\u00a0zł netto' }).waitFor();
  await panel.button('Zamawiam z obowiązkiem zapłaty').dblclick();
  await panel.page.getByText('Nagrania przechowujemy 90 dni').waitFor();
  const history = await serviceHistory(fonoteka.current.db, tenant.tenantId);
  expect(history.map(({ service, units }) => [service, units])).toEqual([
    ['plan', 1],
    ['extended-retention', 2],
  ]);
  expect(retentionDays(history, Date.now())).toBe(90);
  await panel.page.getByRole('link', { name: 'Rozliczenia', exact: true }).click();
  await panel.page.getByRole('link', { name: /^Otwórz zestawienie/ }).click();
  const sums = panel.page.getByRole('table', { name: 'Podatek według stawek' });
  const total = await sums.getByRole('row', { name: /^Razem/ }).innerText();
  expect(total.replaceAll('\u00a0', ' ').split(/\s*\t\s*/)).toEqual(['Razem', '149,00 zł', '34,27 zł', '183,27 zł']);
});

test('the statement is downloaded as CSV, and printed without the rest of the panel', async () => {
  const panel = await panelOf(tenant.panel, '/account/billing');
  await panel.page.getByRole('link', { name: /^Otwórz zestawienie/ }).click();
  const downloading = panel.page.waitForEvent('download');
  await panel.page.getByRole('link', { name: 'Pobierz CSV' }).click();
  expect(readFileSync(await (await downloading).path(), 'utf8')).toMatch(/89\.00/);
  await panel.page.emulateMedia({ media: 'print' });
  expect(await panel.page.getByRole('navigation').isVisible()).toBe(false);
  expect(await panel.page.getByRole('link', { name: 'Pobierz CSV' }).isVisible()).toBe(false);
  expect(await panel.page.getByRole('link', { name: 'Przejdź do treści' }).isVisible()).toBe(false);
  expect(await panel.page.getByRole('table', { name: 'Podatek według stawek' }).isVisible()).toBe(true);
  // A4 without its margins.
  await panel.page.setViewportSize({ width: 703, height: 1000 });
  await panel.page.getByRole('table', { name: 'Pozycje' }).waitFor();
  expect(await panel.fitsItsWidth()).toBe(true);
});

test('an order of fewer days shows what will be destroyed, and from when', async () => {
  const panel = await panelOf(tenant.panel, '/account/services');
  await panel.button('Zmień okres').click();
  const dialog = panel.page.getByRole('dialog', { name: 'Okres przechowywania nagrań' });
  await dialog.getByLabel('Przechowuj nagrania przez').selectOption('1');
  await dialog
    .getByRole('row', { name: /^Zmiana obowiązuje/ })
    .filter({ hasText: /od \d\d\.\d\d\.\d{4}/ })
    .waitFor();
  await panel.button('Skróć okres przechowywania').click();
  await panel.page.getByText(/^Od \d\d\.\d\d\.\d{4}: 60 dni\.$/).waitFor();
});

test('push is activated for its price', async () => {
  const panel = await panelOf(tenant.panel, '/account/services');
  await panel.button('Aktywuj').click();
  const dialog = panel.page.getByRole('dialog', { name: /^Aktywacja/ });
  await dialog
    .getByRole('row', { name: /^Dopłata w bieżącym/ })
    .filter({ hasText: '198,00\u00a0zł netto' })
    .waitFor();
  await panel.button('Zamawiam z obowiązkiem zapłaty').click();
  const row = panel.page.getByRole('row', { name: /^Automatyczne przesyłanie nagrań/ });
  await row.getByText('aktywna', { exact: true }).waitFor();
  expect(await panel.button('Aktywuj').count()).toBe(0);
});

test('the audit log shows the orders, and is exported completely', async () => {
  const panel = await panelOf(tenant.panel, '/account/audit');
  const orders = panel.page.getByRole('row').filter({ hasText: 'zamówienie usługi' });
  await orders
    .filter({
      hasText: /Wydłużony okres przechowywania, przechowywanie 90 dni, obowiązuje od \d\d\.\d\d\.\d{4} \d\d:\d\d/,
    })
    .waitFor();
  const downloading = panel.page.waitForEvent('download');
  await panel.page.getByRole('link', { name: 'Eksportuj dziennik' }).click();
  expect(readFileSync(await (await downloading).path(), 'utf8')).toContain('"service-ordered"');
});

test('a supervisor sees the services, but no order buttons and no charges', async () => {
  const supervisor = { tenantId: tenant.tenantId, name: 'opiekun', role: 'supervisor' } as const;
  const credentials = await addUser(fonoteka.current.db, supervisor, Date.now());
  const panel = await panelOf(credentials, '/account/services');
  await panel.page.getByRole('heading', { name: 'Okres rozliczeniowy i rezygnacja' }).waitFor();
  expect(await panel.button('Zmień okres').count()).toBe(0);
  expect(await panel.page.getByRole('link', { name: 'Rozliczenia' }).count()).toBe(0);
});

test('on a phone the page and the dialog fit the width', async () => {
  const page = await browser.page({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const panel = new Panel(page, fonoteka.current.ready.http!);
  await panel.signIn(tenant.panel);
  for (const path of ['/account/services', '/account/billing', '/account/audit']) {
    await panel.open(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await panel.fitsItsWidth()).toBe(true);
  }
  await panel.open('/account/services');
  await panel.button('Zmień okres').click();
  const effects = page.getByRole('dialog').getByText('Opłaty miesięczne razem');
  await effects.waitFor();
  expect(await page.getByRole('dialog').evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth)).toBe(true);
  // The longest amounts are the English ones.
  await panel.open('/account/billing');
  await page.getByRole('link', { name: /^Otwórz zestawienie/ }).click();
  await page.getByRole('table', { name: 'Podatek według stawek' }).waitFor();
  await page.evaluate("localStorage.setItem('fonoteka.language', 'en')");
  await page.setViewportSize({ width: 320, height: 800 });
  await page.reload();
  await page.getByRole('table', { name: allTexts.en.billing.statement.vat }).waitFor();
  expect(await panel.fitsItsWidth()).toBe(true);
});
