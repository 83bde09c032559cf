import { describe, expect, test } from 'vitest';
import { fromOwnSite } from './browser-security.ts';

describe('fromOwnSite', () => {
  test.each([
    ['same-origin', undefined, true],
    ['none', undefined, true],
    ['same-site', undefined, false],
    ['cross-site', undefined, false],
    ['cross-site', 'https://panel.example:8443', false],
    ['anything', undefined, false],
    [['same-origin', 'cross-site'], undefined, false],
    [undefined, undefined, true],
    [undefined, 'https://panel.example:8443', true],
    [undefined, 'http://PANEL.example:8443', true],
    [undefined, 'https://panel.example', false],
    [undefined, 'https://panel.example.evil.example:8443', false],
    [undefined, 'null', false],
    [undefined, 'file://', false],
  ])('Sec-Fetch-Site %s, Origin %s', (fetchSite, origin, expected) => {
    expect(fromOwnSite(fetchSite, origin, 'Panel.example:8443')).toBe(expected);
  });
});
