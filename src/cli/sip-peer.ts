import type { ReadyReport } from '../compose/index.ts';
import { AppError } from '../base/errors.ts';
import type { SipPeerAddress } from '../test-caller/index.ts';

/** The SIP address of a running service. Throws `service-not-running`. */
export function sipPeerOf(service: ReadyReport | null): SipPeerAddress {
  const [, host, port] = /^sip:\[?([^\]]+)\]?:(\d+)$/.exec(service?.sip ?? '') ?? [];
  if (host === undefined || port === undefined) throw new AppError('service-not-running');
  return { host, port: Number(port), transport: 'udp' };
}
