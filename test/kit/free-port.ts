import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { type EventEmitter, once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that the system gives to other sockets (`ip_local_port_range`), and below `rtpPorts`: none of them takes the port meanwhile.
 * Above 6697, the last one there that `fetch` refuses.
 */
const PORTS = { first: 6_700, count: 3_300 };

/** A port that is free for UDP and TCP, for programs that cannot choose one themselves and report it. */
export async function freePort(address = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = PORTS.first + randomInt(PORTS.count);
    const udp = createSocket('udp4');
    const tcp = createServer();
    const bound = [settled(udp.bind(port, address)), settled(tcp.listen(port, address))];
    const isFree = (await Promise.all(bound)).every(Boolean);
    udp.close();
    tcp.close();
    if (isFree) return port;
  }
}

/** Whether a socket could be bound. */
function settled(socket: EventEmitter): Promise<boolean> {
  return once(socket, 'listening').then(
    () => true,
    () => false,
  );
}
