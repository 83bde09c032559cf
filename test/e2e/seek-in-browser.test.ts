import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seekTarget } from '../../panel/src/player/seek-target.ts';
import { newId, type RecordingId } from '../../src/base/ids.ts';
import { loadMp3Encoder } from '../../src/encoding/index.ts';
import { Mp3File } from '../../src/encoding/mp3-file.ts';
import { testBrowser } from '../kit/browser.ts';
import { hearAt, openPlayer, servePlayer } from '../kit/heard-in-browser.ts';
import { markedSound, markIn, offsetMs } from '../kit/marked-sound.ts';
import { contentOf } from '../kit/sealed-audio.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const HOUR = 3600;
/** In order of time and back again, near borders of sections and both ends; none near the end of a second. */
const PLACES = [0.3, 10.35, 59.6, 60.3, 700.7, 1810.5, 2345.6, 3598.5, 3000.45, 1500.5];
const MS = 8;
const browser = testBrowser();

async function recordedHour(): Promise<Buffer> {
  const encoder = (await loadMp3Encoder('lame')).open(8000);
  const path = join(temporaryFolder(), 'hour.mp3');
  using file = new Mp3File({ recordingId: newId<RecordingId>(0), path }, encoder);
  for (const [left, right] of markedSound(HOUR)) file.write(left, right);
  const finished = file.finish();
  encoder.close();
  return contentOf(finished);
}

test('in a recording of an hour Chromium plays what the panel asks for, within 50 ms', async () => {
  const { url, server } = await servePlayer(await recordedHour());
  const page = await browser.page();
  await openPlayer(page, url);
  const offsets: number[] = [];
  for (const seconds of PLACES) {
    // The middle of what is looked at is 100 ms after the beginning.
    const { left, right } = await hearAt(page, seekTarget(seconds, HOUR), 125 * MS);
    offsets.push(offsetMs(markIn(left.subarray(75 * MS), right.subarray(75 * MS)), seconds * 1000 + 100));
  }
  server.close();
  expect(Math.max(...offsets.map((offset) => Math.abs(offset))), offsets.join(', ')).toBeLessThanOrEqual(50);
});
