import { beforeAll, expect, test } from 'vitest';
import type { RecordingId } from '../../src/base/ids.ts';
import { addWarsawDays, warsawDay } from '../../src/base/warsaw-time.ts';
import { addSource, addSubscription, type AddedTenant, addUser } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { runningFonoteka } from '../kit/service.ts';
import { wavFile } from '../kit/wav-file.ts';

const OWN = '+48221234567';
const SILENCE = wavFile({ channels: [new Float32Array(800)] });
const fonoteka = runningFonoteka();
const browser = testBrowser();
const now = Date.now();
let tenant: AddedTenant;

beforeAll(async () => {
  const { db, ready } = fonoteka.current;
  tenant = await fonoteka.current.tenant('Kwiaciarnia', [OWN]);
  const order = { service: 'extended-retention', startsAt: now, orderedBy: 'test', orderedAt: now } as const;
  await addSubscription(db, { ...order, tenantId: tenant.tenantId });
  const pbx = new PbxClient(ready.http!, (await addSource(db, { name: 'Uploads' }, now)).apiKey);
  for (const [daysAgo, caller] of [
    [1, '+48600000001'],
    [31, '+48600000031'],
    [45, '+48600000045'],
  ] as const) {
    const startedAt = new Date(addWarsawDays(now, -daysAgo)).toISOString();
    const answer = await pbx.upload({ startedAt, caller, callee: OWN }, SILENCE);
    expect(answer.status).toBe(201);
    if (daysAgo === 45) await noteDestroyed(((await answer.json()) as { recordingId: RecordingId }).recordingId);
  }
});

async function noteDestroyed(id: RecordingId): Promise<void> {
  const at = { destroying_at: new Date(now), destruction_reason: 'expired', destroyed_at: new Date(now) } as const;
  const gone = { key_id: null, wrapped_key: null, waveform: null };
  await fonoteka.current.db
    .updateTable('recordings')
    .set({ ...at, ...gone })
    .where('id', '=', id)
    .execute();
}

async function historyOf(credentials: { login: string; password: string }): Promise<Panel> {
  const panel = new Panel(await browser.page(), fonoteka.current.ready.http!);
  await panel.signIn(credentials);
  return panel;
}

function written(instant: number): string {
  return warsawDay(instant).split('-').reverse().join('.');
}

test('a recording past the panel’s window has no player; the row shows where the file is and until when', async () => {
  const panel = await historyOf(tenant.panel);
  const row = panel.call('600 000 031');
  await row.filter({ hasText: `Na FTP do ${written(addWarsawDays(now, 29))}` }).waitFor();
  await row.getByRole('button', { name: 'Kopiuj: Ścieżka pliku na FTP' }).hover();
  const folder = warsawDay(addWarsawDays(now, -31)).replaceAll('-', '/');
  await panel.page
    .getByRole('tooltip')
    .filter({ hasText: `Ścieżka pliku na FTP: ${folder}/` })
    .waitFor();
  // It takes no more place than the others.
  const heightOf = async (of: typeof row) => (await of.boundingBox())!.height;
  expect(await heightOf(row)).toBe(await heightOf(panel.call('600 000 001')));
  expect(await row.getByRole('button', { name: 'Odsłuchaj' }).count()).toBe(0);
  expect(await row.getByRole('link', { name: 'Pobierz' }).count()).toBe(0);
  await panel.call('600 000 001').getByRole('button', { name: 'Odsłuchaj' }).waitFor();
});

test('a destroyed recording is shown with the day, and cannot be held', async () => {
  const panel = await historyOf(tenant.panel);
  const row = panel.call('600 000 045');
  await row.filter({ hasText: `Usunięte bezpowrotnie ${written(now)}` }).waitFor();
  expect(await row.getByRole('button', { name: 'Załóż blokadę usunięcia' }).count()).toBe(0);
});

test('an admin holds a recording with a reason, and lifts the hold', async () => {
  const panel = await historyOf(tenant.panel);
  const row = panel.call('600 000 031');
  await row.getByRole('button', { name: 'Załóż blokadę usunięcia' }).click();
  const dialog = panel.page.getByRole('dialog', { name: 'Blokada usunięcia' });
  await dialog.getByRole('button', { name: 'Zapisz blokadę' }).click();
  await dialog.getByText('Podaj powód').waitFor();
  await dialog.getByLabel('Powód').fill('Reklamacja 17/2026');
  await dialog.getByRole('button', { name: 'Zapisz blokadę' }).click();
  await row.filter({ hasText: 'Na FTP do zdjęcia blokady' }).waitFor();
  await row.getByRole('button', { name: 'blokada usunięcia', exact: true }).click();
  await panel.page.getByText('Powód: Reklamacja 17/2026').waitFor();
  await panel.page.keyboard.press('Escape');
  await row.getByRole('button', { name: 'Zmień blokadę usunięcia' }).click();
  await dialog.getByRole('button', { name: 'Zdejmij blokadę' }).click();
  await row.filter({ hasText: `Na FTP do ${written(addWarsawDays(now, 29))}` }).waitFor();
  expect(await row.getByText('blokada usunięcia').count()).toBe(0);
});

test('a supervisor sees a hold but cannot place one', async () => {
  const supervisor = { tenantId: tenant.tenantId, name: 'opiekun', role: 'supervisor' } as const;
  const panel = await historyOf(await addUser(fonoteka.current.db, supervisor, now));
  await panel.call('600 000 001').getByRole('button', { name: 'Odsłuchaj' }).waitFor();
  expect(await panel.page.getByRole('button', { name: 'Załóż blokadę usunięcia' }).count()).toBe(0);
});

test('each call says where its recording is, a missing one what is known of its time, and the simulator what a period keeps', async () => {
  const panel = await historyOf(tenant.panel);
  const dialog = panel.page.getByRole('dialog');
  for (const [number, verdict] of [
    ['600 000 031', 'Nagranie jest na FTP, SFTP i WebDAV'],
    ['600 000 045', 'Nagranie usunięto po okresie przechowywania'],
    ['600 000 001', 'Nagranie jest dostępne w Panelu'],
  ] as const) {
    await panel
      .call(number)
      .getByRole('button', { name: /^Gdzie jest nagranie połączenia/ })
      .click();
    await dialog.getByText(verdict).first().waitFor();
    const packs = dialog.getByRole('link', { name: 'Pobierz pakiet dowodowy' });
    expect(await packs.count()).toBe(number === '600 000 001' ? 1 : 0);
    if (number === '600 000 001') {
      const [download] = await Promise.all([panel.page.waitForEvent('download'), packs.click()]);
      expect(download.suggestedFilename()).toMatch(/^dowod_.*\.zip$/);
      expect(await download.failure()).toBeNull();
    }
    await panel.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  await panel.button('Nie ma połączenia, którego szukam').click();
  await panel.button('Sprawdź').click();
  await dialog.getByText('Podaj godzinę, np. 14:35').waitFor();
  await panel.page.keyboard.press('Escape');

  await panel.open('/account/services/retention');
  const slider = panel.page.getByRole('slider', { name: /^Okres przechowywania/ });
  await slider.focus();
  const before = await slider.getAttribute('aria-valuetext');
  await panel.page.keyboard.press('ArrowRight');
  const after = await slider.getAttribute('aria-valuetext');
  expect(after).not.toBe(before);
  await panel.page.getByRole('region', { name: `Wybrany okres: ${after}` }).waitFor();
});
