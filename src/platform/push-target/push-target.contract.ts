import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digestAt, MemorySource, namesAt, sizeAt } from '../../../test/kit/push/memory-source.ts';
import type { PushConnection, UploadOptions } from './push-target.ts';
import { testTarget } from './test-target.ts';

/** Longer than any adapter buffers: three parts on S3, many windows on SFTP. */
const LONG = randomBytes(20_000_000);
const SHORT = randomBytes(100_001);
const NO_PROGRESS: UploadOptions = { onProgress: () => {} };

export interface ContractTarget {
  /** A new connection to the same target; `signal` as of `PushTarget.connect`. */
  connect(signal?: AbortSignal): Promise<PushConnection>;
  /** Whether an upload that broke can be continued. */
  readonly resumes: boolean;
}

/** What every push target does, whatever protocol it speaks. */
export function pushTargetContract(name: string, target: () => ContractTarget): void {
  const withConnection = async (work: (connection: PushConnection, folder: string) => Promise<void>): Promise<void> => {
    const connection = await target().connect();
    try {
      await work(connection, `2026/03/${randomUUID()}`);
    } finally {
      await connection.close();
    }
  };

  describe(name, () => {
    test.each([
      ['nothing', Buffer.alloc(0)],
      ['one byte', Buffer.from('x')],
      ['a recording', SHORT],
      ['a long file', LONG],
    ])('stores what is sent: %s', async (_, content) => {
      await withConnection(async (connection, folder) => {
        const path = `${folder}/2026-03-10_09-05-09_in_48512345678_48221234567.mp3`;
        const temporary = connection.temporaryName(path);
        const progress: number[] = [];
        const onProgress = (sentBytes: number): void => void progress.push(sentBytes);
        const uploaded = await connection.upload(temporary, new MemorySource(content), { onProgress });
        expect(uploaded.resumedFrom).toBe(0);
        expect(await connection.stat(temporary)).toEqual({ sizeBytes: content.length });
        await connection.rename(temporary, path);
        expect(await connection.stat(path)).toEqual({ sizeBytes: content.length });
        expect(await digestAt(connection, path)).toBe(digest(content));
        expect(progress).toEqual([...progress].sort((a, b) => a - b));
        if (content.length > 0) expect(progress.at(-1)).toBe(content.length);
      });
    });

    test('an upload leaves nothing under the temporary name after the rename', async () => {
      await withConnection(async (connection, folder) => {
        const temporary = connection.temporaryName(`${folder}/a.mp3`);
        await connection.upload(temporary, new MemorySource(SHORT), NO_PROGRESS);
        await connection.rename(temporary, `${folder}/a.mp3`);
        expect(await namesAt(connection, folder)).toEqual(['a.mp3']);
      });
    });

    test('lists files with their sizes, and folders', async () => {
      await withConnection(async (connection, folder) => {
        await connection.upload(`${folder}/a b.mp3`, new MemorySource(SHORT), NO_PROGRESS);
        await connection.upload(`${folder}/żółw/c.mp3`, new MemorySource(Buffer.from('c')), NO_PROGRESS);
        const entries = await connection.list(folder);
        expect(entries).toHaveLength(2);
        expect(entries).toContainEqual({ name: 'a b.mp3', isFolder: false, sizeBytes: SHORT.length });
        expect(entries).toContainEqual({ name: 'żółw', isFolder: true, sizeBytes: 0 });
      });
    });

    test('reports what does not exist', async () => {
      await withConnection(async (connection, folder) => {
        expect(await connection.stat(`${folder}/none.mp3`)).toBeNull();
        expect(await connection.list(folder)).toEqual([]);
        await expect(connection.read(`${folder}/none.mp3`)).rejects.toMatchObject({ code: 'file-missing' });
        await connection.remove(`${folder}/none.mp3`);
      });
    });

    test('an upload replaces the existing file, shorter or longer', async () => {
      await withConnection(async (connection, folder) => {
        for (const content of [SHORT, SHORT.subarray(0, 10), SHORT.subarray(5)]) {
          await connection.upload(`${folder}/a.mp3`, new MemorySource(content), NO_PROGRESS);
          expect(await digestAt(connection, `${folder}/a.mp3`)).toBe(digest(content));
        }
      });
    });

    test('a removed file does not exist any more', async () => {
      await withConnection(async (connection, folder) => {
        await connection.upload(`${folder}/a.mp3`, new MemorySource(SHORT), NO_PROGRESS);
        await connection.remove(`${folder}/a.mp3`);
        expect(await connection.stat(`${folder}/a.mp3`)).toBeNull();
      });
    });

    test('many small files one after the other', async () => {
      await withConnection(async (connection, folder) => {
        for (let index = 0; index < 20; index += 1) {
          await connection.upload(`${folder}/${index}.mp3`, new MemorySource(SHORT.subarray(index)), NO_PROGRESS);
        }
        expect(await connection.list(folder)).toHaveLength(20);
      });
    });

    test('a failure of the source is not the target’s, and the upload can be resumed', async () => {
      const folder = randomUUID();
      const path = `${folder}/a.mp3`;
      const first = await target().connect();
      const failing = new MemorySource(LONG, 12_000_000);
      await expect(first.upload(path, failing, NO_PROGRESS)).rejects.toThrow('the disk of the source failed');
      await first.close();
      await withConnection(async (connection) => {
        const source = new MemorySource(LONG);
        // On S3 nothing is visible before the end.
        const resumeFrom = (await sizeAt(connection, path)) || LONG.length;
        const { resumedFrom } = await connection.upload(path, source, { ...NO_PROGRESS, resumeFrom });
        if (target().resumes) expect(resumedFrom).toBeGreaterThan(1_000_000);
        expect(source.starts).toEqual([resumedFrom]);
        expect(await digestAt(connection, path)).toBe(digest(LONG));
      });
    });

    test('resuming a complete file leaves it complete', async () => {
      await withConnection(async (connection, folder) => {
        await connection.upload(`${folder}/a.mp3`, new MemorySource(SHORT), NO_PROGRESS);
        const options = { ...NO_PROGRESS, resumeFrom: SHORT.length };
        await connection.upload(`${folder}/a.mp3`, new MemorySource(SHORT), options);
        expect(await digestAt(connection, `${folder}/a.mp3`)).toBe(digest(SHORT));
      });
    });

    test('resuming a file that is longer than its source starts from the beginning', async () => {
      await withConnection(async (connection, folder) => {
        await connection.upload(`${folder}/a.mp3`, new MemorySource(SHORT), NO_PROGRESS);
        const shorter = SHORT.subarray(1, 5000);
        await connection.upload(`${folder}/a.mp3`, new MemorySource(shorter), { ...NO_PROGRESS, resumeFrom: 5000 });
        expect(await digestAt(connection, `${folder}/a.mp3`)).toBe(digest(shorter));
      });
    });

    test('an aborted signal ends the running operation with its reason', async () => {
      const abort = new AbortController();
      const reason = new Error('the service stops');
      const connection = await target().connect(abort.signal);
      const onProgress = (): void => abort.abort(reason);
      const upload = connection.upload(`${randomUUID()}.mp3`, new MemorySource(LONG), { onProgress });
      await expect(upload).rejects.toBe(reason);
      await expect(connection.stat('a.mp3')).rejects.toBe(reason);
      await connection.close();
    });

    test('connecting with an aborted signal fails', async () => {
      const reason = new Error('the service stops');
      await expect(target().connect(AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    test('the test of a target passes every step and leaves nothing behind', async () => {
      const outcome = await testTarget(() => target().connect());
      expect(outcome.steps.filter(({ code }) => code !== null)).toEqual([]);
      expect(outcome.passed).toBe(true);
      await withConnection(async (connection) => {
        const names = await namesAt(connection, '');
        expect(names.filter((name) => name.startsWith('fonoteka-test'))).toEqual([]);
      });
    });

    test('closing twice is fine', async () => {
      const connection = await target().connect();
      await connection.close();
      await connection.close();
    });
  });
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
