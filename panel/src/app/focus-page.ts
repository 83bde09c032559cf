import type { createPanelRouter } from './router.tsx';

/**
 * After a navigation the keyboard and the screen reader go on at the heading of the new page: the link that was followed may be
 * gone, or far above the page. Not where the page itself has put the focus into a field.
 */
export function focusNewPages(router: ReturnType<typeof createPanelRouter>): void {
  router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
    if (fromLocation === undefined || !pathChanged) return;
    const main = document.querySelector('main');
    const focused = document.activeElement;
    if (main === null || (focused instanceof HTMLInputElement && main.contains(focused))) return;
    const heading = main.querySelector('h1');
    heading?.setAttribute('tabindex', '-1');
    (heading ?? main).focus({ preventScroll: true });
  });
}
