import { afterEach, expect, it, vi } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { untilSignal } from './until-signal.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
});

it('takes the signal that npm passes on as the one the terminal sent, and a later one as impatience', async () => {
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
