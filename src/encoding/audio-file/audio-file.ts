import type { TemporaryFile } from '../../platform/temporary-file.ts';
import type { SealedTarget } from '../../platform/sealed-content/index.ts';
import type { BareFormat } from '../../recording/index.ts';
import type { EncodedRecording } from '../call-encoding.ts';
import type { Mp3EncoderKind } from '../mp3-encoder.ts';

export interface AudioFileRequest {
  /** The file from outside. */
  readonly file: TemporaryFile;
  /** What the sender says that it is, if it has no header; null: it is known by its content. */
  readonly bare: BareFormat | null;
  readonly encoder: Mp3EncoderKind;
  /** Where ffmpeg is, which decodes all but WAV of plain encodings; null: those are refused. */
  readonly ffmpeg: string | null;
  readonly target: SealedTarget;
  /** Called before each piece of sound; throws to stop the encoding. */
  readonly throwIfClosing: () => void;
}

/** A file from outside as a recording. Of an MP3 the recording is that file itself, or its frames if other things are between them. */
export interface EncodedAudioFile {
  readonly recording: EncodedRecording;
  /** One channel: both parties in one. */
  readonly mixed: boolean;
  /** The file ends before its sound does. */
  readonly cut: boolean;
  /** Something within the sound is lost. */
  readonly damaged: boolean;
}

/** Why a file cannot be a recording; `reason` is the parser's. */
export interface AudioFault {
  readonly kind: 'format-not-supported' | 'unreadable' | 'too-long';
  readonly reason: string;
}
