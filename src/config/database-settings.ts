import { z } from 'zod';
import { readDatabaseAddress, withAuthority } from './database-address.ts';
import { count } from './setting-schemas.ts';

/** An address with its login. Error messages do not repeat it. */
const address = z.string().check((context) => {
  if (context.value === '') return;
  const read = readDatabaseAddress(context.value);
  if (!read.ok) context.issues.push({ code: 'custom', message: read.reason, input: '' });
});

/** PostgreSQL. */
export const DATABASE_SETTINGS = {
  databaseUrl: {
    env: 'FONOTEKA_DATABASE_URL',
    schema: address,
    default: '',
    about:
      'PostgreSQL 15 or later: `postgres://user:password@host:port/database`. Several servers, of which the primary is found: `@db1:5432,db2:5432/database?target_session_attrs=read-write`; TLS: `sslmode=verify-full`; through PgBouncer in transaction mode: `pooler=transaction`. Empty: an embedded PostgreSQL in the data folder.',
  },
  databaseCa: {
    env: 'FONOTEKA_DATABASE_CA',
    schema: z.string(),
    default: '',
    about:
      'PEM file of the authorities that certify PostgreSQL’s servers; with it they are connected to over TLS, and certificate and name are checked, unless the address says otherwise. Empty: what the address says.',
  },
  databaseDirectUrl: {
    env: 'FONOTEKA_DATABASE_DIRECT_URL',
    schema: address,
    default: '',
    about:
      'The same database without the pooler that FONOTEKA_DATABASE_URL goes through, for notifications and migrations: one or two connections of each process. Empty: FONOTEKA_DATABASE_URL; through a pooler in transaction mode, what is open with revoked access then ends after a second instead of at once.',
  },
  databaseReadUrl: {
    env: 'FONOTEKA_DATABASE_READ_URL',
    schema: address,
    default: '',
    about:
      'Read replicas of the same database, for the call history, the ZIP of recordings and the checksums of days: `@db2,db3/database?target_session_attrs=standby&load_balance_hosts=random`. One that has not yet replayed what the primary has, or is away, is passed over. Empty: the primary answers.',
  },
  databaseConnections: {
    env: 'FONOTEKA_DATABASE_CONNECTIONS',
    schema: count.or(z.literal('').transform(() => null)),
    default: '',
    about:
      'Connections to PostgreSQL that this process uses at most; besides, a `worker` has 5 for its jobs, every process one for notifications. Empty: by its roles, 20 with `web`, otherwise 10; the process for files beside other roles 8.',
  },
} as const;

interface DatabaseSettings {
  readonly databaseUrl: string;
  readonly databaseCa: string;
  readonly databaseDirectUrl: string;
  readonly databaseReadUrl: string;
}

interface DatabaseUrls {
  readonly url: string;
  readonly directUrl: string;
  readonly readUrl: string;
}

/** Where the database is. Empty: in the data folder. */
export function databaseUrls(config: DatabaseSettings): DatabaseUrls {
  const { databaseUrl, databaseCa, databaseDirectUrl, databaseReadUrl } = config;
  const [url, directUrl, readUrl] = [databaseUrl, databaseDirectUrl, databaseReadUrl].map((each) =>
    withAuthority(each, databaseCa),
  ) as [string, string, string];
  return { url, directUrl, readUrl };
}
