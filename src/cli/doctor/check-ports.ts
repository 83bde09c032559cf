import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '../../config/index.ts';
import { type Finding, reason, well, wrong } from './check.ts';

interface Door {
  readonly check: string;
  readonly setting: string;
  readonly port: number;
  readonly transports: readonly ('tcp' | 'udp')[];
}

const BIND = { tcp: bindTcp, udp: bindUdp };

/** Each port of the settings can be bound by this user at the address of the settings. */
export async function checkPorts(config: Config): Promise<Finding[]> {
  return Promise.all(doorsOf(config).map((door) => checkDoor(config.bind, door)));
}

function doorsOf(config: Config): Door[] {
  return [
    { check: 'port: panel and API', setting: 'FONOTEKA_HTTP_PORT', port: config.httpPort, transports: ['tcp'] },
    { check: 'port: SIP', setting: 'FONOTEKA_SIP_PORT', port: config.sipPort, transports: ['udp', 'tcp'] },
    { check: 'port: FTP', setting: 'FONOTEKA_FTP_PORT', port: config.ftpPort, transports: ['tcp'] },
    { check: 'port: RTP, lowest', setting: 'FONOTEKA_RTP_PORTS', port: config.rtpPorts.min, transports: ['udp'] },
    {
      check: 'port: FTP data, lowest',
      setting: 'FONOTEKA_FTP_PASSIVE_PORTS',
      port: config.ftpPassivePorts.min,
      transports: ['tcp'],
    },
  ];
}

async function checkDoor(address: string, door: Door): Promise<Finding> {
  for (const transport of door.transports) {
    try {
      await BIND[transport](address, door.port);
    } catch (error) {
      const remedy = `End the program that has it (ss -lpn), or choose another by ${door.setting}; the address is FONOTEKA_BIND.`;
      return wrong(door.check, `${transport} ${address}:${door.port}: ${reason(error)}`, remedy);
    }
  }
  return well(
    door.check,
    door.port === 0 ? 'the system chooses' : `${door.transports.join(' and ')} ${address}:${door.port} is free`,
  );
}

async function bindTcp(address: string, port: number): Promise<void> {
  const server = createServer().listen({ host: address, port, exclusive: true });
  await once(server, 'listening');
  server.close();
}

async function bindUdp(address: string, port: number): Promise<void> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  try {
    socket.bind({ address, port, exclusive: true });
    await once(socket, 'listening');
  } finally {
    socket.close();
  }
}
