import { describe, expect, test } from 'vitest';
import { readEndpoint, readFolder, readHookUrl, readHost } from './target-fields.ts';

describe('a host', () => {
  test.each([
    ['ftp.piekarnia.pl', 'ftp.piekarnia.pl'],
    [' FTP.Piekarnia.PL ', 'ftp.piekarnia.pl'],
    ['łódź.pl', 'xn--d-uga0v4h.pl'],
    ['nas_1.lan', 'nas_1.lan'],
    ['203.0.113.5', '203.0.113.5'],
    ['2001:DB8::5', '2001:db8::5'],
    // What resolvers would take for 127.0.0.1 is shown as what it is.
    ['0x7f.1', '127.0.0.1'],
  ])('%j is read as %s', (text, value) => {
    expect(readHost(text)).toEqual({ ok: true, value });
  });

  test.each([
    '',
    ' ',
    'ftp://piekarnia.pl',
    'a b',
    'a/b',
    'user@host',
    'host:21',
    '[::1]',
    'fe80::1%eth0',
    '-.%',
    'a\r\nb',
  ])('%j is none', (text) => {
    expect(readHost(text)).toMatchObject({ ok: false });
  });

  test('longer than names can be is none', () => {
    expect(readHost(`${'a'.repeat(60)}.`.repeat(5))).toMatchObject({ ok: false });
  });
});

describe('a folder', () => {
  test.each([
    ['', ''],
    ['/', '/'],
    ['nagrania', 'nagrania'],
    ['/dane/nagrania z rozmów/', '/dane/nagrania z rozmów'],
    ['..a/b..', '..a/b..'],
  ])('%j is read as %j', (text, value) => {
    expect(readFolder(text)).toEqual({ ok: true, value });
  });

  test.each(['..', 'a/../b', '/..', './a', 'a\r\nDELE b', 'a\0b', 'a\u0085b'])('%j is none', (text) => {
    expect(readFolder(text)).toMatchObject({ ok: false });
  });
});

describe('an S3 endpoint', () => {
  test.each([
    ['https://s3.example.com', 'https://s3.example.com'],
    ['https://S3.example.com:443/', 'https://s3.example.com'],
    ['http://10.0.0.5:7480', 'http://10.0.0.5:7480'],
  ])('%s is read as %s', (text, value) => {
    expect(readEndpoint(text)).toEqual({ ok: true, value });
  });

  test.each([
    's3.example.com',
    'ftp://a.pl',
    'https://a.pl/bucket',
    'https://u:p@a.pl',
    'https://a.pl?x=1',
    'https://a.pl#x',
  ])('%s is none', (text) => {
    expect(readEndpoint(text)).toMatchObject({ ok: false });
  });
});

describe('a hook', () => {
  test('may have a path and a query', () => {
    expect(readHookUrl('https://crm.example/hooks?a=1')).toEqual({ ok: true, value: 'https://crm.example/hooks?a=1' });
  });

  test.each(['crm.example', 'javascript:alert(1)', 'https://u:p@crm.example/', 'file:///etc/passwd'])(
    '%s is none',
    (text) => {
      expect(readHookUrl(text)).toMatchObject({ ok: false });
    },
  );
});
