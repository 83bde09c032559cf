/// <reference lib="dom" />
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Client } from 'basic-ftp';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AddedTenant, addUser } from '../../src/tenants/index.ts';
import { tone } from '../../src/test-caller/index.ts';
import { signIn, testBrowser } from '../kit/browser.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const OWN = '+48221234567';
const RECEPTION = '+48221234568';
const MOBILE = '+48512345678';
const ABROAD = '+4915112345678';
const TALK_MS = 3_000;
const fonoteka = runningFonoteka();
const browser = testBrowser();
let tenant: AddedTenant;

beforeAll(async () => {
  tenant = await fonoteka.current.tenant('Kwiaciarnia', [OWN, RECEPTION]);
  const calls = [
    [MOBILE, OWN],
    [OWN, '+48601112233'],
    [ABROAD, RECEPTION],
  ] as const;
  for (const [caller, callee] of calls) await placeCall(caller, callee, TALK_MS);
});

async function placeCall(caller: string, callee: string, durationMs: number): Promise<number | null> {
  const before = (await fonoteka.current.calls(tenant.tenantId)).length;
  const voices = { callerAudio: tone(440), calleeAudio: tone(1000) };
  const { status } = await fonoteka.current.call({ caller, callee, durationMs, ...voices });
  await until('the call is listed', async () => (await fonoteka.current.calls(tenant.tenantId)).length > before);
  return status;
}

async function openedPanel(options: Parameters<typeof browser.page>[0] = {}, user = tenant.panel) {
  const opened = await browser.page(options);
  await signIn(opened.page, fonoteka.current.ready.http!, user);
  await opened.page
    .getByText(/Historia \(billing\) połączeń|Otwórz menu/)
    .first()
    .waitFor();
  return opened;
}

const rows = (page: Page) =>
  page
    .getByRole('table', { name: /Lista połączeń/ })
    .getByRole('row')
    .filter({ hasText: /\d\d:\d\d:\d\d/ });
const currentTime = (page: Page): Promise<number> =>
  page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime);

describe('the call history', () => {
  test('a wrong password is refused in words', async () => {
    const { page } = await browser.page();
    await signIn(page, fonoteka.current.ready.http!, { login: tenant.panel.login, password: 'wrong' });
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/hasło/i);
  });

  test('lists every call, and finds them by number in any form, direction and date', async () => {
    const { page, complaints } = await openedPanel();
    await rows(page).nth(2).waitFor();
    expect(await rows(page).allTextContents()).toEqual([
      expect.stringMatching(/przychodzące.*\+4915112345678.*22 123 45 68/),
      expect.stringMatching(/wychodzące.*22 123 45 67.*601 112 233/),
      expect.stringMatching(/przychodzące.*512 345 678.*22 123 45 67/),
    ]);
    for (const written of ['512 345 678', '+48 512-345-678', '0048512345678', '512345678', '2345678']) {
      await page.getByRole('searchbox', { name: 'Numer' }).fill(written);
      await until(`only one call of ${written}`, async () => (await rows(page).count()) === 1);
      expect(await rows(page).first().textContent()).toContain('512 345 678');
    }
    await page.getByRole('searchbox', { name: 'Numer' }).fill('');
    await until('all calls again', async () => (await rows(page).count()) === 3);
    await page.goto(`${fonoteka.current.ready.http}/account/calls?direction=outbound`);
    await until('one outbound call', async () => (await rows(page).count()) === 1);
    await page.goto(`${fonoteka.current.ready.http}/account/calls?from=2020-01-01&to=2020-01-31`);
    await page
      .getByText(/brak połączeń|nie znaleziono|nic nie pasuje/i)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
  });

  test('the speaker icon plays the recording; it can be sought and heard faster', async () => {
    const { page, complaints } = await openedPanel();
    await rows(page).first().getByRole('button', { name: 'Odsłuchaj' }).click();
    const player = page.getByRole('region', { name: 'Odtwarzacz nagrania' });
    await player.waitFor();
    await until('the time moves', async () => (await currentTime(page)) > 0.2);
    expect(await page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.duration)).toBeCloseTo(
      TALK_MS / 1000,
      0,
    );
    await player.getByRole('button', { name: 'Wstrzymaj' }).click();
    const slider = player.getByRole('slider', { name: 'Pozycja w nagraniu' });
    const box = (await slider.boundingBox())!;
    await slider.click({ position: { x: box.width * 0.6, y: box.height / 2 } });
    await until('the position is where it was clicked', async () => Math.abs((await currentTime(page)) - 1.8) < 0.3);
    await player.getByRole('combobox', { name: 'Prędkość odtwarzania' }).selectOption('2');
    expect(await page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.playbackRate)).toBe(2);
    expect(complaints).toEqual([]);
  });

  test('the download icon gives the file of the tree', async () => {
    const running = fonoteka.current;
    const { page } = await openedPanel();
    const download = page.waitForEvent('download');
    await rows(page).first().getByRole('link', { name: 'Pobierz' }).click();
    const file = await download;
    const recording = (await running.calls(tenant.tenantId))[0]!.recordings[0]!;
    expect(file.suggestedFilename()).toBe(recording.fileName);
    const content = await readFile(await file.path());
    expect(sha256(content)).toBe(sha256(await running.audio(tenant.tenantId, recording)));
  });

  test('works on a phone, and in English', async () => {
    const { page, complaints } = await openedPanel({ viewport: { width: 390, height: 844 } });
    await page.getByRole('button', { name: 'Odsłuchaj' }).first().click();
    await until('the time moves', async () => (await currentTime(page)) > 0.1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: 'Otwórz menu' }).click();
    await page.getByRole('link', { name: 'Usługi / Oferta' }).click();
    await page.getByText('Twoje Usługi').waitFor();
    await page.getByRole('button', { name: /Konto użytkownika/ }).click();
    await page.getByText('English').click();
    await page.getByText('Your services').waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('rights', () => {
  test('an agent sees the calls of their own extensions alone, and downloads none without the right', async () => {
    const agent = { tenantId: tenant.tenantId, name: 'agent', role: 'agent', extensions: [RECEPTION] } as const;
    const { page } = await openedPanel({}, await addUser(fonoteka.current.db, agent, Date.now()));
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Odsłuchaj' }).count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Pobierz' }).count()).toBe(0);
  });

  test('a supervisor sees every call, but cannot switch services', async () => {
    const supervisor = { tenantId: tenant.tenantId, name: 'opiekun', role: 'supervisor' } as const;
    const { page } = await openedPanel({}, await addUser(fonoteka.current.db, supervisor, Date.now()));
    await rows(page).nth(2).waitFor();
    await page.goto(`${fonoteka.current.ready.http}/account/services`);
    await page.getByText('Twoje Usługi').waitFor();
    expect(await page.getByRole('switch').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Wygeneruj nowe hasło' }).count()).toBe(0);
  });
});

describe('services', () => {
  test('recording is switched off and on, and the next call obeys', async () => {
    const { page } = await openedPanel();
    await page.getByRole('link', { name: 'Usługi / Oferta' }).click();
    const button = page.getByRole('switch', { name: /Nagrywanie Rozmów (włączona|wyłączona)/ });
    await button.waitFor();
    expect(await button.getAttribute('aria-checked')).toBe('true');
    await button.click();
    await page.getByRole('button', { name: 'Wyłącz nagrywanie' }).click();
    await until('it is off', async () => (await button.getAttribute('aria-checked')) === 'false');
    expect(await placeCall('+48600000001', OWN, 300)).toBe(403);
    await page.getByRole('link', { name: /Historia/ }).click();
    await rows(page).filter({ hasText: '600 000 001' }).waitFor();
    expect(await rows(page).first().textContent()).toMatch(/nagrywanie.*wyłączon/i);
    await page.getByRole('link', { name: 'Usługi / Oferta' }).click();
    await button.click();
    await until('it is on', async () => (await button.getAttribute('aria-checked')) === 'true');
    expect(await placeCall('+48600000002', OWN, 300)).toBe(200);
  });

  test('a new FTP password is shown once and opens FTP; the old one no longer does', async () => {
    const { page } = await openedPanel();
    await page.goto(`${fonoteka.current.ready.http}/account/services`);
    await page.getByRole('button', { name: 'Wygeneruj nowe hasło' }).click();
    await page.getByRole('button', { name: 'Wygeneruj hasło', exact: true }).click();
    const password = await page.getByRole('dialog', { name: 'Nowe hasło FTP' }).locator('code').textContent();
    await page.getByRole('button', { name: 'Hasło zapisane, zamknij' }).click();
    await until('it is gone', async () => !(await page.content()).includes(password!));
    expect(await ftpFolders(password!)).toEqual([expect.stringMatching(/^\d{4}$/)]);
    await expect(ftpFolders(tenant.ftp.password)).rejects.toThrow(/530/);
  });
});

async function ftpFolders(password: string): Promise<string[]> {
  const { hostname, port } = new URL(fonoteka.current.ready.ftp!);
  const client = new Client();
  try {
    await client.access({ host: hostname, port: Number(port), user: tenant.ftp.login, password });
    return (await client.list()).map(({ name }) => name);
  } finally {
    client.close();
  }
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
