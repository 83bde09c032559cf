import { isIP, isIPv6 } from 'node:net';
import { writePcap } from '../../wire/pcap.ts';
import { maskPersonalData } from './mask-personal-data.ts';
import type { TracedEndpoint, TracedMessage } from './traced-message.ts';

/** The port by which programs know SIP; that of SIPS would have them look for TLS, and the messages are decrypted. */
const SIP_PORT = 5060;

/** The messages without what names people. */
export function withoutPersonalData(messages: readonly TracedMessage[]): TracedMessage[] {
  return messages.map((message) => ({ ...message, text: maskPersonalData(message.text) }));
}

/** For reading: a line about each message, then the message. */
export function traceAsText(messages: readonly TracedMessage[]): string {
  return messages
    .map(({ at, direction, transport, peer, local, text }) => {
      const [from, to] = direction === 'received' ? [peer, local] : [local, peer];
      const line = `${new Date(at).toISOString()} ${direction} over ${transport}, ${endpointText(from)} to ${endpointText(to)}`;
      return `--- ${line}\n${Buffer.from(text, 'latin1').toString('utf8').replaceAll('\r\n', '\n').trimEnd()}\n`;
    })
    .join('\n');
}

/** For Wireshark: all that came over TCP or TLS as TCP, decrypted. */
export function traceAsPcap(messages: readonly TracedMessage[]): Buffer {
  return writePcap(
    messages.map(({ at, direction, transport, peer, local, text }) => {
      const ours = {
        address: addressFor(local.address, peer.address),
        port: transport === 'tls' ? SIP_PORT : local.port,
      };
      const [from, to] = direction === 'received' ? [peer, ours] : [ours, peer];
      return { at, protocol: transport === 'udp' ? 'udp' : 'tcp', from, to, bytes: Buffer.from(text, 'latin1') };
    }),
  );
}

const endpointText = ({ address, port }: TracedEndpoint): string =>
  isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;

/** Our address may be a name, or of the other family. */
function addressFor(local: string, peer: string): string {
  if (isIP(local) === isIP(peer)) return local;
  return isIPv6(peer) ? '::' : '0.0.0.0';
}
