import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { parseMessage, type ReceivedRequest } from '../../wire/sip/index.ts';
import { MAX_TRANSACTIONS, RESERVED_TRANSACTIONS } from './limits.ts';
import type { Peer } from './peer.ts';
import { ServerTransactions } from './server-transactions.ts';
import { sipMetrics } from './sip-metrics.ts';

const PEER: Peer = { transport: 'udp', address: '192.0.2.1', port: 5060 };

function options(branch: number): ReceivedRequest {
  const via = `Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK${branch}`;
  const lines = ['OPTIONS sip:a SIP/2.0', via, 'From: sip:f', 'To: sip:t', `Call-ID: ${branch}`, 'CSeq: 1 OPTIONS'];
  const parsed = parseMessage(Buffer.from([...lines, '', ''].join('\r\n')));
  if (!parsed.ok || parsed.value.kind !== 'request') throw new Error('the fixture does not parse');
  return parsed.value;
}

test('their number is limited, with a reserve for running calls, and close frees all', () => {
  const clock = new ManualClock();
  const transactions = new ServerTransactions(clock, sipMetrics(createMetrics()), () => Promise.resolve(true));
  for (let n = 0; n < MAX_TRANSACTIONS; n += 1) {
    expect(transactions.isFull(false)).toBe(false);
    transactions.open(options(n), PEER);
  }
  expect(transactions.isFull(false)).toBe(true);
  for (let n = 0; n < RESERVED_TRANSACTIONS; n += 1) {
    expect(transactions.isFull(true)).toBe(false);
    transactions.open(options(MAX_TRANSACTIONS + n), PEER);
  }
  expect(transactions.isFull(true)).toBe(true);
  transactions.close();
  expect(transactions.isFull(false)).toBe(false);
  expect(clock.pending).toBe(0);
});

test('an answered one stays for 32 s to retransmit its response', () => {
  const clock = new ManualClock();
  let sent = 0;
  const send = () => {
    sent += 1;
    return Promise.resolve(true);
  };
  const transactions = new ServerTransactions(clock, sipMetrics(createMetrics()), send);
  transactions.open(options(1), PEER).respond({ status: 200 }, 'tag');
  expect(transactions.absorb(options(1))).toBe(true);
  expect(sent).toBe(2);
  clock.advance(32_000);
  expect(transactions.absorb(options(1))).toBe(false);
});
