import type { Contents } from './catalog.ts';
import type { Job } from './clients.ts';
import type { BenchServer } from './servers.ts';

export interface Task {
  readonly name: string;
  /** What one of `count` is. */
  readonly unit: 'GB' | 'file' | 'listing' | 'sign-in';
  readonly count: number;
  /** Each group is a process of the client. */
  readonly groups: (server: BenchServer) => readonly (readonly Job[])[];
  /** Not over SFTP, whose client is a process for each session. */
  readonly ftpOnly?: boolean;
  /** How ours are stored makes no difference. */
  readonly encryptedOnly?: boolean;
}

interface TaskSizes {
  readonly bigMb: number;
  readonly clients: number;
  readonly signIns: number;
}

/** Of each of the many clients. */
const FILES_OF_CLIENT = 5;
/** Processes of the client, and connections of the customer who uses several. */
const AT_ONCE = 4;
/** The first one costs more, as its code is not optimized yet. */
const LISTINGS = 3;
/** Addresses of the many clients: with fewer some would be over the limit for one address. */
const ADDRESSES = 10;

export function tasks({ big, smallFolder: folder, small, listedFolder }: Contents, sizes: TaskSizes): readonly Task[] {
  const parts = dealt(small, AT_ONCE);
  const names = small.slice(0, FILES_OF_CLIENT);
  const clients = (server: BenchServer): Job[] =>
    Array.from({ length: sizes.clients }, (_, index) => ({ ...client(server, index), folder, names }));
  const signIns = (server: BenchServer): Job[] =>
    Array.from({ length: AT_ONCE }, (_, index) => ({ ...client(server, index), signIns: sizes.signIns / AT_ONCE }));
  return [
    { name: 'big', unit: 'GB', count: sizes.bigMb / 1000, groups: ({ account }) => [[{ account, names: [big] }]] },
    { name: 'one', unit: 'file', count: small.length, groups: ({ account }) => [[{ account, folder, names: small }]] },
    {
      name: 'four',
      unit: 'file',
      count: small.length,
      groups: ({ account }) => parts.map((part) => [{ account, folder, names: part }]),
    },
    {
      name: 'list',
      unit: 'listing',
      count: LISTINGS,
      groups: ({ account }) => [[{ account, folder: listedFolder, list: LISTINGS }]],
      encryptedOnly: true,
    },
    {
      name: 'clients',
      unit: 'file',
      count: sizes.clients * FILES_OF_CLIENT,
      groups: (server) => dealt(clients(server), AT_ONCE),
      ftpOnly: true,
      encryptedOnly: true,
    },
    {
      name: 'sign-ins',
      unit: 'sign-in',
      count: sizes.signIns,
      groups: (server) => dealt(signIns(server), AT_ONCE),
      encryptedOnly: true,
    },
  ];
}

function client({ others }: BenchServer, index: number): Pick<Job, 'account' | 'source'> {
  return { account: others[index % others.length]!, source: `127.0.1.${1 + (index % ADDRESSES)}` };
}

/** To so many, one after another. */
function dealt<T>(all: readonly T[], parts: number): T[][] {
  return Array.from({ length: parts }, (_, part) => all.filter((_each, index) => index % parts === part));
}
