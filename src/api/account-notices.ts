import type { FastifyRequest } from 'fastify';
import { queueMail } from '../mail/index.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { countNotice, readClientName, rememberSignIn, type User, userSettings } from '../tenants/index.ts';
import { type AccountNotice, accountNoticeMail, newSignInMail } from './account-mails.ts';
import type { ApiDeps } from './api-deps.ts';
import type { ZodApp } from './endpoint.ts';

type Owner = Pick<User, 'id' | 'tenantId' | 'login'>;

/** Tells a user of a change of how the account is secured, in the transaction of the change. At most a few an hour are sent. */
export async function queueNotice(
  transaction: Database,
  { id, tenantId, login }: Owner,
  kind: AccountNotice,
  now: number,
): Promise<void> {
  if (!(await countNotice(transaction, id, now))) return;
  const write = accountNoticeMail(kind, { login, at: now });
  await queueMail(transaction, { tenantId, userId: id, kind, write, now });
}

/** Notices of sign-ins. They are written beside the sign-in, which neither waits for them nor fails with them. */
export class SignInNotices {
  readonly #deps: Pick<ApiDeps, 'db' | 'clock' | 'log'>;
  readonly #running = new Set<Promise<void>>();

  constructor(app: ZodApp, deps: Pick<ApiDeps, 'db' | 'clock' | 'log'>) {
    this.#deps = deps;
    app.addHook('onClose', async () => void (await Promise.all(this.#running)));
  }

  /** Remembers the address and the browser of the request. If this user had others before, the user gets a mail. */
  signedIn({ id, tenantId, login }: Owner, { ip, headers }: Pick<FastifyRequest, 'ip' | 'headers'>): void {
    const client = { address: ip, ...readClientName(headers['user-agent']) };
    this.#run(async (transaction, now) => {
      if (!(await rememberSignIn(transaction, id, { client, now }))) return;
      if (!(await userSettings(transaction, id)).mailOfSignIns) return;
      if (!(await countNotice(transaction, id, now))) return;
      const write = newSignInMail({ login, at: now, client });
      await queueMail(transaction, { tenantId, userId: id, kind: 'new-sign-in', write, now });
    });
  }

  recoveryCodeUsed(owner: Owner): void {
    this.#run((transaction, now) => queueNotice(transaction, owner, 'recovery-code-used', now));
  }

  #run(write: (transaction: Database, now: number) => Promise<void>): void {
    const { db, clock, log } = this.#deps;
    const now = clock.now();
    const running = inTransaction(db, (transaction) => write(transaction, now)).catch((error: unknown) => {
      log.error({ err: error }, 'api: the notice of a sign-in was not written');
    });
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
  }
}
