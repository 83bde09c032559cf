// @vitest-environment jsdom
import { cleanup, render } from '@testing-library/react';
import { createElement } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { useMediaKeys } from './use-media-keys.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** As browsers have it; jsdom has none. */
function mediaSession() {
  const handlers = new Map<string, ((details: MediaSessionActionDetails) => void) | null>();
  const session = {
    metadata: null as MediaMetadata | null,
    playbackState: 'none',
    positions: [] as MediaPositionState[],
    setActionHandler: (action: string, handler: never) => void handlers.set(action, handler),
    setPositionState: (position: MediaPositionState) => void session.positions.push(position),
  };
  const press = (action: MediaSessionAction, details = {}) => handlers.get(action)!({ action, ...details });
  return { session, handlers, press };
}

test('media keys and a locked screen act on the recording, and name nobody', () => {
  const { session, handlers, press } = mediaSession();
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator), { mediaSession: session }));
  class Metadata {
    readonly init: MediaMetadataInit;
    constructor(init: MediaMetadataInit) {
      this.init = init;
    }
  }
  vi.stubGlobal('MediaMetadata', Metadata);
  const acted: string[] = [];
  const audio = { currentTime: 12, paused: true };
  const Player = ({ state }: { state: 'paused' | 'playing' }) => {
    useMediaKeys({
      audio: audio as HTMLAudioElement,
      playback: {
        state,
        play: () => void acted.push('play'),
        toggle: () => void acted.push('toggle'),
        skip: (seconds: number) => void acted.push(`skip ${seconds}`),
        seek: (seconds: number) => void acted.push(`seek ${seconds}`),
      },
      durationMs: 60_000,
      speed: 1.5,
      skipSeconds: 10,
      title: 'Nagranie',
      detail: '28.11.2026 21:47',
    });
    return null;
  };
  const { rerender, unmount } = render(createElement(Player, { state: 'paused' }));
  expect(session.metadata).toEqual({ init: { title: 'Nagranie', artist: '28.11.2026 21:47' } });
  expect(session).toMatchObject({
    playbackState: 'paused',
    positions: [{ duration: 60, position: expect.closeTo(12, 0), playbackRate: 1.5 }],
  });
  press('pause');
  press('play');
  audio.paused = false;
  rerender(createElement(Player, { state: 'playing' }));
  expect(session.playbackState).toBe('playing');
  press('pause');
  press('seekbackward');
  press('seekforward', { seekOffset: 30 });
  press('seekto', { seekTime: 45 });
  expect(acted).toEqual(['play', 'toggle', 'skip -10', 'skip 30', 'seek 45']);
  unmount();
  expect([...handlers.values()].filter((handler) => handler !== null)).toEqual([]);
  expect(session).toMatchObject({ metadata: null, playbackState: 'none' });
});
