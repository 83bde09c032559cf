import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/kit/database.ts';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { MemoryTree } from '../../test/kit/memory-tree.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { Bandwidth } from './bandwidth.ts';
import { BandwidthShares } from './bandwidth-shares.ts';
import type { FileContent } from './recording-tree.ts';

const database = testDatabase();
const FILE = Buffer.alloc(1_000_000);

/** What a process sends to one session of a tenant that may have 100 kB a second. */
async function process(limits = { 'tenant:t': 100 } as const) {
  const clock = new ManualClock();
  const shares = new BandwidthShares(database.db);
  const bandwidth = new Bandwidth(clock, { shares, log: quietLog });
  const tree = bandwidth.open(limits).limit(new MemoryTree({ files: { '/a.mp3': FILE } }));
  const contents = [await open(tree)];
  return { clock, bandwidth, shares, contents, another: async () => void contents.push(await open(tree)) };
}

async function open(tree: { find(path: string): Promise<{ open(start: number): Promise<FileContent> } | null> }) {
  return (await tree.find('/a.mp3'))!.open(0);
}

type Process = Awaited<ReturnType<typeof process>>;

/** How many bytes each process sends in the next five seconds, in which they exchange the shares each twentieth of a second. */
async function sentBytes(processes: readonly Process[]): Promise<readonly number[]> {
  const sent = processes.map(() => 0);
  const reading = processes.flatMap(({ clock, contents }, index) => {
    const until = clock.now() + 5_000;
    return contents.map(async (content) => {
      while (clock.now() < until) {
        const { length } = (await content.read())!;
        sent[index]! += length;
      }
    });
  });
  const done = Promise.all(reading).then(() => true);
  while (!(await Promise.race([done, new Promise<boolean>((resolve) => setImmediate(resolve, false))]))) {
    // Together: on a busy machine one of them would be ahead, and have all of the bandwidth for itself.
    for (const { bandwidth } of processes) await bandwidth.exchange();
    for (const { clock } of processes) clock.advance(50);
  }
  return sent;
}

test('processes that send share the bandwidth by the files that each sends', async () => {
  const [one, other] = [await process(), await process()];
  await other.another();
  await other.another();
  // Each says that it sends, and learns from the next exchange what the other one does.
  for (const { contents } of [one, other]) await Promise.all(contents.map((content) => content.read()));
  const [ofOne = 0, ofOther = 0] = await sentBytes([one, other]);
  // Of 500 kB: a quarter, three quarters, and what is there at the beginning and for the last part.
  expect(ofOne).toBeGreaterThan(100_000);
  expect(ofOne).toBeLessThan(250_000);
  expect(ofOther).toBeGreaterThan(300_000);
  expect(ofOne + ofOther).toBeLessThan(750_000);
});

test('one that sends alone has all of it, also after another one was killed', async () => {
  const killed = new BandwidthShares(database.db);
  await killed.exchange(new Map([['tenant:alone', 9]]));
  const shares = new BandwidthShares(database.db);
  expect((await shares.exchange(new Map([['tenant:alone', 1]]))).get('tenant:alone')).toBe(0.1);
  await sql`UPDATE file_transfers SET seen_at = now() - interval '4 seconds' WHERE transfers = 9`.execute(database.db);
  expect((await shares.exchange(new Map([['tenant:alone', 1]]))).get('tenant:alone')).toBe(1);
  await sql`UPDATE file_transfers SET seen_at = now() - interval '2 minutes' WHERE transfers = 9`.execute(database.db);
  await shares.exchange(new Map([['tenant:alone', 1]]));
  const { rows } = await sql`SELECT transfers FROM file_transfers WHERE key = 'tenant:alone'`.execute(database.db);
  expect(rows).toEqual([{ transfers: 1 }]);
});

test('nothing is said of what has no limit; what is sent no more is said once', async () => {
  const said: unknown[] = [];
  const shares = { exchange: async (transfers: ReadonlyMap<string, number>) => (said.push([...transfers]), new Map()) };
  const clock = new ManualClock();
  const bandwidth = new Bandwidth(clock, { shares });
  const session = bandwidth.open({ 'tenant:t': 100, 'file-credential:a': null });
  const content = await open(session.limit(new MemoryTree({ files: { '/a.mp3': FILE } })));
  await content.read();
  expect(said).toEqual([[['tenant:t', 1]]]);
  for (let again = 0; again < 4; again++) await bandwidth.exchange();
  expect(said.slice(1)).toEqual([[['tenant:t', 1]], [['tenant:t', 0]]]);
  expect(clock.pending).toBe(0);
});

test('while the database is away, the last share holds, and files are sent', async () => {
  const shares = { exchange: () => Promise.reject(new Error('away')) };
  const clock = new ManualClock();
  const bandwidth = new Bandwidth(clock, { shares, log: quietLog });
  const session = bandwidth.open({ 'tenant:t': 100 });
  const content = await open(session.limit(new MemoryTree({ files: { '/a.mp3': FILE } })));
  expect((await content.read())!.length).toBe(25_000);
});
