import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { Transaction } from './transaction.ts';
import {
  INVITE_CLIENT,
  INVITE_SERVER,
  NON_INVITE_CLIENT,
  NON_INVITE_SERVER,
  type TransactionState,
  type TransactionTable,
} from './transaction-tables.ts';

const MESSAGE = Buffer.from('message');

function run(table: TransactionTable, initial: TransactionState, reliable: boolean) {
  const clock = new ManualClock(0);
  const seen = {
    sentAt: [] as number[],
    retransmissions: 0,
    received: 0,
    timedOut: 0,
    terminatedAt: null as number | null,
  };
  const transaction = new Transaction(table, initial, {
    reliable,
    clock,
    callbacks: {
      send: (_, isRetransmission) => {
        seen.sentAt.push(clock.now());
        if (isRetransmission) seen.retransmissions += 1;
      },
      onReceived: () => (seen.received += 1),
      onTimeout: () => (seen.timedOut += 1),
      onTerminated: () => {
        expect(seen.terminatedAt).toBeNull();
        seen.terminatedAt = clock.now();
      },
    },
  });
  return { transaction, clock, seen };
}

/** A refusal without ACK: G at T1, doubling up to T2, until H (RFC 3261 §17.2.1). */
const DOUBLING = [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];

const invite = (reliable: boolean) => run(INVITE_SERVER, 'proceeding', reliable);

describe('INVITE server transaction', () => {
  test('retransmits a refusal over UDP until H, then times out', () => {
    const { transaction, clock, seen } = invite(false);
    transaction.fire('failure', MESSAGE);
    clock.advance(60_000);
    expect(seen).toMatchObject({ sentAt: DOUBLING, retransmissions: 10, timedOut: 1, terminatedAt: 32_000 });
    expect(clock.pending).toBe(0);
  });

  test('does not retransmit a refusal over TCP, but waits for the ACK', () => {
    const { transaction, clock, seen } = invite(true);
    transaction.fire('failure', MESSAGE);
    clock.advance(60_000);
    expect(seen).toMatchObject({ sentAt: [0], timedOut: 1, terminatedAt: 32_000 });
  });

  test.each([
    [false, 5_000],
    [true, 0],
  ])('ends I after the ACK (reliable: %s)', (reliable, afterMs) => {
    const { transaction, clock, seen } = invite(reliable);
    transaction.fire('failure', MESSAGE);
    transaction.fire('ack');
    clock.advance(60_000);
    transaction.fire('ack');
    expect(seen).toMatchObject({ sentAt: [0], timedOut: 0, terminatedAt: afterMs });
  });

  test('answers a retransmitted INVITE with the last response', () => {
    const { transaction, seen } = invite(false);
    transaction.fire('provisional', MESSAGE);
    transaction.fire('request');
    transaction.fire('failure', MESSAGE);
    transaction.fire('request');
    expect(seen).toMatchObject({ sentAt: [0, 0, 0, 0], retransmissions: 2 });
  });

  test('absorbs a retransmitted INVITE after 2xx and ends with L (RFC 6026)', () => {
    const { transaction, clock, seen } = invite(false);
    transaction.fire('success', MESSAGE);
    transaction.fire('request');
    expect(seen).toMatchObject({ sentAt: [0] });
    transaction.fire('ack');
    expect(seen.received).toBe(1);
    clock.advance(60_000);
    expect(seen).toMatchObject({ terminatedAt: 32_000, timedOut: 0 });
  });
});

describe('non-INVITE server transaction', () => {
  test('ignores a retransmission before its response, then retransmits the response until J', () => {
    const { transaction, clock, seen } = run(NON_INVITE_SERVER, 'trying', false);
    transaction.fire('request');
    expect(seen.sentAt).toEqual([]);
    transaction.fire('success', MESSAGE);
    clock.advance(31_000);
    transaction.fire('request');
    clock.advance(31_000);
    expect(seen).toMatchObject({ sentAt: [0, 31_000], terminatedAt: 32_000 });
  });

  test('ends at once over TCP', () => {
    const { transaction, seen, clock } = run(NON_INVITE_SERVER, 'trying', true);
    transaction.fire('failure', MESSAGE);
    expect(seen.terminatedAt).toBe(0);
    expect(clock.pending).toBe(0);
  });
});

function client(reliable: boolean) {
  const started = run(NON_INVITE_CLIENT, 'trying', reliable);
  started.transaction.fire('start', MESSAGE);
  return started;
}

const inviting = (reliable: boolean) => {
  const running = run(INVITE_CLIENT, 'trying', reliable);
  running.transaction.fire('start', MESSAGE);
  return running;
};

describe('INVITE client transaction', () => {
  test('retransmits over UDP until a provisional response; without a final one it times out with B', () => {
    const { transaction, clock, seen } = inviting(false);
    clock.advance(4_000);
    transaction.fire('provisional');
    clock.advance(60_000);
    expect(seen).toMatchObject({ sentAt: [0, 500, 1500, 3500], received: 0, timedOut: 1, terminatedAt: 32_000 });
  });

  test.each([
    ['success', false, 33_000],
    ['success', true, 33_000],
    ['failure', false, 33_000],
    ['failure', true, 1_000],
  ] as const)('passes on each copy of a %s, for its ACK, until M or D (reliable: %s)', (event, reliable, end) => {
    const { transaction, clock, seen } = inviting(reliable);
    clock.advance(1_000);
    transaction.fire(event);
    transaction.fire(event);
    clock.advance(60_000);
    expect(seen).toMatchObject({ received: end === 1_000 ? 1 : 2, timedOut: 0, terminatedAt: end });
    expect(clock.pending).toBe(0);
  });
});

describe('non-INVITE client transaction', () => {
  test('retransmits the request over UDP until F', () => {
    const { clock, seen } = client(false);
    clock.advance(60_000);
    expect(seen).toMatchObject({ sentAt: DOUBLING, timedOut: 1, received: 0, terminatedAt: 32_000 });
  });

  test('retransmits every T2 after a provisional response', () => {
    const { transaction, clock, seen } = client(false);
    transaction.fire('provisional');
    clock.advance(9_000);
    expect(seen.sentAt).toEqual([0, 500, 4_500, 8_500]);
  });

  test('sends once over TCP and times out with F', () => {
    const { clock, seen } = client(true);
    clock.advance(60_000);
    expect(seen).toMatchObject({ sentAt: [0], timedOut: 1, terminatedAt: 32_000 });
  });

  test('passes on one final response and absorbs its retransmissions until K', () => {
    const { transaction, clock, seen } = client(false);
    transaction.fire('failure');
    transaction.fire('failure');
    clock.advance(60_000);
    expect(seen).toMatchObject({ sentAt: [0], received: 1, timedOut: 0, terminatedAt: 5_000 });
  });

  test('ends when nothing can be sent', () => {
    const { transaction, seen, clock } = client(false);
    transaction.fire('transport-error');
    expect(seen).toMatchObject({ timedOut: 1, terminatedAt: 0 });
    expect(clock.pending).toBe(0);
  });
});
