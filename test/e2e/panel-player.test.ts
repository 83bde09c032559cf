import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import type { AddedTenant } from '../../src/tenants/index.ts';
import { tone } from '../../src/test-caller/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { fileOverFtp } from '../kit/ftp-session.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const OWN = '+48221234567';
const TALK_MS = 3_000;
const PHONE = { width: 390, height: 844 };
const fonoteka = runningFonoteka();
const browser = testBrowser();
let tenant: AddedTenant;

beforeAll(async () => {
  const running = fonoteka.current;
  tenant = await running.tenant('Kwiaciarnia', [OWN]);
  const voices = { callerAudio: tone(440), calleeAudio: tone(1000) };
  await running.call({ caller: '+48512345678', callee: OWN, durationMs: TALK_MS, ...voices });
  await until('the call is listed', async () => (await running.calls(tenant.tenantId)).length === 1);
});

async function signedIn(options?: Parameters<typeof browser.page>[0]): Promise<Panel> {
  const panel = new Panel(await browser.page(options), fonoteka.current.ready.http!);
  await panel.signIn(tenant.panel);
  return panel;
}

test('the speaker icon plays the recording, with seeking and faster playback', async () => {
  const panel = await signedIn();
  await panel.listen(panel.calls.first());
  expect((await panel.audio()).duration).toBeCloseTo(TALK_MS / 1000, 0);
  await panel.player.getByRole('button', { name: 'Wstrzymaj' }).click();
  expect((await panel.audio()).paused).toBe(true);
  const slider = panel.player.getByRole('slider', { name: 'Pozycja w nagraniu' });
  const { width, height } = (await slider.boundingBox())!;
  await slider.click({ position: { x: width * 0.6, y: height / 2 } });
  await until(
    'playback is at the clicked position',
    async () => Math.abs((await panel.audio()).currentTime - 1.8) < 0.3,
  );
  await panel.player.getByRole('combobox', { name: 'Prędkość odtwarzania' }).selectOption('2');
  expect((await panel.audio()).playbackRate).toBe(2);
});

test('the download icon returns the file that FTP serves', async () => {
  const running = fonoteka.current;
  const panel = await signedIn();
  const download = panel.page.waitForEvent('download');
  await panel.calls.first().getByRole('link', { name: 'Pobierz' }).click();
  const file = await download;
  const recording = (await running.calls(tenant.tenantId))[0]!.recordings[0]!;
  expect(file.suggestedFilename()).toBe(recording.fileName);
  const overFtp = await fileOverFtp(running.ready, tenant.ftp, recording.path);
  expect(sha256(await readFile(await file.path()))).toBe(sha256(overFtp));
});

test('a phone plays it too, and the page fits the width', async () => {
  const panel = await signedIn({ viewport: PHONE });
  await panel.listen(panel.calls.first());
  expect(await panel.fitsItsWidth()).toBe(true);
  await panel.button('Otwórz menu').click();
  await panel.button('Usługi i rozliczenia').click();
  await panel.page.getByRole('link', { name: 'Usługi / Oferta' }).click();
  await panel.page.getByRole('heading', { name: 'Twoje Usługi' }).waitFor();
  expect(await panel.fitsItsWidth()).toBe(true);
});

test('the language can be changed to English, and stays so', async () => {
  const panel = await signedIn();
  await panel.page.getByRole('button', { name: /^Konto użytkownika/ }).click();
  await panel.page.getByText('English').click();
  await panel.page.getByRole('heading', { name: 'Call history' }).waitFor();
  await panel.page.reload();
  await panel.page.getByRole('heading', { name: 'Call history' }).waitFor();
});

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
