import type { RecordingMetadata } from '../../wire/siprec/index.ts';

/** What a recording session's request says about the call, beside its media. */
export interface SessionFacts {
  readonly requestUri: string;
  /** A header's first value by its full name, in any case. */
  header(name: string): string | undefined;
  /** All metadata documents so far, merged; null where there is none that can be read. */
  readonly metadata: RecordingMetadata | null;
  /** There was a document, but it could not be read. */
  readonly metadataMalformed: boolean;
  /** The `a=label` of each audio stream that is recorded, in the order of the m-lines. */
  readonly labels: readonly (string | null)[];
}
