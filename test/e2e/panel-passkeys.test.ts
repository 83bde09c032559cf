import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { AddedTenant } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { runningFonoteka } from '../kit/service.ts';

/** Browsers allow no passkeys at an IP address. */
const fonoteka = runningFonoteka({ publicAddress: 'localhost' });
const browser = testBrowser();
let tenant: AddedTenant;
let origin: string;

beforeAll(async () => {
  tenant = await fonoteka.current.tenant('Kwiaciarnia', ['+48221234567']);
  origin = fonoteka.current.ready.http!.replace('127.0.0.1', 'localhost');
});

/** Gives the page's browser a device that verifies its person and keeps passkeys (Chromium's own, over CDP). */
async function withAuthenticator(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    verifiesPerson: (isUserVerified: boolean) =>
      session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

test('a passkey is added, signs in without a password and as a second factor, and is removed', async () => {
  const panel = new Panel(await browser.page(), origin);
  const { page } = panel;
  const device = await withAuthenticator(page);
  const signedIn = page.getByRole('button', { name: /^Konto użytkownika/ });
  const signOut = async (): Promise<void> => {
    await signedIn.click();
    await panel.button('Wyloguj się').click();
    await panel.button('Użyj klucza dostępu').waitFor();
  };
  await panel.signIn(tenant.panel);
  await panel.open('/security');

  await panel.button('Dodaj klucz dostępu').click();
  const dialog = page.getByRole('dialog', { name: 'Dodaj klucz dostępu' });
  await dialog.getByLabel('Obecne hasło').fill(tenant.panel.password);
  await panel.button('Dalej').click();
  await dialog.getByLabel('Nazwa klucza').fill('telefon');
  await panel.button('Dalej').click();
  await dialog.getByText('Zapisz te kody zapasowe').waitFor();
  const recoveryCode = await dialog.locator('code').first().innerText();
  await panel.button('Kody zapisane').click();
  await panel.button('Usuń klucz telefon').waitFor();
  expect(await panel.fitsItsWidth()).toBe(true);

  await signOut();
  await panel.button('Użyj klucza dostępu').click();
  await signedIn.waitFor();

  await signOut();
  await panel.enter(tenant.panel);
  await page.getByLabel('Kod jednorazowy lub zapasowy').waitFor();
  await panel.button('Użyj klucza dostępu').click();
  await signedIn.waitFor();

  await signOut();
  await panel.enter(tenant.panel);
  await page.getByLabel('Kod jednorazowy lub zapasowy').fill(recoveryCode);
  await panel.button('Zaloguj się').click();
  await signedIn.waitFor();

  await signOut();
  await device.verifiesPerson(false);
  await panel.button('Użyj klucza dostępu').click();
  await page.getByText('Klucz dostępu nie został przyjęty').waitFor();
  await device.verifiesPerson(true);
  await panel.button('Użyj klucza dostępu').click();
  await signedIn.waitFor();

  await panel.open('/security');
  await panel.button('Usuń klucz telefon').click();
  const removing = page.getByRole('dialog', { name: 'Usuń klucz dostępu' });
  await removing.getByLabel('Obecne hasło').fill(tenant.panel.password);
  await panel.button('Dalej').click();
  await panel.button('Usuń klucz telefon').waitFor({ state: 'detached' });
});
