/**
 * The cost of a spool's mirror: CPU of the whole recorder process, requests and bytes, with the mirror off and on in one run, against an S3
 * server that keeps nothing. `node bench/spool-mirror.ts [calls] [seconds]`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RTP_PACKET_BYTES, sendRtp } from './capture/rtp-load.ts';

interface Recorded {
  readonly packets: number;
  readonly cpuMicroseconds: number;
  readonly behindBytes: number;
}

interface Stored {
  readonly puts: number;
  readonly others: number;
  readonly bytes: number;
}

function child(name: string, ...args: readonly string[]) {
  const path = new URL(`./capture/${name}`, import.meta.url).pathname;
  const started = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]();
  return {
    read: async <T>(): Promise<T> => JSON.parse((await lines.next()).value as string) as T,
    ask: () => started.stdin.write('end\n'),
    end: () => started.stdin.end(),
  };
}

async function measure(spooled: 'encrypted' | 'mirrored', calls: number, seconds: number) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-spool-mirror-'));
  const store = child('empty-s3.ts');
  try {
    const recorder = child('recorder.ts', 'batch', String(calls * 2), folder, spooled, String(await store.read()));
    const sent = await sendRtp(await recorder.read<number[]>(), seconds, RTP_PACKET_BYTES);
    recorder.ask();
    const { packets, cpuMicroseconds, behindBytes } = await recorder.read<Recorded>();
    store.ask();
    const stored = await store.read<Stored>();
    const callHours = (calls * seconds) / 3600;
    return {
      calls,
      mirror: spooled === 'mirrored',
      lost: sent - packets,
      cores: Number((cpuMicroseconds / 1e6 / seconds).toFixed(3)),
      cpuSecondsPerCallHour: Number((cpuMicroseconds / 1e6 / callHours).toFixed(2)),
      putsPerSecond: Number((stored.puts / seconds).toFixed(2)),
      megabytesPerCallHour: Number((stored.bytes / 1e6 / callHours).toFixed(1)),
      behindBytes,
    };
  } finally {
    store.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

const [calls = 200, seconds = 20] = process.argv.slice(2).map(Number);
for (const spooled of ['encrypted', 'mirrored', 'encrypted', 'mirrored'] as const) {
  console.log(JSON.stringify(await measure(spooled, calls, seconds)));
}
