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
