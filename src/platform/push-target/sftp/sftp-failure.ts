import { connectionFailure } from '../connection-failure.ts';
import { PushError, type PushErrorCode } from '../push-error.ts';

/** The server's status codes: draft-ietf-secsh-filexfer-02 §7, and two of its later versions. */
export const SFTP_STATUS = { endOfFile: 1, noSuchFile: 2, permissionDenied: 3, failure: 4 } as const;

const BY_STATUS: Readonly<Record<number, PushErrorCode>> = {
  [SFTP_STATUS.noSuchFile]: 'file-missing',
  [SFTP_STATUS.permissionDenied]: 'not-permitted',
  [SFTP_STATUS.failure]: 'target-failed',
  5: 'target-failed',
  6: 'connection-lost',
  7: 'connection-lost',
  8: 'target-failed',
  12: 'not-permitted',
  14: 'no-space',
  15: 'no-space',
};

export function statusOf(error: unknown): number | null {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' ? code : null;
}

export function sftpFailure(error: unknown): PushError {
  const status = statusOf(error);
  if (status === null || error instanceof PushError) return connectionFailure(error);
  return new PushError(BY_STATUS[status] ?? 'target-failed', (error as Error).message, { cause: error });
}

/** Failures of the handshake and of signing in, by what ssh2 calls the level they happen at. */
export function sshFailure(error: unknown): PushError {
  const { level, message } = error as { level?: string; message?: string };
  if (level === 'client-authentication') return new PushError('wrong-password', message, { cause: error });
  if (level === 'handshake') return new PushError('encryption-refused', message, { cause: error });
  return connectionFailure(error);
}
