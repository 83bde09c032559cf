import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AMR_WB_OCTET_ALIGNED } from '../kit/encoded-packets.ts';
import { encoded, encodedOrNot, heard, toneOf } from '../kit/encoded-audio.ts';
import { contentOf } from '../kit/sealed-audio.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

/** Two seconds of two tones, left 440 Hz, right 1000 Hz, made by sox. */
function bySox(output: string, options: readonly string[]): Buffer {
  const tones = ['synth', '2', 'sine', '440', 'sine', '1000', 'gain', '-9'];
  return execFileSync('sox', ['-V1', '-n', '-R', '-D', '-r', '8000', '-c', '2', ...options, output, ...tones]);
}

/** The same by lame, as MP3: into a file, as it writes its tag last. */
function byLame(options: readonly string[]): Buffer {
  const path = join(temporaryFolder(), 'lame.mp3');
  execFileSync('lame', ['--quiet', ...options, '-', path], { input: bySox('-', ['-b', '16', '-t', 'wav']) });
  return readFileSync(path);
}

describe('an MP3 of lame is kept as it is and has its true length', () => {
  test.each([
    ['constant bitrate', ['-b', '32']],
    ['constant bitrate without a tag', ['-b', '32', '-t']],
    ['variable bitrate', ['-V', '5']],
    ['variable bitrate without a tag', ['-V', '5', '-t']],
    ['MPEG-1', ['--resample', '44.1', '-b', '64']],
    ['MPEG-2', ['--resample', '16', '-b', '32', '-m', 'j']],
    ['MPEG-2.5 with checksums', ['--resample', '8', '-b', '16', '-p', '-m', 'm']],
    ['ID3v2 and ID3v1', ['-b', '32', '-t', '--add-id3v2', '--tt', 'a title', '--pad-id3v2-size', '4000']],
  ])('%s', async (_, options) => {
    const mp3 = byLame(options);
    const { recording, cut, damaged } = await encoded(mp3);
    expect({ cut, damaged, sizeBytes: recording.sizeBytes }).toEqual({
      cut: false,
      damaged: false,
      sizeBytes: mp3.length,
    });
    expect(Math.max(...recording.waveform.caller)).toBeGreaterThan(60);
    // Without a tag, which has no room in small frames, nothing says what the encoder added: up to three frames of 72 ms.
    const hasTag = /Info|Xing/.test(mp3.toString('latin1', 0, 200));
    expect(recording.durationMs).toBeGreaterThanOrEqual(1999);
    expect(recording.durationMs).toBeLessThanOrEqual(hasTag ? 2001 : 2216);
  });

  test('joined, it has the length of both', async () => {
    const joined = await encoded(Buffer.concat([byLame(['-b', '32', '-t']), byLame(['-b', '24', '-t'])]));
    expect(joined).toMatchObject({ cut: false, damaged: false });
    expect(joined.recording.durationMs).toBeGreaterThanOrEqual(4000);
  });

  test('of free format it is refused by that name', async () => {
    const result = await encodedOrNot(byLame(['--freeformat', '-b', '50']));
    expect(result).toMatchObject({ ok: false, reason: { kind: 'format-not-supported', reason: 'free-format' } });
  });
});

describe('a WAV that sox wrote through a pipe is the same recording as one that it wrote to a file', () => {
  test.each([
    ['PCM of 8 bits', ['-b', '8', '-e', 'unsigned-integer']],
    ['PCM of 16 bits', ['-b', '16']],
    ['PCM of 24 bits', ['-b', '24']],
    ['PCM of 32 bits', ['-b', '32']],
    ['float', ['-b', '32', '-e', 'floating-point']],
    ['double float', ['-b', '64', '-e', 'floating-point']],
    ['A-law', ['-e', 'a-law']],
    ['µ-law', ['-e', 'u-law']],
  ])('%s', async (_, options) => {
    const path = join(temporaryFolder(), 'sox.wav');
    bySox(path, [...options, '-t', 'wav']);
    const toFile = await encoded(readFileSync(path));
    const mp3 = contentOf(toFile.recording);
    const toPipe = await encoded(bySox('-', [...options, '-t', 'wav']));
    expect(toPipe).toMatchObject({ mixed: false, cut: false, recording: { durationMs: 2000 } });
    expect(contentOf(toPipe.recording).equals(mp3)).toBe(true);
  });
});

/** The same in one channel, in the format of the file's name. */
function bySoxInOne(name: string, options: readonly string[] = []): Buffer {
  const path = join(temporaryFolder(), name);
  execFileSync('sox', ['-V1', '-', '-D', '-c', '1', ...options, path], { input: wav() });
  return readFileSync(path);
}

const wav = (): Buffer => bySox('-', ['-b', '16', '-t', 'wav']);

function byFfmpeg(name: string, options: readonly string[] = []): Buffer {
  return byProgram(name, (path) => ['ffmpeg', '-v', 'error', '-f', 'wav', '-i', '-', ...options, path]);
}

/** What a program writes that gets a WAV. */
function byProgram(name: string, command: (path: string) => readonly string[]): Buffer {
  const path = join(temporaryFolder(), name);
  const [program, ...args] = command(path);
  execFileSync(program!, args, { input: wav(), stdio: ['pipe', 'ignore', 'pipe'] });
  return readFileSync(path);
}

/** Frames as RFC 4867 §5.3 stores them: those of a payload, without its request for a mode. */
function amrWb(): Buffer {
  const pcm = Int16Array.from({ length: 32_000 }, (_, at) => {
    const [low, high] = [440, 1000].map((hz) => Math.sin((2 * Math.PI * hz * at) / 16_000));
    return 5813 * (low! + high!);
  });
  return Buffer.concat([
    Buffer.from('#!AMR-WB\n'),
    ...AMR_WB_OCTET_ALIGNED.encode(pcm).map((payload) => payload.subarray(1)),
  ]);
}

/** As some programs have it: a tag of 20 bytes before. */
const behindId3 = (file: Buffer): Buffer =>
  Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x14', 'latin1'), Buffer.alloc(20), file]);

/** Codecs add and cut some milliseconds at the ends. */
const AROUND_MS = 200;
const FREQUENCIES = [300, 440, 700, 1000, 1500, 3000];
/** 9 dB below full scale. */
const LEVEL = 0.355;

function expectTone(channel: Int16Array, hz: number, level: number, others = FREQUENCIES): void {
  const tone = toneOf(channel, [hz, ...others]);
  expect(tone.hz).toBe(hz);
  expect(tone.level / level).toBeGreaterThan(0.75);
  expect(tone.level / level).toBeLessThan(1.3);
}

describe('what ffmpeg decodes: the parties are heard as loud as they were', () => {
  test.each([
    ['IMA ADPCM in WAV', () => byFfmpeg('call.wav', ['-c:a', 'adpcm_ima_wav'])],
    ['IMA ADPCM in WAV, by sox through a pipe', () => bySox('-', ['-e', 'ima-adpcm', '-t', 'wav'])],
    ['MS ADPCM in WAV', () => byFfmpeg('call.wav', ['-c:a', 'adpcm_ms'])],
    ['MS ADPCM in WAV, by sox through a pipe', () => bySox('-', ['-e', 'ms-adpcm', '-t', 'wav'])],
    ['MP3 in WAV', () => byFfmpeg('call.wav', ['-c:a', 'libmp3lame'])],
    ['Ogg Vorbis', () => byFfmpeg('call.ogg', ['-c:a', 'libvorbis'])],
    ['Ogg Opus', () => byFfmpeg('call.opus', ['-c:a', 'libopus'])],
    ['Ogg Opus by opusenc', () => byProgram('call.opus', (path) => ['opusenc', '--quiet', '-', path])],
    ['Ogg Speex by speexenc', () => byProgram('call.spx', (path) => ['speexenc', '--quality', '10', '-', path])],
    ['Ogg FLAC', () => byFfmpeg('call.oga', ['-c:a', 'flac'])],
    ['FLAC', () => byProgram('call.flac', (path) => ['flac', '--silent', '-', '-o', path])],
    ['FLAC behind an ID3v2', () => behindId3(byFfmpeg('call.flac'))],
    ['FLAC of 96 kHz', () => byFfmpeg('call.flac', ['-ar', '96000'])],
    ['M4A with its index at the end', () => byFfmpeg('call.m4a')],
    ['M4A with its index at the start', () => byFfmpeg('call.m4a', ['-movflags', '+faststart'])],
    ['ALAC', () => byFfmpeg('call.m4a', ['-c:a', 'alac'])],
    ['ADTS', () => byFfmpeg('call.aac')],
    ['ADTS behind an ID3v2', () => behindId3(byFfmpeg('call.aac'))],
  ])('%s, each in its channel', async (name, make) => {
    const upload = await encoded(make());
    expect(upload).toMatchObject({ mixed: false, cut: false, damaged: false });
    expect(Math.abs(upload.recording.durationMs - 2000)).toBeLessThanOrEqual(AROUND_MS);
    expect(Math.max(...upload.recording.waveform.caller)).toBeGreaterThan(60);
    const { caller, callee } = await heard(upload);
    // Speex has one voice, and where it comes from.
    if (name.includes('Speex')) return expect(toneOf(caller, FREQUENCIES).level).toBeGreaterThan(LEVEL / 4);
    expectTone(caller, 440, LEVEL);
    expectTone(callee, 1000, LEVEL);
  });

  test.each([
    ['GSM in WAV, Asterisk’s wav49', () => byFfmpeg('call.wav', ['-c:a', 'libgsm_ms', '-ac', '1'])],
    ['GSM in WAV by sox', () => bySoxInOne('call.wav', ['-e', 'gsm-full-rate'])],
    ['bare GSM', () => byFfmpeg('call.gsm', ['-ac', '1'])],
    ['bare GSM by sox', () => bySoxInOne('call.gsm')],
    ['G.722 in WAV', () => byFfmpeg('call.wav', ['-c:a', 'g722', '-ac', '1', '-ar', '16000'])],
    ['G.726 in WAV', () => byFfmpeg('call.wav', ['-c:a', 'g726', '-ac', '1'])],
    ['G.726 of 16 kbit/s in WAV', () => byFfmpeg('call.wav', ['-c:a', 'g726', '-b:a', '16k', '-ac', '1'])],
    ['AMR', () => bySoxInOne('call.amr-nb', ['-C', '7'])],
    ['AMR-WB', amrWb],
    ['FLAC of a channel that is no common one', () => byFfmpeg('call.flac', ['-af', 'pan=FL|FL=.5*FL+.5*FR'])],
  ])('%s, in one channel', async (_, make) => {
    const upload = await encoded(make());
    expect(upload).toMatchObject({ mixed: true, cut: false, damaged: false });
    expect(Math.abs(upload.recording.durationMs - 2000)).toBeLessThanOrEqual(AROUND_MS);
    const { caller, callee } = await heard(upload);
    expect(callee).toEqual(caller);
    for (const hz of [440, 1000]) expectTone(caller, hz, LEVEL / 2, [300, 700, 1500, 3000]);
  });

  test.each([
    ['g722', ['-ar', '16000', '-c:a', 'g722', '-f', 'g722']],
    ['g726-16', ['-ar', '8000', '-c:a', 'g726le', '-b:a', '16k', '-f', 'g726le']],
    ['g726-24', ['-ar', '8000', '-c:a', 'g726le', '-b:a', '24k', '-f', 'g726le']],
    ['g726-32', ['-ar', '8000', '-c:a', 'g726le', '-b:a', '32k', '-f', 'g726le']],
    ['g726-40', ['-ar', '8000', '-c:a', 'g726le', '-b:a', '40k', '-f', 'g726le']],
  ] as const)('bare %s, where the sender says it', async (format, options) => {
    const file = byFfmpeg('call.raw', ['-ac', '1', ...options]);
    const upload = await encoded(file, format);
    expect(upload).toMatchObject({ mixed: true, cut: false, damaged: false });
    expect(Math.abs(upload.recording.durationMs - 2000)).toBeLessThanOrEqual(AROUND_MS);
    const { caller } = await heard(upload);
    for (const hz of [440, 1000]) expectTone(caller, hz, LEVEL / 2, [300, 700, 1500, 3000]);
    expect(await encodedOrNot(file)).toMatchObject({ ok: false });
    // A WAV is one, whatever the sender says.
    expect((await encoded(wav(), format)).mixed).toBe(false);
  });

  test.each([
    ['GSM: block', ['-c:a', 'libgsm_ms', '-ac', '1'], 12, [0, 1, 33]],
    ['IMA ADPCM: block', ['-c:a', 'adpcm_ima_wav'], 12, [0, 1, 8]],
    ['IMA ADPCM: bits', ['-c:a', 'adpcm_ima_wav'], 14, [0, 8, 16]],
    ['MS ADPCM: block', ['-c:a', 'adpcm_ms'], 12, [0, 1, 14]],
    ['MS ADPCM: bits', ['-c:a', 'adpcm_ms'], 14, [0, 16]],
    ['MS ADPCM: bytes a second', ['-c:a', 'adpcm_ms'], 8, [0, 1]],
    ['G.726: bytes a second', ['-c:a', 'g726', '-ac', '1'], 8, [0, 1, 16_000]],
    ['G.722: block', ['-c:a', 'g722', '-ac', '1', '-ar', '16000'], 12, [0, 640]],
  ])('what follows from other fields of a WAV and is wrong changes nothing: %s', async (_, options, at, values) => {
    const file = byFfmpeg('call.wav', options);
    const whole = contentOf((await encoded(file)).recording);
    for (const value of values) {
      const wrong = Buffer.from(file);
      wrong.writeUInt16LE(value, file.indexOf('fmt ') + 8 + at);
      const upload = await encoded(wrong);
      expect(upload).toMatchObject({ cut: false, damaged: false });
      expect(contentOf(upload.recording).equals(whole)).toBe(true);
    }
  });

  test('an ADPCM without a block and without samples in it is refused: it would be noise', async () => {
    const file = byFfmpeg('call.wav', ['-c:a', 'adpcm_ima_wav']);
    const format = file.indexOf('fmt ') + 8;
    for (const at of [12, 18]) file.writeUInt16LE(0, format + at);
    expect(await encodedOrNot(file)).toMatchObject({ ok: false, reason: { reason: 'format-malformed' } });
  });

  test('a length that was never written, and a cut file', async () => {
    const file = byFfmpeg('call.wav', ['-c:a', 'libgsm_ms', '-ac', '1']);
    const whole = await encoded(file);
    const unfinished = Buffer.from(file);
    unfinished.writeUInt32LE(0x7fff_f000, file.indexOf('data') + 4);
    expect((await encoded(unfinished)).recording.durationMs).toBe(whole.recording.durationMs);
    expect(await encoded(file.subarray(0, 1500))).toMatchObject({ cut: true });
  });

  test.each([
    ['Opus', () => byFfmpeg('call.opus', ['-c:a', 'libopus'])],
    ['Vorbis', () => byFfmpeg('call.ogg', ['-c:a', 'libvorbis'])],
    ['FLAC', () => byFfmpeg('call.oga', ['-c:a', 'flac'])],
    ['Opus, one packet a page', () => byFfmpeg('call.opus', ['-c:a', 'libopus', '-page_duration', '20000'])],
  ])('a truncated Ogg of %s is flagged as cut, a whole one is not', async (_, make) => {
    const file = make();
    const lastPage = file.lastIndexOf('OggS');
    expect(await encoded(file)).toMatchObject({ cut: false });
    for (const bytes of [lastPage + 5, lastPage + 30, file.length - 1]) {
      expect(await encoded(file.subarray(0, bytes))).toMatchObject({ cut: true });
    }
    expect(await encoded(Buffer.concat([file, Buffer.alloc(100)]))).toMatchObject({ cut: false });
  });

  test('six channels are more than a call has', async () => {
    const result = await encodedOrNot(byFfmpeg('call.flac', ['-ac', '6']));
    expect(result).toMatchObject({ reason: { kind: 'format-not-supported', reason: 'channels-not-supported' } });
  });
});
