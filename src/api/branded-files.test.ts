import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { brandedFile, BRANDED_FILES } from './branded-files.ts';

const panel = new URL('../../panel/', import.meta.url);
const SOURCES = {
  'index.html': 'index.html',
  'share.html': 'share.html',
  'offline.html': 'public/offline.html',
  'manifest.webmanifest': 'public/manifest.webmanifest',
  'sw.js': 'public/sw.js',
};

const LOOK = {
  branding: {
    productName: 'Nagrania <Abc> & "Syn"',
    primaryColour: '#7a1f3d',
    accentColour: null,
    contactEmail: null,
    contactPhone: null,
    helpUrl: null,
    termsUrl: null,
    privacyUrl: null,
    privacyNotice: 'Administratorem danych jest <Abc>.',
    pictures: { icon: 'abc123' },
  },
  iconPixels: 256,
};

const branded = (file: keyof typeof SOURCES): string =>
  brandedFile(file, readFileSync(new URL(SOURCES[file], panel), 'utf8'), LOOK);

test.each(BRANDED_FILES.filter((file) => file.endsWith('.html')))('%s has the operator’s name and colour', (file) => {
  const html = branded(file);
  expect(html).not.toContain('Fonoteka');
  expect(html).toContain('Nagrania &lt;Abc&gt; &amp; &quot;Syn&quot;');
  expect(html).not.toContain('<Abc>');
  expect(html).not.toContain('#2f4ea3');
});

test('pages have the operator’s icon, and the shared one the privacy notice', () => {
  expect(branded('index.html')).toContain('<link rel="icon" type="image/png" href="/api/v1/branding/icon?v=abc123" />');
  expect(branded('index.html')).not.toContain('favicon.svg');
  expect(branded('share.html')).toContain('<p>Administratorem danych jest &lt;Abc&gt;.</p>');
});

test('the manifest can be installed under the operator’s name', () => {
  expect(JSON.parse(branded('manifest.webmanifest'))).toMatchObject({
    name: 'Nagrania <Abc> & "Syn" – Panel Klienta',
    short_name: 'Nagrania <Abc> & "Syn"',
    theme_color: '#7a1f3d',
    display: 'standalone',
    start_url: '/',
    icons: [{ src: '/api/v1/branding/icon?v=abc123', sizes: '256x256', type: 'image/png' }],
  });
});

test('the service worker differs with the look, so that browsers keep the offline page of today', () => {
  const other = brandedFile('sw.js', '', { ...LOOK, branding: { ...LOOK.branding, productName: 'Inna' } });
  expect(brandedFile('sw.js', '', LOOK)).not.toBe(other);
});
