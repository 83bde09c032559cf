import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { sipsFiles } from './certificate-settings.ts';
import { sipsPort } from './sip-settings.ts';

function fileWith(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'fonoteka-config-')), 'fonoteka.yaml');
  writeFileSync(path, text);
  return path;
}

describe('SIP over TLS', () => {
  test('is off without a port and a certificate of its own, and has 5061 with one', () => {
    const https = { FONOTEKA_TLS_CERT: 'https.pem', FONOTEKA_TLS_KEY: 'https.key' };
    expect(
      [{}, https, { FONOTEKA_SIPS_CERT: 'c' }, { ...https, FONOTEKA_SIPS_PORT: '0' }].map((env) =>
        sipsPort(loadConfig(env)),
      ),
    ).toEqual([null, null, 5061, 0]);
    expect(sipsFiles(loadConfig(https))).toMatchObject({ certificate: 'https.pem', key: 'https.key' });
    const own = { ...https, FONOTEKA_SIPS_CERT: 'sips.pem', FONOTEKA_SIPS_KEY: 'sips.key', FONOTEKA_SIPS_CA: 'ca.pem' };
    expect(sipsFiles(loadConfig(own))).toMatchObject({
      certificate: 'sips.pem',
      key: 'sips.key',
      authorities: 'ca.pem',
    });
  });
});

describe('loadConfig', () => {
  test('has a default for every setting', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      bind: '127.0.0.1',
      httpPort: 8080,
      sipPort: 5060,
      ftpPort: 2121,
      rtpPorts: { min: 20000, max: 29999 },
      roles: ['recorder', 'web', 'files', 'worker'],
      rtpTimeoutSeconds: 60,
      panelWindowDays: 30,
    });
    expect(config.data).toMatch(/^\/.*\/data$/);
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('reads the environment and the file; the environment wins', () => {
    const file = fileWith('FONOTEKA_HTTP_PORT: 9000\nFONOTEKA_SIP_PORT: 5070\nFONOTEKA_ROLES: web, files\n');
    const config = loadConfig({ FONOTEKA_CONFIG: file, FONOTEKA_SIP_PORT: '0' });
    expect(config.httpPort).toBe(9000);
    expect(config.sipPort).toBe(0);
    expect(config.roles).toEqual(['web', 'files']);
  });

  test('reports all wrong settings at once', () => {
    const file = fileWith('FONOTEKA_HTPP_PORT: 1\n');
    const load = (): unknown =>
      loadConfig({
        FONOTEKA_CONFIG: file,
        FONOTEKA_SIP_PORT: '70000',
        FONOTEKA_RTP_PORTS: '9-1',
        FONOTEKA_ROLES: 'cook',
        FONOTEKA_PUBLIC_ADDRESS: 'auto',
      });
    expect(load).toThrow(/FONOTEKA_HTPP_PORT: there is no such setting; did you mean FONOTEKA_HTTP_PORT\?/);
    expect(load).toThrow(/FONOTEKA_SIP_PORT: .*; it is "70000"/);
    expect(load).toThrow(/FONOTEKA_RTP_PORTS: must be a range/);
    expect(load).toThrow(/FONOTEKA_ROLES: /);
    expect(load).toThrow(/FONOTEKA_PUBLIC_ADDRESS: must be an address/);
  });

  test('a misspelt variable is an error too; what Kubernetes and our scripts put there is not', () => {
    expect(() => loadConfig({ FONOTEKA_RPT_TIMEOUT: '5' })).toThrow(/did you mean FONOTEKA_RTP_TIMEOUT\?/);
    expect(() => loadConfig({ FONOTEKA_COLOUR: 'red' })).toThrow(/FONOTEKA_COLOUR: there is no such setting, see/);
    const others = {
      FONOTEKA_SERVICE_HOST: '10.0.0.1',
      FONOTEKA_WEB_SERVICE_PORT_HTTP: '8080',
      FONOTEKA_PORT: 'tcp://10.0.0.1:8080',
      FONOTEKA_PORT_8080_TCP_ADDR: '10.0.0.1',
      FONOTEKA_COMMAND: 'npx fonoteka',
      FONOTEKA_PROGRAM: '/opt/fonoteka-0.3.0-linux-x64/bin/fonoteka',
    };
    expect(loadConfig(others).httpPort).toBe(8080);
  });

  test('a value that may be a secret is not repeated', () => {
    const [name, value] = ['FONOTEKA_SMTP_URL', 'smpt://user:hidden@mail.example'];
    expect(() => loadConfig({ [name]: value })).toThrow(/^FONOTEKA_SMTP_URL: ((?!hidden).)*$/);
  });

  test.each(['not: [valid', '- a list', '"a text"'])('a file without settings (%s) is a clear error', (text) => {
    expect(() => loadConfig({ FONOTEKA_CONFIG: fileWith(text) })).toThrow(/FONOTEKA_CONFIG/);
  });

  test('a missing file is a clear error', () => {
    expect(() => loadConfig({ FONOTEKA_CONFIG: '/nowhere/fonoteka.yaml' })).toThrow(/cannot read \/nowhere/);
  });

  test.each([
    ['FONOTEKA_RETENTION_CALLS', 'PBXs report calls up to 14 days late'],
    ['FONOTEKA_RETENTION_UNRECORDED_CALLS', 'PBXs report calls up to 14 days late'],
    ['FONOTEKA_RETENTION_MAILS', 'a customer is warned once'],
  ])('refuses a period of %s that is too short for other parts, with the reason', (setting, reason) => {
    expect(() => loadConfig({ [setting]: '14d' })).toThrow(`${setting}: must be at least 15d: ${reason}`);
    for (const enough of ['15d', '1m']) expect(() => loadConfig({ [setting]: enough })).not.toThrow();
  });

  test.each(['127.0.0.1, fd00::/8,loopback', 'proxy.example', '10.0.0/8', '300.1.1.1'])(
    'reads proxies: %s',
    (proxies) => {
      const load = (): readonly string[] => loadConfig({ FONOTEKA_TRUSTED_PROXIES: proxies }).trustedProxies;
      if (proxies.includes('loopback')) expect(load()).toEqual(['127.0.0.1', 'fd00::/8', 'loopback']);
      else expect(load).toThrow('FONOTEKA_TRUSTED_PROXIES');
    },
  );
});
