import { afterEach, expect, it, vi } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { untilSignal } from './service.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
});

it('ignores a second signal forwarded by npm, and exits at a later one', async () => {
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  const clock = new ManualClock();
  const signalled = untilSignal(clock);
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGINT', 'SIGINT');
  expect(await signalled).toBe('SIGINT');
  expect(exit).not.toHaveBeenCalled();

  clock.advance(2_000);
  process.emit('SIGTERM', 'SIGTERM');
  expect(exit).toHaveBeenCalledExactlyOnceWith(1);
});
