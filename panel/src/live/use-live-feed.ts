import { useEffect, useSyncExternalStore } from 'react';
import type { LiveFeed, LiveState } from './live-feed.ts';

/** What runs now. A hidden tab listens to nothing: nobody sees it, and recorders would measure for it. */
export function useLiveFeed<Call extends { readonly id: string }>(feed: LiveFeed<Call>): LiveState<Call> {
  useEffect(() => {
    const follow = (): void => (document.visibilityState === 'hidden' ? feed.close() : feed.open());
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      feed.close();
    };
  }, [feed]);
  return useSyncExternalStore(feed.subscribe, feed.state);
}
