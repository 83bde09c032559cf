import { Gauge, labelledCounter, type Registry } from '../../platform/metrics.ts';
import { ALLOWED_METHODS } from './capabilities.ts';

const LIMITS = [
  'transactions',
  'invites-per-second',
  'half-open-sessions',
  'unknown-source-requests',
  'tcp-connections',
  'tls-connections',
  'tls-handshakes',
  'response-bytes',
];

/** `certificate`: required, and none or no valid one was shown. `refused-by-peer`: the PBX does not accept ours, or asks for something else. */
const HANDSHAKE_FAILURES = ['timeout', 'closed', 'certificate', 'refused-by-peer', 'protocol', 'other'] as const;
export type HandshakeFailure = (typeof HANDSHAKE_FAILURES)[number];

export type SipMetrics = ReturnType<typeof sipMetrics>;

export function sipMetrics(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(
    name: string,
    help: string,
    labels: Readonly<Record<Label, readonly string[] | null>>,
  ) => labelledCounter({ registry, name, help, labels });
  return {
    requests: counter('fonoteka_sip_requests_total', 'SIP requests that could be parsed, by method.', {
      method: [...ALLOWED_METHODS, 'other'],
    }),
    responses: counter('fonoteka_sip_responses_total', 'SIP responses sent, without retransmissions, by status code.', {
      code: null,
    }),
    malformed: counter('fonoteka_sip_malformed_total', 'SIP messages that could not be parsed, by reason.', {
      reason: null,
    }),
    retransmissions: counter('fonoteka_sip_retransmissions_total', 'SIP retransmissions sent or received.', {
      way: ['sent', 'received'],
    }),
    limited: counter(
      'fonoteka_sip_limited_total',
      'Requests refused and connections closed because a limit was reached.',
      { limit: LIMITS },
    ),
    dialogs: new Gauge({ name: 'fonoteka_sip_dialogs', help: 'SIP dialogs open.', registers }),
    connections: new Gauge({ name: 'fonoteka_sip_tcp_connections', help: 'TCP connections open.', registers }),
    tlsConnections: new Gauge({ name: 'fonoteka_sip_tls_connections', help: 'TLS connections open.', registers }),
    handshakeFailures: counter(
      'fonoteka_sip_tls_handshake_failures_total',
      'TLS handshakes of PBXs that failed, by reason.',
      { reason: HANDSHAKE_FAILURES },
    ),
  };
}

/** The label of a method. Unknown methods share one label, because any sender may invent method names. */
export function methodLabel(method: string): string {
  return (ALLOWED_METHODS as readonly string[]).includes(method) ? method : 'other';
}
