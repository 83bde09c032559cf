/**
 * What an uploaded file costs until it is a recording: CPU seconds of one thread and of its ffmpeg for an hour of audio in two
 * channels, of each way that files go. `node bench/uploads.ts [minutes]`; needs sox, lame and ffmpeg.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeAudioFile } from '../src/encoding/audio-file/encode-audio-file.ts';
import { findFfmpeg, loadMp3Encoder } from '../src/encoding/index.ts';
import { newId, type RecordingId } from '../src/base/ids.ts';
import { OpenTemporaryFile, temporaryFile } from '../src/platform/temporary-file.ts';

const minutes = Number(process.argv[2] ?? 10);
const RUNS = 2;
const CLOCK_TICKS_A_SECOND = 100;

const folder = mkdtempSync(join(tmpdir(), 'bench-uploads-'));
const wav = join(folder, 'call.wav');
// Noise that comes and goes like syllables: about as much work for an encoder as speech.
const speech = ['synth', String(60 * minutes), 'pinknoise', 'pinknoise', 'tremolo', '3', '90', 'gain', '-12'];
execFileSync('sox', ['-V1', '-R', '-n', '-r', '8000', '-c', '2', '-b', '16', wav, ...speech]);

const made = (name: string, ...command: readonly string[]): string => {
  const path = join(folder, name);
  execFileSync(command[0]!, [...command.slice(1), path], { stdio: 'ignore' });
  return path;
};
const byFfmpeg = (name: string, ...options: readonly string[]): string =>
  made(name, 'ffmpeg', '-v', 'error', '-i', wav, ...options);

const FILES = {
  'WAV, PCM at 8 kHz': wav,
  'WAV, PCM at 48 kHz': made('48.wav', 'sox', wav, '-r', '48000'),
  'MP3, kept as it is': made('call.mp3', 'lame', '--quiet', '-b', '32', wav),
  'WAV, IMA ADPCM': byFfmpeg('ima.wav', '-c:a', 'adpcm_ima_wav'),
  'WAV, GSM (one channel)': byFfmpeg('gsm.wav', '-c:a', 'libgsm_ms', '-ac', '1'),
  'Ogg, Opus': byFfmpeg('call.opus', '-c:a', 'libopus'),
  FLAC: byFfmpeg('call.flac'),
  'M4A, AAC': byFfmpeg('call.m4a'),
};

/** Of this process, and of its children that have ended: fields 14 to 17 of proc(5) stat. */
function cpuSeconds(): { readonly own: number; readonly children: number } {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]!.split(' ').slice(11, 15).map(Number);
  const [user, system, childUser, childSystem] = fields;
  return {
    own: (user! + system!) / CLOCK_TICKS_A_SECOND,
    children: (childUser! + childSystem!) / CLOCK_TICKS_A_SECOND,
  };
}

const encoder = await loadMp3Encoder('auto');
const ffmpeg = findFfmpeg();
console.log(
  `${encoder.name}, ${minutes} minutes, two channels; CPU seconds for an hour of audio, least of ${RUNS} runs`,
);
for (const [name, path] of Object.entries(FILES)) {
  const file = temporaryFile(join(folder, 'upload'));
  {
    using open = new OpenTemporaryFile(file, 'replace');
    open.write(readFileSync(path), 0);
  }
  const target = { recordingId: newId<RecordingId>(Date.now()), path: join(folder, 'encoded.mp3') };
  let least = { own: Number.POSITIVE_INFINITY, children: 0 };
  for (let run = 0; run < RUNS; run++) {
    const before = cpuSeconds();
    const result = await encodeAudioFile({
      file,
      bare: null,
      encoder,
      ffmpeg,
      target,
      throwIfClosing: () => undefined,
    });
    if (!result.ok) throw new Error(result.reason.reason);
    const after = cpuSeconds();
    const used = { own: after.own - before.own, children: after.children - before.children };
    if (used.own + used.children < least.own + least.children) least = used;
  }
  const perHour = (seconds: number): string => ((seconds * 60) / minutes).toFixed(1);
  const total = perHour(least.own + least.children);
  console.log(`${name}: ${total} s (ours ${perHour(least.own)}, ffmpeg ${perHour(least.children)})`);
}
rmSync(folder, { recursive: true });
