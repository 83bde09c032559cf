import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { until } from '../../../test/kit/until.ts';
import { wavFile } from '../../../test/kit/wav-file.ts';
import { decodeByFfmpeg, FfmpegError } from './ffmpeg.ts';

/** A program in the place of ffmpeg. */
function program(script: string): string {
  const path = join(temporaryFolder(), 'ffmpeg');
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

/** The same, with a second of sound before. */
function sounding(script: string): string {
  const sound = join(temporaryFolder(), 'sound.wav');
  writeFileSync(sound, wavFile({ channels: [new Float32Array(8000)] }));
  return program(`cat ${sound}; ${script}`);
}

/** Samples decoded, and the error at the end. */
async function decode(path: string, content: Iterable<Uint8Array> = []): Promise<[number, string | null]> {
  const pieces = decodeByFfmpeg(path, { format: 'ogg', content });
  for (let samples = 0; ; ) {
    const next = await pieces.next();
    if (next.done === true) return [samples, next.value];
    samples += next.value.pcm.length;
  }
}

/** Whether a process runs whose command has this text. */
function isRunning(text: string): boolean {
  return readdirSync('/proc').some((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text);
    } catch {
      return false;
    }
  });
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
    const all = program(`echo "$*" | sed 's/.*-codec_whitelist gsm,[a-z0-9_,]* //' >&2; exit 1`);
    await expect(decode(all)).rejects.toThrow(/^-protocol_whitelist pipe -f ogg -i pipe:0 /);
  });

  test('gets no other open file of ours', async () => {
    const script =
      'for fd in /proc/$$/fd/*; do case $(readlink $fd) in socket:*|pipe:*|*/ffmpeg) ;; *) readlink $fd >&2;; esac; done';
    await expect(decode(program(`${script}; echo done >&2; exit 1`))).rejects.toThrow(/^done$/);
  });

  test.each([
    ['crashes', 'kill -SEGV $$'],
    ['can write no file', 'echo sound > "$0.out" || exit 1; echo written >&2'],
    ['gives nothing', 'exit 0'],
    ['floods us with errors', 'yes | head -c 50000000 >&2; exit 1'],
  ])('%s: only that file is refused', async (_, script) => {
    const decoded = decode(program(script), [Buffer.alloc(1 << 20)]);
    await expect(decoded).rejects.toThrow(FfmpegError);
    await expect(decoded).rejects.not.toThrow('written');
  });

  test('crashes within the sound: what was decoded until then is kept, and it is said', async () => {
    expect(await decode(sounding('kill -SEGV $$'))).toEqual([8000, 'ffmpeg ended with SIGSEGV']);
  });

  test.each([
    ['by the service manager, which signals all processes of the service', 'exit 255'],
    ['before it could handle that', 'kill -TERM $$'],
    ['by the kernel, which has no memory left', 'kill -KILL $$'],
  ])('is ended %s: that is not the file’s fault, and half the sound is not taken for all', async (_, script) => {
    await expect(decode(sounding(script))).rejects.toMatchObject({ code: 'ECANCELED' });
    await expect(decode(program(script))).rejects.toMatchObject({ code: 'ECANCELED' });
  });

  test('ends with a service that is killed, also where it neither reads nor writes', async () => {
    const busy = program('while :; do :; done');
    const decodes = `const { decodeByFfmpeg } = await import(process.argv[1]);
      for await (const _ of decodeByFfmpeg(process.argv[2], { format: 'ogg', content: [] }));`;
    const module = join(import.meta.dirname, 'ffmpeg.ts');
    const service = spawn(process.execPath, ['--input-type=module', '-e', decodes, module, busy]);
    // Not yet the shell, setpriv and nice that become it.
    await until('it runs', () => isRunning(`/bin/sh\0${busy}\0-nostdin`));
    service.kill('SIGKILL');
    await once(service, 'exit');
    await until('it is ended', () => !isRunning(`${busy}\0-nostdin`));
  });

  test('says what is wrong in plain text, without addresses of its memory', async () => {
    const talks = program(`printf '[mov @ 0x55d0c0ffee00] bad \\033[2J \\303\\251 title\\nmore\\n' >&2; exit 1`);
    await expect(decode(talks)).rejects.toThrow(/^\[mov\] bad \?\[2J \?\? title$/);
    await expect(decode(program('yes error | tr -d "\\n" | head -c 5000 >&2; exit 1'))).rejects.toThrow(
      /^(error){40}$/,
    );
  });

  test('is not there', async () => {
    await expect(decode('/nowhere/ffmpeg')).rejects.toThrow(FfmpegError);
  });

  test('gets a file that cannot be read: that is not its fault', async () => {
    await expect(decode(program('cat >/dev/null; head -c 100 /dev/zero'), unreadable())).rejects.toThrow('EIO');
  });
});
