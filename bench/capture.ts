/**
 * The cost of receiving and spooling RTP: µs of CPU per packet of the whole recorder process once it runs evenly, for the batch
 * receiver, the portable receiver and the same work in C, in one run; of the batch receiver also with a spool that is not encrypted, and
 * of SRTP. Start-up and the first seconds, in which Node optimizes the code, are named apart.
 * `npm run bench -- capture --legs=200,1000 --seconds=10 --rounds=1 --only=C,batch`; of the rounds the cheapest counts.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BenchReport, benchOptions } from './kit/report.ts';
import { RTP_PACKET_BYTES, sendRtp, SRTP_PACKET_BYTES } from './capture/rtp-load.ts';

export interface CaptureFigures {
  readonly name: string;
  readonly legs: number;
  readonly packetsPerSecond: number;
  /** Once it runs evenly. */
  readonly microsecondsPerPacket: number;
  /** Of the C program at the same number of legs; null: it was not measured. */
  readonly timesC: number | null;
  /** CPU until the ports listen. */
  readonly startMilliseconds: number;
  /** Of the first seconds. */
  readonly warmUpMicrosecondsPerPacket: number;
  readonly lost: number;
  /** Of the receiving process; not of the C program. */
  readonly rssMegabytes: number | null;
}

type Measured = Omit<CaptureFigures, 'timesC'>;

interface Load {
  readonly legs: number;
  readonly seconds: number;
  readonly packetBytes: number;
}

/** Node has compiled what runs often within this time; with few legs it takes longest. */
const WARM_UP_SECONDS = 8;
const PACKETS_PER_SECOND = 50;

const beside = (name: string): string => new URL(`./capture/${name}`, import.meta.url).pathname;

/** Starts a receiver, sends to the ports it prints, closes its stdin and reads its figures. */
async function measure(name: string, command: readonly string[], load: Load): Promise<Measured> {
  const { legs, seconds, packetBytes } = load;
  const child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async <T>(): Promise<T> => JSON.parse((await lines.next()).value as string) as T;
  const cpu = (): Promise<number> => {
    child.stdin.write('cpu\n');
    return read<number>();
  };
  const ports = await read<number[]>();
  const started = await cpu();
  const warmUp = await sendRtp(ports, WARM_UP_SECONDS, packetBytes);
  const warm = await cpu();
  const sent = await sendRtp(ports, seconds, packetBytes, WARM_UP_SECONDS * PACKETS_PER_SECOND);
  const done = await cpu();
  child.stdin.end('end\n');
  const { packets, rssMegabytes = null } = await read<{ packets: number; rssMegabytes?: number }>();
  return {
    name,
    legs,
    packetsPerSecond: Math.round(sent / seconds),
    microsecondsPerPacket: rounded((done - warm) / sent),
    startMilliseconds: Math.round(started / 1000),
    warmUpMicrosecondsPerPacket: rounded((warm - started) / warmUp),
    lost: warmUp + sent - packets,
    rssMegabytes,
  };
}

const rounded = (value: number): number => Number(value.toFixed(2));

interface BenchOptions {
  readonly legs?: readonly number[];
  readonly seconds?: number;
  readonly rounds?: number;
  /** Names of receivers; all if missing. */
  readonly only?: readonly string[];
}

export async function* benchCapture(options: BenchOptions = {}): AsyncGenerator<CaptureFigures> {
  const { legs: numbers = [1000], seconds = 10, rounds = 1, only } = options;
  const folder = mkdtempSync(join(tmpdir(), 'bench-capture-'));
  try {
    const baseline = join(folder, 'baseline');
    execFileSync('cc', ['-O2', '-o', baseline, beside('baseline.c')]);
    let runs = 0;
    const recorder = (legs: number, receiver: string, spool: 'plain' | 'encrypted' | 'srtp') => {
      const place = join(folder, String(runs++));
      return [process.execPath, beside('recorder.ts'), receiver, String(legs), place, spool];
    };
    const receivers: Record<string, (legs: number) => readonly [command: readonly string[], packetBytes: number]> = {
      C: (legs) => [[baseline, String(legs), join(folder, 'journal')], RTP_PACKET_BYTES],
      'C-500ms': (legs) => [[baseline, String(legs), join(folder, 'journal'), '500'], RTP_PACKET_BYTES],
      batch: (legs) => [recorder(legs, 'batch', 'encrypted'), RTP_PACKET_BYTES],
      'batch-plain': (legs) => [recorder(legs, 'batch', 'plain'), RTP_PACKET_BYTES],
      'batch-srtp': (legs) => [recorder(legs, 'batch', 'srtp'), SRTP_PACKET_BYTES],
      portable: (legs) => [recorder(legs, 'portable', 'encrypted'), RTP_PACKET_BYTES],
    };
    for (const legs of numbers) {
      const best = new Map<string, Measured>();
      for (let round = 0; round < rounds; round++) {
        for (const name of Object.keys(receivers).filter((receiver) => only?.includes(receiver) ?? true)) {
          const [command, packetBytes] = receivers[name]!(legs);
          const figures = await measure(name, command, { legs, seconds, packetBytes });
          const before = best.get(name);
          if (before === undefined || figures.microsecondsPerPacket < before.microsecondsPerPacket)
            best.set(name, figures);
        }
      }
      const baselineCost = best.get('C')?.microsecondsPerPacket ?? null;
      for (const figures of best.values())
        yield {
          ...figures,
          timesC: baselineCost === null ? null : rounded(figures.microsecondsPerPacket / baselineCost),
        };
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const options = benchOptions({ legs: '1000', seconds: '10', rounds: '1', only: '' });
  const { legs, seconds, rounds, only } = options;
  const report = new BenchReport('capture', options.json);
  const figures = benchCapture({
    legs: legs.split(',').map(Number),
    seconds: Number(seconds),
    rounds: Number(rounds),
    ...(only !== '' && { only: only.split(',') }),
  });
  for await (const each of figures) {
    const of = `${each.name}, ${each.legs} legs`;
    report.add(of, 'CPU of a packet', each.microsecondsPerPacket, 'µs');
    if (each.timesC !== null) report.add(of, 'by C', each.timesC, 'times');
    report.add(of, 'start', each.startMilliseconds, 'ms');
    report.add(of, 'CPU of a packet at first', each.warmUpMicrosecondsPerPacket, 'µs');
    report.add(of, 'lost packets', each.lost, '');
    if (each.rssMegabytes !== null) report.add(of, 'memory', each.rssMegabytes, 'MB');
  }
  report.write();
}
