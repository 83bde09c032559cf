import { afterEach, expect, it, vi } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { loadConfig } from '../config/index.ts';
import { exitInTime, untilSignal } from './service.ts';

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

it('ends a process that does not stop in time, after the calls that are waited for', () => {
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  const clock = new ManualClock();
  exitInTime({ clock, log: quietLog, config: { ...loadConfig({}), drainSeconds: 300 } });
  clock.advance(399_000);
  expect(exit).not.toHaveBeenCalled();
  clock.advance(1_000);
  expect(exit).toHaveBeenCalledExactlyOnceWith(1);
});
