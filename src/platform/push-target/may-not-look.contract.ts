import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digestAt, MemorySource } from '../../../test/kit/push/memory-source.ts';
import { NotVisible, type PushConnection, type UploadOptions } from './push-target.ts';
import { testTarget, type Verifies } from './test-target.ts';

const CONTENT = randomBytes(100_001);
const NO_PROGRESS: UploadOptions = { onProgress: () => {} };

export interface BlindTarget {
  connect(): Promise<PushConnection>;
  /** The file as the server has it; null: it has none. */
  contentAt(path: string): Promise<Buffer | null>;
  /** By what an upload is verified all the same. */
  readonly verifies: Verifies;
  /** Whether the account may remove files; without it a retry has to overwrite them. */
  readonly removes?: boolean;
}

/** What every push target does where the account may write and may not look: neither fail nor pretend. */
export function mayNotLookContract(name: string, target: () => BlindTarget): void {
  const withConnection = async (work: (connection: PushConnection) => Promise<void>): Promise<void> => {
    const connection = await target().connect();
    try {
      await work(connection);
    } finally {
      await connection.close();
    }
  };

  describe(`${name}: may not look`, () => {
    test('an upload arrives, in new folders too, and says by what it was verified', async () => {
      await withConnection(async (connection) => {
        const path = `2026/${randomUUID()}/a.mp3`;
        const temporary = connection.temporaryName(path);
        const uploaded = await connection.upload(temporary, new MemorySource(CONTENT), NO_PROGRESS);
        expect(uploaded).toMatchObject({ resumedFrom: 0, verified: target().verifies });
        expect(uploaded.notVisible instanceof NotVisible).toBe(target().verifies === 'nothing');
        await connection.rename(temporary, path);
        expect(CONTENT.equals((await target().contentAt(path))!)).toBe(true);
        expect(await target().contentAt(`${path}.part`)).toBeNull();
        expect(await connection.stat(path)).toBeInstanceOf(NotVisible);
        expect(await connection.list(path.slice(0, path.lastIndexOf('/')))).toBeInstanceOf(NotVisible);
        await expect(digestAt(connection, path)).rejects.toMatchObject({ code: 'not-permitted' });
      });
    });

    test('an upload that broke is sent again from its beginning, and is whole', async () => {
      const path = `2026/${randomUUID()}/a.mp3.part`;
      await withConnection(async (connection) => {
        const broken = connection.upload(path, new MemorySource(CONTENT, 60_000), NO_PROGRESS);
        await expect(broken).rejects.toThrow('the disk of the source failed');
      });
      await withConnection(async (connection) => {
        const source = new MemorySource(CONTENT);
        await connection.upload(path, source, { ...NO_PROGRESS, resumeFrom: CONTENT.length });
        expect(source.starts).toEqual([0]);
        expect(CONTENT.equals((await target().contentAt(path))!)).toBe(true);
      });
    });

    test('the test of a target passes and says what cannot be verified', async () => {
      const outcome = await testTarget(() => target().connect());
      expect(outcome.steps.filter(({ outcome: of }) => of === 'failed')).toEqual([]);
      expect(outcome).toMatchObject({ passed: true, verifies: target().verifies });
      const steps = Object.fromEntries(outcome.steps.map(({ step, outcome: of }) => [step, of]));
      expect(steps).toMatchObject({
        check: target().verifies === 'nothing' ? 'not-allowed' : 'passed',
        'read-back': 'not-allowed',
        remove: (target().removes ?? true) ? 'passed' : 'not-allowed',
      });
    });
  });
}
