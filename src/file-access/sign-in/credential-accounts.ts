import type { AuditLog } from '../../audit/index.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../platform/logging.ts';
import type { Database } from '../../platform/postgres/index.ts';
import {
  type CheckedCredential,
  credentialOfSession,
  credentialRefusal,
  demandsEncryption,
  type FailedSignInReason,
  findFileCredential,
  type FtpTls,
  type OpenAccess,
} from '../../tenants/index.ts';
import type { Bandwidth } from '../bandwidth.ts';
import type { TreeViewer } from '../recording-tree.catalog.ts';
import type { RecordingTree } from '../recording-tree.ts';
import { AuditedFailures } from './audited-failures.ts';
import { PasswordChecks } from './password-checks.ts';
import type { SignInRecords } from './sign-in-records.ts';
import type { Account, Accounts, NotOpened, OpenedTree, SignInAttempt } from './sign-ins.ts';
import { TrackedTree } from './tracked-tree.ts';

interface CredentialAccountsDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly access: OpenAccess;
  readonly records: SignInRecords;
  readonly clock: Clock;
  readonly log: Logger;
  /** The operator's setting for all tenants. */
  readonly ftpTls: FtpTls;
  readonly bandwidth: Bandwidth;
  /** 1000 bytes a second for all sessions of a tenant together; null: no limit. */
  readonly bandwidthPerTenant: number | null;
  readonly treeOf: (viewer: TreeViewer) => RecordingTree;
}

/**
 * The tenants' file credentials. One look-up for a sign-in. Each sign-in is audited, and failed ones within a limit; one that repeats a wrong
 * password is only counted. A session ends when its credential would not open it any more.
 */
export class CredentialAccounts implements Accounts {
  readonly #deps: CredentialAccountsDeps;
  readonly #passwords: PasswordChecks;
  readonly #auditedFailures: AuditedFailures;

  constructor(deps: CredentialAccountsDeps) {
    this.#deps = deps;
    this.#passwords = new PasswordChecks(deps);
    this.#auditedFailures = new AuditedFailures(deps.clock);
  }

  async find(attempt: SignInAttempt): Promise<Account> {
    // Before the look-up: what changes from now on is noticed.
    const seen = this.#deps.access.changes;
    const credential = await findFileCredential(this.#deps.db, attempt.login);
    const { proof } = attempt;
    const failed = (reason: FailedSignInReason) => this.#failed(attempt, credential, reason);
    const common = {
      tenantId: credential?.tenantId ?? null,
      failed,
      refused: (reason: FailedSignInReason) => this.#list(attempt, credential, reason),
      demandsEncryption: this.#demandsEncryption(credential),
      open: async () => (credential === null ? 'refused' : this.#open(attempt, credential, seen)),
    };
    if (proof.kind === 'public-key') {
      const accepted = credential?.publicKeys.some((key) => key.equals(proof.key)) ?? false;
      return {
        ...common,
        proof: accepted ? 'right' : 'unknown-key',
        sameAs: '',
        check: async () => false,
      };
    }
    const { login, client } = attempt;
    const checked = {
      login,
      password: proof.password,
      address: client.address,
      hash: credential?.passwordHash ?? null,
    };
    return {
      ...common,
      proof: this.#passwords.remembered(checked),
      sameAs: this.#passwords.nameOf(checked),
      check: async (trusted) => {
        const right = await this.#passwords.check(checked, { trusted });
        if (right === false) await failed(credential === null ? 'unknown-login' : 'wrong-password');
        return right;
      },
    };
  }

  async demandsEncryption(login: string): Promise<boolean> {
    if (this.#deps.ftpTls === 'required') return true;
    const credential = await findFileCredential(this.#deps.db, login);
    return credential?.tenant.ftpTls === 'required';
  }

  async #open(attempt: SignInAttempt, credential: CheckedCredential, seen: number): Promise<OpenedTree | NotOpened> {
    const { door, client } = attempt;
    const refusal = this.#refusal(attempt, credential);
    if (refusal !== null) {
      await this.#failed(attempt, credential, refusal);
      return 'refused';
    }
    const { id, tenantId, login, numbers } = credential;
    const { address, encrypted } = client;
    const session = await this.#deps.records.open({ tenantId, credentialId: id, door, address, encrypted });
    if (session === null) return 'too-many-sessions';
    let policy = credential;
    const isValid = async (): Promise<boolean> => {
      const now = await credentialOfSession(this.#deps.db, { id, session: session.id });
      policy = now ?? policy;
      return now !== null && this.#isValid(attempt, credential, now);
    };
    const keys = [`file-credential:${id}`, `tenant:${tenantId}`, `file-session:${session.id}`] as const;
    const { access } = this.#deps;
    const forget = access.add({
      keys,
      isValid,
      end: () => client.end(),
      ...(credential.expiresAt === null ? {} : { expiresAt: credential.expiresAt }),
    });
    const bandwidth = this.#deps.bandwidth.open({
      [`file-credential:${id}`]: credential.bandwidthKilobytes,
      [`tenant:${tenantId}`]: this.#deps.bandwidthPerTenant,
    });
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      forget();
      bandwidth.release();
      this.#deps.records.end(session);
    };
    client.closed.addEventListener('abort', release, { once: true });
    try {
      await this.#audit(attempt, credential, null);
      // It may have changed while it was checked, before anybody listened.
      const valid = !client.closed.aborted && (!access.changedSince(seen, keys) || (await isValid()));
      if (!valid) {
        release();
        return 'refused';
      }
    } catch (error) {
      release();
      throw error;
    }
    const tree = this.#deps.treeOf({ tenantId, login, numbers, door, address });
    const demands = (): boolean => this.#demandsEncryption(policy);
    return {
      tree: new TrackedTree(bandwidth.limit(tree), session),
      get demandsEncryption() {
        return demands();
      },
      release,
    };
  }

  #demandsEncryption(credential: CheckedCredential | null): boolean {
    return demandsEncryption(credential?.tenant.ftpTls ?? 'optional', this.#deps.ftpTls);
  }

  #refusal({ door, client }: SignInAttempt, credential: CheckedCredential): FailedSignInReason | null {
    const { address, encrypted } = client;
    const { clock, ftpTls } = this.#deps;
    const refusal = credentialRefusal(credential, { door, address, encrypted, ftpTls, now: clock.now() });
    return refusal === 'unencrypted' ? 'encryption-required' : refusal;
  }

  /** Whether the same session would be opened again now. */
  #isValid(attempt: SignInAttempt, was: CheckedCredential, now: CheckedCredential): boolean {
    if (this.#refusal(attempt, now) !== null) return false;
    if (!sameNumbers(now.numbers, was.numbers)) return false;
    this.#deps.bandwidth.change(`file-credential:${was.id}`, now.bandwidthKilobytes);
    const { proof } = attempt;
    return proof.kind === 'password'
      ? now.passwordHash === was.passwordHash
      : now.publicKeys.some((key) => key.equals(proof.key));
  }

  async #failed(
    attempt: SignInAttempt,
    credential: CheckedCredential | null,
    reason: FailedSignInReason,
  ): Promise<void> {
    this.#list(attempt, credential, reason);
    const tenantId = credential?.tenantId ?? null;
    const audited = this.#auditedFailures.take(tenantId);
    if (audited === 'over') return;
    if (audited === 'last') {
      this.#deps.log.warn(
        { tenantId },
        'files: many failed sign-ins: for minutes more of them are listed, but not audited',
      );
    }
    await this.#audit(attempt, credential, reason);
  }

  #list({ door, client }: SignInAttempt, credential: CheckedCredential | null, reason: FailedSignInReason): void {
    const { address, encrypted } = client;
    const tenantId = credential?.tenantId ?? null;
    this.#deps.records.failed({ tenantId, login: credential?.login ?? null, door, address, encrypted, reason });
  }

  #audit(
    attempt: SignInAttempt,
    credential: CheckedCredential | null,
    reason: FailedSignInReason | null,
  ): Promise<void> {
    const { door, client } = attempt;
    const failed = reason !== null;
    const ftp = failed ? ('ftp-sign-in-failed' as const) : ('ftp-sign-in' as const);
    const other = failed ? ('file-sign-in-failed' as const) : ('file-sign-in' as const);
    return this.#deps.audit.record({
      tenantId: credential?.tenantId ?? null,
      // An unknown login is sometimes a password typed into the wrong field: it is not stored.
      actor: credential?.login ?? 'unknown',
      action: door === 'ftp' ? ftp : other,
      subject: credential?.id ?? null,
      address: client.address,
      detail: { door, encrypted: client.encrypted, ...(failed ? { reason } : {}) },
    });
  }
}

function sameNumbers(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((number, at) => number === other[at]);
}
