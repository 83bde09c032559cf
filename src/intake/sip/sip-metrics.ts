import { Counter, Gauge, type Registry } from '../../platform/metrics.ts';
import { ALLOWED_METHODS } from './capabilities.ts';

export type SipMetrics = ReturnType<typeof sipMetrics>;

export function sipMetrics(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, label: Label) =>
    new Counter({ name, help, labelNames: [label] as const, registers });
  return {
    requests: counter('fonoteka_sip_requests_total', 'SIP requests that could be parsed, by method.', 'method'),
    responses: counter(
      'fonoteka_sip_responses_total',
      'SIP responses sent, without retransmissions, by status code.',
      'code',
    ),
    malformed: counter('fonoteka_sip_malformed_total', 'SIP messages that could not be parsed, by reason.', 'reason'),
    retransmissions: counter('fonoteka_sip_retransmissions_total', 'SIP retransmissions sent or received.', 'way'),
    limited: counter(
      'fonoteka_sip_limited_total',
      'Requests refused and connections closed because a limit was reached.',
      'limit',
    ),
    dialogs: new Gauge({ name: 'fonoteka_sip_dialogs', help: 'SIP dialogs open.', registers }),
    connections: new Gauge({ name: 'fonoteka_sip_tcp_connections', help: 'TCP connections open.', registers }),
  };
}

/** The label of a method. Unknown methods share one label, because any sender may invent method names. */
export function methodLabel(method: string): string {
  return (ALLOWED_METHODS as readonly string[]).includes(method) ? method : 'other';
}
