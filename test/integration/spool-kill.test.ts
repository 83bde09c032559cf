import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { Spool, readSpooledCall } from '../../src/spool/index.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const CHILD = new URL('./spool-kill.child.ts', import.meta.url).pathname;
const KILLS = 4;

/** Runs a writer until it has acknowledged `syncs` flushes, then kills it. Returns the last number it acknowledged. */
async function writeUntilKilled(folder: string, syncs: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let acknowledged = -1;
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (++seen === syncs) child.kill('SIGKILL');
  }
  if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

test('every acknowledged packet is there after kill -9, several times in a row', async () => {
  const folder = join(temporaryFolder(), 'spool');
  const acknowledged: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) acknowledged.push(await writeUntilKilled(folder, 3 + kill * 5));
  const spool = await Spool.open({ folder, keys: new FolderKeyStore(`${folder}.keys`), log: quietLog });
  const calls = await spool.recover();
  expect(calls).toHaveLength(KILLS * 2);
  for (const [index, call] of calls.entries()) {
    const arrivals = [...readSpooledCall(call)].map((packet) => packet.arrivedAtMs);
    expect(arrivals).toEqual(arrivals.map((_, number) => number));
    expect(arrivals.length).toBeGreaterThan(acknowledged[Math.floor(index / 2)]!);
    expect(call).toMatchObject({ endReason: 'killed', endedAt: arrivals.at(-1), description: { flags: ['cut'] } });
  }
  await spool.close();
});
