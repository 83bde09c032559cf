import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/kit/temporary-folder.ts';
import { traceAsPcap, traceAsText } from './export-trace.ts';
import type { TracedMessage } from './traced-message.ts';

const T0 = Date.parse('2026-03-10T10:00:00.250Z');

function message(
  sequence: number,
  { body = '', ...changes }: Partial<TracedMessage> & { body?: string } = {},
): TracedMessage {
  const transport = (changes.transport ?? 'udp').toUpperCase();
  const lines = [
    'INVITE sip:rec@192.0.2.1 SIP/2.0',
    `Via: SIP/2.0/${transport} 192.0.2.9;branch=z9hG4bK${sequence}`,
    'From: <sip:a@192.0.2.9>;tag=1',
    'To: <sip:rec@192.0.2.1>',
    `Call-ID: call-${transport}`,
    `CSeq: ${sequence} INVITE`,
    'Content-Type: text/plain',
    `Content-Length: ${body.length}`,
  ];
  return {
    at: T0 + sequence,
    direction: 'received',
    transport: 'udp',
    peer: { address: '192.0.2.9', port: 5060 },
    local: { address: '192.0.2.1', port: 5060 },
    text: `${lines.join('\r\n')}\r\n\r\n${body}`,
    ...changes,
  };
}

/** What tshark reads of each packet that ends a SIP message, with its checksums checked. */
function dissected(messages: readonly TracedMessage[]): string[] {
  const file = join(temporaryFolder(), 'trace.pcap');
  writeFileSync(file, traceAsPcap(messages));
  const fields = [
    'frame.time_epoch',
    '_ws.col.Source',
    '_ws.col.Destination',
    'udp.checksum.status',
    'tcp.checksum.status',
  ];
  const options = ['ip.check_checksum', 'udp.check_checksum', 'tcp.check_checksum'].flatMap((name) => [
    '-o',
    `${name}:TRUE`,
  ]);
  const shown = ['sip.CSeq.seq', 'sip.Content-Length', 'ip.checksum.status', ...fields].flatMap((field) => [
    '-e',
    field,
  ]);
  return execFileSync('tshark', ['-r', file, '-Y', 'sip', '-T', 'fields', '-E', 'separator=|', ...options, ...shown], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .trimEnd()
    .split('\n');
}

const at = (sequence: number) => `1773136800.${250 + sequence}000000`;

// 1: the checksum is right.
test('tshark reads a trace as it was on the line: UDP, TCP and TLS over IPv4 and IPv6, long messages and odd lengths', () => {
  const six = { peer: { address: '2001:db8::9', port: 40_000 }, local: { address: '2001:db8::1', port: 15_060 } };
  const tcp = { transport: 'tcp', peer: { address: '192.0.2.9', port: 41_000 } };
  const tls = {
    transport: 'tls',
    peer: { address: '192.0.2.9', port: 42_000 },
    local: { address: '192.0.2.1', port: 5061 },
  };
  const lines = dissected([
    message(1),
    message(2, { body: 'odd', direction: 'sent' }),
    message(3, { ...six, body: 'x'.repeat(3001) }),
    message(4, { ...tcp, body: 'y'.repeat(5000) }),
    message(5, { ...tcp, direction: 'sent' }),
    message(6, { ...tcp, body: 'z' }),
    message(7, tls),
    message(8, { ...six, transport: 'tcp', local: { address: 'recorder.example', port: 5060 } }),
  ]);
  const four = ['192.0.2.9', '192.0.2.1'];
  expect(lines).toEqual([
    ['1', '0', '1', at(1), ...four, '1', ''].join('|'),
    ['2', '3', '1', at(2), ...four.toReversed(), '1', ''].join('|'),
    ['3', '3001', '', at(3), '2001:db8::9', '2001:db8::1', '1', ''].join('|'),
    ['4', '5000', '1', at(4), ...four, '', '1'].join('|'),
    ['5', '0', '1', at(5), ...four.toReversed(), '', '1'].join('|'),
    ['6', '1', '1', at(6), ...four, '', '1'].join('|'),
    ['7', '0', '1', at(7), ...four, '', '1'].join('|'),
    ['8', '0', '', at(8), '2001:db8::9', '::', '', '1'].join('|'),
  ]);
});

test('as text each message has a line about it', () => {
  const text = traceAsText([message(1, { body: 'Gr\xc3\xbc\xc3\x9fe' }), message(2, { direction: 'sent' })]);
  expect(text).toMatch(
    /^--- 2026-03-10T10:00:00.251Z received over udp, 192.0.2.9:5060 to 192.0.2.1:5060\nINVITE sip:/,
  );
  expect(text).toContain('\n\nGrüße\n\n--- 2026-03-10T10:00:00.252Z sent over udp, 192.0.2.1:5060 to 192.0.2.9:5060\n');
});
