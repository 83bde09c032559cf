import { createInstance } from 'i18next';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { expect, it } from 'vitest';
import { allTexts } from '../i18n/all.ts';
import { formatDetail, inWords, useDetailText } from './event-text.ts';

const FORMATS = { service: (name: string) => `the ${name}`, units: (units: string) => `${units} times 30 days` };

it.each([
  [null, ''],
  [undefined, ''],
  ['a word', 'a word'],
  [{}, ''],
  [{ seats: 7, until: null }, 'seats: 7, until: null'],
  [{ days: [1, 5], events: [] }, 'days: 1 5, events: –'],
  [{ plan: 'Premium', units: 2, service: 'push' }, 'the push, 2 times 30 days, plan: Premium'],
])('writes %j as %j', (detail, written) => {
  expect(formatDetail(detail, FORMATS, (name, value) => `${name}: ${value}`)).toBe(written);
});

it.each([
  ['agent', 'konsultant'],
  ['agent → admin', 'konsultant → admin'],
  ['listen agent', 'odsłuch, konsultant'],
  ['listen to me', 'listen to me'],
  ['', '–'],
  [' → listen', '– → odsłuch'],
])('writes the value %j as %j', (value, written) => {
  const words: Readonly<Record<string, string>> = { agent: 'konsultant', listen: 'odsłuch' };
  expect(inWords(value, (one) => words[one] ?? null)).toBe(written);
});

it.each([
  [
    'user-changed',
    { rights: ' → listen users', limits: 'none → 3 numbers, 1 groups' },
    'uprawnienia: – → odsłuch, użytkownicy, widoczne rozmowy: wszystkie → numery: 3, grupy: 1',
    'rights: – → listen, users, visible calls: all → numbers: 3, groups: 1',
  ],
  [
    'call-hook-added',
    { events: ['call.recorded', 'recording.deleted'], enabled: true },
    'zdarzenia: Rozmowa nagrana, Nagranie usunięte, włączone: tak',
    'events: Call recorded, Recording deleted, on: yes',
  ],
  [
    'api-key-added',
    { prefix: 'listen', scopes: 'calls:read holds' },
    'początek klucza: listen, zakresy: historia połączeń, blokady usunięcia',
    'key begins with: listen, scopes: call history, legal holds',
  ],
  [
    'recording-rule-added',
    { effect: 'never', directions: ['inbound'], days: [1, 5], hours: null },
    'działanie: nigdy, kierunki: przychodzące, dni tygodnia: pon., pt., godziny: –',
    'effect: never, directions: inbound, weekdays: Mon, Fri, hours: –',
  ],
  [
    'file-credential-changed',
    { label: true, doors: 'ftp webdav', expiresAt: 'never' },
    'zmieniono nazwę, sposoby dostępu: FTP, WebDAV, ważne do: bezterminowo',
    'name changed, protocols: FTP, WebDAV, valid until: no expiry',
  ],
  ['file-credential-added', { label: true, numbers: 'all' }, 'numery: wszystkie', 'numbers: all'],
  [
    'branding-changed',
    { fields: ['productName', 'logo-dark'] },
    'pola: nazwa produktu, logo na ciemnym tle',
    'fields: product name, logo on dark',
  ],
  [
    'tenant-changed',
    { fields: ['external-id', 'sha:256'] },
    'pola: external-id sha:256',
    'fields: external-id sha:256',
  ],
])('writes the detail of %s, %j, as %s', async (action, detail, polish, english) => {
  expect(await Promise.all([detailText('pl', action, detail), detailText('en', action, detail)])).toEqual([
    polish,
    english,
  ]);
});

async function detailText(lng: 'pl' | 'en', action: string, detail: object): Promise<string> {
  const i18n = createInstance();
  const resources = { [lng]: { translation: allTexts[lng] } };
  await i18n.init({ lng, resources, interpolation: { escapeValue: false } });
  const Detail = () => useDetailText()({ action, detail });
  return renderToStaticMarkup(createElement(I18nextProvider, { i18n, children: createElement(Detail) }));
}
