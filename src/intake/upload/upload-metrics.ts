import { Counter, type Registry } from '../../platform/metrics.ts';

/** `repeated`: filed before. `refused`: by a code of the catalogue, the caller's or the tenant's matter. */
const OUTCOMES = ['stored', 'repeated', 'refused', 'failed'] as const;
export type UploadOutcome = (typeof OUTCOMES)[number];

export function uploadCounter(registry: Registry): (outcome: UploadOutcome) => void {
  const uploads = new Counter({
    name: 'fonoteka_uploads_total',
    help: 'Recordings uploaded by PBXs, by what became of them.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of OUTCOMES) uploads.inc({ outcome }, 0);
  return (outcome) => uploads.inc({ outcome });
}
