import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/kit/temporary-folder.ts';
import { decodeByFfmpeg, FfmpegError } from './ffmpeg.ts';

/** A program in the place of ffmpeg. */
function program(script: string): string {
  const path = join(temporaryFolder(), 'ffmpeg');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

async function decode(path: string, content: Iterable<Uint8Array> = []): Promise<unknown> {
  for await (const _ of decodeByFfmpeg(path, { format: 'ogg', content }));
  return null;
}

function* unreadable(): Generator<Uint8Array> {
  yield Buffer.from('OggS');
  throw new Error('EIO');
}

describe('ffmpeg', () => {
  test('runs with limits of memory, time and files, and without an environment', async () => {
    const limits = program(
      'echo "$(ulimit -v) $(ulimit -t) $(ulimit -f) $(ulimit -c) $HOME|$FONOTEKA_DATA" >&2; exit 1',
    );
    await expect(decode(limits)).rejects.toThrow(/^1048576 600 0 0 \|$/);
  });

  test('gets the container, and which protocol and decoders it may use', async () => {
    const all = program('echo "$*" >&2; exit 1');
    await expect(decode(all)).rejects.toThrow(/-codec_whitelist gsm,\S+ -protocol_whitelist pipe -f ogg -i pipe:0 /);
  });

  test.each([
    ['crashes', 'kill -SEGV $$'],
    ['can write no file', 'echo sound > "$0.out" || exit 1; echo written >&2'],
    ['gives nothing', 'exit 0'],
  ])('%s: only that file is refused', async (_, script) => {
    const decoded = decode(program(script), [Buffer.alloc(1 << 20)]);
    await expect(decoded).rejects.toThrow(FfmpegError);
    await expect(decoded).rejects.not.toThrow('written');
  });

  test('is not there', async () => {
    await expect(decode('/nowhere/ffmpeg')).rejects.toThrow(FfmpegError);
  });

  test('gets a file that cannot be read: that is not its fault', async () => {
    await expect(decode(program('cat >/dev/null; head -c 100 /dev/zero'), unreadable())).rejects.toThrow('EIO');
  });
});
