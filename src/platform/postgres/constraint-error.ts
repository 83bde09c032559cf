import { AppError, type ErrorCode } from '../../base/errors.ts';

/**
 * What it means that a unique constraint refuses a row. Code that looks before it writes cannot see what another transaction is
 * writing: of two at once, the second one gets this. A constraint that is not here cannot be violated by requests.
 */
const CODE_OF_CONSTRAINT: Readonly<Record<string, ErrorCode>> = {
  users_email: 'email-taken',
  tenants_external_id_key: 'external-id-taken',
  number_groups_tenant_id_name_key: 'number-group-exists',
  saved_searches_name: 'saved-search-exists',
  plans_pkey: 'plan-exists',
  tenant_numbers_pkey: 'number-taken',
  ended_tenant_numbers_pkey: 'number-taken',
  tenant_aliases_name: 'tenant-alias-taken',
  source_addresses_pkey: 'source-address-taken',
  source_names_pkey: 'source-address-taken',
  source_certificates_pkey: 'source-certificate-taken',
  source_digests_user_name_key: 'source-user-taken',
  sources_address_key: 'source-address-taken',
};

/** SQLSTATE. */
const UNIQUE_VIOLATION = '23505';

/** A unique violation that has a code of ours as that; null: any other error. */
export function constraintError(error: unknown): AppError | null {
  const { code, constraint } = (error ?? {}) as { readonly code?: unknown; readonly constraint?: unknown };
  if (code !== UNIQUE_VIOLATION || typeof constraint !== 'string') return null;
  const ours = Object.hasOwn(CODE_OF_CONSTRAINT, constraint) ? CODE_OF_CONSTRAINT[constraint]! : null;
  return ours && new AppError(ours, undefined, { cause: error });
}
