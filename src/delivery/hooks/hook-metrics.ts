import { Counter, type Registry } from '../../platform/metrics.ts';

export type HookMetrics = ReturnType<typeof createHookMetrics>;

export function createHookMetrics(registry: Registry) {
  const registers = [registry];
  return {
    sent: new Counter({
      name: 'fonoteka_push_hooks_sent_total',
      help: 'Events that customers’ programs accepted.',
      registers,
    }),
    failures: new Counter({
      name: 'fonoteka_push_hook_failures_total',
      help: 'Attempts to tell a customer’s program of an event that failed.',
      registers,
    }),
  };
}
