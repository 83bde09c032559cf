import type { paths } from '../api/schema.generated.ts';
import { isWarsawDay } from '../format/warsaw-time.ts';

type Query = NonNullable<paths['/api/v1/audit']['get']['parameters']['query']>;

/** Kinds of events that are looked for together, as the API names them. */
export const AUDIT_GROUPS = [
  'content',
  'sign-ins',
  'files',
  'people',
  'services',
  'deletion',
  'operator',
] as const satisfies NonNullable<Query['group']>[];
type AuditGroup = (typeof AUDIT_GROUPS)[number];

/** The filters of an audit log, as they are in the address. */
export interface AuditSearch {
  readonly actor?: string;
  readonly group?: AuditGroup;
  readonly action?: string;
  /** The id of a recording, of a call, …: whole. */
  readonly subject?: string;
  readonly from?: string;
  /** The last day, inclusive. */
  readonly to?: string;
}

/** Limit of the API. */
const MAX_CHARS = 200;

/** What of an address is a filter; the rest is ignored. */
export function readAuditSearch(query: Record<string, unknown>): AuditSearch {
  const { actor, group, action, subject, from, to } = query;
  const known = AUDIT_GROUPS.find((one) => one === group);
  return {
    ...(isText(actor) && { actor }),
    ...(known !== undefined && { group: known }),
    ...(isText(action) && known === undefined && { action }),
    ...(isText(subject) && { subject }),
    ...(isDay(from) && { from }),
    ...(isDay(to) && { to }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_CHARS;
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && isWarsawDay(value);
}

/** The filters with some changed; an empty text removes one. */
export function changeAuditSearch(
  search: AuditSearch,
  change: { readonly [Name in keyof AuditSearch]?: string | undefined },
): AuditSearch {
  return readAuditSearch({ ...search, ...change });
}
