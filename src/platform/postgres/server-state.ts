import { lookup } from 'node:dns/promises';
import { isIP, Socket } from 'node:net';
import { Client, type ClientConfig } from 'pg';
import type { WantedServer } from '../../config/index.ts';

/** What a server says of itself. */
export interface ServerState {
  readonly standby: boolean;
  readonly readOnly: boolean;
  /** Grows by one with each promotion; 0 on a standby. */
  readonly timeline: number;
}

/** The timeline is the first part of a WAL file's name. */
const STATE = `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS "readOnly",
  CASE WHEN pg_is_in_recovery() THEN 0
    ELSE ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int END AS timeline`;

export async function readServerState(client: Client): Promise<ServerState> {
  const { rows } = await client.query<ServerState>(STATE);
  return rows[0]!;
}

/** Whether a server is one of those that an address wants. */
export function isWantedServer({ standby, readOnly }: ServerState, wanted: WantedServer): boolean {
  switch (wanted) {
    case 'read-write':
      return !standby && !readOnly;
    case 'primary':
      return !standby;
    case 'standby':
      return standby;
    case 'read-only':
      return standby || readOnly;
    default:
      return true;
  }
}

/** Where a server is connected to. */
export interface ServerPlace {
  /** As in the address; of the certificate. */
  readonly name: string;
  /** One address of the name, or the name itself. */
  readonly host: string;
  readonly port: number;
}

/** The addresses of a name: each may be another server. */
export async function placesOf(host: string, port: number): Promise<ServerPlace[]> {
  if (host.startsWith('/') || isIP(host) > 0) return [{ name: host, host, port }];
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => ({ name: host, host: address, port }));
}

/** Asks a server for its state, on a connection of its own; ends when the signal aborts. */
export async function askServer(
  config: ClientConfig,
  { asksState, signal }: { readonly asksState: boolean; readonly signal: AbortSignal },
): Promise<ServerState> {
  const socket = new Socket();
  signal.addEventListener('abort', () => socket.destroy(), { once: true });
  const client = new Client({ ...config, stream: () => socket });
  // What happens to it is seen by who waits for it.
  client.on('error', () => {});
  try {
    await client.connect();
    return asksState ? await readServerState(client) : ANY_STATE;
  } finally {
    client.end().catch(() => {});
    // If the server is gone meanwhile, it keeps no process.
    socket.unref();
  }
}

const ANY_STATE: ServerState = { standby: false, readOnly: false, timeline: 0 };
