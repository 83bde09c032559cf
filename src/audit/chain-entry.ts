import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import type { TenantId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { AuditedAction } from './audited-action.ts';
import { type ChainedEvent, type ChainEnd, publicForm } from './chained-event.ts';

/** A chain is told as its events from the first on, and then where it ends: what is cut off is missed. */
export type ChainEntry = { readonly event: ChainedEvent } | { readonly end: ChainEnd };

/**
 * An entry as a line of an export, without the line's end. Of an event: the very text that was hashed, with its `hash`
 * put in, so that a stranger can check it with `jq -cS 'del(.hash)'` and `sha256sum`.
 */
export function writeEntry(entry: ChainEntry): string {
  if ('end' in entry) return canonicalJson({ end: { ...entry.end } });
  return canonicalJson({ ...publicForm(entry.event), hash: entry.event.hash });
}

export function readEntry(line: string): Result<ChainEntry, 'unreadable'> {
  const parsed = Line.safeParse(jsonOf(line));
  if (!parsed.success) return fail('unreadable');
  if ('end' in parsed.data) return ok(parsed.data);
  const { at, tenantId, action, ...rest } = parsed.data;
  return ok({
    event: {
      ...rest,
      at: Date.parse(at),
      tenantId: tenantId as TenantId | null,
      action: action as AuditedAction,
    },
  });
}

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Strict: what no hash covers has no place in a line. */
const Line = z.union([
  z.strictObject({ end: z.strictObject({ seq: z.int().nonnegative(), hash: Sha256 }) }),
  z.strictObject({
    tenantId: z.uuid().nullable(),
    actor: z.string(),
    action: z.string(),
    subject: z.string().nullable(),
    address: z.string().nullable(),
    detail: z.record(z.string(), z.json()).nullable(),
    seq: z.int().positive(),
    at: z.iso.datetime({ precision: 3 }),
    previousHash: Sha256,
    hash: Sha256,
  }),
]);

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
