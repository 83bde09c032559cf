import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodedOrNot } from '../kit/encoded-audio.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

/** Files that name something else for ffmpeg to open: here without what denies its thread the network, by its arguments alone. */
const server = createServer((socket) => {
  connections += 1;
  socket.destroy();
});
let connections = 0;
let url = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/call.wav`;
});
afterAll(() => void server.close());

/** Two seconds of 440 Hz, in the format of the name. */
function tone(name: string, options: readonly string[] = []): Buffer {
  const path = join(temporaryFolder(), name);
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=440:duration=2:r=8000', ...options, path]);
  return readFileSync(path);
}

/** What a hostile file names: what is heard of it would be three seconds. */
function otherFile(): string {
  const path = join(temporaryFolder(), 'other.wav');
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=1000:duration=3:r=8000', path]);
  return path;
}

const PLAYLISTS: Readonly<Record<string, (targets: readonly string[]) => string>> = {
  HLS: (targets) =>
    `#EXTM3U\n#EXT-X-TARGETDURATION:3\n${targets.map((target) => `#EXTINF:3,\n${target}\n`).join('')}#EXT-X-ENDLIST\n`,
  concat: (targets) => `ffconcat version 1.0\n${targets.map((target) => `file '${target}'\n`).join('')}`,
  DASH: (targets) =>
    `<?xml version="1.0"?><MPD><Period><AdaptationSet>${targets.map((target) => `<BaseURL>${target}</BaseURL>`).join('')}</AdaptationSet></Period></MPD>`,
  SDP: () => `v=0\nc=IN IP4 127.0.0.1\nm=audio ${new URL(url).port} RTP/AVP 0\n`,
};

/** Beginnings that choose a container, so that the playlist gets to ffmpeg. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  'as it is': '',
  Ogg: 'OggS',
  FLAC: 'fLaC',
  M4A: '\0\0\0\x18ftypM4A \0\0\0\0M4A mp42',
  AMR: '#!AMR\n',
  AAC: '\xff\xf1',
  MP3: 'ID3\x04\0\0\0\0\0\0',
  'WAV of GSM':
    'RIFF\xff\xff\xff\xffWAVEfmt \x14\0\0\0\x31\0\x01\0\x40\x1f\0\0\x59\x06\0\0\x41\0\0\0\x02\0\x40\x01data\xff\xff\xff\xff',
};

describe.each(Object.entries(PLAYLISTS))('a %s playlist', (_, playlist) => {
  test.each(Object.entries(BEGINNINGS))(
    'behind the beginning of another format opens nothing: %s',
    async (__, beginning) => {
      const content = beginning + playlist([`file:${otherFile()}`, url]);
      const result = await encodedOrNot(Buffer.from(content, 'latin1'));
      if (result.ok) expect(result.value.recording.durationMs).toBeLessThan(1000);
      expect(connections).toBe(0);
    },
  );
});

/** A box of QuickTime. */
function box(type: string, ...content: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + Buffer.concat(content).length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...content]);
}

/** An M4A whose sound is in another file: its data reference is put in place of the one that says "in this file". */
function withReference(reference: Buffer): Buffer {
  const file = tone('call.m4a');
  const at = file.indexOf('dref') - 4;
  const old = file.readUInt32BE(at);
  const changed = box('dref', Buffer.from('0000000000000001', 'hex'), reference);
  const result = Buffer.concat([file.subarray(0, at), changed, file.subarray(at + old)]);
  for (const parent of ['moov', 'trak', 'mdia', 'minf', 'dinf']) {
    const parentAt = result.indexOf(parent) - 4;
    result.writeUInt32BE(result.readUInt32BE(parentAt) + changed.length - old, parentAt);
  }
  return result;
}

/** An alias record of the Macintosh with its path, as QuickTime wrote it. */
function alias(path: string): Buffer {
  const name = Buffer.alloc(64);
  name.write(`\u000b${path.slice(-60)}`, 'latin1');
  const text = Buffer.from(path, 'latin1');
  const field = (type: number): Buffer => {
    const header = Buffer.alloc(4);
    header.writeInt16BE(type);
    header.writeInt16BE(text.length, 2);
    return Buffer.concat([header, text, Buffer.alloc(text.length % 2)]);
  };
  const record = Buffer.concat([Buffer.alloc(10), Buffer.alloc(28), Buffer.alloc(12), name, Buffer.alloc(16 + 16)]);
  return box('alis', Buffer.alloc(4), record, field(2), field(18), field(-1));
}

describe('an M4A', () => {
  test.each([
    ['an address', () => box('url ', Buffer.from('00000000', 'hex'), Buffer.from(`${url}\0`))],
    ['a file', () => box('url ', Buffer.from('00000000', 'hex'), Buffer.from(`file://${otherFile()}\0`))],
    ['a file, by an alias', () => alias(otherFile())],
    ['an address, by an alias', () => alias(url)],
  ])('whose sound is in another place opens nothing: %s', async (_, reference) => {
    const result = await encodedOrNot(withReference(reference()));
    if (result.ok) expect(result.value.recording.durationMs).toBeLessThan(2500);
    expect(connections).toBe(0);
  });

  test('that is a reference to another movie is no sound', async () => {
    const reference = box(
      'rdrf',
      Buffer.alloc(4),
      Buffer.from('url '),
      Buffer.from([0, 0, 0, url.length + 1]),
      Buffer.from(`${url}\0`),
    );
    const movie = box('moov', box('rmra', box('rmda', reference)));
    const result = await encodedOrNot(Buffer.concat([box('ftyp', Buffer.from('qt  \0\0\0\0qt  ')), movie]));
    expect(result).toMatchObject({ ok: false, reason: { kind: 'unreadable' } });
    expect(connections).toBe(0);
  });
});

test('pictures that are addresses are not fetched', async () => {
  const path = join(temporaryFolder(), 'call.flac');
  writeFileSync(path, tone('call.flac'));
  execFileSync('metaflac', [`--import-picture-from=3|-->||64x64x24|${url}`, path]);
  const picture = Buffer.from(`\0-->\0\x03\0${url}`, 'latin1');
  const frame = Buffer.concat([Buffer.from('APIC\0\0\0', 'latin1'), Buffer.from([picture.length, 0, 0]), picture]);
  const tag = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0', 'latin1'), Buffer.from([frame.length]), frame]);
  for (const file of [readFileSync(path), Buffer.concat([tag, tone('call.mp3')])]) {
    expect(await encodedOrNot(file)).toMatchObject({ ok: true, value: { damaged: false } });
  }
  expect(connections).toBe(0);
});

describe('what is no sound that we know', () => {
  test.each([
    ['a video', 'call.mp4', ['-c:v', 'mpeg4', '-c:a', 'aac', '-shortest']],
    ['the picture of an M4A', 'call.m4a', ['-frames:v', '1', '-c:v', 'png', '-disposition:v', 'attached_pic']],
    ['the picture of a FLAC', 'call.flac', ['-frames:v', '1', '-c:v', 'png', '-disposition:v', 'attached_pic']],
  ])('%s is not decoded, the sound beside it is, without damage', async (_, name, options) => {
    const file = tone(name, ['-f', 'lavfi', '-i', 'color=s=64x64:d=2', '-map', '0', '-map', '1', ...options]);
    expect(await encodedOrNot(file)).toMatchObject({ ok: true, value: { cut: false, damaged: false } });
  });

  test.each([
    ['a WAV of WMA', ['-c:a', 'wmav2'], 'call.wav'],
    ['an M4A of AC-3', ['-c:a', 'ac3', '-ar', '48000'], 'call.mp4'],
  ])('%s: its decoder is not in the list', async (_, options, name) => {
    expect(await encodedOrNot(tone(name, options))).toMatchObject({
      ok: false,
      reason: { kind: 'unreadable', reason: expect.stringContaining('not on whitelist') },
    });
  });
});
