import { AppError } from '../base/errors.ts';
import type { SourceId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

/** A large PBX has a few SBCs, each with a certificate of its own. */
export const MAX_SOURCE_CERTIFICATES = 32;

/** A domain has up to 253 characters, a common name 64. */
export const MAX_CERTIFICATE_NAME_CHARS = 253;

/** A certificate's name as it is compared: domains in any case, without their last dot. */
export function comparedCertificateName(name: string): string {
  return name.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase().replace(/\.$/, '');
}

/** The certificate names of each source. */
export async function certificatesOfSources(db: Database): Promise<Map<SourceId, string[]>> {
  const rows = await db.selectFrom('source_certificates').selectAll().orderBy('name').execute();
  const bySource = Map.groupBy(rows, ({ source_id }) => source_id);
  return new Map([...bySource].map(([id, certificates]) => [id, certificates.map(({ name }) => name)]));
}

/** Replaces the certificate names of a source and returns them. Throws `source-certificate-taken`, `request-invalid`. */
export async function setSourceCertificates(
  db: Database,
  id: SourceId,
  given: readonly string[],
): Promise<readonly string[]> {
  const names = [...new Set(given.map(comparedCertificateName))];
  if (names.length > MAX_SOURCE_CERTIFICATES) throw new AppError('request-invalid', 'too many certificate names');
  if (names.some((name) => name === '' || name.length > MAX_CERTIFICATE_NAME_CHARS))
    throw new AppError('request-invalid', 'a certificate name is empty or too long');
  await db.deleteFrom('source_certificates').where('source_id', '=', id).execute();
  if (names.length === 0) return names;
  await db
    .insertInto('source_certificates')
    .values(names.map((name) => ({ name, source_id: id })))
    .execute();
  return names;
}
