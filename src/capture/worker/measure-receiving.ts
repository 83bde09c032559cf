import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { type CallId, newId, type RecordingId } from '../../base/ids.ts';
import { NO_TENANT } from '../../recording/in-threads.ts';
import type { OpenRecord } from '../../spool/index.ts';
import { SpoolWriter } from '../../spool/in-threads.ts';
import { RTP_HEADER_BYTES } from '../../wire/rtp/index.ts';
import type { Datagram, LegSocket, RtpReceiver } from '../receiver/rtp-receiver.ts';
import { addressWords } from '../receiver/source-address.ts';

/** As in a visit to the sockets of some calls: each holds the packets of 500 ms. */
const SOCKETS = 10;
const PACKETS_A_SOCKET = 25;
/**
 * The fastest one counts: V8 compiles what the first ones run, and another program may interrupt some. A round takes a millisecond, less than the
 * CPU time of a thread is counted by.
 */
const ROUNDS = 16;
/** G.711 of 20 ms. */
const PACKET_BYTES = RTP_HEADER_BYTES + 160;

interface MeasuredReceiving {
  readonly receiver: RtpReceiver;
  /** The receiver's own; `0.0.0.0` and `::` are all of the machine. */
  readonly bind: string;
  readonly clock: Clock;
}

/**
 * µs of CPU that this thread takes for a packet from the socket into an encrypted spool, measured over loopback in some 40 ms; the disk's
 * part is left out, and nothing is written. Null: it cannot be measured, as no packet came.
 */
export async function measureReceiving({ receiver, bind, clock }: MeasuredReceiving): Promise<number | null> {
  const own = addressWords({ '0.0.0.0': '127.0.0.1', '::': '::1' }[bind] ?? bind);
  if (own === null) return null;
  const sockets: LegSocket[] = [];
  const spool = unwrittenSpool(clock);
  try {
    for (let opened = 0; opened < SOCKETS; opened++) {
      const socket = await receiver.open(0);
      if (!socket.ok) return null;
      sockets.push(socket.value);
    }
    const writer = spool.open(callOf(clock.now()));
    const sink = {
      datagram: ({ bytes, arrivedAtMs }: Datagram): void => void writer.append({ leg: 0, arrivedAtMs, bytes }),
      oversize: (): void => {},
    };
    const packet = randomBytes(PACKET_BYTES);
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      for (const socket of sockets) {
        for (let sent = 0; sent < PACKETS_A_SOCKET; sent++) socket.send(packet, own, socket.port);
      }
      const begunMs = clock.monotonicMs();
      await Promise.all(sockets.map((socket) => socket.settle()));
      const received = sockets.reduce((sum, socket) => sum + socket.drain(sink, 2 * PACKETS_A_SOCKET), 0);
      writer.closeChunk();
      await spool.flush();
      if (received === 0) return null;
      least = Math.min(least, ((clock.monotonicMs() - begunMs) * 1000) / received);
    }
    return least;
  } finally {
    for (const socket of sockets) socket.close();
    await spool.close();
  }
}

function callOf(now: number): OpenRecord {
  return {
    captureStartedAt: now,
    description: {
      callId: newId<CallId>(now),
      recordingId: newId<RecordingId>(now),
      tenantId: NO_TENANT,
      sourceId: null,
      startedAt: now,
      answeredAt: null,
      direction: 'internal',
      caller: null,
      callee: null,
      dialled: null,
      extensions: [],
      correlationId: null,
      flags: [],
      metadata: [],
    },
    legs: [],
  };
}

const nothing = async (): Promise<void> => {};

/** Encrypts as the real one. */
function unwrittenSpool(clock: Clock): SpoolWriter {
  return new SpoolWriter({
    location: { folder: '', prefix: '', key: randomBytes(32) },
    clock,
    events: { segmentClosed: () => {}, synced: () => {}, failed: () => {} },
    create: async (path) => ({ path, write: nothing, sync: nothing, truncate: nothing, close: nothing }),
  });
}
