import type { RecordingMetadata } from '../../wire/siprec/index.ts';

/**
 * Which streams are paused by the metadata alone: RFC 7865 §6.8.1, a participant's association without a `send` for a stream says
 * that it does not send it any more. Some PBXs pause so, with media that goes on. Only a stream that somebody has sent before: an
 * association that never fitted the streams says nothing, and neither does a document without associations.
 */
export class MetadataPauses {
  readonly #sentBefore = new Set<string>();
  #sent: ReadonlySet<string> = new Set();
  #associated = false;

  /** After each document, with all of them merged. */
  update(metadata: RecordingMetadata | null): void {
    this.#associated = (metadata?.participantStreams.length ?? 0) > 0;
    this.#sent = metadata === null ? new Set() : labelsSent(metadata);
    for (const label of this.#sent) this.#sentBefore.add(label);
  }

  isPaused(label: string | null): boolean {
    return label !== null && this.#associated && this.#sentBefore.has(label) && !this.#sent.has(label);
  }
}

function labelsSent({ streams, participantStreams }: RecordingMetadata): Set<string> {
  const sent = new Set(participantStreams.flatMap(({ sends }) => sends));
  return new Set(streams.flatMap(({ id, label }) => (label !== null && sent.has(id) ? [label] : [])));
}
