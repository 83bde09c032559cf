import { AppError } from '../../base/errors.ts';
import type { TenantId } from '../../base/ids.ts';
import type { AddedTenant } from '../add-tenant.ts';
import { listContacts } from '../contacts.ts';
import { Customers, type CustomersDeps } from '../customers.ts';
import { importContext, type PlannedRow, planImport } from './plan-import.ts';
import { type ImportProblem, readTenantFile } from './read-tenant-file.ts';

interface ImportOptions {
  /** Only checks. */
  readonly dryRun: boolean;
  /** Imports the good rows although others are wrong. */
  readonly skipBad: boolean;
}

interface ImportedRow extends Partial<Pick<AddedTenant, 'panel' | 'ftp'>> {
  readonly line: number;
  readonly name: string;
  /** Null: a new tenant, of a dry run or not reached. */
  readonly tenantId: TenantId | null;
  readonly action: 'add' | 'change' | 'keep';
  /** Of a new tenant. */
  readonly plan?: string;
}

export interface TenantImport {
  readonly problems: readonly ImportProblem[];
  /** What was done; of a dry run: what would be. Empty if a row is wrong and bad ones are not skipped. */
  readonly rows: readonly ImportedRow[];
}

/**
 * Adds and changes tenants from a CSV file. A tenant is found again by its external id or NIP, so the same file again changes
 * nothing; numbers and contacts are added, never removed. Nothing is written when a row is wrong, unless bad rows are skipped. Each
 * tenant is a transaction of its own: a run that was killed is repeated. Throws `request-invalid` for a file that cannot be read.
 */
export async function importTenants(deps: CustomersDeps, bytes: Buffer, options: ImportOptions): Promise<TenantImport> {
  const file = readTenantFile(bytes);
  const { planned, problems } = planImport(file.rows, await importContext(deps.db, deps.clock.now()));
  const found = [...file.problems, ...problems].toSorted((a, b) => a.line - b.line);
  if (found.length > 0 && !options.skipBad) return { problems: found, rows: [] };
  const rows: ImportedRow[] = [];
  for (const row of planned) {
    try {
      rows.push(await importRow(deps, row, options.dryRun));
    } catch (error) {
      // Whatever it was, the passwords of those already added are shown only now.
      const problem = error instanceof AppError ? error.message : `failed: ${String(error)}; import the file again`;
      return { problems: [...found, { line: row.line, column: null, code: 'failed', problem, value: null }], rows };
    }
  }
  return { problems: found, rows };
}

async function importRow(deps: CustomersDeps, row: PlannedRow, dryRun: boolean): Promise<ImportedRow> {
  const { line, name, tenantId } = row;
  if (tenantId !== null) return { line, name, tenantId, action: await changeTenant(deps, tenantId, row, dryRun) };
  const { plan, billingDay, change, numbers, contacts } = row;
  if (dryRun) return { line, name, tenantId, action: 'add', plan: plan! };
  const added = await new Customers(deps).add({
    ...change,
    name,
    plan: plan!,
    numbers,
    billingDay,
    passwordTemporary: true,
    contacts: [...contacts].map(([email, kinds]) => ({ email, kinds })),
  });
  return { line, name, action: 'add', plan: plan!, ...added };
}

/** Rolls the change back for a dry run. */
async function changeTenant(
  deps: CustomersDeps,
  tenantId: TenantId,
  { change, numbers, contacts }: PlannedRow,
  dryRun: boolean,
): Promise<'change' | 'keep'> {
  let changes = 0;
  const work = deps.db.transaction().execute(async (transaction) => {
    const customers = new Customers({ ...deps, db: transaction });
    changes += (await customers.change(tenantId, change)).length;
    for (const number of numbers.toSorted()) changes += (await customers.addNumber(tenantId, number)) ? 1 : 0;
    const known = new Map((await listContacts(transaction, tenantId)).map(({ email, kinds }) => [email, kinds]));
    for (const [email, kinds] of contacts) {
      const before = known.get(email) ?? [];
      if (kinds.every((kind) => before.includes(kind))) continue;
      await customers.saveContact(tenantId, { email, kinds: [...new Set([...before, ...kinds])] });
      changes += 1;
    }
    if (dryRun) throw new DryRun();
  });
  await work.catch((error: unknown) => {
    if (!(error instanceof DryRun)) throw error;
  });
  return changes > 0 ? 'change' : 'keep';
}

class DryRun extends Error {}
