import { expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { MemoryTree } from '../../test/kit/memory-tree.ts';
import { Bandwidth } from './bandwidth.ts';
import type { FileContent, RecordingTree } from './recording-tree.ts';

const FILE = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
const tree = () => new MemoryTree({ files: { '/a.mp3': FILE } });

async function opened(limited: RecordingTree): Promise<FileContent> {
  return (await limited.find('/a.mp3'))!.open(0);
}

/** Everything, and how much of the clock's time it took. */
async function readAll(clock: ManualClock, content: FileContent): Promise<{ bytes: Buffer; ms: number }> {
  const [pieces, begun]: [Buffer[], number] = [[], clock.monotonicMs()];
  for (;;) {
    const bytes = await next(clock, content);
    if (bytes === null) return { bytes: Buffer.concat(pieces), ms: clock.monotonicMs() - begun };
    pieces.push(Buffer.from(bytes));
  }
}

/** The next bytes; the clock goes on while they are waited for. */
async function next(clock: ManualClock, content: FileContent): Promise<Buffer | null> {
  const reading = content.read();
  for (;;) {
    const ended = await Promise.race([
      reading.then(() => true),
      new Promise<boolean>((resolve) => setImmediate(resolve, false)),
    ]);
    if (ended) return reading;
    if (clock.pending > 0) clock.advance(10);
  }
}

test('a file comes at the rate of the credential, in small parts, and whole', async () => {
  const clock = new ManualClock();
  const session = new Bandwidth(clock).open({ 'file-credential:a': 20, 'tenant:t': null });
  const { bytes, ms } = await readAll(clock, await opened(session.limit(tree())));
  expect(bytes.equals(FILE)).toBe(true);
  // 200 kB at 20 kB a second; the first second's are there at once.
  expect(ms).toBeGreaterThanOrEqual(9000);
  expect(ms).toBeLessThan(9200);
  expect((await next(clock, await opened(session.limit(tree()))))!.length).toBe(5000);
});

test('without a limit nothing waits, and pieces are as they were read', async () => {
  const clock = new ManualClock();
  const session = new Bandwidth(clock).open({ 'file-credential:a': null, 'tenant:t': null });
  const content = await opened(session.limit(tree()));
  expect((await content.read())!.length).toBe(65_536);
  expect((await readAll(clock, content)).ms).toBe(0);
});

test('sessions of a credential share its rate, those of a tenant the tenant’s', async () => {
  const clock = new ManualClock();
  const bandwidth = new Bandwidth(clock);
  const limits = [
    { 'file-credential:a': 100, 'tenant:t': 100 },
    { 'file-credential:b': null, 'tenant:t': 100 },
    { 'file-credential:c': null, 'tenant:other': 100 },
  ];
  const [one, two, other] = limits.map((keys) => bandwidth.open(keys));
  // 400 kB at 100 kB a second; another tenant's do not count.
  await (await opened(other!.limit(tree()))).read();
  const both = [await opened(one!.limit(tree())), await opened(two!.limit(tree()))];
  const [first, second] = await Promise.all(both.map((content) => readAll(clock, content)));
  expect(Math.max(first!.ms, second!.ms)).toBeGreaterThanOrEqual(3000);
  expect(Math.max(first!.ms, second!.ms)).toBeLessThan(3200);
});

test('a change counts at once for open sessions; what is kept goes with the last one', async () => {
  const clock = new ManualClock();
  const bandwidth = new Bandwidth(clock);
  const session = bandwidth.open({ 'file-credential:a': null, 'tenant:t': null });
  const content = await opened(session.limit(tree()));
  await content.read();
  bandwidth.change('file-credential:a', 10);
  expect((await next(clock, content))!.length).toBe(2500);
  bandwidth.change('file-credential:a', null);
  expect((await content.read())!.length).toBe(65_536 - 2500);
  bandwidth.change('file-credential:a', 10);
  session.release();
  session.release();
  const later = bandwidth.open({ 'file-credential:a': null, 'tenant:t': null });
  expect((await (await opened(later.limit(tree()))).read())!.length).toBe(65_536);
});

test('what a client has waited for and not taken is left to the others', async () => {
  const clock = new ManualClock();
  const session = new Bandwidth(clock).open({ 'file-credential:a': 20, 'tenant:t': null });
  const limited = session.limit(tree());
  for (let left = 0; left < 1000; left++) {
    const content = await opened(limited);
    const reading = content.read();
    await new Promise((resolve) => setImmediate(resolve));
    content.close();
    await reading;
  }
  // The first second's was taken by the first four.
  expect((await readAll(clock, await opened(limited))).ms).toBeLessThanOrEqual(10_100);
});

test('closing ends the wait; memory is released with the last part of a piece only', async () => {
  const clock = new ManualClock();
  const source = tree();
  let released = 0;
  source.open = async () => ({ read: async () => FILE.subarray(0, 2500), release: () => released++, close: () => {} });
  const session = new Bandwidth(clock).open({ 'file-credential:a': 4, 'tenant:t': null });
  const content = await opened(session.limit(source));
  for (const parts of [0, 0, 1]) {
    expect(await content.read()).not.toBeNull();
    content.release!();
    expect(released).toBe(parts);
  }
  await content.read();
  const waiting = content.read();
  expect(clock.pending).toBe(1);
  content.close();
  await waiting;
  expect(clock.pending).toBe(0);
});
