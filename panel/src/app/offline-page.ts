const STORAGE_KEY = 'fonoteka.offline-page';

/** Whether this browser may keep the page that says that there is no connection; it may until somebody forbids it. */
export function keepsOfflinePage(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== 'off';
  } catch {
    return false;
  }
}

/** Starts the service worker, or removes it with all that it has kept. */
export async function applyOfflinePage(): Promise<void> {
  // Browsers have none where the connection is not secure.
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  if (keepsOfflinePage()) {
    await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    return;
  }
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((registration) => registration.unregister()));
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('fonoteka-')).map((name) => caches.delete(name)));
}

export async function keepOfflinePage(keep: boolean): Promise<void> {
  localStorage.setItem(STORAGE_KEY, keep ? 'on' : 'off');
  await applyOfflinePage();
}
