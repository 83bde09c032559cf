/**
 * The cost of opening SRTP, µs of CPU for a packet of 20 ms of G.711, by suite: of packets that are what they should be, and of forged ones. It is paid
 * when a call is encoded; capture stores the packets as they come (`bench/capture.ts`, “SRTP”). `node bench/srtp.ts [packets]`.
 */
import { randomBytes } from 'node:crypto';
import {
  CRYPTO_SUITES,
  type CryptoSuiteName,
  type SrtpKeys,
  SrtpReceiver,
  SrtpSender,
} from '../src/wire/srtp/index.ts';
import { writeRtp } from '../src/wire/rtp/index.ts';

const count = Number(process.argv[2] ?? 100_000);
const RUNS = 3;

function newKeys(suite: CryptoSuiteName): SrtpKeys {
  const { keyBytes, saltBytes } = CRYPTO_SUITES[suite];
  return { suite, keys: [{ keySalt: randomBytes(keyBytes + saltBytes).toString('base64'), mki: '' }] };
}

function microsecondsPerPacket(keys: SrtpKeys, packets: readonly Buffer[]): number {
  const run = (): number => {
    const receiver = new SrtpReceiver(keys);
    const before = process.cpuUsage();
    for (const [index, packet] of packets.entries()) receiver.open({ packet, arrivedAtMs: index * 20 });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / packets.length;
  };
  return Math.min(...Array.from({ length: RUNS }, run));
}

for (const suite of Object.keys(CRYPTO_SUITES) as CryptoSuiteName[]) {
  const keys = newKeys(suite);
  const sender = new SrtpSender(keys);
  const packets = Array.from({ length: count }, (_, sequenceNumber) =>
    sender.protect(
      writeRtp({
        payloadType: 8,
        sequenceNumber,
        timestampTicks: sequenceNumber * 160,
        ssrc: 1,
        payload: randomBytes(160),
      }),
    ),
  );
  const opened = microsecondsPerPacket(keys, packets).toFixed(2);
  const forged = microsecondsPerPacket(newKeys(suite), packets).toFixed(2);
  console.log(`${suite}: ${opened} µs, forged ${forged} µs`);
}
