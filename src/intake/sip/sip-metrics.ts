import { Counter, Gauge, type Registry } from '../../platform/metrics.ts';
import { ALLOWED_METHODS } from './capabilities.ts';

export type SipMetrics = ReturnType<typeof sipMetrics>;

export function sipMetrics(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, label: Label) =>
    new Counter({ name: `fonoteka_sip_${name}`, help, labelNames: [label] as const, registers });
  return {
    requests: counter('requests_total', 'SIP requests that passed the parser, by method.', 'method'),
    responses: counter('responses_total', 'SIP responses sent, by status code, repetitions not counted.', 'code'),
    malformed: counter('malformed_total', 'SIP messages that could not be read, by what was wrong.', 'reason'),
    retransmissions: counter('retransmissions_total', 'SIP messages that came or went again.', 'way'),
    limited: counter(
      'limited_total',
      'What was refused or dropped because a limit was reached, by the limit.',
      'limit',
    ),
    dialogs: new Gauge({ name: 'fonoteka_sip_dialogs', help: 'SIP dialogs under way.', registers }),
    connections: new Gauge({ name: 'fonoteka_sip_tcp_connections', help: 'TCP connections open.', registers }),
  };
}

/** The label of a method; strangers choose method names, so the unknown ones share a label. */
export function methodLabel(method: string): string {
  return (ALLOWED_METHODS as readonly string[]).includes(method) ? method : 'other';
}
