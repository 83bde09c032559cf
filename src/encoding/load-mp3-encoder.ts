import { AppError } from '../base/errors.ts';
import type { Logger } from '../platform/logging.ts';
import { loadLame } from './lame-encoder.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';
import { loadWasm } from './wasm-encoder.ts';

/** `auto` takes the system's LAME where it works, else LAME in WebAssembly. */
export type EncoderChoice = 'auto' | 'lame' | 'wasm';

/** Which encoder this machine uses. Throws `config-invalid` when LAME is asked for and not installed. */
export function chooseMp3Encoder(choice: EncoderChoice, log: Logger): Mp3EncoderKind['name'] {
  if (choice === 'wasm') return 'wasm';
  const lame = loadLame();
  if (lame.ok) return 'lame';
  if (choice === 'lame') throw new AppError('config-invalid', `FONOTEKA_ENCODER: ${lame.reason}`);
  log.info(
    { reason: lame.reason },
    'encoding: MP3 by WebAssembly; install libmp3lame0 and encoding takes a third of the CPU',
  );
  return 'wasm';
}

/** Loads the encoder in the thread that uses it. Fails for `lame` where the library is not installed. */
export async function loadMp3Encoder(choice: EncoderChoice): Promise<Mp3EncoderKind> {
  if (choice === 'wasm') return loadWasm();
  const lame = loadLame();
  if (lame.ok) return lame.value;
  if (choice === 'lame') throw new Error(lame.reason);
  return loadWasm();
}
