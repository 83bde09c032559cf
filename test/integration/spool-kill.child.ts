import { systemClock } from '../../src/platform/clock.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { SpoolWriter, Spool } from '../../src/spool/index.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { callDescription, TWO_PCMA_LEGS } from '../kit/spooled-call.ts';

/** Writes numbered packets of two calls until it is killed; prints the number of the last one that was flushed to disk. */
async function writeForEver(folder: string): Promise<void> {
  const keys = new FolderKeyStore(`${folder}.keys`);
  const spool = await Spool.open({ folder, keys, log: quietLog });
  const writer = new SpoolWriter({
    location: spool.newWriterLocation(),
    clock: systemClock,
    segmentBytes: 200_000,
    events: {
      segmentClosed: (segment) => spool.segmentClosed(segment),
      synced: () => {},
      failed: (error) => console.error(error),
    },
  });
  const calls = [0, 1].map(() =>
    writer.open({ captureStartedAt: 0, description: callDescription(), legs: TWO_PCMA_LEGS }),
  );
  for (let number = 0; ; ) {
    for (const end = number + 150; number < end; number++) {
      const packet = { leg: number % 2, arrivedAtMs: number, bytes: new Uint8Array(172).fill(number) };
      for (const call of calls) call.append(packet);
    }
    for (const call of calls) call.closeChunk();
    if (await writer.flush()) process.stdout.write(`${number - 1}\n`);
  }
}

await writeForEver(process.argv[2]!);
