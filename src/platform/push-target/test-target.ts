import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Explanation, PushError, type PushErrorCode } from './push-error.ts';
import type { PushConnection, TargetPeer, Uploaded } from './push-target.ts';

/** The steps of the test, in order, as shown to the customer. */
export const TEST_STEPS = {
  connect: { pl: 'Połączenie i logowanie', en: 'Connecting and signing in' },
  write: { pl: 'Zapis pliku próbnego', en: 'Writing a test file' },
  check: { pl: 'Sprawdzenie rozmiaru pliku', en: 'Checking the size of the file' },
  rename: { pl: 'Zmiana nazwy pliku', en: 'Renaming the file' },
  'read-back': { pl: 'Odczyt i porównanie treści', en: 'Reading it back and comparing' },
  remove: { pl: 'Usunięcie pliku próbnego', en: 'Removing the test file' },
} as const satisfies Record<string, Explanation>;

export type TestStep = keyof typeof TEST_STEPS;

interface StepResult {
  readonly step: TestStep;
  /**
   * `not-needed`: not used for this kind of target. `not-allowed`: the account may not do it, and delivery works without
   * it (an account that may only write). `not-tried`: an earlier step failed.
   */
  readonly outcome: 'passed' | 'failed' | 'not-needed' | 'not-allowed' | 'not-tried';
  readonly code: PushErrorCode | null;
  /** What the server said about the failure. For the customer only. */
  readonly detail: string | null;
}

/** `nothing`: the server confirms a file, and does not let us check that it is there and complete. */
export type Verifies = Uploaded['verified'];

interface TargetTest {
  readonly passed: boolean;
  /** All steps, in order. */
  readonly steps: readonly StepResult[];
  /** By what the target lets us verify each file that we send; null if the test failed. */
  readonly verifies: Verifies | null;
  /** The server that answered; null if signing in failed. */
  readonly peer: TargetPeer | null;
  /** Of a certificate or host key that was rejected, for the customer to confirm if it is right. */
  readonly refusedFingerprint: string | null;
}

/** Large enough for a content filter to act on it, small enough for any quota. */
const TEST_BYTES = 4096;

/**
 * Writes, renames, reads back and removes a small file on the target, and reports for each step whether it passed. Leaves
 * nothing behind if the target allows removing files. Fails only when the connection's signal aborts.
 */
export async function testTarget(connect: () => Promise<PushConnection>): Promise<TargetTest> {
  const run = new TestRun();
  let connection: PushConnection | null = null;
  await run.step('connect', async () => {
    connection = await connect();
  });
  if (connection !== null) await testConnection(connection, run);
  return run.result(connection);
}

async function testConnection(connection: PushConnection, run: TestRun): Promise<void> {
  const content = randomBytes(TEST_BYTES);
  const path = `fonoteka-test-${content.toString('hex', 0, 8)}.txt`;
  const temporary = connection.temporaryName(path);
  try {
    await run.step('write', async () => run.checked(await write(connection, temporary, content)));
    if (temporary === path) run.skip('rename');
    else await run.step('rename', () => connection.rename(temporary, path));
    await run.stepIfAllowed('read-back', async () => {
      await compare(connection, path, content, run.isVisible);
      run.verifies = 'content';
    });
    await run.stepIfAllowed('remove', () => connection.remove(path));
    if (!run.passed) await removeAll(connection, [temporary, path]);
  } finally {
    await connection.close();
  }
}

function write(connection: PushConnection, path: string, content: Buffer): Promise<Uploaded> {
  const source = { sizeBytes: content.length, open: () => Readable.from([content]) };
  return connection.upload(path, source, { onProgress: () => {} });
}

async function compare(connection: PushConnection, path: string, content: Buffer, isVisible: boolean): Promise<void> {
  const file = await connection.read(path).catch((error: unknown) => {
    // A server that hides everything says so of a file that it has just confirmed.
    const isHidden = !isVisible && error instanceof PushError && error.code === 'file-missing';
    throw isHidden ? new PushError('not-permitted', error.message, { cause: error }) : error;
  });
  const found = await buffer(file);
  if (!found.equals(content)) throw new PushError('content-differs');
}

async function removeAll(connection: PushConnection, paths: readonly string[]): Promise<void> {
  for (const path of new Set(paths)) await connection.remove(path).catch(() => {});
}

/** Runs the steps one after the other until one fails, and keeps their results. */
class TestRun {
  readonly #results = new Map<TestStep, StepResult>();
  #failure: PushError | null = null;
  verifies: Verifies = 'nothing';
  /** Whether the target has shown the file. */
  isVisible = true;

  /** Whether the size of the written file could be checked. */
  checked({ verified, notVisible }: Uploaded): void {
    this.verifies = verified;
    this.isVisible = notVisible === undefined;
    if (notVisible === undefined) this.#add('check', 'passed');
    else this.#add('check', 'not-allowed', new PushError('size-unknown', notVisible.detail));
  }

  get passed(): boolean {
    return this.#failure === null;
  }

  async step(step: TestStep, work: () => Promise<void>): Promise<void> {
    if (this.#failure !== null) return;
    try {
      await work();
      if (!this.#results.has(step)) this.#add(step, 'passed');
    } catch (error) {
      if (!(error instanceof PushError)) throw error;
      this.#failure = error;
      this.#add(step, 'failed', error);
    }
  }

  /** Continues if the account may not do the step. */
  async stepIfAllowed(step: TestStep, work: () => Promise<void>): Promise<void> {
    await this.step(step, async () => {
      await work().catch((error: unknown) => {
        if (!(error instanceof PushError) || error.code !== 'not-permitted') throw error;
        this.#add(step, 'not-allowed', error);
      });
    });
  }

  skip(step: TestStep): void {
    if (this.#failure === null) this.#add(step, 'not-needed');
  }

  result(connection: PushConnection | null): TargetTest {
    const steps = (Object.keys(TEST_STEPS) as TestStep[]).map(
      (step) => this.#results.get(step) ?? { step, outcome: 'not-tried' as const, code: null, detail: null },
    );
    return {
      passed: this.passed,
      steps,
      verifies: this.passed ? this.verifies : null,
      peer: connection?.peer ?? null,
      refusedFingerprint: this.#failure?.fingerprint ?? null,
    };
  }

  #add(step: TestStep, outcome: StepResult['outcome'], failure?: PushError): void {
    this.#results.set(step, { step, outcome, code: failure?.code ?? null, detail: failure?.detail ?? null });
  }
}
