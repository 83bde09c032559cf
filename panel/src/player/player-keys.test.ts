// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createElement } from 'react';
import { afterEach, expect, test } from 'vitest';
import { handlePlayerKey } from './player-keys.tsx';

afterEach(cleanup);

const press = (role: string, key: string, how = {}) => fireEvent.keyDown(screen.getByRole(role), { key, ...how });

test('keys act in the player, and are text where text is written', () => {
  const acted: string[] = [];
  const note = (name: string) => () => void acted.push(name);
  const playback = {
    state: 'paused' as const,
    play: note('play'),
    toggle: note('toggle'),
    skip: (seconds: number) => note(`skip ${seconds}`)(),
    seek: (seconds: number) => note(`seek ${seconds}`)(),
  };
  const actions = {
    playback,
    durationMs: 60_000,
    speed: 1,
    onSpeed: (speed: number) => note(`speed ${speed}`)(),
    onClose: note('close'),
    onLoop: note('loop'),
    onSkipSilence: note('silence'),
    onNotes: note('notes'),
    onHelp: note('help'),
    onMute: (party: string) => note(`mute ${party}`)(),
  };
  const onKeyDown = (event: Parameters<typeof handlePlayerKey>[0]) => handlePlayerKey(event, actions);
  render(
    createElement(
      'section',
      { onKeyDown },
      createElement('button', { type: 'button' }, 'Odtwarzaj'),
      createElement('input', { type: 'range', 'aria-label': 'Pozycja' }),
      createElement('textarea', { 'aria-label': 'Notatka' }),
    ),
  );
  for (const key of ['k', 'ArrowLeft', 'End', '+', 'L', 's', 'n', '1', '2', '?']) press('button', key);
  press('slider', 'ArrowRight');
  const expected = ['toggle', 'skip -10', 'seek 60', 'speed 1.25', 'loop', 'silence', 'notes', 'mute caller'];
  expect(acted.splice(0)).toEqual([...expected, 'mute callee', 'help', 'skip 10']);
  // A space presses the button, letters are written, and Ctrl+L is the browser's.
  press('button', ' ');
  press('button', 'l', { ctrlKey: true });
  for (const key of ['k', 's', 'ArrowLeft', '?']) press('textbox', key);
  expect(acted).toEqual([]);
  press('textbox', 'Escape');
  expect(acted).toEqual(['close']);
});
