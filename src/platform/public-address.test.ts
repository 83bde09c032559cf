import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ManualClock } from '../../test/kit/manual-clock.ts';
import { quietLog } from '../../test/kit/quiet-log.ts';
import { until } from '../../test/kit/until.ts';
import { findPublicAddress } from './public-address.ts';

const ADDRESS = '203.0.113.7';
const asked: string[] = [];
let server: ReturnType<typeof createServer> | undefined;

afterEach(() => {
  server?.close();
  asked.length = 0;
});

/** A metadata service that answers a request by a text; undefined: 404. */
async function metadataService(answer: (request: IncomingMessage) => string | undefined): Promise<string> {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const text = answer(request);
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each<readonly [string, (request: IncomingMessage) => string | undefined]>([
  [
    'AWS, with a session token',
    ({ method, url, headers }) => {
      if (method === 'PUT' && url === '/latest/api/token') return 'token-1';
      const signed = headers['x-aws-ec2-metadata-token'] === 'token-1';
      return signed && url === '/latest/meta-data/public-ipv4' ? ADDRESS : undefined;
    },
  ],
  ['OpenStack', ({ url }) => (url === '/latest/meta-data/public-ipv4' ? `${ADDRESS}\n` : undefined)],
  [
    'Google Cloud',
    ({ url, headers }) =>
      headers['metadata-flavor'] === 'Google' && url!.endsWith('/access-configs/0/external-ip') ? ADDRESS : undefined,
  ],
  [
    'Azure',
    ({ url, headers }) => (headers['metadata'] === 'true' && url!.includes('publicIpAddress') ? ADDRESS : undefined),
  ],
])('finds the address on %s', async (_, answer) => {
  const service = await metadataService(answer);
  expect(await findPublicAddress({ clock: new ManualClock(), log: quietLog, service })).toBe(ADDRESS);
});

test.each([
  ['nothing', ''],
  ['a page', '<html>sign in</html>'],
  ['too much', `${ADDRESS}${'0'.repeat(100_000)}`],
])('takes %s for no address, asks again for a while, then says what to do', async (_, text) => {
  const clock = new ManualClock();
  const service = await metadataService(() => text);
  const found = findPublicAddress({ clock, log: quietLog, service }).catch((error: unknown) => error);
  for (let attempt = 1; attempt < 5; attempt += 1) {
    await until('the next attempt is waited for', () => clock.pending === 1);
    clock.advance(4_000);
  }
  expect(await found).toMatchObject({ code: 'public-address-unknown' });
});

test('a machine whose network comes late finds it at a later attempt', async () => {
  const clock = new ManualClock();
  let up = false;
  const service = await metadataService(({ url }) => (up && url!.startsWith('/hetzner/') ? ADDRESS : undefined));
  const found = findPublicAddress({ clock, log: quietLog, service });
  await until('the next attempt is waited for', () => clock.pending === 1);
  up = true;
  clock.advance(500);
  expect(await found).toBe(ADDRESS);
});
