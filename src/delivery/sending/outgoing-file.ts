import type { RecordingId } from '../../base/ids.ts';
import type { UploadSource } from '../../platform/push-target/index.ts';

/** A file on its way to the target. Its content is the same at each attempt. */
export interface OutgoingFile {
  /** At the target, below its folder. */
  readonly path: string;
  readonly source: UploadSource;
  /** Hexadecimal SHA-256 of the content. */
  readonly sha256: () => Promise<string>;
  /** Of a recording that goes as a file of its own; null for manifests and ZIPs. */
  readonly recordingId: RecordingId | null;
}
