import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { parseYaml } from '../config/index.ts';
import { VendorMapping } from './derivation/vendor-mapping.ts';
import { VENDOR_MAPPINGS } from './derivation/vendors.ts';

/** An operator has a few kinds of PBX. */
const MAX_MAPPINGS = 64;

const Mappings = z.array(VendorMapping).max(MAX_MAPPINGS);

/** The mappings of the operator's file, in their order, before ours. Empty path: only ours. Throws `config-invalid`. */
export function loadMappings(path: string): readonly VendorMapping[] {
  if (path === '') return VENDOR_MAPPINGS;
  let content: unknown;
  try {
    content = parseYaml(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AppError('config-invalid', `FONOTEKA_SIPREC_MAPPINGS: cannot read ${path}: ${String(cause)}`, { cause });
  }
  const read = Mappings.safeParse(content ?? []);
  if (read.success) return [...read.data, ...VENDOR_MAPPINGS];
  const problems = read.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`);
  throw new AppError('config-invalid', `FONOTEKA_SIPREC_MAPPINGS: ${path}: ${problems.join('; ')}`);
}
