import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { Duplex } from 'node:stream';

/** For the parts of one upload, and a question beside them. */
const MAX_SOCKETS = 4;

/** An HTTP agent whose every connection is made by `open`; its own looking up of names is never used. */
export function guardedAgent(isSecure: boolean, open: () => Promise<Duplex>): Agent {
  const agent = new (isSecure ? SecureAgent : Agent)({ keepAlive: true, maxSockets: MAX_SOCKETS });
  agent.createConnection = (_options, created) => {
    open().then(
      (socket) => created?.(null, socket),
      (error: Error) => created?.(error, undefined as unknown as Duplex),
    );
    return undefined;
  };
  return agent;
}
