import { useSyncExternalStore } from 'react';

/** Whether the last request reached the service, and whether the session that the pages belong to has ended. */
interface Connection {
  readonly reachable: boolean;
  readonly signedOut: boolean;
}

let current: Connection = { reachable: true, signedOut: false };
const listeners = new Set<() => void>();

export function setConnection(change: Partial<Connection>): void {
  const next = { ...current, ...change };
  if (next.reachable === current.reachable && next.signedOut === current.signedOut) return;
  current = next;
  for (const changed of listeners) changed();
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

addEventListener('offline', () => setConnection({ reachable: false }));
