import type { NotificationData } from '@mantine/notifications';
import { lazy, Suspense, useSyncExternalStore } from 'react';

/** Loaded with the first notice: the sign-in page needs none. */
const load = () => import('@mantine/notifications');
const Notifications = lazy(async () => ({ default: (await load()).Notifications }));

let wanted = false;
const listeners = new Set<() => void>();

/** Shows a message in the corner of the screen. */
export function showNotice(notice: NotificationData): void {
  wanted = true;
  for (const changed of listeners) changed();
  void load().then(({ notifications }) => notifications.show(notice));
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** Where notices appear. */
export function Notices() {
  const shown = useSyncExternalStore(subscribe, () => wanted);
  return <Suspense fallback={null}>{shown && <Notifications position="top-right" />}</Suspense>;
}
