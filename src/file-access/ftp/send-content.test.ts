import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { bufferContent } from '../day-views.ts';
import { sendContent } from './send-content.ts';

/** Takes all bytes, and then never what ends the connection: TLS' close_notify, behind a full buffer. */
function neverEnding(): Duplex {
  return new Duplex({ read: () => undefined, write: (_bytes, _encoding, done) => done(), final: () => undefined });
}

test('a client that takes all bytes but not the end of the connection stalls as well', async () => {
  const clock = new ManualClock();
  const socket = neverEnding();
  const { signal } = new AbortController();
  const options = { signal, clock, stallMs: 1000, sizeBytes: 3 };
  const sent = sendContent(bufferContent(Buffer.from('abc')), socket as Socket, options);
  while (!socket.writableEnded) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(2000);
  expect(await sent).toMatchObject({ outcome: 'stalled', sentBytes: 3 });
  expect(socket.destroyed).toBe(true);
});
