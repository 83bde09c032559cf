import { Counter, Gauge, labelledCounter, type Registry } from '../platform/metrics.ts';
import { END_REASONS, NO_RECORDING_REASONS } from '../recording/index.ts';
import type { HeldSessions } from './session/tenant-decision.ts';

export function sessionMetrics(registry: Registry, held: HeldSessions) {
  const registers = [registry];
  return {
    refused: labelledCounter({
      registry,
      name: 'fonoteka_recording_sessions_refused_total',
      help: 'Recording sessions refused, by reason.',
      labels: { reason: NO_RECORDING_REASONS },
    }),
    accepted: new Counter({
      name: 'fonoteka_recording_sessions_accepted_total',
      help: 'Recording sessions that were answered with 200.',
      registers,
    }),
    discarded: new Counter({
      name: 'fonoteka_recording_sessions_discarded_total',
      help: 'Sessions whose parties, known only after the INVITE, may not be recorded: ended, and what was captured destroyed.',
      registers,
    }),
    undecided: new Gauge({
      name: 'fonoteka_recording_sessions_undecided',
      help: 'Sessions captured before their tenant is known.',
      registers,
      collect() {
        this.set(held.count);
      },
    }),
    ended: labelledCounter({
      registry,
      name: 'fonoteka_recording_sessions_ended_total',
      help: 'Recording sessions that have ended, by reason.',
      labels: { end: END_REASONS },
    }),
    active: new Gauge({
      name: 'fonoteka_recording_sessions_active',
      help: 'Recording sessions open.',
      registers,
    }),
  };
}
