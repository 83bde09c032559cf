import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { MemoryKeyStore } from '../../test/kit/memory-key-store.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import type { LiveCall } from './live-calls.ts';
import { LiveListeners } from './live-listeners.ts';

/** Of a process. */
const MOST = 40;

const { db, url } = testDatabase();
const call = { recorderId: randomUUID(), callId: randomUUID() } as unknown as LiveCall;

test('listeners whose recorder could not be asked take no place', async () => {
  const keys = new MemoryKeyStore();
  const listeners = new LiveListeners({ db, keys, listenUrl: url, clock: new ManualClock(), log: quietLog });
  const statements = vi.spyOn(db.getExecutor(), 'executeQuery').mockRejectedValue(new Error('the database is away'));
  for (let attempt = 0; attempt <= MOST; attempt++) {
    await expect(listeners.listen(call)).rejects.toThrow('the database is away');
    await setImmediate();
  }
  statements.mockRestore();
  await listeners.close();
});
