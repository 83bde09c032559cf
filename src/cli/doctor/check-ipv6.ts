import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { bindAddress, type Config } from '../../config/index.ts';
import { type CheckResult, errorText, passed, problem } from './check-result.ts';

const CHECK = 'ipv6';

/** `1`: a socket of `::` takes no IPv4. Changed by few; every PBX with IPv4 would be lost. */
const BIND_V6_ONLY = '/proc/sys/net/ipv6/bindv6only';

/** Where an IPv6 address is announced, SIP and RTP listen on it, and still take IPv4. */
export async function checkIpv6(config: Config, bindV6Only: () => string = readBindV6Only): Promise<CheckResult> {
  const binds = (['sipBind', 'rtpBind'] as const).map((setting) => bindAddress(config, setting));
  if (config.publicAddress6 === '' && !binds.some(isIPv6)) return passed(CHECK, 'not used for calls');
  if (!binds.every(isIPv6))
    return problem(
      CHECK,
      `SIP listens on ${binds[0]}, RTP on ${binds[1]}: not both take IPv6`,
      'Set FONOTEKA_SIP_BIND and FONOTEKA_RTP_BIND to `::`, which takes IPv4, too.',
    );
  if (config.publicAddress6 === '' && !isIPv6(config.publicAddress))
    return problem(
      CHECK,
      'SIP and RTP listen on IPv6, but an IPv4 address alone is announced',
      'Set FONOTEKA_PUBLIC_ADDRESS_IPV6 to the address that PBXs reach.',
    );
  try {
    await bindUdp6(binds[1]!);
  } catch (error) {
    return problem(
      CHECK,
      `this machine cannot use IPv6: ${errorText(error)}`,
      'Turn on IPv6: sysctl net.ipv6.conf.all.disable_ipv6=0.',
    );
  }
  if (binds.includes('::') && bindV6Only() === '1')
    return problem(CHECK, 'net.ipv6.bindv6only is 1: a socket of :: takes no IPv4', 'sysctl net.ipv6.bindv6only=0.');
  return passed(CHECK, `announced: ${config.publicAddress6 || config.publicAddress}`);
}

async function bindUdp6(address: string): Promise<void> {
  const socket = createSocket('udp6');
  try {
    socket.bind({ address, port: 0, exclusive: true });
    await once(socket, 'listening');
  } finally {
    socket.close();
  }
}

function readBindV6Only(): string {
  try {
    return readFileSync(BIND_V6_ONLY, 'utf8').trim();
  } catch {
    return '0';
  }
}
