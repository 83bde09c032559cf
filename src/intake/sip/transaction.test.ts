import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { Transaction } from './transaction.ts';
import {
  INVITE_SERVER,
  NON_INVITE_CLIENT,
  NON_INVITE_SERVER,
  type TransactionState,
  type TransactionTable,
} from './transaction-tables.ts';

const MESSAGE = Buffer.from('message');

function run(table: TransactionTable, initial: TransactionState, reliable: boolean) {
  const clock = new ManualClock(0);
  const noted = { sentAt: [] as number[], repeats: 0, passed: 0, gaveUp: 0, terminatedAt: null as number | null };
  const transaction = new Transaction(table, initial, {
    reliable,
    clock,
    user: {
      send: (_, again) => {
        noted.sentAt.push(clock.now());
        if (again) noted.repeats += 1;
      },
      pass: () => (noted.passed += 1),
      giveUp: () => (noted.gaveUp += 1),
      onTerminated: () => {
        expect(noted.terminatedAt).toBeNull();
        noted.terminatedAt = clock.now();
      },
    },
  });
  return { transaction, clock, noted };
}

/** Of a refusal without ACK: G at T1, doubling up to T2, until H (RFC 3261 §17.2.1). */
const DOUBLING = [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];

const invite = (reliable: boolean) => run(INVITE_SERVER, 'proceeding', reliable);

describe('INVITE server transaction', () => {
  test('repeats a refusal over UDP until H, then gives up', () => {
    const { transaction, clock, noted } = invite(false);
    transaction.fire('failure', MESSAGE);
    clock.advance(60_000);
    expect(noted).toMatchObject({ sentAt: DOUBLING, repeats: 10, gaveUp: 1, terminatedAt: 32_000 });
    expect(clock.pending).toBe(0);
  });

  test('does not repeat a refusal over TCP, but waits for the ACK', () => {
    const { transaction, clock, noted } = invite(true);
    transaction.fire('failure', MESSAGE);
    clock.advance(60_000);
    expect(noted).toMatchObject({ sentAt: [0], gaveUp: 1, terminatedAt: 32_000 });
  });

  test.each([
    [false, 5_000],
    [true, 0],
  ])('ends I after the ACK (reliable: %s)', (reliable, afterMs) => {
    const { transaction, clock, noted } = invite(reliable);
    transaction.fire('failure', MESSAGE);
    transaction.fire('ack');
    clock.advance(60_000);
    transaction.fire('ack');
    expect(noted).toMatchObject({ sentAt: [0], gaveUp: 0, terminatedAt: afterMs });
  });

  test('answers a repeated INVITE with what was sent last', () => {
    const { transaction, noted } = invite(false);
    transaction.fire('provisional', MESSAGE);
    transaction.fire('request');
    transaction.fire('failure', MESSAGE);
    transaction.fire('request');
    expect(noted).toMatchObject({ sentAt: [0, 0, 0, 0], repeats: 2 });
  });

  test('absorbs a repeated INVITE after 2xx and ends with L (RFC 6026)', () => {
    const { transaction, clock, noted } = invite(false);
    transaction.fire('success', MESSAGE);
    transaction.fire('request');
    expect(noted).toMatchObject({ sentAt: [0] });
    transaction.fire('ack');
    expect(noted.passed).toBe(1);
    clock.advance(60_000);
    expect(noted).toMatchObject({ terminatedAt: 32_000, gaveUp: 0 });
  });
});

describe('non-INVITE server transaction', () => {
  test('says nothing to a repetition before its answer, then repeats it until J', () => {
    const { transaction, clock, noted } = run(NON_INVITE_SERVER, 'trying', false);
    transaction.fire('request');
    expect(noted.sentAt).toEqual([]);
    transaction.fire('success', MESSAGE);
    clock.advance(31_000);
    transaction.fire('request');
    clock.advance(31_000);
    expect(noted).toMatchObject({ sentAt: [0, 31_000], terminatedAt: 32_000 });
  });

  test('ends at once over TCP', () => {
    const { transaction, noted, clock } = run(NON_INVITE_SERVER, 'trying', true);
    transaction.fire('failure', MESSAGE);
    expect(noted.terminatedAt).toBe(0);
    expect(clock.pending).toBe(0);
  });
});

function client(reliable: boolean) {
  const started = run(NON_INVITE_CLIENT, 'trying', reliable);
  started.transaction.fire('start', MESSAGE);
  return started;
}

describe('non-INVITE client transaction', () => {
  test('repeats the request over UDP until F', () => {
    const { clock, noted } = client(false);
    clock.advance(60_000);
    expect(noted).toMatchObject({ sentAt: DOUBLING, gaveUp: 1, passed: 0, terminatedAt: 32_000 });
  });

  test('repeats every T2 after a provisional answer', () => {
    const { transaction, clock, noted } = client(false);
    transaction.fire('provisional');
    clock.advance(9_000);
    expect(noted.sentAt).toEqual([0, 500, 4_500, 8_500]);
  });

  test('sends once over TCP and gives up with F', () => {
    const { clock, noted } = client(true);
    clock.advance(60_000);
    expect(noted).toMatchObject({ sentAt: [0], gaveUp: 1, terminatedAt: 32_000 });
  });

  test('passes one final answer and absorbs its repetitions until K', () => {
    const { transaction, clock, noted } = client(false);
    transaction.fire('failure');
    transaction.fire('failure');
    clock.advance(60_000);
    expect(noted).toMatchObject({ sentAt: [0], passed: 1, gaveUp: 0, terminatedAt: 5_000 });
  });

  test('gives up when nothing can be sent', () => {
    const { transaction, noted, clock } = client(false);
    transaction.fire('transport-error');
    expect(noted).toMatchObject({ gaveUp: 1, terminatedAt: 0 });
    expect(clock.pending).toBe(0);
  });
});
