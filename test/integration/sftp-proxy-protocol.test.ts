import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { ProxiedConnections } from '../../src/platform/proxied-connections.ts';
import { acceptPassword, metricValue } from '../kit/ftp-fixture.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { sshClient } from '../kit/raw-sftp-client.ts';
import { type SftpFixture, startSftp } from '../kit/sftp-fixture.ts';

const BALANCER = '127.0.0.1';
const CLIENT = '203.0.113.7';

const header = (client: string): string => `PROXY TCP4 ${client} 198.51.100.1 35646 22\r\n`;

async function start(options: Parameters<typeof startSftp>[0] = {}) {
  const addresses: string[] = [];
  const accept = acceptPassword(new MemoryTree({ files: {} }));
  const network = { address: BALANCER, prefixBits: 32, family: 'ipv4' } as const;
  const served = await startSftp({
    proxied: new ProxiedConnections([network], systemClock),
    authenticate: async (attempt) => {
      addresses.push(attempt.client.address);
      return accept(attempt);
    },
    ...options,
  });
  return { served, addresses };
}

async function connected({ host, port }: SftpFixture, localAddress: string, first: string): Promise<Socket> {
  const socket = connect({ host, port, localAddress });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.write(first);
  return socket;
}

test('behind a load balancer the client is the one of the header, and limits count it', async () => {
  const { served, addresses } = await start({ limits: { connectionsPerAddress: 1 } });
  await sshClient(served, { sock: await connected(served, BALANCER, header(CLIENT)) });
  await sshClient(served, { sock: await connected(served, BALANCER, header('203.0.113.8')) });
  expect(addresses).toEqual([CLIENT, '203.0.113.8']);
  const third = await connected(served, BALANCER, header(CLIENT));
  third.on('error', () => {}).resume();
  await once(third, 'close');
  expect(await metricValue(served.metrics, 'fonoteka_sftp_refused_total', { limit: 'address' })).toBe(1);
});

test('without a header the balancer is not served; from elsewhere a header is not looked at', async () => {
  const { served, addresses } = await start();
  const bare = await connected(served, BALANCER, 'SSH-2.0-client\r\n');
  let answer = '';
  bare.on('error', () => {}).on('data', (bytes: Buffer) => (answer += bytes.toString()));
  await once(bare, 'close');
  expect(answer).toBe('');
  await sshClient(served, { sock: await connected(served, '127.0.0.2', '') });
  expect(addresses).toEqual(['127.0.0.2']);
});
