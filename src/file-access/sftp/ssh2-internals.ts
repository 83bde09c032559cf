import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { Connection } from 'ssh2';

/*
 * What this door uses of ssh2 that its types do not show. Its version is pinned, and the tests with real clients fail where
 * something of this is missing.
 */

/** The socket that was given to `injectSocket`. */
export function socketOf(connection: Connection): Socket {
  return Reflect.get(connection, '_sock') as Socket;
}

/** Whether keys are exchanged: what is sent waits in ssh2's memory then, however much it is. */
export function exchangesKeys(connection: Connection): boolean {
  return Reflect.get(protocolOf(connection), '_kexinit') !== undefined;
}

function protocolOf(connection: Connection): object {
  return Reflect.get(connection, '_protocol') as object;
}

/** Whether ssh2 encrypts by its native module. It is not built by our install: that needs a compiler and Node's headers. */
export function hasNativeSshCrypto(): boolean {
  const crypto = createRequire(import.meta.url)('ssh2/lib/protocol/crypto.js') as {
    readonly bindingAvailable: boolean;
  };
  return crypto.bindingAvailable;
}
