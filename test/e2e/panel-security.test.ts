import { TOTP } from 'otpauth';
import { beforeAll, expect, test } from 'vitest';
import type { AddedTenant } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { runningFonoteka } from '../kit/service.ts';

const STEP_MS = 30_000;
const NEW_PASSWORD = 'zupełnie nowe hasło';

const fonoteka = runningFonoteka();
const browser = testBrowser();
let tenant: AddedTenant;

beforeAll(async () => {
  tenant = await fonoteka.current.tenant('Kwiaciarnia', ['+48221234567']);
});

test('an API key is made and shown once; the page of the API has examples and calls with it', async () => {
  const panel = new Panel(await browser.page(), fonoteka.current.ready.http!);
  const { page } = panel;
  await panel.signIn(tenant.panel);
  await panel.open('/account/api-keys');
  await panel.button('Nowy klucz').click();
  await page.getByRole('textbox', { name: 'Do czego służy' }).fill('CRM');
  await panel.button('Utwórz klucz').click();
  const apiKey = await page.getByRole('dialog', { name: 'Nowy klucz API' }).locator('code').innerText();
  await panel.button('Gotowe').click();

  // Everything of it is from this host, and the policy of the panel's pages lets it run: the browser's complaints fail the test.
  await page.getByRole('link', { name: /Opis API/ }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
  const form = page.locator('form', { hasText: 'A tenant’s API key' });
  await form.getByLabel('auth-bearer-value').fill(apiKey);
  await form.getByRole('button', { name: 'Apply credentials' }).click();
  await form.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'With an API key' }).click();
  const operation = page.locator('#operations-With_an_API_key-listCalls');
  await operation.getByRole('button').first().click();
  await operation.getByText('Hurtownia Blumen').first().waitFor();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const answer = operation.locator('.live-responses-table .response');
  await answer.getByText('"preparing": null').waitFor();
  expect(await answer.locator('.response-col_status').innerText()).toContain('200');
});

test('one-time codes are turned on, then asked for at the sign-in; the password is changed', async () => {
  const panel = new Panel(await browser.page(), fonoteka.current.ready.http!);
  const { page } = panel;
  await panel.signIn(tenant.panel);
  await page.getByRole('button', { name: /^Konto użytkownika/ }).click();
  await page.getByRole('link', { name: 'Bezpieczeństwo konta' }).click();

  await panel.button('Włącz kody jednorazowe').click();
  const dialog = page.getByRole('dialog', { name: 'Włącz kody jednorazowe' });
  await dialog.getByLabel('Obecne hasło').fill(tenant.panel.password);
  await panel.button('Dalej').click();
  await dialog.getByText('Kod QR dla aplikacji uwierzytelniającej').waitFor({ state: 'attached' });
  const totp = new TOTP({ secret: await dialog.locator('code').innerText() });
  await dialog.getByLabel('Kod z aplikacji').fill(totp.generate());
  await panel.button('Dalej').click();
  await dialog.getByText('Zapisz te kody zapasowe').waitFor();
  const recoveryCode = await dialog.locator('code').first().innerText();
  expect(await dialog.locator('code').count()).toBe(10);
  await panel.button('Kody zapisane').click();
  await page.getByText('Niewykorzystane kody zapasowe: 10').waitFor();

  await page.getByLabel('Obecne hasło').fill(tenant.panel.password);
  await page.getByLabel('Nowe hasło', { exact: true }).fill(NEW_PASSWORD);
  await page.getByLabel('Powtórz nowe hasło').fill(NEW_PASSWORD);
  await panel.button('Zmień hasło').click();
  await page.getByText('Hasło zostało zmienione.').waitFor();

  const elsewhere = new Panel(await browser.page(), fonoteka.current.ready.http!);
  await elsewhere.open();
  await elsewhere.enter({ login: tenant.panel.login, password: NEW_PASSWORD });
  await elsewhere.page
    .getByLabel('Kod jednorazowy lub zapasowy')
    .fill(totp.generate({ timestamp: Date.now() + STEP_MS }));
  await elsewhere.button('Zaloguj się').click();
  await elsewhere.page.getByRole('button', { name: /^Konto użytkownika/ }).waitFor();

  const withoutPhone = new Panel(await browser.page(), fonoteka.current.ready.http!);
  await withoutPhone.open();
  await withoutPhone.enter({ login: tenant.panel.login, password: NEW_PASSWORD });
  await withoutPhone.page.getByLabel('Kod jednorazowy lub zapasowy').fill(recoveryCode);
  await withoutPhone.button('Zaloguj się').click();
  await withoutPhone.page.getByRole('button', { name: /^Konto użytkownika/ }).waitFor();
});
