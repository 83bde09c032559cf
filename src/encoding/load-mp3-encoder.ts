import { loadLame } from './lame-encoder.ts';
import type { Mp3EncoderKind } from './mp3-encoder.ts';
import { loadWasm } from './wasm-encoder.ts';

/** `auto` takes the system's LAME where it works, else the one in WebAssembly. */
export type EncoderChoice = 'auto' | 'lame' | 'wasm';

/** Fails for `lame` where the library is not installed. */
export async function loadMp3Encoder(choice: EncoderChoice): Promise<Mp3EncoderKind> {
  if (choice === 'wasm') return loadWasm();
  const lame = loadLame();
  if (lame.ok) return lame.value;
  if (choice === 'lame') throw new Error(lame.reason);
  return loadWasm();
}
