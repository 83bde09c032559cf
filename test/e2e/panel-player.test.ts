/// <reference lib="dom" />
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { addSource, type AddedTenant } from '../../src/tenants/index.ts';
import { tone } from '../../src/test-caller/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { fileOverFtp } from '../kit/ftp-session.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';
import { wavFile } from '../kit/wav-file.ts';

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
  // The panel puts a tag before it.
  const downloaded = await readFile(await file.path());
  expect(sha256(downloaded.subarray(-overFtp.length))).toBe(sha256(overFtp));
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

/** Four seconds of a tone, four of silence, four of it again. */
const voice = (hertz: number) =>
  Float32Array.from({ length: 12 * 8000 }, (_, at) =>
    Math.floor(at / 32_000) === 1 ? 0 : 0.5 * Math.sin((2 * Math.PI * hertz * at) / 8000),
  );

/** A company with one call: the caller is 440 Hz, the callee 1 kHz. */
async function withUploadedCall(name: string, number: string): Promise<AddedTenant> {
  const { db, ready } = fonoteka.current;
  const added = await fonoteka.current.tenant(name, [number]);
  const pbx = new PbxClient(ready.http!, (await addSource(db, { name }, Date.now())).apiKey);
  const startedAt = new Date(Date.now() - 3_600_000).toISOString();
  const wav = wavFile({ channels: [voice(440), voice(1000)] });
  const answer = await pbx.upload({ startedAt, caller: '+48512345678', callee: number }, wav);
  expect(answer.status).toBe(201);
  return added;
}

/** Before the panel's scripts: what goes to the speakers is measured, by side. */
function listenToSpeakers(): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with its node
  const connect = AudioNode.prototype.connect as (this: AudioNode, ...to: unknown[]) => AudioNode;
  const sides: AnalyserNode[] = [];
  AudioNode.prototype.connect = function tapped(this: AudioNode, ...to: unknown[]) {
    if (to[0] instanceof AudioDestinationNode) {
      const split = this.context.createChannelSplitter(2);
      connect.call(this, split);
      for (const side of [0, 1]) {
        const analyser = this.context.createAnalyser();
        analyser.fftSize = 8192;
        connect.call(split, analyser, side);
        sides[side] = analyser;
      }
    }
    return connect.apply(this, to);
  };
  /** The loudest frequency of each side, to 50 Hz; 0: nothing is heard. */
  const heard = () =>
    sides.map((analyser) => {
      const levels = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(levels);
      const loudest = levels.indexOf(Math.max(...levels));
      const hertz = (loudest * analyser.context.sampleRate) / analyser.fftSize;
      return levels[loudest]! < -60 ? 0 : Math.round(hertz / 50) * 50;
    });
  Object.assign(globalThis, { heard });
}

test('each party is muted alone, a part is repeated, silence is skipped, notes are marks; all of it is remembered', async () => {
  const company = await withUploadedCall('Piekarnia', '+48221234599');
  const page = await browser.page();
  await page.addInitScript(listenToSpeakers);
  const panel = new Panel(page, fonoteka.current.ready.http!);
  await panel.signIn(company.panel);
  const { player } = panel;
  const requests: string[] = [];
  await panel.calls.first().waitFor();
  page.on('request', (request) => requests.push(new URL(request.url()).pathname.split('/').at(-1)!));
  const clickedAt = Date.now();
  await panel.listen(panel.calls.first());
  const opened = requests.filter((path) => path !== 'favicon.svg');
  // For people to read: a busy machine is no fault.
  process.stderr.write(`player: ${Date.now() - clickedAt} ms from the click to sound, requests: ${opened.join(' ')}\n`);
  // The sound waits for nothing else: no code, no list, no second look at the waveform.
  expect(opened.toSorted().filter((path, index, all) => path !== 'audio' || all[index - 1] !== path)).toEqual([
    'audio',
    'waveform',
  ]);

  const button = (name: string) => player.getByRole('button', { name, exact: true });
  // The first four seconds, again and again: both voices.
  await player.getByRole('slider', { name: 'Pozycja w nagraniu' }).press('Home');
  await button('Powtarzaj od tego miejsca').click();
  await until('playback is at two seconds', async () => (await panel.audio()).currentTime > 2);
  await button('Powtarzaj do tego miejsca').click();
  await player.getByText(/^Powtarzanie od 0:00 do 0:0/).waitFor();
  await until('playback begins again', async () => (await panel.audio()).currentTime < 1.5);

  const heard = () => page.evaluate(() => (globalThis as unknown as { heard: () => number[] }).heard());
  const hears = (...expected: number[]) =>
    until(`hears ${expected.join(', ')}`, async () => (await heard()).join() === expected.join());
  await button('Wycisz: odbierający').click();
  await hears(450, 450);
  await button('Wycisz: dzwoniący').click();
  await hears(0, 0);
  await button('Włącz głos: odbierający').click();
  await hears(1000, 1000);
  await button('Włącz głos: dzwoniący').click();
  await hears(450, 1000);

  await player.getByRole('combobox', { name: 'Prędkość odtwarzania' }).selectOption('3');
  expect(await panel.audio()).toMatchObject({ playbackRate: 3 });
  expect(await player.locator('audio').evaluate((audio) => (audio as HTMLAudioElement).preservesPitch)).toBe(true);
  await hears(450, 1000);
  await player.getByRole('combobox', { name: 'Prędkość odtwarzania' }).selectOption('1');
  await button('Wyłącz powtarzanie').click();

  // From the third second on: the next four are silent, and none of them is played.
  await button('Głośność i cisza').click();
  await page.getByRole('switch', { name: 'Pomijaj ciszę' }).click();
  await page.keyboard.press('Escape');
  await button('Wstrzymaj').click();
  const positions = await player.locator('audio').evaluate(async (element) => {
    const audio = element as HTMLAudioElement;
    const seen: number[] = [];
    audio.currentTime = 3.5;
    await audio.play();
    await new Promise<void>((resolve) => {
      audio.addEventListener('timeupdate', () => {
        seen.push(audio.currentTime);
        if (audio.currentTime > 8.5) resolve();
      });
    });
    audio.pause();
    return seen;
  });
  expect(positions.filter((at) => at > 5 && at < 7.5)).toEqual([]);

  await button('Notatki i etykiety').click();
  await page.getByRole('textbox', { name: 'Nowa notatka' }).fill('Klient zgadza się na zażółcenie');
  await page.getByRole('button', { name: /^Dodaj przy 0:0/ }).click();
  const mark = player.getByRole('button', { name: /^Notatka przy 0:0.*zażółcenie/ });
  await mark.waitFor();
  await player.getByPlaceholder('Dodaj etykietę').fill('Reklamacja');
  await page.keyboard.press('Enter');
  await player.getByText('reklamacja', { exact: true }).waitFor();
  await button('Poproś o sprawdzenie').click();
  await page.getByRole('combobox', { name: 'Kto ma sprawdzić' }).click();
  await page.getByRole('option', { name: /\(ja\)/ }).click();
  await page.getByRole('button', { name: 'Wyślij prośbę' }).click();
  await player.getByText('do sprawdzenia', { exact: true }).waitFor();
  await player.getByRole('slider', { name: 'Pozycja w nagraniu' }).press('Home');
  await mark.click();
  await until('playback is at the note', async () => (await panel.audio()).currentTime > 8);
  await player.getByText(/^Najdłuższa cisza: 0:04/).waitFor();

  // Five seconds from either end there is nothing to go on with.
  await player.locator('audio').evaluate((audio) => void ((audio as HTMLAudioElement).currentTime = 6));
  await panel.button('Zamknij odtwarzacz').click();
  await page.getByRole('link', { name: 'Do sprawdzenia' }).click();
  await page.getByRole('button', { name: 'Odsłuchaj' }).click();
  await player.getByText(/^Wznowiono od 0:0/).waitFor();
  await page.getByRole('button', { name: 'Oznacz jako sprawdzone' }).first().click();
  await page.getByText('Nic nie czeka na sprawdzenie').waitFor();
});

test('on a phone the player is one row until it is unfolded; the keys are listed by ?', async () => {
  const phone = await signedIn({ viewport: PHONE });
  await phone.listen(phone.calls.first());
  expect((await phone.player.boundingBox())!.height).toBeLessThan(110);
  await phone.button('Pokaż cały odtwarzacz').click();
  await phone.player.getByRole('slider', { name: 'Pozycja w nagraniu' }).waitFor();
  expect(await phone.fitsItsWidth()).toBe(true);
  const desk = await signedIn();
  await desk.listen(desk.calls.first());
  await desk.page.keyboard.press('?');
  await desk.page.getByText('wycisz dzwoniącego / odbierającego').waitFor();
});

// The last one: the language is the user's from then on.
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
