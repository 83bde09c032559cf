import type { Clock } from '../base/clock.ts';

/** npm passes on the Ctrl-C that the terminal has already sent us: what follows so soon is the same request. */
const SAME_REQUEST_MS = 1_000;

/** Resolves at SIGTERM or SIGINT. Who asks once more, later, ends the process at once. */
export function untilSignal(clock: Clock): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let askedAtMs: number | null = null;
    const onSignal = (signal: NodeJS.Signals): void => {
      askedAtMs ??= clock.monotonicMs();
      if (clock.monotonicMs() - askedAtMs > SAME_REQUEST_MS) process.exit(1);
      resolve(signal);
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
  });
}
