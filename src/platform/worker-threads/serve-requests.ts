import { flushCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { callMethod, type MessageFromWorker, type MessageToWorker, type Remote } from './remote-calls.ts';

/**
 * In a worker: calls the functions that are requested, until a thread is to stop, or who started the process is gone. `given`: memory
 * of a result that a thread gives away with it, which is not copied.
 */
export function serveRequests<Requests extends Remote<Requests>>(
  functions: Requests,
  given: (result: unknown) => readonly ArrayBuffer[] = () => [],
): void {
  const receive = (message: MessageToWorker): void => {
    if (message.kind === 'stop') parentPort!.close();
    else
      void respond(functions, message).then((response) =>
        post(response, response.kind === 'result' ? given(response.value) : []),
      );
  };
  if (parentPort !== null) parentPort.on('message', receive);
  else serveProcess(receive);
  post({ kind: 'ready' });
  // For the next start, as the service itself keeps it: a worker that is killed would keep nothing.
  flushCompileCache();
}

/** In a worker thread: a function that sends notifications to the main thread. */
export function notifier<Events extends Remote<Events>>() {
  return <Name extends keyof Events & string>(name: Name, ...args: Parameters<Events[Name]>): void =>
    post({ kind: 'event', name, args });
}

/**
 * Who started this process decides when it ends. A signal to all of its processes, as of Ctrl-C or a service manager, is left to
 * it; when the channel to it is closed, by it or by its death, this process ends at once.
 */
function serveProcess(receive: (message: MessageToWorker) => void): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => {});
  process.on('disconnect', () => process.exit());
  process.on('message', receive);
  // It may have ended while this module was loaded.
  if (!process.connected) process.exit();
}

async function respond<Requests extends Remote<Requests>>(
  functions: Requests,
  { id, name, args }: Extract<MessageToWorker, { readonly kind: 'request' }>,
): Promise<MessageFromWorker> {
  try {
    return { kind: 'result', id, value: await callMethod(functions, name, args) };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    // Copying an error to another thread drops its `code`.
    const { code } = error as NodeJS.ErrnoException;
    return { kind: 'failure', id, error, code: typeof code === 'string' ? code : null };
  }
}

function post(message: MessageFromWorker, given: readonly ArrayBuffer[] = []): void {
  if (parentPort !== null) parentPort.postMessage(message, given);
  // Nobody is there to answer: `disconnect` ends this process.
  else process.send?.(message, undefined, undefined, () => {});
}
