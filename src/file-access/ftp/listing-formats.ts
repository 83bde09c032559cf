import type { TreeEntry } from '../recording-tree.ts';
import { singleLine } from './reply.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 24 * 3600 * 1000;
/** As ls does: an entry older than half a year shows the year in place of the time. */
const RECENT_MS = 182 * DAY_MS;
/** As ls does on ext4; clients only show it. */
const FOLDER_SIZE_BYTES = 4096;

/** An entry as `ls -l` writes it, for LIST and STAT; times in UTC. RFC 959 specifies no format; every client reads this one. */
export function lsLine(entry: TreeEntry, nowMs: number): string {
  const [mode, size] = entry.kind === 'folder' ? ['dr-xr-xr-x', FOLDER_SIZE_BYTES] : ['-r--r--r--', entry.sizeBytes];
  return `${mode} 1 ftp ftp ${String(size).padStart(13)} ${lsTime(entry.modifiedAt, nowMs)} ${singleLine(entry.name)}`;
}

function lsTime(instantMs: number, nowMs: number): string {
  const time = new Date(instantMs);
  const age = nowMs - instantMs;
  const recent = age <= RECENT_MS && age >= -DAY_MS;
  const clock = `${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())}`;
  const last = recent ? clock : ` ${time.getUTCFullYear()}`;
  return `${MONTHS[time.getUTCMonth()]} ${String(time.getUTCDate()).padStart(2)} ${last}`;
}

/** The facts of an entry (RFC 3659 §7.5) that this server knows, in the order it sends them. */
export const FACTS = ['type', 'size', 'modify', 'perm', 'UNIX.mode'] as const;
export type Fact = (typeof FACTS)[number];

/** Null where an entry has no such fact. */
const FACT_OF: Readonly<Record<Fact, (entry: TreeEntry) => string | null>> = {
  type: ({ kind }) => (kind === 'folder' ? 'dir' : 'file'),
  size: (entry) => (entry.kind === 'folder' ? null : String(entry.sizeBytes)),
  modify: ({ modifiedAt }) => timeValue(modifiedAt),
  // RFC 3659 §7.5.5: a folder may be entered and listed, a file retrieved.
  perm: ({ kind }) => (kind === 'folder' ? 'el' : 'r'),
  'UNIX.mode': ({ kind }) => (kind === 'folder' ? '0555' : '0444'),
};

/** `facts SP name` of RFC 3659 §7.2, for MLSD and MLST. */
export function factsLine(entry: TreeEntry, wanted: ReadonlySet<Fact>, name: string): string {
  const facts = FACTS.filter((fact) => wanted.has(fact)).map((fact) => {
    const value = FACT_OF[fact](entry);
    return value === null ? '' : `${fact}=${value};`;
  });
  return `${facts.join('')} ${singleLine(name)}`;
}

/** `YYYYMMDDHHMMSS` in UTC (RFC 3659 §2.3), for MDTM and the `modify` fact. */
export function timeValue(instantMs: number): string {
  return new Date(instantMs).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
