import type { Extension, RecordingMetadata } from '../../wire/siprec/index.ts';
import type { SessionFacts } from './session-facts.ts';
import type { VendorMapping } from './vendor-mapping.ts';

/** A value and where it was found. */
export interface Mapped<T = string> {
  readonly value: T;
  readonly vendor: string;
  readonly path: string;
}

/** What vendors write in their own elements of the metadata, under common names. */
export interface VendorMetadata {
  /** Address as written. */
  readonly caller: Mapped | null;
  readonly callee: Mapped | null;
  readonly callerParticipantId: Mapped | null;
  /** As written. */
  readonly dialled: Mapped | null;
  /** As the tenant's party sees it. */
  readonly direction: Mapped<'inbound' | 'outbound'> | null;
  /** Numbers or addresses of the tenant's own party, best first. */
  readonly recordedParties: readonly Mapped[];
  /** Possible names of the tenant, best first. */
  readonly tenantNames: readonly Mapped[];
  /** Best first. */
  readonly callIds: readonly Mapped[];
}

/** Reads the vendor's elements from anywhere in the metadata, by every mapping in turn. */
export function readVendorMetadata(facts: SessionFacts, mappings: readonly VendorMapping[]): VendorMetadata {
  const { metadata } = facts;
  const search = { facts, mappings, extensions: extensionsByName(metadata) };
  const callers = metadata === null ? [] : callerParticipants(metadata, mappings);
  return {
    caller: valuesOf(search, 'caller')[0] ?? null,
    callee: valuesOf(search, 'callee')[0] ?? null,
    // More than one caller is none.
    callerParticipantId: callers.length === 1 ? callers[0]! : null,
    dialled: valuesOf(search, 'dialled')[0] ?? null,
    direction: directionOf(search),
    recordedParties: valuesOf(search, 'recordedParty'),
    tenantNames: valuesOf(search, 'tenantNames'),
    callIds: valuesOf(search, 'callIds'),
  };
}

interface Search {
  readonly facts: SessionFacts;
  readonly mappings: readonly VendorMapping[];
  /** By the last name of their paths. */
  readonly extensions: ReadonlyMap<string, readonly Extension[]>;
}

type TextField = 'caller' | 'callee' | 'dialled' | 'recordedParty' | 'tenantNames' | 'callIds';

function valuesOf(search: Search, field: TextField): Mapped[] {
  return search.mappings.flatMap(({ vendor, [field]: paths = [] }) =>
    paths.flatMap((path) => {
      const value = valueAt(search, path);
      return value === null || value === '' ? [] : [{ value, vendor, path }];
    }),
  );
}

const HEADER = 'header:';

/** Null: there is no such header or element. Empty: the element has only others inside. */
function valueAt({ facts, extensions }: Search, path: string): string | null {
  if (path.startsWith(HEADER)) return facts.header(path.slice(HEADER.length))?.trim() ?? null;
  const values = path.split('+').map((one) => {
    const matching = (extensions.get(nameOf(one.toLowerCase())) ?? []).filter((extension) => endsWith(extension, one));
    return (matching.find(({ value }) => value !== '') ?? matching[0])?.value ?? null;
  });
  if (values.length === 1) return values[0]!;
  return values.every((value) => value !== null && value !== '') ? values.join('/') : null;
}

function extensionsByName(metadata: RecordingMetadata | null): ReadonlyMap<string, readonly Extension[]> {
  if (metadata === null) return new Map();
  const { extensions, groups, sessions, participants } = metadata;
  const all = [...extensions, ...[...groups, ...sessions, ...participants].flatMap((element) => element.extensions)];
  return Map.groupBy(all, ({ path }) => nameOf(path));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function endsWith({ path }: Extension, end: string): boolean {
  return `/${path}`.endsWith(`/${end.toLowerCase()}`);
}

function callerParticipants({ participants }: RecordingMetadata, mappings: readonly VendorMapping[]): Mapped[] {
  for (const { vendor, callerParticipant: paths = [] } of mappings) {
    for (const path of paths) {
      const marked = participants.filter(({ extensions }) =>
        extensions.some((extension) => endsWith(extension, path) && extension.value.toLowerCase() === 'true'),
      );
      if (marked.length > 0) return marked.map(({ id }) => ({ value: id, vendor, path }));
    }
  }
  return [];
}

function directionOf(search: Search): Mapped<'inbound' | 'outbound'> | null {
  for (const { vendor, direction = [] } of search.mappings) {
    for (const rule of direction) {
      const path = typeof rule === 'string' ? rule : rule.path;
      const value = valueAt(search, path);
      if (value === null) continue;
      const means = typeof rule === 'string' ? directionWord(value) : meaningOf(rule, value);
      if (means !== null) return { value: means, vendor, path };
    }
  }
  return null;
}

function meaningOf(
  rule: { readonly value?: string; readonly means: 'inbound' | 'outbound' },
  value: string,
): 'inbound' | 'outbound' | null {
  return rule.value === undefined || rule.value.toLowerCase() === value.toLowerCase() ? rule.means : null;
}

function directionWord(value: string): 'inbound' | 'outbound' | null {
  if (/^(orig|out|mo\b)/i.test(value)) return 'outbound';
  return /^(term|in(bound|coming)|mt\b)/i.test(value) ? 'inbound' : null;
}
