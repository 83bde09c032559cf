import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { CommandReader, readCommand } from '../../src/file-access/ftp/command-reader.ts';
import { readNamePattern } from '../../src/file-access/ftp/name-pattern.ts';
import { pathReadings, readListArgument, resolvePath } from '../../src/file-access/ftp/path-argument.ts';
import { readEprt, readPort } from '../../src/file-access/ftp/port-argument.ts';
import { formatReply, linesReply } from '../../src/file-access/ftp/reply.ts';
import { MAX_PROXY_HEADER_BYTES, readProxyHeader } from '../../src/wire/proxy-protocol.ts';
import type { FuzzTarget } from './fuzz-target.ts';

const LINE_BYTES = 4096;

const COMMANDS = [
  'USER firma\r\nPASS "x" ł\r\nOPTS UTF8 ON\r\nPORT 127,0,0,1,200,13\r\nNLST *.mp3\r\n',
  'AUTH TLS\r\nPBSZ 0\r\nPROT P\r\nAUTH SSL\r\nCCC\r\nEPSV ALL\r\nOPTS MLST type;size;\r\n',
  'EPRT |2|2001:db8::1|6275|\r\nLIST -la 2026/*/[0-9]*\r\nCWD "2026/03"\r\n',
  '\xff\xf4\xff\xf2ABOR\r\nCWD ..\\..\\x\r\nCWD ~/2026\r\nSTAT -R -- -x\r\nRETR a""b\n',
];

/** What a control connection sends: each line is one command, and its argument leaves neither the tree nor its reply. */
const ftp: FuzzTarget = {
  name: 'ftp',
  seeds: COMMANDS.map((text) => Buffer.from(text, 'latin1')),
  maxBytes: 64 * 1024,
  check(input) {
    const reader = new CommandReader(LINE_BYTES);
    reader.push(input);
    for (let line = reader.next(); line.ok && line.value !== null; line = reader.next()) {
      assert.ok(line.value.length <= LINE_BYTES);
      const { verb, argument } = readCommand(line.value);
      assert.ok(!/[\r\n]/.test(verb + argument));
      for (const path of [argument, readListArgument(argument).path].flatMap(pathReadings)) {
        const resolved = resolvePath('/2026/03', path);
        if (resolved.ok) assert.ok(!/\0|\/\.{0,2}(\/|$)/.test(resolved.value) || resolved.value === '/');
      }
      for (const read of [readPort(argument), readEprt(argument)]) {
        if (!read.ok) continue;
        assert.equal(isIP(read.value.address), read.value.family === 1 ? 4 : 6);
        assert.ok(read.value.port >= 0 && read.value.port <= 65_535);
      }
      assert.equal(formatReply(linesReply(212, 'Status', [argument])).split('\r\n').length, 4);
    }
  },
};

/** The longest of our names, and some that the seeds match. */
const NAMES = ['a'.repeat(255), '2026-03-10_09-05-09_in_48512345678_48221234567.mp3', '[a].mp3', ''];

/** A comparison ends soon, and a name matches itself with each of its characters escaped. */
const ftpPattern: FuzzTarget = {
  name: 'ftp-pattern',
  seeds: ['*.mp3', '2026-??-[0-3][0-9]_*_[!w]*', '[]a-z]\\*[^-x]', `${'*a'.repeat(200)}b`].map((text) =>
    Buffer.from(text),
  ),
  maxBytes: LINE_BYTES,
  check(input) {
    const text = input.toString();
    const read = readNamePattern(text);
    if (read.ok && read.value.kind === 'pattern') {
      const { matches } = read.value;
      for (const name of NAMES) assert.equal(typeof matches(name), 'boolean');
    }
    const escaped = readNamePattern(Array.from(text, (character) => `\\${character}`).join(''));
    if (escaped.ok) assert.deepEqual(escaped.value, { kind: 'name', name: text });
  },
};

/** A load balancer's header: read whole or not at all, the same however much of what follows is there. */
const proxyProtocol: FuzzTarget = {
  name: 'proxy-protocol',
  seeds: [
    Buffer.from('0d0a0d0a000d0a515549540a2111000cc0000201c63364018b3e0015', 'hex'),
    Buffer.from(`0d0a0d0a000d0a515549540a21210028${'20010db8'.repeat(8)}8b3e0015030004deadbeef`, 'hex'),
    Buffer.from('PROXY TCP4 192.0.2.1 198.51.100.1 35646 21\r\nUSER firma\r\n'),
    Buffer.from('PROXY TCP6 2001:db8::1 2001:db8::2 35646 21\r\n'),
  ],
  maxBytes: MAX_PROXY_HEADER_BYTES + 100,
  check(input) {
    const read = readProxyHeader(input);
    if (!read.ok || read.value === null) return;
    const { header, lengthBytes } = read.value;
    assert.ok(lengthBytes <= Math.min(input.length, MAX_PROXY_HEADER_BYTES));
    assert.deepEqual(readProxyHeader(input.subarray(0, lengthBytes)), read);
    assert.deepEqual(readProxyHeader(input.subarray(0, lengthBytes - 1)), { ok: true, value: null });
    if (header.kind === 'local') return;
    for (const { address, port } of [header.source, header.destination]) {
      assert.ok(isIP(address) > 0);
      assert.ok(port >= 0 && port <= 65_535);
    }
  },
};

export const FTP_TARGETS: readonly FuzzTarget[] = [ftp, ftpPattern, proxyProtocol];
