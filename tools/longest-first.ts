import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** How long they take on two cores, in seconds. When one of these is begun last, a core waits for it at the end. */
const SECONDS: Readonly<Record<string, number>> = {
  'e2e/fleet.sampled.test.ts': 80,
  'peers/daily-push-ftp.test.ts': 63,
  'e2e/hundred-twenty-days.test.ts': 56,
  'e2e/hostile-input.test.ts': 53,
  'e2e/panel-calls.test.ts': 28,
  'capture/dead-media-worker.test.ts': 31,
  'integration/delivery-kill.sampled.test.ts': 30,
  'e2e/soak.sampled.test.ts': 30,
  'integration/embedded-postgres.test.ts': 29,
  'e2e/random-kills.sampled.test.ts': 28,
  'e2e/panel-push.test.ts': 27,
  'e2e/database-away.sampled.test.ts': 25,
  'e2e/daily-push.test.ts': 25,
  'e2e/full-volumes.test.ts': 21,
  'e2e/commands.test.ts': 20,
  'peers/daily-push-sftp.test.ts': 18,
  'e2e/fifty-calls.sampled.test.ts': 18,
};

/** The order in which test files are begun: the longest first. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((one, other) => secondsOf(other) - secondsOf(one));
  }
}

function secondsOf({ moduleId }: TestSpecification): number {
  return SECONDS[moduleId.split('/').slice(-2).join('/')] ?? 0;
}
