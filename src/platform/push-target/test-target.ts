import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Explanation, PushError, type PushErrorCode } from './push-error.ts';
import type { PushConnection, TargetPeer } from './push-target.ts';

/** What the test does, in order, and what it means to the customer. */
export const TEST_STEPS = {
  connect: { pl: 'Połączenie i logowanie', en: 'Connecting and signing in' },
  write: { pl: 'Zapis pliku próbnego', en: 'Writing a test file' },
  rename: { pl: 'Zmiana nazwy pliku', en: 'Renaming the file' },
  'read-back': { pl: 'Odczyt i porównanie treści', en: 'Reading it back and comparing' },
  remove: { pl: 'Usunięcie pliku próbnego', en: 'Removing the test file' },
} as const satisfies Record<string, Explanation>;

export type TestStep = keyof typeof TEST_STEPS;

export interface StepOutcome {
  readonly step: TestStep;
  /**
   * `not-needed`: this kind of target does without. `not-allowed`: the account may not, and delivery does without (one
   * that may only write). `not-tried`: a step before it failed.
   */
  readonly outcome: 'passed' | 'failed' | 'not-needed' | 'not-allowed' | 'not-tried';
  readonly code: PushErrorCode | null;
  /** What the server said, where it failed. For the customer's eyes. */
  readonly detail: string | null;
}

/** The outcome of all steps, in order. */
export interface TargetTest {
  readonly passed: boolean;
  readonly steps: readonly StepOutcome[];
  /** Who answered; null: nobody who was let in. */
  readonly peer: TargetPeer | null;
  /** Of a certificate or host key that was refused, to confirm if it is right. */
  readonly refusedFingerprint: string | null;
}

/** Enough for any content filter to show itself, small enough for any quota. */
const TEST_BYTES = 4096;

/**
 * Really writes, renames, reads back and removes a small file, and says of each step whether it passed. Nothing is left
 * behind where the target lets files be removed. Fails only when the connection's signal aborts.
 */
export async function testTarget(connect: () => Promise<PushConnection>): Promise<TargetTest> {
  const trial = new Trial();
  let connection: PushConnection | null = null;
  await trial.run('connect', async () => {
    connection = await connect();
  });
  if (connection !== null) await tryOut(connection, trial);
  return trial.outcome(connection);
}

async function tryOut(connection: PushConnection, trial: Trial): Promise<void> {
  const content = randomBytes(TEST_BYTES);
  const path = `fonoteka-test-${content.toString('hex', 0, 8)}.txt`;
  const temporary = connection.temporaryName(path);
  try {
    await trial.run('write', () => write(connection, temporary, content));
    if (temporary === path) trial.skip('rename');
    else await trial.run('rename', () => connection.rename(temporary, path));
    await trial.runIfAllowed('read-back', () => compare(connection, path, content));
    await trial.runIfAllowed('remove', () => connection.remove(path));
    if (!trial.passed) await clearAway(connection, [temporary, path]);
  } finally {
    await connection.close();
  }
}

async function write(connection: PushConnection, path: string, content: Buffer): Promise<void> {
  const source = { sizeBytes: content.length, open: () => Readable.from([content]) };
  await connection.upload(path, source, { onProgress: () => {} });
}

async function compare(connection: PushConnection, path: string, content: Buffer): Promise<void> {
  const found = await buffer(await connection.read(path));
  if (!found.equals(content)) throw new PushError('content-differs');
}

async function clearAway(connection: PushConnection, paths: readonly string[]): Promise<void> {
  for (const path of new Set(paths)) await connection.remove(path).catch(() => {});
}

/** Steps one after the other, until one fails. */
class Trial {
  readonly #steps = new Map<TestStep, StepOutcome>();
  #failure: PushError | null = null;

  get passed(): boolean {
    return this.#failure === null;
  }

  async run(step: TestStep, work: () => Promise<void>): Promise<void> {
    if (this.#failure !== null) return;
    try {
      await work();
      if (!this.#steps.has(step)) this.#note(step, 'passed');
    } catch (error) {
      if (!(error instanceof PushError)) throw error;
      this.#failure = error;
      this.#note(step, 'failed', error);
    }
  }

  /** Goes on where the account has no right to the step. */
  async runIfAllowed(step: TestStep, work: () => Promise<void>): Promise<void> {
    await this.run(step, async () => {
      await work().catch((error: unknown) => {
        if (!(error instanceof PushError) || error.code !== 'not-permitted') throw error;
        this.#note(step, 'not-allowed', error);
      });
    });
  }

  skip(step: TestStep): void {
    if (this.#failure === null) this.#note(step, 'not-needed');
  }

  outcome(connection: PushConnection | null): TargetTest {
    const steps = (Object.keys(TEST_STEPS) as TestStep[]).map(
      (step) => this.#steps.get(step) ?? { step, outcome: 'not-tried' as const, code: null, detail: null },
    );
    return {
      passed: this.passed,
      steps,
      peer: connection?.peer ?? null,
      refusedFingerprint: this.#failure?.fingerprint ?? null,
    };
  }

  #note(step: TestStep, outcome: StepOutcome['outcome'], failure?: PushError): void {
    this.#steps.set(step, { step, outcome, code: failure?.code ?? null, detail: failure?.detail ?? null });
  }
}
