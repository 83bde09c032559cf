import { rmSync } from 'node:fs';
import { OpenTemporaryFile, temporaryFile, type TemporaryFile } from '../../platform/temporary-file.ts';
import type { StoredSound } from '../pcm-window.ts';

/**
 * The last seconds of a running call's legs, which packets may still change, in an encrypted temporary file: half a megabyte a call would
 * be most of a recorder's memory.
 */
export class StoredSounds implements Disposable {
  readonly #path: string;
  #file: TemporaryFile | null = null;
  #sounds: readonly { readonly samples: number; readonly restore: StoredSound['restore'] }[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** Keeps no sound in memory. */
  store(sounds: readonly StoredSound[]): void {
    this.#sounds = sounds.map(({ pcm, restore }) => ({ samples: pcm.length, restore }));
    if (sounds.length === 0) return;
    this.#file = temporaryFile(this.#path);
    using file = new OpenTemporaryFile(this.#file, 'replace');
    let position = 0;
    for (const { pcm } of sounds) {
      file.write(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength), position);
      position += pcm.byteLength;
    }
  }

  restore(): void {
    const sounds = this.#sounds;
    this.#sounds = [];
    if (this.#file === null) return;
    using file = new OpenTemporaryFile(this.#file, 'read');
    this.#file = null;
    let position = 0;
    for (const { samples, restore } of sounds) {
      const bytes = file.read(position, samples * Int16Array.BYTES_PER_ELEMENT);
      if (bytes.length !== samples * Int16Array.BYTES_PER_ELEMENT) throw new Error('stored sound is missing');
      const pcm = new Int16Array(samples);
      new Uint8Array(pcm.buffer).set(bytes);
      restore(pcm);
      position += bytes.length;
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#path, { force: true });
  }
}

/** Where the sound of a running call is; `path`: of its recording. */
export function soundPath(path: string): string {
  return `${path}.sound`;
}
