import { beforeAll, expect, test } from 'vitest';
import type { AddedTenant } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { ftpFolders } from '../kit/ftp-session.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const fonoteka = runningFonoteka();
const browser = testBrowser();
let tenant: AddedTenant;

beforeAll(async () => {
  tenant = await fonoteka.current.tenant('Kwiaciarnia', ['+48221234567']);
});

test('a credential is made, its password is shown once and works; revoked, it no longer does', async () => {
  const { ready } = fonoteka.current;
  const panel = new Panel(await browser.page(), ready.http!);
  const { page } = panel;
  await panel.signIn(tenant.panel);
  await panel.open('/account/services');
  await page.getByRole('main').getByRole('link', { name: 'Dostęp do plików' }).click();
  await page
    .getByRole('table', { name: 'Jak się połączyć' })
    .getByText(new URL(ready.ftp!).port, { exact: true })
    .waitFor();

  await panel.button('Nowe konto').click();
  const form = page.getByRole('dialog', { name: 'Nowe konto dostępu' });
  await form.getByLabel('Najwyższa prędkość (kB/s)').fill('1500');
  await panel.button('Utwórz konto').click();
  await form.getByLabel('Do czego służy').and(page.locator(':focus')).fill('Serwer NAS');
  await panel.button('Utwórz konto').click();
  const shown = page.getByRole('dialog', { name: /^Hasło konta / });
  const password = await shown.locator('code').innerText();
  await panel.button('Hasło zapisane, zamknij').click();
  await until('it is no longer shown', async () => !(await page.content()).includes(password));

  const row = page.getByRole('table', { name: 'Konta dostępu' }).getByRole('row', { name: /Serwer NAS/ });
  await row.getByText('najwyżej 1,5 MB/s').waitFor();
  const login = await row.locator('code').innerText();
  expect(await ftpFolders(ready, { login, password })).toEqual([]);
  await page.reload();
  await row.getByText('nieszyfrowane').waitFor();

  await panel.button('Zmień: Serwer NAS').click();
  await panel.button('Unieważnij: Serwer NAS').click();
  await page.getByRole('dialog', { name: 'Unieważnić konto?' }).getByRole('button', { name: 'Unieważnij' }).click();
  await panel.button('Pokaż unieważnione (1)').click();
  await page.getByRole('table', { name: 'Unieważnione konta' }).getByText('Serwer NAS').waitFor();
  await expect(ftpFolders(ready, { login, password })).rejects.toThrow(/530/);
  await panel.open('/account/audit');
  await page.getByText('Konto jest unieważnione, FTP, nieszyfrowane').waitFor();
});
