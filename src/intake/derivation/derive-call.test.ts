import { describe, expect, it } from 'vitest';
import { type FakeTenant, fakeDirectory } from '../../../test/kit/fake-directory.ts';
import { VENDOR_SESSIONS, type VendorSession } from '../../../test/kit/vendor-metadata.ts';
import type { TenantId } from '../../base/ids.ts';
import { readMetadata, streamSenders } from '../../wire/siprec/index.ts';
import { arePartiesKnown, type DerivedCall, deriveCall, unknownTenantNames } from './derive-call.ts';
import type { SessionFacts } from './session-facts.ts';
import { VENDOR_MAPPINGS } from './vendors.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const OTHER = '01900000-0000-7000-8000-000000000002' as TenantId;
const PBX = '192.0.2.9';
const firma: FakeTenant = { id: FIRMA, numbers: ['+48221234567', '+48221234568', '301'] };
const other: FakeTenant = { id: OTHER, numbers: ['+48587654321'] };

interface Input {
  readonly metadata?: string | null;
  readonly labels?: readonly (string | null)[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly requestUri?: string;
  readonly certificateNames?: readonly string[];
}

function factsOf({
  metadata = null,
  labels = ['1', '2'],
  headers = {},
  requestUri = 'sip:srs@192.0.2.1',
  certificateNames = [],
}: Input): SessionFacts {
  const read = metadata === null ? null : readMetadata(Buffer.from(metadata));
  return {
    requestUri,
    certificateNames,
    header: (name) => headers[name],
    metadata: read?.ok ? read.value : null,
    metadataMalformed: read?.ok === false,
    labels,
    senders: read?.ok ? streamSenders(read.value) : new Map(),
  };
}

function derive(input: Input, tenants = [firma, other], defaultTenantId?: TenantId): DerivedCall | null {
  const directory = fakeDirectory(tenants, [{ address: PBX, ...(defaultTenantId && { defaultTenantId }) }]);
  const source = directory.sourceAt(PBX)!;
  const call = deriveCall({ directory, source, mappings: VENDOR_MAPPINGS }, factsOf(input));
  return call.ok ? call.value : null;
}

const between = (first: string, second: string, more = ''): string => `<recording>
<participant id="a"><nameID aor="${first}"/></participant><participant id="b"><nameID aor="${second}"/></participant>
<stream id="m1"><label>1</label></stream><stream id="m2"><label>2</label></stream>
<participantstreamassoc participant_id="a"><send>m1</send></participantstreamassoc>
<participantstreamassoc participant_id="b"><send>m2</send></participantstreamassoc>${more}</recording>`;

describe('every vendor, the same outgoing call', () => {
  const OUTBOUND = { direction: 'outbound', caller: '+48221234567', callee: '+48512345678' } as const;
  const SEPARATE = ['caller', 'callee'] as const;
  const GUESSED = ['direction-guessed', 'parties-guessed', 'channels-guessed'] as const;
  const cases: readonly (readonly [VendorSession, Partial<DerivedCall>])[] = [
    [VENDOR_SESSIONS.oracle, { ...OUTBOUND, channels: SEPARATE, flags: [], correlationId: 'BYiC7uSZQGN3VQ==' }],
    [VENDOR_SESSIONS.cisco, { ...OUTBOUND, channels: SEPARATE, flags: [], correlationId: 'Y2lzY28=' }],
    [
      VENDOR_SESSIONS.ciscoWithoutSiprec,
      {
        direction: 'inbound',
        caller: null,
        channels: ['caller', 'callee'],
        flags: [...GUESSED, 'metadata-missing'],
        correlationId: '0123456789-0000000001-2882339072-3232235777',
      },
    ],
    [VENDOR_SESSIONS.audioCodes, { ...OUTBOUND, channels: SEPARATE, flags: [] }],
    [VENDOR_SESSIONS.ribbon, { ...OUTBOUND, channels: SEPARATE, flags: [] }],
    [VENDOR_SESSIONS.metaswitch, { ...OUTBOUND, channels: ['mixed'], flags: ['mixed-stream'], correlationId: 'msw-1' }],
    [
      VENDOR_SESSIONS.broadWorks,
      {
        ...OUTBOUND,
        channels: SEPARATE,
        flags: [],
        correlationId: '7e2f0000-0000-4000-8000-000000000001',
      },
    ],
    [
      VENDOR_SESSIONS.avaya,
      {
        direction: 'inbound',
        caller: null,
        callee: null,
        flags: ['direction-guessed'],
        correlationId: '10007042481610000000',
      },
    ],
    [VENDOR_SESSIONS.netSapiens, { ...OUTBOUND, flags: [], correlationId: '20260310100000-orig' }],
    [VENDOR_SESSIONS.openSips, { ...OUTBOUND, channels: ['callee', 'caller'], flags: [] }],
    [VENDOR_SESSIONS.sems, { ...OUTBOUND, channels: SEPARATE, flags: [] }],
    [VENDOR_SESSIONS.freeSwitch, { ...OUTBOUND, channels: ['mixed'], flags: ['parties-guessed', 'mixed-stream'] }],
  ];

  it.each(cases.map(([session, expected]) => [session.vendor, session, expected] as const))(
    '%s',
    (_, session, expected) => {
      expect(derive(session, [firma, other], FIRMA)).toMatchObject({ tenant: { id: FIRMA }, ...expected });
    },
  );
});

describe('the tenant', () => {
  const unknown = between('sip:+48600100200@x', 'sip:+48600100300@x');
  it.each([
    ['the request URI names it', { metadata: unknown, requestUri: `sip:${OTHER}@srs` }, OTHER],
    ['the request URI holds its number', { metadata: unknown, requestUri: 'sip:+48587654321@srs' }, OTHER],
    ['the tenant header names it', { metadata: unknown, headers: { 'x-tenant': ` ${OTHER} ` } }, OTHER],
    [
      'the vendor names it',
      { metadata: between('sip:1@x', 'sip:2@x', `<x><businessGroup>${OTHER}</businessGroup></x>`) },
      OTHER,
    ],
    [
      'the domain of an address names it',
      { metadata: between('sip:+48600100200@x', `sip:101@${OTHER}.pbx.example`) },
      OTHER,
    ],
    [
      'the vendor’s recorded party is its number',
      { metadata: between('sip:1@x', '+48221234567', '<x><recordedParty>587654321</recordedParty></x>') },
      OTHER,
    ],
    [
      'the vendor’s user is in its domain',
      { metadata: between('sip:1@x', '+48221234567', `<x><userID>u@${OTHER}.pbx.example</userID></x>`) },
      OTHER,
    ],
    [
      'it owns the dialled number',
      { metadata: between('+48600100200', '3001', '<x><dialedDigits>587654321</dialedDigits></x>') },
      OTHER,
    ],
    ['it owns the caller', { metadata: between('+48587654321', '+48600100200') }, OTHER],
    ['it owns the callee', { metadata: between('+48600100200', '+48587654321') }, OTHER],
    ['it is the default of the source', { metadata: unknown }, FIRMA],
    [
      'the header wins over the number',
      { metadata: between('+48221234567', '1'), headers: { 'x-tenant': OTHER } },
      OTHER,
    ],
    ['the number wins over the default', { metadata: between('+48587654321', '+48600100200') }, OTHER],
    ['an unknown tenant id is skipped', { metadata: unknown, headers: { 'x-tenant': FIRMA.replace('1', '9') } }, FIRMA],
  ])('%s', (_, input, tenant) => {
    expect(derive(input, [firma, other], FIRMA)?.tenant.id).toBe(tenant);
  });

  it('is not found where nothing names it', () => {
    expect(derive({ metadata: unknown })).toBeNull();
  });

  it('of a call between two tenants is found by the direction, else by who has recording on', () => {
    const metadata = between('+48221234567', '+48587654321');
    const inbound = between('+48221234567', '+48587654321', '<x><callType>Terminating</callType></x>');
    expect(derive({ metadata })?.tenant.id).toBe(FIRMA);
    expect(derive({ metadata: inbound })?.tenant.id).toBe(OTHER);
    expect(derive({ metadata }, [{ ...firma, recordingEnabled: false }, other])?.tenant.id).toBe(OTHER);
    expect(derive({ metadata }, [firma, other], OTHER)?.tenant.id).toBe(OTHER);
  });
});

describe('the direction', () => {
  it.each([
    ['our number calls out', '+48221234567', '+48600100200', 'outbound', false],
    ['our number is called', '+48600100200', '+48221234567', 'inbound', false],
    ['between our numbers', '+48221234567', '+48221234568', 'internal', false],
    ['between extensions', '101', '102', 'internal', false],
    ['an extension of the tenant in the directory', '301', '+48221234568', 'internal', false],
    ['an extension calls out', '101', '+48600100200', 'outbound', false],
    ['an extension is called', '+48600100200', '101', 'inbound', false],
    ['an extension calls for help', '101', '112', 'outbound', false],
    ['two unknown numbers', '+48600100200', '+48600100300', 'inbound', true],
    ['a hidden caller', 'sip:anonymous@anonymous.invalid', '+48221234567', 'inbound', false],
  ])('%s', (_, caller, callee, direction, guessed) => {
    const call = derive({ metadata: between(caller, callee) }, [firma, other], FIRMA);
    expect(call?.direction).toBe(direction);
    expect(call?.flags.includes('direction-guessed')).toBe(guessed);
  });

  it('is the one reported by the vendor, except for a call within the tenant', () => {
    const reported = '<x><callType>originating</callType></x>';
    expect(derive({ metadata: between('+48600100200', '+48600100300', reported) }, [firma], FIRMA)?.direction).toBe(
      'outbound',
    );
    expect(derive({ metadata: between('101', '102', reported) }, [firma], FIRMA)?.direction).toBe('internal');
  });
});

const vendor = (...own: readonly string[]): string => `<x>${own.join('')}</x>`;

describe('parties and channels', () => {
  it('finds the numbers of the tenant', () => {
    expect(derive({ metadata: between('101', '+48600100200') }, [firma], FIRMA)?.extensions).toEqual(['101']);
    expect(derive({ metadata: between('+48600100200', '+48221234567') })?.extensions).toEqual(['+48221234567']);
  });

  it('uses the order and flags it if streams have no label', () => {
    const call = derive({ metadata: between('101', '102'), labels: [null, null] }, [firma], FIRMA);
    expect(call).toMatchObject({
      caller: '101',
      channels: ['caller', 'callee'],
      flags: ['parties-guessed', 'channels-guessed'],
    });
  });

  it('uses the order if both streams belong to one party', () => {
    const metadata = between('101', '102')
      .replace('<send>m2</send>', '')
      .replace('<send>m1</send>', '<send>m1</send><send>m2</send>');
    expect(derive({ metadata }, [firma], FIRMA)).toMatchObject({
      channels: ['caller', 'callee'],
      flags: ['parties-guessed', 'channels-guessed'],
    });
  });

  it('leaves out a participant who has left', () => {
    const left =
      '<session id="s"/><participantsessionassoc participant_id="b" session_id="s"><disassociate-time>2026-03-10T10:00:00Z</disassociate-time></participantsessionassoc>';
    const third = '<participant id="c"><nameID aor="103"/></participant>';
    expect(derive({ metadata: between('101', '102', left + third) }, [firma], FIRMA)?.callee).toBe('103');
  });

  it('derives a call from metadata that cannot be read', () => {
    const call = derive({ metadata: '<recording><participant' }, [firma], FIRMA);
    expect(call?.flags).toEqual(['direction-guessed', 'parties-guessed', 'channels-guessed', 'metadata-malformed']);
  });

  it.each([
    ['a feature code', '<calledPartyNumber>*11</calledPartyNumber>', '*11'],
    ['dialled digits', '<dialedDigits>*302100</dialedDigits>', '*302100'],
    ['a hunt group', '<calledPartyNumber>sip:7663@bw</calledPartyNumber>', '7663'],
    ['a code with a number', '<dialedDigits>*31#600100300</dialedDigits>', '*31#600100300'],
    ['the callee itself', '<dialedDigits>600100200</dialedDigits>', null],
    ['a name', '<dialedDigits>voicemail</dialedDigits>', null],
  ])('keeps %s beside the participants, who decide', (_, own, dialled) => {
    const call = derive({ metadata: between('+48221234567', '+48600100200', vendor(own)) });
    expect(call).toMatchObject({ direction: 'outbound', callee: '+48600100200', dialled, flags: [] });
  });

  it.each([
    ['a suffix', 'sip:+48600100200*101@pbx', '+48600100200*101'],
    ['a pause', 'tel:600100200,,55', '600100200,,55'],
    ['a withheld number', 'sip:%2331%23600100200@pbx', '#31#600100200'],
    ['a carrier', 'sip:1033600100200@pbx', '1033600100200'],
  ])('finds the number that was dialled with %s', (_, address, dialled) => {
    const call = derive({ metadata: between('sip:+48(0)221234567@pbx', address) });
    expect(call).toMatchObject({ caller: '+48221234567', callee: '+48600100200', dialled, flags: [] });
  });

  it('keeps a number that fits no plan as it was dialled, and says so', () => {
    const call = derive({ metadata: between('+48221234567', 'sip:1234567@pbx') });
    expect(call).toMatchObject({ direction: 'outbound', callee: '1234567', extensions: ['+48221234567'] });
    expect(call?.flags).toEqual(['number-not-in-plan']);
  });

  it('keeps a feature code that is the address of a participant as what was dialled', () => {
    const call = derive({ metadata: between('+48221234567', 'sip:*98@pbx') });
    expect(call).toMatchObject({ direction: 'outbound', callee: null, dialled: '*98' });
  });

  it('uses the vendor’s number for a participant without one, but not for one who hides it', () => {
    const numbers =
      '<callingPartyNumber>600100200</callingPartyNumber><calledPartyNumber>221234567</calledPartyNumber>';
    const named = derive({ metadata: between('sip:klient@x', 'sip:biuro@x', vendor(numbers)) });
    expect(named).toMatchObject({ caller: '+48600100200', callee: '+48221234567', direction: 'inbound' });
    const hidden = derive({ metadata: between('sip:anonymous@anonymous.invalid', 'sip:biuro@x', vendor(numbers)) });
    expect(hidden).toMatchObject({ caller: null, callee: '+48221234567' });
  });

  it.each([
    ['the recorded user by address', vendor('<origCall/>', '<userID>biuro@x</userID>')],
    [
      'the recorded party by number',
      vendor('<callType>Originating</callType><recordedParty>221234567</recordedParty>'),
    ],
    ['the number of the caller', vendor('<fromhdr>&lt;sip:221234567@y&gt;;tag=1</fromhdr>')],
    ['the number of the callee', vendor('<tohdr>&lt;sip:600100200@y&gt;</tohdr>')],
  ])('finds the caller by %s', (_, own) => {
    const nameIds = '<nameID aor="sip:biuro@x"/><nameID aor="+48221234567"/>';
    const metadata = between('+48600100200', 'x', own).replace('<nameID aor="x"/>', nameIds);
    expect(derive({ metadata })).toMatchObject({ caller: '+48221234567', channels: ['callee', 'caller'], flags: [] });
  });

  it('gives both sides of a SIP session id the same id', () => {
    const [a, b] = ['a'.repeat(32), 'b'.repeat(32)];
    const ids = [`${a};remote=${b}`, `${b};remote=${a}`].map(
      (id) => derive({ headers: { 'session-id': id } }, [firma], FIRMA)?.correlationId,
    );
    expect(ids[0]).toBe(`${a}-${b}`);
    expect(ids[1]).toBe(ids[0]);
  });

  it('takes no NUL into an id: PostgreSQL stores none, and the call would never be archived', () => {
    expect(derive({ headers: { 'cisco-guid': '12\0-34' } }, [firma], FIRMA)?.correlationId).toBe('12\uFFFD-34');
  });
});

it.each([
  ['a number and a feature code', '+48221234567', 'sip:*98@pbx', true],
  ['two short ones', '101', 'sip:*98@pbx', false],
  ['one party twice', '+48221234567', '+48221234567', false],
])('knows whether the parties are named: %s', (_, first, second, known) => {
  expect(arePartiesKnown(factsOf({ metadata: between(first, second) }), VENDOR_MAPPINGS)).toBe(known);
});

describe('names of tenants', () => {
  const named = { ...other, aliases: [{ kind: 'metadata', name: 'Provider/Group' } as const] };
  const metadata = between(
    'sip:anna@a.example',
    'sip:+48600100300@b.example',
    '<serviceProviderID>provider</serviceProviderID><groupID>GROUP</groupID>',
  );
  const unknown = (tenants: readonly FakeTenant[], defaultTenantId?: TenantId) => {
    const directory = fakeDirectory(tenants, [{ address: PBX, ...(defaultTenantId && { defaultTenantId }) }]);
    const [deps, facts] = [
      { directory, source: directory.sourceAt(PBX)!, mappings: VENDOR_MAPPINGS },
      factsOf({ metadata }),
    ];
    const call = deriveCall(deps, facts);
    const tenant = call.ok ? call.value.tenant : null;
    return unknownTenantNames(deps, facts, tenant).map(({ kind, name }) => `${kind} ${name}`);
  };

  it('finds the tenant by a name that the vendor gives', () => {
    expect(derive({ metadata }, [firma, named])?.tenant.id).toBe(OTHER);
    expect(unknown([firma, named])).toEqual([]);
  });

  it('finds the tenant by the PBX’s certificate before anything else', () => {
    const certified = { ...other, aliases: [{ kind: 'certificate', name: 'pbx.firma.example' } as const] };
    const certificateNames = ['PBX.firma.example'];
    const input = { metadata: between('+48221234567', '+48600100300'), certificateNames };
    expect(derive(input, [firma, certified])?.tenant.id).toBe(OTHER);
    expect(derive({ ...input, certificateNames: [] }, [firma, certified])?.tenant.id).toBe(FIRMA);
  });

  it('does not take a group’s name alone for a tenant’s: another provider has one, too', () => {
    const group = { ...other, aliases: [{ kind: 'metadata', name: 'GROUP' } as const] };
    expect(derive({ metadata }, [firma, group])).toBeNull();
    expect(unknown([firma, group])).not.toContain('metadata GROUP');
  });

  it('of a call without a tenant are all unknown, of one of the default tenant those that name nothing else', () => {
    const names = ['metadata provider/GROUP', 'metadata provider'];
    expect(unknown([firma, other])).toEqual(
      expect.arrayContaining([...names, 'domain a.example', 'domain b.example', 'request-uri srs']),
    );
    expect(unknown([firma, other], FIRMA)).toEqual(expect.arrayContaining(names));
    expect(unknown([firma, other], FIRMA)).not.toContain('domain a.example');
    expect(unknown([{ ...firma, numbers: ['+48600100300'] }])).toEqual([]);
  });
});

it('takes User-to-User for an id of the call only of a source that is set so', () => {
  const facts = factsOf({ headers: { 'user-to-user': '04FA0800270F2A5C;encoding=hex' } });
  const idAt = (userToUserIds: boolean): string | null => {
    const directory = fakeDirectory([firma], [{ address: PBX, defaultTenantId: FIRMA, userToUserIds }]);
    const deps = { directory, source: directory.sourceAt(PBX)!, mappings: VENDOR_MAPPINGS };
    const call = deriveCall(deps, facts);
    return call.ok ? call.value.correlationId : null;
  };
  expect(idAt(false)).toBeNull();
  expect(idAt(true)).toBe('04FA0800270F2A5C;encoding=hex');
});

it('has the extensions behind the tenant’s own numbers, not those of others', () => {
  const metadata = between('tel:+48-22-123-45-67;ext=101', 'sip:+48512345678;ext=7@example.com');
  expect(derive({ metadata })).toMatchObject({ caller: '+48221234567', extensions: ['+48221234567', '101'] });
});
