import { expect, test } from 'vitest';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { parseMessage, type ReceivedRequest } from '../../wire/sip/index.ts';
import {
  MAX_TRANSACTIONS,
  MAX_TRANSACTIONS_PER_SOURCE,
  RESERVED_TRANSACTIONS,
  RESERVED_TRANSACTIONS_PER_SOURCE,
} from './limits.ts';
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

const byAddress = ({ address }: Peer): string => address;

/** Opens transactions. They last until `close`, because nothing responds to them. */
function opened(count: number, peer: Peer, into: ServerTransactions, from = 0): void {
  for (let n = 0; n < count; n += 1) into.open(options(from + n), peer);
}

test('their number is limited for a source, with a reserve for running calls, and close frees all', () => {
  const clock = new ManualClock();
  const transactions = new ServerTransactions(
    clock,
    sipMetrics(createMetrics()),
    () => Promise.resolve(true),
    byAddress,
  );
  opened(MAX_TRANSACTIONS_PER_SOURCE - 1, PEER, transactions);
  expect(transactions.isFullFor(PEER, 'outside-dialog')).toBe(false);
  opened(1, PEER, transactions, MAX_TRANSACTIONS_PER_SOURCE);
  expect(transactions.isFullFor(PEER, 'outside-dialog')).toBe(true);
  opened(RESERVED_TRANSACTIONS - 1, PEER, transactions, MAX_TRANSACTIONS);
  expect(transactions.isFullFor(PEER, 'within-dialog')).toBe(false);
  opened(1, PEER, transactions, 2 * MAX_TRANSACTIONS);
  expect(transactions.isFullFor(PEER, 'within-dialog')).toBe(true);
  transactions.close();
  expect(transactions.isFullFor(PEER, 'outside-dialog')).toBe(false);
  expect(clock.pending).toBe(0);
});

test('a source has room of its own while others fill the rest', () => {
  const transactions = new ServerTransactions(
    new ManualClock(),
    sipMetrics(createMetrics()),
    async () => true,
    byAddress,
  );
  const peers = ['192.0.2.2', '192.0.2.3'].map((address): Peer => ({ ...PEER, address }));
  for (const [at, peer] of peers.entries()) opened(MAX_TRANSACTIONS / 2, peer, transactions, at * MAX_TRANSACTIONS);
  expect(peers.map((peer) => transactions.isFullFor(peer, 'outside-dialog'))).toEqual([true, true]);
  opened(RESERVED_TRANSACTIONS_PER_SOURCE - 1, PEER, transactions, 3 * MAX_TRANSACTIONS);
  expect(transactions.isFullFor(PEER, 'outside-dialog')).toBe(false);
  opened(1, PEER, transactions, 4 * MAX_TRANSACTIONS);
  expect(transactions.isFullFor(PEER, 'outside-dialog')).toBe(true);
  transactions.close();
});

test('an answered one stays for 32 s to retransmit its response', () => {
  const clock = new ManualClock();
  let sent = 0;
  const send = () => {
    sent += 1;
    return Promise.resolve(true);
  };
  const transactions = new ServerTransactions(clock, sipMetrics(createMetrics()), send, byAddress);
  transactions.open(options(1), PEER).respond({ status: 200 }, 'tag');
  expect(transactions.absorb(options(1))).toBe(true);
  expect(sent).toBe(2);
  clock.advance(32_000);
  expect(transactions.absorb(options(1))).toBe(false);
});
