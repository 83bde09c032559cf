import { onTestFinished, vi } from 'vitest';

/** Stops the system's date for a test; returns what advances it. For libraries that cannot be given a `Clock`. */
export function stoppedDate(): { readonly advance: (ms: number) => void } {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  return { advance: (ms) => void vi.setSystemTime(Date.now() + ms) };
}
