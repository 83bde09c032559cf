/**
 * The cost of receiving and spooling RTP: µs of CPU per packet of the whole recorder process, for the batch receiver, the
 * portable receiver and the same work in C, in one run; of the batch receiver also with a spool that is not encrypted, and of SRTP. `node bench/capture.ts [legs] [seconds]`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { RTP_PACKET_BYTES, sendRtp, SRTP_PACKET_BYTES } from './capture/rtp-load.ts';

export interface CaptureFigures {
  readonly name: string;
  readonly legs: number;
  readonly packetsPerSecond: number;
  readonly microsecondsPerPacket: number;
  readonly lost: number;
  /** Of the receiving process; not of the C program. */
  readonly rssMegabytes: number | null;
}

interface Receiver {
  readonly packets: number;
  readonly cpuMicroseconds: number;
  readonly rssMegabytes?: number;
}

const beside = (name: string): string => new URL(`./capture/${name}`, import.meta.url).pathname;

interface Load {
  readonly legs: number;
  readonly seconds: number;
  readonly packetBytes: number;
}

/** Starts a receiver, sends to the ports it prints, closes its stdin and reads its figures. */
async function measure(
  name: string,
  command: readonly string[],
  { legs, seconds, packetBytes }: Load,
): Promise<CaptureFigures> {
  const child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async <T>(): Promise<T> => JSON.parse((await lines.next()).value as string) as T;
  const sent = await sendRtp(await read<number[]>(), seconds, packetBytes);
  child.stdin.end('end\n');
  const { packets, cpuMicroseconds, rssMegabytes = null } = await read<Receiver>();
  return {
    name,
    legs,
    packetsPerSecond: Math.round(sent / seconds),
    microsecondsPerPacket: Number((cpuMicroseconds / sent).toFixed(2)),
    lost: sent - packets,
    rssMegabytes,
  };
}

export async function benchCapture(legs = 1000, seconds = 10): Promise<readonly CaptureFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-capture-'));
  try {
    const baseline = join(folder, 'baseline');
    execFileSync('cc', ['-O2', '-o', baseline, beside('baseline.c')]);
    const recorder = (receiver: string, spool: 'plain' | 'encrypted' | 'srtp') => [
      process.execPath,
      beside('recorder.ts'),
      receiver,
      String(legs),
      join(folder, `${receiver}-${spool}`),
      spool,
    ];
    const rtp = { legs, seconds, packetBytes: RTP_PACKET_BYTES };
    const srtp = { legs, seconds, packetBytes: SRTP_PACKET_BYTES };
    return [
      await measure('C', [baseline, String(legs), join(folder, 'journal')], rtp),
      await measure('batch, spool not encrypted', recorder('batch', 'plain'), rtp),
      await measure('batch', recorder('batch', 'encrypted'), rtp),
      await measure('batch, SRTP', recorder('batch', 'srtp'), srtp),
      await measure('portable', recorder('portable', 'encrypted'), rtp),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const [legs, seconds] = process.argv.slice(2).map(Number);
  for (const figures of await benchCapture(legs, seconds)) console.log(JSON.stringify(figures));
}
