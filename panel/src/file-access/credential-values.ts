import type { FileCredential, FileDoor } from '../api/client.ts';
import { addDays, startOfWarsawDay, type WarsawDay, warsawDay } from '../format/warsaw-time.ts';
import { wrongNetwork } from '../people/networks.ts';
import { publicKeyError } from './public-key.ts';

/** From the safest. */
export const DOORS = ['sftp', 'ftp', 'webdav'] as const satisfies readonly FileDoor[];

/** Limits of the API. */
export const BANDWIDTH_KILOBYTES = { min: 1, max: 10_000_000 };

/** What the form about a credential holds. */
export interface CredentialValues {
  label: string;
  doors: FileDoor[];
  sees: 'all' | 'some';
  numbers: string[];
  lastDay: WarsawDay | null;
  networks: string[];
  /** Empty: no limit. */
  bandwidth: string | number;
  /** Of a new one. */
  proof: 'password' | 'key';
  publicKey: string;
}

export function valuesOf(credential: FileCredential | null): CredentialValues {
  if (credential === null) return NEW;
  const { label, doors, numbers, expiresAt, allowedNetworks, bandwidthKilobytes } = credential;
  return {
    ...NEW,
    label,
    doors: [...doors],
    sees: numbers === null ? 'all' : 'some',
    numbers: [...(numbers ?? [])],
    lastDay: expiresAt === null ? null : warsawDay(new Date(Date.parse(expiresAt) - 1)),
    networks: [...allowedNetworks],
    bandwidth: bandwidthKilobytes ?? '',
  };
}

const NEW: CredentialValues = {
  label: '',
  doors: [...DOORS],
  sees: 'all',
  numbers: [],
  lastDay: null,
  networks: [],
  bandwidth: '',
  proof: 'password',
  publicKey: '',
};

/** What the API is asked to set. An expiry that is not changed keeps its time of day. */
export function changeOf(values: CredentialValues, credential: FileCredential | null) {
  const { label, doors, sees, numbers, lastDay, networks, bandwidth } = values;
  const isSameDay = credential !== null && lastDay === valuesOf(credential).lastDay;
  return {
    label: label.trim(),
    doors: DOORS.filter((door) => doors.includes(door)),
    numbers: sees === 'all' ? null : numbers,
    expiresAt: isSameDay ? credential.expiresAt : lastDay === null ? null : startOfWarsawDay(addDays(lastDay, 1)),
    allowedNetworks: networks.map((network) => network.trim()),
    bandwidthKilobytes: bandwidth === '' ? null : Number(bandwidth),
  };
}

/** Error of a field: key of its text. */
type CredentialError =
  | 'labelRequired'
  | 'doorRequired'
  | 'numbersRequired'
  | 'networkWrong'
  | 'bandwidthWrong'
  | 'publicKeyWrong'
  | 'privateKey'
  | 'keyNeedsSftp';

/** Validates the fields before they are sent. */
export function credentialErrors(values: CredentialValues): { [Field in keyof CredentialValues]?: CredentialError } {
  const { label, doors, sees, numbers, networks, bandwidth, proof, publicKey } = values;
  const byKey = proof === 'key';
  const errors = {
    label: label.trim() === '' ? 'labelRequired' : null,
    doors: doors.length === 0 ? 'doorRequired' : byKey && !doors.includes('sftp') ? 'keyNeedsSftp' : null,
    numbers: sees === 'some' && numbers.length === 0 ? 'numbersRequired' : null,
    networks: wrongNetwork(networks) === undefined ? null : 'networkWrong',
    bandwidth: isBandwidth(bandwidth) ? null : 'bandwidthWrong',
    publicKey: byKey ? publicKeyError(publicKey) : null,
  } as const;
  return Object.fromEntries(Object.entries(errors).filter(([, error]) => error !== null));
}

function isBandwidth(value: string | number): boolean {
  const number = Number(value);
  return (
    value === '' || (Number.isInteger(number) && number >= BANDWIDTH_KILOBYTES.min && number <= BANDWIDTH_KILOBYTES.max)
  );
}

/** The form's field for one that the API refused. */
export function formField(field: string): string {
  const [name = ''] = field.split('.');
  const fields: Record<string, keyof CredentialValues> = {
    expiresAt: 'lastDay',
    allowedNetworks: 'networks',
    bandwidthKilobytes: 'bandwidth',
  };
  return fields[name] ?? name;
}
