import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { createInstance } from 'i18next';
import { createElement, type ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { vi } from 'vitest';
import { allTexts } from '../i18n/all.ts';

const i18n = createInstance();

/** Before tests of dialogs in jsdom: Polish texts, and what browsers have and jsdom has not. `vi.unstubAllGlobals` ends it. */
export async function setUpDialogs(): Promise<void> {
  await i18n.init({ lng: 'pl', resources: { pl: { translation: allTexts.pl } } });
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
  Object.assign(document, { fonts: { addEventListener: () => {}, removeEventListener: () => {} } });
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = () => {};
      unobserve = () => {};
      disconnect = () => {};
    },
  );
}

/** What a dialog has around it in the panel. */
export function withinPanel(children: ReactNode) {
  return createElement(
    I18nextProvider,
    { i18n },
    createElement(MantineProvider, { env: 'test', children: createElement(ModalsProvider, { children }) }),
  );
}
