import { accessSync, constants } from 'node:fs';
import { SAMPLE_RATE_HZ } from '../timed-audio.ts';

/** Debian's ffmpeg maps less than 300 MB, most of it libraries, and has 55 MB in memory. */
const MAX_MEMORY_KB = 1 << 20;
/** A day of Opus in two channels, the longest recording, takes 80 s (ADR 11). */
export const MAX_CPU_SECONDS = 600;
/** What telephones and people record in. Others are the larger part of ffmpeg's code, and of its faults. */
const DECODERS = [
  'gsm,gsm_ms,libgsm,libgsm_ms,adpcm_ms,adpcm_ima_wav,g722,g726,g726le,mp3,mp3float',
  'opus,libopus,vorbis,speex,libspeex,flac,aac,alac,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb',
].join(',');

/** Debian's, and one that was built here. */
const PLACES = ['/usr/bin/ffmpeg', '/usr/local/bin/ffmpeg'];

/** Containers, by ffmpeg's names; it must not guess them. */
export type FfmpegFormat = 'wav' | 'mp3' | 'ogg' | 'flac' | 'mov' | 'aac' | 'gsm' | 'amr' | 'g722' | 'g726le';

/** Where ffmpeg is; null: it is not installed. */
export function findFfmpeg(): string | null {
  return PLACES.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** At the hard limit of CPU time the kernel kills: at a soft one it would only signal, and ffmpeg end as if it was ready. */
const LIMITS = [`-v ${MAX_MEMORY_KB}`, `-t ${MAX_CPU_SECONDS}`, '-f 0', '-c 0'].map((limit) => `ulimit ${limit}`);
/** Debian's util-linux: the kernel kills it when our thread ends, however that ends. Elsewhere it ends at the closed pipes, or its CPU limit. */
const WITH_US = '$(command -v setpriv && echo --pdeathsig KILL)';
/** The shell sets the limits and becomes ffmpeg, behind the capture of calls. No file of any size can be written. */
const LIMITED = `${LIMITS.join('; ')}; exec ${WITH_US} nice -n 10 "$@"`;

/** The program and its arguments: PCM s16 at 8000 Hz in a WAV to standard output, of an input at descriptor 0. */
export function ffmpegCommand(
  program: string,
  { format, options }: { readonly format: FfmpegFormat; readonly options: readonly string[] },
  isFile: boolean,
): [string, string[]] {
  const [protocol, input] = isFile ? ['file', 'file:/proc/self/fd/0'] : ['pipe', 'pipe:0'];
  const toDecode = [
    '-codec_whitelist',
    DECODERS,
    '-protocol_whitelist',
    protocol,
    '-f',
    format,
    ...options,
    '-i',
    input,
  ];
  const output = ['-map', '0:a:0', '-ar', String(SAMPLE_RATE_HZ), '-c:a', 'pcm_s16le', '-fflags', '+bitexact'];
  const quiet = ['-nostdin', '-hide_banner', '-v', 'error'];
  const oneThread = ['-threads', '1'];
  const all = [...quiet, '-filter_threads', '1', ...oneThread, ...toDecode, ...output, ...oneThread];
  return ['/bin/sh', ['-c', LIMITED, 'sh', program, ...all, '-f', 'wav', 'pipe:1']];
}
