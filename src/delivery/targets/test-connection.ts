import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../platform/logging.ts';
import {
  type Explanation,
  PUSH_ERRORS,
  PushError,
  type PushErrorCode,
  type PushTarget,
  type TargetSettings,
  TEST_STEPS,
  type TestStep,
  testTarget,
} from '../../platform/push-target/index.ts';

/** Shorter than the timeout of a proxy before our API (nginx: 60 s), so that the caller gets the result. */
const DEADLINE_MS = 50_000;

interface TestConnectionDeps {
  readonly target: PushTarget;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The result of a connection test, with explanations for people. */
export interface ConnectionTest {
  readonly passed: boolean;
  readonly steps: readonly ConnectionTestStep[];
  /** What the target lets us verify of each file that we send; null: the test failed. */
  readonly verifies: 'content' | 'size' | 'nothing' | null;
  /** Of the certificate or the host key of the server that answered. */
  readonly fingerprint: string | null;
  /** Of a certificate or host key that we refused; the customer may confirm it. */
  readonly refusedFingerprint: string | null;
}

interface ConnectionTestStep {
  readonly step: TestStep;
  readonly name: Explanation;
  readonly outcome: 'passed' | 'failed' | 'not-needed' | 'not-allowed' | 'not-tried';
  readonly failure: {
    readonly code: PushErrorCode;
    readonly explanation: Explanation;
    readonly detail: string | null;
  } | null;
}

/** Writes, renames, reads back and removes a small file at the target. Fails with `timeout` after 50 s. */
export async function testConnection(
  { target, clock, log }: TestConnectionDeps,
  settings: TargetSettings,
): Promise<ConnectionTest> {
  const timeout = new AbortController();
  const deadline = clock.after(DEADLINE_MS, () => timeout.abort(new PushError('timeout')));
  try {
    const test = await testTarget(() => target.connect(settings, { signal: timeout.signal, log }));
    return {
      passed: test.passed,
      steps: test.steps.map(({ step, outcome, code, detail }) => ({
        step,
        name: TEST_STEPS[step],
        outcome,
        failure: code === null ? null : { code, explanation: PUSH_ERRORS[code].explanation, detail },
      })),
      verifies: test.verifies,
      fingerprint: test.peer?.fingerprint ?? null,
      refusedFingerprint: test.refusedFingerprint,
    };
  } finally {
    deadline.cancel();
  }
}
