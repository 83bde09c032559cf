import { AppError, type ErrorCode } from '../../base/errors.ts';
import type { RefusedUploadId } from '../../base/ids.ts';

/** The audio of an upload was received, and no recording can be made of it. */
export class UnusableAudio extends AppError {
  /** Under which the operator's support finds the file; null: it is not kept. */
  readonly refusedUploadId: RefusedUploadId | null;

  constructor(
    code: ErrorCode,
    detail: string,
    { cause, refusedUploadId = null }: { cause?: unknown; refusedUploadId?: RefusedUploadId | null } = {},
  ) {
    super(code, detail, { cause });
    this.refusedUploadId = refusedUploadId;
  }
}
