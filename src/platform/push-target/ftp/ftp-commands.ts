import { type Client, FTPError, type FTPResponse } from 'basic-ftp';
import { connectionFailure, PushError, type PushErrorCode } from '../push-error.ts';
import { type Timeout, withTimeout } from '../time-limits.ts';

/** How long to wait for the answer to QUIT. */
const QUIT_TIMEOUT_MS = 2_000;

/**
 * Commands on the control connection, each with the replies that are valid for it (RFC 959 §5.4, RFC 3659). Any other
 * reply belongs to another command: the server has answered one twice, and every later reply would be assigned to the
 * wrong command. Then the connection is closed with `answer-garbled`. Refusals (4yz, 5yz) are thrown as `FTPError`.
 */
export class FtpCommands {
  readonly #client: Client;
  readonly #timeout: Timeout;

  constructor(client: Client, timeout: Timeout) {
    this.#client = client;
    this.#timeout = timeout;
  }

  async size(path: string): Promise<number> {
    const { message } = await this.send(`SIZE ${path}`, [213]);
    const digits = /^213 (\d+)/.exec(message)?.[1];
    if (digits === undefined) throw this.garbled(message);
    return Number(digits);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.send(`RNFR ${from}`, [350]);
    await this.send(`RNTO ${to}`, [250, 200]);
  }

  async remove(path: string): Promise<void> {
    await this.send(`DELE ${path}`, [250, 200]);
  }

  async makeFolder(path: string): Promise<void> {
    await this.send(`MKD ${path}`, [257, 250, 200]);
  }

  /** Whether the folder exists and the account may enter it. */
  async isFolder(path: string): Promise<boolean> {
    try {
      await this.send(`CWD ${path}`, [250, 200]);
      return true;
    } catch (error) {
      if (error instanceof FTPError) return false;
      throw error;
    }
  }

  async quit(): Promise<void> {
    const ms = Math.min(QUIT_TIMEOUT_MS, this.#timeout.ms);
    await withTimeout(this.#client.send('QUIT'), { ...this.#timeout, ms }).catch(() => {});
    this.#client.close();
  }

  async send(command: string, validReplies: readonly number[]): Promise<FTPResponse> {
    const reply = await withTimeout(this.#client.send(command), this.#timeout);
    if (!validReplies.includes(reply.code)) throw this.garbled(reply.message);
    return reply;
  }

  /** Closes the connection and returns the error to throw. */
  garbled(message: string): PushError {
    this.#client.close();
    return new PushError('answer-garbled', message);
  }
}

/** What was asked of the server: the same reply code has another meaning for another command. */
export type FtpStep = 'greet' | 'encrypt' | 'sign-in' | 'look' | 'write' | 'read' | 'rename' | 'remove';

export function ftpFailure(error: unknown, step: FtpStep): PushError {
  if (!(error instanceof FTPError)) return connectionFailure(error);
  return new PushError(failureCode(error, step), error.message, { cause: error });
}

/** Replies with the same meaning for every command (RFC 959 §4.2.2). */
const BY_REPLY: Readonly<Record<number, PushErrorCode>> = {
  421: 'target-busy',
  425: 'connection-lost',
  426: 'connection-lost',
  452: 'no-space',
  552: 'no-space',
};

/** Permanent refusals (5yz) of each step. For a step not listed here, a refusal has no known reason. */
const BY_STEP: Readonly<Partial<Record<FtpStep, PushErrorCode>>> = {
  encrypt: 'encryption-refused',
  'sign-in': 'wrong-password',
  write: 'not-permitted',
  read: 'file-missing',
  rename: 'rename-refused',
  remove: 'not-permitted',
};

/** Servers say it in the text, with many codes (ProFTPD: 426, 550). */
const NO_SPACE = /no space|disk (is )?full|quota|insufficient (storage|disk)|not enough (space|storage)/i;

/** Also in the text, because 550 means a missing file too. The last one is ProFTPD's, for MLSD of a folder that may not be listed. */
const NOT_PERMITTED = /permission|permitted|denied|not allowed|forbidden|unable to handle/i;

/** Whether the text of a permanent refusal (5yz) says that the account lacks the rights. */
export function saysNotPermitted({ code, message }: FTPError): boolean {
  return code >= 500 && NOT_PERMITTED.test(message);
}

function failureCode(error: FTPError, step: FtpStep): PushErrorCode {
  const { code, message } = error;
  if (NO_SPACE.test(message)) return 'no-space';
  if (step === 'read' && saysNotPermitted(error)) return 'not-permitted';
  const known = BY_REPLY[code];
  if (known !== undefined) return known;
  // 430 and 530 mean "not logged in" (530: RFC 959; 430: common practice); 431 and 534 refuse to encrypt (RFC 4217 §4).
  const isRefusal = code >= 500 || code === 430 || code === 431;
  // For a full disk ProFTPD sends "451 Transfer aborted. Input/output error".
  return (isRefusal ? BY_STEP[step] : undefined) ?? (step === 'write' ? 'not-stored' : 'target-failed');
}
