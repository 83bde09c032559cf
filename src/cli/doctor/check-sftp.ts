import { AppError, ERRORS } from '../../base/errors.ts';
import type { Config } from '../../config/index.ts';
import { listSftpHostKeys, readSftpHostKeys, sshCrypto } from '../../file-access/index.ts';
import type { KeyStore } from '../../platform/key-store.ts';
import type { Database } from '../../platform/postgres/index.ts';
import { type CheckResult, passed, problem } from './check-result.ts';

/** The host keys of SFTP can be read. By what it encrypts is said, and is no problem. */
export async function checkSftp(config: Config, db: Database, keys: Pick<KeyStore, 'get'>): Promise<CheckResult[]> {
  if (config.sftpPort === null) return [passed('SFTP', 'off: FONOTEKA_SFTP_PORT is empty')];
  try {
    await readSftpHostKeys({ db, keys });
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'sftp-host-keys-unreadable')) throw error;
    return [problem('SFTP', 'the host keys cannot be read, SFTP does not listen', ERRORS[error.code].title)];
  }
  const fingerprints = (await listSftpHostKeys(db)).map(({ type, fingerprint }) => `${type} ${fingerprint}`);
  const { nativeModule, inPlace } = sshCrypto();
  const cipher = nativeModule
    ? 'encrypts by ssh2’s native module'
    : inPlace
      ? 'encrypts in place'
      : 'encrypts by Node, which costs twice the CPU';
  return [passed('SFTP', `${cipher}; ${fingerprints.join(', ') || 'no host keys yet'}`)];
}
