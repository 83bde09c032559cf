import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Client, FTPError } from 'basic-ftp';
import type { ConnectionDeps, FtpSettings, PushConnection, TargetPeer } from '../push-target.ts';
import { connectTcp } from '../tcp.ts';
import { withTimeout } from '../time-limits.ts';
import { type ExpectedPeer, tlsOptions, tlsPeer, verifyPeer } from '../tls.ts';
import { joinPath } from '../transfer.ts';
import { FtpCommands, type FtpStep, ftpFailure } from './ftp-commands.ts';
import { FtpConnection } from './ftp-connection.ts';
import { FtpDataConnections } from './ftp-data-connections.ts';

const UNPROTECTED: TargetPeer = { protection: 'none', fingerprint: null };

/** Connects by FTP, or by FTP with explicit TLS (RFC 4217) for both the control and the data connections. */
export async function connectFtp(settings: FtpSettings, deps: ConnectionDeps): Promise<PushConnection> {
  const { clock, limits, signal } = deps;
  const timeout = { clock, signal, ms: limits.connectMs };
  const socket = await connectTcp({ ...settings, guard: deps.guard }, timeout);
  // 0 turns off basic-ftp's own timeouts. Ours use our clock and distinguish slow from stalled.
  const client = new Client(0);
  const cancel = (): void => client.close();
  const step = async <T>(name: FtpStep, work: Promise<T>): Promise<T> => {
    try {
      return await withTimeout(work, { ...timeout, cancel });
    } catch (error) {
      client.close();
      throw signal.aborted ? signal.reason : ftpFailure(error, name);
    }
  };
  await step('greet', readGreeting(client, socket));
  const expected = settings.kind === 'ftps' ? { ...settings, authorities: deps.authorities } : null;
  const peer = expected === null ? UNPROTECTED : await step('encrypt', encrypt(client, expected));
  await step('sign-in', client.login(settings.login, settings.password));
  const base = await step('look', configure(client, settings.folder));
  const commands = new FtpCommands(client, { clock, signal, cancel, ms: limits.answerMs });
  const data = new FtpDataConnections({ control: client.ftp, commands, expected }, limits, { clock, signal, cancel });
  const listCommand = client.availableListCommands.includes('MLSD') ? 'MLSD' : 'LIST';
  return new FtpConnection({ commands, data, peer, base, listCommand, naming: settings }, deps);
}

/** Passes the open connection to the client and waits for "220 ready" (RFC 959 §5.4). */
function readGreeting(client: Client, socket: Socket): Promise<void> {
  client.ftp.socket = socket;
  return client.ftp.handle(undefined, (reply, task) => {
    if (reply instanceof Error) task.reject(reply);
    else if (reply.code < 200) task.reject(new FTPError(reply));
    else task.resolve(undefined);
  });
}

async function encrypt(client: Client, expected: ExpectedPeer): Promise<TargetPeer> {
  await client.useTLS(tlsOptions(expected));
  const socket = client.ftp.socket as TLSSocket;
  const problem = verifyPeer(socket, expected);
  if (problem !== null) throw problem;
  return tlsPeer(socket);
}

/** Sets binary mode and reads the server's features. Returns the path of the folder: absolute, unless the server refuses PWD. */
async function configure(client: Client, folder: string): Promise<string> {
  await client.useDefaultSettings();
  if (folder.startsWith('/')) return folder;
  try {
    return joinPath(await client.pwd(), folder);
  } catch (error) {
    if (error instanceof FTPError && error.code >= 500) return folder;
    throw error;
  }
}
