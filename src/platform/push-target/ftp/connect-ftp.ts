import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Client, FTPError } from 'basic-ftp';
import type { ConnectionDeps } from '../connection-deps.ts';
import { dial } from '../dial.ts';
import { joinPath } from '../path.ts';
import type { PushConnection, TargetPeer } from '../push-target.ts';
import type { FtpSettings } from '../target-settings.ts';
import { type ExpectedPeer, judgePeer, tlsOptions, tlsPeer } from '../tls-peer.ts';
import { within } from '../within.ts';
import { DataConnections } from './data-connection.ts';
import { FtpCommands } from './ftp-commands.ts';
import { FtpConnection } from './ftp-connection.ts';
import { type FtpStep, ftpFailure } from './ftp-failure.ts';

const UNPROTECTED: TargetPeer = { protection: 'none', fingerprint: null };

/** Connects by FTP, or by FTP over explicit TLS (RFC 4217): control and data connections alike. */
export async function connectFtp(settings: FtpSettings, deps: ConnectionDeps): Promise<PushConnection> {
  const { clock, limits, signal } = deps;
  const limit = { clock, signal, ms: limits.connectMs };
  const socket = await dial({ ...settings, guard: deps.guard }, limit);
  // Its own time limits are off: ours are told by our clock, and know slow from dead.
  const client = new Client(0);
  const giveUp = (): void => client.close();
  const step = async <T>(name: FtpStep, work: Promise<T>): Promise<T> => {
    try {
      return await within(work, { ...limit, giveUp });
    } catch (error) {
      client.close();
      throw signal.aborted ? signal.reason : ftpFailure(error, name);
    }
  };
  await step('greet', greeted(client, socket));
  const expected = settings.kind === 'ftps' ? { ...settings, authorities: deps.authorities } : null;
  const peer = expected === null ? UNPROTECTED : await step('encrypt', encrypted(client, expected));
  await step('sign-in', client.login(settings.login, settings.password));
  const base = await step('look', settle(client, settings.folder));
  const commands = new FtpCommands(client, { clock, signal, giveUp, ms: limits.answerMs });
  const data = new DataConnections({ control: client.ftp, commands, expected }, limits, { clock, signal, giveUp });
  const listCommand = client.availableListCommands.includes('MLSD') ? 'MLSD' : 'LIST';
  return new FtpConnection({ commands, data, peer, base, listCommand }, deps);
}

/** Gives the client a connection that stands, and waits for "220 ready" (RFC 959 §5.4). */
function greeted(client: Client, socket: Socket): Promise<void> {
  client.ftp.socket = socket;
  return client.ftp.handle(undefined, (reply, task) => {
    if (reply instanceof Error) task.reject(reply);
    else if (reply.code < 200) task.reject(new FTPError(reply));
    else task.resolve(undefined);
  });
}

async function encrypted(client: Client, expected: ExpectedPeer): Promise<TargetPeer> {
  await client.useTLS(tlsOptions(expected));
  const socket = client.ftp.socket as TLSSocket;
  const problem = judgePeer(socket, expected);
  if (problem !== null) throw problem;
  return tlsPeer(socket);
}

/** Binary, the features, and where we are. */
async function settle(client: Client, folder: string): Promise<string> {
  await client.useDefaultSettings();
  return folder.startsWith('/') ? folder : joinPath(await client.pwd(), folder);
}
