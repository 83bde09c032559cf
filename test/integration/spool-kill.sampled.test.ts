import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { Spool, readSpooledCall } from '../../src/spool/index.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { sampled } from '../kit/sampled.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const CHILD = new URL('./spool-kill.child.ts', import.meta.url).pathname;
const KILLS = sampled(4, 200);
/** A kill takes a second; of a busy machine several. */
const TIMEOUT_MS = KILLS * 15_000;
/** Some syncs; the kill comes at any point of one. */
const LONGEST_MS = 300;

/** Runs a writer and kills it some time after its first flush. Returns the last number it acknowledged. */
async function writeUntilKilled(folder: string): Promise<number> {
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let acknowledged = -1;
  let killing: Promise<unknown> | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    killing ??= setTimeout(randomInt(LONGEST_MS)).then(() => child.kill('SIGKILL'));
  }
  await killing;
  if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

test(
  'every acknowledged packet is there after kill -9 at random moments, many times in a row',
  async () => {
    const folder = join(temporaryFolder(), 'spool');
    const acknowledged: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) acknowledged.push(await writeUntilKilled(folder));
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
  },
  TIMEOUT_MS,
);
