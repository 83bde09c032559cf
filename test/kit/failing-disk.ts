import type { FileHandle } from 'node:fs/promises';

/** Of a disk that is there but cannot be read or written. `ENOENT` is none of them: it says that something is not there. */
export const DISK_ERRORS = ['EACCES', 'EIO', 'EMFILE', 'ENOTDIR', 'ESTALE'] as const;

interface Failing {
  /** The number of the call that fails; null: all work. */
  readonly call: number | null;
  readonly code: string;
}

let failing: Failing | null = null;
let calls = 0;

/** Does the work while its call number `call` of the file system fails; returns how it ended, and how many calls there were. */
export async function onFailingDisk<T>(fault: Failing, work: () => Promise<T>) {
  failing = fault;
  calls = 0;
  const [outcome] = await Promise.allSettled([work()]);
  failing = null;
  return { outcome, calls };
}

/** Every call that `work` makes of the file system, failing with every error: `check` gets each outcome. */
export async function eachDiskFailure<T>(
  prepare: () => Promise<() => Promise<T>>,
  check: (outcome: PromiseSettledResult<T>, fault: string) => Promise<void>,
): Promise<void> {
  const whole = await onFailingDisk({ call: null, code: '' }, await prepare());
  if (whole.outcome.status === 'rejected') throw whole.outcome.reason;
  for (const code of DISK_ERRORS) {
    for (let call = 0; call < whole.calls; call++) {
      const { outcome } = await onFailingDisk({ call, code }, await prepare());
      await check(outcome, `${code} at call ${call} of ${whole.calls}`);
    }
  }
}

/** The module with every function, and the methods of open files, as calls that may fail: for `vi.mock` of `node:fs`. */
export function onDisk<Module extends object>(module: Module): Module {
  const functions = Object.entries(module).filter(([name, value]) => isCall(name, value));
  return { ...module, ...Object.fromEntries(functions.map(([name, call]) => [name, failable(name, call)])) };
}

/** Closing does not fail: that would leave the file open. */
function isCall(name: string, value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function' && /^[a-z]/.test(name) && !/^(close|create|watch|exists|openAsBlob)/.test(name);
}

function failable(name: string, call: (...args: unknown[]) => unknown) {
  const isSync = name.endsWith('Sync');
  return (...args: unknown[]): unknown => {
    const error = nextError(name);
    if (error !== null && isSync) throw error;
    if (error !== null) return Promise.reject(error);
    const result = call(...args);
    return name === 'open' && result instanceof Promise ? result.then(failableHandle) : result;
  };
}

function nextError(name: string): Error | null {
  if (failing === null || calls++ !== failing.call) return null;
  return Object.assign(new Error(`${failing.code}: failed on purpose, ${name}`), { code: failing.code });
}

const HANDLE_METHODS = [
  'chmod',
  'datasync',
  'read',
  'readFile',
  'stat',
  'sync',
  'truncate',
  'write',
  'writeFile',
] as const;

function failableHandle(handle: FileHandle): FileHandle {
  for (const name of HANDLE_METHODS) {
    const method = handle[name].bind(handle) as (...args: unknown[]) => unknown;
    Object.defineProperty(handle, name, { value: failable(name, method) });
  }
  return handle;
}
