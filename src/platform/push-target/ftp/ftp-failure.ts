import { FTPError } from 'basic-ftp';
import { connectionFailure } from '../connection-failure.ts';
import { PushError, type PushErrorCode } from '../push-error.ts';

/** What was asked of the server: the same reply code means other things to other commands. */
export type FtpStep = 'greet' | 'encrypt' | 'sign-in' | 'look' | 'write' | 'read' | 'rename' | 'remove';

/** Replies that mean the same to every command (RFC 959 §4.2.2). */
const BY_REPLY: Readonly<Record<number, PushErrorCode>> = {
  421: 'target-busy',
  425: 'connection-lost',
  426: 'connection-lost',
  452: 'no-space',
  552: 'no-space',
};

/** Permanent refusals (5yz) of each command; where a step is not here, the server could just not do it. */
const BY_STEP: Readonly<Partial<Record<FtpStep, PushErrorCode>>> = {
  encrypt: 'encryption-refused',
  'sign-in': 'wrong-password',
  write: 'not-permitted',
  read: 'file-missing',
  rename: 'rename-refused',
  remove: 'not-permitted',
};

/** Servers say it in words, under many codes (ProFTPD: 426, 550). */
const NO_SPACE = /no space|disk (is )?full|quota|insufficient (storage|disk)|not enough (space|storage)/i;

/** The same, of what 550 says of a missing file too. ProFTPD's last: MLSD of a folder that may not be listed. */
const NOT_PERMITTED = /permission|permitted|denied|not allowed|forbidden|unable to handle/i;

/** Whether a permanent refusal (5yz) is one for want of rights, as far as its words tell. */
export function saysNotPermitted({ code, message }: FTPError): boolean {
  return code >= 500 && NOT_PERMITTED.test(message);
}

export function ftpFailure(error: unknown, step: FtpStep): PushError {
  if (!(error instanceof FTPError)) return connectionFailure(error);
  return new PushError(replyCode(error, step), error.message, { cause: error });
}

function replyCode(error: FTPError, step: FtpStep): PushErrorCode {
  const { code, message } = error;
  if (NO_SPACE.test(message)) return 'no-space';
  if (step === 'read' && saysNotPermitted(error)) return 'not-permitted';
  const known = BY_REPLY[code];
  if (known !== undefined) return known;
  // 430 and 530 say "not logged in" (RFC 959; 430 by custom); 431 and 534 refuse to encrypt (RFC 4217 §4).
  const isRefusal = code >= 500 || code === 430 || code === 431;
  // A full disk is to ProFTPD "451 Transfer aborted. Input/output error".
  return (isRefusal ? BY_STEP[step] : undefined) ?? (step === 'write' ? 'not-stored' : 'target-failed');
}
