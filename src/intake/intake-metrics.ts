import { Counter, Gauge, type Registry } from '../platform/metrics.ts';
import { NO_RECORDING_REASONS } from '../recording/index.ts';

export type IntakeMetrics = ReturnType<typeof intakeMetrics>;

export function intakeMetrics(registry: Registry) {
  const registers = [registry];
  const refused = new Counter({
    name: 'fonoteka_recording_sessions_refused_total',
    help: 'Recording sessions that were refused, by the reason.',
    labelNames: ['reason'] as const,
    registers,
  });
  for (const reason of NO_RECORDING_REASONS) refused.inc({ reason }, 0);
  return {
    refused,
    accepted: new Counter({
      name: 'fonoteka_recording_sessions_accepted_total',
      help: 'Recording sessions that were answered with 200.',
      registers,
    }),
    ended: new Counter({
      name: 'fonoteka_recording_sessions_ended_total',
      help: 'Recording sessions that are over, by how they ended.',
      labelNames: ['end'] as const,
      registers,
    }),
    active: new Gauge({
      name: 'fonoteka_recording_sessions_active',
      help: 'Recording sessions under way.',
      registers,
    }),
  };
}
