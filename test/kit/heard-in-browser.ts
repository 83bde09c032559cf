import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

const PAGE = '<!doctype html><button>begin</button><audio preload="auto" src="recording.mp3"></audio>';

/** Serves a page with a player, and its recording in ranges. */
export async function servePlayer(recording: Buffer): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    if (request.url !== '/recording.mp3') {
      response.setHeader('content-type', 'text/html');
      return response.end(request.url === '/' ? PAGE : '');
    }
    const [from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '')?.slice(1) ?? [];
    const start = Number(from ?? 0);
    const end = to === undefined || to === '' ? recording.length - 1 : Number(to);
    const range = { 'content-range': `bytes ${start}-${end}/${recording.length}`, 'content-length': end - start + 1 };
    response.writeHead(from === undefined ? 200 : 206, {
      'content-type': 'audio/mpeg',
      'accept-ranges': 'bytes',
      ...range,
    });
    return response.end(recording.subarray(start, end + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** Opens the page and connects the player to what listens. */
export async function openPlayer(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.click('button'); // without a click of its user a page may not play
  await page.evaluate(async () => {
    const context = new AudioContext({ sampleRate: 8000 });
    const listener = context.createScriptProcessor(1024, 2, 2);
    const heard: [number[], number[]] = [[], []];
    listener.onaudioprocess = ({ inputBuffer }) => {
      const [left, right] = [inputBuffer.getChannelData(0), inputBuffer.getChannelData(1)];
      for (let at = 0; at < left.length; at++) {
        // Silence is what comes before the sound, and where the machine was too busy: only sound in one piece counts.
        if (left[at] === 0 && right[at] === 0) {
          heard[0].length = 0;
          heard[1].length = 0;
        } else {
          heard[0].push(left[at]!);
          heard[1].push(right[at]!);
        }
      }
    };
    context.createMediaElementSource(document.querySelector('audio')!).connect(listener);
    listener.connect(context.destination);
    await context.resume();
    Object.assign(globalThis, { heard, tick: () => new Promise((resolve) => setTimeout(resolve, 20)) });
  });
}

export interface Heard {
  readonly left: Int16Array;
  readonly right: Int16Array;
}

/** Seeks, plays, and returns the first samples of 8000 Hz that are heard. */
export async function hearAt(page: Page, seconds: number, samples: number): Promise<Heard> {
  const channels = await page.evaluate(
    async ({ at, count }) => {
      const audio = document.querySelector('audio')!;
      const { heard, tick } = globalThis as unknown as { heard: [number[], number[]]; tick: () => Promise<unknown> };
      audio.pause();
      const sought = new Promise((resolve) => audio.addEventListener('seeked', resolve, { once: true }));
      audio.currentTime = at;
      await sought;
      await tick();
      for (let quiet = 0; quiet < 10; quiet = heard[0].length === 0 ? quiet + 1 : 0) await tick();
      await audio.play();
      while (heard[0].length < count) await tick();
      const first = heard.map((channel) => channel.slice(0, count));
      audio.pause();
      return first;
    },
    { at: seconds, count: samples },
  );
  const [left, right] = channels.map((channel) => Int16Array.from(channel, (sample) => sample * 0x7fff));
  return { left: left!, right: right! };
}
