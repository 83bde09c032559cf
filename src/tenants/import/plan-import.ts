import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import type { PhoneNumber } from '../../base/phone-number.ts';
import type { ContactKind, Database } from '../../platform/postgres/index.ts';
import { requireEmail } from '../contacts.ts';
import { type CustomerChange, requireValidChange } from '../customer.ts';
import { listPlans, type Plan } from '../plans.ts';
import { type NumberSpan, numberSpans, publicNumber } from '../tenant-numbers.ts';
import { listTenants } from '../tenants.ts';
import type { ImportColumn } from './columns.ts';
import type { FileRow, ImportProblem, ImportProblemCode } from './read-tenant-file.ts';

/** What an import does for a row that has no problem. */
export interface PlannedRow {
  readonly line: number;
  /** Null: a new tenant. */
  readonly tenantId: TenantId | null;
  readonly name: string;
  /** Of a new tenant. */
  readonly plan: string | null;
  readonly billingDay: number | undefined;
  readonly change: CustomerChange;
  readonly numbers: readonly PhoneNumber[];
  readonly contacts: ReadonlyMap<string, readonly ContactKind[]>;
}

interface KnownTenant {
  readonly id: TenantId;
  readonly nip: string | null;
  readonly external_id: string | null;
  readonly billing_day: number | null;
  readonly plan: string | null;
}

/** The tenants, plans and numbers that rows are checked against. */
export interface ImportContext {
  readonly tenants: readonly KnownTenant[];
  readonly plans: readonly Plan[];
  readonly numbers: ReadonlyMap<PhoneNumber, readonly NumberSpan[]>;
  readonly now: number;
}

export async function importContext(db: Database, now: number): Promise<ImportContext> {
  const planOf = new Map((await listTenants(db, now)).map(({ id, plan }) => [id, plan]));
  const tenants = await db.selectFrom('tenants').select(['id', 'nip', 'external_id', 'billing_day']).execute();
  return {
    tenants: tenants.map((one) => ({ ...one, plan: planOf.get(one.id) ?? null })),
    plans: await listPlans(db),
    numbers: Map.groupBy(await numberSpans(db), ({ number }) => number),
    now,
  };
}

/** Checks every row, alone and against the others and what exists. Writes nothing. */
export function planImport(rows: readonly FileRow[], context: ImportContext) {
  const planned: PlannedRow[] = [];
  const problems: ImportProblem[] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const found: ImportProblem[] = [];
    const plan = planRow(row, context, found);
    for (const { column, has, clashes } of keysOf(plan)) {
      const line = clashes.map((key) => seen.get(key)).find((other) => other !== undefined);
      if (line !== undefined) {
        const problem = `the same as in line ${line}`;
        found.push({ line: row.line, column, code: 'same-as-line', problem, value: String(line) });
      }
      for (const key of has) seen.set(key, seen.get(key) ?? row.line);
    }
    if (found.length === 0) planned.push(plan);
    problems.push(...found);
  }
  return { planned, problems };
}

interface RowKeys {
  readonly column: ImportColumn;
  readonly has: readonly string[];
  /** What no row before may have. */
  readonly clashes: readonly string[];
}

/**
 * What may be in the file once: a number; an external id; a tenant, however it is found; and a NIP, if one of the rows has nothing
 * else to tell the customers apart. Several tenants with external ids may have one NIP.
 */
function keysOf({ tenantId, change: { externalId, nip }, numbers }: PlannedRow): RowKeys[] {
  const own = [
    ...(externalId == null ? [] : [`id ${externalId}`]),
    ...(tenantId === null ? [] : [`tenant ${tenantId}`]),
  ];
  const customer: RowKeys =
    externalId == null
      ? { column: 'nip', has: [...own, `nip ${nip}`, `only nip ${nip}`], clashes: [...own, `nip ${nip}`] }
      : { column: 'external_id', has: [...own, `nip ${nip}`], clashes: [...own, `only nip ${nip}`] };
  const isNamed = externalId != null || nip != null;
  return [
    ...(isNamed ? [customer] : []),
    ...numbers.map((number) => ({ column: 'numbers' as const, has: [number], clashes: [number] })),
  ];
}

const CONTACT_COLUMNS = {
  email: 'administrative',
  email_technical: 'technical',
  email_billing: 'billing',
  email_data_protection: 'data-protection',
} as const satisfies Partial<Record<ImportColumn, ContactKind>>;

/** Adds what is wrong with a row to `problems`. */
function planRow({ line, fields }: FileRow, context: ImportContext, problems: ImportProblem[]): PlannedRow {
  const refuse: Refuse = (column, code, problem, value = null) => {
    problems.push({ line, column, code, problem, value });
  };
  const read = <T>(column: ImportColumn, reader: () => T): T | undefined => {
    try {
      return reader();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refuse(column, 'value-invalid', error.message);
      return undefined;
    }
  };
  const { external_id: externalId, name, nip, address, address2, country = 'PL' } = fields;
  if (name === undefined) refuse('name', 'missing', 'is missing');
  if (externalId === undefined && nip === undefined)
    refuse('external_id', 'no-identifier', 'a row needs an external_id or a nip, so that it is found again');
  if (address === undefined && address2 !== undefined) refuse('address', 'missing', 'is missing');
  const columns = {
    ...(name !== undefined && { name: read('name', () => requireValidChange({ name }).name) }),
    ...(externalId !== undefined && {
      externalId: read('external_id', () => requireValidChange({ externalId }).external_id),
    }),
    ...(nip !== undefined && { nip: read('nip', () => requireValidChange({ nip }).nip) }),
    ...(address !== undefined && { address: { line1: address, line2: address2 ?? null, country } }),
  };
  if (columns.address !== undefined) read('address', () => requireValidChange({ address: columns.address! }));
  const tenant = knownTenant(context.tenants, columns, refuse);
  checkPlan(fields, tenant, context, refuse);
  const billingDay = fields.billing_day === undefined ? undefined : Number(fields.billing_day);
  if (billingDay !== undefined && !(Number.isInteger(billingDay) && billingDay >= 1 && billingDay <= 31))
    refuse('billing_day', 'billing-day-invalid', 'must be 1 to 31');
  if (tenant !== null && billingDay !== undefined && billingDay !== tenant.billing_day)
    refuse('billing_day', 'billing-day-fixed', 'of a tenant never changes');
  const numbers = (fields.numbers ?? '')
    .split(/[|,;\n]/)
    .filter((text) => text.trim() !== '')
    .map((text) => read('numbers', () => publicNumber(text)))
    .filter((number) => number !== undefined);
  for (const number of new Set(numbers)) {
    if (isTaken(context, number, tenant?.id))
      refuse('numbers', 'number-taken', 'a number belongs to another tenant', number);
  }
  const contacts = new Map<string, ContactKind[]>();
  for (const [column, kind] of Object.entries(CONTACT_COLUMNS) as [keyof typeof CONTACT_COLUMNS, ContactKind][]) {
    const text = fields[column];
    const email = text === undefined ? undefined : read(column, () => requireEmail(text));
    if (email !== undefined) contacts.set(email, [...(contacts.get(email) ?? []), kind]);
  }
  return {
    line,
    tenantId: tenant?.id ?? null,
    name: name ?? '',
    plan: fields.plan ?? null,
    billingDay,
    change: columns,
    numbers: [...new Set(numbers)],
    contacts,
  };
}

type Refuse = (column: ImportColumn | null, code: ImportProblemCode, problem: string, value?: string | null) => void;

/** By the external id; otherwise the only one with the NIP, unless it has another external id. */
function knownTenant(
  tenants: readonly KnownTenant[],
  { externalId, nip }: CustomerChange,
  refuse: Refuse,
): KnownTenant | null {
  const byId = externalId == null ? undefined : tenants.find((one) => one.external_id === externalId);
  if (byId !== undefined) return byId;
  if (nip == null) return null;
  const byNip = tenants.filter((one) => one.nip === nip && (externalId == null || one.external_id === null));
  if (byNip.length > 1) refuse('nip', 'nip-ambiguous', 'several tenants have this NIP; give the external_id');
  return byNip[0] ?? null;
}

function checkPlan(
  { plan: name }: FileRow['fields'],
  tenant: KnownTenant | null,
  { plans }: ImportContext,
  refuse: Refuse,
): void {
  if (tenant !== null) {
    if (name !== undefined && name !== tenant.plan)
      refuse(
        'plan',
        'plan-differs',
        `the tenant has ${tenant.plan ?? 'no plan'}; change it with \`tenant plan\``,
        tenant.plan ?? '–',
      );
    return;
  }
  const plan = plans.find((one) => one.name === name);
  if (name === undefined) refuse('plan', 'plan-missing', 'is missing, and the tenant is new');
  else if (plan === undefined) refuse('plan', 'plan-unknown', `there is no plan ${name}`, name);
  else if (plan.isRetired) refuse('plan', 'plan-retired', `the plan ${name} is retired`, name);
}

/** Also until a later time: an import gives numbers at once. */
function isTaken({ numbers, now }: ImportContext, number: PhoneNumber, owner: TenantId | undefined): boolean {
  const spans = numbers.get(number) ?? [];
  return spans.some(({ tenantId, endsAt }) => tenantId !== owner && (endsAt === null || endsAt > now));
}
