import { z } from 'zod';
import { canonicalJson } from '../base/canonical-json.ts';
import type { TenantId } from '../base/ids.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { AuditedAction } from './audit-event.ts';
import { type ChainBreak, type ChainEntry, exportedForm, type VerifiedChain, verifyChain } from './chain.ts';

/**
 * An entry as a line of an export, without the line break. An event's line is the text that was hashed, plus its `hash`:
 * anybody can check it with `jq -cS 'del(.hash)'` and `sha256sum`.
 */
export function formatEntry(entry: ChainEntry): string {
  if ('end' in entry) return canonicalJson({ end: { ...entry.end } });
  if ('checkpoint' in entry) return canonicalJson({ checkpoint: { ...entry.checkpoint } });
  return canonicalJson({ ...exportedForm(entry.event), hash: entry.event.hash });
}

/** Checks that the lines of an export are a complete, unaltered chain. Needs nothing but the lines. `youngSince`: of `verifyChain`. */
export function verifyExport(
  lines: AsyncIterable<string>,
  youngSince?: number,
): Promise<Result<VerifiedChain, ChainBreak>> {
  return verifyChain(parseEntries(lines), youngSince);
}

async function* parseEntries(lines: AsyncIterable<string>) {
  for await (const line of lines) yield parseEntry(line);
}

function parseEntry(line: string): Result<ChainEntry, 'unreadable'> {
  const parsed = Line.safeParse(jsonOf(line));
  if (!parsed.success) return fail('unreadable');
  if ('end' in parsed.data || 'checkpoint' in parsed.data) return ok(parsed.data);
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

/** Strict: no field may be outside the hash. */
const Line = z.union([
  z.strictObject({ checkpoint: z.strictObject({ count: z.int().positive(), hash: Sha256 }) }),
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
