import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type CapturedMessage, readCapturedMessage } from './captured-message.ts';
import { VENDOR_MAPPINGS } from './derivation/vendors.ts';
import { explainSession, type SessionExplanation } from './explain-session.ts';
import { loadMappings } from './load-mappings.ts';

const folder = mkdtempSync(join(tmpdir(), 'fonoteka-mappings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(text: string): string {
  const path = join(folder, 'mappings.yaml');
  writeFileSync(path, text);
  return path;
}

const INVITE = `INVITE sip:srs@192.0.2.1 SIP/2.0
Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1
From: <sip:src@192.0.2.9>;tag=1
To: <sip:srs@192.0.2.1>
Call-ID: 1
CSeq: 1 INVITE
X-Customer: firma-7
Content-Type: application/rs-metadata+xml

<recording><participant id="a"><aor>600100200</aor></participant><participant id="b"><aor>221234567</aor></participant>
<own:data xmlns:own="urn:own"><own:party role="x">sip:221234567@pbx</own:party><own:wayOut>3</own:wayOut><own:keys>5000</own:keys>
<own:account><own:a>1</own:a><own:b>2</own:b></own:account></own:data></recording>`;

function explained(mappings: string): SessionExplanation {
  const read = readCapturedMessage(Buffer.from(INVITE)) as { readonly value: CapturedMessage };
  return explainSession([read.value], { mappings: loadMappings(fileWith(mappings)), directory: null, source: null });
}

describe('an operator’s mappings', () => {
  test('come before ours, in their order', () => {
    const mappings = loadMappings(fileWith('- { vendor: A, dialled: [x] }\n- { vendor: B }'));
    expect(mappings.map(({ vendor }) => vendor)).toEqual(['A', 'B', ...VENDOR_MAPPINGS.map(({ vendor }) => vendor)]);
    expect(loadMappings('')).toBe(VENDOR_MAPPINGS);
    expect(loadMappings(fileWith(''))).toEqual(VENDOR_MAPPINGS);
    expect(loadMappings(fileWith('[{"vendor": "JSON"}]'))[0]).toEqual({ vendor: 'JSON' });
  });

  test('read elements, attributes, headers, values of several elements', () => {
    const found = explained(`
- vendor: Own
  caller: [nothing/here, Data/Party]
  dialled: [keys]
  tenantNames: [header:X-Customer, account/a+account/b, party/@role]
  direction: [{ path: wayOut, value: '3', means: outbound }]
`);
    expect(found).toMatchObject({
      caller: '+48221234567',
      callee: '+48600100200',
      callerBy: 'caller-address',
      dialled: '5000',
      direction: { value: 'outbound', guessed: false },
    });
    expect(found.fromVendor).toEqual([
      { field: 'caller', value: 'sip:221234567@pbx', vendor: 'Own', path: 'Data/Party' },
      { field: 'dialled', value: '5000', vendor: 'Own', path: 'keys' },
      { field: 'direction', value: 'outbound', vendor: 'Own', path: 'wayOut' },
      { field: 'tenantNames', value: 'firma-7', vendor: 'Own', path: 'header:X-Customer' },
      { field: 'tenantNames', value: '1/2', vendor: 'Own', path: 'account/a+account/b' },
      { field: 'tenantNames', value: 'x', vendor: 'Own', path: 'party/@role' },
    ]);
  });

  test('give the parties by headers where there is no metadata', () => {
    const plain = INVITE.slice(0, INVITE.indexOf('Content-Type')).concat('X-From: 512345678\nX-To: 221234567\n\n');
    const read = readCapturedMessage(Buffer.from(plain)) as { readonly value: CapturedMessage };
    const mappings = loadMappings(fileWith('- { vendor: Own, caller: [header:X-From], callee: [header:x-to] }'));
    const found = explainSession([read.value], { mappings, directory: null, source: null });
    expect(found).toMatchObject({
      caller: '+48512345678',
      callee: '+48221234567',
      flags: ['channels-guessed', 'metadata-missing'],
    });
  });

  test('give no direction by a value that is not theirs', () => {
    expect(
      explained('- { vendor: Own, direction: [{ path: wayOut, value: "4", means: outbound }] }').direction,
    ).toBeNull();
    expect(explained('- { vendor: Own, direction: [{ path: wayOut, means: inbound }] }').direction).toMatchObject({
      value: 'inbound',
    });
  });

  test.each([
    ['no list', 'vendor: A', /expected array/],
    ['no vendor', '- dialled: [x]', /0\.vendor/],
    ['an unknown field', '- { vendor: A, calle: [x] }', /calle/],
    ['no path', '- { vendor: A, callee: ["a b"] }', /0\.callee\.0: must be a path/],
    ['a path of another language', '- { vendor: A, callee: ["//x[1]"] }', /must be a path/],
    ['an unknown direction', '- { vendor: A, direction: [{ path: x, means: sideways }] }', /direction/],
    ['no YAML', '- [', /cannot read/],
  ])('with %s are refused with the place of the error', (_, text, problem) => {
    const path = fileWith(text);
    expect(() => loadMappings(path)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
    expect(() => loadMappings(path)).toThrow(problem);
  });

  test('of a missing file are refused', () => {
    expect(() => loadMappings(join(folder, 'nowhere.yaml'))).toThrow(/FONOTEKA_SIPREC_MAPPINGS: cannot read/);
  });
});
