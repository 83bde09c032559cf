import { Counter, Gauge, Histogram, type Registry } from '../platform/metrics.ts';

export type JobMetrics = ReturnType<typeof createJobMetrics>;

const labelNames = ['job'] as const;

export function createJobMetrics(registry: Registry) {
  const registers = [registry];
  return {
    duration: new Histogram({
      name: 'fonoteka_job_duration_seconds',
      help: 'How long runs of jobs took, by job and outcome: done, interrupted or failed.',
      labelNames: [...labelNames, 'outcome'] as const,
      buckets: [0.1, 1, 10, 60, 600, 3600],
      registers,
    }),
    lastSuccess: new Gauge({
      name: 'fonoteka_job_last_success_timestamp_seconds',
      help: 'When a job last succeeded, on whichever worker.',
      labelNames,
      registers,
    }),
    late: new Gauge({
      name: 'fonoteka_job_late',
      help: '1 for a job that has not succeeded for longer than it may take.',
      labelNames,
      registers,
    }),
    queueErrors: new Counter({
      name: 'fonoteka_job_queue_errors_total',
      help: 'Errors of the job queue itself, mostly a database that is away.',
      registers,
    }),
  };
}
