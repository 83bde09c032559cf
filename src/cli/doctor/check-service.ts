import type { ReadyReport } from '../../compose/index.ts';
import { type Finding, reason, well, wrong } from './check.ts';

const PATIENCE_MS = 3_000;

/** The service that runs on this data folder can work; its ports are its own. */
export async function checkService({ http, pid }: ReadyReport): Promise<Finding> {
  if (http === null) return well('service', `runs as process ${pid}`);
  try {
    const answer = await fetch(`${http}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) return well('service', `runs as process ${pid}, ready at ${http}`);
    return wrong(
      'service',
      `not ready: ${await answer.text()}`,
      'Mend what the checks name; they are asked at each request.',
    );
  } catch (error) {
    return wrong(
      'service',
      `process ${pid} does not answer at ${http}: ${reason(error)}`,
      `Look at its log; end it with kill ${pid}.`,
    );
  }
}
