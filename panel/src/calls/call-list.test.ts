// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createElement, type PropsWithChildren } from 'react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, expect, test, vi } from 'vitest';
import type { Call, Recording, Session } from '../api/client.ts';
import { createI18n, startI18n } from '../i18n/i18n.ts';
import { pl } from '../i18n/pl.ts';
import { PlayerProvider, usePlayer, useTrack } from '../player/player-provider.tsx';
import { sessionQuery } from '../session/session.ts';
import { CallTable } from './call-list.tsx';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** A call with a recording; `onRead` is called when its row is drawn. */
function callOf(id: string, onRead: (id: string) => void): Call {
  const later = '2999-01-01T00:00:00Z';
  const recording = {
    id: `r-${id}`,
    flags: [],
    parties: [],
    quality: null,
    pauses: [],
    playable: true,
    availableUntil: later,
    destroyedAt: null,
    hold: null,
  };
  const call = {
    id,
    direction: 'inbound',
    caller: '+48512345678',
    callee: '+48221234567',
    callerName: null,
    calleeName: null,
    otherNames: {},
    numbersErased: false,
    dialled: null,
    durationMs: 60_000,
    noRecordingReason: null,
    flags: [],
    tags: [],
    notes: 0,
    review: null,
    recordings: [recording as unknown as Recording],
    get startedAt() {
      onRead(id);
      return '2026-03-10T09:00:00Z';
    },
  };
  return call as unknown as Call;
}

async function providers() {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
  const i18n = createI18n();
  await startI18n(i18n, Promise.resolve('Fonoteka'));
  i18n.addResourceBundle('pl', 'panel', pl);
  const queryClient = new QueryClient();
  const user = { id: 'u', rights: ['listen'], role: 'agent', numbers: null };
  queryClient.setQueryData(sessionQuery.queryKey, { user, tenant: {}, requirement: null } as unknown as Session);
  return ({ children }: PropsWithChildren) =>
    createElement(
      I18nextProvider,
      { i18n },
      createElement(
        QueryClientProvider,
        { client: queryClient },
        createElement(MantineProvider, null, createElement(PlayerProvider, null, children)),
      ),
    );
}

test('a press on one call draws no other call again: the sound would wait for all of them', async () => {
  const drawn = new Set<string>();
  const calls = ['a', 'b', 'c', 'd'].map((id) => callOf(id, (read) => drawn.add(read)));
  const inPlayer: (string | undefined)[] = [];
  let player: ReturnType<typeof usePlayer>;
  const Dock = () => {
    player = usePlayer();
    inPlayer.push(useTrack()?.recording.id);
    return null;
  };
  const wrapper = await providers();
  render([createElement(CallTable, { calls, key: 'table' }), createElement(Dock, { key: 'dock' })], { wrapper });
  const buttons = screen.getAllByRole('button', { name: 'Odsłuchaj' });
  const press = (button: HTMLElement) => {
    drawn.clear();
    act(() => button.focus());
    fireEvent.click(button);
    return [...drawn].toSorted().join('');
  };

  // The first row gives up its place in the order of Tab.
  expect(press(buttons[1]!)).toBe('ab');
  expect(press(buttons[3]!)).toBe('bd');
  expect(buttons.map((button) => button.getAttribute('aria-pressed'))).toEqual(['false', 'false', 'false', 'true']);
  expect(inPlayer).toEqual([undefined, 'r-b', 'r-d']);
  buttons[0]!.focus();
  drawn.clear();
  act(() => player.close());
  expect([...drawn].toSorted().join('')).toBe('d');
  expect(document.activeElement).toBe(buttons[3]);
});
