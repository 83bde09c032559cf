import type { Command } from 'commander';
import { type AccountNotice, queueNotice, reportLeftKeys } from '../api/index.ts';
import type { AuditedAction } from '../audit/index.ts';
import { AppError } from '../base/errors.ts';
import type { TenantId, UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';
import {
  changeUser,
  endSessions,
  type ListedUser,
  listUsers,
  removePasskeys,
  removeTotp,
  requireUser,
  resetPassword,
  Sessions,
  setUserEmail,
} from '../tenants/index.ts';
import { audited, type CommandContext, type CommandRunner, SHOWN_ONCE, sub, withDatabase } from './command.ts';
import { isoTime } from './output.ts';
import { readTenantId } from './read-option.ts';
import { addUserAccessCommands } from './user-access.ts';

/** People who sign in to the panel and the console. */
export function addUserCommands(program: Command, run: CommandRunner): void {
  const user = sub(program, 'user').description('people who sign in to the panel and the console');
  sub(user, 'list')
    .option('--tenant <id>', 'only its users', readTenantId)
    .action(({ tenant }: { tenant?: TenantId }) => run((context) => userList(context, tenant))());
  sub(user, 'email')
    .description('set the address of the user’s own mails, by which the company account is recognized')
    .requiredOption('--login <login>')
    .requiredOption('--email <address>')
    .action(({ login, email }: { login: string; email: string }) =>
      run((context) => userChange(context, login, emailChange(email)))(),
    );
  addUserAccessCommands(user, run);
  sub(user, 'sessions')
    .description('where a user is signed in')
    .requiredOption('--login <login>')
    .action(({ login }: { login: string }) => run((context) => userSessions(context, login))());
  for (const [name, change] of Object.entries(USER_CHANGES)) {
    sub(user, name)
      .description(change.description)
      .requiredOption('--login <login>')
      .action(({ login }: { login: string }) => run((context) => userChange(context, login, change))());
  }
}

interface Change {
  readonly description: string;
  readonly action: AuditedAction;
  /** What there is to print besides, and the mail that the user gets. */
  readonly make: (
    db: Database,
    id: UserId,
    now: number,
  ) => Promise<{ readonly password?: string; readonly ended?: number; readonly notice?: AccountNotice }>;
}

export const USER_CHANGES = {
  disable: {
    description: 'the user cannot sign in any more; its sessions end',
    action: 'user-disabled',
    make: async (db, id, now) => {
      await reportLeftKeys(db, await changeUser(db, id, () => ({ disabled: true }), { by: 'operator', now }), now);
      return {};
    },
  },
  enable: {
    description: 'the user can sign in again',
    action: 'user-enabled',
    make: async (db, id, now) => {
      await changeUser(db, id, () => ({ disabled: false }), { by: 'operator', now });
      return {};
    },
  },
  'reset-password': {
    description:
      'generates a password that must be changed at the next sign-in, and prints it; the user’s sessions end',
    action: 'password-reset',
    make: async (db, id) => ({ password: await resetPassword(db, id) }),
  },
  'reset-passkeys': {
    description: 'removes all passkeys of somebody who lost the devices and the recovery codes',
    action: 'passkeys-reset',
    make: async (db, id) => {
      const removed = await removePasskeys(db, id);
      return removed > 0 ? { notice: 'passkeys-reset' } : {};
    },
  },
  'end-sessions': {
    description: 'signs the user out everywhere',
    action: 'sessions-ended',
    make: async (db, id) => ({ ended: await endSessions(db, id) }),
  },
  'reset-totp': {
    description: 'for somebody who lost the authenticator app and the recovery codes: no code is asked for any more',
    action: 'totp-reset',
    make: async (db, id) => {
      const removed = await removeTotp(db, id);
      return removed ? { notice: 'totp-disabled' } : {};
    },
  },
} as const satisfies Readonly<Record<string, Change>>;

function emailChange(email: string): Change {
  return {
    description: '',
    action: 'user-email-changed',
    make: async (db, id) => {
      await setUserEmail(db, id, email);
      return {};
    },
  };
}

async function userList(context: CommandContext, tenantId: TenantId | undefined): Promise<void> {
  const users = await withDatabase(context, (db) => listUsers(db, tenantId));
  context.output.result(users, (list) => list.map(userLine).join('\n') || 'no users');
}

export function userLine({ login, role, tenantId, disabled, totp }: ListedUser): string {
  const notes = [disabled && 'disabled', totp && 'one-time codes'].filter(Boolean).join(', ');
  return `${login}  ${role}  ${tenantId ?? 'operator'}  ${notes}`.trimEnd();
}

/** `staffOnly`: users of tenants are unknown. */
export async function userChange(
  context: CommandContext,
  login: string,
  { action, make }: Change,
  { staffOnly = false } = {},
): Promise<void> {
  const changed = await withDatabase(context, (db) =>
    audited(
      context,
      db,
      async (transaction) => {
        const { id, tenantId } = await requireUser(transaction, login);
        if (staffOnly && tenantId !== null) throw new AppError('user-unknown');
        const now = context.clock.now();
        const { notice, ...made } = await make(transaction, id, now);
        if (notice !== undefined) await queueNotice(transaction, { id, tenantId, login }, notice, now);
        return { userId: id, tenantId, ...made };
      },
      ({ userId, tenantId }) => ({ tenantId, action, subject: userId }),
    ),
  );
  context.output.result({ login, ...changed }, ({ password, ended }) =>
    password === undefined
      ? ended === undefined
        ? 'done'
        : `sessions ended: ${ended}`
      : `login ${login}  password ${password}\n${SHOWN_ONCE}`,
  );
}

/** Without addresses: where a person was is for that person to see, in the panel. */
async function userSessions(context: CommandContext, login: string): Promise<void> {
  const sessions = await withDatabase(context, async (db) => {
    const { id } = await requireUser(db, login);
    return new Sessions(db, context.clock).list(id);
  });
  const views = sessions.map(({ id, browser, system, begunAt, lastSeenAt }) => ({
    id,
    browser,
    system,
    begunAt: isoTime(begunAt),
    lastSeenAt: isoTime(lastSeenAt),
  }));
  context.output.result(views, (list) => list.map(sessionLine).join('\n') || 'not signed in');
}

function sessionLine({ browser, system, begunAt, lastSeenAt }: Record<string, string | null>): string {
  return `begun ${begunAt}  last seen ${lastSeenAt}  ${browser ?? 'unknown program'}, ${system ?? 'unknown system'}`;
}
