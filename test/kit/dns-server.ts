import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Resolver } from 'node:dns/promises';

const RCODE = { SERVFAIL: 2, NXDOMAIN: 3 } as const;
const TYPE = { a: 1, aaaa: 28 } as const;

interface Zone {
  a?: readonly string[];
  aaaa?: readonly string[];
  ttl?: number;
  fails?: keyof typeof RCODE;
}

/** A DNS server (RFC 1035) of a few names, which the test changes. A name that it has not: NXDOMAIN. */
export async function dnsServer(names: Map<string, Zone>) {
  const socket = createSocket('udp4');
  let asked = 0;
  socket.on('message', (query, { port, address }) => {
    asked += 1;
    socket.send(answer(query, names), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const dns = new Resolver({ timeout: 2_000, tries: 1 });
  dns.setServers([`127.0.0.1:${socket.address().port}`]);
  return {
    dns,
    get asked() {
      return asked;
    },
    [Symbol.asyncDispose]: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function answer(query: Buffer, names: Map<string, Zone>): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const question = query.subarray(12, at + 5);
  const zone = names.get(labels.join('.').toLowerCase()) ?? { fails: 'NXDOMAIN' as const };
  const type = query.readUInt16BE(at + 1) === TYPE.aaaa ? 'aaaa' : 'a';
  const found = zone.fails === undefined ? (zone[type] ?? []) : [];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | (zone.fails === undefined ? 0 : RCODE[zone.fails]), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(found.length, 6);
  return Buffer.concat([header, question, ...found.map((one) => record(one, TYPE[type], zone.ttl ?? 60))]);
}

function record(address: string, type: number, ttl: number): Buffer {
  const data =
    type === TYPE.a
      ? Buffer.from(address.split('.').map(Number))
      : Buffer.from(
          address
            .split(':')
            .map((group) => group.padStart(4, '0'))
            .join(''),
          'hex',
        );
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
