import { expect, test } from 'vitest';
import { insertTenant } from '../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../test/kit/database.ts';
import { MemoryKeyStore } from '../../test/kit/memory-key-store.ts';
import { RetentionFixture } from '../../test/kit/retention-fixture.ts';
import { destructionLogSigner, exportDestructionLog } from './destruction-log-store.ts';
import { replayDestructionLog } from './replay-log.ts';

const { db } = testDatabase();
const fixture = new RetentionFixture(db);

async function* of(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

test('a log that was cut within, altered, or of another service is refused, and nothing is marked', async () => {
  const tenant = await insertTenant(db);
  for (const daysOld of [40, 41]) await fixture.recording(tenant, daysOld);
  const kept = await fixture.recording(tenant, 5);
  await fixture.run();
  const lines = await Array.fromAsync(exportDestructionLog(db, await destructionLogSigner(fixture)));
  const [head = '', first = '', second = ''] = lines;
  const deps = { db, keys: fixture.keys, now: fixture.clock.now() };
  const other = new MemoryKeyStore();
  await destructionLogSigner({ db, keys: other }, { mayReplace: true });
  for (const [keys, altered] of [
    [fixture.keys, [head, second]],
    [fixture.keys, [head, first.replace('expired', 'on-request'), second]],
    [fixture.keys, [first, second]],
    [other, lines],
  ] as const) {
    const replay = replayDestructionLog({ ...deps, keys }, () => of(altered));
    await expect(replay).rejects.toMatchObject({ code: 'destruction-log-unsound' });
  }
  expect(await replayDestructionLog(deps, () => of(lines))).toEqual({ entries: 2, marked: 0 });
  expect(await fixture.row(kept)).toMatchObject({ destroying_at: null });
});
