import type { SourceId, TenantId } from '../../src/base/ids.ts';
import type { PhoneNumber } from '../../src/base/phone-number.ts';
import { nameKey } from '../../src/tenants/tenant-name.ts';
import type { Directory, DirectoryReader, DirectoryTenant, SiprecSource, TenantName } from '../../src/tenants/index.ts';

export interface FakeTenant {
  readonly id: TenantId;
  readonly numbers: readonly PhoneNumber[];
  readonly entitled?: boolean;
  readonly suspended?: boolean;
  readonly recordingEnabled?: boolean;
  readonly recordInternal?: boolean;
  readonly rules?: DirectoryTenant['rules'];
  readonly aliases?: readonly TenantName[];
}

export interface FakeSource {
  readonly address: string;
  readonly certificates?: readonly string[];
  readonly id?: SourceId;
  readonly defaultTenantId?: TenantId;
  readonly recognition?: SiprecSource['recognition'];
  readonly userToUserIds?: boolean;
  readonly timeZone?: string;
  readonly digest?: SiprecSource['digest'];
}

/** A directory with the given tenants and sources. By default a tenant may record. */
export function fakeDirectory(tenants: readonly FakeTenant[], sources: readonly FakeSource[]): Directory {
  const answer = (found: FakeTenant | undefined): DirectoryTenant | null => {
    if (found === undefined) return null;
    const { id, entitled = true, suspended = false, recordingEnabled = true, recordInternal = false } = found;
    return { id, entitled, suspended, recordingEnabled, recordInternal, ...(found.rules && { rules: found.rules }) };
  };
  const directory: Directory = {
    sourceAt: (address) => asSource(sources.find((source) => source.address === address)),
    sourceWithCertificate: (name) => asSource(sources.find(({ certificates = [] }) => certificates.includes(name))),
    source: (id) => asSource(sources.find((source) => asSource(source)?.id === id)),
    sourceOfUser: (user) => asSource(sources.find(({ digest }) => digest?.user === user)),
    hasUsersAnywhere: sources.some(({ address, digest }) => digest !== undefined && address === ''),
    tenant: (id) => answer(tenants.find((tenant) => tenant.id === id)),
    ownerOf: (number) => answer(tenants.find((tenant) => tenant.numbers.includes(number))),
    tenantNamed: (_, name) =>
      answer(tenants.find(({ aliases = [] }) => aliases.some((alias) => nameKey(alias) === nameKey(name)))),
    asOf: () => directory,
  };
  return directory;
}

function asSource(found: FakeSource | undefined): SiprecSource | null {
  if (found === undefined) return null;
  const { id = '00000000-0000-7000-8000-00000000000f' as SourceId, defaultTenantId = null } = found;
  const { recognition = 'lenient', userToUserIds = false, timeZone = null } = found;
  return {
    id,
    name: 'test',
    defaultTenantId,
    timeZone,
    recognition,
    userToUserIds,
    digest: found.digest ?? null,
    isAnywhere: found.address === '',
  };
}

export function readerOf(directory: Directory): DirectoryReader {
  return { current: async () => directory, currentForMany: async () => directory, lastKnown: directory };
}
