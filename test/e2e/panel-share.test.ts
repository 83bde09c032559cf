/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { addSource, type AddedTenant } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { runningFonoteka } from '../kit/service.ts';
import { wavFile } from '../kit/wav-file.ts';

const OWN = '+48221234567';
const fonoteka = runningFonoteka();
// A wrong password, and a link that was withdrawn.
const browser = testBrowser({
  mayRefuse: [
    { status: 403, path: /^\/shared\/open$/ },
    { status: 404, path: /^\/shared\/look$/ },
  ],
});
let tenant: AddedTenant;

beforeAll(async () => {
  const { db, ready } = fonoteka.current;
  tenant = await fonoteka.current.tenant('Kwiaciarnia', [OWN]);
  const pbx = new PbxClient(ready.http!, (await addSource(db, { name: 'Uploads' }, Date.now())).apiKey);
  const startedAt = new Date(Date.now() - 3_600_000).toISOString();
  const sound = wavFile({ channels: [new Float32Array(8000 * 3)] });
  expect((await pbx.upload({ startedAt, caller: '+48600000001', callee: OWN }, sound)).status).toBe(201);
});

test('a recording is shared by a link, heard by a visitor, and the link is withdrawn; the list is exported', async () => {
  const origin = fonoteka.current.ready.http!;
  const panel = new Panel(await browser.page(), origin);
  await panel.signIn(tenant.panel);
  const { page } = panel;

  await panel.button('Eksportuj listę').click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /Plik CSV/ }).click();
  const file = await downloading;
  expect(file.suggestedFilename()).toMatch(/^polaczenia_\d{4}-\d\d-\d\d\.csv$/);
  expect((await readFile(await file.path())).toString()).toContain('+48600000001');

  await panel.call('600 000 001').getByRole('button', { name: 'Udostępnij link' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Dla kogo' }).fill('Kancelaria');
  await dialog.locator('input[type=password]').fill('tajne hasło');
  await panel.button('Utwórz link').click();
  const url = await dialog.locator('code').textContent();
  expect(url).toMatch(/\/s\/[\w-]{43}$/);

  // Another browser: no session, no cookies of the first.
  const visitor = await browser.page({ locale: 'pl-PL' });
  const requested: string[] = [];
  visitor.on('request', (request) => requested.push(request.url()));
  await visitor.goto(origin + new URL(url!).pathname);
  await visitor.getByLabel('Hasło').fill('zgaduję');
  await visitor.getByRole('button', { name: 'Otwórz nagranie' }).click();
  await visitor.getByRole('alert').filter({ hasText: 'Hasło jest błędne' }).waitFor();
  await visitor.getByLabel('Hasło').fill('tajne hasło');
  await visitor.getByRole('button', { name: 'Otwórz nagranie' }).click();
  await visitor.getByText('600 000 001').waitFor();
  const audio = visitor.locator('audio');
  await audio.evaluate((element: HTMLAudioElement) => element.play());
  await visitor.waitForFunction(() => document.querySelector('audio')!.currentTime > 0);
  expect(await visitor.getByText('Pobierz').count()).toBe(0);
  expect(
    requested.filter((each) => !each.startsWith(origin) || each.includes('/session') || /start-/.test(each)),
  ).toEqual([]);

  await panel.button('Gotowe').click();
  await panel.open('/account/shared');
  const row = page.getByRole('row').filter({ hasText: 'Kancelaria' });
  await row.getByText('ważny').waitFor();
  await row.getByRole('button', { name: 'Wycofaj link Kancelaria' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Wycofaj' }).click();
  await row.getByText('wycofany').waitFor();
  await visitor.reload();
  await visitor.getByRole('alert').filter({ hasText: 'Link jest nieprawidłowy' }).waitFor();
  const english = await browser.page({ locale: 'en-GB' });
  await english.goto(visitor.url());
  await english.getByRole('alert').filter({ hasText: 'The link is wrong' }).waitFor();
});
