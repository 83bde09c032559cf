import { mkdir, stat } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';

/** A service that starts while a command runs, or the other way round, waits so long for it. */
const WAIT_FOR_HOLDER_MS = 60_000;
/** Processes that may wait for one holder. */
const MAX_WAITING = 64;

export interface HoldRequest {
  readonly dataFolder: string;
  readonly as: 'service' | 'command';
  readonly clock: Clock;
}

/** This process has the data folder to itself until it releases it or dies. */
interface DataFolderHold {
  readonly kind: 'holder';
  /** Lets the commands that wait work beside this service. */
  announceReady(): void;
  release(): Promise<void>;
}

/** `guest`: a service that is ready has it, and this command may work beside that service. */
type DataFolderAccess = DataFolderHold | { readonly kind: 'guest' };

/**
 * Takes the data folder for this process, or learns that a running service has it. Makes the folder where
 * there is none. Throws `data-folder-in-use` when two services want it, or a holder does not end in time.
 *
 * The hold is a listening socket in Linux's abstract namespace, named after the folder's inode: taking it is
 * atomic, the kernel gives it back however the process ends (a pid in a file would outlive a kill -9), and
 * whoever connects learns the holder's kind and, by the connection's end, that it is gone.
 */
export async function holdDataFolder(request: HoldRequest): Promise<DataFolderAccess> {
  await mkdir(request.dataFolder, { recursive: true, mode: 0o700 });
  const { dev, ino } = await stat(request.dataFolder);
  const path = `\0fonoteka:${dev}:${ino}`;
  const deadline = request.clock.monotonicMs() + WAIT_FOR_HOLDER_MS;
  for (;;) {
    const server = await listen(path);
    if (server !== null) return holdBy(server, request.as);
    const waitMs = deadline - request.clock.monotonicMs();
    const met = await meetHolder(path, request, waitMs);
    if (met === 'ready-service') return { kind: 'guest' };
  }
}

/** Null: somebody else listens. */
function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });
}

function holdBy(server: Server, kind: HoldRequest['as']): DataFolderHold {
  const waiting = new Set<Socket>();
  let ready = false;
  server.maxConnections = MAX_WAITING;
  server.on('connection', (socket) => {
    waiting.add(socket);
    socket.on('close', () => waiting.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.unref();
    socket.resume();
    socket.write(ready ? `${kind} ready\n` : `${kind}\n`);
  });
  return {
    kind: 'holder',
    announceReady: () => {
      ready = true;
      server.unref();
      for (const socket of waiting) socket.write(`${kind} ready\n`);
    },
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of waiting) socket.destroy();
      }),
  };
}

/** Waits until the holder is gone, or is a service that is ready for a command to work beside it. */
function meetHolder(
  path: string,
  { dataFolder, as, clock }: HoldRequest,
  waitMs: number,
): Promise<'gone' | 'ready-service'> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    const timer = clock.after(Math.max(0, waitMs), () => leave(() => reject(inUse(dataFolder))));
    const leave = (settle: () => void): void => {
      timer.cancel();
      socket.destroy();
      settle();
    };
    let said = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      said += text;
      if (as === 'service' && said.startsWith('service')) leave(() => reject(inUse(dataFolder)));
      else if (said.includes('service ready\n')) leave(() => resolve('ready-service'));
    });
    socket.on('error', () => leave(() => resolve('gone')));
    socket.on('close', () => leave(() => resolve('gone')));
  });
}

function inUse(dataFolder: string): AppError {
  return new AppError('data-folder-in-use', `another Fonoteka runs on ${dataFolder}`);
}
