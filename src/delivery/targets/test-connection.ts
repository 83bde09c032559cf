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

/** Who waits for the answer sees it before a proxy in between gives up (nginx: after 60 s). */
const DEADLINE_MS = 50_000;

export interface TestConnectionDeps {
  readonly target: PushTarget;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A test of a target, told to people. */
export interface ConnectionTest {
  readonly passed: boolean;
  readonly steps: readonly ConnectionTestStep[];
  /** Of the certificate or the host key of who answered. */
  readonly fingerprint: string | null;
  /** Of one that was refused, to be confirmed if it is right. */
  readonly refusedFingerprint: string | null;
}

export interface ConnectionTestStep {
  readonly step: TestStep;
  readonly name: Explanation;
  readonly outcome: 'passed' | 'failed' | 'not-needed' | 'not-allowed' | 'not-tried';
  readonly failure: {
    readonly code: PushErrorCode;
    readonly explanation: Explanation;
    readonly detail: string | null;
  } | null;
}

/** Really writes, renames, reads back and removes a small file there; one that answers too slowly fails with `timeout`. */
export async function tryTarget(
  { target, clock, log }: TestConnectionDeps,
  settings: TargetSettings,
): Promise<ConnectionTest> {
  const late = new AbortController();
  const deadline = clock.after(DEADLINE_MS, () => late.abort(new PushError('timeout')));
  try {
    const test = await testTarget(() => target.connect(settings, { signal: late.signal, log }));
    return {
      passed: test.passed,
      steps: test.steps.map(({ step, outcome, code, detail }) => ({
        step,
        name: TEST_STEPS[step],
        outcome,
        failure: code === null ? null : { code, explanation: PUSH_ERRORS[code].explanation, detail },
      })),
      fingerprint: test.peer?.fingerprint ?? null,
      refusedFingerprint: test.refusedFingerprint,
    };
  } finally {
    deadline.cancel();
  }
}
